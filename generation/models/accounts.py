"""Owns what is kept of an account at an outside service, shared by all processes, and the calls that it made to us."""

from django.db import models

from assets import clock


class ProviderAccount(models.Model):
    """One paid account: how much may run at once, how fast it is asked, why it rests, and what is left on it."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    adapter = models.CharField(max_length=30)
    most_active = models.PositiveSmallIntegerField(default=8, help_text="images that may be in the making at once")
    faults = models.PositiveSmallIntegerField(default=0, help_text="calls in a row that met a fault of the service")
    quiet_until = models.DateTimeField(null=True, blank=True, help_text="nothing is sent before")
    spacing = models.FloatField(
        default=0, help_text="seconds between two images sent, learned from being asked to wait"
    )
    slowed_at = models.DateTimeField(null=True, blank=True)
    welcome = models.PositiveSmallIntegerField(default=0, help_text="images accepted one after another, up to a limit")
    welcomed_at = models.DateTimeField(null=True, blank=True, help_text="when the last one was")
    paused_kind = models.CharField(max_length=30, blank=True)
    paused_why = models.CharField(max_length=500, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    credits = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="when the service was last asked for its credits"
    )

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class WebhookDelivery(models.Model):
    """One call of a service that proved to be about one of our attempts; kept for a day, repeats are counted."""

    attempt_ref = models.CharField(max_length=16, db_index=True, help_text="public id of the attempt, known yet or not")
    body_sha256 = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt_ref", "body_sha256"], name="one_delivery_per_attempt_and_body")
        ]
