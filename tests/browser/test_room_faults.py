"""The room when something goes wrong in the middle of culling: nothing that was decided is lost."""

import pytest
from django.contrib.sessions.models import Session

from assets.models import Membership
from review import queue
from review.models import Review, Step
from tests.browsing import expect, sign_in
from tests.room.boards import a_board, address, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASS = "**/verdict"


@pytest.fixture
def board(brand, marketer, manager, open_page):
    """A function that opens a board of so many candidates: gives back page, brief and candidates."""

    def open_board(count=6, **query):
        brief, made = a_board(brand, count)
        page = open_page(address("board", brief, **query), marketer)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page, brief, made

    yield open_board
    expected = ("Failed to load resource", "net::ERR", "Response Status Error Code 404")
    open_page.worries[:] = [line for line in open_page.worries if not any(word in line for word in expected)]


def delivered(page) -> None:
    """Waits until the server has answered for every opinion."""
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")


def passed(marketer) -> int:
    return Review.objects.filter(by=marketer, verdict="pass").count()


def test_opinions_given_without_a_network_wait_and_are_sent_when_it_is_back(board, marketer):
    page, _, made = board()
    page.context.set_offline(True)
    for _ in range(3):
        page.keyboard.press("x")
        page.keyboard.press("ArrowRight")
    expect(page.locator("#waiting")).to_contain_text("3 acts wait here, nothing is lost.")
    expect(page.locator(f"#c-{made[2].public_id}")).to_have_attribute("data-o", "pass")
    assert passed(marketer) == 0
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.locator(".toast")).to_contain_text("Passed 1.")
    delivered(page)
    assert passed(marketer) == 3


def test_an_opinion_whose_answer_was_lost_stands_once(board, marketer):
    page, _, made = board()
    page.keyboard.press("p")
    delivered(page)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # the server has it, the answer never comes
        return route.abort()

    page.route(PASS, lose)
    page.keyboard.press("x")
    expect(page.locator("#waiting")).to_be_visible()
    expect(page.locator("#waiting")).to_be_hidden(timeout=8000)
    delivered(page)
    assert lost == [200]
    assert Step.objects.count() == 2
    assert verdict_of(made[0], marketer) == "pass"
    expect(page.locator("#problems")).to_be_empty()
    page.keyboard.press("u")
    expect(page.locator(".toast")).to_contain_text("Cleared 1.")
    assert verdict_of(made[0], marketer) == ""


def test_undo_and_redo_without_a_network_wait_in_their_order_and_are_done_once(board, marketer):
    page, _, made = board()
    page.keyboard.press("p")
    delivered(page)
    page.context.set_offline(True)
    for key in ("Control+z", "ArrowRight", "x", "Control+z", "Control+Shift+Z"):
        page.keyboard.press(key)
    expect(page.locator("#waiting")).to_contain_text("4 acts wait here, nothing is lost.")
    assert verdict_of(made[0], marketer) == "shortlist"
    page.context.set_offline(False)
    delivered(page)
    assert [verdict_of(one, marketer) for one in made[:2]] == ["", "pass"]
    expect(page.locator(f"#c-{made[0].public_id}")).to_have_attribute("data-o", "")


def test_an_undo_whose_answer_was_lost_takes_back_one_step(board, marketer):
    page, _, made = board()
    for key in ("p", "ArrowRight", "p"):
        page.keyboard.press(key)
    delivered(page)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/undo", lose)
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("That was done already.", timeout=8000)
    assert [verdict_of(one, marketer) for one in made[:2]] == ["shortlist", ""]
    expect(page.locator(f"#c-{made[1].public_id}")).to_have_attribute("data-o", "")


def test_opinions_survive_signing_in_again(board, marketer, live_server):
    page, brief, _ = board()
    Session.objects.all().delete()
    page.keyboard.press("x")
    page.wait_for_url("**/login/**")
    assert passed(marketer) == 0
    sign_in(page.context, live_server.url, marketer)
    page.goto(live_server.url + address("board", brief))
    expect(page.locator(".toast")).to_contain_text("Passed 1.")
    assert passed(marketer) == 1


def test_another_person_at_the_same_machine_sends_nothing_of_the_one_before(board, marketer, manager, live_server):
    page, brief, _ = board()
    Session.objects.all().delete()
    page.keyboard.press("x")
    page.wait_for_url("**/login/**")
    sign_in(page.context, live_server.url, manager)
    page.goto(live_server.url + address("board", brief))
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator(".tile[data-o=pass]")).to_have_count(0)
    assert Review.objects.count() == 0


def test_a_role_that_was_taken_away_is_told_in_a_sentence(board, marketer):
    page, _, _ = board()
    Membership.objects.filter(user=marketer).delete()
    page.keyboard.press("x")
    expect(page.locator("#problems .problem")).to_contain_text("There is nothing here")
    assert passed(marketer) == 0


def test_a_choice_with_locked_ones_is_told_before_it_runs(board, accessible, marketer, manager):
    page, _, made = board()
    queue.send_for_approval(made[:2], by=manager)
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("Control+a")
    page.keyboard.press("x")
    expect(page.locator("#ask-words")).to_contain_text("Pass 6: 4 will change, 2 are locked: 1 ")
    assert passed(marketer) == 0
    accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Passed 4.")
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("Took back the opinion on 4.")


def test_the_locked_of_a_choice_can_be_shown_and_escape_leaves_it(board, marketer, manager):
    page, _, made = board()
    queue.send_for_approval(made[:2], by=manager)
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("Control+a")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    expect(page.locator("#ask")).to_be_hidden()
    page.keyboard.press("x")
    page.get_by_role("button", name="Show the locked").click()
    expect(page.locator(".tile input:checked")).to_have_count(2)
    assert passed(marketer) == 0


def test_a_board_opens_where_its_person_stopped(board, marketer):
    page, _, made = board(12)
    for _ in range(4):
        page.keyboard.press("x")
        page.keyboard.press("ArrowRight")
    delivered(page)
    page.goto(page.url.split("?")[0])
    expect(page.locator(".tile.focused")).to_have_id(f"c-{made[4].public_id}")


def test_ten_seconds_without_a_network_in_the_middle_of_culling_lose_nothing(board, marketer):
    page, _, made = board(12, view="loupe")
    for number in range(12):
        if number == 3:
            page.context.set_offline(True)
        page.keyboard.press("x" if number % 2 else "p")
        if number == 8:
            page.wait_for_timeout(10_000)
            page.context.set_offline(False)
    expect(page.locator("#done")).to_have_text("12")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0", timeout=30_000)
    given = [verdict_of(one, marketer) for one in made]
    assert given == ["shortlist", "pass"] * 6
    assert Step.objects.count() == 12
