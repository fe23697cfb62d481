"""What everything else stands on: roles, guarded moves, the queue of record."""

import pytest
from django.db.models.functions import Now
from django.http import Http404

from assets import access, clock, transitions, work
from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden
from generation.models import Candidate
from tests import factories

SEND = transitions.Transition("send", ("open",), "in_review", "send_for_approval", "round.opened")


def test_a_stranger_cannot_even_see_that_a_candidate_exists(brand, stranger):
    candidate = factories.a_candidate(factories.a_brief(brand))
    with pytest.raises(Http404):
        access.get_visible(Candidate, stranger, candidate.public_id)


def test_a_site_admin_may_look_but_not_decide_without_a_membership(brand):
    admin = factories.a_user(is_staff=True, is_superuser=True)
    assert access.can(admin, "view", brand)
    assert not access.can(admin, "decide", brand)


def test_a_refusal_names_who_may_do_it(brand, marketer):
    with pytest.raises(Forbidden, match=f"Only a brand manager of {brand.name} may approve"):
        access.require(marketer, "decide", brand)


def test_a_move_changes_the_state_the_version_and_the_log_once(brand, marketer):
    candidate = factories.a_candidate(factories.a_brief(brand))
    transitions.move(candidate, SEND, by=marketer, expected_version=1)
    assert (candidate.state, candidate.version) == ("in_review", 2)
    assert AuditEvent.objects.filter(object_id=candidate.public_id).count() == 1


def test_the_second_of_two_moves_is_told_who_was_first(brand, marketer, manager):
    candidate = factories.a_candidate(factories.a_brief(brand))
    stale = Candidate.objects.get(pk=candidate.pk)
    transitions.move(candidate, SEND, by=marketer)
    with pytest.raises(Conflict, match="Mara Lind was first"):
        transitions.move(stale, SEND, by=manager)


def test_work_is_leased_once_and_a_lost_token_ends_nothing(brand):
    brief = factories.a_brief(brand)
    row = work.ask("generation.intake", brief, brand=brand)
    lease = work.claim(row.pk)
    assert work.claim(row.pk) is None
    Work.objects.filter(pk=row.pk).update(lease_token="somebody else")
    assert not lease.finish()


def test_what_is_asked_for_now_is_due_in_the_same_instant(brand):
    # within one statement the database's clock stands still
    asked = Work.objects.annotate(asked_for=clock.ahead(0)).filter(asked_for__lte=Now())
    row = work.ask("generation.intake", factories.a_brief(brand), brand=brand)
    assert asked.filter(pk=row.pk).exists()


def test_an_expired_lease_may_be_taken_over(brand):
    row = work.ask("generation.intake", factories.a_brief(brand), brand=brand)
    first = work.claim(row.pk, seconds=-1)
    second = work.claim(row.pk)
    assert second.work.attempts == 2
    assert not first.finish()
    assert second.finish()


def test_asking_twice_for_the_same_open_work_gives_one_row(brand):
    brief = factories.a_brief(brand)
    assert work.ask("generation.intake", brief, brand=brand) == work.ask("generation.intake", brief, brand=brand)


def test_claimed_work_can_no_longer_be_cancelled(brand):
    brief = factories.a_brief(brand)
    row = work.ask("assets.publish", brief, brand=brand)
    work.claim(row.pk)
    assert not work.cancel("assets.publish", brief)


def test_tests_keep_their_hands_off_the_folder_of_a_running_site(settings):
    assert settings.DATA_DIR != settings.BASE_DIR / "data"
    assert not settings.CELERY_BROKER_URL.startswith("filesystem://")
