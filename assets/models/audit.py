"""Owns the append-only log's tables. Rows are written by assets.audit alone and never change."""

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change the log through the ORM."""


class AppendOnlyQuerySet(models.QuerySet):
    """Reads like any other; refuses whatever would change or delete rows. Triggers refuse it once more."""

    def _refuse(self, *args, **kwargs):
        raise AppendOnly("The audit log is append-only.")

    update = delete = bulk_update = bulk_create = _refuse
    update.alters_data = True


class LineId(models.BigAutoField):
    """A number that SQLite takes from the table itself: it writes no second table to learn which were used before.

    No line is ever deleted, so no number can come twice.
    """

    def db_type_suffix(self, connection):
        """Nothing on SQLite, where BigAutoField says AUTOINCREMENT."""
        return None if connection.vendor == "sqlite" else super().db_type_suffix(connection)


class AuditEvent(models.Model):
    """One line of a chain. The payload is the exact text that was hashed; the other columns are copies."""

    id = LineId(primary_key=True)
    chain = models.CharField(max_length=16, help_text="a brand's public id, or site")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=16, blank=True)
    actor_kind = models.CharField(max_length=10)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    campaign_id = models.CharField(max_length=16, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    payload = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        # that a line follows from the one before, so that no fork is possible, is checked by a trigger
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_one_row_per_seq")]
        # one index that answers every filter by itself, in the order of the pages, and grows at its end
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="audit_by_object"),
            models.Index(fields=["chain", "id", "action", "actor_id", "campaign_id"], name="audit_by_place"),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq} {self.action}"

    def save(self, *args, **kwargs):
        """Refuses: events are written by assets.audit.record alone."""
        raise AppendOnly("Audit events are written by assets.audit.record and never change.")

    def delete(self, *args, **kwargs):
        """Refuses: the log is append-only."""
        raise AppendOnly("The audit log is append-only.")


class AuditText(models.Model):
    """Free text behind a salted commitment: erasing salt and text honours erasure and leaves the chain whole."""

    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32, blank=True)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest


class AuditCheckpoint(models.Model):
    """A signed statement of a chain's size, Merkle root and head at an instant."""

    chain = models.CharField(max_length=16)
    size = models.PositiveBigIntegerField()
    root = models.CharField(max_length=64)
    head_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    signature = models.CharField(max_length=200, blank=True)
    frontier = models.TextField(blank=True, help_text="the tree's subtree roots, to grow on without the lines")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["chain", "size"], name="audit_one_checkpoint_per_size")]

    def __str__(self) -> str:
        return f"{self.chain} {self.size}"
