"""Owns the pages that ask for images and show them being made."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access
from assets.forms import respond_invalid
from assets.identifiers import opaque_id
from generation import accounts, candidates, money, pricing, progress, references, requests, shapes, slots, strips
from generation.forms.generate import AgainForm, GenerateForm
from generation.models import Brief, Candidate, GenerationRequest, Generator, PromptVersion, Slot
from generation.providers.catalogue import why_closed

GENERATE = "generate"
VERSIONS = 30  # the newest wordings to choose from
STOP_POLLING = 286  # htmx ends a poll with this


@dataclass(frozen=True)
class Offer:
    """A quote in words, for the button and the line above it."""

    quote: requests.Quote

    @property
    def names(self) -> str:
        """“4 to Atelier and 4 to Daylight”."""
        parts = [f"{line.images} to {line.generator.label}" for line in self.quote.lines]
        return " and ".join(parts) if len(parts) < 3 else f"{', '.join(parts[:-1])} and {parts[-1]}"

    @property
    def price(self) -> str:
        """“€0.24”."""
        return money.sums(self.quote.totals)

    @property
    def each(self) -> list[tuple[requests.Line, str, str]]:
        """Every line with the price of one image and of all."""
        return [
            (
                line,
                money.written(line.amount / line.images, line.generator.currency),
                money.written(line.amount, line.generator.currency),
            )
            for line in self.quote.lines
            if line.images
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def generate(request, brief_id):
    """Generators and counts on one form, with the price before anything is sent; htmx asks for the price alone."""
    brief = _brief(request, brief_id)
    form = _form(request, brief)
    if request.method == "POST" and "price" not in request.POST:
        made = form.attempt(lambda **data: _submitted(form, data, request.user))
        if made:
            return _sent(request, brief, made)
    context = {
        "brief": brief,
        "form": form,
        "stopped": sorted({accounts.stop_of(one.account) for one in form.generators} - {""}),
        "offer": Offer(requests.price(form.counts(), form.picked_shapes(), form.picked_sources())),
        "board_url": strips.board_url(brief),
    }
    if request.htmx and request.htmx.target == "quote":
        return render(request, "generation/_quote.html", context)
    template = "generation/_generate.html" if request.htmx else "generation/generate.html"
    if form.is_bound and form.errors and request.method == "POST" and "price" not in request.POST:
        return respond_invalid(request, template, context)
    return render(request, template, context)


def _brief(request, brief_id, action=GENERATE):
    rows = Brief.objects.select_related("brand", "campaign")
    return access.get_allowed(rows, request.user, brief_id, action)


def _form(request, brief) -> GenerateForm:
    """The form as posted, as asked a price for, or fresh with the version that the address names."""
    rows = PromptVersion.objects.filter(prompt__brief=brief).select_related("prompt__brief__brand")
    versions = list(rows.order_by("-pk")[:VERSIONS])
    wanted = {
        "versions": versions,
        "generators": _open_generators(brief.brand),
        "shapes": shapes.for_channels(brief.channels),
        "sources": references.offered(brief),
        "wanted": brief.images_wanted,
    }
    if request.method == "POST":
        form = GenerateForm(request.POST, **wanted)
    elif request.htmx and request.htmx.target == "quote":
        form = GenerateForm(request.GET, **wanted)
    else:
        form = GenerateForm(initial={"version": request.GET.get("version", "")[:16]}, **wanted)
    form.versions = {row.public_id: row for row in versions}
    return form


def _open_generators(brand) -> list[Generator]:
    """Those that are switched on and have what they need: a key, and a brand that may ask outside."""
    rows = Generator.objects.filter(enabled=True).select_related("terms", "account")
    return [row for row in rows if not why_closed(row, brand)]


def _submitted(form, data, by):
    return requests.submit(
        form.versions[data["version"]],
        choices=form.chosen(),
        by=by,
        idempotency_key=data["key"],
        ratios=data["shapes"],
        seed=data["seed"],
        sources=form.picked_sources(),
    )


def _sent(request, brief, made):
    count = sum(one.count for one in made)
    messages.success(request, f"{count} image{'' if count == 1 else 's'} asked for. They appear here as they arrive.")
    if not request.htmx:
        return redirect(strips.board_url(brief))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = strips.board_url(brief)
    return response


@require_safe
def show_progress(request, brief_id):
    """Work in progress on a brief: a fragment that asks again every two seconds until all has ended, or a page."""
    brief = _brief(request, brief_id, "view")
    seen = progress.of(brief)
    mark = f'"{seen.mark}"'
    if request.htmx and request.headers.get("If-None-Match") == mark and seen.is_working:
        response = HttpResponseNotModified()
    else:
        response = _progress(request, brief, seen)
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    return response


def _progress(request, brief, seen=None):
    seen = seen or progress.of(brief)
    context = {
        "brief": brief,
        "progress": seen,
        "board_url": strips.board_url(brief),
        "may_generate": access.can(request.user, GENERATE, brief.brand),
    }
    if not request.htmx:
        return render(request, "generation/progress.html", context)
    polled = request.method == "GET" and not seen.is_working
    return render(request, "generation/_progress.html", context, status=STOP_POLLING if polled else 200)


def _request(request, request_id):
    rows = GenerationRequest.objects.select_related("brand", "brief__brand")
    return access.get_allowed(rows, request.user, request_id, GENERATE)


def _slot(request, slot_id):
    rows = Slot.objects.select_related("request__brand", "request__brief__brand")
    return access.get_allowed(rows, request.user, slot_id, GENERATE, field="request__brand")


def _after(request, brief):
    """The fragment as it is now; without scripts, back to the page."""
    return _progress(request, brief) if request.htmx else redirect("generation:progress", brief.public_id)


@require_POST
def cancel_all(request, brief_id):
    """Cancels everything that is being made for a brief."""
    brief = _brief(request, brief_id)
    requests.cancel_all(brief, by=request.user)
    return _after(request, brief)


@require_POST
def cancel_request(request, request_id):
    """Cancels what is left of one request."""
    found = _request(request, request_id)
    slots.cancel_request(found, by=request.user)
    return _after(request, found.brief)


@require_POST
def to_front(request, request_id):
    """Puts what waits of one request before everything else."""
    found = _request(request, request_id)
    requests.jump_to_front(found, by=request.user)
    return _after(request, found.brief)


@require_POST
def cancel_slot(request, slot_id):
    """Cancels one image."""
    slot = _slot(request, slot_id)
    brief = slot.request.brief
    slots.cancel(slot, by=request.user)
    return _after(request, brief)


@require_POST
def ask_again(request, slot_id):
    """Asks once more for one image that failed."""
    slot = _slot(request, slot_id)
    brief = slot.request.brief
    slots.ask_again(slot, by=request.user)
    return _after(request, brief)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request, candidate_id):
    """More from one image: the same, another chance, or other words."""
    rows = Candidate.objects.select_related(
        "brand",
        "brief",
        "image",
        "generator",
        "request__generator__terms",
        "request__generator__account",
        "request__brand",
        "prompt_version__prompt__brief__brand",
    )
    candidate = access.get_allowed(rows, request.user, candidate_id, GENERATE)
    version = candidate.prompt_version
    form = AgainForm(request.POST or None, initial={"key": opaque_id(), "text": version.text if version else ""})
    if request.POST and form.attempt(lambda **data: _more(candidate, by=request.user, **data)):
        messages.success(request, "Asked for. It appears on the board when it arrives.")
        return redirect(strips.board_url(candidate.brief))
    context = {
        "candidate": candidate,
        "form": form,
        "board_url": strips.board_url(candidate.brief),
        "price": _price_of(candidate),
        "prompt_url": reverse("generation:prompt", args=[candidate.brief.public_id]),
    }
    if request.POST:
        return respond_invalid(request, "generation/again.html", context)
    return render(request, "generation/again.html", context)


def _price_of(candidate) -> str:
    origin = candidate.request
    if origin is None:
        return ""
    sent = references.pixels(references.of(origin))
    return money.written(pricing.of_image(origin.generator, origin.width, origin.height, sent), origin.currency)


def _more(candidate, *, by, way, text, count, key):
    if way == "same":
        return candidates.again(candidate, by=by, idempotency_key=key)
    if way == "remix":
        return candidates.remix(candidate, text, by=by, idempotency_key=key, count=count)
    return candidates.new_seed(candidate, by=by, idempotency_key=key, count=count)
