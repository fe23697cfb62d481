"""Owns candidates: images produced or imported, not yet approved for anything."""

from django.db import models

from assets.models.base import VersionedModel


class Candidate(VersionedModel):
    """One image on a brief's board, with everything known about its origin."""

    class State(models.TextChoices):
        """Opinions do not move it; sending, deciding and undoing do."""

        OPEN = "open", "On the board"
        IN_REVIEW = "in_review", "Waits for approval"
        CHANGES = "changes", "Changes requested"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    class Origin(models.TextChoices):
        """How it came to the board."""

        GENERATED = "generated", "Generated here"
        IMPORTED = "imported", "Brought in"
        REFINED = "refined", "Edited from another"

    class Provenance(models.TextChoices):
        """Unknown blocks approval until filled, or waived with a reason."""

        KNOWN = "known", "Known"
        UNKNOWN = "unknown", "Unknown"
        WAIVED = "waived", "Waived with a reason"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="candidates")
    prompt_version = models.ForeignKey(
        "generation.PromptVersion", null=True, on_delete=models.PROTECT, related_name="candidates"
    )
    request = models.ForeignKey(
        "generation.GenerationRequest", null=True, on_delete=models.PROTECT, related_name="candidates"
    )
    slot = models.OneToOneField("generation.Slot", null=True, on_delete=models.PROTECT, related_name="candidate")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    image = models.ForeignKey("assets.StoredImage", on_delete=models.PROTECT, related_name="+")
    generator = models.ForeignKey("generation.Generator", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin)
    file_name = models.CharField(max_length=200, blank=True, help_text="of an imported file; never served")
    tool = models.CharField(max_length=80, blank=True, help_text="empty means unknown")
    model_version = models.CharField(max_length=80, blank=True)
    declared_prompt = models.TextField(blank=True, help_text="typed by the importer when there is no prompt version")
    seed = models.BigIntegerField(null=True)
    parameters = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=120, blank=True, help_text="of somebody without an account")
    importer = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey("assets.ToolTerms", null=True, on_delete=models.PROTECT, related_name="+")
    terms_snapshot = models.JSONField(default=dict, blank=True)
    digital_source_type = models.CharField(max_length=60)
    provenance = models.CharField(max_length=8, choices=Provenance, default=Provenance.KNOWN)
    provenance_note = models.CharField(max_length=500, blank=True)
    metadata_found = models.JSONField(default=dict, blank=True, help_text="field: [value, where it was read]")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    state_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    state_at = models.DateTimeField(null=True)
    changes_wanted = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["brief", "-id"], name="candidate_brief_newest"),
            models.Index(fields=["brand", "-id"], name="candidate_brand_newest"),
            models.Index(fields=["brand", "state", "-id"], name="candidate_brand_state"),
        ]

    def __str__(self) -> str:
        return f"Candidate {self.public_id}"
