"""Owns the binding verdicts on candidates: approving, rejecting, asking for changes, and taking a verdict back.

A verdict is bound to what was on screen. Bytes are hashed outside the transaction and compared inside it, where
candidate, round, rights and image are locked and read again.
"""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from assets import access, clock, intake, library, publishing, safekeeping, wording
from assets.crashes import crash_point
from assets.firsts import who_changed_it
from assets.models import RightsCover, StoredImage, UsageRights
from assets.problems import Conflict, Forbidden, Refused
from assets.transitions import Transition, move
from generation.models import Candidate
from generation.provenance import facts_of, references_of
from review import cases, checklists, reasons
from review.blockers import blockers
from review.cases import Bound, Case
from review.models import Decision, Round, SignOff, Stage

STATES, Verdict = Candidate.State, Decision.Verdict
WAITING = (STATES.IN_REVIEW,)
APPROVE = Transition("approve", WAITING, STATES.APPROVED, "decide", "candidate.approved")
REJECT = Transition("reject", WAITING, STATES.REJECTED, "decide", "candidate.rejected")
RETURN = Transition("ask for changes", WAITING, STATES.CHANGES, "decide", "candidate.returned")
UNDO = Transition(
    "undo", (STATES.APPROVED, STATES.REJECTED, STATES.CHANGES), STATES.IN_REVIEW, "decide", "decision.voided"
)
TRANSITIONS = (APPROVE, REJECT, RETURN, UNDO)
OF_VERDICT = {Verdict.APPROVED: APPROVE, Verdict.REJECTED: REJECT, Verdict.CHANGES: RETURN}


def approve(candidate: Candidate, *, by, bound: Bound, active_seconds: int = 0, sighted: bool = True) -> Decision:
    """Approves the candidate, admits it to the library and asks for its publication, in one transaction.

    Asking twice gives the first decision again. Raises Conflict when somebody was first or when anything that was
    on screen has changed (``detail["changed"]`` lists it), Refused with every blocker in ``detail["blockers"]``.
    """
    checklists.require_judge(candidate, by)
    hashed = _rehash(candidate.image)
    with transaction.atomic():
        locked = _lock(candidate)
        if mine := _mine(locked, by, Verdict.APPROVED):
            return mine
        case = _open_case(locked, bound.round)
        _compare(case, bound, hashed)
        _refuse_blocked(case, by)
        seen = {"active_seconds": active_seconds, "sighted": sighted}
        decision = _decide(case, Verdict.APPROVED, by, **seen, **_described(case))
        asset = _admit(case, by)
        Decision.objects.filter(pk=decision.pk).update(asset=asset)
        decision.asset = asset
        publishing.ask(asset, by=by)
        crash_point("decision.asked")
    crash_point("decision.made")
    return decision


def reject(
    candidate: Candidate, *, by, round_id: str, codes, note="", active_seconds: int = 0, sighted: bool = True
) -> Decision:
    """Turns the candidate down for one or more reason codes; "other" needs a note. Final for this image.

    Asking twice gives the first decision again. Raises Conflict, naming who and when, if somebody was first.
    """
    note = wording.plain(note, what="The note", longest=1000)
    codes = reasons.checked(codes, note)
    seen = {"active_seconds": active_seconds, "sighted": sighted}
    return _turn_down(candidate, Verdict.REJECTED, by, round_id, reasons=codes, note=note, **seen)


def request_changes(
    candidate: Candidate, *, by, round_id: str, note: str, active_seconds: int = 0, sighted: bool = True
) -> Decision:
    """Sends the candidate back to the marketer's list with what is wanted; the comment is required."""
    note = wording.needed(note, what="What should change", longest=1000)
    seen = {"active_seconds": active_seconds, "sighted": sighted}
    return _turn_down(candidate, Verdict.CHANGES, by, round_id, note=note, **seen)


def undo(decision: Decision, *, by, reason: str = "") -> Decision:
    """Voids one's own verdict, keeps its history and puts the candidate back into review; twice is once.

    Raises Forbidden for another person's verdict, Conflict once its publication was claimed or somebody acted later.
    """
    access.require(by, "decide", decision.brand)
    if decision.by_id != by.pk:
        raise Forbidden(f"Only {decision.by} may take this verdict back. Nothing was changed.", code="not_yours")
    with transaction.atomic():
        candidate = _lock(decision.candidate)
        decision = Decision.objects.select_related("asset__brand", "round", "brand").get(pk=decision.pk)
        if decision.voided_at:
            return decision
        if _latest(candidate) != decision or candidate.state != OF_VERDICT[decision.verdict].target:
            raise Conflict(_somebody_was_first(candidate), code="acted_later")
        _void(decision, candidate, by, reason)
    return decision


def _turn_down(candidate, verdict, by, round_id, **columns) -> Decision:
    checklists.require_judge(candidate, by)
    with transaction.atomic():
        locked = _lock(candidate)
        if mine := _mine(locked, by, verdict):
            return mine
        return _decide(_open_case(locked, round_id), verdict, by, **columns)


def _rehash(image: StoredImage) -> str:
    """Gate A1, outside of any transaction: the hash of the bytes in storage, if they are still the recorded ones."""
    try:
        intake.original(image)
    except (safekeeping.Damaged, FileNotFoundError) as problem:
        raise Refused(
            "The stored bytes are not the ones that were taken in, so nobody may approve this image. Nothing was "
            "changed. Tell the operator; the audit log holds the hash that the bytes should have.",
            code="bytes",
        ) from problem
    return image.sha256


def _lock(candidate) -> Candidate:
    """The candidate, its open round, its images and their rights, locked in this order and read again."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related(*cases.CANDIDATE)
    locked = rows.get(pk=candidate.pk)
    list(Round.objects.select_for_update().filter(candidate=locked, state=Round.State.OPEN))
    images = [locked.image_id, *(reference.source.image_id for reference in references_of(locked))]
    rows = StoredImage.objects.select_for_update().filter(pk__in=images).order_by("pk")
    locked.image = {row.pk: row for row in rows}[locked.image_id]
    records = RightsCover.objects.filter(image__in=images, ended_at=None).values("record")
    list(UsageRights.objects.select_for_update().filter(pk__in=records).order_by("pk"))
    return locked


def _open_case(candidate, round_id) -> Case:
    """The case, if the candidate still waits in the round that was on screen. Raises Conflict otherwise."""
    if candidate.state not in WAITING:
        raise Conflict(_somebody_was_first(candidate), code="stale")
    current = Round.objects.get(candidate=candidate, state=Round.State.OPEN)
    if current.public_id != round_id:
        sentence = "The image was sent for approval anew since this page was loaded. Nothing was decided. Look again."
        raise Conflict(sentence, code="stale", detail={"changed": [sentence]})
    return cases.load(candidate, current)


def _compare(case: Case, bound: Bound, hashed: str) -> None:
    """Gate A8, and A1's second half: what was hashed outside is what stands in the locked row."""
    changed = bound.differences(case.bound)
    if hashed != case.candidate.image.sha256 == bound.image_sha256:
        changed.append("The image’s bytes are other ones now.")
    if changed:
        sentence = f"Something changed since you loaded the page, so nothing was approved. {' '.join(changed)}"
        raise Conflict(f"{sentence} Look again and decide anew.", code="changed", detail={"changed": changed})


def _refuse_blocked(case: Case, by) -> None:
    if found := blockers(case, by):
        first = found[0].sentence if len(found) == 1 else f"{len(found)} things are in the way. {found[0].sentence}"
        raise Refused(f"This cannot be approved yet. {first}", code=found[0].code, detail={"blockers": found})


def _described(case: Case) -> dict:
    round_ = case.round
    return {"disclosure": round_.disclosure, "alt_text": round_.alt_text, "decorative": round_.decorative}


def _decide(case: Case, verdict, by, **columns) -> Decision:
    """Writes the decision, closes the round and moves the candidate with one event."""
    now, stage = clock.now(), Stage.objects.get(round=case.round, closed_at=None)
    decision = Decision.objects.create(
        brand=case.candidate.brand,
        candidate=case.candidate,
        round=case.round,
        stage=stage,
        sign_off=SignOff.objects.filter(stage=stage).first(),
        by=by,
        verdict=verdict,
        image_sha256=case.bound.image_sha256,
        rights_version=case.rights.version,
        checklist_version=case.bound.checklist_version,
        terms_sha256=case.bound.terms_sha256,
        decided_at=now,
        **columns,
    )
    Stage.objects.filter(pk=stage.pk).update(closed_at=now)
    Round.objects.filter(pk=case.round.pk).update(state=Round.State.CLOSED, closed_at=now)
    wanted = decision.note if verdict == Verdict.CHANGES else ""
    move(
        case.candidate,
        OF_VERDICT[verdict],
        by=by,
        reason=decision.note,
        details=_told(decision),
        state_by=by,
        state_at=now,
        changes_wanted=wanted,
    )
    return decision


def _told(decision) -> dict:
    """What the log keeps of a decision: what it is bound to."""
    version = decision.rights_version
    return {
        "decision": decision.public_id,
        "round": decision.round.number,
        "image_sha256": decision.image_sha256,
        "rights_version": version.public_id if version else "",
        "checklist_version": decision.checklist_version,
        "terms_sha256": decision.terms_sha256,
        "reasons": list(decision.reasons),
        "disclosure": decision.disclosure,
    }


def _admit(case: Case, by):
    candidate, brief = case.candidate, case.candidate.brief
    return library.admit(
        candidate.image,
        facts=replace(facts_of(candidate, case.references), disclosure=case.round.disclosure),
        rights_version=case.rights.version,
        by=by,
        campaign=brief.campaign,
        product=brief.product,
        title=brief.title,
        channels=brief.channels,
        alt_text=case.round.alt_text,
        decorative=case.round.decorative,
        creator=candidate.author or candidate.importer or candidate.requested_by,
    )


def _void(decision, candidate, by, reason) -> None:
    now = clock.now()
    if decision.asset_id:
        library.void(decision.asset, by=by, reason=reason or "The approval was undone")
    decision.voided_at, decision.voided_by, decision.void_reason = now, by, reason[:500]
    decision.save(update_fields=["voided_at", "voided_by", "void_reason"])
    Stage.objects.filter(pk=decision.stage_id).update(closed_at=None)
    Round.objects.filter(pk=decision.round_id).update(state=Round.State.OPEN, closed_at=None)
    details = {"decision": decision.public_id, "verdict": decision.verdict}
    move(candidate, UNDO, by=by, details=details, state_by=by, state_at=now, changes_wanted="")


def _latest(candidate) -> Decision | None:
    standing = Decision.objects.filter(candidate=candidate, voided_at=None).select_related("by", "candidate")
    return standing.order_by("-pk").first()


def _mine(candidate, by, verdict) -> Decision | None:
    """This person's same verdict, if it is what the candidate's state stands on: the second click of a pair."""
    last = _latest(candidate)
    same = last and last.by_id == by.pk and last.verdict == verdict
    return last if same and candidate.state == OF_VERDICT[verdict].target else None


def _somebody_was_first(candidate) -> str:
    """Who decided and when, and that nothing was done now."""
    last = _latest(candidate)
    if last is None or candidate.state != OF_VERDICT[last.verdict].target:
        return f"{who_changed_it(candidate)} Nothing was decided."
    when = timezone.localtime(last.decided_at).strftime("%-d %B %Y, %H:%M %Z")
    done = {
        Verdict.APPROVED: "approved this image",
        Verdict.REJECTED: "rejected this image",
        Verdict.CHANGES: "asked for changes to this image",
    }
    return f"{last.by} {done[last.verdict]} on {when} and was first. Your verdict was not taken."
