"""Owns the pages of blind runs. Until a run is finished nothing that leaves here tells who made an image."""

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access
from assets.forms import PlainForm
from assets.problems import Forbidden, Refused
from assets.storage import private
from review import blind, matches, room, standings
from review.models import BlindRun
from review.opinions import MOST_SECONDS

LARGE = 1600  # the longest side of the preview that is served
# the same for every image: no date, no tag and no name that could be looked up elsewhere, and no copy is left behind
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie",
}
BUTTONS = (("a", "A better", "←"), ("tie", "Tie", "T"), ("both_bad", "Both bad", "0"), ("b", "B better", "→"))


class VoteForm(PlainForm):
    """One verdict on one pair."""

    position = forms.IntegerField(min_value=1, max_value=matches.MOST_PAIRS)
    verdict = forms.CharField(max_length=10)
    seconds = forms.IntegerField(min_value=0, max_value=MOST_SECONDS, required=False)


class NumberForm(PlainForm):
    """One number of the result, whose pairs are to be shown."""

    of = forms.IntegerField(min_value=1, max_value=1000, required=False)
    was = forms.CharField(max_length=4, required=False)
    unseen = forms.BooleanField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, brief_id):
    """What a blind run does, and this person's runs on the brief; POST begins one or goes on with the open one."""
    brief = access.get_visible(room.briefs(), request.user, brief_id)
    if request.method == "POST":
        kind = request.POST.get("kind") or blind.KINDS.PAIRS
        return redirect("review:blind_run", brief.public_id, blind.start(brief, by=request.user, kind=kind).public_id)
    runs = list(BlindRun.objects.filter(brief=brief, by=request.user).order_by("-pk")[:20])
    context = {
        "brief": brief,
        "runs": [run for run in runs if run.finished_at],
        "going": {run.kind: run for run in runs if run.finished_at is None},
        "lengths": matches.lengths_of(brief),
        "may_review": access.can(request.user, "review", brief.brand),
    }
    return render(request, "review/blind_start.html", context)


@require_safe
def run(request, brief_id, run_id):
    """The pair that comes next, or the names and the score when all are judged."""
    found = _run(request, brief_id, run_id)
    if found.finished_at:
        form = NumberForm(request.GET)
        chosen = form.cleaned_data if form.is_valid() else {}
        context = {"run": found, "brief": found.brief, **standings.result(found, **chosen)}
        return render(request, "review/blind_result.html", context)
    pairs = list(found.pairs.select_related("a__image", "b__image").filter(verdict="")[:2])
    pair = pairs[0]
    context = {
        "run": found,
        "pair": pair,
        "sides": [_side("A", pair.a.image, pair.a_token), _side("B", pair.b.image, pair.b_token)],
        "ahead": matches.names_ahead(found, pairs),
        "brief": found.brief,
        "buttons": BUTTONS,
    }
    return render(request, "review/blind_pair.html", context)


def _side(name, image, token) -> dict:
    """One pane; its size is that of the preview, since the size of the original may tell the generator."""
    share = min(1, LARGE / max(image.width, image.height))
    return {"name": name, "token": token, "width": round(image.width * share), "height": round(image.height * share)}


@require_POST
def vote(request, brief_id, run_id):
    """Keeps a verdict and goes on to the next pair."""
    found, form = _run(request, brief_id, run_id), VoteForm(request.POST)
    access.require(request.user, "review", found.brand)
    if not form.is_valid():
        raise Refused("The verdict could not be read. Nothing was kept. Load the page again.")
    data = form.cleaned_data
    blind.vote(found, data["position"], data["verdict"], by=request.user, seconds=data["seconds"] or 0)
    return redirect("review:blind_run", brief_id, run_id)


@require_safe
def picture(request, brief_id, run_id, token):
    """The preview behind a name of this run, to its person alone."""
    image = blind.image_behind(_run(request, brief_id, run_id), token)
    if image is None:
        raise Http404
    return _file(image.preview_large)


def _file(path):
    try:
        response = FileResponse(private().open(path), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    del response["Content-Disposition"]
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _run(request, brief_id, run_id) -> BlindRun:
    rows = access.scoped(BlindRun.objects.select_related("brief__brand", "brand"), request.user)
    found = get_object_or_404(rows, public_id=run_id, brief__public_id=brief_id)
    if found.by_id != request.user.pk:
        raise Forbidden("This blind run is somebody else's. Begin one of your own on the brief.")
    return found
