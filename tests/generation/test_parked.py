"""Work that keeps stopping its worker is put aside, nothing else waits for it, and a site admin tries it again."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db.models.functions import Now
from django.urls import reverse

from assets import blame, clock, library, parking, publishing, uploads, work
from assets.models import AuditEvent, Crash, Work
from generation import admission, outside, parked, slots
from generation.models import Attempt, Candidate, Slot
from generation.providers.catalogue import provider
from tests import factories
from tests.library import shelf

pytestmark = pytest.mark.django_db(transaction=True)


def crash(row, times=work.MOST_CRASHES) -> None:
    """Worker after worker takes the row and dies with it; the next one finds it so."""
    for _ in range(times):
        assert work.claim(row.pk, seconds=-1), "it was parked too early"


def a_work(subject, brand) -> Work:
    """Work that is due since a while; what is created this very moment may not be due by the database's clock."""
    return Work.objects.create(kind="tests.slow", subject=subject, brand=brand, run_after=Now() - timedelta(seconds=1))


def the_work(kind) -> Work:
    return Work.objects.filter(kind=kind).latest("pk")


@pytest.fixture
def admin(db):
    return factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True)


@pytest.fixture
def parked_image(daylight, ask):
    """A slot that was accepted by its generator and whose work was then parked."""
    ask(daylight)
    row = the_work(slots.OUTSIDE)
    crash(row)
    assert outside.claim(10, []) == []
    row.refresh_from_db()
    assert row.state == "parked"
    return Slot.objects.get(), row


def test_errors_that_a_service_told_do_not_count_as_crashes(brand):
    row = a_work("one", brand)
    crash(row, 2)
    work.Lease(row, Work.objects.get(pk=row.pk).lease_token).give_back()
    for _ in range(9):
        lease = work.claim(row.pk)
        lease.retry("The service is away.", after=-1)
    assert lease.work.crashes == 1
    assert lease.work.tries == 9


def test_the_third_crash_parks_any_kind_of_work_and_says_so_in_the_log(brand):
    row = a_work("one", brand)
    crash(row)
    assert work.claim(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.crashes) == ("parked", 3)
    assert AuditEvent.objects.filter(action="work.parked", object_id=str(row.pk)).count() == 1


def test_while_other_processes_die_too_it_takes_ten_crashes(brand):
    row, other = (a_work(name, brand) for name in ("one", "other"))
    Crash.objects.create(work=other, process="another", at=Now())
    crash(row, blame.MOST_AMONG_OTHERS)
    assert work.claim(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.crashes) == ("parked", 10)


def test_deaths_of_long_ago_speak_for_nobody(brand):
    row, other = (a_work(name, brand) for name in ("one", "other"))
    Crash.objects.create(work=other, process="another", at=Now() - timedelta(hours=1))
    crash(row)
    assert work.claim(row.pk) is None


def test_what_went_down_with_the_guilty_one_begins_anew(brand):
    guilty, beside = (a_work(name, brand) for name in ("one", "two"))
    crash(beside, 3)
    crash(guilty)
    assert work.claim(guilty.pk) is None
    beside.refresh_from_db()
    assert (beside.state, beside.crashes, beside.tries) == ("open", 0, 1)
    assert Crash.objects.count() == 0


def test_one_piece_that_stops_the_sweeper_takes_no_other_with_it(daylight, ask):
    ask(daylight, count=3)
    for row in Work.objects.filter(kind=slots.OUTSIDE):
        crash(row, 2)
    leases = outside.claim(10, [])
    assert [lease.on_trial for lease in leases] == [True]
    assert outside.claim(10, [], trial=False) == []


def test_an_accepted_image_starts_anew_to_count(daylight, ask):
    ask(daylight)
    crash(the_work(slots.OUTSIDE), 2)
    lease = outside.claim(10, [])[0]
    held = outside.take_up(lease, outside.slots_of([lease])[lease.work.subject], is_repeatable=lambda generator: True)
    assert held.lease.on_trial
    outside.accepted(held, outside.Submission("remote", "there"))
    assert not held.lease.on_trial
    assert the_work(slots.OUTSIDE).crashes == 0


def test_a_parked_image_is_told_to_the_marketer(parked_image):
    slot, _ = parked_image
    assert (slot.state, slot.failure_kind) == ("failed", "parked")
    assert "All other work goes on" in slot.failure


def test_a_site_admin_sees_what_is_parked_and_tries_it_again_once(parked_image, admin, signed_in, sweep):
    slot, row = parked_image
    client = signed_in(admin)
    page = client.get(reverse("generation:generators")).content.decode()
    assert "Parked work" in page
    assert slot.request.brief.title in page
    address = reverse("generation:parked_again", args=[row.kind, row.subject])
    assert address in page
    assert [client.post(address).status_code for _ in range(2)] == [302, 409]
    assert AuditEvent.objects.get(action="work.retried").actor_id == admin.public_id
    assert "Parked work" not in client.get(reverse("generation:generators")).content.decode()
    sweep(lambda: Slot.objects.get().state == "done")
    assert Candidate.objects.count() == 1


def test_who_is_no_site_admin_tries_nothing_again(parked_image, manager, stranger, signed_in):
    _, row = parked_image
    address = reverse("generation:parked_again", args=[row.kind, row.subject])
    assert signed_in(stranger).post(address).status_code == 404
    assert signed_in(manager).post(address).status_code == 403
    row.refresh_from_db()
    assert row.state == "parked"


def test_an_accepted_image_goes_on_where_it_stood_and_is_not_asked_for_twice(daylight, ask, admin, sweep):
    ask(daylight)
    lease = outside.claim(10, [])[0]
    held = outside.take_up(lease, outside.slots_of([lease])[lease.work.subject], is_repeatable=lambda generator: True)
    told = outside.job_of(held)
    outside.accepted(held, async_to_sync(provider("simulated").submit)(told))
    Work.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    crash(held.lease.work, 2)
    assert outside.claim(10, []) == []
    assert Attempt.objects.get().state == "lost"
    parked.retry(Work.objects.get(kind=slots.OUTSIDE), by=admin)
    assert (Slot.objects.get().state, Attempt.objects.get().state) == ("running", "accepted")
    sweep(lambda: Slot.objects.get().state == "done")
    assert Attempt.objects.count() == 1


def test_a_parked_intake_goes_on_with_the_bytes_that_came(daylight, ask, admin, sweep):
    ask(daylight)
    sweep(lambda: Slot.objects.get().state == "fetched", admits=False)
    row = the_work(slots.INTAKE)
    crash(row)
    assert admission.admit(row.pk) is None
    assert Slot.objects.get().failure_kind == "parked"
    row.refresh_from_db()
    parked.retry(row, by=admin)
    assert admission.admit(row.pk)
    assert Slot.objects.get().state == "done"


def rested(row, seconds):
    """It was put aside so many seconds ago; what is due by now is tried again."""
    Work.objects.filter(pk=row.pk).update(finished_at=Now() - timedelta(seconds=seconds))
    return parked.try_again_by_itself()


def test_parked_work_is_tried_again_by_itself_after_growing_pauses_and_then_waits_for_a_person(brand):
    row = a_work("one", brand)
    crash(row)
    assert work.claim(row.pk) is None
    for pause in parking.PAUSES:
        assert rested(row, 300 * pause - 9) == 0
        assert rested(row, 300 * pause + 9) == 1
        crash(row, 1)
        assert work.claim(row.pk) is None
    assert rested(row, 10**7) == 0
    row.refresh_from_db()
    assert (row.state, parking.next_chance(row)) == ("parked", None)


def test_an_image_that_was_parked_is_made_when_its_pause_is_over(parked_image, sweep):
    _, row = parked_image
    assert rested(row, 301) == 1
    assert Work.objects.get(pk=row.pk).crashes == blame.MOST_CRASHES - 1
    sweep(lambda: Slot.objects.get().state == "done")
    assert AuditEvent.objects.get(action="work.retried").actor_id == ""


def test_what_went_another_way_meanwhile_is_left_to_a_person(parked_image):
    _, row = parked_image
    Slot.objects.update(state="moderated")
    assert [rested(row, 301) for _ in range(2)] == [0, 0]
    row.refresh_from_db()
    assert (row.state, row.chances) == ("parked", len(parking.PAUSES))


def test_a_picture_that_must_go_is_tried_for_ever_and_an_alarm_stands_until_it_is_gone(brand, admin, signed_in):
    publication = shelf.live(brand)
    library.withdraw(publication.asset, by=factories.a_member(brand, "brand_manager"), reason="Old")
    row = the_work(publishing.TAKE_DOWN)
    crash(row)
    uploads.take_down(row.pk)
    client = signed_in(admin)
    for _ in range(len(parking.PAUSES) + 3):
        assert client.get("/readyz").json()["take_down"].startswith("1 could not be taken down")
        assert "May still be seen" in client.get(reverse("generation:generators")).content.decode()
        assert rested(row, 3601) == 1
        crash(row, 1)
        uploads.take_down(row.pk)
    assert rested(row, 3601) == 1
    uploads.take_down(row.pk)
    publication.refresh_from_db()
    assert publication.state == "withdrawn"
    assert client.get("/readyz").json()["take_down"] == "ok"


def test_an_image_asked_for_again_by_its_people_is_parked_no_more(parked_image, marketer):
    slot, row = parked_image
    slots.ask_again(slot, by=marketer)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_parked_publication_fails_and_goes_live_when_tried_again(brand, admin):
    publication = shelf.asked(shelf.an_asset(brand))
    row = the_work(publishing.PUBLISH)
    crash(row)
    uploads.publish(row.pk)
    publication.refresh_from_db()
    assert publication.state == "failed"
    row.refresh_from_db()
    parked.retry(row, by=admin)
    uploads.publish(row.pk)
    publication.refresh_from_db()
    assert publication.state == "live"
