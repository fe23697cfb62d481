"""Owns the acts of the Cloudinary publisher: putting a master out once, telling about it, and taking it down for sure.

The public id follows from record and bytes, and nothing is ever overwritten, so that any attempt may be repeated:
the same bytes are adopted, other bytes stay and are an alarm.
"""

import hashlib
from contextlib import contextmanager

import structlog

from assets.publishers.cloudinary import account as accounts
from assets.publishers.cloudinary import addresses, client, fields, hooks, pauses, schema
from assets.publishers.contract import Delivered, Delivery, Notes, Placed, PublishingFailed

CONFLICT = (
    "Another picture lies at Cloudinary under the name of this one. It was left as it is, and nothing was published. "
    "Find out who put it there; when it is gone, try again."
)
log = structlog.get_logger("proofmark.cloudinary")


class CloudinaryPublisher:
    """Publishes to the account in CLOUDINARY_URL; what went to another account is left to that one."""

    name = "cloudinary"
    far = own_names = True

    def place(self) -> str:
        """The cloud's name, empty while none is set up."""
        account = _configured()
        return account.cloud if account else ""

    def publish(self, delivery: Delivery) -> Delivered:
        """Uploads the master without overwriting, checks what lies there, renews its notes, tries its addresses."""
        account = _account(delivery.place)
        with _queue_stops(account):
            schema.ensure(account)
            sent = _about(account, delivery.notes, delivery.sha256)
            found = client.upload(account, delivery.master, **_options(account, delivery), **sent)
            adopted = _checked(account, delivery, found)
            worries = _settled(account, found, sent, again=adopted)
        size = found.get("width"), found.get("height")
        renditions = addresses.try_all(account, delivery.public_id, found["version"], delivery.recipes, size)
        kept = {name: str(found.get(name, ""))[:64] for name in ("etag", "asset_id", "request_id")}
        return Delivered(
            delivery.public_id, found["version"], renditions, adopted, kept | {"place": account.cloud} | worries
        )

    def renew(self, placed: Placed, notes: Notes) -> list[str]:
        """Sends the whole set of notes anew, as a change may clear what is not sent again."""
        account = _account(placed.place)
        with _queue_stops(account):
            schema.ensure(account)
            sent = _about(account, notes, placed.sha256, opens=True)
            found = client.explicit(account, placed.public_id, **sent)
            if found is None:
                raise PublishingFailed("The picture is not at Cloudinary any more.", permanent=True)
            if left := fields.leftovers(sent["metadata"], found.get("metadata")):
                found = _emptied(account, placed.public_id, left) or found
        kept = found.get("metadata")
        differing = fields.differences(sent["metadata"], kept) + fields.leftovers(sent["metadata"], kept)
        return _worries(differing)["worries"]

    def holds(self, placed: Placed) -> bool:
        """Whether our bytes lie there."""
        account = _account(placed.place)
        with _queue_stops(account):
            found = client.explicit(account, placed.public_id)
        return found is not None and _is_ours(found, placed)

    def take_down(self, placed: Placed) -> dict:
        """Deletes the picture and its copies, never somebody else's; done when no handed-out address answers."""
        account = _account(placed.place)
        with _queue_stops(account):
            found = client.explicit(account, placed.public_id)
            if found is not None and not _is_ours(found, placed):
                log.error("another picture lies under a name of ours and stays", public_id=placed.public_id)
            elif found is not None:
                client.destroy(account, placed.public_id)
        if alive := addresses.still_alive(placed.addresses):
            raise PublishingFailed(
                f"The picture is deleted, but {len(alive)} of {len(placed.addresses)} addresses may still show a copy. "
                "Cloudinary was told to drop them; they are asked again until they are gone.",
            )
        return {"addresses_gone": len(placed.addresses)}

    def url(self, public_id: str, version: int, transformation: str) -> str:
        """The address of a recipe that was not tried when the picture went out."""
        account = _configured()
        return addresses.address(account, public_id, version, transformation) if account else ""

    def narrower(self, public_id: str, version: int, told: dict) -> dict[int, str]:
        """At a third and two thirds of the width, spelled as the rendition itself was found to work."""
        account = _configured()
        if account is None or told.get("trouble") or "spelling" not in told:
            return {}
        return addresses.narrower(account, public_id, version, told)


def _configured():
    try:
        return accounts.configured()
    except accounts.BadAccount:
        return None


def _account(place):
    """The account of a publication; what was begun in one account is never looked for in another."""
    account = _configured()
    if account is None:
        raise PublishingFailed("CLOUDINARY_URL is not set or cannot be read. It goes on when it is.", waits=True)
    if place and place != account.cloud:
        raise PublishingFailed(
            f"This picture belongs to the cloud {place}, but CLOUDINARY_URL names {account.cloud}. "
            "It goes on when CLOUDINARY_URL names its own again.",
            waits=True,
        )
    return account


@contextmanager
def _queue_stops(account):
    """Around calls: refuses while the account rests, and has it rest when it says that it must."""
    pauses.refuse_while_paused(account)
    try:
        yield
    except PublishingFailed as problem:
        if problem.waits and problem.retry_after:
            pauses.note(account, problem)
            log.error("the account is not asked for a while", seconds=problem.retry_after, why=problem.sentence)
        raise


def _options(account, delivery):
    """What goes with the bytes besides the notes."""
    return {
        "public_id": delivery.public_id,
        "overwrite": False,
        "unique_filename": False,
        "use_filename": False,
        "discard_original_filename": True,
        "type": "upload",
        "resource_type": "image",
        "allowed_formats": ["jpg", "png", "webp"],
        "filename": f"{delivery.public_id}.{delivery.format.lower()}",
        **({"notification_url": address} if (address := hooks.address(account, delivery.ticket)) else {}),
        **_filed(account, delivery.notes),
    }


def _filed(account, notes):
    """The folder and the name in the media library, where folders are not part of the id."""
    if not schema.has_free_folders(account):
        return {}
    folder = "/".join(filter(None, [account.folder, *notes.folder]))
    return {"asset_folder": folder, "display_name": fields.normalised(notes.title, 200) or "Proofmark"}


def _about(account, notes, sha256, opens=False):
    """Metadata, context, tags and dates, whole, as the service forgets what is not sent again."""
    return {
        "metadata": fields.values(notes),
        "context": fields.context(notes, sha256),
        "tags": [tag for tag in (fields.normalised(tag, 60).replace(",", " ") for tag in notes.tags) if tag],
        **_dates(account, notes, opens),
    }


def _dates(account, notes, opens):
    """The service's own lock, a net below ours: it shuts the picture outside of its term."""
    rule = {"access_type": "anonymous"}
    if notes.starts:
        rule["start"] = _instant(notes.starts)
    if notes.ends:
        rule["end"] = _instant(notes.ends)
    return {"access_control": [rule]} if account.limits_dates and (len(rule) > 1 or opens) else {}


def _instant(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _checked(account, delivery, found):
    """True when our bytes were there before; raises PublishingFailed unless our bytes and only they lie there."""
    if found.get("public_id") != delivery.public_id or not isinstance(found.get("version"), int):
        raise PublishingFailed("Cloudinary answered about something else than the upload.", unknown=True)
    if not client.answer_is_signed(account, found):
        raise PublishingFailed("The answer to the upload does not carry Cloudinary's signature.", unknown=True)
    adopted = bool(found.get("existing"))
    if found.get("etag") == _md5(delivery.master) and found.get("bytes") == len(delivery.master):
        return adopted
    if adopted:
        log.error("another picture lies under the name of ours", public_id=delivery.public_id)
        raise PublishingFailed(CONFLICT, permanent=True, conflict=True)
    client.destroy(account, delivery.public_id)
    raise PublishingFailed(
        "Cloudinary stored other bytes than were sent, so they were deleted again. "
        "Look for an incoming transformation in the account's settings, and switch it off.",
        permanent=True,
    )


def _md5(data):
    """How the service names bytes; the approval stands on SHA-256, which was compared before."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _settled(account, found, sent, *, again):
    """The notes as sent, written once more if they differ or are an earlier attempt's; what still differs is told."""
    if again or fields.differences(sent["metadata"], found.get("metadata")):
        try:
            found = client.explicit(account, found["public_id"], **sent) or {}
        except PublishingFailed as problem:
            if not problem.permanent:
                raise
            return {"worries": [problem.sentence]}
    return _worries(fields.differences(sent["metadata"], found.get("metadata")))


def _emptied(account, public_id, keys):
    """The record after values that hold no more were taken out; None where the service will not have that."""
    try:
        return client.explicit(account, public_id, metadata=dict.fromkeys(keys, ""))
    except PublishingFailed as problem:
        if not problem.permanent:
            raise
        return None


def _worries(differing):
    if not differing:
        return {"worries": []}
    return {"worries": [f"Cloudinary keeps other values than were sent in: {', '.join(differing)}."]}


def _is_ours(found, placed):
    """By the bytes' name where it is known, else by the hash that went with them."""
    if placed.kept.get("etag"):
        return found.get("etag") == placed.kept["etag"]
    custom = (found.get("context") or {}).get("custom") or {}
    return custom.get("pm_sha256") == placed.sha256
