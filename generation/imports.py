"""Owns bringing in images made elsewhere: a file dropped on a brief becomes a candidate by the one intake."""

import hashlib

from django.db import transaction

from assets import access, audit, intake
from assets.audit.texts import Private
from assets.problems import Conflict
from assets.sources import plain_name
from generation import clues, finding, origins
from generation.models import Brief, Candidate
from generation.origins import Declaration

MOST_FILES = 50


class AlreadyThere(Conflict):
    """The same bytes are a candidate of this brief; ``candidate`` is it."""

    def __init__(self, candidate):
        super().__init__("This picture is on the board already, so nothing was added.", code="there")
        self.candidate = candidate


def bring_in(
    brief: Brief, data: bytes, *, file_name: str, declared: Declaration, by, next_of: Candidate | None = None
) -> Candidate:
    """One candidate from the bytes of one file; typed words win over those that the file carries.

    What neither says is marked unknown and blocks approval. ``next_of`` is the candidate of the same brief whose next
    version it is. Raises ImageRefused with the reason, AlreadyThere, Conflict for a closed brief or a candidate that
    takes no next version, Forbidden, Unavailable. Slow: call it outside a transaction.
    """
    access.require(by, "import_images", brief.brand)
    _refuse_closed(brief)
    if next_of and (reason := no_next_version(next_of)):
        raise Conflict(reason, code="version")
    _refuse_twice(brief, hashlib.sha256(data).hexdigest())
    image = intake.take_in(data, brand=brief.brand, digital_source_type=declared.source_type, by=by)
    name = plain_name(file_name)
    found = clues.read(image.found_metadata, name)
    with transaction.atomic():
        # the lock makes two drops of one file one candidate
        brief = Brief.objects.select_for_update(of=("self",), no_key=True).select_related("brand").get(pk=brief.pk)
        _refuse_closed(brief)
        _refuse_twice(brief, image.sha256)
        return _enter(brief, image, name, found, declared, by, _parent(brief, next_of))


def no_next_version(candidate: Candidate) -> str:
    """Why no file can be brought in as its next version, as a sentence; empty when one can."""
    if candidate.state == Candidate.State.IN_REVIEW:
        return "The image waits for approval, so nothing was added. Take it back, or wait for the decision."
    if candidate.state == Candidate.State.APPROVED:
        return "The image is approved, so nothing was added. Bring the file in as an image of its own."
    if candidate.children.exists():
        return "The image has a next version already, so nothing was added. Continue from that one."
    return ""


def _parent(brief, next_of) -> Candidate | None:
    """The candidate to follow, locked and looked at again."""
    if next_of is None:
        return None
    locked = Candidate.objects.select_for_update(of=("self",)).get(pk=next_of.pk, brief=brief)
    if reason := no_next_version(locked):
        raise Conflict(reason, code="version")
    return locked


def _enter(brief, image, name, found, declared, by, parent):
    columns = origins.settle(declared, found, image.digital_source_type)
    candidate = Candidate.objects.create(
        brand=brief.brand,
        brief=brief,
        image=image,
        origin=Candidate.Origin.IMPORTED,
        file_name=name,
        importer=by,
        parent=parent,
        seed=found.get("seed", [None])[0],
        parameters=found.get("parameters", [{}])[0],
        metadata_found=found,
        digital_source_type=image.digital_source_type,
        **columns,
    )
    finding.index(candidate)
    audit.record("candidate.imported", candidate, by=by, after=_told(candidate), details={"brief": brief.public_id})
    return candidate


def _told(candidate) -> dict:
    return {
        "sha256": candidate.image.sha256,
        "file_name": Private(candidate.file_name),
        "source_type": candidate.digital_source_type,
        "tool": candidate.tool,
        "terms": candidate.terms_snapshot.get("key", ""),
        "model_version": candidate.model_version,
        "prompt": Private(candidate.declared_prompt),
        "author": candidate.author or Private(candidate.author_name),
        "provenance": candidate.provenance,
    } | ({"next_version_of": candidate.parent} if candidate.parent_id else {})


def _refuse_closed(brief):
    if brief.state != Brief.State.OPEN:
        raise Conflict("This brief is closed and takes no more images. Nothing was added. Open it again first.")


def _refuse_twice(brief, sha256):
    there = Candidate.objects.filter(brief=brief, image__sha256=sha256).first()
    if there is not None:
        raise AlreadyThere(there)
