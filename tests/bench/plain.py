"""The anchor of the audit bench: a table like the log's, with the same indexes, written by the ORM."""

from django.db import models

from assets.models import AuditEvent


class PlainEvent(models.Model):
    """The columns of an audit event without chain, lock or trigger."""

    class Meta:
        app_label = "assets"
        db_table = "bench_plainevent"
        indexes = [
            models.Index(fields=index.fields, name=f"bench_{number}")
            for number, index in enumerate(AuditEvent._meta.indexes)
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"


for column in AuditEvent._meta.local_fields:
    if not column.primary_key:
        column.clone().contribute_to_class(PlainEvent, column.name)
