"""The board of a brief: who sees it, what it shows in which order, and what it costs."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.models import Source
from generation.models import Generator
from review import opinions, plans, queue
from tests import factories
from tests.room.boards import FRAGMENT, a_board, address
from tests.stages.scene import BRAND, PEER, a_process

QUERIES = 12
BYTES = 89_000
# who looks, and whether the campaign asks marketers to sign as well
PEOPLE = pytest.mark.parametrize(("role", "asked"), [("marketer", False), ("marketer", True), ("brand_manager", True)])


def tiles(response) -> list[str]:
    """The public ids of the tiles, as the page orders them."""
    return re.findall(r'<li class="tile" id="c-([a-z2-7]{16})"', response.content.decode())


def earlier(response) -> str:
    """The address behind the link to the page before."""
    query = re.search(r'<a [^>]*href="([^"]*)">Earlier images', response.content.decode())[1]
    return response.wsgi_request.path + unescape(query)


def test_a_member_sees_every_candidate_with_its_picture(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    response = signed_in(marketer).get(address("board", brief))
    assert response.status_code == 200
    assert tiles(response) == [candidate.public_id for candidate in made]
    assert f"/media/{made[0].image.public_id}/320.webp" in response.content.decode()


def test_a_stranger_gets_404_for_a_foreign_board(brand, stranger, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(stranger).get(address("board", brief)).status_code == 404


def test_a_missing_board_is_404_as_well(marketer, signed_in):
    assert signed_in(marketer).get("/briefs/aaaaaaaaaaaaaaaa/").status_code == 404


def test_nobody_sees_a_board_without_signing_in(brand, client):
    brief, _ = a_board(brand, 1)
    assert client.get(address("board", brief)).status_code == 302


def test_the_board_takes_no_posts(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    assert signed_in(marketer).post(address("board", brief)).status_code == 405


def test_htmx_gets_the_sections_alone(brand, marketer, signed_in):
    brief, _ = a_board(brand, 2)
    response = signed_in(marketer).get(address("board", brief), **FRAGMENT)
    assert len(tiles(response)) == 2
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]


def test_an_empty_board_says_what_to_do_next(brand, marketer, signed_in):
    response = signed_in(marketer).get(address("board", factories.a_brief(brand)))
    assert "No candidates yet" in response.content.decode()


def test_an_auditor_looks_but_finds_no_verdict_buttons(brand, auditor, signed_in):
    brief, _ = a_board(brand, 1)
    text = signed_in(auditor).get(address("board", brief)).content.decode()
    assert 'name="shortlist"' not in text
    assert 'value="shortlist"' not in text


def test_candidates_stand_by_prompt_version_and_generator(brand, marketer, signed_in):
    brief, first = a_board(brand, 1)
    other = Generator.objects.exclude(pk=first[0].generator_id).first()
    second = factories.a_candidate(brief, generator=other, image=first[0].image)
    third = factories.a_candidate(brief, image=first[0].image)
    later = factories.a_candidate(brief, prompt_version=factories.a_prompt_version(brief), image=first[0].image)
    response = signed_in(marketer).get(address("board", brief))
    by_generator = sorted([[first[0], third], [second]], key=lambda group: group[0].generator.position)
    expected = [later, *(row for group in by_generator for row in group)]
    assert tiles(response) == [row.public_id for row in expected]


def test_a_filter_shows_what_it_says_and_counts_all(brand, marketer, signed_in):
    brief, made = a_board(brand, 4)
    opinions.give(brief, made[:1], by=marketer, verdict="shortlist")
    opinions.give(brief, made[1:2], by=marketer, verdict="pass")
    queue.send_for_approval(made[2:3], by=marketer)
    client = signed_in(marketer)
    for show, row in {"shortlisted": made[0], "passed": made[1], "sent": made[2], "undecided": made[3]}.items():
        assert tiles(client.get(address("board", brief, show=show))) == [row.public_id]
    page = client.get(address("board", brief))
    assert [item["count"] for item in page.context["board"].shows] == [4, 1, 1, 1, 1, 0]
    assert page.context["board"].done == 3


def test_another_persons_opinion_does_not_move_my_filters(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 1)
    opinions.give(brief, made, by=manager, verdict="shortlist")
    response = signed_in(marketer).get(address("board", brief, show="undecided"))
    assert tiles(response) == [made[0].public_id]
    assert "Shortlisted by 1 more" in response.content.decode()


def test_a_filter_by_generator_and_by_prompt_version_narrows(brand, marketer, signed_in):
    brief, made = a_board(brand, 1)
    other = Generator.objects.exclude(pk=made[0].generator_id).first()
    version = factories.a_prompt_version(brief)
    second = factories.a_candidate(brief, generator=other, prompt_version=version, image=made[0].image)
    client = signed_in(marketer)
    assert tiles(client.get(address("board", brief, by=other.key))) == [second.public_id]
    assert tiles(client.get(address("board", brief, version=version.public_id))) == [second.public_id]


def test_what_was_brought_in_has_its_own_place_and_a_mark_when_its_origin_is_unknown(brand, marketer, signed_in):
    brief, made = a_board(brand, 1)
    unknown = {"origin": "imported", "generator": None, "importer": marketer, "provenance": "unknown"}
    row = factories.a_candidate(brief, image=made[0].image, **unknown)
    row.prompt_version = None
    row.save(update_fields=["prompt_version"])
    response = signed_in(marketer).get(address("board", brief, by="brought-in"))
    assert tiles(response) == [row.public_id]
    assert "That blocks approval" in response.content.decode()


def test_the_board_says_whose_turn_it_is(brand, marketer, manager, signed_in):
    brief, made = a_board(brand, 2)
    queue.send_for_approval(made, by=marketer)
    assert "2 wait for Ben Ortiz since" in signed_in(marketer).get(address("board", brief)).content.decode()


def test_a_long_board_continues_where_the_page_ends(brand, marketer, signed_in):
    brief, made = a_board(brand, 105)
    client = signed_in(marketer)
    first = client.get(address("board", brief))
    assert len(tiles(first)) == 100
    rest = client.get(address("board", brief, start=first.context["board"].next_start), **FRAGMENT)
    assert tiles(rest) == [row.public_id for row in made[100:]]


def test_every_page_of_a_long_board_leads_to_the_one_before(brand, marketer, signed_in):
    brief, made = a_board(brand, 250)
    opinions.give(brief, made[:240], by=marketer, verdict="pass")
    client = signed_in(marketer)
    last = client.get(address("board", brief))
    assert tiles(last) == [row.public_id for row in made[200:]]
    middle = client.get(earlier(last))
    assert tiles(middle) == [row.public_id for row in made[100:200]]
    first = client.get(earlier(middle))
    assert tiles(first) == [row.public_id for row in made[:100]]
    assert "Earlier images" not in first.content.decode()


def test_a_filter_begins_at_the_first_page_though_the_board_goes_on_elsewhere(brand, marketer, signed_in):
    brief, made = a_board(brand, 105)
    opinions.give(brief, made[:103], by=marketer, verdict="pass")
    client = signed_in(marketer)
    board = client.get(address("board", brief))
    assert made[0].public_id not in tiles(board)
    everything = re.search(r'<a href="([^"]*)"[^>]* data-show="all"', board.content.decode())[1]
    assert made[0].public_id in tiles(client.get(address("board", brief) + everything))


def test_a_shared_link_opens_the_page_that_holds_the_candidate(brand, marketer, signed_in):
    brief, made = a_board(brand, 105)
    response = signed_in(marketer).get(address("board", brief, at=made[103].public_id, view="loupe"))
    assert made[103].public_id in tiles(response)
    assert response.context["stage"]["b"]["id"] == made[103].public_id


def test_loupe_and_comparison_work_without_scripts(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    one, two = made[1].public_id, made[0].public_id
    text = signed_in(marketer).get(address("board", brief, view="compare", at=one, against=two)).content.decode()
    assert text.count("/1600.webp") == 2
    assert "Previous" in text
    assert "Next" in text


def test_the_products_own_picture_is_there_to_compare_with(brand, marketer, signed_in):
    product = factories.a_product(brand)
    image = factories.a_stored_image(brand)
    Source.objects.create(
        brand=brand, image=image, product=product, role="product_truth", title="Mug", added_by=marketer
    )
    brief = factories.a_brief(brand, product=product)
    factories.a_candidate(brief)
    text = signed_in(marketer).get(address("board", brief)).content.decode()
    assert f'data-reference="{image.public_id}"' in text


def ask_marketers_to_sign(brief):
    """They look first, then a brand manager decides; both with their password."""
    process = a_process(brief.brand, PEER, BRAND)
    by = factories.a_member(brief.brand, "brand_manager")
    plans.change(brief.campaign, by=by, expected_version=0, process=process, sign_again=True)


@PEOPLE
@pytest.mark.parametrize("count", [3, 100])
def test_the_board_costs_the_same_few_queries_for_any_number(brand, marketer, manager, signed_in, count, role, asked):
    brief, made = a_board(brand, count, product=factories.a_product(brand))
    if asked:
        ask_marketers_to_sign(brief)
    opinions.give(brief, made[:2], by=marketer, verdict="shortlist")
    queue.send_for_approval(made[:1], by=marketer)
    client = signed_in(factories.a_user(role, brand))
    client.get(address("board", brief))
    with CaptureQueriesContext(connection) as seen:
        client.get(address("board", brief))
    queries = [query["sql"] for query in seen if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    assert len(queries) <= QUERIES, [sql[:70] + "…" + sql[-90:] for sql in queries]


@PEOPLE
def test_a_hundred_candidates_weigh_less_than_the_limit_with_their_buttons(brand, signed_in, role, asked):
    brief, _ = a_board(brand, 100, product=factories.a_product(brand))
    if asked:
        ask_marketers_to_sign(brief)
    response = signed_in(factories.a_user(role, brand)).get(address("board", brief))
    assert response.content.count(b'name="shortlist"') == 100
    assert (b'id="reject"' in response.content) == asked
    assert len(response.content) <= BYTES


@pytest.mark.parametrize("query", ["view=x", "show=%22%3E", "at=../../x", "by=%F0%9F%98%80", "start=" + "a" * 4000])
def test_an_address_that_cannot_be_read_counts_as_not_said(brand, marketer, signed_in, query):
    brief, _ = a_board(brand, 1)
    response = signed_in(marketer).get(address("board", brief) + "?" + query)
    assert response.status_code == 200


def test_what_people_wrote_is_shown_inert(brand, marketer, signed_in):
    brief = factories.a_brief(brand, title="<script>alert(1)</script>", must_haves=["{{7*7}}"])
    factories.a_candidate(brief, prompt_version=factories.a_prompt_version(brief, "<img src=x onerror=alert(1)>"))
    text = signed_in(marketer).get(address("board", brief)).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "{{7*7}}" in text
