"""Taking down at Cloudinary: deleted, copies dropped, every address seen dead, and nobody else's picture touched."""

from datetime import timedelta

import httpx
import pytest
import time_machine

from assets import clock, invariants, library, publishers, publishing, rights, tasks, uploads, work
from assets.models import AuditEvent, Work
from tests import factories
from tests.library import shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(cloud, brand):
    return shelf.live(brand)


def addresses(publication):
    return [told["url"] for told in publication.answer["renditions"].values()]


def statuses(publication):
    return {httpx.get(url).status_code for url in addresses(publication)}


def test_a_withdrawn_picture_answers_nowhere_and_the_log_says_how_many_were_seen_dead(cloud, publication, manager):
    assert statuses(publication) == {200}
    library.withdraw(publication.asset, by=manager, reason="Old")
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawn"
    assert cloud.assets == {}
    assert statuses(publication) == {404}
    gone = AuditEvent.objects.get(action="publication.withdrawn")
    assert '"addresses_gone":8' in gone.payload
    destroyed = [params for action, params in cloud.log if action == "destroy"]
    assert [params["invalidate"] for params in destroyed] == ["1"]


def test_it_is_not_called_gone_while_a_copy_is_still_shown(cloud, publication, manager):
    cloud.copy_lives = 2
    library.withdraw(publication.asset, by=manager, reason="Old")
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawing"
    assert "8 of 8 addresses may still show a copy" in publication.last_error
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawing"
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"


def test_it_is_not_called_gone_while_nobody_can_look(cloud, publication, manager, rested):
    library.withdraw(publication.asset, by=manager, reason="Old")
    cloud.fail("destroy", carried_out=False, answer=(500, "text/html", "<html>"))
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawing"
    assert "out of order" in publication.last_error
    rested()
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"


def test_a_lost_answer_to_the_deletion_is_asked_again(cloud, publication, manager, rested):
    library.withdraw(publication.asset, by=manager, reason="Old")
    cloud.fail("destroy")
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawing"
    rested()
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert cloud.assets == {}


def test_a_picture_that_somebody_deleted_already_is_gone(cloud, publication, manager):
    cloud.assets.clear()
    cloud.copies.clear()
    library.withdraw(publication.asset, by=manager, reason="Old")
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"


def test_a_picture_that_somebody_put_in_its_place_is_not_deleted(cloud, publication, manager):
    cloud.put_foreign(publication.remote_id, factories.picture(seed=8))
    library.withdraw(publication.asset, by=manager, reason="Old")
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.remote_id in cloud.assets
    assert cloud.count("destroy") == 0


def test_an_unknown_publication_that_is_withdrawn_is_looked_for_and_deleted(cloud, brand, manager):
    cloud.fail("upload")
    publication = shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand)))
    assert publication.state == "unknown"
    assert cloud.assets
    library.withdraw(publication.asset, by=manager, reason="Old")
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert cloud.assets == {}


def test_a_take_down_in_another_account_waits_for_the_right_one(cloud, publication, manager, settings):
    library.withdraw(publication.asset, by=manager, reason="Old")
    settings.CLOUDINARY_API_URL = cloud.url().replace("pm-test", "somewhere-else")
    shelf.run(publishing.TAKE_DOWN, publication)
    assert publication.state == "withdrawing"
    assert "belongs to the cloud pm-test" in publication.last_error
    settings.CLOUDINARY_API_URL = cloud.url()
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"


def test_a_picture_that_is_out_again_has_a_name_of_its_own_and_old_addresses_stay_dead(cloud, publication, manager):
    first = addresses(publication)
    publishing.end(publication, by=manager, reason="A pause")
    shelf.run(publishing.TAKE_DOWN, publication)
    again = shelf.run(publishing.PUBLISH, shelf.asked(publication.asset))
    assert again.state == "live"
    assert again.remote_id == f"{publication.remote_id}-2"
    assert statuses(again) == {200}
    assert {httpx.get(url).status_code for url in first} == {404}


# --- while it is live


def test_changed_rights_are_told_to_the_service(cloud, publication, manager):
    record, later = publication.asset.rights, clock.now().date() + timedelta(days=700)
    rights.change(record, by=manager, term_end=later, restrictions=["no_overlay"])
    rights.clear(record, by=manager)
    shelf.run(publishing.EXPIRE, publication)
    row = Work.objects.get(kind=publishing.RENEW, state="open")
    tasks.renew(row.pk)
    kept = cloud.assets[publication.remote_id]
    assert kept.metadata["aig_rights_expiry"] == str(later)
    assert kept.metadata["aig_usage_rights"] == "restricted"
    publication.refresh_from_db()
    assert kept.access_control[0]["end"] == f"{publication.available_until:%Y-%m-%dT%H:%M:%SZ}"
    assert cloud.stored == {publication.remote_id: 1}


def test_news_that_could_not_be_told_are_told_later(cloud, publication, manager, rested):
    rights.change(publication.asset.rights, by=manager, term_end=clock.now().date() + timedelta(days=700))
    rights.clear(publication.asset.rights, by=manager)
    shelf.run(publishing.EXPIRE, publication)
    cloud.fail("explicit", carried_out=False)
    row = Work.objects.get(kind=publishing.RENEW, state="open")
    tasks.renew(row.pk)
    row.refresh_from_db()
    assert (row.state, "connection broke" in row.last_error) == ("open", True)
    rested()
    shelf.hurry(publishing.RENEW, publication)
    tasks.renew(row.pk)
    row.refresh_from_db()
    assert row.state == "done"


def test_a_live_picture_ends_with_its_term_and_is_taken_down(cloud, publication):
    with time_machine.travel(publication.available_until + timedelta(seconds=1), tick=False):
        shelf.run(publishing.EXPIRE, publication)
    assert publication.state == "withdrawing"
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert statuses(publication) == {404}


def test_revoked_rights_end_delivery(cloud, publication, manager):
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    shelf.run(publishing.EXPIRE, publication)
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert statuses(publication) == {404}


def test_the_folder_publisher_is_not_bothered_with_news(brand, manager):
    publication = shelf.live(brand)
    rights.change(publication.asset.rights, by=manager, term_end=clock.now().date() + timedelta(days=700))
    rights.clear(publication.asset.rights, by=manager)
    shelf.run(publishing.EXPIRE, publication)
    assert not Work.objects.filter(kind=publishing.RENEW).exists()


def test_verify_asks_the_service_for_every_live_picture(cloud, publication):
    assert list(invariants.every_live_image_is_held_by_its_service()) == []
    cloud.put_foreign(publication.remote_id, factories.picture(seed=8))
    assert "another one is" in str(next(invariants.every_live_image_is_held_by_its_service()))
    cloud.fail("explicit", carried_out=False)
    assert "nobody knows" in str(next(invariants.every_live_image_is_held_by_its_service()))


def test_bytes_that_a_dying_worker_sent_after_all_was_taken_down_are_deleted_by_the_next(cloud, brand, manager):
    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(Work.objects.get(kind=publishing.PUBLISH).pk)
    started = uploads._started(lease)
    library.withdraw(publication.asset, by=manager, reason="Old")
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    publishers.named("cloudinary").publish(uploads._delivery(started))
    assert cloud.assets
    Work.objects.filter(kind=publishing.PUBLISH).update(lease_until=None)
    shelf.run(publishing.PUBLISH, publication)
    shelf.run(publishing.TAKE_DOWN, publication)
    assert cloud.assets == {}
    assert publication.state == "withdrawn"


def renewed(publication):
    """After its notes were sent anew, because its rights were looked at."""
    shelf.run(publishing.EXPIRE, publication)
    tasks.renew(Work.objects.get(kind=publishing.RENEW, state="open").pk)
    publication.refresh_from_db()
    return publication


def test_rights_without_an_end_take_the_last_day_out_and_open_the_dates(cloud, publication, manager):
    rights.change(publication.asset.rights, by=manager, term_end=None, perpetual=True)
    rights.clear(publication.asset.rights, by=manager)
    assert renewed(publication).answer["worries"] == []
    kept = cloud.assets[publication.remote_id]
    assert "aig_rights_expiry" not in kept.metadata
    assert kept.access_control[0].keys() <= {"access_type", "start"}


def test_a_value_that_cannot_be_taken_out_is_told(cloud, publication, manager):
    cloud.metadata_twist = lambda kept: {"aig_rights_expiry": "2026-12-31"} | kept
    rights.change(publication.asset.rights, by=manager, term_end=None, perpetual=True)
    rights.clear(publication.asset.rights, by=manager)
    assert "aig_rights_expiry" in renewed(publication).answer["worries"][0]


def test_news_for_a_picture_that_is_gone_have_it_looked_for(cloud, publication, manager):
    cloud.assets.clear()
    rights.change(publication.asset.rights, by=manager, term_end=clock.now().date() + timedelta(days=700))
    rights.clear(publication.asset.rights, by=manager)
    renewed(publication)
    tasks.look_up(Work.objects.get(kind=publishing.LOOK_UP, state="open").pk)
    publication.refresh_from_db()
    assert publication.state == "failed"
