"""Owns the queue of record: every slow job is a row, and the broker is only a hint."""

from django.db import models

from assets import clock


class Work(models.Model):
    """One slow job: what to do with which subject, who holds it until when, and how often it was tried."""

    class State(models.TextChoices):
        """A lease in the future is what tells a running job from a waiting one."""

        OPEN = "open", "Open"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        PARKED = "parked", "Parked"

    kind = models.CharField(max_length=60, help_text="the name of the task that does it")
    subject = models.CharField(max_length=40, help_text="public id of what it is about")
    brand = models.ForeignKey("assets.Brand", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    priority = models.SmallIntegerField(default=0, help_text="higher goes first")
    run_after = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0, db_default=0, help_text="leases that ran out without a word")
    chances = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how often it was tried again by itself after it was parked"
    )
    deadline = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "work"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state="open"), name="one_open_work_per_subject"
            )
        ]
        indexes = [
            models.Index(
                fields=["kind", "run_after"], condition=models.Q(state="open"), name="work_open_by_kind_and_time"
            ),
            models.Index(fields=["subject", "kind"], condition=models.Q(state="parked"), name="work_parked"),
        ]

    @property
    def tries(self) -> int:
        """How often it was tried by a worker that lived to tell."""
        return self.attempts - self.crashes

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.state})"


class Crash(models.Model):
    """A process ended without a word while it held this work; kept for a while, to tell whose fault it was."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="+")
    process = models.CharField(max_length=8, help_text="the mark of the process, the same on all that it held")
    at = models.DateTimeField(db_index=True, help_text="when it was noticed, by the database's clock")

    class Meta:
        verbose_name_plural = "crashes"
        indexes = [models.Index(fields=["process"], name="crash_by_process")]


class Heartbeat(models.Model):
    """The last sign of life of a process; read by /readyz and by the election of the sweeper."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    holder = models.CharField(max_length=80, blank=True)
