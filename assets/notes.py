"""Owns what a delivery service is told about a picture: codes, names of things and ids, never the name of a person."""

import hashlib
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from assets import metadata
from assets.audit.recording import chain_of
from assets.models import AuditCheckpoint
from assets.publishers import Notes

LONGEST_PROMPT = 500
# by the basis of the rights: owned, licensed or unknown; any restriction makes it restricted
RIGHTS = {
    "owned": "owned",
    "commissioned": "owned",
    "generator_terms": "licensed",
    "stock_licence": "licensed",
    "client_supplied": "licensed",
    "public_domain": "owned",
}
SAID_BESIDE = {"caption", "platform_toggle", "eu_icon"}


def of(asset, verdict) -> Notes:
    """The notes as they stand now; ``verdict`` is the gates'."""
    frozen = metadata.provenance(asset)
    return Notes(
        fields=_fields(asset, frozen, verdict),
        title=asset.title,
        alt_text="" if asset.decorative else asset.alt_text,
        tags=("proofmark", asset.brand.slug, frozen["source_type"]),
        folder=(asset.brand.slug, slugify(frozen["campaign"]["name"])[:60] or asset.campaign.public_id),
        starts=verdict.starts,
        ends=verdict.ends,
        anchor=_anchor(asset),
    )


def _fields(asset, frozen, verdict):
    product, references = frozen["product"], frozen["references"]
    return {
        "aig_prompt": frozen["prompt"][:LONGEST_PROMPT],
        "aig_prompt_sha256": hashlib.sha256(frozen["prompt"].encode()).hexdigest(),
        "aig_tool": asset.tool,
        "aig_model": asset.model_version,
        "aig_source_image": ", ".join(reference.get("sha256", "")[:16] for reference in references) or "none",
        "aig_campaign": frozen["campaign"]["name"],
        "aig_product": product["name"] if product else "none",
        "aig_creator": frozen["author"] or frozen["importer"],
        "aig_review_status": "approved" if asset.state == "approved" else "withdrawn",
        "aig_usage_rights": _rights(verdict),
        "aig_created": metadata.made_on(asset, frozen).isoformat(),
        "aig_channels": list(asset.channels),
        "aig_rights_expiry": _last_day(verdict, asset.brand.timezone),
        "aig_ai_disclosure": _disclosure(frozen),
        "aig_source_type": frozen["source_type"],
        "aig_record": asset.public_id,
    }


def _rights(verdict):
    version = verdict.rights.version
    if version is None:
        return "unknown"
    return "restricted" if version.restrictions else RIGHTS.get(version.basis, "unknown")


def _last_day(verdict, tz):
    """The last day on which it may be shown, empty when there is none."""
    if verdict.ends is None:
        return ""
    return timezone.localtime(verdict.ends - timedelta(seconds=1), ZoneInfo(tz)).date().isoformat()


def _disclosure(frozen):
    """Whether viewers must be told beside the picture that it was made by AI, or are told within it."""
    told = set(frozen.get("disclosure", {}).values())
    if told & SAID_BESIDE:
        return "required"
    if "label_in_pixels" in told:
        return "shown"
    return "not_required" if told else "required"


def _anchor(asset):
    """The newest sealed state of the brand's log, so that every delivered picture carries a copy of it."""
    chain = chain_of(asset)
    sealed = AuditCheckpoint.objects.filter(chain=chain).order_by("-size").values("size", "root").first()
    return {"chain": chain, "seq": sealed["size"], "root": sealed["root"]} if sealed else {}
