"""The list of the library: order, pages, filters, words, and that its cost does not grow with its rows."""

import re

import pytest

from assets import library
from assets.models import Membership
from tests import factories
from tests.library import shelf

ADDRESS = re.compile(r'href="(\?[^"]*(?:before|after)=[^"]*)"')


@pytest.fixture
def campaign(brand):
    return factories.a_campaign(brand, name="Spring table", ends_on=None)


def titles(answer):
    return [asset.title for asset in answer.context["page"].rows]


def fill(brand, number, **kwargs):
    return [shelf.an_asset(brand, title=f"Picture {index}", **kwargs) for index in range(number)]


def test_the_newest_image_stands_first(signed_in, marketer, brand):
    fill(brand, 3)
    assert titles(signed_in(marketer).get("/library/")) == ["Picture 2", "Picture 1", "Picture 0"]


def test_an_empty_library_says_what_to_do_next(signed_in, marketer):
    page = signed_in(marketer).get("/library/").content.decode()
    assert "No approved image yet" in page
    assert "Go to the briefs" in page


@pytest.mark.parametrize("words", ["", "picture"])
def test_paging_there_and_back_shows_each_image_once(signed_in, marketer, brand, words):
    fill(brand, 34)
    client = signed_in(marketer)
    first = client.get("/library/", {"q": words})
    second = client.get("/library/", {"q": words, "before": first.context["page"].older})
    assert titles(first) + titles(second) == [f"Picture {index}" for index in reversed(range(34))]
    assert second.context["page"].older == ""
    back = client.get("/library/", {"q": words, "after": second.context["page"].newer})
    assert titles(back) == titles(first)
    assert back.context["page"].newer == ""


@pytest.mark.parametrize("cursor", ["nobody", "aaaaaaaaaaaaaaaa", "1", "' OR 1=1", "%", "x" * 5000])
def test_a_cursor_that_is_no_image_gives_an_empty_page(signed_in, marketer, brand, cursor):
    fill(brand, 1)
    for words in ("", "picture"):
        answer = signed_in(marketer).get("/library/", {"before": cursor, "q": words})
        assert answer.status_code == 200
        assert titles(answer) == []


def test_words_are_found_in_title_prompt_campaign_product_tool_and_alternative_text(
    signed_in, marketer, brand, campaign
):
    product = factories.a_product(brand, name="Copper kettle")
    shelf.an_asset(brand, title="Dawn", prompt="steam over water", campaign=campaign, product=product)
    for words in ("dawn", "steam", "spring", "kettle", "daylight", "red mug", "DAWN Steam kett"):
        assert titles(signed_in(marketer).get("/library/", {"q": words})) == ["Dawn"], words
    assert titles(signed_in(marketer).get("/library/", {"q": "dawn nowhere"})) == []


def test_a_search_that_finds_nothing_offers_the_whole_library(signed_in, marketer, brand):
    page = signed_in(marketer).get("/library/", {"q": "zeppelin"}).content.decode()
    assert "No image fits" in page
    assert "Show all" in page


@pytest.mark.parametrize("words", ["", "picture"])
def test_each_filter_narrows_with_and_without_words(signed_in, marketer, manager, brand, campaign, words):
    product = factories.a_product(brand)
    wanted = shelf.an_asset(
        brand, title="Picture wanted", campaign=campaign, product=product, tool="Atelier (simulated)"
    )
    other = shelf.an_asset(brand, title="Picture other", campaign=factories.a_campaign(brand, ends_on=None))
    library.withdraw(other, by=manager, reason="Old")
    client = signed_in(marketer)
    filters = {"campaign": campaign.public_id, "product": product.public_id, "tool": "Atelier (simulated)",
               "standing": "approved"}  # fmt: skip
    for name, value in filters.items():
        assert titles(client.get("/library/", {"q": words, name: value})) == [wanted.title], name
    assert titles(client.get("/library/", {"q": words, **filters})) == [wanted.title]
    assert titles(client.get("/library/", {"q": words, "standing": "withdrawn"})) == [other.title]


@pytest.mark.parametrize("words", ["", "picture"])
def test_undone_approvals_show_only_when_asked_for(signed_in, marketer, manager, brand, words):
    library.void(shelf.an_asset(brand, title="Picture undone"), by=manager)
    client = signed_in(marketer)
    assert titles(client.get("/library/", {"q": words})) == []
    assert titles(client.get("/library/", {"q": words, "standing": "voided"})) == ["Picture undone"]


def test_the_tools_to_choose_from_are_those_of_the_readers_brands(signed_in, marketer, brand, other_brand):
    factories.a_user("brand_manager", other_brand)
    for tool in ("Atelier (simulated)", "Midjourney", "Daylight (simulated)", "Midjourney"):
        shelf.an_asset(brand, tool=tool)
    shelf.an_asset(other_brand, tool="Foreign tool")
    choices = signed_in(marketer).get("/library/").context["form"].fields["tool"].choices
    assert [label for _, label in choices] == ["Any tool", "Atelier (simulated)", "Daylight (simulated)", "Midjourney"]


def test_a_foreign_campaign_is_no_choice(signed_in, marketer, other_brand):
    foreign = factories.a_campaign(other_brand)
    answer = signed_in(marketer).get("/library/", {"campaign": foreign.public_id})
    assert answer.status_code == 422
    assert titles(answer) == []


def test_somebody_of_two_brands_sees_both_and_can_choose_one(signed_in, marketer, brand, other_brand):
    Membership.objects.create(user=marketer, brand=other_brand, role="marketer")
    shelf.an_asset(brand, title="Ours")
    shelf.an_asset(other_brand, title="Theirs")
    client = signed_in(marketer)
    for words in ("", "mug"):
        assert titles(client.get("/library/", {"q": words})) == ["Theirs", "Ours"]
        assert titles(client.get("/library/", {"q": words, "brand": brand.public_id})) == ["Ours"]


def test_an_auditor_of_all_brands_sees_all(signed_in, brand, other_brand):
    for one in (brand, other_brand):
        shelf.an_asset(one)
    client = signed_in(factories.a_user(is_org_auditor=True))
    assert len(titles(client.get("/library/"))) == 2 == len(titles(client.get("/library/?q=mug")))


def test_somebody_without_a_brand_sees_nothing(signed_in, brand):
    shelf.an_asset(brand)
    client = signed_in(factories.a_user())
    assert titles(client.get("/library/")) == [] == titles(client.get("/library/?q=mug"))


@pytest.mark.parametrize("query", [
    "q=%00", "q=%EF%BF%BF", "q=" + "x" * 5000, "q=%22%20OR%20%22", "campaign=1", "standing=gone", "tool='",
    "before[]=1", "q=mug&q=", "view=poster", "q=%E2%80%AEmug",
])  # fmt: skip
def test_odd_queries_get_an_answer(signed_in, marketer, brand, query):
    fill(brand, 1)
    assert signed_in(marketer).get(f"/library/?{query}").status_code in (200, 400, 422)


def test_the_table_tells_the_same_images(signed_in, marketer, brand):
    fill(brand, 2)
    answer = signed_in(marketer).get("/library/?view=table")
    assert titles(answer) == ["Picture 1", "Picture 0"]
    assert "<table" in answer.content.decode()


def test_links_to_other_pages_keep_filter_words_and_view(signed_in, marketer, brand):
    fill(brand, 31)
    page = signed_in(marketer).get("/library/?q=picture&view=table").content.decode()
    assert "q=picture" in ADDRESS.search(page)[1]
    assert "view=table" in ADDRESS.search(page)[1]


@pytest.mark.parametrize(("words", "told"), [("", "4 images"), ("picture", "3 images"), ("dawn", "1 image,")])
def test_the_count_comes_as_a_later_fragment(signed_in, marketer, brand, words, told):
    fill(brand, 3)
    shelf.an_asset(brand, title="Mug at dawn")
    answer = signed_in(marketer).get("/library/count", {"q": words})
    assert told in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("query", ["", "?q=picture", "?view=table", "?standing=approved"])
def test_the_list_asks_as_often_for_three_rows_as_for_thirty(
    signed_in, marketer, brand, query, django_assert_max_num_queries
):
    client = signed_in(marketer)
    client.get("/library/")
    for number in (3, 30):
        fill(brand, number)
        with django_assert_max_num_queries(6):
            client.get(f"/library/{query}")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_can_only_be_read(signed_in, marketer, method):
    assert getattr(signed_in(marketer), method)("/library/").status_code == 405
