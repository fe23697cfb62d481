"""Owns the account's fields: which are missing or wrong, making them, and knowing before an upload that they are right.

An upload that names a field or a value which the account does not know is refused as a whole.
"""

import hashlib
import json

from django.core.cache import cache

from assets.publishers.cloudinary import client, fields
from assets.publishers.contract import PublishingFailed

REMEMBERED_SECONDS = 3600
ADVICE = "Run `manage.py cloudinary --provision` to make them; the publication goes on by itself."


def ensure(account) -> None:
    """Raises PublishingFailed, which waits, unless the account has all fields; new channels are added to theirs."""
    wanted = fields.schema()
    key = _remembered(account, wanted)
    if cache.get(key):
        return
    missing, wrong, short = compare(account, wanted)
    if missing or wrong:
        names = ", ".join([*missing, *wrong])
        said = f"The Cloudinary account lacks fields, or has others under their names: {names}. {ADVICE}"
        raise PublishingFailed(said, waits=True)
    for name, entries in short.items():
        client.admin(account, "update_metadata_field_datasource", name, entries)
    cache.set(key, True, REMEMBERED_SECONDS)


def compare(account, wanted=None) -> tuple[list, list, dict]:
    """(missing fields, fields of another type, entries that lists lack by field), as the account stands now."""
    told = client.admin(account, "list_metadata_fields").get("metadata_fields")
    if not isinstance(told, list):
        raise PublishingFailed("Cloudinary was asked for its fields and answered something unreadable.")
    held = {field.get("external_id"): field for field in told if isinstance(field, dict)}
    missing, wrong, short = [], [], {}
    for field in fields.schema() if wanted is None else wanted:
        name = field["external_id"]
        if name not in held:
            missing.append(name)
        elif held[name].get("type") != field["type"]:
            wrong.append(name)
        elif entries := _lacking(field, held[name]):
            short[name] = entries
    return missing, wrong, short


def provision(account) -> list[str]:
    """Makes what is missing and adds what lists lack; a sentence for each thing done. Safe to run again."""
    wanted, done = fields.schema(), []
    missing, _, short = compare(account, wanted)
    for field in wanted:
        if field["external_id"] in missing:
            client.admin(account, "add_metadata_field", field)
            done.append(f"Made the field {field['external_id']}.")
    for name, entries in short.items():
        client.admin(account, "update_metadata_field_datasource", name, entries)
        done.append(f"Added {len(entries)} entries to {name}.")
    return done


def forget(account) -> None:
    """Has the next upload look at the account's fields anew."""
    cache.delete(_remembered(account, fields.schema()))


def _lacking(field, held):
    entries = (held.get("datasource") or {}).get("values") or []
    active = {entry.get("external_id") for entry in entries if entry.get("state", "active") == "active"}
    return [entry for entry in field.get("datasource", {}).get("values", []) if entry["external_id"] not in active]


def _remembered(account, wanted):
    told = json.dumps([account.api, account.cloud, wanted], sort_keys=True)
    return f"cloudinary-schema-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def has_free_folders(account) -> bool:
    """Whether folders of the account are places only, and not the beginning of public ids; looked up once an hour."""
    key = f"{_remembered(account, [])}-mode"
    mode = cache.get(key)
    if mode is None:
        told = client.admin(account, "config", settings=True).get("settings")
        mode = told.get("folder_mode", "") if isinstance(told, dict) else ""
        cache.set(key, mode, REMEMBERED_SECONDS)
    return mode == "dynamic"
