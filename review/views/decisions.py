"""Owns the pages of approval: the queue, the decision page with its fragments, and the verdicts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from assets import access
from assets.problems import Conflict, Problem, Refused
from generation.models import Brief, Candidate
from review import approvals, cases, checklists, decision_page, decisions, disclosures, family, keeping, musts
from review import undo as walking
from review.forms.decisions import ApproveForm, ChecklistForm, TurnDownForm, UndoForm, VerdictForm, WordsForm
from review.forms.threads import KeptForm
from review.models import Decision
from review.views.signing import signed_again

RUN = "decisions_in_a_row"


@require_safe
def queue(request):
    """What waits for this person's decision; ``whose=mine`` shows what others must decide because they made it."""
    own = request.GET.get("whose") == "mine"
    found = approvals.queue(request.user, after=request.GET.get("after", "")[:16], own=own)
    context = {"queue": found, "own": own, "paged": bool(request.GET.get("after"))} | decision_page.keys(request.user)
    if request.GET.get("done"):
        context["done"] = request.session.pop(RUN, None)
        context["just"] = decision_page.just_decided(request.user, request.GET["done"][:16])
    return render(request, "review/queue.html", context)


@require_safe
def decision(request, candidate_id):
    """The decision page of one candidate; ``after`` names a verdict given a moment ago, to offer its undo."""
    context = decision_page.page(_case(request, candidate_id), request.user)
    context["just"] = decision_page.just_decided(request.user, request.GET.get("after", "")[:16])
    return render(request, "review/decision.html", context)


@require_POST
def tick(request, candidate_id):
    """Keeps what this person ticked of the must-haves beside the image."""
    candidate = access.get_visible(Candidate.objects.select_related("brief"), request.user, candidate_id)
    musts.tick(candidate, request.POST.getlist("line"), by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect("review:decision", candidate_id)


@require_safe
def versions(request, candidate_id):
    """The tree of edits that the candidate belongs to; a fragment for htmx, else a page."""
    candidate, _ = cases.find(request.user, candidate_id)
    template = "review/_family.html" if request.htmx else "review/family.html"
    context = {"candidate": candidate, "root": family.tree(candidate), "board_url": family.board_url(candidate)}
    return render(request, template, context)


@require_POST
def approve(request, candidate_id):
    """Approves what was on screen; a difference shows the page anew with what changed, as 409."""

    def act(candidate, form):
        data = form.cleaned_data
        seen = {"signed_again": signed_again(request, data["password"]), "active_seconds": form.seconds()}
        return decisions.approve(candidate, by=request.user, bound=form.bound(), wish=data["wish"], **seen)

    return _decide(request, candidate_id, ApproveForm, act)


@require_POST
def reject(request, candidate_id):
    """Rejects with reason codes."""

    def act(candidate, form):
        return decisions.reject(candidate, by=request.user, **_turned_down(request, form))

    return _decide(request, candidate_id, TurnDownForm, act)


@require_POST
def changes(request, candidate_id):
    """Sends it back to the marketer with what is wanted."""

    def act(candidate, form):
        return decisions.request_changes(candidate, by=request.user, **_turned_down(request, form))

    return _decide(request, candidate_id, TurnDownForm, act)


@require_POST
def step_aside(request, candidate_id):
    """Says that this signature is not the person's to give."""

    def act(candidate, form):
        data = form.cleaned_data
        return decisions.step_aside(candidate, by=request.user, round_id=data["round"], stage=data["stage"])

    return _decide(request, candidate_id, VerdictForm, act)


@require_POST
def undo(request, candidate_id):
    """Takes the person's own verdict back and shows the candidate again."""
    candidate, _ = cases.find(request.user, candidate_id)
    form = UndoForm(request.POST)
    rows = Decision.objects.filter(candidate=candidate).select_related("by", "brand", "candidate")
    found = rows.filter(public_id=form.cleaned_data["decision"]).first() if form.is_valid() else None
    if found is None:
        raise Refused("There is no such verdict on this image. Nothing was changed.", code="decision")
    was_open = found.voided_at is None
    decisions.undo(found, by=request.user)
    if was_open:
        _count(request, -1, -found.active_seconds)
        messages.success(request, "The verdict was taken back. The image waits for a decision again.")
    return redirect("review:decision", candidate_id)


@require_POST
def undo_last(request):
    """Takes back the person's last verdicts that stand, in the brand of the image that they look at or in all; what
    cannot be taken back is said, and the next time the ones before are meant."""
    return _walk(request, walking.undo_verdict, _taken_back)


@require_POST
def redo_last(request):
    """Gives again the verdicts that the person took back last; otherwise as ``undo_last``."""
    ids = approvals.order(request.user)
    return _walk(request, walking.redo_verdict, lambda request, walk: _given_again(request, walk, ids))


def _walk(request, act, told):
    on = request.POST.get("on", "")[:16]
    here = cases.find(request.user, on)[0] if on else None
    brands = [here.brand] if here else access.brands_where(request.user, "review")
    try:
        walk = act(brands, by=request.user)
    except (Conflict, Refused) as problem:
        about = problem.detail.get("candidate")
        messages.warning(request, _linked(problem.sentence, about) if about else problem.sentence)
        return redirect("review:decision", on) if on else redirect("review:queue")
    for candidate, reason in walk.outcome.skipped:
        messages.warning(request, _linked(reason, candidate))
    return told(request, walk)


def _taken_back(request, walk):
    """Tells what was taken back, with the way to it, and shows it: the image, or the queue when there are many."""
    changed = walk.outcome.changed
    taken = list(walk.step.decisions.filter(candidate__in=changed))
    _count(request, -len(changed), -sum(one.active_seconds for one in taken))
    said = f"“{taken[0].get_verdict_display()}” was taken back. The image waits for a decision again."
    if len(changed) > 1:
        said = f"{len(changed)} verdicts were taken back. The images wait for a decision again."
    messages.success(request, _linked(said, changed[0], many=len(changed) > 1))
    return redirect("review:queue") if len(changed) > 1 else redirect("review:decision", changed[0].public_id)


def _given_again(request, walk, ids):
    """Goes on as after the verdict itself; of many it tells the number."""
    changed = walk.outcome.changed
    _count(request, len(changed), 0)
    if len(changed) == 1:
        return _next(request, ids, walk.step.decisions.get(candidate=changed[0], voided_at=None))
    messages.success(request, _linked(f"{len(changed)} verdicts were given again.", changed[0], many=True))
    return redirect("review:queue")


def _linked(sentence: str, candidate, *, many: bool = False) -> str:
    """The sentence behind a link to the image that it is about, or to the board of many."""
    name, args = ("review:board", candidate.brief.public_id) if many else ("review:decision", candidate.public_id)
    return format_html(
        '<a href="{}"><bdi>{}</bdi></a>: {}', reverse(name, args=[args]), candidate.brief.title, sentence
    )


@require_POST
def checklist(request, candidate_id):
    """Passes or opens a heading, or answers one question; the fragment is the checklist with the verdict bar."""
    case, form = _case(request, candidate_id), ChecklistForm(request.POST)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    _answer(case, form.cleaned_data, request.user)
    return _refreshed(request, candidate_id, "review/_checklist.html")


@require_POST
def words(request, candidate_id):
    """Keeps the alt text, or what viewers are told."""
    case = _case(request, candidate_id)
    form = WordsForm(request.POST, channels=case.channels)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    checklists.describe(case.round, by=request.user, **form.changes())
    return _refreshed(request, candidate_id, "review/_words.html")


@require_safe
def rules(request, candidate_id):
    """The rules on AI labels that touch the image, as data with the day they were read; a fragment, else a page.

    What comes by itself after the page opens nothing, so that nothing moves; after an answer it shows what lacks."""
    case = _case(request, candidate_id)
    asked = disclosures.asked_of(case)
    context = {"asked_rules": asked, "rules_short": sum(bool(one.short) for one in asked), "candidate": case.candidate}
    context["at_first"] = request.htmx and request.htmx.trigger == "rules-first"
    return render(request, "review/_rules.html" if request.htmx else "review/rules.html", context)


@require_POST
def kept(request, candidate_id):
    """Marks a part that every crop must show, or those of the version before, or takes one away. The fragment is the
    list with the crops."""
    case, form = _case(request, candidate_id), KeptForm(request.POST)
    access.require(request.user, "review", case.candidate.brand)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    data = form.cleaned_data
    if data["remove"]:
        keeping.remove(case.candidate, data["remove"], by=request.user)
    elif data["take_over"]:
        keeping.take_over(case.candidate, by=request.user)
    else:
        keeping.mark(case.candidate, by=request.user, place=form.place(), what=data["what"])
    if not request.htmx:
        return redirect(reverse("review:decision", args=[candidate_id]) + "#kept")
    return render(request, "review/_kept_now.html", decision_page.strip(_case(request, candidate_id), request.user))


def _case(request, candidate_id) -> cases.Case:
    """The case that the person may see; a candidate that was never sent has none."""
    candidate, round_ = cases.find(request.user, candidate_id)
    if round_ is None:
        raise Http404
    case = cases.load(candidate, round_)
    case.viewer = request.user
    return case


def _answer(case, data, by) -> None:
    if data["heading"] and data["act"] == "take_back":
        checklists.take_back_heading(case.round, data["heading"], by=by)
    elif data["heading"]:
        checklists.pass_heading(case.round, data["heading"], by=by, references=bool(case.references))
    else:
        checklists.answer(case.round, data["item"], data["answer"], by=by, note=data["note"], language=data["language"])


def _refreshed(request, candidate_id, template):
    """For htmx the part that was used with the blockers and the verdict bar; otherwise the page again."""
    if not request.htmx:
        return redirect(reverse("review:decision", args=[candidate_id]) + _anchor(template))
    case = _case(request, candidate_id)
    context = decision_page.base(case, request.user) | decision_page.words(case)
    return render(request, "review/_refreshed.html", context | {"part": template})


def _anchor(template) -> str:
    return "#checklist" if "checklist" in template else "#words"


def _turned_down(request, form) -> dict:
    data = form.cleaned_data
    said = {"round_id": data["round"], "stage": data["stage"], "note": data["note"], "codes": data["codes"]}
    return said | {"signed_again": signed_again(request, data["password"]), "active_seconds": form.seconds()}


def _decide(request, candidate_id, form_class, act):
    """One verdict: on success the next in the queue, on a refusal the page again with the reason."""
    candidate, round_ = cases.find(request.user, candidate_id)
    if round_ is None:
        raise Http404
    checklists.require_judge(candidate, request.user)
    form, ids = form_class(request.POST), approvals.order(request.user)
    try:
        if not form.is_valid():
            raise Refused(form.said(), code="form")
        made = act(candidate, form)
    except (Conflict, Refused) as problem:
        return _refused(request, candidate_id, problem, form)
    _count(request, 1, made.active_seconds, candidate.brief)
    return _next(request, ids, made)


def _next(request, ids, made):
    """Where a verdict leads: to what follows in the queue as it was, or to the queue after the last."""
    follows = approvals.following(ids, made.candidate.public_id)
    if follows:
        _tell_brief_done(request, made.candidate.brief, follows)
        return redirect(reverse("review:decision", args=[follows]) + f"?after={made.public_id}")
    return redirect(reverse("review:queue") + f"?done={made.public_id}")


def _refused(request, candidate_id, problem: Problem, form):
    """The page as it is now, with what was in the way or what changed; notes typed before are kept."""
    context = decision_page.page(_case(request, candidate_id), request.user)
    newer = problem.detail.get("newer")
    context |= {"problem": problem, "changed": problem.detail.get("changed", []), "typed": form}
    context |= {"newer": decision_page.version(newer)} if newer else {}
    return render(request, "review/decision.html", context, status=problem.status)


def _count(request, number: int, seconds: int, brief=None) -> None:
    """How many verdicts were given in a row, and how long they took; told after the last, and after a brief's last."""
    run = request.session.get(RUN) or {"number": 0, "seconds": 0}
    of_brief = run.get("brief") or {}
    if brief and of_brief.get("id") != brief.public_id:
        of_brief = {"id": brief.public_id, "number": 0, "seconds": 0}
    request.session[RUN] = _more(run, number, seconds) | {"brief": of_brief and _more(of_brief, number, seconds)}


def _more(run: dict, number: int, seconds: int) -> dict:
    number, seconds = max(0, run["number"] + number), max(0, run["seconds"] + seconds)
    return run | {"number": number, "seconds": seconds, "told": _told(seconds)}


def _tell_brief_done(request, brief, follows: str) -> None:
    """After the last image of a brief that several were decided of: how many, how long, and which brief comes next."""
    run = (request.session.get(RUN) or {}).get("brief") or {}
    if run.get("id") != brief.public_id or run["number"] < 2 or approvals.waits_in(request.user, brief):
        return
    took = f", {run['told']}" if run["told"] else ""
    coming = Brief.objects.filter(candidates__public_id=follows).get().title
    messages.success(request, f"“{brief.title}” is done: {run['number']} decided{took}. Next is “{coming}”.")


def _told(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s" if rest else ""
