"""The rules of the fake Cloudinary: what a request must be like, told from its documentation and not from our code."""

import hashlib
import json
import re
from datetime import date, datetime

UPLOAD = {
    "public_id", "timestamp", "overwrite", "unique_filename", "use_filename", "discard_original_filename", "type",
    "allowed_formats", "asset_folder", "display_name", "tags", "context", "metadata", "access_control",
    "notification_url",
}  # fmt: skip
TAKES = {
    "upload": UPLOAD,
    "explicit": {"public_id", "timestamp", "type", "tags", "context", "metadata", "access_control"},
    "destroy": {"public_id", "timestamp", "type", "invalidate"},
}
FLAGS = {"overwrite", "unique_filename", "use_filename", "discard_original_filename", "invalidate"}
MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "webp": b"RIFF"}


class Refusal(Exception):
    """An answer other than 200: its status and the service's words."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status, self.message = status, message


def digest(text: str, algorithm: str) -> str:
    """The service's hash of a text."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


def string_to_sign(params: dict) -> str:
    """Second version of the rules: an ampersand inside of a pair is written out."""
    pairs = (f"{name}={value}".replace("&", "%26") for name, value in params.items() if value != "")
    return "&".join(sorted(pairs))


def check_signature(params: dict, *, key, secret, algorithm, now) -> dict:
    """The signed parameters; raises Refusal for another key, an old request or another signature."""
    signed = {name: value for name, value in params.items() if name not in ("signature", "api_key", "file")}
    if params.get("api_key") != key:
        raise Refusal(401, f"Unknown API key {params.get('api_key')}")
    if not re.fullmatch(r"\d{10}", params.get("timestamp", "")):
        raise Refusal(400, "Invalid timestamp")
    if abs(now - int(params["timestamp"])) > 3600:
        told = datetime.fromtimestamp(int(params["timestamp"]))
        raise Refusal(401, f"Stale request - reported time is {told} which is more than 1 hour ago")
    text = string_to_sign(signed)
    if digest(text + secret, algorithm) != params.get("signature"):
        raise Refusal(401, f"Invalid Signature {params.get('signature')}. String to sign - '{text}'.")
    return signed


def check_shape(action: str, params: dict) -> list[str]:
    """What a strict reader would complain about although the real service lets it pass."""
    odd = [f"{action} does not take {name}" for name in params if name not in TAKES[action]]
    odd += [f"{name} is {params[name]!r}, no flag" for name in FLAGS & params.keys() if params[name] not in ("0", "1")]
    if action != "upload" and not params.get("type"):
        odd.append(f"{action} without a type")
    return odd


def check_public_id(public_id: str) -> None:
    """Raises Refusal for an id with characters that are not allowed."""
    if (
        not public_id
        or len(public_id) > 255
        or re.search(r"[?&#\\%<>+]", public_id)
        or public_id.strip("/ ") != public_id
    ):
        raise Refusal(400, f"public_id ({public_id}) is invalid")


def format_of(data: bytes) -> str:
    """By the first bytes; raises Refusal."""
    for name, magic in MAGIC.items():
        if data.startswith(magic):
            return name
    raise Refusal(400, "Invalid image file")


def pairs(text: str) -> dict:
    """`a=1|b=2` with a backslash that takes away the meaning of the next character."""
    found, parts, taken = {}, [[]], False
    for char in text:
        if char == "\\" and not taken:
            taken = True
            continue
        if char == "|" and not taken:
            parts.append([])
        else:
            parts[-1].append(("=" if taken else "≡") if char == "=" else char)
        taken = False
    for part in filter(None, ("".join(part) for part in parts)):
        name, _, value = part.partition("≡")
        found[name] = value.replace("≡", "=")
    return found


def metadata(text: str, fields: dict) -> dict:
    """The values of structured metadata as they are stored; raises Refusal for an unknown field or a wrong value."""
    return {name: _value(name, value, fields) for name, value in pairs(text).items()}


def _value(name, value, fields):
    if name not in fields:
        raise Refusal(400, f"Metadata field {name} doesn't exist")
    field = fields[name]
    if value == "":
        return None
    entries = {
        entry["external_id"]
        for entry in field.get("datasource", {}).get("values", [])
        if entry.get("state", "active") == "active"
    }
    wrong = Refusal(400, f"Value {value} is invalid for metadata field {name}")
    if field["type"] == "set":
        chosen = json.loads(value)
        if not isinstance(chosen, list) or set(chosen) - entries:
            raise wrong
        return chosen
    if field["type"] == "enum" and value not in entries:
        raise wrong
    if field["type"] == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise wrong from None
    if len(value) > field.get("validation", {}).get("max", 10**6) or re.search(r"[\x00-\x1f]", value):
        raise wrong
    return value


def context(text: str) -> dict:
    """Contextual metadata; raises Refusal."""
    found = pairs(text)
    if any(not value or len(value) > 1024 or re.search(r"[\x00-\x09\x0b-\x1f]", value) for value in found.values()):
        raise Refusal(400, "Invalid context value")
    return {"custom": found}


def access_control(text: str) -> list:
    """Rules of access; raises Refusal."""
    try:
        found = json.loads(text)
        for rule in found:
            assert set(rule) <= {"access_type", "start", "end"}
            assert rule["access_type"] in ("token", "anonymous")
            moments = [datetime.fromisoformat(rule[name]) for name in ("start", "end") if name in rule]
            assert moments == sorted(moments)
    except (ValueError, KeyError, TypeError, AssertionError):
        raise Refusal(400, "Invalid access_control") from None
    return found


def check_field(field: dict, held: dict) -> dict:
    """A new metadata field; raises Refusal."""
    name, kind = field.get("external_id"), field.get("type")
    if name in held:
        raise Refusal(409, f"external id {name} already exists")
    if not re.fullmatch(r"[A-Za-z0-9_]{1,255}", name or "") or not field.get("label"):
        raise Refusal(400, "external_id and label are required")
    if kind not in ("string", "integer", "date", "enum", "set"):
        raise Refusal(400, f"type {kind} is invalid")
    if kind in ("enum", "set") and not field.get("datasource", {}).get("values"):
        raise Refusal(400, "datasource is required")
    if len(held) >= 100:
        raise Refusal(400, "Too many fields")
    return field
