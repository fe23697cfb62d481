"""Owns the keys that sign checkpoints: kept outside of the database, in the environment or the data folder."""

import base64
import contextlib
import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def sign(text: str) -> tuple[str, str]:
    """Signs with the current key. Returns the key's id and the signature in base64."""
    key = _signing_key()
    public = key.public_key().public_bytes_raw()
    return key_id(public), base64.b64encode(key.sign(text.encode())).decode()


def holds(of_key: str, text: str, signature: str, trusted: dict[str, bytes]) -> bool:
    """Whether the text carries the signature of that trusted key."""
    try:
        Ed25519PublicKey.from_public_bytes(trusted[of_key]).verify(base64.b64decode(signature), text.encode())
    except (KeyError, ValueError, InvalidSignature):
        return False
    return True


def trusted() -> dict[str, bytes]:
    """Public keys by id: the current one, those named in AUDIT_TRUSTED_KEYS and those kept in the data folder."""
    current = _signing_key().public_key().public_bytes_raw()
    words = [*settings.AUDIT_TRUSTED_KEYS, *(path.read_text().strip() for path in _folder().glob("*.pub"))]
    return {key_id(key): key for key in [current, *map(base64.b64decode, words)]}


def key_id(public: bytes) -> str:
    """The short name of a public key: the first 16 hex digits of its SHA-256."""
    return sha256(public).hexdigest()[:16]


def _signing_key() -> Ed25519PrivateKey:
    seed = settings.AUDIT_SIGNING_KEY or _kept_seed()
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))
    _remember(key.public_key().public_bytes_raw())
    return key


def _kept_seed() -> str:
    """The laptop's own key, made on first use. A server farm sets AUDIT_SIGNING_KEY instead."""
    path = _folder() / "signing_key"
    if not path.exists():
        _write_once(path, base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode())
    return path.read_text().strip()


def _remember(public: bytes) -> None:
    """Keeps the public half, so that checkpoints made before the key was changed can still be verified."""
    path = _folder() / f"{key_id(public)}.pub"
    if not path.exists():
        _write_once(path, base64.b64encode(public).decode())


def _write_once(path: Path, text: str) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_text(text + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    part.unlink()


def _folder() -> Path:
    folder = Path(settings.AUDIT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
