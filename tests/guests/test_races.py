"""Guests and the team at the same instant."""

import pytest

from assets.models import AuditEvent
from assets.problems import NotFound
from review import guests
from review.models import Comment, Guest, GuestLink, GuestVerdict
from tests.blind.test_races import together
from tests.guests.links import a_guest

pytestmark = pytest.mark.django_db(transaction=True)


def again(guest) -> Guest:
    """The guest as another request reads them."""
    return Guest.objects.select_related("link__brand").get(pk=guest.pk)


def judge(guest, image, verdict="approve"):
    seen = guests.seen_mark(guest.link, image.candidate)
    return lambda: guests.decide(again(guest), image, verdict, note="So", seen=seen)


def test_a_click_in_many_windows_is_one_verdict_and_one_event(link, image):
    guest = a_guest(link)
    assert len(set(together(*[judge(guest, image)] * 4))) == 1
    assert AuditEvent.objects.filter(action="guest.judged").count() == GuestVerdict.objects.count() == 1


def test_of_two_verdicts_at_once_one_stands(link, image):
    guest = a_guest(link)
    together(judge(guest, image), judge(guest, image, "changes"))
    assert (GuestVerdict.objects.count(), GuestVerdict.objects.filter(voided_at=None).count()) == (2, 1)


def test_one_form_sent_many_times_at_once_is_one_comment(link, image):
    guest = a_guest(link)
    together(*[lambda: guests.comment(again(guest), image, text="Warmer", key="k")] * 4)
    assert Comment.objects.count() == 1


def test_what_is_said_while_the_link_is_revoked_came_before_it_or_not_at_all(link, image):
    guest, by = a_guest(link), link.created_by
    outcomes = together(judge(guest, image), lambda: guests.revoke(GuestLink.objects.get(pk=link.pk), by=by))
    kept = GuestVerdict.objects.count()
    assert (NotFound in outcomes) == (kept == 0)
    events = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    assert not kept or events.index("guest.judged") < events.index("guest_link.revoked")
