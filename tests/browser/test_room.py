"""The room in a real browser: keys, views, zoom, decisions that hold or come back, and life at phone size."""

import re

import pytest

from generation.models import Candidate
from review import opinions, queue
from review.models import Review
from tests import factories
from tests.browsing import PHONE, box_of, expect
from tests.room.boards import a_board, address, state_of, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, TALL = (1600, 900), (900, 1600)


@pytest.fixture
def board(brand, marketer, manager, open_page):
    """A function that opens a board of so many candidates: gives back page, brief and candidates."""

    def open_board(count=6, size=None, **query):
        brief, made = a_board(brand, count)
        page = open_page(address("board", brief, **query), marketer, size=size)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page, brief, made

    return open_board


def tile(page, candidate):
    return page.locator(f"#c-{candidate.public_id}")


def focused(page) -> str:
    return page.locator(".tile.focused").get_attribute("id")[2:]


def settled(page):
    """Waits until everything that was decided has been answered."""
    expect(page.locator(".toast").last).to_be_visible()


def triples(page) -> list:
    """The transform of each pane's picture: x, y, scale."""
    found = page.eval_on_selector_all(".pane:not([hidden]) .glass img", "all => all.map(img => img.style.transform)")
    return [[float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)] for text in found]


def test_p_shortlists_before_the_server_answers_and_the_server_keeps_it(board, marketer):
    page, _, made = board()
    asked = []
    page.route("**/verdict", lambda route: asked.append(route))
    with page.expect_request("**/verdict"):
        page.keyboard.press("p")
    expect(tile(page, made[0])).to_have_attribute("data-o", "shortlist")
    assert verdict_of(made[0], marketer) is None
    asked.pop().continue_()
    settled(page)
    assert verdict_of(made[0], marketer) == "shortlist"
    expect(page.locator("[data-act=send]")).to_have_text("Send 1 for approval")


def test_keys_and_buttons_do_the_same(board, marketer):
    page, _, made = board()
    page.get_by_role("button", name="Pass", exact=False).last.click()
    settled(page)
    tile(page, made[1]).locator("button[name=shortlist]").click()
    expect(page.locator(".toast")).to_contain_text("Shortlisted 1.")
    assert verdict_of(made[0], marketer) == "pass"
    assert verdict_of(made[1], marketer) == "shortlist"


def test_a_passed_tile_fades_in_its_place(board):
    page, _, made = board()
    before = box_of(tile(page, made[1]))
    page.keyboard.press("x")
    expect(tile(page, made[0]).locator("img")).to_have_css("opacity", "0.35")
    assert box_of(tile(page, made[1])) == before


def test_arrows_move_by_tile_and_by_row(board):
    page, _, made = board(12)
    page.keyboard.press("ArrowRight")
    assert focused(page) == made[1].public_id
    page.keyboard.press("ArrowDown")
    below, right = box_of(tile(page, made[1])), box_of(page.locator(".tile.focused"))
    assert right["y"] > below["y"]
    assert right["x"] == below["x"]
    page.keyboard.press("ArrowUp")
    assert focused(page) == made[1].public_id


def test_shift_extends_and_one_key_hits_the_whole_choice(board, marketer):
    page, _, _ = board()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#says")).to_contain_text("3 chosen")
    page.keyboard.press("x")
    settled(page)
    assert Review.objects.filter(verdict="pass").count() == 3
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("Took back the opinion on 3.")
    assert Review.objects.filter(verdict="pass").count() == 0


def test_space_and_ctrl_a_choose_and_escape_lets_go(board):
    page, _, _ = board()
    page.keyboard.press(" ")
    expect(page.locator(".tile input:checked")).to_have_count(1)
    page.keyboard.press("Control+a")
    expect(page.locator(".tile input:checked")).to_have_count(6)
    page.keyboard.press("Escape")
    expect(page.locator(".tile input:checked")).to_have_count(0)


def test_undo_and_redo_survive_a_reload(board, marketer):
    page, _, made = board()
    page.keyboard.press("p")
    settled(page)
    page.reload()
    page.keyboard.press("Control+z")
    expect(tile(page, made[0])).to_have_attribute("data-o", "")
    page.keyboard.press("Control+Shift+z")
    expect(tile(page, made[0])).to_have_attribute("data-o", "shortlist")
    assert verdict_of(made[0], marketer) == "shortlist"


def test_a_refused_decision_goes_back_and_says_why(board, marketer, manager, open_page):
    page, _, made = board()
    queue.send_for_approval(made[:1], by=manager)
    page.keyboard.press("x")
    expect(page.locator("#problems")).to_contain_text(re.compile("sent for approval by Ben Ortiz|waits for approval"))
    expect(tile(page, made[0])).to_have_attribute("data-s", "in_review")
    assert verdict_of(made[0], marketer) is None
    open_page.worries[:] = [line for line in open_page.worries if "409" not in line]


def test_two_quick_keys_on_one_tile_end_with_the_second(board, marketer):
    page, _, made = board()
    page.keyboard.press("p")
    page.keyboard.press("x")
    expect(page.locator(".toast")).to_contain_text("Passed 1.")
    expect(tile(page, made[0])).to_have_attribute("data-o", "pass")
    assert verdict_of(made[0], marketer) == "pass"


def test_stars_are_digits(board):
    page, _, made = board()
    page.keyboard.press("4")
    settled(page)
    assert Review.objects.get(candidate=made[0]).stars == 4
    page.keyboard.press("0")
    expect(tile(page, made[0])).to_have_attribute("data-r", "0")


def test_sending_moves_the_shortlist_and_names_whose_turn_it_is(board):
    page, _, made = board()
    for _ in range(2):
        page.keyboard.press("p")
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Send 2 for approval").click()
    expect(page.locator(".toast")).to_contain_text("Sent 2 for approval. The next move is with Ben Ortiz.")
    assert [state_of(row) for row in made[:3]] == ["in_review", "in_review", "open"]
    expect(tile(page, made[0]).locator(".status")).to_contain_text("Waits")


def test_the_view_and_the_place_stand_in_the_address(board):
    page, _, made = board()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    page.wait_for_url(re.compile(rf"view=loupe&at={made[1].public_id}|at={made[1].public_id}&view=loupe"))
    page.reload()
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    page.go_back()
    expect(page.locator("body")).to_have_attribute("data-view", "grid")


def test_in_the_loupe_a_verdict_goes_on_to_the_next(board, marketer):
    page, _, _ = board()
    page.keyboard.press("e")
    page.keyboard.press("p")
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    page.keyboard.press("x")
    expect(page.locator("#pane-b .name")).to_contain_text("3, ")
    settled(page)
    expect(page.locator("[data-show=undecided] .number")).to_have_text("4")


def test_keys_rest_while_typing_in_a_dialog_and_when_switched_off(board, marketer):
    page, _, made = board()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("p")
    page.get_by_label("Single-letter keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    assert focused(page) == made[1].public_id
    expect(tile(page, made[0])).to_have_attribute("data-o", "")
    assert not Review.objects.exists()


def test_keys_are_changed_on_their_sheet_and_clashes_are_shown(board, marketer):
    page, _, made = board()
    page.keyboard.press("?")
    page.get_by_text("Change keys").click()
    page.get_by_label("Shortlist", exact=True).fill("x")
    expect(page.locator("[data-clash]")).to_have_text("The same key stands for Shortlist and Pass.")
    page.get_by_label("Shortlist", exact=True).fill("j")
    expect(page.locator("[data-clash]")).to_be_hidden()
    page.get_by_role("button", name="Save keys").click()
    expect(page.locator("#says")).to_contain_text("J X U →")
    page.keyboard.press("p")
    page.keyboard.press("j")
    expect(page.locator(".toast", has_text="Shortlisted 1.")).to_be_visible()
    assert verdict_of(made[0], marketer) == "shortlist"


def shaped(brand, *sizes):
    """A board with one candidate of each size; the pictures are stretched, which no test minds."""
    brief = factories.a_brief(brand)
    images = [factories.a_stored_image(brand, width=width, height=height) for width, height in sizes]
    return brief, [factories.a_candidate(brief, image=image) for image in images]


def test_z_goes_to_true_pixels_and_back(brand, marketer, open_page):
    brief, _ = shaped(brand, WIDE)
    page = open_page(address("board", brief, view="loupe"), marketer)
    fit = triples(page)[0]
    page.keyboard.press("z")
    assert triples(page)[0][2] == pytest.approx(1)
    expect(page.locator("#pane-b .size")).to_contain_text("1600 × 900 · 100 %")
    page.keyboard.press("z")
    assert triples(page)[0] == pytest.approx(fit)


def test_true_pixels_keep_the_point_under_the_pointer(brand, marketer, open_page):
    brief, _ = shaped(brand, WIDE)
    page = open_page(address("board", brief, view="loupe"), marketer)
    frame = box_of(page.locator("#pane-b .glass"))
    x, y = 300, 300
    page.mouse.move(frame["x"] + x, frame["y"] + y)
    before = triples(page)[0]
    point = (x - before[0]) / before[2]
    page.keyboard.press("z")
    after = triples(page)[0]
    assert (x - after[0]) / after[2] == pytest.approx(point, abs=1)


def test_beyond_three_hundred_percent_pixels_are_true(brand, marketer, open_page):
    brief, _ = shaped(brand, WIDE)
    page = open_page(address("board", brief, view="loupe"), marketer)
    for _ in range(12):
        page.keyboard.press("+")
    expect(page.locator("#pane-b .glass img")).to_have_css("image-rendering", "pixelated")


def test_both_panes_look_at_the_same_spot_though_shapes_differ(brand, marketer, open_page):
    brief, made = shaped(brand, WIDE, TALL)
    there = address("board", brief, view="compare", at=made[1].public_id, against=made[0].public_id)
    page = open_page(there, marketer)
    frame = box_of(page.locator("#pane-b .glass"))
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    for _ in range(6):
        page.mouse.wheel(0, -200)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 2 - 60, frame["y"] + frame["height"] / 2 - 40)
    page.mouse.up()
    glass = box_of(page.locator("#pane-b .glass"))
    (ax, ay, ak), (bx, by, bk) = triples(page)
    first = (glass["width"] / 2 - ax) / ak / WIDE[0], (glass["height"] / 2 - ay) / ak / WIDE[1]
    second = (glass["width"] / 2 - bx) / bk / TALL[0], (glass["height"] / 2 - by) / bk / TALL[1]
    assert first == pytest.approx(second, abs=0.01)
    assert second[0] > 0.5


def test_unlocked_panes_move_alone(brand, marketer, open_page):
    brief, _ = shaped(brand, WIDE, WIDE)
    page = open_page(address("board", brief, view="compare"), marketer)
    page.keyboard.press("k")
    before = triples(page)
    page.keyboard.press("+")
    after = triples(page)
    assert after[0] == before[0]
    assert after[1][2] > before[1][2]
    page.keyboard.press("Shift+k")
    assert triples(page)[0] == pytest.approx(triples(page)[1])


def test_up_promotes_the_candidate_and_arrows_step_it(board):
    page, _, _ = board()
    page.keyboard.press("c")
    expect(page.locator("#pane-a .name")).to_contain_text("1, ")
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pane-b .name")).to_contain_text("3, ")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#pane-a .name")).to_contain_text("3, ")
    expect(page.locator("#pane-b .name")).to_contain_text("4, ")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#pane-a .name")).to_contain_text("4, ")


def test_in_the_comparison_keys_hit_the_candidate(board, marketer):
    page, _, made = board()
    page.keyboard.press("c")
    page.keyboard.press("x")
    settled(page)
    assert verdict_of(made[1], marketer) == "pass"
    assert verdict_of(made[0], marketer) is None


def test_new_candidates_arrive_without_a_reload(board):
    page, brief, made = board(3)
    page.keyboard.press("ArrowRight")
    new = factories.a_candidate(brief, image=made[0].image)
    page.evaluate("document.dispatchEvent(new CustomEvent('room:look'))")
    expect(tile(page, new)).to_be_visible()
    expect(page.locator("#total")).to_have_text("4")
    expect(page.locator("#says")).to_contain_text("1 new candidate arrived.")
    assert focused(page) == made[1].public_id


def test_right_on_the_last_tile_opens_the_rest(board):
    page, _, made = board(103)
    page.locator(f"#c-{made[99].public_id} > a").click()
    page.keyboard.press("ArrowRight")
    expect(tile(page, made[100])).to_have_class(re.compile("focused"))
    expect(page.locator(".tile")).to_have_count(103)


def test_the_sheet_works_without_scripts(browser, brand, marketer, live_server):
    from tests.browsing import sign_in

    brief, made = a_board(brand, 3)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, marketer)
    page = context.new_page()
    page.goto(live_server.url + address("board", brief))
    tile(page, made[0]).locator("button[name=shortlist]").click()
    page.locator("[data-act=send]").click()
    expect(page.locator(".toast")).to_contain_text("Sent 1 for approval")
    assert state_of(made[0]) == Candidate.State.IN_REVIEW
    context.close()


@pytest.mark.parametrize("view", ["grid", "loupe", "compare", "survey"])
def test_nothing_is_wrong_for_people_with_other_senses(board, accessible, view):
    page, brief, made = board(4, view=view)
    opinions.give(brief, made[:1], by=factories.a_member(brief.brand, "marketer"), verdict="pass")
    page.wait_for_timeout(400)
    accessible(page)


def test_the_phone_has_two_columns_and_its_bar_in_reach(board):
    page, _, made = board(4, size=PHONE)
    first, second = box_of(tile(page, made[0])), box_of(tile(page, made[1]))
    assert first["y"] == second["y"]
    bar = box_of(page.locator(".verdicts"))
    assert bar["y"] + bar["height"] <= PHONE["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    ("start", "end", "verdict"), [(300, 100, "pass"), (200, 280, "shortlist"), (200, 115, "pass"), (200, 260, None)]
)
def test_on_the_phone_a_swipe_decides(browser, brand, marketer, live_server, start, end, verdict):
    from tests.browsing import sign_in

    brief, made = a_board(brand, 3)
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(context, live_server.url, marketer)
    page = context.new_page()
    page.goto(live_server.url + address("board", brief, view="loupe"))
    expect(page.locator("body[data-ready]")).to_be_attached()
    swipe(context, page, start, end)
    expect(page.locator(f"#c-{made[0].public_id}")).to_have_attribute("data-o", verdict or "")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    assert verdict_of(made[0], marketer) == verdict
    context.close()


def swipe(context, page, start, end):
    """A finger that moves from one x to another at the middle of the picture."""
    session = context.new_cdp_session(page)
    for kind, x in (("touchStart", start), *(("touchMove", start + (end - start) * n / 4) for n in range(1, 5))):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 350}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_on_the_phone_the_comparison_blinks_in_one_place(board):
    page, _, _ = board(4, size=PHONE)
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("#pane-b")).to_be_visible()
    expect(page.locator("#pane-a")).not_to_be_visible()
    page.get_by_role("button", name="Blink").click()
    expect(page.locator("#pane-a")).to_be_visible()
    assert box_of(page.locator("#pane-a"))["width"] == PHONE["width"]
