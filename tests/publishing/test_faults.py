"""What the network and the service do to an upload: nothing is lost, nothing lies there twice, and people are told."""

import itertools
import json
import threading
import time
from datetime import timedelta

import pytest
import time_machine

from assets import clock, publishers, publishing, uploads, work
from assets.models import Publication, Work
from assets.publishers import PublishingFailed
from assets.publishers.cloudinary import failures
from assets.publishers.cloudinary.account import Account
from tests.library import shelf
from tests.library.test_admission import events

pytestmark = pytest.mark.django_db

HTML = (200, "text/html", "<html><title>Bad gateway</title></html>")
AMBIGUOUS = {
    "stored, then hung up": {},
    "stored, 504 as text": {"answer": (504, "text/html", "<html>Gateway Time-out</html>")},
    "stored, 504 as JSON": {"answer": (504, "application/json", '{"error":{"message":"Timeout"}}')},
    "stored, answered too late": {"seconds": 0.8},
    "stored, HTML": {"answer": HTML},
    "stored, 502 without a word": {"answer": (502, "text/plain", "")},
    "stored, JSON without error": {"answer": (500, "application/json", '{"oops":1}')},
    "stored, null": {"answer": (200, "application/json", "null")},
    "stored, a list": {"answer": (200, "application/json", "[1]")},
    "stored, odd error": {"answer": (500, "application/json", '{"error":"plain words"}')},
    "lost before it was stored": {"carried_out": False},
}


def begun(brand):
    """One attempt at a new publication."""
    return shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand)))


@pytest.fixture
def quick(cloud, settings):
    """The account with a client that waits for a third of a second only."""
    settings.CLOUDINARY_API_URL = cloud.url(timeout="0.3")
    return cloud


@pytest.mark.parametrize("how", AMBIGUOUS)
def test_a_lost_answer_is_said_to_be_unknown_and_the_next_try_ends_with_one_asset(how, quick, brand):
    quick.fail("upload", **AMBIGUOUS[how])
    publication = begun(brand)
    assert publication.state == "unknown", publication.last_error
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "live", publication.last_error
    assert quick.stored == {publication.remote_id: 1}
    assert publication.answer["adopted"] is ("before" not in how)
    assert events(publication)[1:] == ["publication.started", "publication.unknown", "publication.started",
                                       "publication.live"]  # fmt: skip


def test_fifty_ambiguous_uploads_end_as_fifty_assets(quick, brand):
    kinds, publications = itertools.cycle(AMBIGUOUS.values()), []
    for _ in range(50):
        publication = shelf.asked(shelf.an_asset(brand, terms={"channels": ["preview"]}))
        for _ in range(2):
            quick.fail("upload", **next(kinds))
            shelf.run(publishing.PUBLISH, publication)
            assert publication.state == "unknown"
        publications.append(shelf.run(publishing.PUBLISH, publication))
    assert {publication.state for publication in publications} == {"live"}
    assert quick.stored == {publication.remote_id: 1 for publication in publications}
    assert len(quick.assets) == 50


def test_an_answer_that_drips_in_is_not_waited_for(cloud, brand, settings):
    settings.CLOUDINARY_API_URL = cloud.url(timeout="0.3")
    cloud.fail("upload", answer="drip")
    publication = begun(brand)
    assert publication.state == "unknown"
    assert shelf.run(publishing.PUBLISH, publication).answer["adopted"] is True


def test_an_answer_without_the_services_signature_is_not_believed(cloud, brand, monkeypatch):
    publication = shelf.asked(shelf.an_asset(brand))
    told = {"public_id": publication.remote_id, "version": 17, "signature": "0" * 40, "etag": "x", "bytes": 1}
    cloud.fail("upload", answer=(200, "application/json", json.dumps(told)))
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "unknown"
    assert "signature" in publication.last_error
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_a_service_that_is_silent_for_hours_is_asked_slowly_and_adopts_in_the_end(quick, brand):
    quick.fail("upload", times=9)
    publication = shelf.asked(shelf.an_asset(brand))
    for _ in range(9):
        shelf.run(publishing.PUBLISH, publication)
        assert publication.state == "unknown"
    wait = Work.objects.get(kind=publishing.PUBLISH, state="open").run_after - clock.now()
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
    assert quick.stored == {publication.remote_id: 1}


def test_after_a_day_without_an_answer_it_is_left_to_a_person(quick, brand, signed_in, manager):
    quick.fail("upload", times=5)
    publication = given_up(brand)
    assert publication.state == "unknown"
    assert not Work.objects.filter(kind=publishing.PUBLISH, state="open").exists()
    assert "Try again" in signed_in(manager).get(f"/library/{publication.asset.public_id}/").content.decode()
    publishing.retry(publication, by=manager)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
    assert quick.stored == {publication.remote_id: 1}


def given_up(brand):
    """A publication that was begun yesterday and met five lost answers."""
    publication = shelf.asked(shelf.an_asset(brand))
    Publication.objects.update(not_before=clock.now() - timedelta(hours=25))
    for _ in range(5):
        shelf.run(publishing.PUBLISH, publication)
    return publication


def test_an_outage_counts_no_tries_and_ends_by_itself(cloud, brand, settings, rested):
    right = settings.CLOUDINARY_API_URL
    settings.CLOUDINARY_API_URL = right.replace(cloud.base, "http://127.0.0.1:9")
    publication = shelf.asked(shelf.an_asset(brand))
    for _ in range(8):
        shelf.run(publishing.PUBLISH, publication)
        rested()
    assert publication.state == "publishing"
    assert "cannot be reached" in publication.last_error
    settings.CLOUDINARY_API_URL = right
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_is_out(quick, brand):
    quick.fail("upload")
    publication = begun(brand)
    quick.fail(
        "upload", carried_out=False, answer=(403, "application/json", '{"error":{"message":"Account disabled"}}')
    )
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "unknown"
    assert "Account disabled" in publication.last_error


@pytest.mark.parametrize(("status", "message", "sentence"), [
    (400, "File size too large. Got 12. Maximum is 10.", "takes smaller files only"),
    (400, "Metadata field aig_x doesn't exist", "--provision"),
    (403, "unsigned not allowed", "unsigned not allowed"), (404, "no cloud", "no cloud"), (409, "exists", "exists"),
    (420, "Requires an active subscription to Google Tagging", "lacks a subscription"),
])  # fmt: skip
def test_a_refusal_fails_with_the_services_words_and_our_advice(cloud, brand, status, message, sentence):
    cloud.fail(
        "upload", carried_out=False, answer=(status, "application/json", json.dumps({"error": {"message": message}}))
    )
    publication = begun(brand)
    assert publication.state == "failed"
    assert sentence in publication.last_error
    assert cloud.assets == {}


@pytest.mark.parametrize("status", [423, 503])
def test_a_busy_service_is_tried_again(cloud, brand, status, rested):
    cloud.fail("upload", carried_out=False, answer=(status, "application/json", '{"error":{"message":"busy"}}'))
    publication = begun(brand)
    assert publication.state == "publishing"
    rested()
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_a_wrong_key_stops_the_queue_and_counts_no_tries(cloud, brand, settings):
    right = settings.CLOUDINARY_API_URL
    shelf.live(brand)
    settings.CLOUDINARY_API_URL = right.replace(cloud.secret, "outdated")
    first, second = begun(brand), begun(brand)
    assert cloud.count("upload") == 2  # the second of the two was not even sent
    assert first.state == second.state == "publishing"
    assert "does not know the key" in second.last_error
    assert set(Work.objects.filter(kind=publishing.PUBLISH, state="open").values_list("attempts", flat=True)) == {0}
    settings.CLOUDINARY_API_URL = right
    assert [shelf.run(publishing.PUBLISH, each).state for each in (first, second)] == ["live", "live"]


def test_a_clock_that_is_two_hours_off_is_named(cloud, brand):
    shelf.live(brand)
    cloud.clock = lambda: time.time() + 7200
    publication = begun(brand)
    assert publication.state == "publishing"
    assert "clock differs" in publication.last_error


def test_a_used_up_limit_waits_until_the_time_that_is_named(bare, brand, settings):
    settings.CLOUDINARY_API_URL = bare.url()
    bare.admin_left = 0
    publication = begun(brand)
    assert publication.state == "publishing"
    wait = Work.objects.get(kind=publishing.PUBLISH).run_after - clock.now()
    assert timedelta(minutes=29) < wait <= timedelta(minutes=31)


@pytest.mark.parametrize(("message", "least", "most"), [
    ("Rate Limit Exceeded. Try again on 2026-11-27 10:05:00 UTC", 290, 310),
    ("Rate Limit Exceeded. Try again on 9999-01-01 00:00:00 UTC", 3600, 3600),
    ("Rate Limit Exceeded. Try again on 2026-99-99 99:99:99 UTC", 3590, 3600),
    ("Rate Limit Exceeded. Try again on 2020-01-01 00:00:00 UTC", 1, 1), ("Rate Limit Exceeded", 3590, 3600),
])  # fmt: skip
def test_the_wait_for_a_limit_is_sane_whatever_it_names(message, least, most):
    with time_machine.travel("2026-11-27T10:00:00+00:00", tick=False):
        problem = failures.of_status(420, message, "upload", Account("c", "k", "s"))
    assert problem.waits
    assert least <= problem.retry_after <= most


def test_an_account_that_cannot_be_reached_is_tried_again_and_is_not_unknown(cloud, brand, settings):
    shelf.live(brand)
    gone = cloud.url().replace(cloud.base, "http://127.0.0.1:9")
    settings.CLOUDINARY_API_URL = gone
    with pytest.raises(PublishingFailed) as told:
        publishers.named("cloudinary").holds(uploads.placed(Publication.objects.get()))
    assert not told.value.unknown
    assert "cannot be reached" in told.value.sentence


def test_a_worker_killed_after_the_upload_is_finished_by_the_next(cloud, brand):
    publication = shelf.asked(shelf.an_asset(brand))
    dead = work.claim(Work.objects.get(kind=publishing.PUBLISH).pk)
    publishers.named("cloudinary").publish(uploads._delivery(uploads._started(dead)))
    Work.objects.update(lease_until=None)
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "live"
    assert publication.answer["adopted"] is True
    assert cloud.stored == {publication.remote_id: 1}


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_both_upload_leave_one_asset(cloud, brand):
    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(Work.objects.get(kind=publishing.PUBLISH).pk)
    delivery, answers = uploads._delivery(uploads._started(lease)), []
    service = publishers.named("cloudinary")
    threads = [threading.Thread(target=_publish_and_close, args=(service, delivery, answers)) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answer.adopted for answer in answers) == [False, True, True, True]
    assert cloud.stored == {publication.remote_id: 1}


def _publish_and_close(service, delivery, answers):
    from django.db import connection

    answers.append(service.publish(delivery))
    connection.close()
