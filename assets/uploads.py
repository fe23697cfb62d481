"""Owns the doing side of publication: claims a row, asks the gates, talks to the delivery service, stores what came.

Every function takes the id of a work row, may run twice or beside itself, and touches the service outside of
transactions. Bytes, approval and rights are read again right before they leave and right after.
"""

import structlog
from django.db import transaction

from assets import clock, gates, metadata, publishers, publishing, safekeeping, standing, work
from assets.models import Asset, Publication, Work
from assets.problems import Unavailable
from assets.publishers import Delivery, PublishingFailed
from assets.storage import private
from assets.transitions import move

S = Publication.State
LONGEST_PAUSE = 60
log = structlog.get_logger("proofmark.uploads")


def publish(work_id: int) -> None:
    """Publishes what the work row asks for, unless something stands against it by now."""
    lease = work.claim(work_id)
    if lease is None:
        return
    publication = _started(lease)
    if publication is None:
        return
    try:
        delivered = publishers.named(publication.publisher).publish(_delivery(publication))
    except PublishingFailed as problem:
        _failed(lease, publication, problem)
    except (OSError, Unavailable) as problem:
        _failed(lease, publication, _told(problem))
    else:
        if not _finished(lease, publication, delivered):
            _take_back(publication)


def _told(problem):
    """A fault of storage as the publisher's error; a full disk waits until there is room."""
    if isinstance(problem, Unavailable):
        return PublishingFailed("The disk is full. The picture is published as soon as there is room.", waits=True)
    return PublishingFailed(f"The picture could not be read or written: {problem.strerror}.")


def take_down(work_id: int) -> None:
    """Removes from the delivery service what is being withdrawn, and tries until it is gone."""
    lease = work.claim(work_id)
    if lease is None:
        return
    publication = Publication.objects.get(public_id=lease.work.subject)
    if publication.state not in (S.WITHDRAWING, *publishing.CLOSED):
        lease.finish()
        return
    try:
        _remove(publication)
    except (PublishingFailed, OSError) as problem:
        Publication.objects.filter(pk=publication.pk).update(last_error=str(problem)[:500])
        lease.retry(str(problem), after=_pause(lease))
        return
    with transaction.atomic():
        if lease.finish() and _locked(publication.public_id).state == S.WITHDRAWING:
            move(publication, publishing.GONE, by=None, withdrawn_at=clock.now())
            standing.settle(publication.asset)


def expire(work_id: int) -> None:
    """Ends a live publication whose rights do not carry it any more, or sets the clock for when they end."""
    lease = work.claim(work_id)
    if lease is None:
        return
    with transaction.atomic():
        publication = _locked(lease.work.subject)
        if publication.state in (S.PUBLISHING, S.UNKNOWN):
            lease.retry("The publication is still on its way.", after=5)
        elif lease.finish() and publication.state == S.LIVE:
            _end_or_watch(publication, gates.look(publication.asset))


def _end_or_watch(publication, verdict):
    if verdict.stop:
        publishing.end(publication, by=None, reason=verdict.stop)
    else:
        Publication.objects.filter(pk=publication.pk).update(**_term_of(verdict))
        _watch(publication, verdict)


def _locked(public_id):
    """The publication with all that is asked of it, its asset and its own row locked in this order."""
    asset = Publication.objects.values_list("asset", flat=True).get(public_id=public_id)
    Asset.objects.select_for_update().get(pk=asset)
    found = Publication.objects.select_for_update(of=("self",)).select_related(
        "brand", "asset__brand", "asset__image", "asset__campaign__brand", "asset__product", "asset__rights_version"
    )
    return found.get(public_id=public_id)


def _started(lease):
    """The publication, now being published; None when there is nothing to do (the lease is settled then)."""
    with transaction.atomic():
        publication = _locked(lease.work.subject)
        if publication.state not in (S.WAITING, S.UNKNOWN, S.PUBLISHING):
            lease.finish()
            return None
        verdict = gates.look(publication.asset)
        if _waits_for_rights(lease, publication, verdict) or _is_stopped(lease, publication, verdict):
            return None
        if publication.state != S.PUBLISHING:
            move(publication, publishing.START, by=None)
            standing.settle(publication.asset)
        if lease.work.attempts > work.MAX_ATTEMPTS:
            _give_up(lease, publication, "It was tried five times and did not come to an end.")
            return None
    return publication


def _waits_for_rights(lease, publication, verdict):
    if verdict.begins is None or publication.state != S.WAITING:
        return False
    Publication.objects.filter(pk=publication.pk).update(not_before=verdict.begins, last_error=verdict.stop)
    return lease.retry(verdict.stop, after=(verdict.begins - clock.now()).total_seconds())


def _is_stopped(lease, publication, verdict):
    stop = verdict.stop
    if publication.master_sha256 != publication.asset.image.master_sha256:
        stop = "The approval stands for other bytes than the ones in storage."
    if stop:
        if publication.state != S.WAITING:
            work.ask(publishing.TAKE_DOWN, publication, brand=publication.brand)
        move(publication, publishing.STOP, by=None, reason=stop, last_error=stop)
        standing.settle(publication.asset)
        lease.finish()
    return bool(stop)


def _delivery(publication):
    asset = publication.asset
    open_channels = gates.look(asset).open_channels()
    if not open_channels:
        raise PublishingFailed("The usage rights cover none of the site's channels.", permanent=True)
    return Delivery(
        public_id=publication.remote_id,
        version=int(publication.remote_version),
        master=_master(publication),
        sha256=publication.master_sha256,
        format=asset.image.master_format,
        metadata=metadata.for_service(asset),
        recipes={channel.key: channel.transformation for channel in open_channels},
    )


def _master(publication):
    """The approved bytes; raises PublishingFailed when storage holds others."""
    try:
        return safekeeping.read(private(), publication.master_path, publication.master_sha256)
    except safekeeping.Damaged as problem:
        raise PublishingFailed(
            "The stored bytes are not the approved ones, so nothing left the house. Tell an operator.", permanent=True
        ) from problem


def _finished(lease, publication, delivered):
    """True when the publication is live, or somebody else holds the work; False when it must be taken back."""
    with transaction.atomic():
        publication = _locked(publication.public_id)
        if not lease.finish():
            return True
        verdict = gates.look(publication.asset)
        if publication.state != S.PUBLISHING or _is_stopped(lease, publication, verdict):
            return False
        _live(publication, delivered, verdict)
    return True


def _live(publication, delivered, verdict):
    answer = {"renditions": delivered.renditions, "adopted": delivered.adopted}
    told = {"public_id": delivered.public_id, "delivered_version": delivered.version}
    move(
        publication,
        publishing.FINISH,
        by=None,
        published_at=clock.now(),
        last_error="",
        answer=answer,
        details=told,
        **_term_of(verdict),
    )
    _watch(publication, verdict)
    standing.settle(publication.asset)


def _term_of(verdict):
    return {"available_from": verdict.starts, "available_until": verdict.ends}


def _watch(publication, verdict):
    if verdict.ends:
        work.ask(publishing.EXPIRE, publication, brand=publication.brand, run_after=verdict.ends)


def _failed(lease, publication, problem):
    last = lease.work.attempts >= work.MAX_ATTEMPTS
    log.warning("publishing failed", publication=publication.public_id, permanent=problem.permanent, why=str(problem))
    with transaction.atomic():
        publication = _locked(publication.public_id)
        if publication.state != S.PUBLISHING:
            lease.finish()
        elif problem.waits:
            _waits(lease, publication, problem.sentence)
        elif problem.unknown:
            _lost_answer(lease, publication, problem, last)
        elif problem.permanent or last:
            _give_up(lease, publication, problem.sentence)
        elif lease.retry(problem.sentence, after=_pause(lease)):
            _note(publication, problem.sentence)


def _waits(lease, publication, sentence):
    if lease.retry(sentence, after=LONGEST_PAUSE / 2):
        Work.objects.filter(pk=lease.work.pk).update(attempts=0)
        _note(publication, sentence)


def _note(publication, sentence):
    Publication.objects.filter(pk=publication.pk).update(last_error=sentence[:500])


def _give_up(lease, publication, sentence):
    if lease.fail(sentence):
        move(publication, publishing.FAIL, by=None, reason=sentence, last_error=sentence[:500])
        standing.settle(publication.asset)


def _lost_answer(lease, publication, problem, last):
    mine = lease.fail(problem.sentence) if last else lease.retry(problem.sentence, after=_pause(lease))
    if mine:
        move(publication, publishing.LOSE, by=None, reason=problem.sentence, last_error=problem.sentence[:500])
        standing.settle(publication.asset)


def _take_back(publication):
    """What was put out while its permission went: removed now, and by the take-down work if this fails."""
    try:
        _remove(publication)
    except (PublishingFailed, OSError) as problem:
        log.error("could not take back", publication=publication.public_id, why=str(problem))
        work.ask(publishing.TAKE_DOWN, publication, brand=publication.brand)


def _remove(publication):
    publishers.named(publication.publisher).take_down(publication.remote_id, int(publication.remote_version))


def _pause(lease):
    """Seconds until the next try: doubling, at most a minute."""
    return min(2**lease.work.attempts, LONGEST_PAUSE)
