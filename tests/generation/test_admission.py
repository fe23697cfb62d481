"""Fetched bytes become exactly one candidate, however often and however at once the work is done."""

import hashlib
import threading
import time

import pytest
from django.db import connection

from assets import clock, safekeeping, work
from assets.imaging import darkroom
from assets.models import Work
from assets.storage import private
from generation import admission, slots
from generation.models import Attempt, Candidate, Slot
from tests import factories

S = Slot.State


@pytest.fixture
def fetched(db, ask, daylight):
    """A function that makes a slot whose bytes lie in private storage, with its intake asked for."""

    def make(data=None, **asked):
        slot = ask(daylight, **asked).slots.get()
        data = data or factories.picture(seed=slot.seed)
        digest = hashlib.sha256(data).hexdigest()
        path = f"incoming/{slot.public_id}"
        safekeeping.put(private(), path, data)
        Attempt.objects.create(
            slot=slot, number=1, state="ready", generator_key="daylight", image_path=path, image_sha256=digest,
            price_before="0.02", price_after="0.02", currency="EUR", price_as_of="2026-11-01", started_at=clock.now(),
        )  # fmt: skip
        Slot.objects.filter(pk=slot.pk).update(state=S.FETCHED)
        Work.objects.filter(kind=slots.OUTSIDE).update(state="done")
        return slot, work.ask(slots.INTAKE, slot, brand=slot.request.brand)

    return make


def test_the_picture_becomes_a_candidate_and_the_slot_is_done(fetched):
    slot, job = fetched()
    candidate = admission.admit(job.pk)
    slot.refresh_from_db()
    assert (candidate.slot, slot.state) == (slot, S.DONE)


def test_a_message_that_comes_three_times_makes_one_candidate(fetched):
    _, job = fetched()
    for _ in range(3):
        admission.admit(job.pk)
    assert Candidate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_candidate(fetched):
    _, job = fetched()

    def do():
        try:
            admission.admit(job.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=do) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Candidate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_waits_longer_than_a_lease_for_its_darkroom_stays_with_its_worker(fetched, settings):
    settings.LEASE_SECONDS = 1
    _, job = fetched()
    places = [darkroom.POOL.take() for _ in range(darkroom.POOL.size)]
    worker = threading.Thread(target=_admit_and_close, args=(job.pk,))
    worker.start()
    try:
        time.sleep(2.2)
        assert work.claim(job.pk) is None
    finally:
        for place in places:
            darkroom.POOL.put_back(place)
        worker.join()
    assert Candidate.objects.count() == 1


def _admit_and_close(work_id):
    try:
        admission.admit(work_id)
    finally:
        connection.close()


def test_bytes_that_are_no_picture_fail_the_slot_and_stay_in_storage(fetched):
    slot, job = fetched(b"<svg onload=alert(1)>")
    assert admission.admit(job.pk) is None
    slot.refresh_from_db()
    assert (slot.state, slot.failure_kind) == (S.FAILED, "not_a_picture")
    assert private().exists(Attempt.objects.get().image_path)


def test_damaged_bytes_fail_the_slot_with_a_sentence(fetched):
    slot, job = fetched()
    Attempt.objects.update(image_sha256="0" * 64)
    admission.admit(job.pk)
    slot.refresh_from_db()
    assert "damaged or gone" in slot.failure


def test_a_slot_cancelled_meanwhile_keeps_its_picture_as_an_orphan(fetched, marketer):
    slot, job = fetched()
    slot.refresh_from_db()
    slots.cancel(slot, by=marketer)
    admission.admit(job.pk)
    assert Candidate.objects.count() == 0
    assert Attempt.objects.get().state == "orphaned"


def test_a_picture_that_kills_its_workers_is_put_aside(fetched):
    slot, job = fetched()
    for _ in range(work.MOST_CRASHES):
        assert work.claim(job.pk, seconds=-1)
    admission.admit(job.pk)
    slot.refresh_from_db()
    assert (slot.state, slot.failure_kind) == (S.FAILED, "parked")
    job.refresh_from_db()
    assert job.state == "parked"


def test_the_same_bytes_twice_are_stored_once_and_stay_two_candidates(fetched):
    data = factories.picture(seed=1)
    for key in ("one", "two"):
        admission.admit(fetched(data, key=key)[1].pk)
    assert Candidate.objects.count() == 2
    assert Candidate.objects.values("image").distinct().count() == 1
