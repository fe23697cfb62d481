"""Owns what a brand wants its pictures to look like, and what was measured on a picture's pixels."""

from django.db import models

from assets import clock
from assets.models.base import VersionedModel


class BrandKit(VersionedModel):
    """A brand's colours, where its logo goes in each channel, and the thresholds of the automatic check."""

    brand = models.OneToOneField("assets.Brand", on_delete=models.PROTECT, related_name="kit")
    palette = models.JSONField(default=list, blank=True, help_text="up to 12 colours such as #b3402a")
    logo_zones = models.JSONField(
        default=dict, blank=True, help_text="channel: left, top, width and height as fractions of its cut"
    )
    safe_area = models.PositiveSmallIntegerField(default=5, help_text="per cent of each side that text stays out of")
    thresholds = models.JSONField(default=dict, blank=True, help_text="only those that differ from the usual ones")
    as_of = models.DateField(null=True, help_text="when it was last changed")

    def __str__(self) -> str:
        return f"Kit of {self.brand}"


class ImageMeasure(models.Model):
    """What was measured once on the large preview of an image; no judgement, and nothing of a brand's kit."""

    image = models.OneToOneField("assets.StoredImage", on_delete=models.PROTECT, related_name="measure")
    method = models.PositiveSmallIntegerField(help_text="raised whenever the way of measuring changes")
    measured_at = models.DateTimeField(default=clock.now)
    sharpness = models.FloatField(help_text="variance of a Laplacian")
    colours = models.JSONField(help_text="colour and share of the pixels, up to 64 pairs")
    detail = models.TextField(help_text="strength of edges in 32 × 32 cells, two hexadecimal digits each")
    renditions = models.JSONField(
        default=dict, blank=True, help_text="channel: recipe, bytes and the part of the picture that it shows"
    )
    text_regions = models.JSONField(help_text="left, top, width and height as fractions of the picture")

    def __str__(self) -> str:
        return f"Measures of {self.image_id}"
