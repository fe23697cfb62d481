"""Owns what must always hold in the system of record. Each rule's docstring is the sentence that `verify` prints.

A rule is a function that yields a Breach for each row that breaks it, and has no effect.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from assets import clock, publishers, safekeeping, uploads
from assets.audit import verifying
from assets.models import Asset, AuditEvent, Campaign, Product, Publication, StoredImage, Work
from assets.storage import delivery, private

BATCH = 1000


@dataclass(frozen=True)
class Breach:
    """One row that breaks a rule: which row, and a sentence."""

    row: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


def every_image_has_its_bytes():
    """Every stored image has its original and its master, with the hashes on file."""
    for image in StoredImage.objects.order_by("pk").iterator(BATCH):
        pairs = (("original", image.original_path, image.sha256), ("master", image.master_path, image.master_sha256))
        for name, path, digest in pairs:
            if wrong := _wrong_file(private(), path, digest):
                yield Breach(f"stored image {image.public_id}", f"its {name} {wrong}")


def every_image_has_its_previews():
    """Every stored image has its three previews."""
    for image in StoredImage.objects.order_by("pk").iterator(BATCH):
        for path in (image.preview_small, image.preview_medium, image.preview_large):
            if not private().exists(path):
                yield Breach(f"stored image {image.public_id}", f"its preview {path} is missing")


def every_provenance_is_frozen():
    """The provenance of every asset is the text that was hashed at its approval."""
    for asset in Asset.objects.order_by("pk").iterator(BATCH):
        if hashlib.sha256(asset.provenance.encode()).hexdigest() != asset.provenance_sha256:
            yield Breach(f"asset {asset.public_id}", "its provenance was changed after the approval")


def every_asset_had_rights():
    """Every asset had cleared rights, in their term, when it was approved."""
    found = Asset.objects.select_related("rights_version__record").prefetch_related("rights_version__record__evidence")
    for asset in found.order_by("pk").iterator(BATCH):
        version = asset.rights_version
        if version.cleared_at is None or version.cleared_at > asset.approved_at:
            yield Breach(f"asset {asset.public_id}", "its rights were not cleared when it was approved")
        elif version.revoked_at and version.revoked_at <= asset.approved_at:
            yield Breach(f"asset {asset.public_id}", "its rights were revoked before it was approved")
        elif version.term_end and clock.local_day(asset.approved_at, version.tz) > version.term_end:
            yield Breach(f"asset {asset.public_id}", "its rights had ended when it was approved")


def only_approved_images_are_live():
    """Nothing is live whose asset is not approved."""
    found = Publication.objects.filter(state=Publication.State.LIVE).exclude(asset__state=Asset.State.APPROVED)
    for publication in found.select_related("asset").order_by("pk").iterator(BATCH):
        yield Breach(f"publication {publication.public_id}", f"it is live, but its asset is {publication.asset.state}")


def every_live_image_lies_at_the_store_once():
    """Every live publication of the folder publisher has exactly one master there, with the approved bytes."""
    found = Publication.objects.filter(state=Publication.State.LIVE, publisher="folder").order_by("pk")
    for publication in found.iterator(BATCH):
        folder = f"{publication.remote_id}/v{publication.remote_version}"
        names = [name for name in _listed(folder) if name.startswith("master.")]
        if len(names) != 1:
            yield Breach(f"publication {publication.public_id}", f"{len(names)} masters lie in its delivery folder")
        elif wrong := _wrong_file(delivery(), f"{folder}/{names[0]}", publication.master_sha256):
            yield Breach(f"publication {publication.public_id}", f"its published master {wrong}")


def every_live_image_is_held_by_its_service():
    """Every live publication at an outside delivery service is there, with the bytes that were sent."""
    far = [name for name, service in publishers.ALL.items() if service.far]
    for publication in Publication.objects.filter(state=Publication.State.LIVE, publisher__in=far).order_by("pk"):
        try:
            held = publishers.named(publication.publisher).holds(uploads.placed(publication))
        except publishers.PublishingFailed as problem:
            yield Breach(f"publication {publication.public_id}", f"nobody knows whether it is there: {problem}")
        else:
            if not held:
                yield Breach(f"publication {publication.public_id}", "the picture is not there, or another one is")


def no_publication_is_forgotten():
    """Every publication that is on its way in or out has an open job."""
    moving = (Publication.State.WAITING, Publication.State.PUBLISHING, Publication.State.WITHDRAWING)
    job = Work.objects.filter(subject=OuterRef("public_id"), state=Work.State.OPEN)
    found = Publication.objects.filter(~Exists(job), state__in=moving)
    for publication in found.order_by("pk").iterator(BATCH):
        yield Breach(f"publication {publication.public_id}", f"it is {publication.state}, and no job works on it")


def no_work_is_late():
    """No job is older than its deadline and still open."""
    for work in Work.objects.filter(state=Work.State.OPEN, deadline__lt=Now()).order_by("pk").iterator(BATCH):
        yield Breach(f"work {work.pk}", f"{work.kind} of {work.subject} should have ended by {work.deadline:%c} UTC")


def the_log_holds():
    """The audit log is what was written: chains, checkpoints, texts and locks."""
    for fault in verifying.verify():
        yield Breach(f"audit chain {fault.chain}, line {fault.seq}", fault.sentence)


def every_state_is_logged():
    """The state of every asset and publication is the one that its last audit event says."""
    for model in (Asset, Publication):
        yield from unlogged_states(model)


def every_version_is_logged():
    """No campaign or product was changed past its last audit event."""
    for model in (Campaign, Product):
        logged = _last_after(model, "version")
        for row in model.objects.exclude(version=1).order_by("pk").iterator(BATCH):
            if logged.get(row.public_id) != row.version:
                yield Breach(
                    _name(row), f"it is at version {row.version}, its last event says {logged.get(row.public_id)}"
                )


def unlogged_states(model, *, initial: str | None = None, skip=()):
    """Yields rows whose state is not what their last event says; rows still in ``initial`` may have no event."""
    logged = _last_after(model, "state")
    for row in model.objects.exclude(state__in=skip).order_by("pk").iterator(BATCH):
        if logged.get(row.public_id, initial) != row.state:
            yield Breach(_name(row), f"it is {row.state}, but its last audit event says {logged.get(row.public_id)}")


def _last_after(model, name: str) -> dict:
    """For each object of the kind the newest logged value of a field."""
    events = AuditEvent.objects.filter(object_kind=model._meta.model_name).order_by("pk")
    found = {}
    for key, payload in events.values_list("object_id", "payload").iterator(BATCH):
        after = json.loads(payload)["after"]
        if isinstance(after, dict) and name in after:
            found[key] = after[name]
    return found


def _name(row) -> str:
    return f"{row._meta.verbose_name} {row.public_id}"


def _listed(folder: str) -> list[str]:
    try:
        return delivery().listdir(folder)[1]
    except FileNotFoundError:
        return []


def _wrong_file(storage, path: str, digest: str) -> str:
    try:
        safekeeping.read(storage, path, digest)
    except safekeeping.Damaged:
        return "holds other bytes than those on file"
    except OSError:
        return "cannot be read"
    return ""


READS_BYTES = (
    every_image_has_its_bytes,
    every_live_image_lies_at_the_store_once,
    every_live_image_is_held_by_its_service,
)
RULES = (
    every_image_has_its_bytes,
    every_image_has_its_previews,
    every_provenance_is_frozen,
    every_asset_had_rights,
    only_approved_images_are_live,
    every_live_image_lies_at_the_store_once,
    every_live_image_is_held_by_its_service,
    no_publication_is_forgotten,
    no_work_is_late,
    every_state_is_logged,
    every_version_is_logged,
    the_log_holds,
)
