"""Owns which single keys of room and approval a person has changed, and what may not be given twice."""

import json

from assets.problems import Refused

# acts whose key can be changed: the key that everybody starts with, and what it does
ACTS = {
    "shortlist": ("p", "Shortlist"),
    "pass": ("x", "Pass"),
    "clear": ("u", "Clear"),
    "approve": ("a", "Approve"),
    "changes": ("r", "Ask for changes"),
    "undecided": (".", "Next undecided"),
    "stack": ("s", "Open or close a stack"),
    "grid": ("g", "Grid"),
    "loupe": ("e", "Loupe"),
    "compare": ("c", "Compare"),
    "survey": ("n", "Survey"),
    "zoom": ("z", "Fit or 100 %"),
    "lock": ("k", "Move panes together"),
    "reference": ("o", "Product picture"),
    "wipe": ("w", "Wipe"),
    "difference": ("d", "Difference"),
    "crops": ("v", "Channel crops"),
    "pin": ("m", "Mark a place"),
    "notes": ("h", "Hide or show threads"),
    "blind": ("b", "Blind"),
    "tie": ("t", "Tie, in a blind run"),
    "canvas": ("l", "Background"),
    "filters": ("f", "Filters"),
    "details": ("i", "Details"),
}
FIXED = {**{str(number): "stars" for number in range(6)}, "?": "this sheet", "/": "search"}
FIXED |= {str(number): "reasons" for number in range(6, 10)}
FIXED |= {"+": "larger", "-": "smaller", "=": "larger", "\\": "blink", "[": "the wipe", "]": "the wipe"}


def keys_of(user) -> dict[str, str]:
    """The key of each act for this person; empty where another act took it before this one had a key."""
    own = user.room_keys
    return {act: own.get(act) or ("" if key in own.values() else key) for act, (key, _) in ACTS.items()}


def shown(user) -> dict[str, dict]:
    """What a page writes beside its buttons: of each act this person's ``key`` and the ``hint`` behind a title."""
    key = {act: own.upper() for act, own in keys_of(user).items()}
    return {"key": key, "hint": {act: f" ({own})" if own else "" for act, own in key.items()}}


def rows(user, wanted=None) -> list[dict]:
    """What the form shows: for each act its label, this person's key, or the one just ``wanted``, and the first one."""
    own = keys_of(user) | {act: key for act, key in (wanted or {}).items() if key}
    return [{"act": act, "label": label, "key": own[act], "first": key} for act, (key, label) in ACTS.items()]


def change(user, wanted: dict[str, str]) -> None:
    """Keeps this person's keys, all at once. Raises Refused, with every conflict named, and changes nothing then.

    ``wanted`` maps acts to single characters; an act left out or empty gets its first key back.
    """
    keys = {act: (wanted.get(act) or key).strip().lower() for act, (key, _) in ACTS.items()}
    wrong = _wrong(keys)
    if wrong:
        raise Refused(f"{' '.join(wrong)} No key was changed.")
    user.room_keys = {act: key for act, key in keys.items() if key != ACTS[act][0]}
    user.save(update_fields=["room_keys"])


def renamed(user, *, among=ACTS) -> str:
    """For a page with the acts ``among``: JSON from each first key that this person gave away to the key in its place;
    empty where none was."""
    own = {ACTS[act][0]: key for act, key in user.room_keys.items() if act in among and act in ACTS}
    return json.dumps(own) if own else ""


def _wrong(keys) -> list[str]:
    found = []
    for act, key in keys.items():
        label = ACTS[act][1]
        if len(key) != 1 or not key.isprintable() or key.isspace():
            found.append(f"{label} needs one key that writes a character.")
        elif key in FIXED:
            found.append(f"{key} belongs to {FIXED[key]} and cannot be given to {label}.")
        others = [ACTS[other][1] for other, taken in keys.items() if taken == key and other > act]
        if others:
            found.append(f"{key.upper()} is given to {label} and to {' and to '.join(others)}.")
    return found
