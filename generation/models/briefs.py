"""Owns what is wanted: briefs, and the prompts written for them."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel


class Brief(VersionedModel):
    """What is wanted, for which channels, by when; opens the work."""

    class State(models.TextChoices):
        """A closed brief keeps its work and takes no more."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="briefs")
    campaign = models.ForeignKey("assets.Campaign", on_delete=models.PROTECT, related_name="briefs")
    product = models.ForeignKey(
        "assets.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="briefs"
    )
    title = models.CharField(max_length=160)
    goal = models.CharField(max_length=300, blank=True)
    subject = models.TextField(max_length=2000)
    message = models.CharField(max_length=300, blank=True)
    mood = models.CharField(max_length=300, blank=True)
    must_haves = models.JSONField(default=list, blank=True, help_text="list of short sentences")
    must_nots = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list, help_text="channel keys")
    images_wanted = models.PositiveSmallIntegerField(default=4)
    due_on = models.DateField(null=True, blank=True)
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    owner = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    duplicated_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["brand", "-id"], name="brief_brand_newest")]

    def __str__(self) -> str:
        return self.title


class Prompt(PublicModel):
    """A line of thought for a brief; its wording lives in versions."""

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="prompts")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "position"], name="one_prompt_per_position")]


class PromptVersion(PublicModel):
    """The exact text sent to or typed into a generator. It never changes; editing makes the next one."""

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    negative = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    author = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    remixed_from = models.CharField(max_length=16, blank=True, help_text="public id of a candidate")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prompt", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"v{self.number}"


class BriefVisit(models.Model):
    """How far somebody has seen a brief's candidates; what came later is new to them."""

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="visits")
    user = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    last_candidate = models.PositiveBigIntegerField(default=0, help_text="primary key of the newest one seen")
    at = models.DateTimeField(help_text="when the board was last opened")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "user"], name="one_visit_per_person")]

    def __str__(self) -> str:
        return f"{self.user} · {self.brief}"
