"""Owns the automatic check of a candidate against its brand's kit: what was measured, and what follows from it."""

from django.db import models

from assets.models.base import VersionedModel


class Advice(VersionedModel):
    """The latest check of one candidate. It advises and never decides; earlier ones are in the audit log."""

    class State(models.TextChoices):
        """A check that failed keeps what the one before it found."""

        WAITING = "waiting", "Being checked"
        GIVEN = "given", "Checked"
        FAILED = "failed", "Could not be checked"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.OneToOneField("generation.Candidate", on_delete=models.PROTECT, related_name="advice")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    state_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, help_text="when the results were found")
    kit_version = models.PositiveIntegerField(default=0, help_text="0: the brand had no kit")
    results = models.JSONField(default=list, help_text="one entry a rule: outcome, measured value, threshold, reason")
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Advice on {self.candidate_id}"
