"""Owns people, brands and who holds which role in which brand."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from assets.identifiers import opaque_id
from assets.models.base import PublicModel


class EmailUserManager(UserManager):
    """Makes users whose e-mail address is their name at sign-in."""

    def _create_user(self, username, email, password, **extra):
        email = self.normalize_email(email or username).lower()
        return super()._create_user(email, email, password, **extra)

    def create_user(self, email, password=None, **extra):
        """One user; the address is stored in lower case."""
        return super().create_user(email, email, password, **extra)

    def create_superuser(self, email, password=None, **extra):
        """One site admin. Even a superuser never approves own work."""
        return super().create_superuser(email, email, password, **extra)


class User(AbstractUser):
    """A person. Deactivated, never deleted: the audit log refers to people by public id."""

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120)
    is_org_auditor = models.BooleanField("organisation-wide auditor", default=False)
    single_keys = models.BooleanField("single-letter keys in the room", default=True)
    room_goes_on = models.BooleanField("the room goes on after a verdict", default=True)
    room_keys = models.JSONField("changed keys of the room", default=dict, blank=True, help_text="act to key")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]
    objects = EmailUserManager()

    def __str__(self) -> str:
        return self.display_name or self.email

    def save(self, *args, **kwargs):
        """Keeps the unused user name equal to the address, so that neither can be taken twice."""
        self.email = self.email.lower()
        self.username = self.email
        super().save(*args, **kwargs)


class Brand(PublicModel):
    """The tenant: campaigns, images and people's roles belong to one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=60, default="Europe/Berlin")
    currency = models.CharField(max_length=3, default="EUR")
    demo = models.BooleanField(default=False, help_text="made by the demo; nothing of it ever leaves this machine")
    created_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in one brand."""

    class Role(models.TextChoices):
        """The three roles; what each may do stands in config/roles.py."""

        MARKETER = "marketer", "Marketer"
        BRAND_MANAGER = "brand_manager", "Brand manager"
        AUDITOR = "auditor", "Auditor"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "brand", "role"], name="one_membership_per_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
