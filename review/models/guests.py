"""Owns the tables of guests: links that let somebody without an account see chosen images, and what guests said."""

from django.db import models
from django.db.models import Q

from assets.models.base import PublicModel


class GuestLink(PublicModel):
    """An address that expires and opens chosen images of one brief; only the digest of its token is kept."""

    class Mode(models.TextChoices):
        """What guests may do besides looking."""

        COMMENT = "comment", "Comment only"
        DECIDE = "decide", "Comment and say what they think"
        SIGN = "sign", "Comment and sign off for the client"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="+")
    brief = models.ForeignKey("generation.Brief", on_delete=models.PROTECT, related_name="guest_links")
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, help_text="of the form that made it; the same form makes one link")
    label = models.CharField(max_length=80, help_text="whom it is for; guests never see it")
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.DECIDE)
    token_sha256 = models.CharField(max_length=64, unique=True)
    password = models.CharField(max_length=128, blank=True, help_text="hashed; empty when none is asked for")
    watermark = models.BooleanField(default=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, help_text="when a guest last had the images before them")
    told_at = models.DateTimeField(null=True, help_text="until when the brief's owner was told what guests said")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["created_by", "key"], name="one_guest_link_per_form")]
        indexes = [models.Index(fields=["brief", "-id"], name="guest_links_of_a_brief")]

    def __str__(self) -> str:
        return f"Guest link {self.label}"


class GuestImage(PublicModel):
    """One image that a link shows, under a name that leads to nothing else."""

    link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="images")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["link", "candidate"], name="one_guest_image_per_candidate"),
            models.UniqueConstraint(fields=["link", "position"], name="one_guest_image_per_position"),
        ]

    def __str__(self) -> str:
        return f"Image {self.position}"


class Guest(PublicModel):
    """Somebody who opened a link and said who they are; nobody checked that."""

    actor_kind = "guest"  # how the audit log calls them

    link = models.ForeignKey(GuestLink, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(max_length=80)
    email = models.EmailField(max_length=254)

    def __str__(self) -> str:
        return self.name


class GuestVerdict(PublicModel):
    """What a guest thinks of an image: an opinion, or by a link for signing off the signature in the stage that waits
    for a guest; never the approval. A later one voids it."""

    class Verdict(models.TextChoices):
        """None is an answer too: it takes an earlier one back."""

        APPROVE = "approve", "Approves"
        CHANGES = "changes", "Wants changes"
        NONE = "none", "No opinion"

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="verdicts")
    candidate = models.ForeignKey("generation.Candidate", on_delete=models.PROTECT, related_name="guest_verdicts")
    verdict = models.CharField(max_length=8, choices=Verdict)
    note = models.CharField(max_length=1000, blank=True)
    image_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guest", "candidate"], condition=Q(voided_at=None), name="one_standing_verdict_per_guest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.guest_id}: {self.verdict}"
