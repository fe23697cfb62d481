"""Owns how one of our recipes is asked for at Cloudinary, and what is really delivered there.

Cloudinary drops the note on AI origin from every derived picture unless it is told to keep it. Whether it does is
not the same for every account and encoding, so each recipe is tried in up to three spellings and the first one whose
picture carries the note is handed out; if none does, the plain one is, and the page says so.
"""

from dataclasses import replace
from time import monotonic

import httpx

from assets import transformations
from assets.publishers.cloudinary import client

KEEP = "fl_keep_iptc"
QUALITY = "q_80"  # where the automatic one cannot be had together with the note
MARK = b"digitalsourcetype/"
ACCEPT = "image/webp,image/jpeg;q=0.8,image/png;q=0.5"
SECONDS, LARGEST = 20, 40 * 2**20
ALIVE = range(200, 400)


def spellings(recipe: str) -> list[str]:
    """The recipe in the service's words, the most wanted first."""
    parsed = transformations.parse(recipe)
    shape = str(replace(parsed, format=None, quality=None))
    form = f"f_{parsed.format}" if parsed.format else ""
    quality = f"q_{parsed.quality}" if parsed.quality else ""
    encodings = [(form, KEEP, quality), (form, KEEP, QUALITY), (form, quality)]
    return ["/".join(filter(None, [shape, ",".join(filter(None, encoding))])) for encoding in encodings]


def address(account, public_id: str, version: int, recipe: str, spelling: int = 0) -> str:
    """The public address of a recipe's picture."""
    extension = transformations.format_for(transformations.parse(recipe))
    return client.url(account, public_id, version, spellings(recipe)[spelling], extension)


def narrower(account, public_id: str, version: int, told: dict) -> dict[int, str]:
    """Addresses of narrower copies by width."""
    recipe = transformations.parse(told["recipe"])
    made = {width: transformations.narrower(recipe, width) for width in (round(told["width"] * n / 3) for n in (1, 2))}
    return {
        width: address(account, public_id, version, str(smaller), told["spelling"])
        for width, smaller in made.items()
        if smaller
    }


def try_all(account, public_id: str, version: int, recipes: dict, size: tuple) -> dict:
    """For each channel key of ``recipes`` what is delivered: address, size, bytes, format, mark, or what is wrong."""
    told, first = {}, 0
    with _reader() as reader:
        for key, recipe in recipes.items():
            found, first = _first_marked(reader, account, (public_id, version, recipe), first)
            told[key] = found | _measures(recipe, size)
    return told


def _first_marked(reader, account, what, first):
    """What the first spelling delivers that keeps the note, and which one it was; else what the plain one does."""
    last = len(spellings(what[2])) - 1
    for number in range(first, last + 1):
        url = address(account, *what, spelling=number)
        found = {"url": url, "recipe": what[2], "spelling": number, **_looked_at(reader, url)}
        if found["marked"] or found["unchecked"]:
            return found, number
    return found, first


def _measures(recipe, size):
    parsed = transformations.parse(recipe)
    width, height = transformations.size_of(parsed, *size)
    grown = round(transformations.enlargement(parsed, *size), 2)
    return {"width": width, "height": height, "enlargement": grown}


def _looked_at(reader, url):
    """Bytes, format and mark of what an address delivers; ``unchecked`` says why nobody could look."""
    status, kind, data = _read(reader, url)
    found = {"marked": MARK in data, "bytes": len(data) or None, "format": kind.removeprefix("image/")}
    found["trouble"] = "" if status == 200 else f"The address answered {status}." if status else "Nothing answered."
    found["unchecked"] = not status or status == 423 or status >= 500
    return found


def still_alive(urls) -> list[str]:
    """Those of the addresses that still deliver, or of which nobody knows."""
    with _reader() as reader:
        return [url for url in urls if (status := _read(reader, url)[0]) in ALIVE or not status or status >= 500]


def _reader():
    return httpx.Client(timeout=httpx.Timeout(SECONDS, connect=5), headers={"Accept": ACCEPT}, trust_env=False)


def _read(reader, url):
    """(status, content type, bytes); status 0 when nothing answered. Never more than a picture's worth is read."""
    data, end = bytearray(), monotonic() + SECONDS
    try:
        with reader.stream("GET", url) as answer:
            for chunk in answer.iter_bytes():
                data += chunk
                if len(data) > LARGEST or monotonic() > end:
                    return 0, "", b""
            return answer.status_code, answer.headers.get("Content-Type", ""), bytes(data)
    except httpx.HTTPError:
        return 0, "", b""
