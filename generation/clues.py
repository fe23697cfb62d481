"""Owns reading an image file's own words about its origin. They are suggestions: a typed value always wins.

A clue is ``field: [value, where it was read]``; fields are tool, model_version, prompt, author_name, seed and
parameters.
"""

import json
import re

MIDJOURNEY = "Midjourney"
JOB = re.compile(r"\s*Job ID:\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*\Z", re.I)
FLAG = re.compile(r"(?<!\S)--([a-z]+)\b[ \t]*((?:(?!--)\S+[ \t]*)*)", re.I)
DOWNLOAD = re.compile(
    r"(?P<author>[^_/]{1,60})_(?P<words>.+?)_(?P<job>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:_(?P<index>\d))?"
    r"(?:\s?\(\d+\))?\.[a-z]{3,4}",
    re.I,
)
STEPS = re.compile(r"^Steps: \d+, .*$", re.M)
PAIR = re.compile(r"([A-Z][\w ]{0,40}): (\"[^\"]*\"|[^,]*)(?:, |\Z)")
LARGEST_SEED = 2**63 - 1
LIMITS = {"tool": 80, "model_version": 80, "prompt": 8_000, "author_name": 120}


def read(found: dict, file_name: str = "") -> dict:
    """All clues in an intake's ``found_metadata`` and the file's name; the more certain place wins."""
    texts, exif, xmp = (found.get(part) or {} for part in ("texts", "exif", "xmp"))
    clues: dict = {}
    for more in (
        midjourney_text(texts),
        web_ui(texts.get("parameters", ""), "PNG field parameters"),
        web_ui(exif.get("comment", ""), "EXIF comment"),
        comfy(texts),
        packet(xmp),
        midjourney_name(file_name),
    ):
        for field, clue in more.items():
            if clue[0] not in ("", None, {}):
                clues.setdefault(field, clue)
    return clues


def midjourney_text(texts: dict) -> dict:
    """From the PNG fields of a download: the prompt with its flags and job in Description, the person in Author."""
    description = texts.get("Description", "")
    job = JOB.search(description)
    flags = flags_of(description)
    if not job and not {"v", "niji", "stylize", "s", "sref"} & flags.keys():
        return {}
    words = JOB.sub("", description)
    place = "PNG field Description"
    return {
        "tool": [MIDJOURNEY, place],
        "prompt": [_cut("prompt", words), place],
        "model_version": [_version(flags), place],
        "seed": [_seed(flags.get("seed")), place],
        "parameters": [flags | ({"job": job.group(1)} if job else {}), place],
        "author_name": [_cut("author_name", texts.get("Author", "")), "PNG field Author"],
    }


def midjourney_name(file_name: str) -> dict:
    """From the name of a download: person, the first words of the prompt, job."""
    name = DOWNLOAD.fullmatch(file_name)
    if not name:
        return {}
    place = "file name"
    return {
        "tool": [MIDJOURNEY, place],
        "prompt": [_cut("prompt", name["words"].replace("_", " ").strip()), "file name, shortened there"],
        "author_name": [_cut("author_name", name["author"]), place],
        "parameters": [{"job": name["job"]} | ({"index": name["index"]} if name["index"] else {}), place],
    }


def web_ui(text: str, place: str) -> dict:
    """From the block that Stable Diffusion web interfaces write: prompt, negative prompt, one line of settings."""
    settings = STEPS.search(text)
    if not settings:
        return {}
    words, _, negative = text[: settings.start()].partition("Negative prompt:")
    pairs = {key: value.strip('"') for key, value in PAIR.findall(settings.group())}
    kept = {key: pairs[key] for key in ("Steps", "Sampler", "CFG scale", "Size", "Model hash") if key in pairs}
    if negative.strip():
        kept["negative prompt"] = _cut("prompt", negative)
    return {
        "tool": ["Stable Diffusion web interface", place],
        "prompt": [_cut("prompt", words), place],
        "model_version": [_cut("model_version", pairs.get("Model", "")), place],
        "seed": [_seed(pairs.get("Seed")), place],
        "parameters": [kept, place],
    }


def comfy(texts: dict) -> dict:
    """From ComfyUI's graph: only what can be named for certain, the checkpoint and a single seed."""
    try:
        nodes = [node["inputs"] for node in json.loads(texts.get("prompt", "")).values()]
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError):
        return {}
    inputs = [node for node in nodes if isinstance(node, dict)]
    place = "PNG field prompt (ComfyUI graph)"
    return {
        "tool": ["ComfyUI", place],
        "model_version": [_cut("model_version", _only(inputs, "ckpt_name", "unet_name")), place],
        "seed": [_seed(_only(inputs, "seed", "noise_seed")), place],
    }


def packet(xmp: dict) -> dict:
    """From the IPTC properties for AI in an XMP packet."""
    place = "XMP"
    return {
        "tool": [_cut("tool", xmp.get("ai_system", "")), place],
        "model_version": [_cut("model_version", xmp.get("ai_system_version", "")), place],
        "prompt": [_cut("prompt", xmp.get("ai_prompt", "")), place],
    }


def flags_of(text: str) -> dict:
    """{flag: value} of the ``--flags`` behind a prompt; a flag without a value is "yes"."""
    return {name.lower(): value.strip()[:200] or "yes" for name, value in FLAG.findall(JOB.sub("", text))}


def _version(flags):
    version = flags.get("v") or flags.get("version")
    niji = flags.get("niji")
    return f"Niji {niji}"[:80] if niji else f"v{version}"[:80] if version else ""


def _seed(value):
    text = str(value if value is not None else "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_SEED else None


def _only(inputs, *names):
    """The value that all nodes agree on, or "" if they do not."""
    values = {node[name] for node in inputs for name in names if isinstance(node.get(name), str | int)}
    return values.pop() if len(values) == 1 else ""


def _cut(field, value):
    return str(value).strip()[: LIMITS[field]]
