"""Owns the asking side of publication: ask, cancel within the undo window, end, retry. The doing is in uploads."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from assets import access, audit, clock, publishers, standing, work
from assets.models import Asset, Publication, Source, StoredImage
from assets.problems import Conflict, Refused
from assets.transitions import Transition, move

PUBLISH, TAKE_DOWN, EXPIRE = "assets.publish", "assets.take_down", "assets.expire"
RENEW, LOOK_UP = "assets.renew", "assets.look_up"
S = Publication.State
CLOSED = (S.CANCELLED, S.WITHDRAWN, S.STOPPED)

START = Transition("start", (S.WAITING, S.UNKNOWN), S.PUBLISHING, "publish", "publication.started")
FINISH = Transition("finish", (S.PUBLISHING,), S.LIVE, "publish", "publication.live")
FAIL = Transition("fail", (S.PUBLISHING,), S.FAILED, "publish", "publication.failed")
LOSE = Transition("lose the answer", (S.PUBLISHING,), S.UNKNOWN, "publish", "publication.unknown")
CLASH = Transition("meet other bytes", (S.PUBLISHING,), S.CONFLICT, "publish", "publication.conflict")
VANISH = Transition("vanish", (S.LIVE,), S.FAILED, "publish", "publication.vanished")
STOP = Transition("stop", (S.WAITING, S.PUBLISHING, S.UNKNOWN), S.STOPPED, "publish", "publication.stopped")
CANCEL = Transition("cancel", (S.WAITING, S.CONFLICT), S.CANCELLED, "decide", "publication.cancelled")
RETRY = Transition("retry", (S.FAILED, S.UNKNOWN, S.CONFLICT), S.WAITING, "publish", "publication.retried")
END = Transition(
    "begin to take down",
    (S.PUBLISHING, S.LIVE, S.FAILED, S.UNKNOWN),
    S.WITHDRAWING,
    "take_down",
    "publication.withdrawing",
)
GONE = Transition("take down", (S.WITHDRAWING,), S.WITHDRAWN, "take_down", "publication.withdrawn")
TRANSITIONS = (START, FINISH, FAIL, LOSE, CLASH, VANISH, STOP, CANCEL, RETRY, END, GONE)


def ask(asset, *, by) -> Publication:
    """Asks for publication when the undo window has passed; the work waits in the outbox until then.

    Raises Refused when the asset is not approved, Conflict when a publication is on its way or live.
    """
    access.require(by, "publish", asset.brand)
    with transaction.atomic():
        asset = (
            Asset.objects.select_for_update(of=("self",), no_key=True).select_related("image", "brand").get(pk=asset.pk)
        )
        if asset.state != Asset.State.APPROVED:
            raise Refused("Only an approved image can be published. Nothing was changed.", code="state")
        if open_of(asset).exists():
            raise Conflict("A publication of this image is on its way or live already. Nothing was changed.")
        publication = _new(asset, by)
        work.ask(PUBLISH, publication, brand=asset.brand, run_after=publication.not_before)
        audit.record(
            "publication.asked",
            publication,
            by=by,
            brand=asset.brand,
            after={"state": publication.state},
            details={"asset": asset.public_id, "master_sha256": publication.master_sha256},
        )
        standing.settle(asset)
    return publication


def _new(asset, by):
    service = publishers.chosen(asset.brand)
    made = Publication.objects.create(
        brand=asset.brand,
        asset=asset,
        publisher=service.name,
        asked_by=by,
        master_sha256=asset.image.master_sha256,
        master_path=asset.image.master_path,
        not_before=clock.ahead(settings.UNDO_SECONDS),
        remote_id=remote_id(asset, _nth(asset, service) if service.own_names else 0),
        remote_version=str(_next_version(asset, service.name)),
        answer={"place": service.place()} if service.far else {},
    )
    made.refresh_from_db(fields=["not_before"])  # the database's clock said when
    return made


def remote_id(asset, nth: int = 0) -> str:
    """The public id at the delivery service: from the record and the bytes, so that every attempt has the same."""
    name = f"{asset.public_id}-{asset.image.master_sha256[:12]}"
    return f"{name}-{nth + 1}" if nth else name


def _nth(asset, service):
    """How many publications the asset had there: a picture that is out again must not meet its own taking down."""
    return Publication.objects.filter(asset=asset, publisher=service.name).count()


def _next_version(asset, publisher):
    """Seconds since 1970, as Cloudinary counts versions, but never one that an earlier publication had."""
    earlier = Publication.objects.filter(asset=asset, publisher=publisher).exclude(remote_version="")
    taken = max((int(version) for version in earlier.values_list("remote_version", flat=True)), default=0)
    return max(int(clock.now().timestamp()), taken + 1)


def open_of(asset):
    """The asset's publications that are on their way, live or being taken down."""
    return Publication.objects.filter(asset=asset).exclude(state__in=CLOSED).select_related("asset", "brand")


def cancel(publication, *, by, reason="") -> Publication:
    """Takes a publication back before it began; raises Conflict once a worker has claimed it."""
    with transaction.atomic():
        if Publication.objects.get(pk=publication.pk).state != S.WAITING:
            raise Conflict(
                "Publishing has begun, so it can no longer be undone. Nothing was changed. "
                "Withdraw the image instead: that stops its delivery at once.",
                code="claimed",
            )
        move(publication, CANCEL, by=by, reason=reason)
        work.cancel(PUBLISH, publication)
        standing.settle(publication.asset)
    return publication


def end(publication, *, by, reason) -> Publication:
    """Ends a publication, inside the caller's transaction: delivery stops with it, the files go soon after.

    ``by`` is None when its time has come. One that never began, or of which nothing lies at the service, is
    cancelled; one that is ending stays as it is.
    """
    publication.refresh_from_db()
    work.cancel(PUBLISH, publication)
    if publication.state in CANCEL.sources:
        move(publication, CANCEL, by=by, reason=reason)
    elif publication.state != S.WITHDRAWING:
        move(publication, END, by=by, reason=reason[:500])
        Publication.objects.filter(pk=publication.pk).update(reason=reason[:500])
        work.ask(TAKE_DOWN, publication, brand=publication.brand)
    standing.settle(publication.asset)
    return publication


def retry(publication, *, by) -> Publication:
    """Tries a failed publication again; raises Conflict when it has not failed or runs already."""
    access.require(by, "publish", publication.brand)
    with transaction.atomic():
        move(publication, RETRY, by=by, last_error="", not_before=clock.now())
        work.cancel(PUBLISH, publication)
        work.ask(PUBLISH, publication, brand=publication.brand)
        standing.settle(publication.asset)
    return publication


def go_on(row, by) -> Publication:
    """Brings the publication of parked work back into the queue, inside the transaction that opens the work."""
    publication = Publication.objects.select_related("brand", "asset").get(public_id=row.subject)
    move(publication, RETRY, by=by, last_error="")
    standing.settle(publication.asset)
    return publication


def recheck(record) -> int:
    """Has what is out under a rights record, or was made from a source picture under it, looked at again soon; call it
    when the record changed.

    Delivery itself asks the record at every request, so nothing under it is shown in between. Returns how many.
    """
    covered = StoredImage.objects.filter(covers__record=record, covers__ended_at=None)
    return _look_again(Q(asset__rights=record) | _made_from(covered), record.brand)


def recheck_made_from(images, brand) -> int:
    """The same for what was made from these pictures; call it when they came to stand under another record, or none."""
    return _look_again(_made_from(images), brand)


def recheck_campaign(campaign) -> int:
    """The same for what was approved for a campaign; call it when its days changed."""
    return _look_again(Q(asset__campaign=campaign), campaign.brand)


def _made_from(images) -> Q:
    """The publications of images whose origin names one of these pictures. Origins are frozen texts and are searched
    through, but only for pictures that are there to work from."""
    digests = Source.objects.filter(image__in=images).values_list("image__sha256", flat=True).distinct()
    return reduce(or_, (Q(asset__provenance__contains=digest) for digest in digests), Q(pk__in=()))


def _look_again(which: Q, brand) -> int:
    publications = Publication.objects.filter(which, brand=brand, state__in=(S.LIVE, S.PUBLISHING, S.UNKNOWN))
    for publication in publications.select_related("brand"):
        work.cancel(EXPIRE, publication)
        work.ask(EXPIRE, publication, brand=publication.brand)
    return len(publications)
