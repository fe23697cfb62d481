"""Owns the states of a slot, one image wanted, and what a request's state follows from: cancel, ask again, settle."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F, Sum

from assets import access, audit, clock, work
from assets.problems import Conflict
from assets.transitions import Transition, move
from generation.models import Attempt, GenerationRequest, Slot

OUTSIDE, INTAKE = "generation.outside", "generation.intake"
S = Slot.State
R = GenerationRequest.State

SUBMIT = Transition("submit", (S.QUEUED,), S.SUBMITTING, "generate", "slot.submitted")
ACCEPT = Transition("accept", (S.SUBMITTING,), S.RUNNING, "generate", "slot.accepted")
POSTPONE = Transition("postpone", (S.SUBMITTING,), S.QUEUED, "generate", "slot.postponed")
LOSE = Transition("lose the answer", (S.SUBMITTING,), S.UNKNOWN, "generate", "slot.unknown")
FETCH = Transition("fetch", (S.RUNNING,), S.FETCHED, "generate", "slot.fetched")
FAIL = Transition("fail", (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHED), S.FAILED, "generate", "slot.failed")
MODERATE = Transition("refuse", (S.SUBMITTING, S.RUNNING), S.MODERATED, "generate", "slot.moderated")
CANCEL = Transition("cancel", (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHED), S.CANCELLED, "generate", "slot.cancelled")
AGAIN = Transition("ask again", (S.FAILED, S.UNKNOWN), S.QUEUED, "generate", "slot.asked_again")
FOUND = Transition("find", (S.UNKNOWN, S.QUEUED), S.RUNNING, "generate", "slot.found")
# work that was parked goes on where it stood
GO_ON = {
    state: Transition(f"go on {state.label.lower()}", (S.FAILED,), state, "generate", "slot.went_on")
    for state in (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHED)
}
WRITE_OFF = Transition("write off", (S.UNKNOWN,), S.FAILED, "generate", "slot.written_off")
# a fetched slot becomes done together with its candidate, under the event candidate.created
TRANSITIONS = (SUBMIT, ACCEPT, POSTPONE, LOSE, FETCH, FAIL, MODERATE, CANCEL, AGAIN, FOUND, WRITE_OFF, *GO_ON.values())

NO_SPACE = "no_space"
NO_SPACE_WHY = "The disk of this site is full, so the picture waits until there is room. Nothing is lost or paid again."
LIVE = (S.QUEUED, S.SUBMITTING, S.RUNNING, S.FETCHED)
AT_WORK = (S.SUBMITTING, S.RUNNING)


def waits_for_space(slot: Slot) -> None:
    """Tells people why a fetched picture does not come on; its state stays, and it goes on by itself."""
    Slot.objects.filter(pk=slot.pk, state=slot.state).update(failure_kind=NO_SPACE, failure=NO_SPACE_WHY)


@transaction.atomic
def cancel(slot: Slot, *, by) -> Slot:
    """Cancels one image. What arrives later is kept as an orphan. Raises Conflict when it has ended already."""
    access.require(by, "generate", slot.request.brand)
    if slot.state == S.QUEUED:
        work.cancel(OUTSIDE, slot)
    move(slot, CANCEL, by=by, finished_at=clock.now())
    settle(slot.request)
    return slot


@transaction.atomic
def cancel_request(request: GenerationRequest, *, by) -> int:
    """Cancels whatever of a request has not ended; how many images that were. Raises Conflict when all have."""
    access.require(by, "generate", request.brand)
    for slot in Slot.objects.filter(request=request, state=S.QUEUED):
        work.cancel(OUTSIDE, slot)
    open_slots = list(Slot.objects.select_for_update().filter(request=request, state__in=LIVE).order_by("pk"))
    if not open_slots:
        raise Conflict("All images of this request have ended already, so there is nothing to cancel.")
    for slot in open_slots:
        move(slot, CANCEL, by=by, finished_at=clock.now())
    audit.record("generation.cancelled", request, by=by, details={"slots": len(open_slots)})
    settle(request)
    return len(open_slots)


@transaction.atomic
def ask_again(slot: Slot, *, by) -> Slot:
    """Asks once more for an image that failed or whose outcome is unknown; it may cost again.

    Raises Conflict when it is in another state by now, and for an image refused for its content.
    """
    access.require(by, "generate", slot.request.brand)
    move(slot, AGAIN, by=by, failure="", failure_kind="", progress=0, finished_at=None)
    reopen(slot.request)
    work.cancel(INTAKE, slot)
    work.ask(OUTSIDE, slot, brand=slot.request.brand, wakes=False)
    return slot


def go_on(slot: Slot, state: str, *, by) -> Slot:
    """Brings a slot whose work was parked back to where it stood, inside the transaction that opens the work."""
    move(slot, GO_ON[state], by=by, failure="", failure_kind="", finished_at=None)
    reopen(slot.request)
    return slot


def reopen(request: GenerationRequest) -> None:
    """A request that had ended works again, inside the caller's transaction."""
    GenerationRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    GenerationRequest.objects.filter(pk=request.pk).update(state=R.RUNNING, finished_at=None, version=F("version") + 1)


def spent(request: GenerationRequest) -> Decimal:
    """What all attempts of a request cost, as far as it is known."""
    return Attempt.objects.filter(slot__request=request).aggregate(spent=Sum("price_after"))["spent"] or Decimal()


def recount(request: GenerationRequest) -> None:
    """Brings the price of a request that has ended in line with its ledger; one that works gets it at its end."""
    GenerationRequest.objects.filter(pk=request.pk, finished_at__isnull=False).update(
        price_after=spent(request), version=F("version") + 1
    )


def settle(request: GenerationRequest) -> None:
    """Brings a request's state in line with its slots, inside the caller's transaction; records the end once."""
    request = (
        GenerationRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("brand", "brief")
        .get(pk=request.pk)
    )
    states = list(Slot.objects.filter(request=request).values_list("state", flat=True))
    target = state_of(states)
    if target == request.state:
        return
    rows = GenerationRequest.objects.filter(pk=request.pk, state=request.state)
    if target in (R.QUEUED, R.RUNNING):
        rows.update(state=target, version=F("version") + 1)
        return
    cost = spent(request)
    rows.update(state=target, finished_at=clock.now(), price_after=cost, version=F("version") + 1)
    told = {"state": target, "done": states.count(S.DONE), "of": len(states), "price_after": str(cost)}
    audit.record("generation.finished", request, by=None, before={"state": request.state}, after=told)


def state_of(states: list[str]) -> str:
    """What a request is, given the states of its slots."""
    if any(state in LIVE for state in states):
        return R.QUEUED if all(state == S.QUEUED for state in states) else R.RUNNING
    if all(state == S.DONE for state in states):
        return R.DONE
    if S.DONE in states:
        return R.PARTIAL
    return R.CANCELLED if all(state == S.CANCELLED for state in states) else R.FAILED
