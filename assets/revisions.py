"""Owns the one way the fields of a row change: a guarded UPDATE that compares the version, and one audit event."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from assets import audit
from assets.models import AuditEvent, User
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
            raise Conflict(who_was_first(obj), code="stale")
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


def who_was_first(obj) -> str:
    """A sentence on the last event of the object: who changed it and when, and what to do now."""
    kind = obj._meta.verbose_name
    last = AuditEvent.objects.filter(object_kind=obj._meta.model_name, object_id=obj.public_id).order_by("-id").first()
    if last is None:
        return f"This {kind} was changed by somebody else. Your change was not saved. Load the page and repeat it."
    person = User.objects.filter(public_id=last.actor_id).first() or "The system"
    when = timezone.localtime(last.at).strftime("%-d %B %Y, %H:%M %Z")
    return f"{person} changed this {kind} on {when}. Your change was not saved. Load the page and repeat it."
