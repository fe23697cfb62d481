"""Two signatures at the same instant: each counts once, and the stage passes once."""

import pytest

from assets.models import Asset
from review import course, decisions, undo
from review.models import Decision, Stage
from tests import factories
from tests.decisions import waiting
from tests.decisions.test_races import anew, two_at_once
from tests.stages.scene import BRAND, PAIR, PEER, object_, open_names, place, sent, sign

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


@pytest.fixture
def other(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


def test_two_signatures_at_once_are_two_and_admit_one_asset(brand, manager, other):
    for _ in range(ROUNDS):
        candidate = sent(brand, BRAND | {"rule": "n_of_m", "needed": 2})
        bound = waiting.bound_of(candidate)
        results = two_at_once(
            lambda: decisions.approve(candidate, by=anew(manager), bound=bound),  # noqa: B023
            lambda: decisions.approve(candidate, by=anew(other), bound=bound),  # noqa: B023
        )
        assert all(isinstance(one, Decision) for one in results), results
    assert Asset.objects.count() == ROUNDS
    assert Decision.objects.count() == 2 * ROUNDS


def test_votes_apart_that_differ_at_once_are_talked_over_once(brand, manager, other):
    for _ in range(ROUNDS):
        candidate = sent(brand, PAIR)
        two_at_once(
            lambda: sign(candidate, anew(manager)),  # noqa: B023
            lambda: object_(candidate, anew(other)),  # noqa: B023
        )
    assert Stage.objects.filter(closed_at=None).exclude(joint_at=None).count() == ROUNDS


def test_of_time_that_is_up_and_a_signature_at_once_one_stands(brand, manager, marketer):
    peer = factories.a_user("marketer", brand)
    for _ in range(ROUNDS):
        candidate = sent(brand, PEER | {"hours": 1, "late": "move_on"}, BRAND)
        Stage.objects.filter(opened_at__isnull=False, closed_at=None).update(due_at="2026-01-01T00:00Z")
        two_at_once(lambda: sign(candidate, anew(peer)), course.keep_time)  # noqa: B023
        first = Stage.objects.filter(round=waiting.round_of(candidate)).order_by("position").first()
        signed = Decision.objects.filter(stage=first, voided_at=None).exists()
        assert first.outcome == ("passed" if signed else "no_response")
        assert open_names(candidate) == ["Brand approval"]


def test_of_a_signature_and_the_senders_undo_at_once_one_stands(brand, marketer, manager):
    peer = factories.a_user("marketer", brand)
    for _ in range(ROUNDS):
        candidate = sent(brand, PEER, BRAND)
        bound = waiting.bound_of(candidate)
        two_at_once(
            lambda: decisions.approve(candidate, by=anew(peer), bound=bound),  # noqa: B023
            lambda: undo.undo(candidate.brief, by=anew(marketer)),  # noqa: B023
        )
        votes = Decision.objects.filter(candidate=candidate)
        assert not votes.exclude(voided_at=None).exists()
        candidate.refresh_from_db()
        assert candidate.state == ("in_review" if votes.exists() else "open")


def test_a_place_is_handed_over_once(brand, manager, other):
    candidate = sent(brand, BRAND)
    third = factories.a_user("brand_manager", brand)
    at = place(candidate)
    results = two_at_once(
        lambda: course.hand_over(at, by=anew(manager), to=other),
        lambda: course.hand_over(at, by=anew(manager), to=third),
    )
    assert sorted(result is None for result in results) == [False, True]
