"""Owns the binding verdicts on candidates: approving, rejecting, asking for changes, and taking a verdict back.

A verdict is bound to what was on screen. Bytes are hashed outside the transaction and compared inside it, where
candidate, round, rights and image are locked and read again.
"""

from dataclasses import replace

from django.db import transaction
from django.db.models import Exists

from assets import access, audit, clock, intake, library, publishing, safekeeping, wording
from assets.crashes import crash_point
from assets.firsts import who_changed_it
from assets.identifiers import opaque_id
from assets.models import RightsCover, StoredImage, UsageRights
from assets.problems import Conflict, Forbidden, Refused
from assets.transitions import Transition, move
from generation.models import Candidate
from generation.provenance import facts_of, references_of
from review import cases, checklists, disclosures, held_news, minutes, reasons, reopening, stages, successors, threads
from review.blockers import blockers
from review.cases import Bound, Case
from review.models import Decision, Round, Step, Thread

STATES, Verdict = Candidate.State, Decision.Verdict
WAITING = (STATES.IN_REVIEW,)
APPROVE = Transition("approve", WAITING, STATES.APPROVED, "decide", "candidate.approved")
REJECT = Transition("reject", WAITING, STATES.REJECTED, "decide", "candidate.rejected")
RETURN = Transition("ask for changes", WAITING, STATES.CHANGES, "decide", "candidate.returned")
UNDO = Transition(
    "undo", (STATES.APPROVED, STATES.REJECTED, STATES.CHANGES), STATES.IN_REVIEW, "decide", "decision.voided"
)
TRANSITIONS = (APPROVE, REJECT, RETURN, UNDO)
STATE_OPEN = Thread.State.OPEN
CONFIRMED = "What it asked for is done, and that was confirmed"
OF_VERDICT = {Verdict.APPROVED: APPROVE, Verdict.REJECTED: REJECT, Verdict.CHANGES: RETURN}


def approve(candidate: Candidate, *, by, bound: Bound, signed_again: bool = False, wish: str = "", **seen) -> Decision:
    """Signs the person's stage. The last signature admits the image to the library and asks for its publication, in
    the same transaction. ``wish`` approves with changes: it opens a thread that must be fixed before the last stage
    signs. In the last stage such an approval is held: it admits nothing until the thread is resolved and somebody who
    may sign there confirms it, by approving what is on screen then.

    ``seen`` is ``active_seconds`` and ``sighted``. Asking twice gives the first decision again. Raises Conflict when
    somebody was first or anything that was on screen has changed (``detail["changed"]`` lists it), Refused with every
    blocker in ``detail["blockers"]``.
    """
    checklists.require_judge(candidate, by)
    wish = wording.plain(wish, what="What should change", longest=1000)
    verdict = Verdict.WITH_CHANGES if wish else Verdict.APPROVED
    hashed = _rehash(candidate.image)
    with transaction.atomic():
        locked = _lock(candidate)
        if mine := _mine(locked, by, verdict, bound.stage):
            return mine
        case = _open_case(locked, bound.round)
        place = case.standing.require_place(by, bound.stage)
        _compare(case, bound, hashed)
        _refuse_blocked(case, by, place.stage)
        _require_password(case, signed_again)
        asked = _ask_along(case, place, wish, by) if wish else {}
        signed = {"signed_again": signed_again, "note": wish, **asked, **seen, **_described(case)}
        decision = _sign(case, place, verdict, by, **signed)
        crash_point("decision.asked")
    crash_point("decision.made")
    return decision


def reject(candidate: Candidate, *, by, round_id: str, codes, note="", stage="", step=None, **seen) -> Decision:
    """Turns the candidate down for one or more reason codes; "other" needs a note. Final for this image, except where
    votes are given apart: there it counts once all agree.

    ``seen`` is ``active_seconds``, ``sighted`` and ``signed_again``; ``step`` is the act that it is a part of, if it
    is not one by itself. Asking twice gives the first decision again. Raises Conflict, naming who and when, if
    somebody was first, and Refused if the campaign wants the password.
    """
    note = wording.plain(note, what="The note", longest=1000)
    codes = reasons.checked(codes, note)
    return _turn_down(candidate, Verdict.REJECTED, by, round_id, stage, reasons=codes, note=note, step=step, **seen)


def request_changes(candidate: Candidate, *, by, round_id: str, note="", codes=(), stage="", step=None, **seen):
    """Sends the candidate back to the marketer's list with a comment that says what is wanted, and with reason codes
    where they say more. As ``reject``; Refused without a comment."""
    note = wording.needed(note, what="What should change", longest=1000)
    codes = reasons.checked(codes, note) if codes else []
    said = {"reasons": codes, "note": note}
    return _turn_down(candidate, Verdict.CHANGES, by, round_id, stage, step=step, **said, **seen)


def step_aside(candidate: Candidate, *, by, round_id: str, stage="") -> Decision:
    """Says that the signature is not this person's to give; the place stays free for the others of the role.

    Raises Refused when nobody else could sign then.
    """
    checklists.require_judge(candidate, by)
    with transaction.atomic():
        locked = _lock(candidate)
        if mine := _mine(locked, by, Verdict.ASIDE, stage):
            return mine
        case = _open_case(locked, round_id)
        place = case.standing.require_place(by, stage)
        others = [one for one in case.standing.others(place, by) if one not in case.makers]
        if place.sign_off.person_id or not others:
            raise Refused(
                "Nobody else could sign here then. Nothing was changed. Hand the signature over to somebody instead.",
                code="nobody_else",
            )
        decision = _write(case, place, Verdict.ASIDE, by, sign_off=None)
        details = {"decision": decision.public_id, "round": case.round.number, "stage": place.stage.position}
        audit.record("stage.stepped_aside", case.candidate, by=by, details=details)
    return decision


def undo(decision: Decision, *, by, reason: str = "") -> Decision:
    """Voids one's own verdict, keeps its history and puts the candidate back into review; twice is once.

    Raises Forbidden for another person's verdict, Conflict once its publication was claimed or somebody acted later.
    """
    if decision.by_id != by.pk or not access.can(by, "review", decision.brand):
        access.require(by, "decide", decision.brand)
        raise Forbidden(f"Only {decision.by} may take this verdict back. Nothing was changed.", code="not_yours")
    with transaction.atomic():
        candidate = _lock(decision.candidate)
        decision = Decision.objects.select_related("asset__brand", "round", "brand").get(pk=decision.pk)
        if decision.voided_at:
            return decision
        if candidate.state == STATES.IN_REVIEW and decision.round.state == Round.State.OPEN:
            _unsign(decision, candidate, by, reason)
        elif _latest(candidate) != decision or candidate.state != OF_VERDICT[decision.verdict].target:
            raise Conflict(_acted_later(candidate), code="acted_later")
        else:
            _void(decision, candidate, by, reason)
        _turn_step(decision)
    return decision


def _turn_step(decision) -> None:
    """A step of which no verdict stands any more was walked back, and can be walked forth."""
    standing = Decision.objects.filter(step=decision.step_id, voided_at=None)
    Step.objects.filter(~Exists(standing), pk=decision.step_id, undone_at=None).update(undone_at=clock.now())


def _turn_down(candidate, verdict, by, round_id, stage, **columns) -> Decision:
    checklists.require_judge(candidate, by)
    with transaction.atomic():
        locked = _lock(candidate)
        if mine := _mine(locked, by, verdict, stage):
            return mine
        case = _open_case(locked, round_id)
        place = case.standing.require_place(by, stage)
        if verdict == Verdict.REJECTED and not access.can(by, "decide", case.round.brand):
            raise Forbidden("Only a brand manager rejects for good. Nothing was changed. Ask for changes instead.")
        _require_password(case, columns.get("signed_again"))
        return _sign(case, place, verdict, by, **columns)


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
        raise successors.conflict(candidate) or Conflict(_somebody_was_first(candidate), code="stale")
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


def _refuse_blocked(case: Case, by, stage) -> None:
    if found := blockers(case, by, stage):
        first = found[0].sentence if len(found) == 1 else f"{len(found)} things are in the way. {found[0].sentence}"
        raise Refused(f"This cannot be approved yet. {first}", code=found[0].code, detail={"blockers": found})


def _described(case: Case) -> dict:
    round_ = case.round
    return {"disclosure": round_.disclosure, "alt_text": round_.alt_text, "decorative": round_.decorative}


def _require_password(case: Case, signed_again: bool) -> None:
    if case.plan.sign_again and not signed_again:
        sentence = "Verdicts in this campaign are signed with your password. Nothing was signed. Type it and try again."
        raise Refused(sentence, code="sign_again")


def _ask_along(case: Case, place, wish, by) -> dict:
    """What should change along with an approval, as a thread that must be fixed before the last stage signs."""
    held = case.standing.is_last(place.stage)
    if held and place.stage.independent and place.stage.joint_at is None:
        sentence = "Votes are given apart here, and a thread would show yours. Nothing was signed. Ask for changes."
        raise Refused(sentence, code="apart")
    thread = threads.open_thread(case.candidate, by=by, text=wish, key=opaque_id(), must_fix=True)
    return {"wish": thread, "held": held}


def _sign(case: Case, place, verdict, by, **columns) -> Decision:
    """Writes the vote and lets the stage move on; the vote that ends the round moves the candidate, with one event."""
    if place.replaces:
        _mark_void(place.replaces, by, CONFIRMED if place.replaces.held else "Voted anew after talking it over")
    decision = _write(case, place, verdict, by, sign_off=place.sign_off, **columns)
    if decision.held:
        details = minutes.told(decision) | {"thread": decision.wish.public_id}
        audit.record("candidate.held", case.candidate, by=by, reason=decision.note, details=details)
        held_news.tell_to_do(decision, by=by)
        return decision
    settled = stages.settle(case.standing, decision)
    if settled.ends_as:
        _end(case, place, decision, by)
    else:
        audit.record("candidate.signed", case.candidate, by=by, details=minutes.signed(decision, place, settled))
    return decision


def _write(case: Case, place, verdict, by, *, step=None, **columns) -> Decision:
    step = step or Step.objects.create(brief=case.candidate.brief, by=by, kind=Step.Kind.DECISION, changes=[])
    return Decision.objects.create(
        step=step,
        brand=case.candidate.brand,
        candidate=case.candidate,
        round=case.round,
        stage=place.stage,
        by=by,
        verdict=verdict,
        image_sha256=case.bound.image_sha256,
        rights_version=case.rights.version,
        checklist_version=case.bound.checklist_version,
        terms_sha256=case.bound.terms_sha256,
        decided_at=clock.now(),
        **columns,
    )


def _end(case: Case, place, decision, by) -> None:
    """Closes the round; an approval admits the image and asks for its publication."""
    now, verdict = decision.decided_at, decision.verdict
    stages.end_all([case.round])
    Round.objects.filter(pk=case.round.pk).update(state=Round.State.CLOSED, closed_at=now)
    wanted = _wanted(case, decision) if verdict == Verdict.CHANGES else ""
    rules = {"disclosure_rules": disclosures.named(case)} if verdict == Verdict.APPROVED else {}
    move(
        case.candidate,
        OF_VERDICT[verdict],
        by=by,
        reason=decision.note,
        details=rules | minutes.told(decision) | minutes.signatures(case) | minutes.answers(place),
        state_by=by,
        state_at=now,
        changes_wanted=wanted,
    )
    if verdict == Verdict.APPROVED:
        decision.asset = _admit(case, by)
        Decision.objects.filter(pk=decision.pk).update(asset=decision.asset)
        publishing.ask(decision.asset, by=by)


def _wanted(case, decision) -> str:
    """What should change, of everybody who asked for changes in the stage."""
    step = next(one for one in case.standing.steps if one.stage.pk == decision.stage_id)
    votes = [vote for vote in step.votes if vote.verdict == Verdict.CHANGES]
    wishes = [(vote.by, reasons.wish(vote.reasons, vote.note)) for vote in votes]
    return (wishes[0][1] if len(wishes) == 1 else "\n".join(f"{by}: {wish}" for by, wish in wishes))[:1000]


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
    if decision.asset_id:
        library.void(decision.asset, by=by, reason=reason or "The approval was undone")
    reopening.reopen_for(decision)
    _mark_void(decision, by, reason)
    Round.objects.filter(pk=decision.round_id).update(state=Round.State.OPEN, closed_at=None)
    details = {"decision": decision.public_id, "verdict": decision.verdict}
    move(candidate, UNDO, by=by, details=details, state_by=by, state_at=clock.now(), changes_wanted="")


def _unsign(decision, candidate, by, reason) -> None:
    """Takes a signature back while the round goes on."""
    reopening.reopen_for(decision)
    _mark_void(decision, by, reason)
    if decision.wish and decision.wish.state == STATE_OPEN and not candidate.children.exists():
        threads.resolve(decision.wish, by=by)
    audit.record("decision.voided", candidate, by=by, details={"decision": decision.public_id})


def _mark_void(decision, by, reason) -> None:
    decision.voided_at, decision.voided_by, decision.void_reason = clock.now(), by, reason[:500]
    decision.save(update_fields=["voided_at", "voided_by", "void_reason"])


def _latest(candidate) -> Decision | None:
    standing = Decision.objects.filter(candidate=candidate, voided_at=None).exclude(verdict=Verdict.ASIDE)
    return standing.select_related("by", "candidate").order_by("-pk").first()


def _mine(candidate, by, verdict, stage_id) -> Decision | None:
    """This person's same verdict, if it stands where this one would go: the second click of a pair."""
    rows = Decision.objects.filter(candidate=candidate, by=by, verdict=verdict, voided_at=None)
    last = rows.select_related("by", "candidate", "round", "stage", "asset", "wish").order_by("-pk").first()
    if last is None:
        return None
    if last.held and not last.waits:
        return None
    if candidate.state in WAITING:
        there = last.stage.public_id == stage_id if stage_id else last.stage.closed_at is None
        return last if there and last.round.state == Round.State.OPEN else None
    ends = verdict in OF_VERDICT and candidate.state == OF_VERDICT[verdict].target
    return last if ends and _latest(candidate) == last else None


def _acted_later(candidate) -> str:
    """Who acted on the image after a verdict, so that the verdict stays."""
    who = candidate.state_by or "Somebody"
    when = clock.told(candidate.state_at, candidate.brand.timezone)
    return f"{who} acted on this image since, on {when}: {candidate.get_state_display().lower()}. Your verdict stays."


def _somebody_was_first(candidate) -> str:
    """Who decided and when, and that nothing was done now."""
    last = _latest(candidate)
    if last is None or last.verdict not in OF_VERDICT or candidate.state != OF_VERDICT[last.verdict].target:
        return f"{who_changed_it(candidate)} Nothing was decided."
    when = clock.told(last.decided_at, candidate.brand.timezone)
    done = {
        Verdict.APPROVED: "approved this image",
        Verdict.REJECTED: "rejected this image",
        Verdict.CHANGES: "asked for changes to this image",
    }
    return f"{last.by} {done[last.verdict]} on {when} and was first. Your verdict was not taken."
