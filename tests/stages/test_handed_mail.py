"""Whoever a signature is handed to hears of it at once, if it is their turn."""

import pytest

from assets.models import Work
from review import course, mail
from tests import factories
from tests.mailing import pass_time
from tests.stages.scene import BRAND, PEER, place, sent, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(brand):
    return factories.a_user("marketer", brand, name="Ida Sol")


@pytest.fixture
def candidate(brand):
    return sent(brand, PEER, BRAND)


def mails(mailoutbox) -> list:
    """Who was told once the moment for taking it back is over."""
    pass_time(course.HANDED, mail.mail_handed)
    return [one.to for one in mailoutbox]


def test_the_mail_names_the_image_by_its_address_and_no_person(candidate, manager, peer, mailoutbox):
    course.hand_over(place(candidate), by=manager, to=peer)
    assert mails(mailoutbox) == [[peer.email]]
    assert f"/approvals/{candidate.public_id}/" in mailoutbox[0].body
    assert str(manager) not in mailoutbox[0].body


def test_it_waits_until_a_slip_is_mended_and_goes_to_whom_it_was_meant_for(candidate, brand, manager, peer, mailoutbox):
    meant = factories.a_user("marketer", brand)
    course.hand_over(place(candidate), by=manager, to=peer)
    course.hand_over(place(candidate), by=manager, to=meant, expected=peer)
    assert mails(mailoutbox) == [[meant.email]]


def test_who_takes_it_over_needs_no_mail(candidate, manager, mailoutbox):
    course.hand_over(place(candidate), by=manager, to=manager)
    assert not Work.objects.filter(kind=course.HANDED).exists()


def test_what_is_signed_meanwhile_is_not_told(candidate, manager, peer, mailoutbox):
    course.hand_over(place(candidate), by=manager, to=peer)
    sign(candidate, peer)
    assert not mails(mailoutbox)


def test_a_stage_whose_turn_has_not_come_is_left_to_the_later_mails(candidate, brand, manager, mailoutbox):
    other = factories.a_user("brand_manager", brand)
    course.hand_over(place(candidate, "Brand approval"), by=manager, to=other)
    assert not mails(mailoutbox)


def test_people_of_the_demo_get_none(candidate, brand, manager, peer, mailoutbox):
    type(brand).objects.filter(pk=brand.pk).update(demo=True)
    course.hand_over(place(candidate), by=manager, to=peer)
    assert not mails(mailoutbox)
