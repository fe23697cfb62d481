"""Stacks on the board: near-duplicates of one prompt version and generator under the best of them."""

import re

import pytest

from assets import likeness
from assets.imaging import bands
from generation.models import Generator
from review import opinions
from tests import factories
from tests.grid.test_queries import copies, cost
from tests.room import boards

pytestmark = pytest.mark.django_db
ALIKE, OTHER = 0x00FF_00FF_00FF_00FF, 0xFFFF_FFFF_0000_0000


def a_hashed(brief, bits, **fields):
    """A candidate whose picture has this hash."""
    quarters = dict(zip(likeness.QUARTERS, bands.split(bits), strict=True))
    image = factories.a_stored_image(brief.brand, dhash=bands.signed(bits), **quarters)
    return factories.a_candidate(brief, image=image, **fields)


@pytest.fixture
def brief(brand, marketer):
    return factories.a_brief(brand)


@pytest.fixture
def four(brief):
    """Three of a kind and one that is not."""
    found = [a_hashed(brief, ALIKE ^ bits) for bits in (0, 1, 0b111)]
    return [*found, a_hashed(brief, OTHER)]


@pytest.fixture
def stacker(signed_in, marketer):
    """A marketer's browser that wants stacks."""
    found = signed_in(marketer)
    found.cookies["stacks"] = "on"
    return found


def tiles(page) -> dict:
    """Public id: whether its tile lies under another, in the order of the page."""
    return {name: "under" in kind for kind, name in re.findall(r'<li class="(tile[^"]*)" id="c-(\w{16})"', page)}


def shown(page) -> list[str]:
    return [name for name, under in tiles(page).items() if not under]


def test_near_duplicates_lie_under_the_first_with_their_number(stacker, brief, four):
    page = stacker.get(boards.address("board", brief)).text
    assert shown(page) == [four[0].public_id, four[3].public_id]
    assert "×3</a>" in page
    assert page.count('class="pile"') == 1


def test_without_the_choice_each_stands_on_its_own(signed_in, brief, marketer, four):
    page = signed_in(marketer).get(boards.address("board", brief)).text
    assert shown(page) == [candidate.public_id for candidate in four]
    assert 'class="pile"' not in page


def test_stars_lift_one_to_the_top_and_a_shortlisting_lifts_higher(stacker, brief, marketer, four):
    opinions.give(brief, [four[1]], by=marketer, stars=5)
    assert shown(stacker.get(boards.address("board", brief)).text)[0] == four[1].public_id
    opinions.give(brief, [four[2]], by=marketer, verdict="shortlist")
    assert shown(stacker.get(boards.address("board", brief)).text)[0] == four[2].public_id
    opinions.give(brief, [four[2]], by=marketer, verdict="pass")
    assert shown(stacker.get(boards.address("board", brief)).text)[0] == four[1].public_id


def test_another_generator_or_prompt_version_makes_another_stack(stacker, brief, marketer, four):
    apart = a_hashed(brief, ALIKE, generator=Generator.objects.exclude(key="daylight").first())
    later = a_hashed(brief, ALIKE, prompt_version=factories.a_prompt_version(brief, "A blue mug"))
    assert {apart.public_id, later.public_id} < set(shown(stacker.get(boards.address("board", brief)).text))


def test_the_link_opens_the_stack_without_scripts_and_closes_it_again(stacker, brief, four):
    url = boards.address("board", brief)
    link = re.search(r'class="pile"><a href="([^"#]*)', stacker.get(url).text)[1]
    page = stacker.get(url + link.replace("&amp;", "&")).text
    assert shown(page) == [candidate.public_id for candidate in four]
    back = re.search(r'class="pile"><a href="([^"#]*)', page)[1]
    assert len(shown(stacker.get(url + back).text)) == 2


def test_a_shared_link_to_one_under_the_top_opens_its_stack(stacker, brief, four):
    assert len(shown(stacker.get(boards.address("board", brief, at=four[2].public_id)).text)) == 4
    assert len(shown(stacker.get(boards.address("board", brief, at=four[0].public_id)).text)) == 2


def test_a_verdict_on_a_closed_stack_goes_to_the_top_one_alone(stacker, brief, marketer, four):
    assert "top one alone" in stacker.get(boards.address("board", brief)).text
    boards.press(stacker, brief, "pass", four[0])
    assert [boards.verdict_of(one, marketer) for one in four] == ["pass", None, None, None]


def test_the_choice_is_kept_and_the_filter_stays(signed_in, brief, marketer, four):
    client = signed_in(marketer)
    answer = client.get(boards.address("board", brief, show="undecided", stacks="on"))
    assert answer.url.endswith("/?show=undecided")
    assert client.cookies["stacks"].value == "on"
    assert len(shown(client.get(answer.url).text)) == 2
    client.get(boards.address("board", brief, stacks="off"))
    assert len(shown(client.get(boards.address("board", brief)).text)) == 4


def test_stacks_cost_no_query(stacker, signed_in, brief, marketer, four):
    url = boards.address("board", brief)
    with_stacks = cost(stacker, url)
    type(four[0]).objects.bulk_create(copies(four[0], 60))
    assert cost(stacker, url) == with_stacks <= 12
    stacker.cookies["stacks"] = "off"
    assert cost(stacker, url) == with_stacks
