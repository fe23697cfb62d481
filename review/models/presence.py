"""Owns who is looking at an image that waits, and who has taken it in hand."""

from django.db import models

from assets.models.base import PublicModel


class Presence(PublicModel):
    """One person on one waiting image: when the page was last seen open, and until when they have taken it."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="presences")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "person"], name="one_presence_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.candidate_id}"
