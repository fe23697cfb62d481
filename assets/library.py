"""Owns the way into the library and out of it: admitting an approved image, undoing that, and withdrawing it."""

import hashlib
from dataclasses import asdict, dataclass, field

from django.db import IntegrityError, transaction

from assets import access, audit, clock, publishing, standing, wording
from assets.audit.chain import canonical
from assets.models import Asset
from assets.problems import Conflict, Refused
from assets.transitions import Transition, move

APPROVED, WITHDRAWN, VOIDED = Asset.State.APPROVED, Asset.State.WITHDRAWN, Asset.State.VOIDED
WITHDRAW = Transition("withdraw", (APPROVED,), WITHDRAWN, "take_down", "asset.withdrawn")
VOID = Transition("void", (APPROVED,), VOIDED, "decide", "asset.voided")
TRANSITIONS = (WITHDRAW, VOID)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """How an image came about, as told by who had it made. It is frozen into the asset's provenance.

    ``origin`` is the opaque id of what it was before, ``references`` are dicts with role, sha256 and title,
    ``terms`` is the tool's terms as they were then; people are public ids, ``author_name`` is somebody's
    without an account; ``source_type`` is an IPTC code; ``disclosure`` maps a channel
    key to what viewers are told there.
    """

    origin: str
    prompt: str = ""
    negative_prompt: str = ""
    prompt_version: int | None = None
    tool: str
    model_version: str = ""
    seed: int | None = None
    parameters: dict = field(default_factory=dict)
    references: list = field(default_factory=list)
    author: str = ""
    author_name: str = ""
    importer: str = ""
    requested_by: str = ""
    source_type: str
    terms: dict = field(default_factory=dict)
    made_at: str = ""
    brief: str = ""
    disclosure: dict = field(default_factory=dict)


def admit(
    image,
    *,
    facts: Facts,
    rights_version,
    by,
    campaign,
    title,
    channels,
    product=None,
    alt_text="",
    decorative=False,
    creator=None,
) -> Asset:
    """Makes an approved image an asset, inside the transaction of the approval; `publishing.ask` puts it out.

    ``creator`` is the User who made or brought in the image, or None. Raises Refused when the parts belong to
    different brands, Conflict when the image is in the library already.
    """
    _check_brand(image, campaign, product, rights_version)
    frozen = canonical(_provenance(image, facts, rights_version, campaign, product))
    try:
        with transaction.atomic():
            asset = Asset.objects.create(
                brand=image.brand,
                image=image,
                campaign=campaign,
                product=product,
                rights=rights_version.record,
                rights_version=rights_version,
                title=title,
                alt_text=alt_text,
                decorative=decorative,
                channels=list(channels),
                tool=facts.tool,
                model_version=facts.model_version,
                creator=creator,
                provenance=frozen,
                provenance_sha256=hashlib.sha256(frozen.encode()).hexdigest(),
                origin=facts.origin,
                approved_by=by,
                approved_at=clock.now(),
            )
    except IntegrityError as problem:
        raise Conflict("This image is in the library already. Nothing was changed.", code="twice") from problem
    standing.index(asset)
    audit.record("asset.admitted", asset, by=by, brand=asset.brand, after=_admitted(asset), details=_bound(asset))
    return asset


def void(asset, *, by, reason="") -> Asset:
    """Undoes an approval: the asset leaves the library and its publication is cancelled before it began.

    Raises Conflict once the publication was claimed; then `withdraw` is the way out.
    """
    access.require(by, "decide", asset.brand)
    with transaction.atomic():
        for publication in publishing.open_of(asset):
            publishing.cancel(publication, by=by, reason=reason)
        move(asset, VOID, by=by, reason=reason, **_ended(by, reason))
        standing.settle(asset)
    return asset


def withdraw(asset, *, by, reason, expected_version=None) -> Asset:
    """Takes the asset out of use for good: delivery stops at once, the record stays.

    Raises Refused without a reason, Conflict when it is no longer in the library.
    """
    access.require(by, "take_down", asset.brand)
    reason = wording.needed(reason, what="The reason", longest=500)
    with transaction.atomic():
        move(asset, WITHDRAW, by=by, expected_version=expected_version, reason=reason, **_ended(by, reason))
        for publication in publishing.open_of(asset):
            publishing.end(publication, by=by, reason=reason)
        standing.settle(asset)
    return asset


def _ended(by, reason):
    return {"ended_at": clock.now(), "ended_by": by, "end_reason": reason}


def _check_brand(image, campaign, product, rights_version):
    owners = {image.brand_id, campaign.brand_id, rights_version.record.brand_id}
    if product is not None:
        owners.add(product.brand_id)
    if len(owners) > 1:
        raise Refused("The image, its campaign, its product and its rights belong to different brands.", code="brand")


def _provenance(image, facts, rights_version, campaign, product):
    return {
        **asdict(facts),
        "image": {
            "id": image.public_id,
            "sha256": image.sha256,
            "master_sha256": image.master_sha256,
            "width": image.width,
            "height": image.height,
            "format": image.format,
            "has_c2pa": image.has_c2pa,
        },
        "campaign": {"id": campaign.public_id, "name": campaign.name},
        "product": {"id": product.public_id, "name": product.name, "sku": product.sku} if product else None,
        "rights": {"record": rights_version.record.public_id, "version": rights_version.number},
    }


def _admitted(asset):
    return {"state": asset.state, "version": asset.version}


def _bound(asset):
    return {
        "image_sha256": asset.image.sha256,
        "master_sha256": asset.image.master_sha256,
        "provenance_sha256": asset.provenance_sha256,
        "origin": asset.origin,
        "rights": asset.rights.public_id,
        "rights_version": asset.rights_version.number,
    }
