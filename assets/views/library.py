"""Owns the pages of the library: the list, an asset, and what can be done with it."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import (
    access,
    bars,
    channels,
    gates,
    library,
    licences,
    metadata,
    paging,
    publishing,
    renditions,
    shelves,
    snippets,
)
from assets.audit.history import story_of
from assets.clearance import State
from assets.forms import respond_invalid
from assets.forms.library import LibraryFilter, WithdrawForm
from assets.media import preview_url
from assets.models import Asset, Publication
from assets.rendering import RenderingFailed

S = Publication.State
STATUS_KEYS = {"waiting": "waiting", "live": "live", "failed": "failed", "stopped": "failed", "approved": "approved"}
RIGHTS_KEYS = {State.CLEARED: "approved", State.EXPIRING: "changes", State.EMBARGOED: "waiting"}
MOVING = (S.WAITING, S.PUBLISHING, S.UNKNOWN, S.WITHDRAWING)


def status_key(standing: str) -> str:
    """The key of the status mark for a standing."""
    return STATUS_KEYS.get(standing, "withdrawn")


@require_safe
def index(request):
    """The library of the person's brands, as pictures or as a table, newest first."""
    form = LibraryFilter(request.GET, choices=shelves.choices(request.user))
    page = paging.Page([])
    if form.is_valid():
        cursors = {name: request.GET.get(name, "")[:16] for name in ("before", "after")}
        page = shelves.page(request.user, form.wanted(), **cursors)
    _dress(page.rows)
    asked, table = form.asked(), request.GET.get("view") == "table"
    context = {
        "form": form,
        "page": page,
        "stamp": render_to_string("parts/_icon.html", {"name": "mark"}) if page.rows else "",
        "table": table,
        "asked": asked,
        "narrowed": bool(asked),
        "query": urlencode({**asked, **({"view": "table"} if table else {})}),
        "filters": urlencode(asked),
    }
    return render(request, "library/index.html", context, status=200 if form.is_valid() else 422)


def _dress(assets):
    """What a row shows beyond its columns; the few marks are drawn once each, not once for every row."""
    marks = {}
    for asset in assets:
        if asset.standing not in marks:
            shown = {"key": status_key(asset.standing), "word": asset.get_standing_display()}
            marks[asset.standing] = render_to_string("parts/_status.html", shown)
        asset.url = f"/library/{asset.public_id}/"
        asset.picture, asset.mark = preview_url(asset.image, 320), marks[asset.standing]
        asset.gone = status_key(asset.standing) == "withdrawn"


@require_safe
def count(request):
    """The fragment that says how many images the list has."""
    form = LibraryFilter(request.GET, choices=shelves.choices(request.user))
    number = shelves.count(request.user, form.wanted()) if form.is_valid() else "0"
    return render(request, "library/_count.html", {"number": number})


def _assets():
    return Asset.objects.select_related(
        "brand",
        "image",
        "campaign__brand",
        "product",
        "rights__current",
        "rights_version",
        "creator",
        "approved_by",
        "ended_by",
    )


@require_safe
def detail(request, asset_id):
    """One asset: its picture, where it is out, its renditions, its ten fields, rights, origin and history."""
    asset = access.get_visible(_assets(), request.user, asset_id)
    return render(request, "library/asset.html", _page(request, asset))


@require_safe
def state(request, asset_id):
    """The fragment that says where the publication stands; it asks again while that can still change."""
    asset = access.get_visible(_assets(), request.user, asset_id)
    context = {"asset": asset, **_state(request, asset)}
    if not request.htmx:
        return redirect("assets:asset", asset.public_id)
    response = render(request, "library/_state.html", context)
    if not context["moving"]:
        response["HX-Refresh"] = "true"
    return response


def _state(request, asset):
    publication = Publication.objects.filter(asset=asset).order_by("-pk").first()
    may_publish = access.can(request.user, "publish", asset.brand) and asset.state == Asset.State.APPROVED
    failed = publication is not None and publication.state in publishing.RETRY.sources
    return {
        "publication": publication,
        "status_key": status_key(asset.standing),
        "moving": publication is not None and publication.state in MOVING,
        "may_retry": may_publish and failed,
        "may_publish": may_publish and (publication is None or publication.state in publishing.CLOSED),
    }


def _page(request, asset, form=None):
    shown = _state(request, asset)
    publication, verdict = shown["publication"], gates.look(asset)
    all_channels = list(channels.enabled())
    sheet = renditions.sheet(asset, publication, verdict, all_channels)
    return {
        **shown,
        "asset": asset,
        "picture": preview_url(asset.image, 1600),
        "sheet": sheet,
        "out": sum(bool(line.url) for line in sheet),
        "snippet": snippets.page_picture(asset, sheet),
        "fields": metadata.ten_fields(asset, all_channels),
        "frozen": metadata.provenance(asset),
        "parameters": metadata.parameters(asset),
        "frozen_text": json.dumps(metadata.provenance(asset), ensure_ascii=False, indent=2),
        "bar": bars.term_bar(verdict.rights),
        "rights_key": RIGHTS_KEYS.get(verdict.rights.state, "failed"),
        "restrictions": ", ".join(licences.RESTRICTIONS.get(key, key) for key in asset.rights.current.restrictions),
        "lacks": verdict.rights.lacks,
        "version": asset.rights.current,
        "history": story_of(asset),
        "may_withdraw": asset.state == Asset.State.APPROVED and access.can(request.user, "take_down", asset.brand),
        "form": form or WithdrawForm(initial={"version": asset.version}),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, asset_id):
    """Takes the image out of use, with a reason."""
    asset = access.get_allowed(_assets(), request.user, asset_id, "take_down")
    if request.method != "POST":
        return redirect("assets:asset", asset.public_id)
    form = WithdrawForm(request.POST)
    done = form.attempt(
        lambda reason, version: library.withdraw(asset, by=request.user, reason=reason, expected_version=version)
    )
    if done is None:
        asset.refresh_from_db()
        return respond_invalid(request, "library/asset.html", _page(request, asset, form))
    messages.success(request, f"“{asset.title}” is withdrawn. Its addresses no longer answer.")
    return redirect("assets:asset", asset.public_id)


@require_POST
def publish(request, asset_id):
    """Publishes an approved image that is not out, or tries a failed publication again."""
    asset = access.get_allowed(_assets(), request.user, asset_id, "publish")
    failed = publishing.open_of(asset).filter(state__in=publishing.RETRY.sources).first()
    if failed:
        publishing.retry(failed, by=request.user)
    else:
        publishing.ask(asset, by=request.user)
    messages.success(request, f"“{asset.title}” is on its way. It goes live within a minute.")
    return redirect("assets:asset", asset.public_id)


@require_safe
def rendition(request, asset_id, key):
    """A channel's picture of an asset that is not out there, to members only."""
    asset = access.get_visible(_assets(), request.user, asset_id)
    channel = channels.enabled().filter(pk=key).first()
    if channel is None:
        raise Http404
    try:
        drawn = renditions.private_drawing(asset.image, channel)
    except (RenderingFailed, FileNotFoundError):
        raise Http404 from None
    headers = {"Cache-Control": "private, max-age=3600", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return HttpResponse(drawn, content_type="image/webp", headers=headers)
