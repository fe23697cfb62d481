"""Owns what people marked on an image as having to stay visible in every crop."""

from django.db import models

from assets.models.base import VersionedModel


class Kept(VersionedModel):
    """The parts of one candidate that no channel may cut away: faces, a logo, the product."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.OneToOneField("generation.Candidate", on_delete=models.PROTECT, related_name="kept")
    boxes = models.JSONField(
        default=list, help_text="id, what, by, and x, y, w, h as fractions of the original, as texts with five decimals"
    )

    def __str__(self) -> str:
        return f"Kept parts of {self.candidate_id}"
