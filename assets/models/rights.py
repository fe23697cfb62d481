"""Owns the terms under which stored images may be used, and the terms of the tools that made them."""

from django.db import models

from assets.models.base import PublicModel, VersionedModel


class ToolTerms(models.Model):
    """One tool's and plan's terms as read on a day: editable data, snapshot on every candidate."""

    class Commercial(models.TextChoices):
        """May results be used commercially?"""

        YES = "yes", "Yes"
        CONDITIONS = "conditions", "With conditions"
        NO = "no", "No"

    key = models.SlugField(max_length=60, unique=True)
    tool = models.CharField(max_length=80)
    plan = models.CharField(max_length=80, blank=True)
    model_glob = models.CharField(max_length=120, default="*")
    commercial = models.CharField(max_length=10, choices=Commercial)
    conditions = models.JSONField(default=list, blank=True, help_text="[{question, evidence_required}]")
    ownership = models.TextField(blank=True)
    public_by_default = models.BooleanField(default=False)
    indemnity = models.CharField(max_length=10, default="none")
    indemnity_limits = models.TextField(blank=True)
    training_disclosure = models.CharField(max_length=200, blank=True)
    provider_mark = models.CharField(max_length=10, default="unknown", help_text="c2pa, iptc, none or unknown")
    terms_url = models.URLField(blank=True)
    terms_sha256 = models.CharField(max_length=64, blank=True)
    as_of = models.DateField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tool terms"
        ordering = ["tool", "plan"]

    def __str__(self) -> str:
        return f"{self.tool} · {self.plan}" if self.plan else self.tool


class UsageRights(VersionedModel):
    """A rights record: its identity and its current version. It may cover many images."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="rights")
    campaign = models.ForeignKey("assets.Campaign", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    current = models.ForeignKey(
        "assets.UsageRightsVersion", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "usage rights"

    def __str__(self) -> str:
        return self.title


class UsageRightsVersion(PublicModel):
    """One immutable set of terms. Only the clearing and the revoking stamps are ever added to it."""

    record = models.ForeignKey(UsageRights, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    basis = models.CharField(max_length=20)
    licence_type = models.CharField(max_length=20)
    rights_holder = models.CharField(max_length=200)
    licensor_name = models.CharField(max_length=200, blank=True)
    licensor_url = models.URLField(blank=True)
    terms_url = models.URLField(blank=True)
    tool_terms = models.JSONField(default=dict, blank=True, help_text="snapshot, when the basis is generator terms")
    term_start = models.DateField()
    term_end = models.DateField(null=True, blank=True)
    perpetual = models.BooleanField(default=False)
    tz = models.CharField(max_length=60, default="Europe/Berlin")
    embargo_until = models.DateTimeField(null=True, blank=True)
    territory_mode = models.CharField(max_length=10, default="worldwide", help_text="worldwide, include or exclude")
    territories = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list)
    paid_allowed = models.BooleanField(default=False)
    exclusivity = models.CharField(max_length=12, default="none")
    exclusive_until = models.DateField(null=True, blank=True)
    restrictions = models.JSONField(default=list, blank=True, help_text="flags: no_crop, no_ai_edit, …")
    restriction_text = models.TextField(max_length=2000, blank=True)
    credit_required = models.BooleanField(default=False)
    credit_line = models.CharField(max_length=250, blank=True)
    people = models.CharField(max_length=16, default="none")
    model_release = models.CharField(max_length=8, default="MR-NAP")
    property_release = models.CharField(max_length=8, default="PR-NAP")
    minors_shown = models.BooleanField(default=False)
    human_contribution = models.CharField(max_length=12, default="none")
    copyright_notice = models.CharField(max_length=250, blank=True)
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    cleared_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=500, blank=True)
    revoke_urgency = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="one_rights_version_per_number")]

    def __str__(self) -> str:
        return f"{self.record} v{self.number}"


class RightsCover(models.Model):
    """That a record covers an image; ended, never deleted."""

    record = models.ForeignKey(UsageRights, on_delete=models.PROTECT, related_name="covers")
    image = models.ForeignKey("assets.StoredImage", on_delete=models.PROTECT, related_name="covers")
    added_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "image"], condition=models.Q(ended_at=None), name="one_live_cover_per_image"
            )
        ]


class RightsEvidence(PublicModel):
    """A document that proves a record: its bytes' hash and where they lie in private storage."""

    record = models.ForeignKey(UsageRights, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=160)
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveBigIntegerField()
    uploaded_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
