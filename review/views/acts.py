"""Owns the acts on a board that bind nobody (opinions, sending, undo and redo), and what is answered to every act."""

from contextlib import contextmanager

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from assets.problems import Conflict
from review import blind_board, opinions, queue, room, undo
from review.forms.room import ChoiceOfCandidatesForm, VerdictForm
from review.models import Review, Step
from review.views.room import address_of, brief_of, chosen_of, cleaned, may_review, named_of, place_of

DONE = {Review.Verdict.SHORTLIST: "Shortlisted", Review.Verdict.PASS: "Passed", Review.Verdict.NONE: "Cleared"}
BACK = {
    Step.Kind.OPINION: "Took back the opinion on {}.",
    Step.Kind.SENDING: "Took {} back from approval.",
    Step.Kind.DECISION: "Took back the verdict on {}.",
}
FORTH = {
    Step.Kind.OPINION: "Gave the opinion on {} again.",
    Step.Kind.SENDING: "Sent {} for approval again.",
    Step.Kind.DECISION: "Gave the verdict on {} again.",
}


@require_POST
def verdict(request, brief_id):
    """Shortlist, pass, clear or stars for one or many candidates."""
    brief = brief_of(request, brief_id)
    data = cleaned(VerdictForm(request.POST))
    outcome = _given(request, brief, data)
    word = "Rated" if data["verdict"] is None else DONE[data["verdict"]]
    return answer(
        request, brief, outcome, f"{word} {len(outcome.changed)}." if outcome.changed else "Nothing to change."
    )


def _given(request, brief, data):
    """The outcome of the opinions that a form gives; nobody is named as long as the board is without names."""
    names, unnamed = named_of(request, brief, data["c"])
    said = {"verdict": data["verdict"], "stars": data["stars"], "seconds": data["seconds"] or 0, "unnamed": unnamed}
    versions = {name: version for name, version in names.items() if version is not None}
    try:
        return opinions.give(brief, chosen_of(brief, names), by=request.user, versions=versions, **said)
    except Conflict:
        if brief.blind_run is None:
            raise
        raise Conflict("It takes no opinion any more, or you changed yours elsewhere. Nothing was changed.") from None


@require_POST
def send(request, brief_id):
    """Sends the chosen candidates, or else the person's shortlist, for approval."""
    brief = brief_of(request, brief_id)
    data = cleaned(ChoiceOfCandidatesForm(request.POST))
    chosen = chosen_of(brief, data["c"]) if data["c"] else queue.shortlist_of(brief, request.user)
    outcome = queue.send_for_approval(chosen, by=request.user)
    names = queue.turn(outcome.changed[0], queue.deciders(brief.brand))
    return answer(request, brief, outcome, f"Sent {len(outcome.changed)} for approval. The next move is with {names}.")


@require_POST
def undo_step(request, brief_id):
    """Takes back the person's last act on this board."""
    brief = brief_of(request, brief_id)
    with _nobody_named(brief):
        walk = undo.undo(brief, by=request.user, step=request.POST.get("step", "")[:16])
    return answer(request, brief, walk.outcome, _walked(walk, BACK))


@require_POST
def redo_step(request, brief_id):
    """Does again what the person undid last."""
    brief = brief_of(request, brief_id)
    with _nobody_named(brief):
        walk = undo.redo(brief, by=request.user, step=request.POST.get("step", "")[:16])
    return answer(request, brief, walk.outcome, _walked(walk, FORTH))


@contextmanager
def _nobody_named(brief):
    """Lets a refusal say nothing of others' acts as long as the board is without names."""
    try:
        yield
    except Conflict:
        if brief.blind_run is None:
            raise
        raise Conflict("Something else was done with it since. Nothing was changed now.") from None


def _walked(walk, words) -> str:
    number = len(walk.outcome.changed)
    return words[walk.kind].format(number) if number else "That was done already."


def answer(request, brief, outcome, said):
    """Without scripts back to the board with a message; else the tiles as they are now and what to say about it."""
    if not request.htmx:
        messages.success(request, said)
        if outcome.skipped:
            reason = _reason(outcome, brief.blind_run)
            messages.warning(request, f"{len(outcome.skipped)} left alone: {reason}")
        return redirect(_back_to(request, brief, outcome))
    keys = {candidate.pk for candidate in (*outcome.changed, *outcome.same)}
    keys |= {candidate.pk for candidate, _ in outcome.skipped}
    run = blind_board.run_of(brief)
    everything = blind_board.lines_of(run, request.user) if run else room.index(brief, request.user)
    lines = [line for line in everything if line.pk in keys]
    sections = blind_board.sections_of(run, lines, everything) if run else room.sections_of(brief, request.user, lines)
    context = {
        "sections": sections,
        "brief": brief_of(request, brief.public_id, **undo.steps_of(request.user)),
        "said": said,
        "skipped": len(outcome.skipped),
        "same": not outcome.changed,
        "reason": _reason(outcome, run),
        "may_review": may_review(request, brief),
    }
    context["steps"] = undo.told(context["brief"])
    return render(request, "room/_answer.html", context)


def _reason(outcome, run) -> str:
    """Why the first of those left alone was; not by whom while the board is without names."""
    if not outcome.skipped:
        return ""
    return "It takes no opinion now." if run else outcome.skipped[0][1]


def _back_to(request, brief, outcome) -> str:
    query = place_of(request).query()
    first = "" if brief.blind_run else next((candidate.public_id for candidate in outcome.changed), "")
    return f"{address_of(brief)}{'?' + query if query else ''}{'#c-' + first if first else ''}"
