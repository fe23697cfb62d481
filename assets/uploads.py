"""Owns the doing side of publication: claims a row, asks the gates, talks to the delivery service, stores what came.

Every function takes the id of a work row, may run twice or beside itself, and touches the service outside of
transactions. Bytes, approval and rights are read again right before they leave and right after.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F

from assets import clock, gates, notes, publishers, publishing, safekeeping, standing, work
from assets.crashes import crash_point
from assets.models import Asset, Publication, Work
from assets.problems import Unavailable
from assets.publishers import Delivery, Placed, PublishingFailed
from assets.storage import private
from assets.transitions import move

S = Publication.State
LONGEST_PAUSE, SLOW_PAUSE, GIVEN_UP_AFTER = 60, 300, timedelta(days=1)
VANISHED = "The picture was deleted at the delivery service by somebody else. Publish it again, or withdraw it."
log = structlog.get_logger("proofmark.uploads")


def publish(work_id: int) -> None:
    """Publishes what the work row asks for, unless something stands against it by now."""
    lease = work.claim(work_id, set_aside=_put_aside)
    if lease is None:
        return
    crash_point("publish.claimed")
    publication = _started(lease)
    if publication is None:
        return
    crash_point("publish.started")
    try:
        with lease.kept():
            delivered = publishers.named(publication.publisher).publish(_delivery(publication))
        crash_point("publish.delivered")
    except PublishingFailed as problem:
        _failed(lease, publication, problem)
    except (OSError, Unavailable) as problem:
        _failed(lease, publication, _told(problem))
    else:
        if not _finished(lease, publication, delivered):
            _take_back(publication)
        crash_point("publish.finished")


def _told(problem):
    """A fault of storage as the publisher's error; a full disk waits until there is room."""
    if isinstance(problem, Unavailable):
        return PublishingFailed("The disk is full. The picture is published as soon as there is room.", waits=True)
    return PublishingFailed(f"The picture could not be read or written: {problem.strerror}.")


def take_down(work_id: int) -> None:
    """Removes from the delivery service what is being withdrawn, and tries until it is gone."""
    lease = work.claim(work_id, set_aside=_put_aside_beside)
    if lease is None:
        return
    crash_point("take_down.claimed")
    publication = Publication.objects.get(public_id=lease.work.subject)
    if publication.state not in (S.WITHDRAWING, *publishing.CLOSED):
        lease.finish()
        return
    try:
        with lease.kept():
            confirmed = _remove(publication)
        crash_point("take_down.removed")
    except (PublishingFailed, OSError) as problem:
        _note(publication, str(problem))
        lease.retry(str(problem), after=getattr(problem, "retry_after", None) or _pause(lease))
        return
    with transaction.atomic():
        if lease.finish() and _locked(publication.public_id).state == S.WITHDRAWING:
            move(publication, publishing.GONE, by=None, withdrawn_at=clock.now(), details=confirmed)
            standing.settle(publication.asset)
    crash_point("take_down.gone")


def expire(work_id: int) -> None:
    """Ends a live publication whose rights do not carry it any more, or sets the clock for when they end."""
    lease = work.claim(work_id, set_aside=_put_aside_beside)
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
        if publishers.named(publication.publisher).far:
            work.ask(publishing.RENEW, publication, brand=publication.brand)


def renew(work_id: int) -> None:
    """Tells the delivery service what changed about a live picture: rights, term, notes."""
    lease = work.claim(work_id, set_aside=_put_aside_beside)
    if lease is None:
        return
    publication = _found(lease.work.subject)
    if publication.state != S.LIVE:
        lease.finish()
        return
    told = notes.of(publication.asset, gates.look(publication.asset))
    try:
        with lease.kept():
            worries = publishers.named(publication.publisher).renew(placed(publication), told)
    except PublishingFailed as problem:
        if problem.permanent:  # perhaps it is not there any more
            work.ask(publishing.LOOK_UP, publication, brand=publication.brand)
        _tried(lease, problem)
        return
    with transaction.atomic():
        if lease.finish():
            publication = _locked(publication.public_id)
            answer = publication.answer | {"worries": worries}
            Publication.objects.filter(pk=publication.pk).update(answer=answer)


def look_up(work_id: int) -> None:
    """Asks the delivery service whether a live picture is still there; if it is not, the publication has failed."""
    lease = work.claim(work_id, set_aside=_put_aside_beside)
    if lease is None:
        return
    publication = _found(lease.work.subject)
    try:
        gone = publication.state == S.LIVE and not publishers.named(publication.publisher).holds(placed(publication))
    except PublishingFailed as problem:
        _tried(lease, problem)
        return
    with transaction.atomic():
        if lease.finish() and gone and _locked(publication.public_id).state == S.LIVE:
            move(publication, publishing.VANISH, by=None, reason=VANISHED, last_error=VANISHED)
            standing.settle(publication.asset)


def _tried(lease, problem):
    """Work beside a live publication: tried again with growing pauses, given up after a permanent refusal."""
    if problem.permanent:
        lease.fail(problem.sentence)
    else:
        lease.retry(problem.sentence, after=problem.retry_after or _pause(lease))


def _locked(public_id):
    """The publication with all that is asked of it, its asset and its own row locked in this order."""
    asset = Publication.objects.values_list("asset", flat=True).get(public_id=public_id)
    Asset.objects.select_for_update(no_key=True).get(pk=asset)
    return _whole(Publication.objects.select_for_update(of=("self",))).get(public_id=public_id)


def _found(public_id):
    return _whole(Publication.objects).get(public_id=public_id)


def _whole(rows):
    return rows.select_related(
        "brand", "asset__brand", "asset__image", "asset__campaign__brand", "asset__product", "asset__rights_version"
    )


def _started(lease):
    """The publication, now being published; None when there is nothing to do (the lease is settled then)."""
    with transaction.atomic():
        publication = _locked(lease.work.subject)
        if publication.state not in (S.WAITING, S.UNKNOWN, S.PUBLISHING):
            if lease.work.attempts > 1:  # an earlier worker may have sent the bytes after all was taken down, and died
                work.ask(publishing.TAKE_DOWN, publication, brand=publication.brand)
            lease.finish()
            return None
        verdict = gates.look(publication.asset)
        if _waits_for_rights(lease, publication, verdict) or _is_stopped(lease, publication, verdict):
            return None
        if publication.state != S.PUBLISHING:
            move(publication, publishing.START, by=None)
            standing.settle(publication.asset)
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
    verdict = gates.look(asset)
    open_channels = verdict.open_channels()
    if not open_channels:
        raise PublishingFailed("The usage rights cover none of the site's channels.", permanent=True)
    return Delivery(
        public_id=publication.remote_id,
        version=int(publication.remote_version),
        master=_master(publication),
        sha256=publication.master_sha256,
        format=asset.image.master_format,
        notes=notes.of(asset, verdict),
        recipes={channel.key: channel.transformation for channel in open_channels},
        place=publication.answer.get("place", ""),
        ticket=publication.public_id,
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
    answer = {"renditions": delivered.renditions, "adopted": delivered.adopted, "sent": False, **delivered.kept}
    told = {"public_id": delivered.public_id, "delivered_version": delivered.version, "service": publication.publisher}
    told |= {name: delivered.kept[name] for name in ("place", "asset_id", "etag") if delivered.kept.get(name)}
    move(
        publication,
        publishing.FINISH,
        by=None,
        published_at=clock.now(),
        last_error="",
        remote_version=str(delivered.version),
        answer=publication.answer | answer,
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
    last = lease.work.tries >= work.MAX_ATTEMPTS
    pause = problem.retry_after or _pause(lease)
    log.warning("publishing failed", publication=publication.public_id, permanent=problem.permanent, why=str(problem))
    with transaction.atomic():
        publication = _locked(publication.public_id)
        if publication.state != S.PUBLISHING:
            lease.finish()
        elif problem.waits:
            _waits(lease, publication, problem)
        elif problem.unknown:
            _lost_answer(lease, publication, problem, last, pause)
        elif problem.permanent or last:
            _give_up(lease, publication, problem.sentence, conflict=problem.conflict)
        elif lease.retry(problem.sentence, after=pause):
            _note(publication, problem.sentence)


def _waits(lease, publication, problem):
    if lease.retry(problem.sentence, after=problem.retry_after or LONGEST_PAUSE / 2):
        Work.objects.filter(pk=lease.work.pk).update(attempts=F("crashes"))
        _note(publication, problem.sentence)


def _note(publication, sentence):
    Publication.objects.filter(pk=publication.pk).update(last_error=sentence[:500])


def _give_up(lease, publication, sentence, conflict=False):
    """Ends the attempts. If an answer was lost before, nobody knows whether the picture is out, and that is said."""
    if lease.fail(sentence):
        _rest(publication, sentence, conflict)


def _rest(publication, sentence, conflict=False):
    unsure = publication.answer.get("sent")
    ending = publishing.CLASH if conflict else publishing.LOSE if unsure else publishing.FAIL
    move(publication, ending, by=None, reason=sentence, last_error=sentence[:500])
    standing.settle(publication.asset)


def _put_aside(row):
    """Brings a publication to rest whose work was parked."""
    publication = _locked(row.subject)
    if publication.state in publishing.START.sources:
        move(publication, publishing.START, by=None)
    if publication.state == S.PUBLISHING:
        _rest(publication, work.PARKED_WHY)
    return publication


def _put_aside_beside(row):
    """Work beside a publication leaves its state alone."""
    publication = _locked(row.subject)
    _note(publication, work.PARKED_WHY)
    return publication


def _lost_answer(lease, publication, problem, last, pause):
    """Tried again soon, then every few minutes for a day: an outage ends, and each try adopts what is there."""
    told = problem.sentence
    over = last and publication.not_before < clock.now() - GIVEN_UP_AFTER
    mine = lease.fail(told) if over else lease.retry(told, after=SLOW_PAUSE if last else pause)
    if mine and last and not over:
        Work.objects.filter(pk=lease.work.pk).update(attempts=F("crashes") + work.MAX_ATTEMPTS - 1)
    if mine:
        answer = publication.answer | {"sent": True}
        move(publication, publishing.LOSE, by=None, reason=told, last_error=told[:500], answer=answer)
        standing.settle(publication.asset)


def _take_back(publication):
    """What was put out while its permission went: removed now, and by the take-down work if this fails."""
    try:
        _remove(publication)
    except (PublishingFailed, OSError) as problem:
        log.error("could not take back", publication=publication.public_id, why=str(problem))
        work.ask(publishing.TAKE_DOWN, publication, brand=publication.brand)


def _remove(publication):
    return publishers.named(publication.publisher).take_down(placed(publication))


def placed(publication) -> Placed:
    """What the delivery service must know to find the publication's picture again."""
    answer = publication.answer
    urls = [told["url"] for told in answer.get("renditions", {}).values() if told.get("url")]
    return Placed(
        public_id=publication.remote_id,
        version=int(publication.remote_version),
        sha256=publication.master_sha256,
        place=answer.get("place", ""),
        kept={name: answer[name] for name in ("etag", "asset_id") if name in answer},
        addresses=tuple(urls),
    )


def _pause(lease):
    """Seconds until the next try: doubling, at most a minute."""
    return min(2**lease.work.tries, LONGEST_PAUSE)
