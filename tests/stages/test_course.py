"""Time that is up, stages begun by hand, signatures handed over, and substitutes."""

import re
from contextlib import nullcontext
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from assets import clock
from assets.models import Asset, AuditEvent, Work
from assets.problems import Conflict, Forbidden, Refused
from review import approvals, course, mail
from review.models import Reminder
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import BRAND, PEER, a_planned_brief, after, open_names, place, sent, sign, stage

pytestmark = pytest.mark.django_db
SHORT = PEER | {"hours": 48, "late": "move_on"}


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand, name="Ida Sol")


def test_when_time_is_up_no_response_is_recorded_and_the_next_begins(brand, manager, peer):
    candidate = sent(brand, SHORT, BRAND)
    assert after(47) == 0
    assert after(49) == 1
    assert stage(candidate, "Second look").outcome == "no_response"
    assert (open_names(candidate), approvals.order(peer)) == (["Brand approval"], [])
    sign(candidate, manager)
    assert Asset.objects.count() == 1


def test_no_response_is_one_event_by_the_system(brand, peer):
    candidate = sent(brand, SHORT, BRAND)
    after(49)
    event = AuditEvent.objects.get(action="stage.unanswered")
    assert (event.object_id, event.actor_kind) == (candidate.public_id, "system")
    assert after(50) == 0


def test_a_stage_that_must_wait_is_only_late(brand, peer):
    candidate = sent(brand, PEER | {"hours": 48}, BRAND)
    assert after(200) == 0
    assert open_names(candidate) == ["Second look"]


def test_a_stage_without_response_can_be_opened_again(brand, manager, peer):
    candidate = sent(brand, SHORT, BRAND)
    after(49)
    course.reopen(stage(candidate, "Second look"), by=manager)
    assert open_names(candidate) == ["Second look"]
    assert after(500) == 0
    sign(candidate, peer)
    assert open_names(candidate) == ["Brand approval"]


def test_nothing_is_opened_again_behind_a_later_signature(brand, manager):
    two = BRAND | {"rule": "n_of_m", "needed": 2}
    candidate = sent(brand, SHORT, two)
    after(49)
    sign(candidate, manager)
    with pytest.raises(Conflict, match="later stage"):
        course.reopen(stage(candidate, "Second look"), by=manager)


def test_a_stage_by_hand_waits_for_a_brand_manager(brand, manager, peer, marketer):
    candidate = sent(brand, PEER, BRAND | {"start": "hand"})
    with pytest.raises(Conflict, match="not finished"):
        course.begin(stage(candidate, "Brand approval"), by=manager)
    sign(candidate, peer)
    assert not open_names(candidate)
    with pytest.raises(Forbidden):
        course.begin(stage(candidate, "Brand approval"), by=marketer)
    course.begin(stage(candidate, "Brand approval"), by=manager)
    assert open_names(candidate) == ["Brand approval"]


def test_a_stage_by_date_begins_on_its_day(brand, peer):
    candidate = sent(brand, PEER, BRAND | {"start": "days", "days": 3})
    sign(candidate, peer)
    assert not open_names(candidate)
    assert after(71) == 0
    assert after(73) == 1
    assert open_names(candidate) == ["Brand approval"]


def test_a_stage_begins_on_its_day_as_the_brands_calendar_says(brand, peer):
    today = clock.now().astimezone(ZoneInfo(brand.timezone)).date()
    candidate = sent(brand, PEER, BRAND | {"start": "date", "on": str(today + timedelta(days=3))})
    sign(candidate, peer)
    assert not open_names(candidate)
    midnight = datetime.combine(today + timedelta(days=3), time(), tzinfo=ZoneInfo(brand.timezone))
    hours = (midnight - clock.now()) / timedelta(hours=1)
    assert after(hours - 0.1) == 0
    assert after(hours + 0.1) == 1
    assert open_names(candidate) == ["Brand approval"]


def test_a_day_that_is_past_holds_nothing_up(brand, peer):
    candidate = sent(brand, PEER, BRAND | {"start": "date", "on": "2026-01-05"})
    sign(candidate, peer)
    assert open_names(candidate) == ["Brand approval"]


def test_the_due_time_of_a_stage_is_the_rounds(brand, peer):
    candidate = sent(brand, SHORT, BRAND)
    due = waiting.round_of(candidate).due_at
    assert timedelta(hours=47) < due - clock.now() <= timedelta(hours=48)


# --- reminders
def reminded(hours):
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        course.remind()
        for row in Work.objects.filter(kind=course.REMIND, finished_at=None):
            mail.mail_reminder(row.pk)


def test_reminders_come_72_and_24_hours_before_and_once(brand, manager, peer, mailoutbox):
    sent(brand, PEER | {"hours": 100}, BRAND)
    for hours in (20, 29, 30, 77, 78):
        reminded(hours)
    told = [(row.person, row.hours) for row in Reminder.objects.filter(person=peer).order_by("hours")]
    assert told == [(peer, 24), (peer, 72)]
    assert [mail.to for mail in mailoutbox].count([peer.email]) == 2


def test_what_is_due_at_one_moment_is_one_mail_and_what_was_signed_since_is_left_out(brand, manager, peer, mailoutbox):
    many = [sent(brand, PEER | {"hours": 100}, BRAND) for _ in range(13)]
    with time_machine.travel(clock.now() + timedelta(hours=29)):
        course.remind()
    sign(many[3], peer)
    reminded(30)
    (mail_,) = [one for one in mailoutbox if one.to == [peer.email]]
    assert mail_.subject.endswith("12 images wait for your signature, the first due within 72 hours")
    told = re.findall(r"/approvals/(\w{16})/", mail_.body)
    assert told == [one.public_id for one in many[:3] + many[4:11]]
    assert "and 2 more, from the queue: " in mail_.body


def test_no_reminder_comes_after_the_signature(brand, peer, mailoutbox):
    candidate = sent(brand, PEER | {"hours": 100}, BRAND)
    with time_machine.travel(clock.now() + timedelta(hours=80)):
        course.remind()
    sign(candidate, peer)
    for row in Work.objects.filter(kind=course.REMIND):
        mail.mail_reminder(row.pk)
    assert not mailoutbox


# --- handing over
def test_a_named_person_hands_a_signature_over(brand, manager):
    named = factories.a_user("brand_manager", brand)
    candidate = sent(brand, BRAND | {"rule": "named", "people": [named.public_id]})
    course.hand_over(place(candidate), by=named, to=manager, expected=named)
    with pytest.raises(Forbidden):
        sign(candidate, named)
    sign(candidate, manager)
    assert AuditEvent.objects.filter(action="place.handed_over").count() == 1


def test_a_brand_manager_reassigns_and_a_marketer_does_not(brand, manager, peer, marketer):
    candidate = sent(brand, PEER, BRAND)
    with pytest.raises(Forbidden):
        course.hand_over(place(candidate), by=marketer, to=peer)
    course.hand_over(place(candidate), by=manager, to=peer)
    assert place(candidate).person == peer


def test_no_signature_goes_to_a_maker_or_to_the_wrong_role(brand, manager, peer):
    brief = a_planned_brief(brand, PEER, BRAND)
    candidate = waiting.a_waiting(brand, brief=brief, requested_by=peer)
    with pytest.raises(Refused, match="had a hand"):
        course.hand_over(place(candidate), by=manager, to=peer)
    other = factories.a_user("marketer", brand)
    with pytest.raises(Refused, match="is not a brand manager"):
        course.hand_over(place(candidate, "Brand approval"), by=manager, to=other)


def test_a_signature_that_was_handed_over_meanwhile_is_a_conflict(brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    stale, other = place(candidate), factories.a_user("marketer", brand)
    course.hand_over(stale, by=manager, to=other)
    with pytest.raises(Conflict, match="since"):
        course.hand_over(stale, by=manager, to=peer)


# --- substitutes
def away(brand, person, substitute, first=0, last=3):
    day = clock.today(brand.timezone)
    days = {"first_day": day + timedelta(days=first), "last_day": day + timedelta(days=last)}
    return course.announce_absence(brand, by=person, substitute=substitute, **days)


def named(brand, person):
    return sent(brand, BRAND | {"rule": "named", "people": [person.public_id]})


def test_a_substitute_signs_for_somebody_who_is_away_and_the_log_says_so(brand, manager):
    absent = factories.a_user("brand_manager", brand)
    away(brand, absent, manager)
    candidate = named(brand, absent)
    assert approvals.order(manager) == [candidate.public_id]
    sign(candidate, manager)
    assert Asset.objects.count() == 1


def test_a_substitute_signs_only_on_those_days(brand, manager):
    absent = factories.a_user("brand_manager", brand)
    away(brand, absent, manager, first=2, last=4)
    candidate = named(brand, absent)
    with pytest.raises(Forbidden):
        sign(candidate, manager)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2026-03-09T10:59:59Z", False),
        ("2026-03-09T11:00:00Z", True),
        ("2026-03-11T10:59:59Z", True),
        ("2026-03-11T11:00:00Z", False),
    ],
)
def test_days_away_are_those_where_the_brand_works(brand, manager, at, counts):
    brand.timezone = "Pacific/Auckland"
    brand.save()
    absent = factories.a_user("brand_manager", brand)
    days = {"first_day": date(2026, 3, 10), "last_day": date(2026, 3, 11)}
    with time_machine.travel("2026-03-01T12:00Z"):
        course.announce_absence(brand, by=absent, substitute=manager, **days)
        candidate = named(brand, absent)
    with time_machine.travel(at, tick=False):
        assert (approvals.order(manager) == [candidate.public_id]) is counts


@pytest.mark.parametrize(("zone", "welcome"), [("Pacific/Auckland", False), ("America/Los_Angeles", True)])
def test_a_day_that_is_over_where_the_brand_works_is_refused(brand, manager, zone, welcome):
    brand.timezone = zone
    brand.save()
    absent = factories.a_user("brand_manager", brand)
    with time_machine.travel("2026-03-10T12:00Z"), nullcontext() if welcome else pytest.raises(Refused, match="past"):
        course.announce_absence(
            brand, by=absent, substitute=manager, first_day=date(2026, 3, 10), last_day=date(2026, 3, 10)
        )


def test_an_absence_that_was_ended_counts_no_longer(brand, manager):
    absent = factories.a_user("brand_manager", brand)
    course.end_absence(away(brand, absent, manager), by=absent)
    with pytest.raises(Forbidden):
        sign(named(brand, absent), manager)


@pytest.mark.parametrize("role", ["marketer", "auditor"])
def test_only_a_brand_manager_stands_in_for_one(brand, manager, role):
    with pytest.raises(Refused):
        away(brand, manager, factories.a_user(role, brand))
