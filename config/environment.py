"""Owns the reading of the environment: every wrong value is refused with a sentence that says how to repair it."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

DATABASE_SCHEMES = {"sqlite": "sqlite", "postgres": "postgresql", "postgresql": "postgresql", "psql": "postgresql"}
SAMPLE_KEYS = {"change-me", "changeme", "secret", "secret-key", "insecure", "your-secret-key", "sample"}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    # the log's last pages change with every event: copying them back every 16 MB instead of every 4 saves a fifth of it
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=4000;"
    ),
}
# the page of a decision joins twenty tables, each by its key: to try out their order took ten times as long as to read
POSTGRES_OPTIONS = {"options": "-c join_collapse_limit=4"}


def text(name: str, default: str = "") -> str:
    """A text, or the content of the file that NAME_FILE points to; the default when both are empty."""
    value = os.environ.get(name, "")
    file = os.environ.get(f"{name}_FILE")
    if not value and file:
        try:
            value = Path(file).read_text(encoding="utf-8")
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE is {file}, which cannot be read: {problem.strerror}.") from None
    return value.strip() or default


def yes(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; the empty text means the default."""
    value = text(name).lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not value else value in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def number(name: str, default: float, *, least: float = 0) -> float:
    """A number not below ``least``; units are the caller's (seconds, bytes, proxies)."""
    value = text(name)
    try:
        found = float(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a number, for example {default:g}.") from None
    if found < least:
        raise ImproperlyConfigured(f"{name} is {value}: it must be at least {least:g}.")
    return found


def listing(name: str, default: list[str]) -> list[str]:
    """Words between commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or default


def data_folder(name: str, default: Path) -> Path:
    """The folder for everything that is kept; made if absent."""
    folder = Path(text(name) or default).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name} is {folder}, which cannot be made ({problem.strerror}). "
            f"Make the folder and give it to this user, or set {name} to another one."
        ) from None
    return folder


def site_url(name: str, default: str) -> str:
    """The address people type, without a slash at the end."""
    url = (text(name) or default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"{name} is {url!r}: write it like https://proofmark.example.com, without a path.")
    return url


def webhook_base(name: str, site: str) -> str:
    """Where outside services may call us: as said, or the site's own address if the world can reach it, or nowhere."""
    if text(name):
        return site_url(name, "")
    parts = urlsplit(site)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return site if parts.scheme == "https" and not here else ""


def _kept_secret(path: Path) -> str:
    """A secret made on first use and kept with mode 600, so that a laptop needs no configuration."""
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return path.read_text().strip()


def secret_key(name: str, *, kept_in: Path, debug: bool) -> str:
    """The signing key: from the environment, else made once and kept in the data folder."""
    key = text(name)
    if not key:
        return _kept_secret(kept_in / "secret_key")
    if not debug and (key.lower() in SAMPLE_KEYS or key.startswith("django-insecure") or len(set(key)) < 12):
        raise ImproperlyConfigured(
            f"{name} is a sample or too easy to guess. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`, "
            f"or leave {name} empty on a single machine: then one is made and kept in the data folder."
        )
    return key


def database(name: str, *, default: Path) -> dict:
    """Django's description of the database; SQLite in WAL mode with immediate transactions when nothing is set."""
    url = text(name) or f"sqlite:///{default}"
    scheme = urlsplit(url).scheme
    if scheme not in DATABASE_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} starts with {scheme or url[:12]!r}, which is not a database Proofmark runs on. Write "
            "postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3, or leave it empty."
        )
    found = environ.Env.db_url_config(url)
    found.setdefault("CONN_MAX_AGE", 60)
    found["CONN_HEALTH_CHECKS"] = True
    ours = SQLITE_OPTIONS if DATABASE_SCHEMES[scheme] == "sqlite" else POSTGRES_OPTIONS
    found["OPTIONS"] = {**ours, **found.get("OPTIONS", {})}
    if ours is SQLITE_OPTIONS:
        found["TEST"] = {"NAME": str(default.parent / f"test-{os.getpid()}.sqlite3")}
    return found


def cache(name: str) -> dict:
    """Counters that all processes share: in the database, or where CACHE_URL says."""
    if not text(name):
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
    try:
        return environ.Env.cache_url_config(text(name))
    except Exception as problem:
        raise ImproperlyConfigured(
            f"{name} cannot be read ({problem}). Write redis://host:6379/1 or leave it empty."
        ) from None


def private_storage(name: str, *, folder: Path) -> dict:
    """Where everything unapproved lies: a folder, or a private bucket whose addresses end after ten minutes."""
    if not text(name):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": text(name),
            "endpoint_url": text("AWS_S3_ENDPOINT_URL") or None,
            "default_acl": "private",
            "file_overwrite": False,
            "querystring_expire": 600,
        },
    }


def delivery_hosts(name: str, *, cloudinary: str) -> list[str]:
    """The hosts from which pages may load published pictures; Cloudinary's own comes from its address."""
    hosts = listing(name, [])
    try:
        parts = urlsplit(text(cloudinary))
    except ValueError:  # the system check tells what is wrong with it
        return hosts
    if parts.scheme != "cloudinary" or not parts.hostname:
        return hosts
    own_host, prefix = parts.path.strip("/"), parse_qs(parts.query).get("delivery_prefix", [""])[0]
    origin = urlsplit(f"https://{own_host}" if own_host else prefix or "https://res.cloudinary.com")
    return [*hosts, f"{origin.scheme}://{origin.netloc}"]


def mail(name: str) -> dict:
    """Django's EMAIL_* settings from one address; the log when nothing is set."""
    try:
        return environ.Env.email_url_config(text(name) or "consolemail://")
    except Exception as problem:
        raise ImproperlyConfigured(
            f"{name} cannot be read ({problem}). Write smtp+tls://user:password@host:587 or leave it empty."
        ) from None
