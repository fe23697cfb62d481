"""Owns what an operator sees of parked work of every kind, and how the subject of each goes on."""

from dataclasses import dataclass

from django.urls import get_script_prefix

from assets import parking, publishing
from assets.models import Publication, Work
from assets.problems import Conflict
from generation import slots
from generation.models import Attempt, Slot

S, A = Slot.State, Attempt.State
MOST = 50
WORDS = {
    slots.OUTSIDE: "Making an image",
    slots.INTAKE: "Taking an image in",
    publishing.PUBLISH: "Publishing",
    publishing.TAKE_DOWN: "Taking down",
    publishing.EXPIRE: "Watching the end of rights",
    publishing.RENEW: "Telling the delivery service of a change",
    publishing.LOOK_UP: "Looking whether a picture is still there",
}


@dataclass(frozen=True)
class Line:
    """One piece of parked work: what it was to do, about what, and where that is seen."""

    work: Work
    what: str
    title: str
    url: str

    @property
    def word(self) -> str:
        """The state in a word."""
        return "May still be seen" if self.work.kind in parking.NEVER_GIVEN_UP else "Parked"

    @property
    def again_at(self):
        """When it is tried again by itself; None when it waits for a person."""
        return parking.next_chance(self.work)


def lines() -> list[Line]:
    """What may still be seen though it must not, then the newest, 50 in all; four queries for any number."""
    rows = [*parking.stuck()[:MOST], *parking.parked().exclude(kind__in=parking.NEVER_GIVEN_UP)[:MOST]][:MOST]
    about = _titles([row.subject for row in rows])
    return [Line(row, WORDS.get(row.kind, row.kind), *about.get(row.subject, (row.subject, ""))) for row in rows]


def _titles(subjects: list[str]) -> dict[str, tuple[str, str]]:
    if not subjects:
        return {}
    wanted = Slot.objects.filter(public_id__in=subjects).select_related("request__brief")
    out = Publication.objects.filter(public_id__in=subjects).select_related("asset")
    root = get_script_prefix()
    found = {row.public_id: (row.asset.title, f"{root}library/{row.asset.public_id}/") for row in out}
    for slot in wanted:
        brief = slot.request.brief
        found[slot.public_id] = (f"{brief.title}, image {slot.index + 1}", f"{root}briefs/{brief.public_id}/progress")
    return found


def retry(row: Work, *, by) -> Work:
    """Tries parked work again. Raises Conflict when somebody was first, or its subject went another way."""
    return parking.retry(row, by=by, then=THEN.get(row.kind))


def _slot_goes_on(row: Work, by) -> Slot:
    """Back to the state in which it was parked: what was accepted, and perhaps paid, is not asked for twice."""
    slot = Slot.objects.select_related("request__brand", "request__brief").get(public_id=row.subject)
    attempt = slot.attempts.order_by("-number").first()
    state = _stood(row, attempt)
    if state in (S.SUBMITTING, S.RUNNING):
        began = A.SUBMITTING if state == S.SUBMITTING else A.ACCEPTED
        Attempt.objects.filter(pk=attempt.pk).update(state=began, error_kind="", error="", finished_at=None)
    slots.go_on(slot, state, by=by)
    return slot


def _stood(row: Work, attempt: Attempt | None) -> str:
    if row.kind == slots.INTAKE:
        return S.FETCHED
    if attempt is None or attempt.error_kind != "parked":
        return S.QUEUED
    return S.RUNNING if attempt.accepted_at else S.SUBMITTING


def try_again_by_itself() -> int:
    """Gives work whose pause is over one more chance, alone with its process; how much that was."""
    return sum(_chance(row) for row in parking.due())


def _chance(row: Work) -> bool:
    try:
        retry(row, by=None)
    except Conflict:  # its subject went another way: only a person knows whether it is still wanted
        Work.objects.filter(pk=row.pk).update(chances=len(parking.PAUSES))
        return False
    return True


THEN = {slots.OUTSIDE: _slot_goes_on, slots.INTAKE: _slot_goes_on, publishing.PUBLISH: publishing.go_on}
