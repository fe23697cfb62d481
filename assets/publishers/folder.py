"""Owns the built-in delivery service: a local folder, read by our own delivery view at Cloudinary-shaped addresses.

A publication's folder holds the marked master and its renditions, each drawn once. Nothing in it is reachable
unless the delivery view finds a live publication.
"""

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from assets import rendering, safekeeping, transformations
from assets.problems import Unavailable
from assets.publishers.contract import Delivered, Delivery, Notes, Placed, PublishingFailed
from assets.storage import delivery as delivery_storage


class FolderPublisher:
    """Publishes into the delivery folder of this machine."""

    name = "folder"
    far = own_names = False

    def place(self) -> str:
        """There is one folder."""
        return ""

    def publish(self, delivery: Delivery) -> Delivered:
        """Writes the master, never over other bytes, and draws the rendition of each recipe."""
        folder = _folder(delivery.public_id, delivery.version)
        adopted = _place_master(f"{folder}/master.{delivery.format.lower()}", delivery)
        renditions = _draw_all(folder, delivery)
        _keep(f"{folder}/metadata.json", json.dumps(delivery.notes.fields, ensure_ascii=False, indent=1).encode())
        return Delivered(delivery.public_id, delivery.version, renditions, adopted)

    def renew(self, placed: Placed, notes: Notes) -> list[str]:
        """Nothing to do: our own delivery view reads the rights at every request."""
        return []

    def holds(self, placed: Placed) -> bool:
        """Whether the folder is there; its bytes are compared by `manage.py verify`."""
        return _on_disk(_folder(placed.public_id, placed.version)).exists()

    def take_down(self, placed: Placed) -> dict:
        """Removes the publication's folder; nothing to remove is fine."""
        folder = _on_disk(_folder(placed.public_id, placed.version))
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise PublishingFailed("The delivery folder could not be emptied.")
        return {}

    def url(self, public_id: str, version: int, transformation: str) -> str:
        """Cloudinary-shaped address; the extension follows the recipe, jpg where the reader's browser chooses."""
        extension = transformations.format_for(transformations.parse(transformation))
        base = settings.DELIVERY_BASE_URL.rstrip("/")
        return f"{base}/image/upload/{transformation}/v{version}/{public_id}.{extension}"

    def narrower(self, public_id: str, version: int, told: dict) -> dict[int, str]:
        """None: the delivery view makes the presets and nothing else."""
        return {}


def read(public_id: str, version: int, transformation: str, format: str) -> bytes:
    """Bytes of one rendition of a published picture, drawn now if they are not there; raises PublishingFailed."""
    folder = _folder(public_id, version)
    path = f"{folder}/{_name(transformation, format)}"
    try:
        return _on_disk(path).read_bytes()
    except FileNotFoundError:
        return _draw(path, _read_master(folder), transformation, format).data


def _folder(public_id, version):
    return f"{public_id}/v{version}"


def _on_disk(path) -> Path:
    return Path(delivery_storage().path(path))


def _name(transformation, format):
    return f"{hashlib.sha256(transformation.encode()).hexdigest()[:16]}.{format}"


def _keep(path, data):
    """Writes a whole file or none; what is there under the name stays."""
    with suppress(FileExistsError):
        safekeeping.put(delivery_storage(), path, data)


def _place_master(path, delivery):
    """True when the same bytes were there; raises PublishingFailed when others were."""
    try:
        safekeeping.put(delivery_storage(), path, delivery.master)
    except FileExistsError:
        if hashlib.sha256(_on_disk(path).read_bytes()).hexdigest() == delivery.sha256:
            return True
        raise PublishingFailed(
            "Another picture lies under this name at the delivery folder. It was left as it is; ask an operator.",
            permanent=True,
            conflict=True,
        ) from None
    return False


def _draw_all(folder, delivery):
    wanted = {(key, form): recipe for key, recipe in delivery.recipes.items() for form in _formats(recipe)}
    pairs = [(transformations.parse(recipe), form) for (_, form), recipe in wanted.items()]
    told = {}
    try:
        for ((key, form), recipe), rendition in zip(
            wanted.items(), rendering.render_all(delivery.master, pairs), strict=True
        ):
            _keep(f"{folder}/{_name(recipe, form)}", rendition.data)
            told.setdefault(key, _told(rendition))
    except rendering.RenderingFailed as problem:
        raise PublishingFailed(str(problem), permanent=True) from problem
    return told


def _formats(recipe):
    """The formats to draw beforehand, the one that is told to people first."""
    return (
        ("jpg", "webp")
        if transformations.parse(recipe).negotiated
        else (transformations.format_for(transformations.parse(recipe)),)
    )


def _told(rendition):
    if not rendition.marked:
        raise PublishingFailed("A rendition lost the note on its AI origin, so nothing was published.", permanent=True)
    return {
        "width": rendition.width,
        "height": rendition.height,
        "bytes": len(rendition.data),
        "format": rendition.format,
        "enlargement": round(rendition.enlargement, 2),
        "box": [round(edge) for edge in rendition.box],
    }


def _read_master(folder):
    for path in sorted(_on_disk(folder).glob("master.*")):
        return path.read_bytes()
    raise PublishingFailed("The published picture is not in the delivery folder.", permanent=True)


def _draw(path, master, transformation, format):
    try:
        rendition = rendering.render(master, transformations.parse(transformation), format)
    except rendering.RenderingFailed as problem:
        raise PublishingFailed(str(problem), permanent=True) from problem
    with suppress(Unavailable):  # a full disk keeps no picture, but that is no reason to refuse it
        _keep(path, rendition.data)
    return rendition
