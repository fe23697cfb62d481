"""Owns the one door for pictures from outside: bytes in, a StoredImage with its files out, once for a brand."""

import hashlib

from django.db import IntegrityError, transaction

from assets import audit, safekeeping
from assets.identifiers import opaque_id
from assets.imaging import bands, darkroom, limits
from assets.imaging.sourcetypes import strongest
from assets.models import Asset, StoredImage
from assets.problems import Refused
from assets.storage import private

PREVIEWS = {"preview_small": 320, "preview_medium": 800, "preview_large": 1600}


def take_in(data: bytes, *, brand, digital_source_type: str, by=None) -> StoredImage:
    """The brand's image of these bytes: checked, developed and stored now, or found if it is there already.

    ``digital_source_type`` is an IPTC code; where the file or an earlier intake says more about AI, that stands.
    Slow: call it outside a transaction. Raises darkroom.ImageRefused (the file), Unavailable (disk full, or too
    much at once).
    """
    if not strongest(digital_source_type):
        raise ValueError(f"{digital_source_type!r} is no digital source type")
    there = StoredImage.objects.filter(brand=brand, sha256=hashlib.sha256(data).hexdigest()).first()
    if there is not None:
        return _marked_at_least(there, digital_source_type, by)
    developed = darkroom.develop(data, digital_source_type=digital_source_type)
    paths = _paths(developed)
    safekeeping.put_all(private(), _files(data, developed, paths))
    return _enter(developed, paths, len(data), brand, by)


def read_upload(upload) -> bytes:
    """The bytes of an uploaded file; raises ImageRefused for one that is too large before reading it."""
    if upload.size > limits.MAX_BYTES:
        raise darkroom.too_large(upload.size)
    return upload.read()


def original(image: StoredImage) -> bytes:
    """The untouched bytes, for proof and for re-hashing only; never send them to a browser."""
    return safekeeping.read(private(), image.original_path, image.sha256)


def master(image: StoredImage) -> bytes:
    """The marked master, the only form of the picture that may leave the house."""
    return safekeeping.read(private(), image.master_path, image.master_sha256)


def _paths(developed) -> dict:
    name = opaque_id()
    folder = f"images/{name[:2]}/{name}"
    # the original has no ending that a server would know, so that it is never sent as what it claims to be
    paths = {"original_path": f"{folder}/original", "master_path": f"{folder}/master.{developed.master_format}"}
    return paths | {field: f"{folder}/{side}.webp" for field, side in PREVIEWS.items()}


def _files(data, developed, paths) -> dict:
    files = {paths["original_path"]: data, paths["master_path"]: developed.master}
    return files | {paths[field]: developed.previews[side] for field, side in PREVIEWS.items()}


def _enter(developed, paths, byte_size, brand, by) -> StoredImage:
    """The row and its event; whoever came second gets the first one's row and takes the own files away."""
    try:
        with transaction.atomic():
            image = StoredImage.objects.create(
                brand=brand, created_by=by, byte_size=byte_size, **paths, **_columns(developed)
            )
            audit.record("image.taken_in", image, by=by, brand=brand, after=_facts(image))
            return image
    except IntegrityError:
        safekeeping.discard(private(), paths.values())
        return StoredImage.objects.get(brand=brand, sha256=developed.sha256)
    except BaseException:
        safekeeping.discard(private(), paths.values())
        raise


def _columns(developed) -> dict:
    hashes = dict(zip(("dhash_a", "dhash_b", "dhash_c", "dhash_d"), developed.dhash_bands, strict=True))
    return {
        "sha256": developed.sha256,
        "format": developed.format.upper(),
        "width": developed.width,
        "height": developed.height,
        "master_sha256": developed.master_sha256,
        "master_bytes": len(developed.master),
        "master_format": developed.master_format.upper(),
        "dhash": bands.signed(developed.dhash),
        "blank": developed.blank,
        "digital_source_type": developed.marked_as,
        "found_source_type": developed.found["source_type"],
        "has_c2pa": developed.found["c2pa"],
        "found_metadata": {name: developed.found[name] for name in ("texts", "exif", "xmp", "gps", "trailing")},
        **hashes,
    }


def _facts(image) -> dict:
    named = ("sha256", "master_sha256", "format", "width", "height", "digital_source_type")
    return {name: getattr(image, name) for name in named}


def _marked_at_least(image, code, by) -> StoredImage:
    """The image, its master marked anew if ``code`` says more about AI and nobody has approved these bytes yet."""
    wanted = strongest(image.digital_source_type, code)
    if wanted == image.digital_source_type:
        return image
    if Asset.objects.filter(image=image).exists():
        raise Refused(
            "This picture is in the library already, marked as made in another way. Nothing was changed. "
            "Withdraw it there first if the mark is wrong.",
            code="marked_otherwise",
        )
    developed = darkroom.develop(original(image), digital_source_type=wanted)
    path = image.master_path.rpartition("/")[0] + f"/master-{opaque_id()}.{developed.master_format}"
    safekeeping.put(private(), path, developed.master)
    return _mark(image, developed, path, by)


def _mark(image, developed, path, by) -> StoredImage:
    before, old = _facts(image), image.master_path
    changes = {
        "master_path": path,
        "master_sha256": developed.master_sha256,
        "master_bytes": len(developed.master),
        "digital_source_type": developed.marked_as,
    }
    with transaction.atomic():
        first = StoredImage.objects.filter(pk=image.pk, master_path=old).update(**changes)
        image.refresh_from_db()
        if first:
            audit.record("image.taken_in", image, by=by, brand=image.brand, before=before, after=_facts(image))
    if not first:
        safekeeping.discard(private(), [path])
    return image
