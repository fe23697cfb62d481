"""Owns the fragments and acts of talk about an image, for the board and the decision page alike."""

from django.http import HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access
from assets.problems import Refused
from generation.models import Candidate
from review import cases, decision_page, mentions, stage_picture, talk, threads
from review.details import hidden_from, talk_of
from review.forms.threads import AnswerForm, CommentForm, TalkForm, ThreadForm
from review.models import Thread
from review.successors import IS_REPLACED


@require_http_methods(["GET", "HEAD", "POST"])
def of_candidate(request, candidate_id):
    """The threads of one candidate; a post begins one. 304 while the mark that an open page sends along still holds."""
    candidate = _candidate(request, candidate_id)
    if request.method != "POST":
        return _looked_at(request, candidate) if request.htmx else redirect(_board(candidate))
    form = _valid(ThreadForm(request.POST))
    data = form.cleaned_data
    threads.open_thread(
        candidate, by=request.user, text=data["text"], key=data["key"], place=form.place(), must_fix=data["must_fix"]
    )
    return _answer(request, candidate, form)


@require_POST
def reply(request, thread_id):
    """Adds a comment."""
    thread, form = _thread(request, thread_id), _valid(CommentForm(request.POST))
    threads.reply(thread, by=request.user, text=form.cleaned_data["text"], key=form.cleaned_data["key"])
    return _answer(request, thread.candidate, form)


@require_POST
def resolve(request, thread_id):
    """Says that the matter is settled."""
    return _settle(request, thread_id, threads.resolve)


@require_POST
def reopen(request, thread_id):
    """Takes the matter up again."""
    return _settle(request, thread_id, threads.reopen)


@require_POST
def answer(request, candidate_id):
    """Says what became of an earlier version's thread on this one."""
    candidate, form = _candidate(request, candidate_id), AnswerForm(request.POST)
    access.require(request.user, "review", candidate.brand)
    data = _valid(form).cleaned_data
    thread = access.get_visible(Thread.objects.select_related("candidate", "brand"), request.user, data["thread"])
    threads.answer_carried(thread, candidate, data["answer"], by=request.user)
    return _answer(request, candidate, form)


@require_safe
def people(request, candidate_id):
    """The names of the people who may see the image, for the list behind an @."""
    brand = _candidate(request, candidate_id).brand
    names = [str(person) for person in mentions.people_of(brand)]
    return JsonResponse({"people": names}, headers={"Cache-Control": "private, no-store"})


def _settle(request, thread_id, act):
    thread, form = _thread(request, thread_id), _valid(TalkForm(request.POST))
    act(thread, by=request.user, expected_version=form.cleaned_data["version"])
    return _answer(request, thread.candidate, form)


def _candidate(request, candidate_id) -> Candidate:
    rows = Candidate.objects.select_related("brand", "brief").annotate(replaced=IS_REPLACED)
    return access.get_visible(rows, request.user, candidate_id)


def _thread(request, thread_id) -> Thread:
    rows = Thread.objects.select_related("candidate__brand", "candidate__brief", "brand", "state_by")
    return access.get_visible(rows, request.user, thread_id)


def _valid(form):
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    return form


def _answer(request, candidate, form):
    """For htmx the part about talk as it is now; without scripts the page that it stands on."""
    on = form.cleaned_data["on"] or "board"
    if request.htmx:
        return _shown(request, _candidate(request, candidate.public_id), on)
    page = reverse("review:decision", args=[candidate.public_id]) if on == "decision" else _board(candidate)
    return redirect(f"{page}#threads")


def _looked_at(request, candidate):
    """What an open page asks for now and then. The mark is read first: what comes after it makes the next one."""
    mark = f'"{talk.mark(candidate, request.user, hidden=hidden_from(candidate, request.user))}"'
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponseNotModified()
    else:
        response = _shown(
            request, candidate, "decision" if request.GET.get("on") == "decision" else "board", polled=True
        )
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    return response


def _shown(request, candidate, on, *, polled=False):
    """The part about talk; on the decision page with what it blocks, and the stages where a page looks again."""
    if on == "decision":
        found, round_ = cases.find(request.user, candidate.public_id)
        if round_:
            case = cases.load(found, round_)
            case.viewer = request.user
            context = decision_page.base(case, request.user)
            context |= stage_picture.section(case, request.user, context["place"]) if polled else {}
            return render(request, "review/_refreshed.html", context | {"part": "review/_threads.html"})
    return render(request, "review/_threads.html", talk_of(candidate, request.user))


def _board(candidate) -> str:
    return f"{reverse('review:board', args=[candidate.brief.public_id])}?view=loupe&at={candidate.public_id}"
