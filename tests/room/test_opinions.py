"""Opinions: shortlist, pass, clear and stars, given by the right people on what can still be judged."""

import pytest

from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from review import opinions, queue
from review.models import Review, Step
from tests.room.boards import FRAGMENT, a_board, address, events, press, verdict_of


@pytest.mark.parametrize(("act", "verdict"), [("shortlist", "shortlist"), ("pass", "pass")])
def test_one_press_gives_an_opinion_and_one_event(brand, marketer, signed_in, act, verdict):
    brief, (one, _) = a_board(brand, 2)
    response = press(signed_in(marketer), brief, act, one)
    assert response.status_code == 200
    assert verdict_of(one, marketer) == verdict
    assert events("review.voted", one) == 1
    assert f'data-o="{verdict}"' in response.content.decode()


def test_without_scripts_the_tiles_own_button_does_it_and_leads_back(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    there = address("verdict", brief, show="undecided")
    response = signed_in(marketer).post(there, {"shortlist": f"{one.public_id}.0"})
    assert response.status_code == 302
    assert response["Location"] == f"{address('board', brief, show='undecided')}#c-{one.public_id}"
    assert verdict_of(one, marketer) == "shortlist"


def test_clearing_takes_the_opinion_off_but_keeps_the_history(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    press(client, brief, "shortlist", one)
    press(client, brief, "clear", one, version=1)
    assert verdict_of(one, marketer) == ""
    assert events("review.voted", one) == 2


def test_stars_stand_beside_the_verdict(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    press(client, brief, "shortlist", one)
    press(client, brief, "stars", one, version=1, stars=4)
    review = Review.objects.get(candidate=one)
    assert (review.verdict, review.stars, review.version) == ("shortlist", 4, 2)


def test_zero_stars_is_an_answer(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=marketer, stars=3)
    assert press(signed_in(marketer), brief, "stars", one, version=1, stars=0).status_code == 200
    assert Review.objects.get(candidate=one).stars == 0


def test_each_person_has_an_opinion_of_their_own(brand, marketer, manager):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=marketer, verdict="shortlist")
    opinions.give(brief, [one], by=manager, verdict="pass")
    assert verdict_of(one, marketer) == "shortlist"
    assert verdict_of(one, manager) == "pass"


def test_many_at_once_are_one_step(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    press(signed_in(marketer), brief, "pass", *made)
    assert [verdict_of(row, marketer) for row in made] == ["pass"] * 3
    assert Step.objects.count() == 1


def test_of_many_the_locked_ones_are_left_alone_and_told(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    queue.send_for_approval(made[:1], by=marketer)
    response = press(signed_in(marketer), brief, "pass", *made)
    assert 'data-skipped="1"' in response.content.decode()
    assert [verdict_of(row, marketer) for row in made] == [None, "pass", "pass"]


def test_what_waits_for_approval_takes_no_opinion_and_says_since_when(brand, marketer, signed_in):
    brief, made = a_board(brand, 1)
    queue.send_for_approval(made, by=marketer)
    response = press(signed_in(marketer), brief, "pass", made[0])
    assert response.status_code == 409
    assert "sent for approval by Mara Lind" in response.content.decode()
    assert verdict_of(made[0], marketer) is None


def test_an_opinion_changed_in_another_window_is_not_overwritten(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    opinions.give(brief, [one], by=marketer, verdict="shortlist")
    response = press(signed_in(marketer), brief, "pass", one, version=0)
    assert response.status_code == 409
    assert "another window" in response.content.decode()
    assert verdict_of(one, marketer) == "shortlist"


def test_pressing_the_same_key_twice_changes_nothing_more(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    press(client, brief, "pass", one)
    assert press(client, brief, "pass", one, version=1).status_code == 200
    assert events("review.voted", one) == 1
    assert Step.objects.count() == 1


def test_an_auditor_gives_no_opinion(brand, auditor, signed_in):
    brief, (one,) = a_board(brand, 1)
    assert press(signed_in(auditor), brief, "pass", one).status_code == 403
    assert not Review.objects.exists()


def test_the_domain_function_refuses_an_auditor_too(brand, auditor):
    brief, made = a_board(brand, 1)
    with pytest.raises(Forbidden):
        opinions.give(brief, made, by=auditor, verdict="pass")


def test_a_stranger_gets_404_for_a_foreign_board(brand, stranger, signed_in):
    brief, (one,) = a_board(brand, 1)
    assert press(signed_in(stranger), brief, "pass", one).status_code == 404


def test_a_candidate_of_another_board_is_404(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    _, (foreign,) = a_board(brand, 1)
    assert press(signed_in(marketer), brief, "pass", foreign).status_code == 404
    assert verdict_of(foreign, marketer) is None


def test_an_opinion_is_given_by_post_only(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(marketer).get(address("verdict", brief)).status_code == 405


BAD = [
    {},
    {"act": "approve"},
    {"act": "pass"},
    {"act": "pass", "c": "../etc"},
    {"act": "pass", "c": "a" * 100_000},
    {"act": "pass", "c": "\x00"},
    {"act": "stars", "c": "aaaaaaaaaaaaaaaa.0"},
    {"act": "stars", "stars": "6", "c": "aaaaaaaaaaaaaaaa.0"},
    {"act": "stars", "stars": "x", "c": "aaaaaaaaaaaaaaaa.0"},
    {"shortlist": "<script>"},
]


@pytest.mark.parametrize("data", BAD)
def test_what_cannot_be_read_is_refused_with_a_sentence(brand, marketer, signed_in, data):
    brief, _ = a_board(brand, 1)
    response = signed_in(marketer).post(address("verdict", brief), data, **FRAGMENT)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#problems"
    assert not Review.objects.exists()


def test_a_refusal_is_a_page_without_htmx(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    response = signed_in(marketer).post(address("verdict", brief), {"act": "nonsense"})
    assert response.status_code == 422
    assert "<html" in response.content.decode()


@pytest.mark.parametrize("wrong", [{"verdict": "approved"}, {"stars": 9}, {"stars": -1}, {}])
def test_the_domain_function_knows_its_verdicts(brand, marketer, wrong):
    brief, made = a_board(brand, 1)
    with pytest.raises(Refused):
        opinions.give(brief, made, by=marketer, **wrong)


def test_the_time_of_looking_adds_up_and_is_capped(brand, marketer):
    brief, made = a_board(brand, 1)
    opinions.give(brief, made, by=marketer, verdict="pass", seconds=10**9)
    opinions.give(brief, made, by=marketer, verdict="shortlist", seconds=5)
    assert Review.objects.get().active_seconds == opinions.MOST_SECONDS + 5


def test_nothing_is_written_when_all_are_locked(brand, marketer):
    brief, made = a_board(brand, 2)
    queue.send_for_approval(made, by=marketer)
    before = AuditEvent.objects.count()
    with pytest.raises(Conflict):
        opinions.give(brief, made, by=marketer, verdict="pass")
    assert AuditEvent.objects.count() == before
