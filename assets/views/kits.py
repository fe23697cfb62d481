"""Owns the page of a brand's kit."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assets import access, kits
from assets.forms import respond_invalid
from assets.forms.kits import KitForm
from assets.models import Brand


@require_http_methods(["GET", "HEAD", "POST"])
def kit(request, brand_id):
    """The kit as everybody of the brand may see it, with the form for those who may change it."""
    brand = access.get_visible(Brand.objects.select_related("kit"), request.user, brand_id, field="pk")
    found, may_change = kits.of(brand), access.can(request.user, "manage_kit", brand)
    if request.method == "POST":
        access.require(request.user, "manage_kit", brand)
    form = KitForm(request.POST or None, kit=found)
    context = {"brand": brand, "kit": found, "form": form, "may_change": may_change, **_drawn(found, form.channels)}
    if request.method != "POST":
        return render(request, "brands/kit.html", context)
    if form.change(brand, request.user) is None:
        return respond_invalid(request, "brands/kit.html", context)
    messages.success(request, "The brand kit is saved. Checks made from now on go by it.")
    return redirect("assets:brand_kit", brand.public_id)


def _drawn(kit_, channels_) -> dict:
    """The channels that carry a logo, as drawings 72 px high with the zone and the safe area in them."""
    cuts = []
    for channel in channels_:
        if channel.key not in kit_.logo_zones:
            continue
        wide, margin = round(72 * channel.width / (channel.height or channel.width)), kit_.safe_area / 100
        left, top, width, height = kit_.logo_zones[channel.key]
        zone = [round(part, 1) for part in (left * wide, top * 72, width * wide, height * 72)]
        safe = [round(part, 1) for part in (margin * wide, margin * 72, (1 - 2 * margin) * wide, (1 - 2 * margin) * 72)]
        cuts.append({"name": channel.name, "wide": wide, "zone": zone, "safe": safe})
    return {"cuts": cuts}
