"""Publication from asking to gone: the undo window, the gates, crashes, double messages, other people's bytes."""

import hashlib
import resource
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db.models.functions import Now

from assets import clock, library, publishing, rights, uploads, work
from assets.models import AuditEvent, Publication, StoredImage, Work
from assets.problems import Conflict, Forbidden, Refused, Unavailable
from assets.storage import delivery, private
from tests import factories
from tests.library import shelf
from tests.library.test_admission import events

pytestmark = pytest.mark.django_db


def files(publication):
    folder = Path(delivery().path(f"{publication.remote_id}/v{publication.remote_version}"))
    return {path.name: path.read_bytes() for path in folder.glob("*")} if folder.exists() else {}


def open_work(kind):
    return Work.objects.filter(kind=kind, state="open")


def test_a_publication_waits_for_the_undo_window(brand, manager, settings):
    settings.UNDO_SECONDS = 10
    publication = publishing.ask(shelf.an_asset(brand), by=manager)
    row = open_work(publishing.PUBLISH).get()
    assert row.run_after == publication.not_before
    assert timedelta(seconds=9) < publication.not_before - clock.now() <= timedelta(seconds=10)
    uploads.publish(row.pk)
    publication.refresh_from_db()
    assert publication.state == "waiting"
    assert not files(publication)


def test_after_the_window_the_image_is_live_with_all_its_renditions(brand):
    publication = shelf.live(brand)
    assert len(publication.answer["renditions"]) == 8
    assert hashlib.sha256(files(publication)["master.png"]).hexdigest() == publication.master_sha256
    assert events(publication) == ["publication.asked", "publication.started", "publication.live"]
    assert publication.asset.standing == "live"


def test_what_leaves_carries_the_ai_mark_and_the_ten_fields(brand):
    kept = files(shelf.live(brand))
    pictures = [data for name, data in kept.items() if not name.endswith(".json")]
    assert len(pictures) > 8
    assert all(b"algorithmicMedia" in data for data in pictures)
    assert b"A red mug on a window sill" in kept["metadata.json"]


def test_an_asset_is_published_once_at_a_time(brand, manager):
    asset = shelf.an_asset(brand)
    publishing.ask(asset, by=manager)
    with pytest.raises(Conflict, match="on its way or live already"):
        publishing.ask(asset, by=manager)


def test_a_withdrawn_asset_is_not_published(brand, manager):
    asset = library.withdraw(shelf.an_asset(brand), by=manager, reason="Old")
    with pytest.raises(Refused, match="Only an approved image"):
        publishing.ask(asset, by=manager)


def test_a_marketer_cannot_publish(brand, marketer):
    with pytest.raises(Forbidden, match="publish approved images"):
        publishing.ask(shelf.an_asset(brand), by=marketer)


def test_a_message_delivered_three_times_publishes_once(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    row = open_work(publishing.PUBLISH).get()
    for _ in range(3):
        uploads.publish(row.pk)
    assert events(publication).count("publication.live") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_publish_once(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    row = open_work(publishing.PUBLISH).get()
    workers = [threading.Thread(target=_work_and_close, args=(row.pk,)) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    publication.refresh_from_db()
    assert publication.state == "live"
    assert events(publication).count("publication.live") == 1


def _work_and_close(row):
    from django.db import connection

    uploads.publish(row)
    connection.close()


def test_a_worker_killed_after_the_upload_is_finished_by_the_next(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    dead = work.claim(open_work(publishing.PUBLISH).get().pk)
    started = uploads._started(dead)
    uploads.publishers.named("folder").publish(uploads._delivery(started))
    before = files(publication)
    Work.objects.update(lease_until=Now() - timedelta(seconds=1))
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "live"
    assert publication.answer["adopted"] is True
    assert files(publication) == before
    assert events(publication).count("publication.started") == 1


def test_a_worker_that_lost_its_lease_stores_nothing(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    slow = work.claim(open_work(publishing.PUBLISH).get().pk)
    started = uploads._started(slow)
    delivered = uploads.publishers.named("folder").publish(uploads._delivery(started))
    Work.objects.update(lease_token="somebody else")
    uploads._finished(slow, started, delivered)
    publication.refresh_from_db()
    assert publication.state == "publishing"


def test_work_that_kills_every_worker_is_given_up_and_told(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    for _ in range(work.MOST_CRASHES):
        assert work.claim(open_work(publishing.PUBLISH).get().pk, seconds=-1)
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "failed"
    assert "stopped the program" in publication.last_error


def test_other_bytes_under_the_same_name_are_never_overwritten(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    path = Path(delivery().path(f"{publication.remote_id}/v{publication.remote_version}/master.png"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"somebody else's picture")
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "conflict"
    assert publication.asset.standing == "failed"
    assert "Another picture lies under this name" in publication.last_error
    assert path.read_bytes() == b"somebody else's picture"


def test_changed_bytes_in_storage_never_leave_the_house(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    Path(private().path(publication.master_path)).write_bytes(factories.picture(seed=99))
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "failed"
    assert "not the approved ones" in publication.last_error
    assert not files(publication)
    assert publication.asset.standing == "failed"


def test_a_master_marked_anew_after_the_approval_is_stopped(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    StoredImage.objects.filter(pk=publication.asset.image_id).update(master_sha256="f" * 64)
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "stopped"
    assert "other bytes" in publication.last_error


def test_a_master_without_its_ai_mark_is_not_published(brand):
    data = factories.picture(seed=5)
    path = private().save("test/bare.png", __import__("io").BytesIO(data))
    digest = hashlib.sha256(data).hexdigest()
    image = factories.a_stored_image(brand, master_path=path, master_sha256=digest)
    publication = shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand, image=image)))
    assert publication.state == "failed"
    assert "AI origin" in publication.last_error


def test_a_missing_file_is_tried_again_and_then_given_up(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    Path(private().path(publication.master_path)).unlink()
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "publishing"
    assert "could not be read" in publication.last_error
    for _ in range(work.MAX_ATTEMPTS - 1):
        shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "failed"


def test_a_failed_publication_is_tried_again_on_demand(brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    path = Path(private().path(publication.master_path))
    whole = path.read_bytes()
    path.write_bytes(b"broken")
    shelf.run(publishing.PUBLISH, publication)
    path.write_bytes(whole)
    publishing.retry(publication, by=manager)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_a_live_publication_cannot_be_tried_again(brand, manager):
    with pytest.raises(Conflict):
        publishing.retry(shelf.live(brand), by=manager)


def test_rights_revoked_between_approval_and_upload_stop_the_upload(brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "stopped"
    assert "revoked" in publication.last_error
    assert not files(publication)
    assert publication.asset.standing == "stopped"


def test_rights_expired_between_approval_and_upload_stop_the_upload(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "stopped"
    assert "may be shown until" in publication.last_error


def test_an_embargoed_image_waits_for_its_day(brand):
    later = clock.now() + timedelta(days=3)
    publication = shelf.asked(shelf.an_asset(brand, terms={"embargo_until": later}))
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "waiting"
    assert publication.not_before == later
    with time_machine.travel(later + timedelta(seconds=1), tick=False):
        assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_rights_revoked_while_the_bytes_are_on_their_way_take_them_back(brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(open_work(publishing.PUBLISH).get().pk)
    started = uploads._started(lease)
    delivered = uploads.publishers.named("folder").publish(uploads._delivery(started))
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    assert uploads._finished(lease, started, delivered) is False
    publication.refresh_from_db()
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "stopped"
    assert not files(publication)


def test_an_image_withdrawn_while_it_is_published_ends_withdrawn_without_files(brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(open_work(publishing.PUBLISH).get().pk)
    started = uploads._started(lease)
    delivered = uploads.publishers.named("folder").publish(uploads._delivery(started))
    library.withdraw(publication.asset, by=manager, reason="Old")
    assert uploads._finished(lease, started, delivered) is False
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawn"
    assert not files(publication)


def test_a_withdrawal_takes_the_files_away_and_says_when(brand, manager):
    publication = shelf.live(brand)
    library.withdraw(publication.asset, by=manager, reason="Old")
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawn"
    assert publication.withdrawn_at
    assert not files(publication)
    shelf.run(publishing.TAKE_DOWN, publication)
    assert events(publication).count("publication.withdrawn") == 1


def test_rights_revoked_after_publication_end_it(brand, manager):
    publication = shelf.live(brand)
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    shelf.run(publishing.EXPIRE, publication)
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawn"
    assert "revoked" in publication.reason
    last = AuditEvent.objects.filter(object_id=publication.public_id).order_by("-id").first()
    assert last.actor_kind == "system"


def test_a_live_image_ends_with_its_term(brand):
    publication = shelf.live(brand)
    row = open_work(publishing.EXPIRE).get()
    assert row.run_after == publication.available_until
    with time_machine.travel(publication.available_until + timedelta(seconds=1), tick=False):
        shelf.run(publishing.EXPIRE, publication)
    assert publication.state == "withdrawing"


def test_a_longer_term_moves_the_end(brand, manager):
    publication = shelf.live(brand)
    record = publication.asset.rights
    rights.change(record, by=manager, term_end=clock.now().date() + timedelta(days=700))
    rights.clear(record, by=manager)
    shelf.run(publishing.EXPIRE, publication)
    assert publication.state == "live"
    assert open_work(publishing.EXPIRE).get().run_after == publication.available_until
    assert publication.available_until > clock.now() + timedelta(days=690)


def test_the_campaigns_end_ends_delivery_too(brand):
    campaign = factories.a_campaign(brand, ends_on=clock.now().date() + timedelta(days=20))
    publication = shelf.live(brand, campaign=campaign)
    assert publication.available_until < clock.now() + timedelta(days=22)


def test_an_image_published_again_after_a_stop_gets_a_new_version(brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        shelf.run(publishing.PUBLISH, publication)
    again = shelf.run(publishing.PUBLISH, shelf.asked(publication.asset))
    assert again.state == "live"
    assert again.remote_id == publication.remote_id
    assert int(again.remote_version) > int(publication.remote_version)


def test_a_cancelled_publication_may_be_asked_for_again(brand, manager):
    asset = shelf.an_asset(brand)
    publishing.cancel(publishing.ask(asset, by=manager), by=manager)
    assert publishing.ask(asset, by=manager).state == Publication.State.WAITING


def test_a_full_disk_makes_a_publication_wait_without_losing_tries(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(open_work(publishing.PUBLISH).get().pk)
    started = uploads._started(lease)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        with pytest.raises(Unavailable) as full:
            uploads.publishers.named("folder").publish(uploads._delivery(started))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not files(publication)
    uploads._failed(lease, started, uploads._told(full.value))
    publication.refresh_from_db()
    assert "as soon as there is room" in publication.last_error
    assert open_work(publishing.PUBLISH).get().attempts == 0
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
