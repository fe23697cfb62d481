"""Owns what every visible row shares: an opaque public id and the moment it was made."""

from django.db import models

from assets import clock
from assets.identifiers import opaque_id


class PublicModel(models.Model):
    """A row that people see: addressed by its opaque id, never by its primary key."""

    public_id = models.CharField(max_length=16, unique=True, default=opaque_id, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class VersionedModel(PublicModel):
    """A row whose status moves only by guarded updates that compare this version."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
