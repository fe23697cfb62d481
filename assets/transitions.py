"""Owns the one way a status moves: a guarded UPDATE that compares status and version, and one audit event."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from assets import audit, firsts
from assets.problems import Conflict


@dataclass(frozen=True)
class Transition:
    """One permitted move: from which states to which, by whom (an action of the role table), logged as what."""

    name: str
    sources: tuple[str, ...]
    target: str
    action: str
    event: str


def move(obj, transition: Transition, *, by, expected_version=None, reason="", details=None, **changes):
    """Moves ``obj`` along ``transition`` and refreshes it; ``changes`` are further columns set in the same UPDATE.

    Raises Conflict, naming who was first and when, if the state or the version is another by now.
    """
    before = obj.state
    with transaction.atomic():
        rows = type(obj).objects.filter(pk=obj.pk, state__in=transition.sources)
        if expected_version is not None:
            rows = rows.filter(version=expected_version)
        if not rows.update(state=transition.target, version=F("version") + 1, **changes):
            raise Conflict(firsts.who_moved_it(obj), code="stale")
        _take_over(obj, changes)
        audit.record(
            transition.event,
            obj,
            by=by,
            brand=getattr(obj, "brand", None),
            before={"state": before},
            after={"state": transition.target, "version": obj.version},
            reason=reason,
            details=details,
        )
    return obj


def _take_over(obj, changes) -> None:
    """Reads the row's own values again and keeps the related objects that are loaded; ours are those in ``changes``."""
    obj.refresh_from_db(fields=[field.attname for field in obj._meta.concrete_fields if not field.is_relation])
    for name, value in changes.items():
        setattr(obj, name, value)
