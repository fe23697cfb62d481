"""Owns the pages for images made elsewhere: dropping files on a brief, and declaring an origin afterwards."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assets import access, intake
from assets.forms.plain import INVALID
from assets.imaging import limits
from assets.media import preview_url
from assets.problems import Problem
from generation import imports, origins, strips
from generation.forms.imports import DeclareForm, ImportForm, WaiveForm, start_of
from generation.models import Brief, Candidate

FROM_FILE = "As the file says, else not known"
WHAT = {
    "tool": "Tool",
    "model_version": "Model or version",
    "prompt": "Prompt",
    "author_name": "Author",
    "seed": "Seed",
    "parameters": "Settings",
}


@dataclass(frozen=True)
class Result:
    """What became of one file: ``kind`` is "in", "there" or "refused"; ``gaps`` what nobody has said about it."""

    name: str
    kind: str
    sentence: str
    candidate: Candidate | None = None
    url: str = ""
    gaps: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, brief_id):
    """The drop zone of a brief; takes one file or many, and tells about each. htmx gets the lines alone."""
    rows = Brief.objects.select_related("brand", "campaign")
    brief = access.get_allowed(rows, request.user, brief_id, "import_images")
    next_of = _next_of(request, brief)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {**start_of(next_of), "of": next_of.public_id} if next_of else {}
    form = ImportForm(*posted, brand=brief.brand, person=request.user, unknown=FROM_FILE, initial=initial)
    if request.method != "POST":
        return _page(request, brief, form, [], next_of)
    results = _all(form, brief, request.user, next_of) if form.is_valid() else []
    if request.htmx:
        return _lines(request, form, results)
    if results and all(result.kind == "in" for result in results):
        messages.success(request, _said(results))
        return redirect(strips.board_url(brief))
    return _page(request, brief, form, results, next_of)


def _next_of(request, brief) -> Candidate | None:
    """The candidate of this brief whose next version is brought in, if one is named."""
    name = (request.POST if request.method == "POST" else request.GET).get("of", "")
    return (
        access.get_visible(
            brief.candidates.select_related("image", "terms", "author", "prompt_version"), request.user, name
        )
        if name
        else None
    )


def _all(form, brief, by, next_of) -> list[Result]:
    """Each file by itself: one that fails takes none of the others with it."""
    declared = form.cleaned_data["declared"]
    return [_one(upload, declared, brief, by, next_of) for upload in form.cleaned_data["files"]]


def _one(upload, declared, brief, by, next_of) -> Result:
    try:
        data = intake.read_upload(upload)
        candidate = imports.bring_in(brief, data, file_name=upload.name, declared=declared, by=by, next_of=next_of)
    except imports.AlreadyThere as there:
        return Result(upload.name, "there", there.sentence, there.candidate, _thumb(there.candidate))
    except Problem as problem:
        return Result(upload.name, "refused", problem.sentence)
    return Result(upload.name, "in", "Brought in.", candidate, _thumb(candidate), _gaps(candidate))


def _thumb(candidate):
    return preview_url(candidate.image, 320)


def _gaps(candidate):
    unknown = candidate.provenance == Candidate.Provenance.UNKNOWN
    return candidate.provenance_note if unknown else ""


def _said(results):
    count, gaps = len(results), sum(1 for result in results if result.gaps)
    told = "1 image brought in." if count == 1 else f"{count} images brought in."
    return f"{told} The origin of {gaps} is not complete, which blocks approval." if gaps else told


def _lines(request, form, results):
    status = 200 if any(result.kind != "refused" for result in results) else INVALID
    context = {"results": results, "complaint": "" if results else form.said()}
    return render(request, "generation/_import_results.html", context, status=status)


def _page(request, brief, form, results, next_of):
    refused = [result for result in results if result.kind == "refused"]
    if next_of:
        form.fields["files"].label = "Picture"
        form.fields["files"].help_text = f"PNG, JPEG or WebP, {limits.MAX_MEGABYTES} MB at most."
    context = {
        "brief": brief,
        "board_url": strips.board_url(brief),
        "form": form,
        "results": results,
        "closed": brief.state != Brief.State.OPEN,
        "most": 1 if next_of else imports.MOST_FILES,
        "next_of": next_of,
        "next_of_picture": _thumb(next_of) if next_of else "",
        "locked": imports.no_next_version(next_of) if next_of else "",
    }
    failed = request.method == "POST" and (refused or not results)
    return render(request, "generation/import.html", context, status=INVALID if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request, candidate_id):
    """Says where one imported image comes from, guarded by the version that was on screen."""
    candidate = _found(request, candidate_id, "import_images" if request.method == "POST" else "view")
    form = DeclareForm(request.POST or None, initial=start_of(candidate), brand=candidate.brand, person=request.user)
    saved = request.method == "POST" and form.attempt(lambda **data: _declare(candidate, request.user, data))
    if saved:
        gaps = _gaps(saved)
        messages.success(request, f"Saved. Still unknown: {gaps}." if gaps else "Saved. The origin is complete.")
        return redirect(strips.board_url(candidate.brief))
    return _declare_page(request, candidate, form, WaiveForm(initial={"version": candidate.version}))


def _declare(candidate, by, data):
    return origins.declare(candidate, data["declared"], by=by, expected_version=data["version"])


@require_POST
def waive(request, candidate_id):
    """Lets an unknown origin stand, with a reason."""
    candidate = _found(request, candidate_id, "clear_rights")
    form = WaiveForm(request.POST)

    def save(version, reason):
        return origins.waive(candidate, reason, by=request.user, expected_version=version)

    if form.attempt(save):
        messages.success(request, "The unknown origin stands, with your reason.")
        return redirect(strips.board_url(candidate.brief))
    first = DeclareForm(initial=start_of(candidate), brand=candidate.brand, person=request.user)
    return _declare_page(request, candidate, first, form)


def _found(request, candidate_id, action):
    rows = Candidate.objects.select_related("brand", "brief", "image", "terms", "author", "importer", "prompt_version")
    return access.get_allowed(rows, request.user, candidate_id, action)


def _declare_page(request, candidate, form, waiver):
    settled = candidate.state not in origins.OPEN_STATES or candidate.origin != Candidate.Origin.IMPORTED
    context = {
        "candidate": candidate,
        "brief": candidate.brief,
        "board_url": strips.board_url(candidate.brief),
        "picture": preview_url(candidate.image, 800),
        "form": form,
        "waiver": waiver,
        "clues": [(WHAT[field], _shown(value), place) for field, (value, place) in candidate.metadata_found.items()],
        "gaps": _gaps(candidate),
        "may_declare": access.can(request.user, "import_images", candidate.brand) and not settled,
        "may_waive": _may_waive(request.user, candidate) and not settled,
    }
    status = 200 if request.method != "POST" else (form if form.is_bound else waiver).status
    return render(request, "generation/declare.html", context, status=status)


def _may_waive(person, candidate):
    unknown = candidate.provenance == Candidate.Provenance.UNKNOWN
    return unknown and candidate.importer_id != person.pk and access.can(person, "clear_rights", candidate.brand)


def _shown(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {setting}" for name, setting in value.items())
    return value
