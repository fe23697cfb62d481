"""Owns the rules of law and platforms on telling viewers that an image was made by AI: editable data, never code."""

from django.db import models


class DisclosureRule(models.Model):
    """One rule as read on a day: where it holds, for which images and channels, and what is enough there."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    says = models.CharField(max_length=400, help_text="what it asks, in a sentence or two")
    territories = models.JSONField(
        default=list, blank=True, help_text='country codes or groups such as "EU"; empty: everywhere'
    )
    channels = models.JSONField(default=list, blank=True, help_text="keys of channels; empty: all")
    paid_only = models.BooleanField(default=False, help_text="only where the placement is paid for")
    people = models.JSONField(
        default=list, blank=True, help_text='who is shown, by the rights record, such as "synthetic"; empty: anybody'
    )
    enough = models.JSONField(
        default=list,
        blank=True,
        help_text="none, metadata_only, caption, platform_toggle, label_in_pixels, eu_icon; empty: people consider it",
    )
    enabled = models.BooleanField(default=True)
    as_of = models.DateField()
    source_url = models.URLField()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name
