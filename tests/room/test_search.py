"""The search on the board: by words of the prompt, the maker and how an image stands, at no further query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.models import Generator
from review import opinions, queue
from tests import factories
from tests.room.boards import FRAGMENT, a_board, address
from tests.room.test_board import tiles

pytestmark = pytest.mark.django_db
FOR_SECTIONS = {**FRAGMENT, "HTTP_HX_TARGET": "sections"}


@pytest.fixture
def board(brand):
    """A brief with a mug from Daylight, a kettle from Atelier and an image brought in from Midjourney."""
    brief = factories.a_brief(brand)
    mug, kettle = (factories.a_prompt_version(brief, text) for text in ("A Red MUG, f/1.8", "A kettle on a stove"))
    made = {
        "mug": factories.a_candidate(brief, prompt_version=mug),
        "kettle": factories.a_candidate(brief, prompt_version=kettle, generator=Generator.objects.get(key="atelier")),
        "brought": factories.a_candidate(brief, generator=None, tool="Midjourney", prompt_version=mug),
    }
    made["brought"].__class__.objects.filter(pk=made["brought"].pk).update(prompt_version=None)
    return brief, made


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mug", {"mug"}),
        ("KETT", {"kettle"}),
        ("red mug 1.8", {"mug"}),
        ("ettle", set()),
        ("atelier", {"kettle"}),
        ("midjourney", {"brought"}),
        ("brought in", {"brought"}),
        ("shortlisted", {"mug"}),
        ("waits", {"kettle"}),
        ("undecided", {"brought"}),
        ("decided", set()),
        ("mug atelier", set()),
        ("%_", set()),
        ("  ", {"mug", "kettle", "brought"}),
    ],
)
def test_words_of_prompt_maker_and_standing_find_an_image(board, marketer, signed_in, words, found):
    brief, made = board
    opinions.give(brief, [made["mug"]], by=marketer, verdict="shortlist")
    queue.send_for_approval([made["kettle"]], by=marketer)
    response = signed_in(marketer).get(address("board", brief), {"q": words})
    assert set(tiles(response)) == {made[name].public_id for name in found}


def test_a_search_says_how_many_match_and_keeps_its_filters(board, marketer, signed_in):
    brief, made = board
    opinions.give(brief, [made["mug"]], by=marketer, verdict="pass")
    text = signed_in(marketer).get(address("board", brief), {"q": "red", "show": "passed"}).content.decode()
    assert "1 of 3 matches" in text
    assert '<input type="hidden" name="show" value="passed">' in text
    assert "show=undecided&amp;q=red" in text


def test_an_empty_search_says_so_and_leads_back(board, marketer, signed_in):
    brief, _ = board
    text = signed_in(marketer).get(address("board", brief), {"q": '<b>"x'}).content.decode()
    assert "Nothing matches “&lt;b&gt;&quot;x”" in text
    assert 'href="?">Show all' in text


def test_htmx_gets_what_was_found_with_its_number_and_filters(board, marketer, signed_in):
    brief, made = board
    response = signed_in(marketer).get(address("board", brief), {"q": "kettle"}, **FOR_SECTIONS)
    text = response.content.decode()
    assert tiles(response) == [made["kettle"].public_id]
    assert "<html" not in text
    assert 'data-query="q=kettle"' in text
    assert text.count("hx-swap-oob") == 2
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


def test_words_that_a_link_carries_stay_within_their_length(board, marketer, signed_in):
    brief, _ = board
    response = signed_in(marketer).get(address("board", brief), {"q": "é&=#" * 400})
    assert response.status_code == 200
    assert len(response.context["board"].place.q) == 60


def test_a_search_costs_no_query_more(brand, marketer, signed_in):
    brief, _ = a_board(brand, 5)
    client = signed_in(marketer)
    counts = []
    for query in ({}, {"q": "red"}):
        client.get(address("board", brief), query)
        with CaptureQueriesContext(connection) as seen:
            client.get(address("board", brief), query)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_a_search_on_a_foreign_board_is_404(brand, stranger, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(stranger).get(address("board", brief), {"q": "red"}, **FOR_SECTIONS).status_code == 404
