"""Owns what CLOUDINARY_URL says: which account, at which address, under which key; the keys never show in a repr."""

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

API, DELIVERY = "https://api.cloudinary.com", "https://res.cloudinary.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHAPE = "cloudinary://API_KEY:API_SECRET@CLOUD_NAME"
WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class BadAccount(ValueError):
    """CLOUDINARY_URL cannot be used; the text says which part, and never repeats the address itself."""


@dataclass(frozen=True)
class Account:
    """One product environment. ``api`` and ``delivery`` are addresses without a slash at the end."""

    cloud: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    api: str = API
    delivery: str = DELIVERY
    algorithm: str = "sha1"
    signs_urls: bool = False
    limits_dates: bool = True
    seconds: float = 120
    folder: str = "proofmark"
    hook_secrets: tuple = field(default=(), repr=False)


def configured() -> Account | None:
    """The account of this site; None when no key is set. Raises BadAccount."""
    text = settings.CLOUDINARY_API_URL
    if not text:
        return None
    account = read(text)
    if settings.CLOUDINARY_WEBHOOK_SECRET:
        secrets = tuple(word.strip() for word in settings.CLOUDINARY_WEBHOOK_SECRET.split(",") if word.strip())
        return Account(**vars(account) | {"hook_secrets": secrets})
    return account


@lru_cache(maxsize=8)
def read(text: str) -> Account:
    """The account that an address names. Raises BadAccount."""
    parts = _split(text)
    if parts.scheme != "cloudinary" or not parts.hostname or not parts.username or not parts.password:
        raise BadAccount(f"CLOUDINARY_URL is not written like {SHAPE}.")
    if "<" in parts.netloc or "your_api" in parts.netloc:
        raise BadAccount("CLOUDINARY_URL still holds the words of an example in place of a key.")
    given = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    # the host part of an address is case-blind, the name of a cloud need not be
    cloud = parts.netloc.rpartition("@")[2].partition(":")[0]
    return Account(
        cloud=cloud,
        key=parts.username,
        secret=parts.password,
        api=_address(given, "upload_prefix", API),
        delivery=_delivery(given, cloud, parts.path.strip("/")),
        algorithm=_algorithm(given),
        signs_urls=_yes(given, "sign_url", False),
        limits_dates=_yes(given, "access_control", True),
        seconds=_seconds(given),
        folder=given.get("asset_folder", "proofmark").strip("/"),
        hook_secrets=(parts.password,),
    )


def _split(text):
    try:
        return urlsplit(text)
    except ValueError:
        raise BadAccount(f"CLOUDINARY_URL is not written like {SHAPE}.") from None


def _delivery(given, cloud, own_host):
    """The address before `/image/upload`: an own host leaves the name of the cloud out of the path."""
    if own_host:
        return f"https://{own_host}"
    return f"{_address(given, 'delivery_prefix', DELIVERY)}/{cloud}"


def _address(given, name, default):
    """An https address, or a plain one on this machine itself, which opts in that host alone."""
    text = given.get(name, default).rstrip("/")
    parts = _split(text)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not local and (parts.scheme != "https" or not parts.hostname or parts.username):
        raise BadAccount(f"{name} in CLOUDINARY_URL is neither an https:// address nor one on this machine itself.")
    return text


def _algorithm(given):
    name = given.get("signature_algorithm", "sha1")
    if name not in ("sha1", "sha256"):
        raise BadAccount("signature_algorithm in CLOUDINARY_URL is sha1 or sha256.")
    return name


def _yes(given, name, default):
    word = given.get(name, "").lower()
    if word and word not in WORDS:
        raise BadAccount(f"{name} in CLOUDINARY_URL is 1 or 0.")
    return WORDS[word] if word else default


def _seconds(given):
    try:
        seconds = float(given.get("timeout", 120))
    except ValueError:
        seconds = 0
    if not 0 < seconds <= 600:
        raise BadAccount("timeout in CLOUDINARY_URL is a number of seconds, at most 600.")
    return seconds
