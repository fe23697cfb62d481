"""The mail to the owner of a brief when guests have spoken: gathered, without words and names, and never lost."""

from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from assets import people
from assets.models import Work
from review import guest_news, guests, mail, threads
from review.models import Thread
from tests import mailing
from tests.guests.links import a_guest, a_link
from tests.talk.talk import a_key, a_next_version


class Chatty(EmailBackend):
    """A mail server during whose answer another guest speaks."""

    def send_messages(self, messages):
        """Takes the mails after somebody wrote."""
        Chatty.speak()
        return super().send_messages(messages)


@pytest.fixture
def guest(link):
    return a_guest(link)


def wait():
    """Lets the minutes of gathering pass and does the work that is due then."""
    mailing.pass_time(guest_news.MAIL, mail.mail_guests)


def speak(guest, image, text="Warmer, please"):
    return guests.comment(guest, image, text=text, key=a_key())


def judge(guest, image, verdict="approve"):
    seen = guests.seen_mark(guest.link, image.candidate)
    return guests.decide(guest, image, verdict, note="Warmer", seen=seen)


def test_all_that_was_said_in_some_minutes_is_one_mail_without_words_and_names(
    guest, image, brief, marketer, mailoutbox
):
    speak(guest, image)
    speak(guest, image, "And larger")
    judge(guest, image, "changes")
    row = Work.objects.get(kind=guest_news.MAIL)
    assert row.run_after - row.created_at > timedelta(minutes=9)
    assert mailoutbox == []
    wait()
    wait()
    (sent,) = mailoutbox
    assert sent.to == [marketer.email]
    assert "2 comments and 1 opinion on 1 image." in sent.body
    assert f"at={image.candidate.public_id}" in sent.body
    for word in ("Warmer", "Ana", "Ruiz", brief.title, brief.brand.name):
        assert word not in sent.subject + sent.body


def test_what_comes_later_is_the_next_mail(guest, image, mailoutbox):
    speak(guest, image)
    wait()
    speak(guest, image)
    wait()
    assert ["1 comment on 1 image." in sent.body for sent in mailoutbox] == [True, True]


def test_what_is_said_while_the_mail_is_on_its_way_is_told_next(guest, image, settings, mailoutbox):
    speak(guest, image)
    settings.EMAIL_BACKEND = f"{__name__}.Chatty"
    Chatty.speak = staticmethod(lambda: speak(guest, image))
    wait()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait()
    assert len(mailoutbox) == 2
    wait()
    assert len(mailoutbox) == 2


def test_an_opinion_that_was_taken_back_is_no_news(guest, image, mailoutbox):
    judge(guest, image)
    judge(guest, image, "none")
    wait()
    assert mailoutbox == []


def test_words_of_a_guest_that_the_team_carries_on_are_no_news(guest, image, candidate, manager, mailoutbox):
    speak(guest, image)
    wait()
    threads.answer_carried(Thread.objects.get(), a_next_version(candidate), "not_fixed", by=manager)
    Work.objects.update(state="done")
    guest_news.tell(guest.link)
    wait()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("why", ["left the brand", "has no address"])
def test_whoever_made_the_link_is_told_if_the_owner_cannot_be(candidate, brand, marketer, manager, mailoutbox, why):
    link, _ = a_link(candidate, by=manager)
    if why == "left the brand":
        people.revoke(marketer, brand, "marketer", by=manager)
    else:
        type(marketer).objects.filter(pk=marketer.pk).update(email="")
    speak(a_guest(link), link.images.get())
    wait()
    assert [sent.to for sent in mailoutbox] == [[manager.email]]


def test_nobody_is_told_in_a_demo(guest, image, brand, mailoutbox):
    type(brand).objects.filter(pk=brand.pk).update(demo=True)
    speak(guest, image)
    wait()
    assert mailoutbox == []
    assert Work.objects.get(kind=guest_news.MAIL).state == "done"


def test_a_dead_mail_server_loses_nothing(guest, image, settings, mailoutbox):
    speak(guest, image)
    settings.EMAIL_BACKEND = mailing.DEAD
    wait()
    assert Work.objects.get(kind=guest_news.MAIL).state == "open"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait()
    assert len(mailoutbox) == 1


def test_two_links_are_two_mails(guest, image, candidate, mailoutbox):
    other, _ = a_link(candidate, label="Court of trade")
    speak(guest, image)
    speak(a_guest(other), other.images.get())
    wait()
    assert len(mailoutbox) == 2
