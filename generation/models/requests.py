"""Owns generators, submissions to them, the slots those hold and every attempt's cost."""

from django.db import models

from assets.identifiers import opaque_id
from assets.models.base import VersionedModel


class Generator(models.Model):
    """One entry in the list of image models: which adapter, which model, what it costs, under which terms."""

    key = models.SlugField(max_length=60, unique=True)
    label = models.CharField(max_length=80)
    letter = models.CharField(max_length=2, help_text="shown on tiles")
    note = models.CharField(max_length=200, blank=True)
    adapter = models.CharField(max_length=30, help_text="simulated, bfl, …")
    model = models.CharField(max_length=80)
    model_version = models.CharField(max_length=80, blank=True)
    options = models.JSONField(default=dict, blank=True, help_text="capabilities and limits the adapter reads")
    price = models.DecimalField(max_digits=10, decimal_places=4, help_text="for one image, before it is made")
    currency = models.CharField(max_length=3, default="EUR")
    price_as_of = models.DateField()
    price_source = models.URLField(blank=True)
    typical_seconds = models.PositiveSmallIntegerField(default=10)
    max_parallel = models.PositiveSmallIntegerField(default=8)
    account = models.ForeignKey(
        "generation.ProviderAccount", null=True, blank=True, on_delete=models.PROTECT, related_name="generators"
    )
    digital_source_type = models.CharField(max_length=60, default="trainedAlgorithmicMedia")
    terms = models.ForeignKey("assets.ToolTerms", on_delete=models.PROTECT, related_name="+")
    enabled = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class GenerationRequest(VersionedModel):
    """One submission of a prompt version to one generator, in one shape, with a count."""

    class State(models.TextChoices):
        """Follows from its slots; kept so that lists need not count."""

        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        PARTIAL = "partial", "Partly done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="requests")
    prompt_version = models.ForeignKey("generation.PromptVersion", on_delete=models.PROTECT, related_name="requests")
    generator = models.ForeignKey(Generator, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField(max_length=9)
    width = models.PositiveIntegerField(help_text="pixels asked for")
    height = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    parameters = models.JSONField(default=dict, blank=True)
    terms_snapshot = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    price_before = models.DecimalField(max_digits=12, decimal_places=4)
    price_after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    requested_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["requested_by", "idempotency_key", "generator", "shape"], name="one_request_per_key"
            )
        ]
        indexes = [models.Index(fields=["brief", "-id"], name="request_brief_newest")]


class RequestReference(models.Model):
    """A source sent along with a request, in a declared role."""

    request = models.ForeignKey(GenerationRequest, on_delete=models.PROTECT, related_name="references")
    source = models.ForeignKey("assets.Source", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)


class Slot(VersionedModel):
    """One image wanted. It is paid for at most once."""

    class State(models.TextChoices):
        """From waiting to a stored candidate, or to a reason why not."""

        QUEUED = "queued", "Queued"
        SUBMITTING = "submitting", "Being sent"
        RUNNING = "running", "Running"
        FETCHED = "fetched", "Being checked"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        MODERATED = "moderated", "Refused by the generator"
        UNKNOWN = "unknown", "Outcome unknown"
        CANCELLED = "cancelled", "Cancelled"

    request = models.ForeignKey(GenerationRequest, on_delete=models.PROTECT, related_name="slots")
    index = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    progress = models.FloatField(default=0, help_text="0 to 1, as the generator says")
    failure_kind = models.CharField(max_length=30, blank=True)
    failure = models.CharField(max_length=500, blank=True, help_text="a sentence for people")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "index"], name="one_slot_per_index")]


class Attempt(models.Model):
    """The ledger: one row for every try, its cost and duration, failures included."""

    class State(models.TextChoices):
        """Written as submitting before anything is sent."""

        SUBMITTING = "submitting", "Being sent"
        ACCEPTED = "accepted", "Accepted"
        READY = "ready", "Ready"
        STORED = "stored", "Stored"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Outcome unknown"
        ORPHANED = "orphaned", "Arrived after cancelling"
        LOST = "lost", "Charged and lost"

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.SUBMITTING)
    generator_key = models.CharField(max_length=60)
    model_version = models.CharField(max_length=80, blank=True)
    remote_id = models.CharField(max_length=400, blank=True)
    poll_ref = models.CharField(max_length=2000, blank=True)
    request_body = models.JSONField(default=dict, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    image_path = models.CharField(max_length=120, blank=True, help_text="fetched bytes in private storage")
    image_sha256 = models.CharField(max_length=64, blank=True)
    price_before = models.DecimalField(max_digits=12, decimal_places=4)
    price_after = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    price_as_of = models.DateField()
    started_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "number"], name="one_attempt_per_number")]
        indexes = [
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["submitting", "accepted", "unknown"]),
                name="attempt_at_a_generator",
            )
        ]
