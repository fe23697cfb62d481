"""Owns the ten fields that a published image carries, as people read them."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from assets.models import Channel, User

# what other fields tell, and the pace that a simulated generator pretends to have
TOLD_ELSEWHERE = {"prompt", "prompt_version", "seed", "model", "seconds"}


@dataclass(frozen=True)
class Field:
    """One field: its key at the delivery service, its label, and its text ("" when nothing is known)."""

    key: str
    label: str
    text: str


def provenance(asset) -> dict:
    """The frozen record of origin."""
    return json.loads(asset.provenance)


def ten_fields(asset, channels=None) -> list[Field]:
    """Prompt, tool, source image, campaign, product, creator, review status, usage rights, date and channels.

    ``channels`` are the Channel rows, if they are at hand.
    """
    frozen = provenance(asset)
    return [
        Field("aig_prompt", "Prompt", frozen["prompt"]),
        Field("aig_tool", "Tool or model", " ".join(filter(None, [asset.tool, asset.model_version]))),
        Field("aig_source_image", "Source image", _sources(frozen)),
        Field("aig_campaign", "Campaign", frozen["campaign"]["name"]),
        Field("aig_product", "Product", _product(frozen)),
        Field("aig_creator", "Creator", creator(asset, frozen)),
        Field("aig_review_status", "Review status", _review(asset)),
        Field("aig_usage_rights", "Usage rights", _rights(asset.rights_version)),
        Field("aig_created", "Date created", made_on(asset, frozen).strftime("%-d %B %Y")),
        Field(
            "aig_channels",
            "Destination channel",
            _channels(asset, Channel.objects.all() if channels is None else channels),
        ),
    ]


def parameters(asset) -> list[tuple[str, str]]:
    """The generator's settings as label and text, nested ones flattened; what other fields tell is left out."""
    return [(name.replace("_", " ").capitalize(), text) for name, text in _flat(provenance(asset)["parameters"])]


def _flat(values):
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value)
        elif name not in TOLD_ELSEWHERE and value not in ("", None, []):
            yield name, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def made_on(asset, frozen) -> date:
    """The day on which the image was made, as told at its admission; else that of its admission."""
    return datetime.fromisoformat(frozen["made_at"]).date() if frozen["made_at"] else asset.created_at.date()


def creator(asset, frozen) -> str:
    """Who made it: the person here, or the name that was declared at import."""
    if asset.creator_id:
        return str(asset.creator)
    author = frozen["author"] and User.objects.filter(public_id=frozen["author"]).first()
    return str(author) if author else frozen["author_name"]


def _sources(frozen):
    titles = [reference.get("title") or reference.get("sha256", "")[:12] for reference in frozen["references"]]
    return ", ".join(titles) or "None"


def _product(frozen):
    product = frozen["product"]
    return " · ".join(filter(None, [product["name"], product["sku"]])) if product else "None"


def _review(asset):
    word = "Approved" if asset.state == "approved" else asset.get_state_display()
    return f"{word} by {asset.approved_by} on {asset.approved_at:%-d %B %Y}"


def _rights(version):
    until = "without end" if version.perpetual else f"until {version.term_end:%-d %B %Y}"
    return f"{version.rights_holder}, {version.basis.replace('_', ' ')}, {until}"


def _channels(asset, channels):
    names = {channel.key: channel.name for channel in channels}
    return ", ".join(names.get(key, key) for key in asset.channels) or "None"
