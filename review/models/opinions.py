"""Owns opinions: what one person thinks of a candidate. They never bind."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel


class Review(VersionedModel):
    """One person's current opinion on a candidate; its history is in the audit log."""

    class Verdict(models.TextChoices):
        """A pass is an opinion; a rejection is a decision."""

        NONE = "", "No opinion"
        SHORTLIST = "shortlist", "Shortlisted"
        PASS = "pass", "Passed"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="")
    stars = models.PositiveSmallIntegerField(default=0)
    sighted = models.BooleanField(default=True, help_text="the generator was visible before the vote")
    active_seconds = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "by"], name="one_review_per_person")]


class Step(PublicModel):
    """One act of one person on a brief, so that it can be walked back and forth; what happened is in the audit log.

    The verdicts of an act name it themselves; its ``changes`` are then empty.
    """

    class Kind(models.TextChoices):
        """What walking it back means."""

        OPINION = "opinion", "Opinion"
        SENDING = "sending", "Sent for approval"
        DECISION = "decision", "Verdict"

    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    changes = models.JSONField(help_text="one entry for each candidate: its public id, before and after")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["brief", "by", "-id"], name="step_newest_of_a_person"),
            models.Index(fields=["by", "-id"], condition=models.Q(kind="decision"), name="step_newest_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {len(self.changes)}"
