"""Owns campaigns and products: making, changing and archiving them."""

from decimal import Decimal

from django.db import transaction

from assets import access, audit, clock, countries, publishing, wording
from assets.models import Brand, Campaign, Channel, Product
from assets.problems import Conflict, Refused
from assets.revisions import named_once, revise

CAMPAIGN_FIELDS = (
    "name",
    "message",
    "starts_on",
    "ends_on",
    "markets",
    "channels",
    "budget",
    "rights_defaults",
    "open_threads_block",
)
PRODUCT_FIELDS = ("name", "sku", "description")
RIGHTS_FIELDS = (
    "basis",
    "licence_type",
    "rights_holder",
    "territory_mode",
    "territories",
    "paid_allowed",
    "credit_line",
    "restriction_text",
)


def create_campaign(brand: Brand, *, by, name: str, **fields) -> Campaign:
    """A new campaign. Fields: message, starts_on, ends_on, markets (ISO codes), channels (keys), budget,
    rights_defaults (a subset of the fields of a rights version), open_threads_block. Raises Refused with a sentence.
    """
    access.require(by, "manage_campaigns", brand)
    wanted = _campaign_fields({"name": name, **fields})
    with named_once(_taken("campaign", wanted["name"])), transaction.atomic():
        campaign = Campaign.objects.create(brand=brand, created_by=by, **wanted)
        audit.record("campaign.created", campaign, by=by, after=wanted)
    return campaign


def change_campaign(campaign: Campaign, *, by, expected_version: int | None = None, **fields) -> Campaign:
    """Sets the named fields; the same rules as for a new one."""
    access.require(by, "manage_campaigns", campaign.brand)
    _refuse_archived(campaign)
    whole = {name: getattr(campaign, name) for name in CAMPAIGN_FIELDS} | fields
    wanted = _campaign_fields(whole)
    how = {"by": by, "expected_version": expected_version, "taken": _taken("campaign", wanted["name"])}
    days = campaign.starts_on, campaign.ends_on
    with transaction.atomic():
        changed = revise(campaign, wanted, event="campaign.changed", **how)
        if (changed.starts_on, changed.ends_on) != days:
            publishing.recheck_campaign(changed)
    return changed


def archive_campaign(campaign: Campaign, *, by, expected_version: int | None = None) -> Campaign:
    """Takes a campaign out of the lists to choose from; its work stays."""
    return _archive(campaign, by=by, event="campaign.archived", expected_version=expected_version)


def create_product(brand: Brand, *, by, name: str, sku: str = "", description: str = "") -> Product:
    """A new product; its reference pictures are added as sources."""
    access.require(by, "manage_campaigns", brand)
    wanted = _product_fields({"name": name, "sku": sku, "description": description})
    with named_once(_taken("product", wanted["name"])), transaction.atomic():
        product = Product.objects.create(brand=brand, created_by=by, **wanted)
        audit.record("product.created", product, by=by, after=wanted)
    return product


def change_product(product: Product, *, by, expected_version: int | None = None, **fields) -> Product:
    """Sets the named fields of a product."""
    access.require(by, "manage_campaigns", product.brand)
    _refuse_archived(product)
    wanted = _product_fields({name: getattr(product, name) for name in PRODUCT_FIELDS} | fields)
    return revise(
        product,
        wanted,
        event="product.changed",
        by=by,
        expected_version=expected_version,
        taken=_taken("product", wanted["name"]),
    )


def archive_product(product: Product, *, by, expected_version: int | None = None) -> Product:
    """Takes a product out of the lists to choose from; its work stays."""
    return _archive(product, by=by, event="product.archived", expected_version=expected_version)


def known_channels(keys) -> list[str]:
    """The channel keys in the channels' own order. Raises Refused for one that is not there or switched off."""
    rows = {channel.key: channel for channel in Channel.objects.filter(enabled=True)}
    missing = [key for key in keys if key not in rows]
    if missing:
        raise Refused(f"There is no channel called {str(missing[0])[:60]}. Nothing was saved. Pick from the list.")
    return [key for key in rows if key in set(keys)]


def _campaign_fields(fields: dict) -> dict:
    """Checked and in one form, so that two equal campaigns compare as equal."""
    start, end = fields.get("starts_on"), fields.get("ends_on")
    if start and end and end < start:
        raise Refused("The campaign ends before it begins. Nothing was saved. Correct one of the dates.")
    return {
        "name": wording.needed(fields["name"], what="The campaign's name", longest=120),
        "message": wording.plain(fields.get("message", ""), what="The message", longest=300),
        "starts_on": start,
        "ends_on": end,
        "markets": known_markets(fields.get("markets", [])),
        "channels": known_channels(fields.get("channels", [])),
        "budget": amount(fields.get("budget")),
        "rights_defaults": _rights_defaults(fields.get("rights_defaults") or {}),
        "open_threads_block": bool(fields.get("open_threads_block")),
    }


def known_markets(codes) -> list[str]:
    """ISO 3166-1 alpha-2 codes in capitals, sorted, each once. Raises Refused for a code without a country."""
    codes = sorted({str(code).strip().upper() for code in codes})
    if unknown := countries.unknown(codes):
        raise Refused(f"{unknown[0][:20]} is not a country code. Nothing was saved. Use two letters, such as DE or FR.")
    return codes


def amount(value) -> Decimal | None:
    """Money with two places, or None. Raises Refused for less than nothing."""
    if value is None:
        return None
    if not Decimal(value).is_finite() or Decimal(value) < 0 or Decimal(value) >= 10**10:
        raise Refused("The budget is not an amount of money. Nothing was saved. Write a number such as 120.00.")
    return Decimal(value).quantize(Decimal("0.01"))


def _rights_defaults(values: dict) -> dict:
    if strange := set(values) - set(RIGHTS_FIELDS):
        raise Refused(f"{sorted(strange)[0]} is not a field of usage rights. Nothing was saved.")
    return {name: value for name, value in sorted(values.items()) if value}


def _product_fields(fields: dict) -> dict:
    return {
        "name": wording.needed(fields["name"], what="The product's name", longest=120),
        "sku": wording.plain(fields["sku"], what="The SKU", longest=60),
        "description": wording.plain(fields["description"], what="The description", longest=2000),
    }


def _archive(row, *, by, event: str, expected_version):
    access.require(by, "manage_campaigns", row.brand)
    _refuse_archived(row)
    return revise(row, {"archived_at": clock.now()}, event=event, by=by, expected_version=expected_version)


def _refuse_archived(row) -> None:
    if row.archived_at:
        kind, day = row._meta.verbose_name, f"{row.archived_at:%-d %B %Y}"
        raise Conflict(f"This {kind} was archived on {day}. It takes no changes.")


def _taken(kind: str, name: str) -> str:
    return f"This brand has a {kind} called {name} already. Nothing was saved. Choose another name."
