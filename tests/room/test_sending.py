"""Sending for approval: candidates move into the managers' queue, and the page says whose turn it is."""

from datetime import UTC, date, datetime

import pytest

from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import opinions, queue
from review.models import Round, SignOff, Stage
from tests import factories
from tests.room.boards import FRAGMENT, a_board, address, events, state_of


def send(client, brief, *candidates, fragment=True):
    chosen = [candidate.public_id for candidate in candidates]
    return client.post(address("send", brief), {"c": chosen}, **(FRAGMENT if fragment else {}))


def test_sending_opens_one_round_with_one_stage_and_one_sign_off(brand, marketer, signed_in):
    brief, (one, two) = a_board(brand, 2)
    assert send(signed_in(marketer), brief, one).status_code == 200
    assert state_of(one) == Candidate.State.IN_REVIEW
    assert state_of(two) == Candidate.State.OPEN
    assert (Round.objects.count(), Stage.objects.count(), SignOff.objects.count()) == (1, 1, 1)
    assert SignOff.objects.get().role == "brand_manager"
    assert events("round.opened", one) == 1


def test_the_answer_says_whose_turn_it_is(brand, marketer, manager, signed_in):
    brief, (one,) = a_board(brand, 1)
    text = send(signed_in(marketer), brief, one).content.decode()
    assert "Sent 1 for approval. The next move is with Ben Ortiz." in text


def test_the_maker_is_never_named_as_who_decides(brand, manager):
    _, (one,) = a_board(brand, 1, author=manager, requested_by=manager)
    assert "there is none yet" in queue.turn(one, queue.deciders(brand))


def test_without_a_choice_the_whole_shortlist_goes(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    opinions.give(brief, made[:2], by=marketer, verdict="shortlist")
    send(signed_in(marketer), brief)
    assert [state_of(row) for row in made] == ["in_review", "in_review", "open"]


def test_another_persons_shortlist_is_not_mine_to_send(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 1)
    opinions.give(brief, made, by=manager, verdict="shortlist")
    assert send(signed_in(marketer), brief).status_code == 422
    assert state_of(made[0]) == "open"


def test_sending_nothing_is_refused_with_a_sentence(brand, marketer):
    with pytest.raises(Refused, match="Nothing is chosen"):
        queue.send_for_approval([], by=marketer)


def test_those_that_wait_already_are_left_alone_and_told(brand, marketer, signed_in):
    brief, made = a_board(brand, 2)
    queue.send_for_approval(made[:1], by=marketer)
    text = send(signed_in(marketer), brief, *made).content.decode()
    assert 'data-skipped="1"' in text
    assert "Sent 1 for approval" in text
    assert Round.objects.count() == 2


def test_sending_twice_opens_no_second_round(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    send(client, brief, one)
    response = send(client, brief, one)
    assert response.status_code == 409
    assert "waits for a decision" in response.content.decode()
    assert Round.objects.count() == 1


@pytest.mark.parametrize("state", [Candidate.State.APPROVED, Candidate.State.REJECTED])
def test_what_is_decided_is_not_sent_again(brand, marketer, state):
    _, (one,) = a_board(brand, 1, state=state)
    with pytest.raises(Conflict):
        queue.send_for_approval([one], by=marketer)
    assert not Round.objects.exists()


def test_what_came_back_for_changes_goes_into_the_next_round(brand, marketer):
    _, (one,) = a_board(brand, 1)
    queue.send_for_approval([one], by=marketer)
    Round.objects.update(state=Round.State.CLOSED)
    Candidate.objects.update(state=Candidate.State.CHANGES, changes_wanted="Warmer light")
    queue.send_for_approval([one], by=marketer)
    assert Round.objects.filter(candidate=one, number=2, state="open").exists()


def test_a_round_is_due_at_the_end_of_the_briefs_day_where_the_brand_works(brand, marketer):
    brief = factories.a_brief(brand, due_on=date(2026, 12, 1))
    queue.send_for_approval([factories.a_candidate(brief)], by=marketer)
    assert Round.objects.get().due_at == datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)


def test_an_auditor_may_not_send(brand, auditor, signed_in):
    brief, (one,) = a_board(brand, 1)
    assert send(signed_in(auditor), brief, one).status_code == 403
    with pytest.raises(Forbidden):
        queue.send_for_approval([one], by=auditor)


def test_a_stranger_gets_404(brand, stranger, signed_in):
    brief, (one,) = a_board(brand, 1)
    assert send(signed_in(stranger), brief, one).status_code == 404
    assert state_of(one) == "open"


def test_sending_is_by_post_only(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(marketer).get(address("send", brief)).status_code == 405


def test_without_scripts_it_leads_back_with_a_message(brand, marketer, manager, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    response = send(client, brief, one, fragment=False)
    assert response.status_code == 302
    assert "Sent 1 for approval" in client.get(response["Location"]).content.decode()
