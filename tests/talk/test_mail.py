"""Mails: who is told that they were named, and what managers hear in the morning."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from assets import people
from assets.models import Brand, Work
from config.sweeping import Keeper
from review import mail, mentions, mornings, threads
from review.models import Mention, MorningMail, Round
from tests import factories, mailing
from tests.decisions.waiting import a_waiting
from tests.talk.talk import a_key, a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.UNDO_SECONDS = 0


@pytest.fixture
def candidate(brand, marketer, manager):
    return factories.a_candidate(factories.a_brief(brand))


def run(kind, act):
    """Does all open work of the kind."""
    for row in Work.objects.filter(kind=kind, state="open"):
        act(row.pk)


def run_mentions():
    run(mentions.MAIL, mail.mail_mention)


def run_mornings():
    run(mornings.MAIL, mail.mail_morning)


def test_somebody_named_gets_one_mail_with_the_way_there_and_no_words(candidate, manager, mailoutbox):
    a_thread(candidate, text="Too dark, @ben ortiz, and @Ben Ortiz again")
    run_mentions()
    run_mentions()
    (sent,) = mailoutbox
    assert sent.to == [manager.email]
    assert f"at={candidate.public_id}" in sent.body
    for word in ("dark", "Ben", "Mara", candidate.brief.title, candidate.brand.name):
        assert word not in sent.subject + sent.body


def test_it_goes_only_after_the_undo_window(candidate, manager, settings, mailoutbox):
    settings.UNDO_SECONDS = 10
    a_thread(candidate, text="@Ben Ortiz")
    run_mentions()
    assert mailoutbox == []
    row = Work.objects.get(kind=mentions.MAIL)
    assert timedelta(seconds=8) < row.run_after - row.created_at < timedelta(seconds=12)


def test_only_people_who_may_see_the_image_are_named(candidate, stranger):
    a_thread(candidate, text=f"@{stranger} and @Nobody Here")
    assert not Mention.objects.exists()


def test_the_list_behind_an_at_holds_the_brands_people_and_nobody_elses(
    candidate, marketer, manager, stranger, signed_in
):
    url = f"/candidates/{candidate.public_id}/people"
    assert signed_in(marketer).get(url).json() == {"people": ["Ben Ortiz", "Mara Lind"]}
    assert signed_in(stranger).get(url).status_code == 404


def test_the_longest_name_is_meant_and_half_a_name_is_nobody(candidate, brand, manager):
    longer = factories.a_user("marketer", brand, name="Ben Ortiz Vega")
    everybody = mentions.people_of(brand)
    assert mentions.named_in("ask @Ben Ortiz Vega", everybody) == [longer]
    assert mentions.named_in("ask @Ben Ortizzz or @Ben", everybody) == []


def test_nobody_is_told_of_their_own_words_or_twice_by_one_form(candidate, manager):
    thread = a_thread(candidate)
    for _ in range(2):
        threads.reply(thread, by=manager, text="@Ben Ortiz @Mara Lind", key="once")
    assert [str(row.person) for row in Mention.objects.all()] == ["Mara Lind"]
    assert Work.objects.filter(kind=mentions.MAIL).count() == 1


@pytest.mark.parametrize("why", ["left the brand", "has no address", "was deactivated", "works on a demo"])
def test_who_cannot_be_told_gets_no_mail_and_the_work_ends(candidate, brand, manager, mailoutbox, why):
    a_thread(candidate, text="@Ben Ortiz")
    if why == "left the brand":
        people.revoke(manager, brand, "brand_manager", by=factories.a_user("brand_manager", brand))
    elif why == "has no address":
        type(manager).objects.filter(pk=manager.pk).update(email="")
    elif why == "was deactivated":
        type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    else:
        Brand.objects.filter(pk=brand.pk).update(demo=True)
    run_mentions()
    assert mailoutbox == []
    assert Work.objects.get(kind=mentions.MAIL).state == "done"


def test_a_dead_mail_server_is_tried_again_with_pauses_and_given_up_in_the_end(candidate, manager, settings):
    settings.EMAIL_BACKEND = mailing.DEAD
    a_thread(candidate, text="@Ben Ortiz")
    row = Work.objects.get(kind=mentions.MAIL)
    for _ in range(len(mail.PAUSES)):
        Work.objects.filter(pk=row.pk).update(run_after=row.created_at)
        mail.mail_mention(row.pk)
        row.refresh_from_db()
        assert (row.state, "did not take" in row.last_error) == ("open", True)
    Work.objects.filter(pk=row.pk).update(run_after=row.created_at)
    mail.mail_mention(row.pk)
    row.refresh_from_db()
    assert row.state == "failed"


# --- the morning
SEVEN_IN_BERLIN = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


@pytest.fixture
def waits(brand, manager):
    """A function that makes so many images wait since yesterday."""

    def make(number=2, **fields):
        for _ in range(number):
            a_waiting(brand, **fields)
        Round.objects.update(created_at=SEVEN_IN_BERLIN - timedelta(days=1))

    return make


def morning(instant=SEVEN_IN_BERLIN):
    """What the sweeper asks for at that moment, and a worker does."""
    with time_machine.travel(instant, tick=False):
        asked = mornings.ask_for_mornings()
        run_mornings()
    return asked


def test_one_mail_in_the_morning_tells_all_that_waits(brand, manager, waits, mailoutbox):
    waits(2)
    assert [morning(), morning(), morning(SEVEN_IN_BERLIN + timedelta(hours=3))] == [1, 0, 0]
    (sent,) = mailoutbox
    assert sent.to == [manager.email]
    assert "2 images wait for your decision." in sent.body
    assert "/approvals/" in sent.body
    assert brand.name not in sent.body


def test_the_next_day_it_comes_again(waits, mailoutbox):
    waits(1)
    morning()
    morning(SEVEN_IN_BERLIN + timedelta(days=1))
    assert len(mailoutbox) == 2


@pytest.mark.parametrize(("zone", "asked"), [("Europe/Berlin", 1), ("America/New_York", 0), ("Asia/Tokyo", 0)])
def test_the_morning_is_that_of_the_brands_time_zone(brand, waits, zone, asked):
    Brand.objects.filter(pk=brand.pk).update(timezone=zone)
    waits(1)
    assert morning() == asked


def test_what_came_after_seven_is_told_the_next_day(brand, manager, mailoutbox):
    a_waiting(brand)
    Round.objects.update(created_at=SEVEN_IN_BERLIN + timedelta(minutes=5))
    assert morning(SEVEN_IN_BERLIN + timedelta(minutes=30)) == 0
    assert morning(SEVEN_IN_BERLIN + timedelta(days=1)) == 1


def test_nothing_waits_no_mail(brand, manager, mailoutbox):
    assert morning() == 0
    assert (mailoutbox, MorningMail.objects.count()) == ([], 0)


def test_ones_own_work_alone_is_no_reason_for_a_mail(brand, manager, waits, mailoutbox):
    waits(1, requested_by=manager)
    morning()
    assert mailoutbox == []


def test_marketers_people_without_an_address_and_demos_get_none(brand, manager, marketer, waits, mailoutbox):
    waits(1)
    type(manager).objects.filter(pk=manager.pk).update(email="")
    assert morning() == 0
    type(manager).objects.filter(pk=manager.pk).update(email="ben@example.com")
    Brand.objects.filter(pk=brand.pk).update(demo=True)
    assert morning() == 0
    assert mailoutbox == []


def test_asking_costs_the_same_for_one_manager_and_for_twenty(brand, manager, waits, django_assert_num_queries):
    waits(1)
    for _ in range(19):
        factories.a_user("brand_manager", brand)
    with time_machine.travel(SEVEN_IN_BERLIN, tick=False):
        assert mornings.ask_for_mornings() == 20
        with django_assert_num_queries(2):
            mornings.ask_for_mornings()


def test_the_sweeper_asks_for_it(brand, manager, waits):
    waits(1)
    with time_machine.travel(SEVEN_IN_BERLIN):
        Keeper().keep()
    assert MorningMail.objects.get().person == manager


def test_a_reply_names_people_too(candidate, manager, mailoutbox):
    threads.reply(a_thread(candidate), by=manager, text="@Mara Lind", key=a_key())
    run_mentions()
    assert len(mailoutbox) == 1
