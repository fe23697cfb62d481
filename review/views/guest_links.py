"""Owns the team's pages about guests: the links of a brief, the form that makes one, and the end of one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access
from assets.forms import respond_invalid
from assets.identifiers import opaque_id
from assets.media import preview_url
from assets.problems import Refused
from generation.models import Brief, Candidate
from review import guest_page, guests, queue, threads
from review.forms.guests import LinkForm
from review.forms.room import ChoiceOfCandidatesForm
from review.models import GuestLink
from review.successors import IS_REPLACED

CHOICE = 200  # images to choose from
CARRIED = 100  # ticks that an address holds


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def links(request, brief_id):
    """The links of a brief; POST makes one and shows its address, this once."""
    brief = access.get_visible(Brief.objects.select_related("brand", "campaign"), request.user, brief_id)
    if request.method != "POST":
        return render(request, "guests/links.html", _context(request, brief, LinkForm(initial={"key": opaque_id()})))
    access.require(request.user, "invite_guests", brief.brand)
    form = LinkForm(request.POST)
    made = form.attempt(lambda **data: _make(request, brief, form))
    if made is None:
        return respond_invalid(request, "guests/links.html", _context(request, brief, form))
    link, token = made
    address = request.build_absolute_uri(reverse("review:guest", args=[token]))
    context = {"brief": brief, "link": link, "address": address, "password": bool(link.password)}
    return render(request, "guests/made.html", context)


@require_POST
def choose(request, brief_id):
    """Carries what is ticked on the board to the form of a new link; the address then names it."""
    brief = access.get_visible(Brief.objects.select_related("brand"), request.user, brief_id)
    access.require(request.user, "invite_guests", brief.brand)
    form = ChoiceOfCandidatesForm(request.POST)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    names = "&".join(f"c={name}" for name in list(form.cleaned_data["c"])[:CARRIED])
    page = reverse("review:guest_links", args=[brief.public_id])
    return redirect(f"{page}?{names}#new-title" if names else page)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, brief_id, link_id):
    """Asks once more, then ends the link."""
    rows = access.scoped(GuestLink.objects.select_related("brand", "brief"), request.user)
    link = get_object_or_404(rows, public_id=link_id, brief__public_id=brief_id)
    access.require(request.user, "invite_guests", link.brand)
    if request.method != "POST":
        return render(request, "guests/revoke.html", {"link": link, "brief": link.brief})
    guests.revoke(link, by=request.user)
    messages.success(request, "The link is revoked. Whoever has it open sees nothing more.")
    return redirect("review:guest_links", brief_id)


@require_safe
def opinions(request, candidate_id):
    """What guests think of one image: the part of a page, or a page of its own."""
    rows = Candidate.objects.select_related("brief", "brand")
    candidate = access.get_visible(rows, request.user, candidate_id)
    template = "review/_guests.html" if request.htmx else "guests/opinions.html"
    return render(request, template, guest_page.section(candidate))


def _make(request, brief, form):
    chosen = brief.candidates.filter(public_id__in=form.cleaned_data["c"])
    key = form.cleaned_data["key"]
    return guests.create(brief, list(chosen), by=request.user, terms=form.terms(), key=key)


def _context(request, brief, form) -> dict:
    may = access.can(request.user, "invite_guests", brief.brand)
    return {
        "brief": brief,
        "form": form,
        "links": guest_page.links_of(brief),
        "may_invite": may,
        "most": guests.MOST_IMAGES,
        **(_choice(request, brief) if may else {}),
    }


def _choice(request, brief) -> dict:
    """What can be shown, numbered as on the board; chosen are those of the address, else the person's shortlist.

    If the address names some, they alone stand here, unless it asks for all. Of a large board the newest stand here,
    and whatever is chosen.
    """
    carried = set(request.GET.getlist("c"))
    named = set(request.POST.getlist("c")) or carried
    if not named:
        named = set(queue.shortlist_of(brief, request.user).values_list("public_id", flat=True))
    found = _showable(brief, named)
    chosen = [one for one in found if one["chosen"]]
    only = bool(carried and "all" not in request.GET and chosen)
    newest = found[-CHOICE:]
    return {
        "choice": chosen if only else [one for one in found if one["chosen"] or one in newest],
        "only": only,
        "left_out": len(carried) - len(chosen) if only and request.method != "POST" else 0,
        "too_many": len(chosen) - guests.MOST_IMAGES if len(chosen) > guests.MOST_IMAGES else 0,
        "carried": [one["id"] for one in chosen],
    }


def _showable(brief, named) -> list[dict]:
    """Every image of the brief that a link could show, with whether it is named."""
    rows = brief.candidates.annotate(replaced=IS_REPLACED)
    return [
        {"id": row.public_id, "number": number, "src": preview_url(row.image, 320), "chosen": row.public_id in named}
        for number, row in enumerate(rows.select_related("image").order_by("pk"), 1)
        if row.state not in threads.DECIDED and not row.replaced
    ]
