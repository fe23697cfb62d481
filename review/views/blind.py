"""Owns the pages of blind runs. Until a run is finished nothing that leaves here tells who made an image."""

from django import forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access
from assets.forms import PlainForm
from assets.problems import Forbidden, Refused
from assets.storage import private
from review import blind, blind_score, keymap, matches, room, standings
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


def buttons_of(pair, user) -> list[tuple[str, str, str]]:
    """The verdicts in their order, each with its label and this person's key for it."""
    tie = ("tie", "Tie", keymap.keys_of(user)["tie"].upper())
    if not pair.more:
        return [("a", "A better", "←"), tie, ("both_bad", "Both bad", "0"), ("b", "B better", "→")]
    best = [(letter, f"{letter.upper()} best", str(number)) for number, letter in enumerate(pair.keys, 1)]
    return [*best, tie, ("both_bad", "All bad", "0")]


class BeginForm(PlainForm):
    """Which kind of run, and how many images a survey shows at a time."""

    kind = forms.CharField(max_length=10, required=False)
    panes = forms.IntegerField(min_value=matches.FEWEST_PANES, max_value=matches.MOST_PANES, required=False)


class VoteForm(PlainForm):
    """One verdict on one pair or set."""

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
        return redirect("review:blind_run", brief.public_id, _begun(request, brief).public_id)
    runs = list(BlindRun.objects.filter(brief=brief, by=request.user).order_by("-pk")[:20])
    context = {
        "brief": brief,
        "runs": [run for run in runs if run.finished_at],
        "going": {run.kind: run for run in runs if run.finished_at is None and run.kind != run.Kind.BOARD},
        "lengths": matches.lengths_of(brief),
        "panes": range(matches.FEWEST_PANES, matches.MOST_PANES + 1),
        "usual_panes": matches.PANES,
        "may_review": access.can(request.user, "review", brief.brand),
    }
    return render(request, "review/blind_start.html", context)


def _begun(request, brief) -> BlindRun:
    form = BeginForm(request.POST)
    if not form.is_valid():
        raise Refused("Three to nine images fit side by side. Nothing was begun. Choose a number between.")
    kind, panes = form.cleaned_data["kind"] or blind.KINDS.PAIRS, form.cleaned_data["panes"] or matches.PANES
    return blind.start(brief, by=request.user, kind=kind, panes=panes)


@require_safe
def run(request, brief_id, run_id):
    """The pair that comes next, or the names and the score when all are judged."""
    found = own_run(request, run_id, brief__public_id=brief_id)
    if found.finished_at:
        return _result(request, found)
    if found.kind == found.Kind.BOARD:
        return redirect("review:board", brief_id)
    pairs = list(found.pairs.select_related("a__image", "b__image").filter(verdict="")[:2])
    (pair,) = matches.with_sides(pairs[:1])
    context = {
        "run": found,
        "pair": pair,
        "sides": [
            _side(letter.upper(), row.image, token)
            for (letter, row), token in zip(pair.sides, pair.tokens, strict=True)
        ],
        "ahead": matches.names_ahead(found, pairs),
        "brief": found.brief,
        "buttons": buttons_of(pair, request.user),
        "renamed": keymap.renamed(request.user, among=("zoom", "tie")),
        "zoom_key": keymap.keys_of(request.user)["zoom"].upper(),
    }
    return render(request, "review/blind_pair.html", context)


def _result(request, found):
    """The score of a finished run, and of one of its numbers the pairs or images behind it."""
    form = NumberForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    of_board = found.kind == found.Kind.BOARD
    told = (blind_score if of_board else standings).result(found, **chosen)
    template = "review/blind_score.html" if of_board else "review/blind_result.html"
    return render(request, template, {"run": found, "brief": found.brief, **told})


def _side(name, image, token) -> dict:
    """One pane; its size is that of the preview, since the size of the original may tell the generator."""
    share = min(1, LARGE / max(image.width, image.height))
    return {"name": name, "token": token, "width": round(image.width * share), "height": round(image.height * share)}


@require_POST
def vote(request, brief_id, run_id):
    """Keeps a verdict and goes on to the next pair."""
    found, form = own_run(request, run_id, brief__public_id=brief_id), VoteForm(request.POST)
    access.require(request.user, "review", found.brand)
    if not form.is_valid():
        raise Refused("The verdict could not be read. Nothing was kept. Load the page again.")
    data = form.cleaned_data
    blind.vote(found, data["position"], data["verdict"], by=request.user, seconds=data["seconds"] or 0)
    return redirect("review:blind_run", brief_id, run_id)


@require_safe
def picture(request, brief_id, run_id, token):
    """The preview behind a name of this run, to its person alone."""
    image = blind.image_behind(own_run(request, run_id, brief__public_id=brief_id), token)
    if image is None:
        raise Http404
    return bare_picture(image.preview_large)


def bare_picture(path, kept: str = HEADERS["Cache-Control"]):
    """The file under headers that are the same for all; ``kept`` says how long a browser may keep it."""
    try:
        response = FileResponse(private().open(path), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    del response["Content-Disposition"]
    for name, value in {**HEADERS, "Cache-Control": kept}.items():
        response[name] = value
    return response


def own_run(request, run_id, **where) -> BlindRun:
    """This person's run; Http404 if it may not be seen, Forbidden if it is a colleague's."""
    rows = access.scoped(BlindRun.objects.select_related("brief__brand", "brand"), request.user)
    found = get_object_or_404(rows, public_id=run_id, **where)
    if found.by_id != request.user.pk:
        raise Forbidden("This blind run is somebody else's. Begin one of your own on the brief.")
    return found
