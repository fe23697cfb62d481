"""Owns what people ticked of the brief's must-haves beside an image."""

from django.db import models

from assets.models.base import PublicModel


class Ticks(PublicModel):
    """What one person has found on one image of what the brief says it must have: a note to themselves."""

    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="ticks")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(default=list, help_text="the lines of the brief, as they were when ticked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "person"], name="one_note_of_ticks_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.candidate_id}"
