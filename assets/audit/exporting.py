"""Owns the export of one chain as files which an outsider can verify offline, without this product."""

import base64
import dataclasses
import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from assets.audit import checkpoints, keys, verifying
from assets.audit.chain import COPIED
from assets.audit.recording import record
from assets.models import AuditCheckpoint, AuditText

FIELDS = ("seq", *COPIED, "payload", "prev_hash", "hash")
COMMITTED = re.compile(r'"committed":"([0-9a-f]{64})"')
READ_ME = """What is in this folder

events.jsonl       the log of one chain, a line for each event, in order
texts.jsonl        the words behind the commitments in the log; erased ones are empty
checkpoints.jsonl  signed statements of the log's size, Merkle root and last hash
public_keys.txt    the public keys that belong to the signatures
verify_audit.py    checks all of it with Python alone: python3 verify_audit.py .

Compare the public key with the one that the company gave you by another way:
python3 verify_audit.py . --key PUBLIC_KEY
"""


def export(brand, to: Path, *, by=None) -> dict:
    """Writes the brand's chain into the folder and logs that it was exported.

    Seals the chain first, so that every exported line is covered by a signature. Returns the number of
    events, the last hash and the SHA-256 of events.jsonl. Raises OSError where the folder cannot be written.
    """
    to.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        sealed = checkpoints.seal(brand.public_id)
    size = sealed.size if sealed else 0
    digest, committed = _write_events(brand.public_id, size, to / "events.jsonl")
    _write_lines(to / "texts.jsonl", _texts(committed))
    marks = AuditCheckpoint.objects.filter(chain=brand.public_id, size__lte=size).order_by("size")
    _write_lines(to / "checkpoints.jsonl", (dataclasses.asdict(checkpoints.stored(row)) for row in marks))
    public = (base64.b64encode(key).decode() for key in keys.trusted().values())
    (to / "public_keys.txt").write_text("".join(f"{key}\n" for key in public))
    (to / "README.txt").write_text(READ_ME)
    shutil.copy(settings.BASE_DIR / "docs" / "verify_audit.py", to / "verify_audit.py")
    figures = {"events": size, "head": sealed.head_hash if sealed else "", "sha256": digest}
    with transaction.atomic():
        record("export.created", brand, by=by, details={"what": "log", **figures})
    return figures


def _write_events(chain: str, size: int, path: Path) -> tuple[str, list[str]]:
    digest, committed = sha256(), []
    with path.open("wb") as lines:
        for row in verifying.rows(chain):
            if row[0] > size:
                break
            line = json.dumps({"chain": chain, **dict(zip(FIELDS, row, strict=True))}).encode() + b"\n"
            committed += COMMITTED.findall(row[9])
            digest.update(line)
            lines.write(line)
    return digest.hexdigest(), committed


def _texts(digests: list[str]):
    for start in range(0, len(digests), 500):
        found = AuditText.objects.filter(digest__in=digests[start : start + 500]).order_by("pk")
        yield from found.values("digest", "salt", "text")


def _write_lines(path: Path, values) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for value in values:
            lines.write(json.dumps(value) + "\n")
