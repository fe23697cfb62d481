"""Owns the one word that lists show for an asset, and keeps its line in the search index true."""

import json

from assets import search
from assets.models import Asset, Publication

State, Standing = Publication.State, Asset.Standing
_OF_PUBLICATION = {
    State.WAITING: Standing.WAITING,
    State.PUBLISHING: Standing.WAITING,
    State.UNKNOWN: Standing.WAITING,
    State.LIVE: Standing.LIVE,
    State.FAILED: Standing.FAILED,
    State.CONFLICT: Standing.FAILED,
    State.STOPPED: Standing.STOPPED,
    State.CANCELLED: Standing.APPROVED,
    State.WITHDRAWING: Standing.WITHDRAWN,
    State.WITHDRAWN: Standing.WITHDRAWN,
}


def of(asset) -> str:
    """The standing that follows from the asset's state and its newest publication."""
    if asset.state != Asset.State.APPROVED:
        return asset.state
    newest = Publication.objects.filter(asset=asset).order_by("-pk").first()
    return _OF_PUBLICATION[newest.state] if newest else Standing.APPROVED


def settle(asset) -> None:
    """Writes the standing and the search line of the asset anew, inside the transaction of the change."""
    asset.standing = of(asset)
    Asset.objects.filter(pk=asset.pk).update(standing=asset.standing)
    index(asset)


def index(asset) -> None:
    """Puts the asset's words and facets into the search index."""
    search.put("asset", asset.pk, words=_texts(asset), facets=facets(asset))


def facets(asset) -> list[str]:
    """The exact words by which lists narrow: brand, campaign, product, tool, standing, and whether it is in at all."""
    product = [search.facet("p", asset.product_id)] if asset.product_id else []
    inside = [search.facet("l", "in")] if asset.standing != Standing.VOIDED else []
    return [
        search.facet("b", asset.brand_id),
        search.facet("c", asset.campaign_id),
        search.facet("t", search.fold(asset.tool)),
        search.facet("s", asset.standing),
        *product,
        *inside,
    ]


def _texts(asset):
    frozen = json.loads(asset.provenance)
    product = asset.product.name if asset.product_id else ""
    return [asset.title, asset.alt_text, asset.tool, asset.campaign.name, product, frozen.get("prompt", "")]
