"""Owns the sentence for whoever comes second: who was first, when, and what to do now."""

from assets import clock
from assets.models import AuditEvent, Brand, User


def who_changed_it(obj) -> str:
    """For a change of fields that came too late."""
    kind, found = obj._meta.verbose_name, _last(obj)
    told = f"{found[0]} changed this {kind} on {found[1]}." if found else f"Somebody else changed this {kind}."
    return f"{told} Your change was not saved. Load the page and repeat it."


def who_moved_it(obj) -> str:
    """For a move that came too late: where it stands now."""
    kind, found = obj._meta.verbose_name, _last(obj)
    state = type(obj).objects.get(pk=obj.pk).get_state_display().lower()
    if found:
        told = f"{found[0]} was first: this {kind} is {state} since {found[1]}."
    else:
        told = f"This {kind} is {state} now."
    return f"{told} Nothing was changed. Look again and decide anew."


def _last(obj) -> tuple[str, str] | None:
    """Who did the last thing to the object that the log knows of, and when."""
    about = AuditEvent.objects.filter(object_kind=obj._meta.model_name, object_id=obj.public_id)
    last = about.order_by("-id").first()
    if last is None:
        return None
    person = User.objects.filter(public_id=last.actor_id).first()
    brand = obj if isinstance(obj, Brand) else getattr(obj, "brand", None)
    return str(person or "The system"), clock.told(last.at, brand.timezone if brand else "UTC")
