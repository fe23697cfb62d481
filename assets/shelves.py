"""Owns reading the library: which assets a person sees, narrowed by words and facts, newest first."""

from dataclasses import dataclass

from django.db import connection

from assets import access, paging, search
from assets.models import Asset

VOIDED = Asset.Standing.VOIDED
SHOWN = (
    "public_id",
    "title",
    "alt_text",
    "standing",
    "tool",
    "approved_at",
    "image__public_id",
    "image__width",
    "image__height",
    "brand__timezone",
    "campaign__name",
    "product__name",
    "rights__current__perpetual",
    "rights__current__term_end",
    "approved_by__display_name",
    "approved_by__email",
)


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for; keys are primary keys, empty means all."""

    words: str = ""
    brand: int | None = None
    campaign: int | None = None
    product: int | None = None
    standing: str = ""
    tool: str = ""


def page(user, wanted: Wanted, *, before="", after="", size=paging.SIZE) -> paging.Page:
    """One page of the library. Undone approvals show only when asked for by their standing."""
    if not wanted.words:
        return paging.newest_first(_dressed(_visible(user, wanted)), before=before, after=after, size=size)
    facets = _facets(user, wanted)

    def fetch(**bounds):
        return list(_dressed(search.found(Asset, "asset", wanted.words, **facets, **bounds, limit=size + 1)))

    return paging.page_of(fetch, before, after, size)


def count(user, wanted: Wanted) -> str:
    """How many assets that is, as people read it."""
    if wanted.words:
        return paging.told(search.count("asset", wanted.words, **_facets(user, wanted), cap=paging.CAP))
    return paging.capped(_visible(user, wanted))


# The tools of a brand are read by hopping from one to the next along the index, whatever the number of assets.
CHOICES = """
    WITH RECURSIVE tools(brand_id, name) AS (
        SELECT b.id, (SELECT MIN(a.tool) FROM assets_asset a WHERE a.brand_id = b.id)
        FROM assets_brand b WHERE {brands}
        UNION ALL
        SELECT t.brand_id, (SELECT MIN(a.tool) FROM assets_asset a WHERE a.brand_id = t.brand_id AND a.tool > t.name)
        FROM tools t WHERE t.name IS NOT NULL
    )
    SELECT 'brand', b.id, b.public_id, b.name FROM assets_brand b WHERE {brands}
    UNION ALL SELECT 'campaign', c.id, c.public_id, c.name
        FROM assets_campaign c JOIN assets_brand b ON b.id = c.brand_id WHERE {brands}
    UNION ALL SELECT 'product', p.id, p.public_id, p.name
        FROM assets_product p JOIN assets_brand b ON b.id = p.brand_id WHERE {brands}
    UNION ALL SELECT DISTINCT 'tool', 0, name, name FROM tools WHERE name <> ''
"""


def choices(user) -> dict[str, dict[str, tuple[int, str]]]:
    """What can be narrowed by, in one query: for brand, campaign, product and tool {public id: (key, name)}."""
    keys = _brand_keys(user)
    held = "1 = 1" if keys is None else f"b.id IN ({', '.join(['%s'] * len(keys)) or 'NULL'})"
    found = {"brand": {}, "campaign": {}, "product": {}, "tool": {}}
    with connection.cursor() as cursor:
        cursor.execute(CHOICES.format(brands=held), (keys or []) * 4)
        for kind, key, public_id, name in sorted(cursor.fetchall(), key=lambda row: row[3].casefold()):
            found[kind][public_id] = (key, name)
    return found


def _dressed(rows):
    return rows.select_related("brand", "image", "campaign", "product", "rights__current", "approved_by").only(*SHOWN)


def _brand_keys(user):
    """The keys of the brands that the person sees; None when it is all of them."""
    if user.is_staff or user.is_org_auditor:
        return None
    return [brand.pk for brand in access.brands_listed(user)]


def _visible(user, wanted):
    brands, rows = _brand_keys(user), Asset.objects.all()
    exact = {"brand": wanted.brand, "campaign": wanted.campaign, "product": wanted.product, "tool": wanted.tool}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if brands is not None:
        rows = rows.filter(brand=brands[0]) if len(brands) == 1 else rows.filter(brand__in=brands)
    return rows.filter(standing=wanted.standing) if wanted.standing else rows.exclude(standing=VOIDED)


def _facets(user, wanted):
    exact = {"b": wanted.brand, "c": wanted.campaign, "p": wanted.product, "s": wanted.standing}
    facets = [search.facet(kind, value) for kind, value in exact.items() if value]
    if wanted.tool:
        facets.append(search.facet("t", search.fold(wanted.tool)))
    if not wanted.standing:
        facets.append(search.facet("l", "in"))
    brands = _brand_keys(user)
    return {"facets": facets, "any_of": () if brands is None else [search.facet("b", key) for key in brands or [0]]}
