"""What the service takes: fields, types and ranges of each model, written down apart from the adapter's own tables."""

import base64
import json

BOOL, INT, NUMBER, TEXT = bool, int, (int, float), str
FORMATS = ("jpeg", "png", "webp")
COMMON = {"prompt": TEXT, "webhook_url": TEXT, "webhook_secret": TEXT}
FLUX_2 = {
    **COMMON,
    "seed": INT,
    "width": (INT, 64, 4096),
    "height": (INT, 64, 4096),
    "safety_tolerance": (INT, 0, 5),
    "output_format": FORMATS,
    "transparent_bg": BOOL,
}
OLDER = {
    **COMMON,
    "seed": INT,
    "safety_tolerance": (INT, 0, 6),
    "output_format": FORMATS[:2],
    "prompt_upsampling": BOOL,
}
KONTEXT = {**OLDER, "aspect_ratio": TEXT}
WIDE = ["21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4"]
RATIOS = ["auto", "1:1", *WIDE, *(":".join(reversed(ratio.split(":"))) for ratio in WIDE)]
MODELS = {
    "flux-2-pro": {**FLUX_2, "disable_pup": BOOL, "pictures": 8},
    "flux-2-max": {**FLUX_2, "disable_pup": BOOL, "pictures": 8},
    "flux-2-flex": {
        **FLUX_2,
        "prompt_upsampling": BOOL,
        "guidance": (NUMBER, 1.5, 10),
        "steps": (INT, 1, 50),
        "pictures": 8,
    },
    "flux-2-klein-4b": {**FLUX_2, "pictures": 4},
    "flux-2-klein-9b": {**FLUX_2, "pictures": 4},
    "flux-3-image": {
        "prompt": TEXT,
        "images": list,
        "aspect_ratio": RATIOS,
        "resolution": ("768sq", "1k", "1.5k", "2k", "4k"),
        "safety_tolerance": (INT, 0, 4),
        "grounding": BOOL,
        "version": TEXT,
    },
    "flux-kontext-pro": {**KONTEXT, "pictures": 4},
    "flux-kontext-max": {**KONTEXT, "pictures": 4},
    "flux-pro-1.1": {**OLDER, "width": (INT, 256, 1440), "height": (INT, 256, 1440), "image_prompt": TEXT},
    "flux-pro-1.1-ultra": {**OLDER, "aspect_ratio": TEXT, "raw": BOOL, "image_prompt": TEXT},
}


def parsed(data: bytes):
    """The JSON of a body, or None."""
    try:
        return json.loads(data)
    except ValueError:
        return None


def faults(model: str, body) -> list[dict]:
    """What is wrong with a body, as the service says it. A misspelt field is a fault here, so that tests see it."""
    if model not in MODELS:
        return [_fault("path", f"no model {model}")]
    if not isinstance(body, dict) or not isinstance(body.get("prompt"), str) or not body["prompt"]:
        return [_fault("prompt", "Field required")]
    rules = _all_rules(MODELS[model])
    unknown = [_fault(name, "Extra inputs are not permitted") for name in body if name not in rules]
    wrong = [
        _fault(name, "Wrong type or out of range") for name, value in body.items() if not _fits(value, rules.get(name))
    ]
    return unknown or wrong or _together(model, body)


def _all_rules(rules: dict) -> dict:
    found = {name: rule for name, rule in rules.items() if name != "pictures"}
    for place in range(1, rules.get("pictures", 0) + 1):
        found["input_image" if place == 1 else f"input_image_{place}"] = TEXT
    return found


def _fits(value, rule) -> bool:
    if rule is None:
        return True
    if rule in (BOOL, INT, NUMBER, TEXT, list):
        return isinstance(value, rule) and (rule is BOOL or not isinstance(value, bool))
    if isinstance(rule, tuple) and not isinstance(rule[0], str):
        return isinstance(value, rule[0]) and not isinstance(value, bool) and rule[1] <= value <= rule[2]
    return value in rule


def _together(model: str, body: dict) -> list[dict]:
    """Rules that hold between fields, and pictures that must be plain base64."""
    found = []
    if model.startswith("flux-2") and body.get("width", 1) * body.get("height", 1) > 4 * 2**20:
        found.append(_fault("width", "More than 4 MP"))
    if model == "flux-pro-1.1" and (body.get("width", 0) % 32 or body.get("height", 0) % 32):
        found.append(_fault("width", "Multiples of 32"))
    if bool(body.get("webhook_url")) != bool(body.get("webhook_secret")):
        found.append(_fault("webhook_secret", "Together or not at all"))
    sent = [value for name, value in body.items() if name.startswith(("input_image", "image_prompt"))]
    for value in [*sent, *body.get("images", [])]:
        try:
            base64.b64decode(value, validate=True)
        except ValueError:
            found.append(_fault("input_image", "Not plain base64"))
    return found


def _fault(name: str, words: str) -> dict:
    return {"loc": ["body", name], "msg": words, "type": "value_error"}
