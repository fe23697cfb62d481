"""Owns the structured metadata: which fields an account must have, and values that it stores as they were sent."""

import re
import unicodedata

from assets.models import Channel
from assets.publishers.contract import Notes

TEXT, LONG_TEXT, CONTEXT_TEXT = 250, 500, 250
RIGHTS = {"owned": "Owned", "licensed": "Licensed", "restricted": "With restrictions", "unknown": "Not known"}
STATUS = {"approved": "Approved", "withdrawn": "Withdrawn"}
DISCLOSURE = {"required": "To be told beside it", "shown": "Told in the picture", "not_required": "Nothing to tell"}
# what the service's own encoding would take as syntax, or drop
AWKWARD = str.maketrans({"\\": "/", '"': "'", "\u2028": " ", "\u2029": " "})


def _text(key, label, longest=TEXT):
    return {
        "external_id": key,
        "type": "string",
        "label": label,
        "mandatory": False,
        "validation": {"type": "strlen", "min": 0, "max": longest},
        "restrictions": {"readonly_ui": True},
    }


def _date(key, label):
    return {
        "external_id": key,
        "type": "date",
        "label": label,
        "mandatory": False,
        "restrictions": {"readonly_ui": True},
    }


def _choice(key, label, values, kind="enum"):
    entries = [{"external_id": code, "value": word} for code, word in values.items()]
    return {
        "external_id": key,
        "type": kind,
        "label": label,
        "mandatory": False,
        "datasource": {"values": entries},
        "restrictions": {"readonly_ui": True},
    }


def schema() -> list[dict]:
    """Every field, as the service wants it described; campaigns, products and tools grow daily, so they are text."""
    channels = dict(Channel.objects.order_by("position").values_list("key", "name"))
    return [
        _text("aig_prompt", "AI: prompt (beginning)", LONG_TEXT),
        _text("aig_prompt_sha256", "AI: SHA-256 of the whole prompt", 64),
        _text("aig_tool", "AI: tool"),
        _text("aig_model", "AI: model"),
        _text("aig_source_image", "AI: source images"),
        _text("aig_campaign", "Campaign"),
        _text("aig_product", "Product"),
        _text("aig_creator", "Creator (id)"),
        _choice("aig_review_status", "Review status", STATUS),
        _choice("aig_usage_rights", "Usage rights", RIGHTS),
        _date("aig_created", "Date created"),
        _choice("aig_channels", "Destination channels", channels, "set"),
        _date("aig_rights_expiry", "Last day of the rights"),
        _choice("aig_ai_disclosure", "AI disclosure", DISCLOSURE),
        _text("aig_source_type", "IPTC digital source type"),
        _text("aig_record", "Proofmark record"),
    ]


def values(notes: Notes) -> dict:
    """The notes' fields as they are sent, and as they must come back; what is empty is left out."""
    found = {}
    for key, value in notes.fields.items():
        longest = LONG_TEXT if key == "aig_prompt" else TEXT
        made = list(value) if isinstance(value, list) else normalised(value, longest)
        if made:
            found[key] = made
    return found


def context(notes: Notes, sha256: str) -> dict:
    """Caption, alternative text, the picture's hash, and the state of the audit log: chain, number and root."""
    wanted = {
        "caption": normalised(notes.title, CONTEXT_TEXT),
        "alt": normalised(notes.alt_text, CONTEXT_TEXT),
        "pm_sha256": sha256,
        "pm_chain": notes.anchor.get("chain", ""),
        "pm_seq": str(notes.anchor.get("seq", "")),
        "pm_root": notes.anchor.get("root", ""),
    }
    return {key: value for key, value in wanted.items() if value}


def normalised(text: str, longest: int) -> str:
    """One line without control, format or lone surrogate characters, without what the encoding takes as syntax."""
    plain = unicodedata.normalize("NFC", str(text)).translate(AWKWARD)
    kept = "".join(" " if char in "\r\n\t" else char for char in plain if char in "\r\n\t" or _is_shown(char))
    return re.sub(" +", " ", kept).strip()[:longest].strip()


def _is_shown(char):
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def differences(sent: dict, found: dict | None) -> list[str]:
    """The keys under which the service holds something else than was sent."""
    held = found if isinstance(found, dict) else {}
    return sorted(key for key, value in sent.items() if not _equal(value, held.get(key)))


def leftovers(sent: dict, found: dict | None) -> list[str]:
    """Our keys under which the service still holds something although nothing is to be said any more."""
    held = found if isinstance(found, dict) else {}
    ours = {field["external_id"] for field in schema()}
    return sorted(key for key in held.keys() & ours if key not in sent and held[key] not in (None, "", []))


def _equal(sent, held):
    if isinstance(sent, list):
        return isinstance(held, list) and sorted(sent) == sorted(map(str, held))
    return str(held) == sent
