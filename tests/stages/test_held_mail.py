"""The mails about an approval that is held: to whoever does what it asks for, then to whoever confirms it."""

from datetime import timedelta

import pytest

from assets import people
from assets.models import Brand, Work
from review import decisions, held_news, mail, threads
from review.models import Decision, Thread
from tests import factories, mailing
from tests.decisions import waiting
from tests.stages.scene import sign

pytestmark = pytest.mark.django_db
WISH = "Name the colour in the alt text"


@pytest.fixture
def other(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


@pytest.fixture
def candidate(brand, manager):
    return held(brand, manager)


@pytest.fixture
def sender(candidate):
    return waiting.round_of(candidate).sent_by


def held(brand, manager):
    candidate = waiting.a_ready(brand)
    sign(candidate, manager, wish=WISH)
    return candidate


def settle(candidate, by, act=threads.resolve):
    return act(Thread.objects.get(candidate=candidate), by=by)


def wait():
    """Lets the minutes of gathering pass and does the work that is due then."""
    mailing.pass_time(held_news.MAIL, mail.mail_held)


def test_whoever_sent_it_hears_that_something_is_to_be_done_without_names_and_words(
    candidate, sender, manager, mailoutbox
):
    row = Work.objects.get(kind=held_news.MAIL)
    assert row.run_after - row.created_at > timedelta(minutes=9)
    wait()
    wait()
    (sent,) = mailoutbox
    assert sent.to == [sender.email]
    assert "1 image is approved with changes" in sent.body
    assert f"/approvals/{candidate.public_id}/" in sent.body
    for word in ("colour", str(manager), str(sender), candidate.brief.title, candidate.brand.name):
        assert word not in sent.subject + sent.body


def test_whoever_approved_hears_that_it_is_done(candidate, sender, manager, other, mailoutbox):
    settle(candidate, sender)
    wait()
    (sent,) = mailoutbox
    assert sent.to == [manager.email]
    assert "1 image is waiting for your confirmation" in sent.body
    assert f"/approvals/{candidate.public_id}/" in sent.body


def test_the_others_hear_it_when_whoever_approved_is_gone(candidate, sender, manager, other, brand, mailoutbox):
    people.revoke(manager, brand, "brand_manager", by=other)
    settle(candidate, sender)
    wait()
    assert [sent.to for sent in mailoutbox] == [[other.email]]


def test_several_in_ten_minutes_are_one_mail(candidate, sender, manager, brand, mailoutbox):
    more = held(brand, manager)
    assert waiting.round_of(more).sent_by == sender
    wait()
    (sent,) = mailoutbox
    assert "2 images are approved with changes" in sent.body
    assert all(one.public_id in sent.body for one in (candidate, more))


def test_nobody_is_told_what_they_did_themselves(candidate, manager, mailoutbox):
    wait()
    mailoutbox.clear()
    settle(candidate, manager)
    wait()
    assert mailoutbox == []


def test_an_approval_taken_back_in_the_meantime_is_not_told(candidate, manager, mailoutbox):
    decisions.undo(Decision.objects.get(), by=manager)
    wait()
    assert mailoutbox == []


def test_what_is_confirmed_before_the_mail_goes_is_not_told(candidate, sender, other, mailoutbox):
    settle(candidate, sender)
    sign(candidate, other)
    wait()
    assert mailoutbox == []


def test_what_is_opened_again_is_told_again(candidate, sender, manager, mailoutbox):
    wait()
    settle(candidate, sender)
    settle(candidate, manager, threads.reopen)
    wait()
    assert [sent.to for sent in mailoutbox] == [[sender.email]] * 2


def test_a_mail_server_that_is_away_gets_the_same_mail_later(candidate, manager, brand, settings, mailoutbox):
    settings.EMAIL_BACKEND = mailing.DEAD
    wait()
    assert Work.objects.get(kind=held_news.MAIL).attempts == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait()
    assert len(mailoutbox) == 1


def test_the_owner_of_the_brief_hears_it_when_the_sender_is_gone(brand, manager, other, mailoutbox):
    candidate = waiting.a_ready(brand)
    people.revoke(waiting.round_of(candidate).sent_by, brand, "marketer", by=other)
    owner = factories.a_user("marketer", brand, name="Jo Rees")
    candidate.brief.owner = owner
    candidate.brief.save()
    sign(candidate, manager, wish=WISH)
    wait()
    assert [sent.to for sent in mailoutbox] == [[owner.email]]


def test_a_demo_brand_sends_none(candidate, mailoutbox):
    Brand.objects.update(demo=True)
    wait()
    assert mailoutbox == []
