"""Owns the binding side of review: rounds, stages, sign-offs and decisions."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel


class Round(VersionedModel):
    """One time through approval for a candidate; sending again opens the next."""

    class State(models.TextChoices):
        """Open while it waits for a decision."""

        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    sent_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    alt_text = models.CharField(max_length=400, blank=True)
    decorative = models.BooleanField(default=False)
    disclosure = models.JSONField(default=dict, blank=True, help_text="channel: what viewers are told")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["candidate"], condition=models.Q(state="open"), name="one_open_round_per_candidate"
            ),
        ]
        indexes = [
            models.Index(
                fields=["brand", "due_at", "id"], condition=models.Q(state="open"), name="open_rounds_by_due_date"
            )
        ]


class Stage(PublicModel):
    """One step of a round: who signs, how many of them it takes, when it begins and what happens when time is up."""

    class Outcome(models.TextChoices):
        """How a stage ended."""

        NONE = "", "Open"
        PASSED = "passed", "Signed"
        NO_RESPONSE = "no_response", "No response"
        ENDED = "ended", "Ended"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80, default="Brand approval")
    start = models.CharField(max_length=6, default="after", help_text="after, with, days, date or hand")
    days = models.PositiveSmallIntegerField(default=0, help_text="after sending, for a start by days")
    begins_on = models.DateField(null=True, help_text="the first day, where the brand works, for a start by date")
    rule = models.CharField(max_length=10, default="one", help_text="one, n_of_m, all or named")
    needed = models.PositiveSmallIntegerField(default=1)
    independent = models.BooleanField(default=False, help_text="votes are hidden until all are in")
    joint_at = models.DateTimeField(null=True, help_text="when votes that differ were shown to those who gave them")
    hours = models.PositiveSmallIntegerField(null=True, help_text="from its beginning until it is due")
    due_at = models.DateTimeField(null=True)
    late = models.CharField(max_length=8, default="wait", help_text="wait or move_on")
    headings = models.JSONField(default=list, blank=True, help_text="of the checklist, that must be answered here")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "position"], name="one_stage_per_position")]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="open_stages_by_due_date"),
        ]

    def __str__(self) -> str:
        return self.name


class SignOff(PublicModel):
    """A place for one signature in a stage, by role or by name."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=20, default="brand_manager")
    person = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(
        "assets.User", null=True, on_delete=models.PROTECT, related_name="+", help_text="who was named before"
    )
    verdict = models.ForeignKey(
        "review.GuestVerdict",
        null=True,
        on_delete=models.PROTECT,
        related_name="sign_offs",
        help_text="of the guest who signed here, in a place for guests",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict=None) | models.Q(role="guest", person=None),
                name="guests_sign_in_their_places",
            )
        ]


class Decision(VersionedModel):
    """A brand manager's verdict, bound to the exact bytes, rights and checklist that were on screen."""

    class Verdict(models.TextChoices):
        """The binding answers; "not mine" counts for nothing and leaves the place to others."""

        APPROVED = "approved", "Approved"
        WITH_CHANGES = "with_changes", "Approved with changes"
        REJECTED = "rejected", "Rejected"
        CHANGES = "changes", "Changes requested"
        ASIDE = "aside", "Not mine"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="decisions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="decisions")
    sign_off = models.ForeignKey(SignOff, null=True, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey(
        "review.Step",
        null=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="what one undo takes back",
    )
    verdict = models.CharField(max_length=12, choices=Verdict)
    reasons = models.JSONField(default=list, blank=True, help_text="reason codes")
    note = models.CharField(max_length=1000, blank=True)
    wish = models.ForeignKey(
        "review.Thread", null=True, on_delete=models.PROTECT, related_name="+", help_text="what was asked for along"
    )
    held = models.BooleanField(default=False, help_text="counts for nothing until its wish is done and confirmed")
    image_sha256 = models.CharField(max_length=64)
    rights_version = models.ForeignKey(
        "assets.UsageRightsVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    checklist_version = models.PositiveIntegerField(default=0)
    terms_sha256 = models.CharField(max_length=64, blank=True)
    disclosure = models.JSONField(default=dict, blank=True, help_text="channel: what viewers are told, and why")
    alt_text = models.CharField(max_length=400, blank=True)
    decorative = models.BooleanField(default=False)
    asset = models.ForeignKey("assets.Asset", null=True, on_delete=models.PROTECT, related_name="+")
    sighted = models.BooleanField(default=True)
    signed_again = models.BooleanField(default=False, help_text="the password was given with the verdict")
    active_seconds = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "by"], condition=models.Q(voided_at=None), name="one_valid_decision_per_person"
            ),
            models.UniqueConstraint(
                fields=["sign_off"], condition=models.Q(voided_at=None), name="one_valid_decision_per_sign_off"
            ),
            models.CheckConstraint(
                condition=models.Q(held=False) | models.Q(verdict="with_changes", wish__isnull=False, asset=None),
                name="held_decision_admits_nothing",
            ),
        ]

    @property
    def waits(self) -> bool:
        """Whether it is held and what it asked for is not done yet."""
        return self.held and self.wish.state == "open"


class ChecklistItem(models.Model):
    """One question of the review checklist: editable data, versioned."""

    class Heading(models.TextChoices):
        """The five headings."""

        ACCURACY = "accuracy", "Accuracy"
        TEXT = "text", "Text"
        BRAND = "brand", "Brand fit"
        RIGHTS = "rights", "Usage rights"
        QUALITY = "quality", "Visual quality"

    class Severity(models.TextChoices):
        """What a failed answer means."""

        BLOCKER = "blocker", "Blocker"
        MUST = "must", "Must fix"
        MINOR = "minor", "Minor"

    number = models.PositiveSmallIntegerField(unique=True)
    heading = models.CharField(max_length=10, choices=Heading)
    question = models.CharField(max_length=200)
    help = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=8, choices=Severity)
    applies_when = models.JSONField(
        default=list,
        blank=True,
        help_text="people, product, text, channel, references, language or sector:…",
    )
    version = models.PositiveIntegerField(default=1)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.question


class ChecklistAnswer(models.Model):
    """One answered question in a round, with the wording that was answered."""

    class Answer(models.TextChoices):
        """Pass, fail or does not apply."""

        PASS = "pass", "Pass"
        FAIL = "fail", "Fail"
        NA = "na", "Does not apply"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="answers")
    item_version = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    language = models.CharField(max_length=40, blank=True, default="", help_text="for questions asked per language")
    answer = models.CharField(max_length=4, choices=Answer)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "item", "language"], name="one_answer_per_item")]

    def __str__(self) -> str:
        return f"{self.question} {self.get_answer_display()}"
