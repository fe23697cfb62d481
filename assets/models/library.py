"""Owns approved images, their frozen provenance and their publications."""

from django.db import models

from assets.models.base import VersionedModel


class Asset(VersionedModel):
    """An approved image: the only thing that can be published. Provenance is a snapshot, not a reference."""

    class State(models.TextChoices):
        """Where the asset stands; whether it is live is its publication's state."""

        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"
        VOIDED = "voided", "Approval undone"

    class Standing(models.TextChoices):
        """The one word that lists show: the asset's own state and that of its newest publication together."""

        APPROVED = "approved", "Approved"
        WAITING = "waiting", "Waiting"
        LIVE = "live", "Live"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"
        WITHDRAWN = "withdrawn", "Withdrawn"
        VOIDED = "voided", "Approval undone"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="assets")
    image = models.ForeignKey("assets.StoredImage", on_delete=models.PROTECT, related_name="assets")
    campaign = models.ForeignKey("assets.Campaign", on_delete=models.PROTECT, related_name="assets")
    product = models.ForeignKey("assets.Product", null=True, on_delete=models.PROTECT, related_name="assets")
    rights = models.ForeignKey("assets.UsageRights", on_delete=models.PROTECT, related_name="assets")
    rights_version = models.ForeignKey("assets.UsageRightsVersion", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    alt_text = models.CharField(max_length=400, blank=True)
    decorative = models.BooleanField(default=False)
    channels = models.JSONField(default=list)
    tool = models.CharField(max_length=80)
    model_version = models.CharField(max_length=80, blank=True)
    creator = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    provenance = models.TextField(help_text="canonical JSON, frozen at approval")
    provenance_sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=40, help_text="opaque id of the candidate it came from")
    state = models.CharField(max_length=10, choices=State, default=State.APPROVED)
    standing = models.CharField(
        max_length=10, choices=Standing, default=Standing.APPROVED, editable=False, help_text="a copy for lists"
    )
    approved_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=500, blank=True)
    on_hold = models.BooleanField("legal hold", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "image"], condition=models.Q(state="approved"), name="one_live_asset_per_image"
            )
        ]
        indexes = [
            models.Index(fields=["brand", "-id"], name="asset_brand_newest"),
            models.Index(fields=["brand", "standing", "-id"], name="asset_brand_standing"),
            models.Index(fields=["campaign", "-id"], name="asset_campaign_newest"),
            models.Index(fields=["product", "-id"], name="asset_product_newest"),
            models.Index(fields=["brand", "tool", "-id"], name="asset_brand_tool"),
        ]

    def __str__(self) -> str:
        return self.title


class Publication(VersionedModel):
    """One act of putting an asset on a delivery service."""

    class State(models.TextChoices):
        """From asked for to gone; an ambiguous answer is a state of its own."""

        WAITING = "waiting", "Waiting"
        PUBLISHING = "publishing", "Publishing"
        LIVE = "live", "Live"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"
        UNKNOWN = "unknown", "Outcome unknown"
        CONFLICT = "conflict", "Conflict"
        CANCELLED = "cancelled", "Cancelled"
        WITHDRAWING = "withdrawing", "Being withdrawn"
        WITHDRAWN = "withdrawn", "Withdrawn"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="publications")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="publications")
    publisher = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    remote_id = models.CharField(max_length=120, blank=True, help_text="the delivery service's public id")
    remote_version = models.CharField(max_length=20, blank=True)
    master_sha256 = models.CharField(max_length=64)
    master_path = models.CharField(max_length=120)
    asked_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    not_before = models.DateTimeField(help_text="end of the undo window")
    available_from = models.DateTimeField(null=True)
    available_until = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    answer = models.JSONField(default=dict, blank=True, help_text="what the service said")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "publisher"],
                condition=~models.Q(state__in=["cancelled", "withdrawn", "stopped"]),
                name="one_open_publication_per_asset",
            )
        ]
        indexes = [
            models.Index(fields=["remote_id"], name="publication_remote_id"),
            models.Index(fields=["asset", "-id"], name="publication_asset_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.asset} · {self.get_state_display()}"
