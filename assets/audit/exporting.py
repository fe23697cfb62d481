"""Owns the export of one chain as files which an outsider can verify offline, without this product."""

import base64
import dataclasses
import itertools
import json
import re
import shutil
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from assets.audit import checkpoints, keys, verifying
from assets.audit.chain import COPIED
from assets.audit.recording import SITE, record
from assets.models import AuditCheckpoint, AuditText
from assets.problems import Refused

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
    """Writes the chain of the brand, or of the site where ``brand`` is None, into the folder and logs that.

    Seals the chain first, so that every exported line is covered by a signature. Returns the number of
    events, the last hash and the SHA-256 of events.jsonl. Raises OSError where the folder cannot be written,
    Refused for a chain without any line.
    """
    chain = brand.public_id if brand else SITE
    with transaction.atomic():
        sealed = checkpoints.seal(chain)
    if sealed is None:
        raise Refused("This log has no lines yet, so there is nothing to prove.", code="empty")
    to.mkdir(parents=True, exist_ok=True)
    digest = _write_events(chain, sealed.size, to / "events.jsonl")
    _write_lines(to / "texts.jsonl", _texts(to / "events.jsonl"))
    marks = AuditCheckpoint.objects.filter(chain=chain, size__lte=sealed.size).order_by("size")
    _write_lines(to / "checkpoints.jsonl", (dataclasses.asdict(checkpoints.stored(row)) for row in marks))
    _write_what_it_takes_to_check(to)
    figures = {"events": sealed.size, "head": sealed.head_hash, "sha256": digest}
    with transaction.atomic():
        # the site has no row of its own: its event names the checkpoint up to which was exported
        record("export.created", brand or marks.last(), by=by, brand=brand, details={"what": "log", **figures})
    return figures


def export_zip(brand, *, by):
    """The same as one file, open for reading from its start and gone when it is closed."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    with tempfile.TemporaryDirectory() as folder:
        export(brand, Path(folder), by=by)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, path.name)
    packed.seek(0)
    return packed


def _write_what_it_takes_to_check(to: Path) -> None:
    public = (base64.b64encode(key).decode() for key in keys.trusted().values())
    (to / "public_keys.txt").write_text("".join(f"{key}\n" for key in public))
    (to / "README.txt").write_text(READ_ME)
    shutil.copy(settings.BASE_DIR / "docs" / "verify_audit.py", to / "verify_audit.py")


def _write_events(chain: str, size: int, path: Path) -> str:
    digest = sha256()
    with path.open("wb") as lines:
        for row in verifying.rows(chain):
            if row[0] > size:
                break
            line = json.dumps({"chain": chain, **dict(zip(FIELDS, row, strict=True))}).encode() + b"\n"
            digest.update(line)
            lines.write(line)
    return digest.hexdigest()


def _texts(events: Path):
    """The texts behind the commitments in the written lines, read again in batches so that memory stays flat."""
    with events.open(encoding="utf-8") as lines:
        for batch in iter(lambda: list(itertools.islice(lines, 500)), []):
            digests = [digest for line in batch for digest in COMMITTED.findall(json.loads(line)["payload"])]
            found = AuditText.objects.filter(digest__in=digests).order_by("pk")
            yield from found.values("digest", "salt", "text")


def _write_lines(path: Path, values) -> None:
    with path.open("w", encoding="utf-8") as lines:
        for value in values:
            lines.write(json.dumps(value) + "\n")
