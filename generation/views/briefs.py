"""Owns the pages of briefs: the list as strips of pictures, writing, changing, duplicating, closing."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, clock, paging
from assets.forms import respond_invalid
from assets.models import Campaign, Channel, Product
from assets.problems import Forbidden
from generation import briefs, shapes, strips
from generation.forms.briefs import BriefChangeForm, BriefForm
from generation.models import Brief

WRITE = "create_brief"
SIZE = 12
SUGGESTED = 200  # campaigns or products to choose from; older ones are reached from their own pages


@require_safe
def index(request):
    """The briefs of the person's brands as strips of pictures, newest first."""
    closed = request.GET.get("closed") == "1"
    rows = access.scoped(Brief.objects.all(), request.user).filter(
        state=Brief.State.CLOSED if closed else Brief.State.OPEN
    )
    campaign = _campaign_asked_for(request)
    if campaign:
        rows = rows.filter(campaign=campaign)
    bounds = {name: request.GET.get(name, "")[:16] for name in ("before", "after")}
    page = paging.newest_first(strips.rows(rows, request.user), size=SIZE, **bounds)
    context = {
        "page": page,
        "strips": strips.strips(page.rows),
        "campaign": campaign,
        "closed": closed,
        "query": _query(closed, campaign),
        "may_create": bool(access.brands_where(request.user, WRITE)),
    }
    return render(request, "briefs/index.html", context)


def _campaign_asked_for(request):
    asked = request.GET.get("campaign", "")[:16]
    return access.get_visible(Campaign, request.user, asked) if asked else None


def _query(closed: bool, campaign) -> str:
    parts = ["closed=1"] * closed + ([f"campaign={campaign.public_id}"] if campaign else [])
    return "&".join(parts)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    """A new brief; ``?campaign=`` and ``?product=`` preselect."""
    brands = access.brands_where(request.user, WRITE)
    if not brands:
        raise Forbidden("In none of your brands may you write briefs. Ask a brand manager for the role.")
    form = BriefForm(request.POST or None, initial=_start(request), **_choices(brands))
    brief = request.POST and form.attempt(lambda **data: briefs.create(by=request.user, **data))
    if brief:
        messages.success(request, f"Brief “{brief}” saved. Write its prompt next.")
        return redirect("generation:prompt", brief.public_id)
    return _form_page(request, form, None)


def _runs(campaign) -> bool:
    today = clock.today(campaign.brand.timezone)
    return (campaign.starts_on or today) <= today <= (campaign.ends_on or today)


def _choices(brands, brief=None) -> dict:
    """Campaigns and products to choose from, running and newest first; a brief's own even when archived."""
    open_ones = Campaign.objects.filter(brand__in=brands, archived_at=None).select_related("brand")
    # what has not begun or has ended goes last: its images would wait for the campaign's window
    campaigns = sorted(open_ones.order_by("-pk")[:SUGGESTED], key=lambda campaign: not _runs(campaign))
    products = list(
        Product.objects.filter(brand__in=brands, archived_at=None).select_related("brand").order_by("name")[:SUGGESTED]
    )
    if brief and brief.campaign not in campaigns:
        campaigns.append(brief.campaign)
    if brief and brief.product and brief.product not in products:
        products.append(brief.product)
    return {"campaigns": campaigns, "products": products}


def _start(request) -> dict:
    """What the address preselects: a campaign with its channels, a product."""
    asked = request.GET.get("campaign", "")[:16]
    campaign = access.scoped(Campaign.objects.filter(public_id=asked), request.user).first() if asked else None
    start = {"campaign": asked, "product": request.GET.get("product", "")[:16]}
    return start | ({"channels": campaign.channels} if campaign else {})


def _found(request, brief_id, action=WRITE):
    rows = Brief.objects.select_related("brand", "campaign__brand", "product__brand", "owner")
    return access.get_allowed(rows, request.user, brief_id, action)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, brief_id):
    """Changes a brief, guarded by the version that was on screen."""
    brief = _found(request, brief_id)
    form = BriefChangeForm(request.POST or None, initial=_values(brief), **_choices([brief.brand], brief))

    def save(version, **data):
        return briefs.change(brief, by=request.user, expected_version=version, **data)

    if request.POST and form.attempt(save):
        messages.success(request, "Brief saved.")
        return redirect(strips.board_url(brief))
    return _form_page(request, form, brief)


def _values(brief) -> dict:
    values = {name: getattr(brief, name) for name in briefs.FIELDS} | {"version": brief.version}
    return values | {"campaign": brief.campaign.public_id, "product": brief.product.public_id if brief.product else ""}


def _form_page(request, form, brief):
    context = {"form": form, "brief": brief, "shapes": shapes.for_channels(_channels_shown(form))}
    if request.method == "POST":
        return respond_invalid(request, "briefs/form.html", context)
    return render(request, "briefs/form.html", context)


def _channels_shown(form) -> list[str]:
    return [key for key in form["channels"].value() or [] if "\x00" not in key]


@require_safe
def shapes_for(request):
    """The shapes that the ticked channels need, as the form's fragment; as a page, the table of all channels."""
    keys = [key[:40] for key in request.GET.getlist("channels")[:40]]
    if request.htmx:
        return render(request, "briefs/_shapes.html", {"shapes": shapes.for_channels(keys)})
    channels = Channel.objects.filter(enabled=True)
    return render(request, "briefs/shapes.html", {"channels": channels})


@require_POST
def duplicate(request, brief_id):
    """A copy of the brief, opened for changes."""
    copy = briefs.duplicate(_found(request, brief_id), by=request.user)
    messages.success(request, "Copied with its wishes, without prompts, images or a due date.")
    return redirect("generation:brief_edit", copy.public_id)


@require_POST
def close(request, brief_id):
    """Ends the work on a brief."""
    brief = briefs.close(_found(request, brief_id), by=request.user)
    messages.success(request, f"Brief “{brief}” closed. Its work stays.")
    return redirect("generation:briefs")


@require_POST
def reopen(request, brief_id):
    """Takes up a closed brief again."""
    brief = briefs.reopen(_found(request, brief_id), by=request.user)
    messages.success(request, f"Brief “{brief}” is open again.")
    return redirect(reverse("generation:brief_edit", args=[brief.public_id]))
