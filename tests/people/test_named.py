"""The first page tells where somebody was named and is waited for, and no more than they may know."""

import pytest

from review import decisions, threads
from tests import factories
from tests.decisions import waiting
from tests.stages import scene
from tests.talk import talk

HEAD = "You were named"


@pytest.fixture
def mara(brand, marketer):
    """Who is named: a marketer with a name of two words."""
    return marketer


@pytest.fixture
def candidate(brand):
    return factories.a_candidate(factories.a_brief(brand, title="Window mug"))


def named(candidate, by, text="@Mara Lind, is this our mug?"):
    return talk.a_thread(candidate, by=by, text=text)


def say(thread, by, text="It is"):
    return threads.reply(thread, by=by, text=text, key=talk.a_key())


def page(signed_in, user) -> str:
    return signed_in(user).get("/").text


def test_a_thread_that_names_the_person_stands_there_and_leads_to_the_image(signed_in, mara, manager, candidate):
    named(candidate, manager)
    seen = page(signed_in, mara)
    assert HEAD in seen
    assert f"?view=loupe&amp;at={candidate.public_id}" in seen
    assert "just now" in seen


def test_neither_words_nor_writer_are_told_as_in_the_mail(signed_in, mara, manager, candidate):
    named(candidate, manager)
    part = page(signed_in, mara).split(HEAD)[1].split("</section>")[0]
    assert "is this our mug" not in part
    assert manager.display_name not in part


def test_it_goes_when_the_person_answers(signed_in, mara, manager, candidate):
    thread = named(candidate, manager)
    say(thread, mara)
    assert HEAD not in page(signed_in, mara)


def test_and_comes_again_when_they_are_named_again(signed_in, mara, manager, candidate):
    thread = named(candidate, manager)
    say(thread, mara)
    say(thread, manager, "@Mara Lind and the handle?")
    assert HEAD in page(signed_in, mara)


def test_it_goes_when_the_thread_is_resolved(signed_in, mara, manager, candidate):
    threads.resolve(named(candidate, manager), by=manager)
    assert HEAD not in page(signed_in, mara)


def test_it_goes_when_a_newer_version_takes_no_more_words_here(signed_in, mara, manager, candidate):
    named(candidate, manager)
    talk.a_next_version(candidate)
    assert HEAD not in page(signed_in, mara)


def test_it_goes_when_the_image_is_decided(signed_in, mara, manager, brand):
    candidate = waiting.a_waiting(brand)
    named(candidate, mara, f"@{manager.display_name}, look")
    assert HEAD in page(signed_in, manager)
    round_id = waiting.round_of(candidate).public_id
    decisions.reject(candidate, by=manager, round_id=round_id, codes=["off_brief"])
    assert HEAD not in page(signed_in, manager)


def test_whoever_decides_is_led_to_where_they_decide(signed_in, mara, manager, brand):
    candidate = waiting.a_waiting(brand)
    thread = named(candidate, mara, f"@{manager.display_name}, look")
    assert f'href="/approvals/{candidate.public_id}/#thread-{thread.public_id}"' in page(signed_in, manager)


def test_two_mentions_in_one_thread_are_one_card(signed_in, mara, manager, candidate):
    thread = named(candidate, manager)
    say(thread, manager, "@Mara Lind, still there?")
    assert page(signed_in, mara).count("Waits for your answer") == 1


def test_somebody_who_left_the_brand_is_told_nothing(signed_in, mara, manager, candidate):
    named(candidate, manager)
    mara.memberships.all().delete()
    assert HEAD not in page(signed_in, mara)


def test_what_is_said_while_votes_are_apart_waits_until_they_are_in(signed_in, manager, brand):
    voter = factories.a_user("brand_manager", brand, name="Ines Duarte")
    candidate = scene.sent(brand, scene.PAIR)
    named(candidate, voter, f"@{manager.display_name}, look")
    assert HEAD not in page(signed_in, manager)


def test_nobody_else_sees_it(signed_in, mara, manager, candidate, brand):
    named(candidate, manager)
    assert HEAD not in page(signed_in, factories.a_user("marketer", brand, name="Tom Berg"))
