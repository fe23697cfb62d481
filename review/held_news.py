"""Owns telling people of an approval that is held: who does what it asks for, then who confirms that it was done.

Each thing to be told is a row with work of its own; the first mail that goes to a person takes along all that the
brand has for them by then, and the others find nothing left.
"""

from django.db.models import Q

from assets import work
from assets.models import Membership
from generation.makers import makers
from review import stages
from review.models import Decision, HeldNews, Round

MAIL = "review.mail_held"
PAUSE = 600  # seconds in which what concerns one person is gathered; longer than any undo window


def tell_to_do(held: Decision, *, by) -> None:
    """Asks inside the open transaction for the mail to whoever sent the image, or else to the owner of its brief."""
    people = held.round.sent_by, held.candidate.brief.owner
    _ask(held, [one for one in people if _works_on(one, held)][:1], by, done=False)


def follow(thread, *, by) -> None:
    """What a thread that was resolved or opened again means for the approval that waits for it, if one does."""
    rows = Decision.objects.filter(held=True, voided_at=None, wish=thread, round__state=Round.State.OPEN)
    rows = rows.select_related("by", "brand", "candidate__brief__owner", "round__brand", "round__candidate")
    held = rows.select_related("round__sent_by", "wish").first()
    if held is None:
        return
    if held.waits:
        tell_to_do(held, by=by)
    else:
        _ask(held, _confirmers(held), by, done=True)


def gather(row: HeldNews, carrier: int) -> list[HeldNews]:
    """What one mail tells: everything of the row's person and brand that no other mail carries, as far as it still
    holds. ``carrier`` is the key of the mail's work, so that trying again finds the same."""
    rows = HeldNews.objects.filter(person=row.person_id, decision__brand=row.decision.brand_id)
    rows.filter(carrier=None).update(carrier=carrier)
    holds = Q(done=False, decision__wish__state="open") | Q(done=True, decision__wish__state="resolved")
    stands = {"decision__voided_at": None, "decision__round__state": Round.State.OPEN}
    found = rows.filter(holds, carrier=carrier, **stands).select_related("decision__candidate").order_by("pk")
    return list({(one.decision_id, one.done): one for one in found}.values())


def _confirmers(held) -> list:
    """The one who approved, if they may still confirm; else everybody who may."""
    standing = stages.Standing(held.round)
    made = makers(held.candidate)
    awaited = {one for step in standing.open if step.stage.pk == held.stage_id for one in standing.awaited(step)}
    awaited = [one for one in awaited if one not in made]
    return [held.by] if held.by in awaited else awaited


def _works_on(person, held) -> bool:
    return person.is_active and Membership.objects.filter(user=person, brand=held.brand_id).exists()


def _ask(held, people, by, *, done: bool) -> None:
    """Nobody is told what they did themselves, nor twice what no mail has carried yet."""
    for person in people:
        if person != by:
            row, new = HeldNews.objects.get_or_create(decision=held, person=person, done=done, carrier=None)
            if new:
                work.ask(MAIL, row, brand=held.brand, after=PAUSE)
