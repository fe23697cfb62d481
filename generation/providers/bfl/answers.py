"""Owns reading what Black Forest Labs answer: how a task stands, what an error says, when to come back."""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from generation.providers import contract
from generation.providers.contract import Done, Failed, ImageRef, Missing, Progress, ProviderError

CREDIT = 0.01  # US dollars
MOST_SAID = 500
WORKING = ("pending", "reasoning", "generating", "processing", "queued")
READY = ("ready", "success")
MODERATED = {
    "request moderated": (contract.MODERATED_INPUT, "The words or a reference picture were refused before work began."),
    "content moderated": (contract.MODERATED_OUTPUT, "The picture was withheld after it was made."),
}
BROKEN = ("error", "failed")
NOT_FOUND = "task not found"
UNKNOWN_TASK = "Black Forest Labs does not know this task, or not any more."
MOST_RETRY_SECONDS = 3600.0


def parsed(data: bytes):
    """The JSON object of a body; None when it is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def number(value) -> float | None:
    """A finite number that is not negative; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        return None
    return float(value)


def cost_of(answer: dict) -> float | None:
    """What it costs in US dollars; nothing and zero both mean that it is not said yet."""
    credits = number(answer.get("cost"))
    return credits * CREDIT if credits else None


def kept(answer: dict) -> dict:
    """An answer as it may be stored: without links that open pictures or reach us."""
    hidden = ("webhook_url", "webhook_secret", "sample")
    inner = answer.get("result")
    found = {name: value for name, value in answer.items() if name not in (*hidden, "preview")}
    if isinstance(inner, dict):
        found["result"] = {name: value for name, value in inner.items() if name not in hidden}
    return found


def standing(status: int, answer: dict | None) -> Progress | Missing | Done | Failed:
    """How a task stands. A known status decides; only without one the HTTP code does. ProviderError: ask again."""
    said = str((answer or {}).get("status", "")).strip().lower()
    if answer is not None and said:
        if (found := told(answer)) is not None:
            return found
        if said == NOT_FOUND:
            return Missing(UNKNOWN_TASK)
        if said in WORKING or status < 400:
            return Progress(_fraction(answer), said)
    if status == 404:
        return Missing(UNKNOWN_TASK)
    if status >= 400 or answer is None:
        raise ProviderError(f"Black Forest Labs answered with {status} when asked how far it is.")
    return Progress()


def told(answer: dict) -> Done | Failed | None:
    """The end that an answer or a call tells of; None while there is none."""
    said = str(answer.get("status", "")).strip().lower()
    if said in READY:
        return _done(answer)
    if said in MODERATED:
        kind, sentence = MODERATED[said]
        return Failed(kind, sentence + _reasons(answer), raw=kept(answer))
    if said in BROKEN:
        why = error_text(answer) or _text(answer.get("details"))
        sentence = f"Black Forest Labs could not make it. {why}".strip()
        return Failed(contract.PROVIDER_ERROR, sentence[:MOST_SAID], permanent=False, raw=kept(answer))
    return None


def _done(answer: dict) -> Done | Failed:
    result = answer.get("result")
    sample = result.get("sample") if isinstance(result, dict) else None
    if not isinstance(sample, str) or not sample:
        sentence = "Black Forest Labs say that the picture is ready, but gave no link to it."
        return Failed(contract.PROVIDER_ERROR, sentence, charged=True, raw=kept(answer))
    seed = result.get("seed")
    seed = seed if isinstance(seed, int) and not isinstance(seed, bool) and 0 <= seed < 2**63 else None
    return Done([ImageRef(sample)], cost=cost_of(answer), seed=seed, raw=kept(answer))


def _fraction(answer: dict) -> float | None:
    found = number(answer.get("progress"))
    return None if found is None else min(found, 1.0)


def _reasons(answer: dict) -> str:
    details = answer.get("details")
    reasons = details.get("Moderation Reasons") if isinstance(details, dict) else None
    words = [str(one) for one in reasons if one] if isinstance(reasons, list) else []
    return f" Reasons given: {', '.join(words)}."[:300] if words else ""


def error_text(answer: dict | None) -> str:
    """What an error body says: ``detail``, ``message`` or ``error``, text or list, at most 500 characters."""
    for name in ("detail", "message", "error"):
        if found := _text((answer or {}).get(name)):
            return found
    return ""


def _text(value) -> str:
    if isinstance(value, str):
        return " ".join(value.split())[:MOST_SAID]
    if isinstance(value, dict):
        return _text(value.get("msg") or value.get("message") or json.dumps(value, default=str))
    if isinstance(value, list):
        return "; ".join(filter(None, map(_field_fault, value[:5])))[:MOST_SAID]
    return ""


def _field_fault(entry) -> str:
    """“width: Input should be at least 64” of a validation error."""
    if not isinstance(entry, dict):
        return _text(entry)
    where = entry.get("loc")
    place = ".".join(str(part) for part in where if part != "body") if isinstance(where, list) else ""
    return f"{place}: {_text(entry)}" if place else _text(entry)


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds until a new try, from seconds or a date; None without sense, an hour at most."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.replace(".", "", 1).isdigit():
        return min(float(said[:30]), MOST_RETRY_SECONDS)
    try:
        at = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), MOST_RETRY_SECONDS)


def refusal(status: int, answer: dict | None, headers: httpx.Headers) -> ProviderError:
    """What a create that was not answered with 2xx means."""
    said = error_text(answer)
    if status == 429:
        sentence = "Black Forest Labs ask to wait: too much runs at once."
        return ProviderError(sentence, kind=contract.RATE_LIMITED, retry_after=retry_after(headers))
    if status in (401, 403):
        sentence = "Black Forest Labs do not accept the key. Nothing was charged."
        return ProviderError(sentence, permanent=True, kind=contract.CREDENTIALS)
    if status == 402:
        sentence = "The account at Black Forest Labs is out of credits. Nothing was charged."
        return ProviderError(sentence, permanent=True, kind=contract.CREDITS)
    if status == 404:
        sentence = (
            "Black Forest Labs have no such model. An administrator has to correct its entry. Nothing was charged."
        )
        return ProviderError(sentence, permanent=True, kind=contract.BAD_REQUEST)
    if 400 <= status < 500:
        sentence = f"Black Forest Labs refused what was asked for. {said} Nothing was charged.".replace("  ", " ")
        return ProviderError(sentence, permanent=True, kind=contract.BAD_REQUEST)
    sentence = f"Black Forest Labs answered with {status}, so nobody knows whether the image is being made."
    return ProviderError(sentence, outcome_unknown=True)
