"""Owns the pages and fragments of the review room: the board of a brief, its news and details, how people like it."""

import json
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, clock
from assets.problems import Refused
from assets.rendering import RenderingFailed
from generation import strips, visits
from review import (
    blind,
    blind_board,
    facets,
    hindrances,
    keymap,
    musts,
    pages,
    plans,
    reasons,
    room,
    stacks,
    undo,
)
from review import crops as channel_crops
from review.details import details as read_details
from review.tiles import STATUS, preview

LOOK_SOON, LOOK_LATER = "3", "15"  # seconds until the board asks again
NAMES = {"view": room.VIEWS, "show": tuple(facets.SHOWS)}
KEPT = ("show", "by", "version")  # filters that a search stays within
WORDS = json.dumps(STATUS, ensure_ascii=False)  # for the scripts of the room
IDS = ("at", "against", "start", "version", "stack")


@require_safe
def board(request, brief_id):
    """The board; for htmx only its sections. ``stacks`` is a choice to keep, after which the board comes as usual."""
    brief = brief_of(request, brief_id, **undo.steps_of(request.user))
    if request.GET.get("stacks") in ("on", "off"):
        return _keep_stacks(request, brief)
    stacked = request.COOKIES.get(stacks.COOKIE) == "on"
    if run := blind_board.run_of(brief):
        seen = blind_board.board(run, brief, request.user, place_of(request), stacked=stacked)
    else:
        seen = room.board(brief, request.user, place_of(request), stacked=stacked)
        visits.note(brief, by=request.user)
    response = render(request, _part_of_board(request), context_of(request, brief, seen) | {"steps": undo.told(brief)})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _part_of_board(request) -> str:
    """The template: the page, for scripts that load further images its sections, for a search its filters besides."""
    if not request.htmx:
        return "room/board.html"
    return "room/_search.html" if request.htmx.target == "sections" else "room/_sections.html"


def _keep_stacks(request, brief):
    """Keeps for a year whether this person wants near-duplicates in stacks, and shows the board in that way."""
    query = place_of(request).query()
    response = redirect(f"{address_of(brief)}{'?' + query if query else ''}")
    kept = {"max_age": 31_536_000, "samesite": "Lax", "secure": request.is_secure()}
    response.set_cookie(stacks.COOKIE, request.GET["stacks"], **kept)
    return response


@require_safe
def changes(request, brief_id):
    """What changed on the board since ``since`` (milliseconds), and which steps can be walked; 304 while the mark sent
    along still holds."""
    brief = brief_of(request, brief_id, **undo.steps_of(request.user))
    blind = brief.blind_run  # news come with their names
    mark = f'"{"" if blind else room.mark(brief, request.user)}-{brief.step_back}-{brief.step_forth}"'
    if request.headers.get("If-None-Match") == mark:
        response = HttpResponseNotModified()
    else:
        lines = [] if blind else room.changed_since(brief, request.user, _instant(request)) or []
        sections = room.sections_of(brief, request.user, lines) if lines else []
        context = {
            "sections": sections,
            "brief": brief,
            "may_review": may_review(request, brief),
            "steps": undo.told(brief),
        }
        response = render(request, "room/_changes.html", context)
    if not blind:
        response["X-Blocked"] = hindrances.mark(brief)
    response["ETag"] = mark
    response["X-Now"] = str(int(clock.now().timestamp() * 1000))
    response["X-Look-Again"] = LOOK_SOON if brief.working and not blind else LOOK_LATER
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def details(request, brief_id, candidate_id):
    """The panel about one candidate; as a page, the board with that candidate in the loupe."""
    brief = brief_of(request, brief_id)
    if not request.htmx:
        return redirect(f"{address_of(brief)}?view=loupe&at={candidate_id}")
    if run := blind_board.run_of(brief):
        if candidate_id not in (token for _, token in run.line):
            raise Http404
        return render(request, "room/_details_blind.html", {"keys": keymap.keys_of(request.user), "brief": brief})
    context = {
        "it": read_details(brief, candidate_id, request.user),
        "brief": brief,
        "may_review": may_review(request, brief),
        "tick_url": reverse("review:tick", args=[brief_id, candidate_id]),
    }
    context["ticked"] = context["it"].ticked
    return render(request, "room/_details.html", context)


@require_POST
def tick(request, brief_id, candidate_id):
    """Keeps what this person ticked beside an image; without names it would tell which image is which: 404."""
    brief = brief_of(request, brief_id)
    if blind_board.run_of(brief):
        raise Http404
    candidate = chosen_of(brief, {candidate_id: None})[0]
    musts.tick(candidate, request.POST.getlist("line"), by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect(address_of(brief))


@require_safe
def crops(request, brief_id, candidate_id):
    """What the channels would cut away from one candidate, as JSON for the script of the room."""
    brief = brief_of(request, brief_id)
    candidate = chosen_of(brief, named_of(request, brief, {candidate_id: None})[0], "image")[0]
    try:
        found = channel_crops.crops(candidate)
    except (RenderingFailed, FileNotFoundError):
        raise Refused("The preview of this image cannot be read, so its crops cannot be shown.") from None
    return JsonResponse({"crops": found}, headers={"Cache-Control": "private, max-age=600"})


@require_POST
def keys(request):
    """Turns the single-letter keys of the room on or off for this person."""
    request.user.single_keys = request.POST.get("single_keys") == "on"
    request.user.save(update_fields=["single_keys"])
    return HttpResponse(status=204) if request.htmx else redirect("/")


@require_POST
def go_on(request):
    """Says whether the room goes on to the next image by itself after this person's verdicts."""
    request.user.room_goes_on = request.POST.get("goes_on") == "on"
    request.user.save(update_fields=["room_goes_on"])
    return HttpResponse(status=204) if request.htmx else redirect("/")


@require_http_methods(["GET", "HEAD", "POST"])
def change_keys(request):
    """The form that gives acts of the room other keys, or all their first ones back; for htmx the form alone."""
    back = request.POST.get("back") or request.GET.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    back = back if is_ours else "/"
    if request.method != "POST":
        return _key_form(request, back)
    wanted = {act: request.POST.get(f"key-{act}", "")[:4] for act in keymap.ACTS}
    try:
        keymap.change(request.user, {} if "reset" in request.POST else wanted)
    except Refused as refusal:
        return _key_form(request, back, wanted=wanted, sentence=refusal.sentence)
    messages.success(request, "The keys are as you want them.")
    return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(back)


def _key_form(request, back, *, wanted=None, sentence=""):
    """The form as it is, or as it was refused: what was typed stays in it, and the room stays behind it."""
    template = "room/_change_keys.html" if request.htmx else "room/change_keys.html"
    context = {"key_rows": keymap.rows(request.user, wanted), "back": back, "sentence": sentence}
    return render(request, template, context, status=422 if sentence else 200)


def place_of(request) -> room.Place:
    """Where the address says the person is; what cannot be read counts as not said."""
    said = {name: request.GET[name] for name, known in NAMES.items() if request.GET.get(name) in known}
    said |= {name: request.GET[name] for name in IDS if _is_id(request.GET.get(name, ""))}
    if request.GET.get("start") == pages.FIRST:
        said["start"] = pages.FIRST
    among = request.GET.get("among", "").split(".")
    if len(among) <= room.SURVEYED and all(map(_is_id, among)):
        said["among"] = ".".join(among)
    key = request.GET.get("by", "")
    if key and key.replace("-", "").replace("_", "").isalnum() and key.isascii() and len(key) <= 60:
        said["by"] = key
    said["q"] = " ".join(request.GET.get("q", "").split())[: facets.LONGEST]
    return room.Place(**said)


def links_of(brief) -> dict:
    """Addresses of the pages around the board, as far as they exist."""
    wanted = {
        "briefs": ("generation:briefs", ()),
        "generate": ("generation:generate", (brief.public_id,)),
        "bring_in": ("generation:import", (brief.public_id,)),
        "prompt": ("generation:prompt", (brief.public_id,)),
        "edit": ("generation:brief_edit", (brief.public_id,)),
        "progress": ("generation:progress", (brief.public_id,)),
        "queue": ("review:queue", ()),
    }
    return {name: _reversed(*there) for name, there in wanted.items()}


def _reversed(name, args) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def brief_of(request, brief_id, **also):
    """The brief with what the board needs of it, and ``also`` annotations. Raises Http404 for one that the person may
    not see."""
    briefs = blind_board.with_run(room.briefs(), request.user)
    return access.get_visible(briefs.annotate(**also), request.user, brief_id)


def may_review(request, brief) -> bool:
    """Whether the person may give opinions on this board."""
    return access.can(request.user, "review", brief.brand)


def named_of(request, brief, names) -> tuple[dict, set]:
    """The choice under the candidates' own ids, and the keys of those that were judged without their names."""
    run = blind_board.run_of(brief)
    if run is None:
        return names, set()
    keys = {key for key, token in run.line if token in names}
    return blind_board.public_ids(run, names), keys - blind.known_of(keys, request.user)


def chosen_of(brief, names, *also) -> list:
    """The candidates of these public ids; Http404 if one of them is not on this board."""
    rows = brief.candidates.select_related("brief__brand", *also).filter(public_id__in=names)
    found = {row.public_id: row for row in rows}
    if len(found) != len(names):
        raise Http404
    return [found[name] for name in names]


def cleaned(form) -> dict:
    """What the form holds. Raises Refused with a sentence for what cannot be read."""
    if not form.is_valid():
        raise Refused(form.said())
    return form.cleaned_data


def address_of(brief) -> str:
    """The path of the brief's board."""
    return reverse("review:board", args=(brief.public_id,))


def _is_id(text: str) -> bool:
    return len(text) == 16 and text.isascii() and all(letter in "abcdefghijklmnopqrstuvwxyz234567" for letter in text)


def _instant(request):
    text = request.GET.get("since", "")
    milliseconds = int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def context_of(request, brief, seen) -> dict:
    """All that the page of the board is written from; no query is left for the template."""
    place, can = seen.place, lambda action: access.can(request.user, action, brief.brand)
    here = place.query(view="grid", at="", against="", among="", stack="")
    return {
        "board": seen,
        "brief": brief,
        "stage": room.stage(seen),
        "links": links_of(brief) | ({"progress": ""} if seen.blind else {}),
        "query": place.query(),
        "kept": [("start", pages.FIRST), *((name, getattr(place, name)) for name in KEPT if getattr(place, name))],
        "here": f"{here}&" if here else "",
        "previous_query": place.query(start=seen.previous_start, at=""),
        "next_query": place.query(start=seen.next_start, at=""),
        "grid_query": place.query(view="grid", against="", among=""),
        "loupe_query": place.query(view="loupe", against="", among=""),
        "compare_query": place.query(view="compare", among=""),
        "survey_query": place.query(view="survey", against=""),
        "reasons": reasons.GROUPS,
        "sign_again": plans.of(brief.campaign).sign_again,
        "may_decide": can("decide") and not seen.blind,
        "may_sign": not seen.blind and can("review") and (can("decide") or _is_asked(brief, seen)),
        "may_generate": can("generate"),
        "may_import": can("import_images"),
        "due": due_of(brief),
        "stands": room.stands(seen),
        "statuses": WORDS,
        "media": blind_board.media(seen.blind) if seen.blind else preview("a" * 16, 320).split("a" * 16)[0],
        **_preferences(request),
        "renamed": keymap.renamed(request.user),
        **keymap.shown(request.user),
    }


def _is_asked(brief, seen) -> bool:
    """Whether somebody who decides nothing else may be asked to sign here: only they pay for the parts it takes."""
    tiles = (tile for section in seen.sections for group in section.groups for tile in group.tiles)
    return plans.asks_others(brief.campaign) or any(tile["turn"] == "yes" for tile in tiles)


def due_of(brief) -> str:
    """How long the brief has: "due in 2 days", "due today", "3 days late"; empty without a date."""
    if brief.due_on is None:
        return ""
    said = strips.due_in_words(brief.due_on, clock.today(brief.brand.timezone))
    return said[0].lower() + said[1:]


def _preferences(request) -> dict:
    """How this person likes the room: kept in cookies, so that the page comes as it was left."""
    size, canvas = request.COOKIES.get("tile_size", ""), request.COOKIES.get("canvas", "")
    return {
        "tile_size": size if size in ("s", "m", "l") else "m",
        "stacked": request.COOKIES.get(stacks.COOKIE) == "on",
        "canvas": canvas if canvas in ("grey", "black", "white") else "grey",
    }
