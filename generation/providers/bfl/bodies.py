"""Owns what is sent: the typed body of each model family, built from the model's entry, and what it cannot do.

A model is data. Its entry says under ``options``: ``path``; ``size`` (pixels, ratio or resolution); ``sides`` with
least, most, step and most_pixels; ``ratios``; ``resolutions``; ``seed``; ``references`` and the ``reference_field``;
``webhook``; ``send``, which always goes along; and ``fields``, which a request may set, with their types and ranges.
"""

import base64

from generation.providers.contract import Job

LONGEST_PROMPT = 32_000
TYPES = {"boolean": bool, "integer": int, "number": (int, float), "text": str}
MOST_REFERENCE_BYTES = 20 * 2**20


def path_of(job: Job) -> str:
    """The model's own path below /v1/."""
    return job.parameters.get("path") or job.model


def problems(job: Job) -> list[str]:
    """Sentences that say why this model cannot make this image."""
    options = job.parameters
    return [
        *_words(job),
        *_size(job, options.get("sides", {})),
        *_references(job, options.get("references", 0)),
        *_fields(options),
    ]


def _words(job: Job) -> list[str]:
    if not job.prompt.strip():
        return ["The prompt is empty. Write what the picture should show."]
    if len(job.prompt) > LONGEST_PROMPT:
        return [f"The prompt is longer than {LONGEST_PROMPT} characters. Shorten it."]
    return []


def _size(job: Job, sides: dict) -> list[str]:
    least, most = sides.get("least", 1), sides.get("most")
    found = []
    if min(job.width, job.height) < least:
        found.append(f"This model makes no side shorter than {least} px.")
    if most and max(job.width, job.height) > most:
        found.append(f"This model makes no side longer than {most} px.")
    if sides.get("most_pixels") and job.width * job.height > sides["most_pixels"]:
        found.append(f"This model makes at most {sides['most_pixels'] / 2**20:g} megapixels.")
    return found


def _references(job: Job, most: int) -> list[str]:
    if len(job.references) > most:
        return [f"This model takes {most or 'no'} reference pictures; {len(job.references)} were picked."]
    if any(len(one.data) > MOST_REFERENCE_BYTES for one in job.references):
        return ["A reference picture is larger than 20 MB."]
    return []


def _fields(options: dict) -> list[str]:
    wrong = [
        name for name, rule in options.get("fields", {}).items() if name in options and not _fits(options[name], rule)
    ]
    return [f"The setting {name} has a value that this model does not take." for name in wrong]


def _fits(value, rule) -> bool:
    """Whether a value has the field's type and lies in its range: "boolean", or ["integer", least, most]."""
    kind, *bounds = [rule] if isinstance(rule, str) else rule
    if isinstance(value, bool) != (kind == "boolean") or not isinstance(value, TYPES[kind]):
        return False
    return not bounds or bounds[0] <= value <= bounds[1]


def body_of(job: Job) -> dict:
    """The JSON body: only what was set, numbers as numbers."""
    options = job.parameters
    body = {"prompt": job.prompt, **options.get("send", {})}
    body |= {name: options[name] for name in options.get("fields", {}) if name in options}
    if options.get("seed", True) and job.seed is not None:
        body["seed"] = job.seed
    body |= _shape(job, options)
    body |= _pictures(job, options.get("reference_field", "input_image"))
    if job.callback and options.get("webhook", True):
        body |= {"webhook_url": job.callback.url, "webhook_secret": job.callback.secret}
    return body


def _shape(job: Job, options: dict) -> dict:
    if options.get("size", "pixels") == "pixels":
        return {"width": job.width, "height": job.height}
    found = {"aspect_ratio": nearest_ratio(job.width, job.height, options["ratios"])}
    if options["size"] == "resolution":
        found["resolution"] = _resolution(job.width * job.height, options["resolutions"])
    return found


def nearest_ratio(width: int, height: int, ratios: list[str]) -> str:
    """The ratio of the list that comes nearest, by how much would have to be cut off."""
    wanted = width / height

    def cut(ratio: str) -> float:
        across, down = (int(part) for part in ratio.split(":"))
        return max(wanted * down / across, across / down / wanted)

    return min(ratios, key=cut)


def _resolution(pixels: int, steps: list) -> str:
    """The smallest step that holds nine tenths of the pixels wanted, else the largest."""
    fitting = [name for name, most in steps if most >= pixels * 0.9]
    return fitting[0] if fitting else steps[-1][0]


def _pictures(job: Job, field: str) -> dict:
    """References as plain base64, in the way of the family: a list, or numbered fields."""
    sent = [base64.b64encode(one.data).decode("ascii") for one in job.references]
    if not sent:
        return {}
    if field == "images":
        return {field: sent}
    return {field if place == 1 else f"{field}_{place}": one for place, one in enumerate(sent, 1)}
