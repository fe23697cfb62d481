"""Owns approval processes as data: a brand's stages, what a campaign asks for, and who stands in for whom."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel


class Process(VersionedModel):
    """A named list of stages. A round copies it when it opens, so that a change touches later rounds only."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="processes")
    name = models.CharField(max_length=80)
    stages = models.JSONField(help_text="one entry a stage, in order; see review.processes for its fields")
    retired_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "processes"
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_process_per_name")]

    def __str__(self) -> str:
        return self.name


class Plan(VersionedModel):
    """What approval asks for in one campaign; a campaign without one is approved by one brand manager."""

    class Sector(models.TextChoices):
        """Fields under special rules; each adds questions to the checklist."""

        GENERAL = "", "No special field"
        EDUCATION = "education", "Education"
        MEDICAL = "medical", "Medical"
        FINANCE = "finance", "Finance"
        LEGAL = "legal", "Legal"
        CHILDREN = "children", "Children"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    campaign = models.OneToOneField("assets.Campaign", on_delete=models.PROTECT, related_name="plan")
    process = models.ForeignKey(Process, null=True, on_delete=models.PROTECT, related_name="+")
    sector = models.CharField(max_length=10, choices=Sector, blank=True, default="")
    sign_again = models.BooleanField(default=False, help_text="an approval is signed with the password")
    languages = models.JSONField(default=list, blank=True, help_text="languages whose wording is checked, one by one")

    def __str__(self) -> str:
        return f"Approval of {self.campaign_id}"


class Absence(VersionedModel):
    """Days on which somebody else may sign for a person in one brand."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    begins_at = models.DateTimeField(help_text="when the first day begins where the brand works")
    ends_at = models.DateTimeField(help_text="when the last day is over there")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["substitute", "brand"], name="absences_by_substitute")]

    def __str__(self) -> str:
        return f"{self.person} until {self.last_day}"


class Reminder(PublicModel):
    """One mail to one person about one stage that is due; one row for each distance in time."""

    stage = models.ForeignKey("review.Stage", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    hours = models.PositiveSmallIntegerField(help_text="before the stage is due")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "person", "hours"], name="one_reminder_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.hours} hours before"


class HeldNews(PublicModel):
    """One thing that one person is to hear of a held approval: that something is to be done, or that it was."""

    decision = models.ForeignKey("review.Decision", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField(help_text="what was wished for is done; else it is to be done")
    carrier = models.BigIntegerField(null=True, help_text="the work whose mail carries it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person", "done"], condition=models.Q(carrier=None), name="one_untold_held_news"
            )
        ]

    def __str__(self) -> str:
        return "done" if self.done else "to be done"
