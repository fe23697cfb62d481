"""Owns the prompt page of a brief: the editor, the versions, their word differences and what each produced."""

from itertools import pairwise

from django.contrib import messages
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assets import access
from assets.media import preview_url
from assets.problems import Conflict
from generation import prompts, strips
from generation.forms.briefs import PromptForm
from generation.models import Brief, Candidate, PromptVersion

PICTURES = 6
SHOWN = 40  # versions on the page


@require_http_methods(["GET", "HEAD", "POST"])
def prompt(request, brief_id):
    """Writes the first or the next version; ``?line=2`` is the second line of thought, ``?line=new`` begins one."""
    rows = Brief.objects.select_related("brand", "campaign", "product")
    brief = access.get_visible(rows, request.user, brief_id)
    if request.method == "POST":
        access.require(request.user, "create_brief", brief.brand)
    lines = list(brief.prompts.order_by("position"))
    current = _line_asked_for(request, lines)
    versions = versions_of(current) if current else []
    form = PromptForm(request.POST or None, initial=_start(versions))
    saved = request.POST and form.attempt(lambda **data: _save(brief, current, by=request.user, **data))
    if saved:
        messages.success(request, f"Version {saved.number} saved. Earlier ones stay as they are.")
        return redirect(f"{reverse('generation:prompt', args=[brief.public_id])}?line={saved.prompt.position}")
    context = {
        "brief": brief,
        "board_url": strips.board_url(brief),
        "lines": lines,
        "current": current,
        "versions": versions,
        "form": form,
        "may_write": access.can(request.user, "create_brief", brief.brand) and brief.state == Brief.State.OPEN,
        "may_generate": access.can(request.user, "generate", brief.brand) and brief.state == Brief.State.OPEN,
    }
    return render(request, "briefs/prompt.html", context, status=form.status if request.method == "POST" else 200)


def _line_asked_for(request, lines):
    """The prompt with that position; the first by default, None for a new one."""
    asked = request.GET.get("line", "")
    if asked == "new" or not lines:
        return None
    return next((line for line in lines if str(line.position) == asked), lines[0])


def _start(versions) -> dict:
    if not versions:
        return {"based_on": 0}
    return {"text": versions[0].text, "negative": versions[0].negative, "based_on": versions[0].number}


def _save(brief, current, *, by, text, negative, based_on):
    if current is None:
        return prompts.write(brief, text, negative=negative, by=by)
    saved = prompts.revise(current, text, negative=negative, based_on=based_on, by=by)
    if saved.number == based_on:
        raise Conflict("These are the words of the latest version. Nothing was saved. Change them first.")
    return saved


def versions_of(line) -> list[PromptVersion]:
    """The versions, newest first, each with ``runs`` (what differs from the one before), ``pictures`` and ``made``."""
    rows = list(line.versions.select_related("author").order_by("-number")[: SHOWN + 1])
    made = _made_by(rows)
    for later, earlier in pairwise(rows):
        later.runs = prompts.differing(earlier.text, later.text)
        later.avoid_runs = prompts.differing(earlier.negative, later.negative)
    for version in rows:
        found = made.get(version.pk, [])
        version.pictures = [preview_url(row.image, 320) for row in found]
        version.made = found[0].made if found else 0
    return rows[:SHOWN]


def _made_by(versions) -> dict:
    """Version: its newest candidates, each with ``made``, how many there are; one query."""
    part = {"partition_by": [F("prompt_version_id")]}
    found = (
        Candidate.objects.filter(prompt_version__in=versions)
        .select_related("image")
        .annotate(
            place=Window(RowNumber(), order_by=F("pk").desc(), **part),
            made=Window(Count("pk"), **part),
        )
        .filter(place__lte=PICTURES)
        .order_by("-pk")
    )
    grouped: dict = {}
    for row in found:
        grouped.setdefault(row.prompt_version_id, []).append(row)
    return grouped
