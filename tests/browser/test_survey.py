"""Three to nine candidates side by side: how they are split, moved through, zoomed together and passed one by one."""

import re

import pytest

from review import queue
from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect, sign_in
from tests.room.boards import address, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, TALL = (1600, 900), (900, 1600)


@pytest.fixture
def surveyed(brand, marketer, manager, open_page):
    """A function that opens the survey of so many candidates of one size: gives back page and candidates."""

    def open_survey(count=4, shape=WIDE, size=DESKTOP, some=None):
        brief = factories.a_brief(brand)
        data = factories.picture(*(side // 4 for side in shape))
        image = factories.a_stored_image(brand, data, width=shape[0], height=shape[1])
        made = [factories.a_candidate(brief, image=image) for _ in range(count)]
        among = ".".join(one.public_id for one in made[: some or count])
        page = open_page(address("board", brief, view="survey", among=among), marketer, size=size)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page, made

    return open_survey


def panes(page):
    return page.locator(".stage .pane:visible")


def split(page) -> tuple[int, int]:
    """Columns and rows as they are laid out."""
    boxes = [box_of(pane) for pane in panes(page).all()]
    return len({round(box["x"]) for box in boxes}), len({round(box["y"]) for box in boxes})


def names(page) -> list[str]:
    return [text.split(",")[0] for text in panes(page).locator(".name").all_inner_texts()]


def active(page) -> str:
    return page.locator(".pane.active:visible .name").inner_text().split(",")[0]


def scales(page) -> list[float]:
    found = panes(page).locator(".glass img").evaluate_all("all => all.map(img => img.style.transform)")
    return [float(re.search(r"scale\(([\d.]+)\)", text)[1]) for text in found]


@pytest.mark.parametrize(
    ("count", "shape", "size", "expected"),
    [
        (2, TALL, DESKTOP, (2, 1)),
        (3, TALL, DESKTOP, (3, 1)),
        (4, WIDE, DESKTOP, (2, 2)),
        (6, WIDE, DESKTOP, (2, 3)),
        (6, TALL, DESKTOP, (3, 2)),
        (9, WIDE, DESKTOP, (3, 3)),
        (3, WIDE, PHONE, (1, 3)),
    ],
)
def test_the_split_gives_the_pictures_the_largest_area(surveyed, count, shape, size, expected):
    page, _ = surveyed(count, shape, size)
    expect(panes(page)).to_have_count(count)
    assert split(page) == expected


def test_n_opens_the_choice_and_without_one_the_next_four(surveyed):
    page, made = surveyed(7)
    page.keyboard.press("g")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("n")
    assert names(page) == ["2", "3", "4", "5"]
    assert active(page) == "2"
    page.keyboard.press("Escape")
    for one in (made[0], made[3], made[6]):
        page.locator(f"#c-{one.public_id} input").check()
    page.get_by_role("link", name="Survey").click()
    assert names(page) == ["1", "4", "7"]
    page.wait_for_url(re.compile(f"among={made[0].public_id}.{made[3].public_id}.{made[6].public_id}"))
    page.reload()
    expect(panes(page)).to_have_count(3)
    page.keyboard.press("g")
    expect(page.locator("body")).to_have_attribute("data-view", "grid")


def test_arrows_move_between_panes_and_keys_hit_that_one(surveyed, marketer):
    page, made = surveyed(4)
    page.keyboard.press("ArrowRight")
    assert active(page) == "2"
    page.keyboard.press("ArrowDown")
    assert active(page) == "4"
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#says")).to_contain_text("3, ")
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Shortlisted 1.")
    assert [verdict_of(one, marketer) for one in made] == [None, None, "shortlist", None]
    expect(panes(page)).to_have_count(4)


def test_x_passes_and_the_rest_grow_with_the_pictures_they_have(surveyed, marketer):
    page, made = surveyed(5, TALL)
    expect(panes(page).nth(4).locator("img[src*='1600']")).to_be_visible()
    kept = panes(page).nth(2).locator("img").element_handle()
    before = box_of(kept)["height"]
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/1600.webp" in request.url else None)
    page.keyboard.press("x")
    page.keyboard.press("x")
    assert names(page) == ["3", "4", "5"]
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    assert verdict_of(made[0], marketer) == verdict_of(made[1], marketer) == "pass"
    assert active(page) == "3"
    assert box_of(kept)["height"] > before * 1.5
    assert not asked


def test_what_is_taken_back_or_refused_returns_to_its_place(surveyed, manager, open_page):
    page, made = surveyed(4)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    assert names(page) == ["1", "3", "4"]
    expect(page.locator(".toast")).to_contain_text("Passed 1.")
    page.keyboard.press("Control+z")
    expect(panes(page)).to_have_count(4)
    assert names(page) == ["1", "2", "3", "4"]
    queue.send_for_approval(made[3:], by=manager)
    panes(page).nth(3).locator(".glass").click()
    page.keyboard.press("x")
    expect(page.locator("#problems")).to_contain_text("sent for approval by Ben Ortiz")
    assert names(page) == ["1", "2", "3", "4"]
    open_page.worries[:] = [line for line in open_page.worries if "409" not in line]


def test_the_last_pass_leads_back_to_the_grid(surveyed):
    page, _ = surveyed(2)
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator("body")).to_have_attribute("data-view", "grid")


def test_all_panes_zoom_together_until_they_are_unlocked(surveyed):
    page, _ = surveyed(4)
    before = scales(page)
    page.keyboard.press("+")
    assert scales(page) == pytest.approx([scale * 1.25 for scale in before], rel=0.01)
    page.keyboard.press("z")
    page.keyboard.press("z")
    assert scales(page) == pytest.approx([1] * 4)
    page.get_by_role("button", name="Together").click()
    page.keyboard.press("+")
    assert sorted(scales(page)) == pytest.approx([1, 1, 1, 1.25])


def test_a_thumbnail_brings_another_one_in_up_to_nine(surveyed):
    page, _ = surveyed(10, some=8)
    film = page.locator("#film button")
    film.nth(8).click()
    expect(panes(page)).to_have_count(9)
    assert active(page) == "9"
    film.nth(9).click()
    expect(page.locator(".toast")).to_contain_text("9 at most")
    expect(panes(page)).to_have_count(9)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_survey_is_accessible(surveyed, accessible, size):
    page, _ = surveyed(5, TALL, size)
    page.keyboard.press("v")
    expect(page.locator(".crops:visible").first).to_be_visible()
    accessible(page)


def test_without_scripts_the_survey_shows_the_same_pictures(client, brand, marketer, signed_in):
    brief = factories.a_brief(brand)
    made = [factories.a_candidate(brief) for _ in range(3)]
    among = f"{made[0].public_id}.{made[2].public_id}"
    page = signed_in(marketer).get(address("board", brief, view="survey", among=among)).content.decode()
    assert page.count('class="pane plain"') == 2
    assert "/1600.webp" in page
    lost = signed_in(marketer).get(address("board", brief, view="survey", among="nobody")).content.decode()
    assert lost.count('class="pane plain"') == 3


def test_keys_rest_while_words_are_typed(surveyed):
    page, _ = surveyed(3)
    page.get_by_text("New thread").click()
    words = page.locator("#details textarea").first
    words.click()
    page.keyboard.type("xgvn")
    expect(words).to_have_value("xgvn")
    expect(panes(page)).to_have_count(3)
    expect(page.locator("body")).to_have_attribute("data-view", "survey")


def test_a_pin_is_set_in_the_pane_that_is_worked_in(surveyed):
    page, _ = surveyed(3)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Steam is missing")
    page.keyboard.press("Enter")
    dot = page.locator(".pane:visible [data-pin] .dot")
    expect(dot).to_have_count(1)
    point, picture = box_of(dot), box_of(panes(page).nth(1).locator(".glass img"))
    assert point["x"] + point["width"] / 2 == pytest.approx(picture["x"] + picture["width"] / 2, abs=2)
    assert point["y"] + point["height"] / 2 == pytest.approx(picture["y"] + picture["height"] / 2, abs=2)


@pytest.mark.parametrize("view", ["loupe", "survey"])
def test_without_scripts_no_picture_is_cut_off(browser, brand, marketer, live_server, view):
    brief = factories.a_brief(brand)
    image = factories.a_stored_image(brand, factories.picture(450, 1600), width=450, height=1600)
    for _ in range(4):
        factories.a_candidate(brief, image=image)
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    sign_in(context, live_server.url, marketer)
    page = context.new_page()
    page.goto(live_server.url + address("board", brief, view=view))
    for pane in panes(page).all():
        glass, picture = box_of(pane.locator(".glass")), box_of(pane.locator(".glass img"))
        assert picture["height"] <= glass["height"] + 1
        assert picture["height"] > 200
    context.close()
