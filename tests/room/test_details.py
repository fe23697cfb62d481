"""The panel about one candidate: where it comes from, what others think, whose turn it is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.models import Candidate
from review import opinions, queue
from tests import factories
from tests.room.boards import FRAGMENT, a_board, address


def look(client, brief, candidate, **extra):
    return client.get(reverse("review:details", args=(brief.public_id, candidate.public_id)), **extra)


def test_it_tells_prompt_generator_size_and_seed(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    text = look(signed_in(marketer), brief, one, **FRAGMENT).content.decode()
    for words in (one.prompt_version.text, one.generator.label, "400 × 300 px", str(one.seed)):
        assert words in text


def test_it_tells_what_others_think_but_not_myself(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 1)
    opinions.give(brief, made, by=manager, verdict="shortlist", stars=3)
    opinions.give(brief, made, by=marketer, verdict="pass")
    text = look(signed_in(marketer), brief, made[0], **FRAGMENT).content.decode()
    assert "Ben Ortiz" in text
    assert "★★★" in text
    assert "Passed" not in text


def test_it_tells_whose_turn_it_is_and_since_when(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 1)
    queue.send_for_approval(made, by=marketer)
    text = look(signed_in(marketer), brief, made[0], **FRAGMENT).content.decode()
    assert "It is the turn of Ben Ortiz, since" in text


def test_it_tells_what_the_manager_wants_changed(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1, state=Candidate.State.CHANGES, changes_wanted="Warmer light <b>")
    text = look(signed_in(marketer), brief, one, **FRAGMENT).content.decode()
    assert "Warmer light &lt;b&gt;" in text


def test_an_unknown_origin_is_told_with_the_way_to_declare_it(brand, marketer, auditor, signed_in):
    brief, (one,) = a_board(brand, 1, provenance="unknown")
    way = reverse("generation:declare", args=(one.public_id,))
    assert way in look(signed_in(marketer), brief, one, **FRAGMENT).content.decode()
    assert way not in look(signed_in(auditor), brief, one, **FRAGMENT).content.decode()


def test_as_a_page_it_is_the_board_in_the_loupe(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    response = look(signed_in(marketer), brief, one)
    assert response["Location"] == address("board", brief, view="loupe", at=one.public_id)


def test_foreign_boards_and_foreign_candidates_are_404(brand, marketer, stranger, signed_in):
    brief, (one,) = a_board(brand, 1)
    _, (foreign,) = a_board(brand, 1)
    assert look(signed_in(marketer), brief, foreign, **FRAGMENT).status_code == 404
    assert look(signed_in(stranger), brief, one, **FRAGMENT).status_code == 404


def test_it_costs_at_most_twelve_queries(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 1)
    for _ in range(5):
        opinions.give(brief, made, by=factories.a_user("marketer", brand), verdict="shortlist")
    queue.send_for_approval(made, by=marketer)
    client = signed_in(marketer)
    look(client, brief, made[0], **FRAGMENT)
    with CaptureQueriesContext(connection) as seen:
        look(client, brief, made[0], **FRAGMENT)
    assert len(seen) <= 12, [query["sql"][:100] for query in seen]


def test_single_letter_keys_are_turned_off_for_a_person(marketer, signed_in):
    client = signed_in(marketer)
    assert client.post(reverse("review:keys"), {}, **FRAGMENT).status_code == 204
    marketer.refresh_from_db()
    assert not marketer.single_keys
    client.post(reverse("review:keys"), {"single_keys": "on"})
    marketer.refresh_from_db()
    assert marketer.single_keys
