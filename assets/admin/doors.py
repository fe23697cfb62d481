"""Owns what the admin may change: rows of rules and terms, and accounts. Each change is one audit event."""

from django.db import models, transaction
from django.db.models import F

from assets import audit
from assets.models import User
from assets.people import require_site_admin
from assets.problems import Refused


@transaction.atomic
def save_row(row, *, by, fields: list[str]):
    """Saves a row of a table of rules; ``fields`` are those that were edited. A versioned row gets its next version.

    Raises Forbidden for anybody but a site admin. Without a change nothing is written.
    """
    require_site_admin(by, "edit the tables of rules and terms")
    old = type(row).objects.select_for_update().filter(pk=row.pk).first() if row.pk else None
    if old and not fields:
        return row
    if old and hasattr(row, "version"):
        row.version = F("version") + 1
    row.save(force_insert=old is None)
    row.refresh_from_db()
    _log("data.changed", row, old, by, fields)
    return row


@transaction.atomic
def save_user(user: User, *, by, fields: list[str]):
    """Saves an account's name and standing. A site admin is a superuser too, and one active site admin stays."""
    require_site_admin(by, "change accounts")
    if not fields:
        return user
    old = User.objects.select_for_update().get(pk=user.pk)
    if old.is_staff and not (user.is_staff and user.is_active) and _is_last_admin(user):
        raise Refused(
            f"{user} is the last site admin; nobody could run the site any more. Nothing was changed. "
            "Make somebody else a site admin first."
        )
    user.is_superuser = user.is_staff
    user.save()
    _log("user.changed", user, old, by, fields)
    return user


def _is_last_admin(user) -> bool:
    return not User.objects.filter(is_staff=True, is_active=True).exclude(pk=user.pk).exists()


def _log(action, row, old, by, fields):
    before = _values(old, fields) if old else None
    audit.record(action, row, by=by, before=before, after=_values(row, fields), details={"table": row._meta.model_name})


def _values(row, fields) -> dict:
    found = {name: getattr(row, name) for name in fields}
    return {name: _plain(row, name, value) for name, value in found.items()}


def _plain(row, name, value):
    # names and addresses of people never stand in the chain, not even as single words
    if isinstance(row, User) and isinstance(value, str):
        return audit.Private(value)
    return str(value.pk) if isinstance(value, models.Model) and not hasattr(value, "public_id") else value
