"""Owns the one way the fields of a row change: a guarded UPDATE that compares the version, and one audit event."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F

from assets import audit, firsts
from assets.problems import Conflict, Refused


def revise(obj, changes: dict, *, event: str, by, expected_version: int | None = None, taken: str = ""):
    """Sets the fields that differ, counts the version up and records before and after; nothing differs: no event.

    Raises Conflict, naming who was first and when, if the version is another by now; Refused with the sentence
    ``taken`` when another row has that name.
    """
    different = {name: value for name, value in changes.items() if getattr(obj, name) != value}
    if not different:
        return obj
    before = {name: getattr(obj, name) for name in different}
    with named_once(taken), transaction.atomic():
        seen = obj.version if expected_version is None else expected_version
        rows = type(obj).objects.filter(pk=obj.pk, version=seen)
        if not rows.update(version=F("version") + 1, **different):
            raise Conflict(firsts.who_changed_it(obj), code="stale")
        obj.refresh_from_db()
        audit.record(event, obj, by=by, before=before, after={**different, "version": obj.version})
    return obj


@contextmanager
def named_once(sentence: str):
    """Turns the database's "not unique" into a sentence for people; wrap it around a transaction."""
    try:
        yield
    except IntegrityError as problem:
        if not sentence:
            raise
        raise Refused(sentence, code="taken") from problem
