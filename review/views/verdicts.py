"""Owns the binding verdicts that are given in the room: what is in the way of one, approving, returning, rejecting."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from assets.problems import Refused
from review import cases, checklists, decision_page, decisions, hindrances, rejections
from review.forms.decisions import ApproveForm
from review.forms.room import ChoiceOfCandidatesForm, RejectionsForm, ReturnForm
from review.opinions import Outcome
from review.views.acts import answer
from review.views.room import brief_of, chosen_of, cleaned
from review.views.signing import signed_again


@require_safe
def blocked(request, brief_id):
    """What keeps the images of the board from approval, in words by public id, for the red dots on their tiles."""
    brief = brief_of(request, brief_id)
    if brief.blind_run:  # they would tell makers
        return JsonResponse({"blocked": {}})
    mark = hindrances.mark(brief)  # before the rest is read, so that what changes meanwhile is asked for again
    found = hindrances.of_board(brief, request.user)
    blocked_ = {name: hindrances.told(said) for name, said in found.items()}
    return JsonResponse({"blocked": blocked_}, headers={"X-Blocked": mark})


@require_safe
def signing(request, brief_id, candidate_id):
    """What a verdict on a waiting image would bind to, or what is in its way, for the bar of the room."""
    candidate, round_ = _found(request, brief_of(request, brief_id), candidate_id)
    case = cases.load(candidate, round_)
    case.viewer = request.user
    return render(request, "room/_signing.html", decision_page.base(case, request.user))


@require_POST
def approve(request, brief_id):
    """Approves the one image, bound to what the bar was told; a difference is said, and nothing is decided then."""
    brief, form = brief_of(request, brief_id), ApproveForm(request.POST)
    data = cleaned(form)
    candidate = _one(request, brief)
    seen = {"signed_again": signed_again(request, data["password"]), "active_seconds": form.seconds()}
    decision = decisions.approve(candidate, by=request.user, bound=form.bound(), **seen)
    return answer(request, brief, Outcome([candidate]), f"{decision.get_verdict_display()} 1.")


@require_POST
def changes(request, brief_id):
    """Sends one image back, in the round that was on screen, or a choice of them as one step: with what should change,
    and with reasons where they say more."""
    brief = brief_of(request, brief_id)
    data = cleaned(ReturnForm(request.POST))
    said = {"codes": data["codes"], "note": data["note"], "signed_again": signed_again(request, data["password"])}
    if data["round"]:
        candidate = _one(request, brief)
        seen = {"round_id": data["round"], "stage": data["stage"], "active_seconds": data["seconds"] or 0}
        decisions.request_changes(candidate, by=request.user, **seen, **said)
        outcome = Outcome([candidate])
    else:
        outcome = rejections.return_all(chosen_of(brief, data["c"]), by=request.user, **said)
    return answer(request, brief, outcome, f"Asked for changes on {len(outcome.changed)}.")


@require_POST
def reject(request, brief_id):
    """Rejects the chosen candidates that wait for this person's decision, as one step."""
    brief = brief_of(request, brief_id)
    data = cleaned(RejectionsForm(request.POST))
    said = {"codes": data["codes"], "note": data["note"]}
    signed = signed_again(request, data["password"])
    outcome = rejections.reject_all(chosen_of(brief, data["c"]), by=request.user, signed_again=signed, **said)
    return answer(request, brief, outcome, f"Rejected {len(outcome.changed)}.")


def _one(request, brief):
    """The one candidate that is meant, if the person may judge it."""
    names = cleaned(ChoiceOfCandidatesForm(request.POST))["c"]
    if len(names) != 1:
        raise Refused("This is decided one image at a time. Nothing was decided. Open the image first.", code="one")
    candidate, _ = _found(request, brief, next(iter(names)))
    checklists.require_judge(candidate, request.user)
    return candidate


def _found(request, brief, candidate_id):
    """The candidate of this board with its latest round. Raises Http404 where there is none."""
    candidate, round_ = cases.find(request.user, candidate_id)
    if candidate.brief_id != brief.pk or round_ is None:
        raise Http404
    return candidate, round_
