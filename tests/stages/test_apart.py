"""Votes that are given apart: hidden until all are in, talked over when they differ."""

import pytest

from assets.models import Asset, AuditEvent
from assets.problems import Refused
from generation.models import Candidate
from review import approvals, threads
from review.models import Decision
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import PAIR, object_, sent, sign, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


def page(client, candidate):
    return client.get(f"/approvals/{candidate.public_id}/").content.decode()


def test_both_approvals_approve(brand, manager, second):
    candidate = sent(brand, PAIR)
    sign(candidate, manager)
    assert not Asset.objects.exists()
    sign(candidate, second)
    assert Asset.objects.count() == 1


def test_the_first_vote_moves_nothing_whatever_it_is(brand, manager):
    candidate = sent(brand, PAIR)
    object_(candidate, manager)
    assert Candidate.objects.get(pk=candidate.pk).state == "in_review"


def test_the_first_vote_is_hidden_from_the_second(signed_in, brand, manager, second):
    candidate = sent(brand, PAIR)
    object_(candidate, manager, note="Zebrafinch light")
    client = signed_in(second)
    body = page(client, candidate)
    assert "1 of 2 have voted" in body
    assert "asked for changes" not in body
    assert "Zebrafinch" not in body
    history = client.get(f"/history/candidate/{candidate.public_id}/")
    assert "Zebrafinch" not in history.content.decode()


def test_the_log_names_a_hidden_vote_by_its_id_alone(brand, manager):
    candidate = sent(brand, PAIR)
    object_(candidate, manager)
    event = AuditEvent.objects.filter(action="candidate.signed").get()
    assert '"hidden":true' in event.payload.replace(" ", "")
    assert "changes" not in event.payload


def test_words_of_the_other_voter_are_hidden_until_both_are_in(signed_in, brand, manager, second):
    candidate = sent(brand, PAIR)
    threads.open_thread(candidate, by=manager, text="Zebrafinch in the corner", key="k1")
    client = signed_in(second)
    assert "Zebrafinch" not in page(client, candidate)
    board = f"/briefs/{candidate.brief.public_id}/candidates/{candidate.public_id}/"
    assert "Zebrafinch" not in client.get(board).content.decode()
    sign(candidate, manager)
    object_(candidate, second)
    assert "Zebrafinch" in page(client, candidate)


def test_votes_that_differ_are_shown_and_given_again(signed_in, brand, manager, second):
    candidate = sent(brand, PAIR)
    sign(candidate, manager)
    object_(candidate, second)
    assert stage(candidate, "Two votes").joint_at
    assert "The votes differ" in page(signed_in(manager), candidate)
    assert approvals.order(manager) == approvals.order(second) == [candidate.public_id]
    sign(candidate, second)
    assert Asset.objects.count() == 1
    assert Decision.objects.filter(voided_at=None).count() == 2


def test_the_button_tells_nothing_of_the_other_vote_and_what_it_does_once_they_differ(
    signed_in, brand, manager, second
):
    candidate, other = sent(brand, PAIR), sent(brand, PAIR)
    sign(candidate, manager)
    object_(other, manager)
    client = signed_in(second)
    for one in (candidate, other):
        assert "Approve, live if all agree" in page(client, one)
        assert "Approve and publish" not in page(client, one)
    sign(other, second)
    assert "Sign: Two votes" in page(client, other)
    assert "Approve and publish" in page(signed_in(manager), other)


def test_while_votes_differ_it_is_the_turn_of_those_who_gave_them(signed_in, brand, manager, second, marketer):
    candidate = sent(brand, PAIR)
    sign(candidate, second)
    object_(candidate, manager)
    body = page(signed_in(marketer), candidate)
    assert f"<bdi>{manager} or {second}</bdi>" in body


def test_an_open_page_learns_how_many_have_voted(signed_in, brand, manager, second):
    candidate = sent(brand, PAIR)
    client, url = signed_in(second), f"/candidates/{candidate.public_id}/threads?on=decision"
    sign(candidate, manager)
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'id="stages"' in part
    assert "1 of 2 have voted" in part


def test_both_against_sends_it_back(brand, manager, second):
    candidate = sent(brand, PAIR)
    object_(candidate, manager)
    object_(candidate, second, note="Darker")
    candidate.refresh_from_db()
    assert candidate.state == "changes"
    assert candidate.changes_wanted == "Ben Ortiz: Warmer light\nInes Duarte: Darker"


def test_the_event_that_ends_the_round_tells_all_votes(brand, manager, second):
    candidate = sent(brand, PAIR)
    sign(candidate, manager)
    sign(candidate, second)
    event = AuditEvent.objects.get(action="candidate.approved")
    assert manager.public_id in event.payload
    assert second.public_id in event.payload


def test_nobody_votes_twice_for_two_places(brand, manager):
    candidate = sent(brand, PAIR)
    first = sign(candidate, manager)
    assert sign(candidate, manager) == first
    assert waiting.round_of(candidate).state == "open"


def test_a_hidden_thread_that_must_be_fixed_blocks_without_its_words(brand, manager, second):
    candidate = sent(brand, PAIR)
    threads.open_thread(candidate, by=manager, text="Zebrafinch in the corner", key="k1", must_fix=True)
    with pytest.raises(Refused) as refusal:
        sign(candidate, second)
    assert "must be fixed first." in str(refusal.value)
    assert "Zebrafinch" not in str(refusal.value)
