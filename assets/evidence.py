"""Owns the documents that prove a rights record: taking them in, hashing them and giving them out as downloads."""

import hashlib
from pathlib import PurePath

from django.db import transaction

from assets import access, audit, safekeeping, wording
from assets.identifiers import opaque_id
from assets.models import RightsEvidence
from assets.problems import Refused
from assets.storage import private

MAX_BYTES = 20 * 2**20
KINDS = {
    "licence": "Licence or invoice",
    "contract": "Contract or order",
    "model_release": "Model release",
    "property_release": "Property release",
    "guardian_consent": "Guardian’s consent",
    "correspondence": "Correspondence",
    "other": "Other",
}


def add(record, *, by, kind: str, file_name: str, data: bytes) -> RightsEvidence:
    """Keeps one document in private storage with its SHA-256. Raises Refused for an empty, huge or unnamed one.

    ``kind`` is one of KINDS or ``terms:<key>``, the answer to one condition of the tool's terms.
    """
    access.require(by, "record_rights", record.brand)
    if kind not in KINDS and not kind.startswith("terms:"):
        raise Refused("Say what kind of document this is. Nothing was saved.", code="kind")
    if not data or len(data) > MAX_BYTES:
        raise Refused("A document has between one byte and 20 MB. Nothing was saved.", code="size")
    name = wording.needed(PurePath(file_name.replace("\\", "/")).name[-160:], what="The file's name", longest=160)
    path = f"evidence/{opaque_id()}"
    safekeeping.put(private(), path, data)
    try:
        return _enter(record, by, kind[:40], name, path, data)
    except BaseException:
        safekeeping.discard(private(), [path])
        raise


def state(record, *, by, kind: str, text: str) -> RightsEvidence:
    """Keeps a typed statement as a document: what was confirmed, signed by the account that wrote it."""
    text = wording.needed(text, what="The statement", longest=2000)
    return add(record, by=by, kind=kind, file_name="statement.txt", data=text.encode())


def read(evidence) -> bytes:
    """The document's bytes, with their hash compared."""
    return safekeeping.read(private(), evidence.path, evidence.sha256)


def kind_label(kind: str) -> str:
    """A kind in words."""
    return KINDS.get(kind, "Answer to the tool’s terms")


def _enter(record, by, kind, name, path, data):
    with transaction.atomic():
        proof = RightsEvidence.objects.create(
            record=record,
            kind=kind,
            file_name=name,
            path=path,
            sha256=hashlib.sha256(data).hexdigest(),
            byte_size=len(data),
            uploaded_by=by,
        )
        audit.record(
            "rights.evidence_added", record, by=by, details={"kind": kind, "sha256": proof.sha256, "name": name}
        )
    return proof
