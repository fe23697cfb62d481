"""Undo and redo: a person walks back over their own acts on a board, each walk a new event."""

import pytest

from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import decisions, opinions, queue, undo
from review.models import Round, Step
from tests import factories
from tests.decisions import waiting
from tests.room.boards import FRAGMENT, a_board, address, events, state_of, verdict_of


def test_undo_puts_the_former_opinion_back(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=marketer, verdict="shortlist", stars=2)
    opinions.give(brief, [one], by=marketer, verdict="pass")
    response = signed_in(marketer).post(address("undo", brief), **FRAGMENT)
    assert response.status_code == 200
    assert verdict_of(one, marketer) == "shortlist"
    assert events("review.undone", one) == 1
    assert events("review.voted", one) == 2


def test_undo_walks_back_many_steps_and_redo_forth(brand, marketer):
    brief, (one,) = a_board(brand, 1)
    for verdict in ("shortlist", "pass", "shortlist"):
        opinions.give(brief, [one], by=marketer, verdict=verdict)
    seen = []
    for _ in range(3):
        undo.undo(brief, by=marketer)
        seen.append(verdict_of(one, marketer))
    for _ in range(3):
        undo.redo(brief, by=marketer)
        seen.append(verdict_of(one, marketer))
    assert seen == ["pass", "shortlist", "", "shortlist", "pass", "shortlist"]


def test_undo_reaches_fifty_steps(brand, marketer):
    brief, (one,) = a_board(brand, 1)
    for number in range(51):
        opinions.give(brief, [one], by=marketer, stars=number % 5 + 1)
    for _ in range(undo.REACH):
        undo.undo(brief, by=marketer)
    with pytest.raises(Refused):
        undo.undo(brief, by=marketer)


def test_one_undo_takes_a_whole_bulk_act_back(brand, marketer):
    brief, made = a_board(brand, 3)
    opinions.give(brief, made, by=marketer, verdict="pass")
    walk = undo.undo(brief, by=marketer)
    assert len(walk.outcome.changed) == 3
    assert [verdict_of(row, marketer) for row in made] == [""] * 3


def test_a_new_act_ends_what_can_be_done_again(brand, marketer):
    brief, (one, two) = a_board(brand, 2)
    opinions.give(brief, [one], by=marketer, verdict="pass")
    undo.undo(brief, by=marketer)
    opinions.give(brief, [two], by=marketer, verdict="pass")
    with pytest.raises(Refused):
        undo.redo(brief, by=marketer)


def test_nothing_to_undo_is_told_as_a_sentence(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    response = signed_in(marketer).post(address("undo", brief), **FRAGMENT)
    assert response.status_code == 422
    assert "nothing of yours to undo" in response.content.decode()


def test_undo_touches_nobody_elses_acts(brand, marketer, manager):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=manager, verdict="pass")
    with pytest.raises(Refused):
        undo.undo(brief, by=marketer)
    assert verdict_of(one, manager) == "pass"


def test_undo_of_another_board_stays_there(brand, marketer):
    brief, made = a_board(brand, 1)
    other, _ = a_board(brand, 1)
    opinions.give(brief, made, by=marketer, verdict="pass")
    with pytest.raises(Refused):
        undo.undo(other, by=marketer)


def test_undo_takes_a_sending_back_before_a_decision(brand, marketer, signed_in):
    brief, made = a_board(brand, 2)
    queue.send_for_approval(made, by=marketer)
    response = signed_in(marketer).post(address("undo", brief), **FRAGMENT)
    assert "Took 2 back from approval." in response.content.decode()
    assert [state_of(row) for row in made] == [Candidate.State.OPEN] * 2
    assert not Round.objects.filter(state=Round.State.OPEN).exists()
    assert events("round.withdrawn", made[0]) == 1


def test_redo_sends_again_in_a_new_round(brand, marketer):
    brief, (one,) = a_board(brand, 1)
    queue.send_for_approval([one], by=marketer)
    undo.undo(brief, by=marketer)
    undo.redo(brief, by=marketer)
    assert state_of(one) == Candidate.State.IN_REVIEW
    assert list(one.rounds.order_by("number").values_list("state", flat=True)) == ["closed", "open"]


def test_a_candidate_that_came_back_for_changes_returns_to_that_state(brand, marketer):
    brief, (one,) = a_board(brand, 1, state=Candidate.State.CHANGES)
    queue.send_for_approval([one], by=marketer)
    undo.undo(brief, by=marketer)
    assert state_of(one) == Candidate.State.CHANGES


def test_what_somebody_sent_again_meanwhile_is_not_taken_back(brand, marketer):
    brief, (one,) = a_board(brand, 1)
    queue.send_for_approval([one], by=marketer)
    round_, manager = waiting.round_of(one), factories.a_user("brand_manager", brand)
    decisions.request_changes(one, by=manager, round_id=round_.public_id, note="Warmer light")
    queue.send_for_approval([one], by=factories.a_user("marketer", brand, name="Jonas Okafor"))
    with pytest.raises(Conflict, match="Jonas Okafor sent it for approval since"):
        undo.undo(brief, by=marketer)
    assert state_of(one) == Candidate.State.IN_REVIEW


def test_what_was_decided_meanwhile_is_not_undone_and_says_who(brand, marketer, manager):
    brief, (one,) = a_board(brand, 1)
    queue.send_for_approval([one], by=marketer)
    Candidate.objects.filter(pk=one.pk).update(state=Candidate.State.REJECTED, state_by=manager)
    with pytest.raises(Conflict, match="rejected by Ben Ortiz"):
        undo.undo(brief, by=marketer)
    assert state_of(one) == Candidate.State.REJECTED


def test_after_a_step_that_stands_the_one_before_can_be_reached(brand, marketer, manager):
    brief, (one, two) = a_board(brand, 2)
    opinions.give(brief, [two], by=marketer, verdict="pass")
    queue.send_for_approval([one], by=marketer)
    Candidate.objects.filter(pk=one.pk).update(state=Candidate.State.APPROVED, state_by=manager)
    with pytest.raises(Conflict):
        undo.undo(brief, by=marketer)
    undo.undo(brief, by=marketer)
    assert verdict_of(two, marketer) == ""


def test_an_opinion_changed_since_is_left_alone(brand, marketer):
    brief, (one, two) = a_board(brand, 2)
    opinions.give(brief, [one, two], by=marketer, verdict="pass")
    one.reviews.update(verdict="shortlist")
    walk = undo.undo(brief, by=marketer)
    assert [row.pk for row in walk.outcome.changed] == [two.pk]
    assert verdict_of(one, marketer) == "shortlist"


def test_an_auditor_has_nothing_to_undo(brand, auditor, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(auditor).post(address("undo", brief)).status_code == 403
    with pytest.raises(Forbidden):
        undo.redo(brief, by=auditor)


@pytest.mark.parametrize("name", ["undo", "redo"])
def test_walking_is_by_post_only_and_hidden_from_strangers(brand, marketer, stranger, signed_in, name):
    brief, _ = a_board(brand, 1)
    assert signed_in(marketer).get(address(name, brief)).status_code == 405
    assert signed_in(stranger).post(address(name, brief)).status_code == 404


def test_without_scripts_undo_leads_back_to_the_board(brand, marketer, signed_in):
    brief, made = a_board(brand, 1)
    opinions.give(brief, made, by=marketer, verdict="pass")
    response = signed_in(marketer).post(address("undo", brief))
    assert response.status_code == 302
    assert Step.objects.exclude(undone_at=None).count() == 1


def test_a_walk_that_names_its_step_is_done_once_and_never_hits_another(brand, marketer):
    brief, (one, two) = a_board(brand, 2)
    for candidate in (one, two):
        opinions.give(brief, [candidate], by=marketer, verdict="pass")
    first, second = Step.objects.order_by("pk").values_list("public_id", flat=True)
    for _ in range(2):
        walk = undo.undo(brief, by=marketer, step=second)
    assert (walk.outcome.changed, walk.outcome.same) == ([], [two])
    assert [verdict_of(each, marketer) for each in (one, two)] == ["pass", ""]
    for _ in range(2):
        walk = undo.redo(brief, by=marketer, step=second)
    assert walk.outcome.same == [two]
    with pytest.raises(Conflict, match="something else on this board"):
        undo.undo(brief, by=marketer, step=first)
    assert [verdict_of(each, marketer) for each in (one, two)] == ["pass", "pass"]


def test_the_board_and_its_news_name_the_steps_that_would_be_walked(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=marketer, verdict="pass")
    client, step = signed_in(marketer), Step.objects.get().public_id
    assert f'data-undo="{step}" data-redo=""' in client.get(address("board", brief)).content.decode()
    undo.undo(brief, by=marketer)
    news = client.get(address("changes", brief), **FRAGMENT).content.decode()
    assert f'data-undo="" data-redo="{step}"' in news


def test_redo_gives_what_was_undone_last_even_if_more_was_undone_before_it_was_done(brand, marketer):
    brief, (one, two) = a_board(brand, 2)
    for candidate in (one, two):
        opinions.give(brief, [candidate], by=marketer, verdict="pass")
        undo.undo(brief, by=marketer)
    undo.redo(brief, by=marketer)
    assert [verdict_of(each, marketer) for each in (one, two)] == ["", "pass"]
    with pytest.raises(Refused):
        undo.redo(brief, by=marketer)
