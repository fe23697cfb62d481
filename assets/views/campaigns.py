"""Owns the pages of campaigns."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, campaigns, clock, countries, licences, paging
from assets.forms import respond_invalid
from assets.forms.campaigns import CampaignForm, NewCampaignForm
from assets.media import preview_url
from assets.models import Asset, Campaign, Channel
from assets.problems import Forbidden

MANAGE = "manage_campaigns"
SHOWN = 12


@require_safe
def index(request):
    """The campaigns of the person's brands, newest first."""
    rows = access.scoped(Campaign.objects.select_related("brand"), request.user)
    archived = request.GET.get("archived") == "1"
    page = paging.newest_first(
        rows.filter(archived_at__isnull=not archived),
        before=request.GET.get("before", "")[:16],
        after=request.GET.get("after", "")[:16],
    )
    for row in page.rows:
        row.standing, row.market_names = standing_of(row), ", ".join(countries.named(row.markets))
    context = {"page": page, "archived": archived, "may_create": bool(access.brands_where(request.user, MANAGE))}
    return render(request, "campaigns/index.html", context)


def standing_of(campaign) -> str:
    """Whether the campaign is still to come, runs or is over, in words."""
    today = clock.today(campaign.brand.timezone)
    if campaign.archived_at:
        return "Archived"
    if campaign.starts_on and campaign.starts_on > today:
        return f"Starts in {_days((campaign.starts_on - today).days)}"
    if campaign.ends_on and campaign.ends_on < today:
        return "Over"
    if campaign.ends_on:
        return f"Runs, {_days((campaign.ends_on - today).days)} left"
    return "Runs"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


@require_safe
def detail(request, campaign_id):
    """One campaign: its facts, its rights defaults and what is in the library for it."""
    rows = Campaign.objects.select_related("brand", "created_by")
    campaign = access.get_visible(rows, request.user, campaign_id)
    assets = Asset.objects.filter(campaign=campaign, state=Asset.State.APPROVED).select_related("image")
    newest = list(assets.order_by("-pk")[: SHOWN + 1])
    context = {
        "campaign": campaign,
        "standing": standing_of(campaign),
        "markets": ", ".join(countries.named(campaign.markets)),
        "channels": Channel.objects.filter(key__in=campaign.channels),
        "rights": rights_in_words(campaign.rights_defaults),
        "pictures": [(asset, preview_url(asset.image, 320)) for asset in newest[:SHOWN]],
        "more": len(newest) > SHOWN,
        "may_manage": access.can(request.user, MANAGE, campaign.brand) and not campaign.archived_at,
        "may_brief": access.can(request.user, "create_brief", campaign.brand) and not campaign.archived_at,
    }
    return render(request, "campaigns/detail.html", context)


def rights_in_words(defaults: dict) -> list[tuple[str, str]]:
    """The rights defaults as label and words, in the order of the form."""
    said = [
        ("Basis", licences.BASES.get(defaults.get("basis", ""), "")),
        ("Rights holder", defaults.get("rights_holder", "")),
        ("Paid placement", "Allowed" if defaults.get("paid_allowed") else ""),
        ("Credit line", defaults.get("credit_line", "")),
        ("Restrictions", defaults.get("restriction_text", "")),
    ]
    return [(label, words) for label, words in said if words]


@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    """A new campaign."""
    brands = brands_for(request.user, MANAGE, "create campaigns and products")
    form = NewCampaignForm(request.POST or None, brands=brands)
    made = request.POST and form.attempt(lambda **data: campaigns.create_campaign(by=request.user, **data))
    if made:
        messages.success(request, f"Campaign {made} created.")
        return redirect("assets:campaign", made.public_id)
    return _form_page(request, form, None)


def brands_for(user, action: str, what: str) -> list:
    """The brands where the person may do the action; Forbidden when there is none."""
    brands = access.brands_where(user, action)
    if not brands:
        raise Forbidden(f"In none of your brands may you {what}. Ask a brand manager for the role.")
    return brands


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, campaign_id):
    """Changes a campaign, guarded by the version that was on screen."""
    rows = Campaign.objects.select_related("brand")
    campaign = access.get_allowed(rows, request.user, campaign_id, MANAGE)
    initial = {**CampaignForm.values_of(campaign), "version": campaign.version}
    form = CampaignForm(request.POST or None, initial=initial)

    def save(version, **data):
        return campaigns.change_campaign(campaign, by=request.user, expected_version=version, **data)

    if request.POST and form.attempt(save):
        messages.success(request, "Campaign saved.")
        return redirect("assets:campaign", campaign.public_id)
    return _form_page(request, form, campaign)


def _form_page(request, form, campaign):
    context = {"form": form, "campaign": campaign}
    if request.method == "POST":
        return respond_invalid(request, "campaigns/form.html", context)
    return render(request, "campaigns/form.html", context)


@require_POST
def archive(request, campaign_id):
    """Takes a campaign out of the lists to choose from."""
    rows = Campaign.objects.select_related("brand")
    campaign = access.get_allowed(rows, request.user, campaign_id, MANAGE)
    campaigns.archive_campaign(campaign, by=request.user)
    messages.success(request, f"Campaign {campaign} archived. Its work stays.")
    return redirect("assets:campaigns")
