"""Owns a guest's signature: how a verdict by a link for signing off fills the stage that waits for it, and is undone.

The verdict stays a guest's: it is in the place of one stage, which is never the last, and a brand manager decides at
the end. All of it happens in the transaction of the verdict, with the candidate locked.
"""

from assets import audit, clock
from assets.audit.texts import Private
from assets.problems import Conflict, Forbidden, Refused
from assets.transitions import move
from generation.makers import made
from generation.models import Candidate
from review import reopening, stages
from review.decisions import RETURN
from review.models import GuestLink, GuestVerdict, Round, SignOff, Stage

Verdict = GuestVerdict.Verdict


def require_stranger(candidates, person) -> None:
    """Raises Refused if the person had a hand in one of the images: the link would let them sign their own work."""
    if any(made(one, person) for one in candidates):
        raise Refused(
            "You had a hand in one of these images, so somebody else makes the link for signing off. No link was made.",
            code="maker",
        )


def require_outsider(link: GuestLink, member) -> None:
    """Raises Forbidden when the browser that signs by this link is signed in as a person of the house."""
    if link.mode == GuestLink.Mode.SIGN and member is not None:
        sentence = f"This browser is signed in as {member}, and only somebody outside signs off by this link."
        raise Forbidden(f"{sentence} Nothing was saved. Send the client the address.")


def settle(verdict: GuestVerdict) -> None:
    """Lets the stage follow what the guest says now: it is signed, sent back, or waits again.

    Raises Conflict when a later stage was signed since, so that nothing can be taken back.
    """
    candidate = verdict.candidate
    round_ = Round.objects.filter(candidate=candidate, state=Round.State.OPEN).select_related("brand").first()
    if round_ is None:
        return
    if verdict.verdict != Verdict.APPROVE:
        _release(_places(round_).filter(verdict__guest=verdict.guest), by=verdict.guest)
    if verdict.verdict == Verdict.NONE:
        return
    step = next((one for one in stages.Standing(round_).open if one.of_guests and one.free), None)
    if step and verdict.verdict == Verdict.APPROVE:
        _sign(round_, step, verdict)
    elif step:
        _send_back(round_, verdict)


def withdraw(link: GuestLink, *, by) -> None:
    """Drops what was signed by a link that is revoked, except where a later stage was signed since."""
    rows = SignOff.objects.filter(verdict__guest__link=link, stage__round__state=Round.State.OPEN)
    for candidate in rows.order_by("stage__round__candidate").values_list("stage__round__candidate", flat=True):
        Candidate.objects.select_for_update(of=("self",)).get(pk=candidate)
        _release(rows.filter(stage__round__candidate=candidate), by=by, strict=False)


def waits(candidates) -> set[int]:
    """The keys of those images in which a guest's signature is wanted now. One query."""
    rows = SignOff.objects.filter(role="guest", verdict=None, stage__round__candidate__in=candidates)
    rows = rows.filter(stage__opened_at__isnull=False, stage__closed_at=None, stage__round__state=Round.State.OPEN)
    return set(rows.values_list("stage__round__candidate", flat=True))


def _places(round_):
    return SignOff.objects.filter(stage__round=round_)


def _sign(round_, step, verdict) -> None:
    place = step.free[0]
    SignOff.objects.filter(pk=place.pk, verdict=None).update(verdict=verdict)
    stages.close(step.stage, Stage.Outcome.PASSED)
    begun = stages.begin_next(round_)
    details = _told(round_, step.stage, verdict) | {"over": True, "begun": [one.position for one in begun]}
    audit.record("candidate.signed", verdict.candidate, by=verdict.guest, details=details)


def _send_back(round_, verdict) -> None:
    """A guest who is asked to sign and wants changes sends the image back, as everybody who signs may."""
    stages.end_all([round_])
    now, candidate = clock.now(), verdict.candidate
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CLOSED, closed_at=now)
    wanted = f"{verdict.guest}, guest: {verdict.note}"[:1000]
    told = {"round": round_.number, "link": verdict.guest.link, "image_sha256": verdict.image_sha256}
    changed = {"state_by": None, "state_at": now, "changes_wanted": wanted}
    move(candidate, RETURN, by=verdict.guest, reason=verdict.note, details=told, **changed)


def _release(places, *, by, strict: bool = True) -> None:
    """Takes guests' signatures out of their places and opens the stages again."""
    for place in places.select_related("stage__round__candidate__brand", "verdict__guest__link"):
        try:
            reopening.reopen(place.stage)
        except Conflict:
            if strict:
                raise
            continue
        SignOff.objects.filter(pk=place.pk).update(verdict=None)
        round_ = place.stage.round
        audit.record("sign_off.voided", round_.candidate, by=by, details=_told(round_, place.stage, place.verdict))


def _told(round_, stage, verdict) -> dict:
    """What the log keeps of a guest's signature: the bytes, the link and the name that was given."""
    return {
        "round": round_.number,
        "stage": stage.position,
        "guest_verdict": verdict.public_id,
        "image_sha256": verdict.image_sha256,
        "link": verdict.guest.link,
        "name": Private(verdict.guest.name),
    }
