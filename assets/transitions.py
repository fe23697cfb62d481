"""Owns the one way a status moves: a guarded UPDATE that compares status and version, and one audit event a row."""

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
        obj.refresh_from_db(fields=_own_fields(obj))
        _told(obj, transition, before, changes, by=by, reason=reason, details=details)
    return obj


def move_all(rows, transition: Transition, *, by, details=None, **changes) -> None:
    """Moves rows of one model together, all or none: one guarded UPDATE for all of them, one audit event for each.

    ``details`` maps keys of rows to the details of their events. Raises Conflict as ``move``, about the first row whose
    state is another by now.
    """
    if not rows:
        return
    model, before = type(rows[0]), {obj.pk: obj.state for obj in rows}
    with transaction.atomic():
        found = model.objects.filter(pk__in=before)
        moved = found.filter(state__in=transition.sources).update(
            state=transition.target, version=F("version") + 1, **changes
        )
        fresh = {obj.pk: obj for obj in found}
        if moved != len(before):
            raise Conflict(firsts.who_moved_it(_late(rows, fresh, transition)), code="stale")
        for obj in rows:
            for name in _own_fields(obj):
                setattr(obj, name, getattr(fresh[obj.pk], name))
            _told(obj, transition, before[obj.pk], changes, by=by, reason="", details=(details or {}).get(obj.pk))


def move_those_left(rows, transition: Transition, *, by, details=None) -> list:
    """Moves those rows of one model that nobody moved meanwhile, as ``move_all``, and gives them back."""
    if not rows:
        return []
    with transaction.atomic():
        left = type(rows[0]).objects.filter(pk__in=[obj.pk for obj in rows], state__in=transition.sources)
        left = set(left.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        moving = [obj for obj in rows if obj.pk in left]
        move_all(moving, transition, by=by, details=details)
    return moving


def _late(rows, fresh, transition):
    """The first row that was not moved."""
    return next((obj for obj in rows if obj.pk in fresh and fresh[obj.pk].state != transition.target), rows[0])


def _own_fields(obj) -> list[str]:
    """What is read again after a move; related objects that are loaded stay."""
    return [field.attname for field in obj._meta.concrete_fields if not field.is_relation]


def _told(obj, transition, before, changes, *, by, reason, details) -> None:
    for name, value in changes.items():
        setattr(obj, name, value)
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
