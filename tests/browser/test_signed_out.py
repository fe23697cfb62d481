"""A session or network that ends in the middle: what was written is kept in the tab, and told after signing in."""

import pytest
from django.contrib.sessions.models import Session

from generation.models import Candidate
from review import decisions, threads
from review.models import Comment, Decision, Round, Thread
from tests import factories
from tests.browsing import box_of, expect
from tests.decisions.waiting import a_judge, a_ready, a_waiting, round_of
from tests.room.boards import address
from tests.talk.talk import a_key, a_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct-horse-battery"


def press(page, keys) -> None:
    for key in keys:
        page.keyboard.press(key)


def path(candidate):
    return f"/approvals/{candidate.public_id}/"


def sign_out():
    Session.objects.all().delete()


def stored(page) -> str:
    return page.evaluate("JSON.stringify(sessionStorage)")


def wanted(page, words):
    """Asks for changes with these words, as somebody whose session has ended meanwhile."""
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill(words)
    sign_out()
    page.get_by_role("button", name="Send back").click()


def test_a_wish_for_changes_stands_in_its_form_again_and_is_sent_by_hand(open_page, brand, manager, again):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    wanted(page, "Warmer light")
    again(manager, f"**{path(candidate)}")
    line = page.locator("#return [data-kept]")
    expect(line).to_contain_text("You were signed out. Your verdict was not sent; check it and press “Send back to")
    expect(page.get_by_label("What should change?")).to_have_value("Warmer light")
    assert Decision.objects.count() == 0
    page.get_by_role("button", name="Send back").click()
    page.wait_for_url("**/approvals/?done=*")
    assert Decision.objects.get().note == "Warmer light"
    assert "Warmer light" not in stored(page)


def test_a_rejection_comes_back_with_its_reasons_and_note(open_page, brand, manager, again):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    press(page, ["x", "6", "6"])
    page.locator("#reject-note").fill("No licence")
    sign_out()
    page.get_by_role("button", name="Reject this image").click()
    again(manager, f"**{path(candidate)}")
    expect(page.locator("#reject [data-kept]")).to_contain_text("press “Reject this image” again.")
    expect(page.locator("#reject [value=terms_not_allowed]")).to_be_checked()
    expect(page.locator("#reject-note")).to_have_value("No licence")


def test_an_approval_is_not_given_by_itself_after_signing_in(open_page, brand, manager, again):
    candidate = a_ready(brand)
    page = open_page(path(candidate), manager)
    sign_out()
    page.keyboard.press("a")
    again(manager, f"**{path(candidate)}")
    expect(page.locator("#approve [data-kept]")).to_contain_text("was not sent; check it and press “Approve")
    assert Decision.objects.count() == 0


def test_a_password_typed_to_sign_is_never_stored(open_page, brand, manager):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    page.evaluate("""() => document.querySelector("#changes-note").insertAdjacentHTML(
        "afterend", '<input type="password" name="password" aria-label="To sign">')""")
    page.keyboard.press("r")
    page.get_by_label("To sign").fill(PASSWORD)
    sign_out()
    page.get_by_label("What should change?").fill("Warmer light")
    page.get_by_role("button", name="Send back").click()
    page.wait_for_url("**/accounts/login/**")
    assert "Warmer light" in stored(page)
    assert PASSWORD not in stored(page)


def test_another_person_at_the_same_machine_sees_nothing_of_it(open_page, brand, manager, again):
    candidate = a_waiting(brand)
    other = factories.a_user("brand_manager", brand, name="Ines Duarte")
    page = open_page(path(candidate), manager)
    wanted(page, "Warmer light")
    again(other, f"**{path(candidate)}")
    expect(page.locator("[data-kept]")).to_have_count(0)
    expect(page.locator("#changes-note")).to_have_value("")


def test_a_verdict_that_somebody_else_gave_first_leaves_the_words_in_sight(open_page, brand, manager, again):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    wanted(page, "Warmer light")
    page.wait_for_url("**/accounts/login/**")
    decisions.reject(candidate, by=a_judge(candidate), round_id=round_of(candidate).public_id, codes=["off_brief"])
    again(manager, f"**{path(candidate)}")
    expect(page.locator("#problems")).to_contain_text("none can be given here now. You wrote: “Warmer light”")


def test_a_verdict_without_a_network_stays_where_it_is(open_page, brand, manager):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill("Warmer light")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send back").click()
    expect(page.locator("#return [data-kept]")).to_contain_text("The network is gone. Your verdict was not sent")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send back").click()
    page.wait_for_url("**/approvals/?done=*")
    open_page.worries[:] = [line for line in open_page.worries if "net::ERR" not in line and "sendError" not in line]


def test_a_verdict_whose_answer_never_came_is_given_back_with_what_is_known(open_page, brand, manager, live_server):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    page.route("**/changes", lambda route: route.abort())
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill("Warmer light")
    page.get_by_role("button", name="Send back").click()
    page.wait_for_url("chrome-error://**")
    page.goto(live_server.url + path(candidate))
    expect(page.locator("#return [data-kept]")).to_contain_text("Nothing is known to have arrived.")
    expect(page.get_by_label("What should change?")).to_have_value("Warmer light")
    open_page.worries.clear()


def test_a_refused_verdict_keeps_its_words_and_says_nothing_of_a_lost_sign_in(open_page, brand, manager):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    page.keyboard.press("x")
    page.locator("#reject-note").fill("No licence")
    page.get_by_role("button", name="Reject this image").click()
    expect(page.get_by_text("This cannot be decided yet")).to_be_visible()
    expect(page.locator("#reject-note")).to_have_value("No licence")
    expect(page.locator("[data-kept]")).to_have_count(0)
    open_page.worries.clear()


def pinned(page, picture, words):
    """Begins a thread at a pin, as somebody whose session ends before it is sent."""
    box = box_of(page.locator(picture))
    page.keyboard.press("m")
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.2)
    page.keyboard.type(words)
    sign_out()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("place", ["room", "decision"])
def test_words_at_a_pin_stand_at_their_place_again(open_page, brand, manager, again, place):
    candidate = a_waiting(brand)
    room = f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}"
    page = open_page(room if place == "room" else path(candidate), manager)
    page.wait_for_load_state("networkidle")
    pinned(page, "#pane-b .glass img" if place == "room" else ".decision-picture img", "Too dark here")
    again(manager, f"**{candidate.public_id}**")
    expect(page.locator(".pin-box textarea")).to_have_value("Too dark here")
    expect(page.locator(".pin-box")).to_contain_text("You were signed out. Your words were not sent; send them again.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".pin-box")).to_have_count(0)
    expect(page.locator("[data-pin]").first).to_be_attached()
    assert float(Thread.objects.get().x) == pytest.approx(0.7, abs=0.005)
    assert Comment.objects.get().text == "Too dark here"
    assert "Too dark" not in stored(page)


@pytest.mark.parametrize("place", ["room", "decision"])
def test_a_reply_stands_in_its_thread_again(open_page, brand, manager, again, place):
    candidate = a_waiting(brand)
    thread = a_thread(candidate)
    room = f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}"
    page = open_page(room if place == "room" else path(candidate), manager)
    page.get_by_text("Reply", exact=True).first.click()
    page.get_by_label(f"Reply in thread {thread.number}").fill("Done so")
    sign_out()
    page.get_by_role("button", name="Reply", exact=True).click()
    again(manager, f"**{candidate.public_id}**")
    expect(page.get_by_label(f"Reply in thread {thread.number}")).to_have_value("Done so")
    expect(page.locator(".thread [data-kept]")).to_contain_text("were not sent; check them and press “Reply” again.")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(".comments").first).to_contain_text("Done so")
    expect(page.locator("[data-kept]")).to_have_count(0)


@pytest.fixture
def board(brand, manager, open_page):
    """A function that opens a manager's board of three images, which wait for approval or not."""

    def open_board(waiting):
        brief = factories.a_brief(brand)
        make = (lambda: a_waiting(brand, brief=brief)) if waiting else (lambda: factories.a_candidate(brief))
        made = [make() for _ in range(3)]
        page = open_page(address("board", brief), manager)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page, brief, made

    return open_board


def states(made) -> set:
    return {Candidate.objects.get(pk=one.pk).state for one in made}


def test_rejecting_a_choice_stands_in_its_dialog_again_with_its_reasons(board, manager, again):
    page, brief, made = board(waiting=True)
    press(page, ["Control+a", "x", "5"])
    page.locator("#reject-note").fill("Other season")
    sign_out()
    page.get_by_role("button", name="Reject", exact=True).click()
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator("#reject .problem")).to_contain_text("You were signed out. Rejecting (3) was not done")
    expect(page.get_by_role("heading", name="Reject 3")).to_be_visible()
    expect(page.locator("#reject-note")).to_have_value("Other season")
    assert states(made) == {"in_review"}
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("Rejected 3.")).to_be_visible()
    assert states(made) == {"rejected"}


def test_sending_a_choice_for_approval_goes_on_by_itself_after_signing_in(board, manager, again):
    page, brief, made = board(waiting=False)
    page.keyboard.press("Control+a")
    sign_out()
    page.locator("[data-act=send]").click()
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator(".toast[data-key=act]")).to_contain_text("Sent 3 for approval.")
    assert states(made) == {"in_review"}
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    assert Round.objects.count() == 3


def test_sending_a_shortlist_is_told_as_not_done_since_it_may_be_another_by_now(board, manager, again):
    page, brief, made = board(waiting=False)
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Shortlisted 1.")
    sign_out()
    page.locator("[data-act=send]").click()
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator("#problems")).to_contain_text("You were signed out. Sending for approval was not done")
    assert states(made) == {"open"}
    page.keyboard.press("Escape")
    expect(page.locator("#problems")).to_be_empty()


@pytest.mark.parametrize(("key", "word"), [("Control+z", "Undo my last verdict"), ("Control+Shift+Z", "Redo the")])
def test_an_undo_of_a_verdict_that_was_not_done_is_told(open_page, brand, manager, again, key, word):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    sign_out()
    page.keyboard.press(key)
    again(manager, f"**{path(candidate)}")
    expect(page.locator("#problems")).to_contain_text(f"You were signed out. “{word}")
    page.reload()
    expect(page.locator("#problems")).to_be_empty()


def test_a_look_for_others_after_the_sign_in_ended_leaves_the_page_and_its_words_alone(
    page, open_page, brand, manager, again
):
    candidate = a_waiting(brand)
    page.clock.install()
    open_page(path(candidate), manager)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill("Darker, ")
    sign_out()
    with page.expect_response("**/presence"):
        page.clock.fast_forward(20_000)
    expect(page.locator("#problems")).to_contain_text("You were signed out. This page no longer hears of news.")
    page.get_by_label("What should change?").press_sequentially("please")
    page.get_by_role("button", name="Send back").click()
    again(manager, f"**{path(candidate)}")
    expect(page.get_by_label("What should change?")).to_have_value("Darker, please")


@pytest.mark.parametrize("part", ["guests", "rules"])
def test_a_part_that_arrives_after_the_sign_in_ended_leaves_the_page_and_its_words_alone(
    page, open_page, brand, manager, part
):
    candidate, late = a_ready(brand), []
    page.route(f"**/{part}", lambda route: late.append(route))
    open_page(path(candidate), manager)
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill("Darker")
    sign_out()
    late[0].continue_()
    expect(page.locator("#problems")).to_contain_text("You were signed out. This page no longer hears of news.")
    expect(page.get_by_label("What should change?")).to_have_value("Darker")


def test_half_a_reply_outlives_the_sending_of_another(open_page, brand, manager):
    candidate = a_waiting(brand)
    first, second = a_thread(candidate), a_thread(candidate)
    page = open_page(path(candidate), manager)
    for thread, words in ((first, "Half a se"), (second, "Done so")):
        page.locator(f"#thread-{thread.public_id} summary").click()
        page.get_by_label(f"Reply in thread {thread.number}").fill(words)
    page.locator(f"#thread-{second.public_id}").get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(f"#thread-{second.public_id} .comments")).to_contain_text("Done so")
    expect(page.get_by_label(f"Reply in thread {second.number}")).to_have_value("")
    expect(page.get_by_label(f"Reply in thread {first.number}")).to_be_visible()
    expect(page.get_by_label(f"Reply in thread {first.number}")).to_have_value("Half a se")
    page.reload()
    expect(page.get_by_label(f"Reply in thread {first.number}")).to_have_value("")
    assert "Half a se" not in stored(page)


@pytest.mark.parametrize("place", ["room", "decision"])
def test_a_reply_given_back_stays_when_a_remark_of_somebody_else_arrives(
    open_page, brand, marketer, manager, again, place
):
    candidate = a_waiting(brand)
    thread = a_thread(candidate, by=marketer)
    room = f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}"
    page = open_page(room if place == "room" else path(candidate), manager)
    page.get_by_text("Reply", exact=True).first.click()
    field = page.get_by_label(f"Reply in thread {thread.number}")
    field.fill("Done so")
    sign_out()
    page.get_by_role("button", name="Reply", exact=True).click()
    again(manager, f"**{candidate.public_id}**")
    expect(field).to_have_value("Done so")
    threads.reply(thread, by=marketer, text="And straighter", key=a_key())
    expect(page.locator("#threads").get_by_text("And straighter")).to_be_visible(timeout=20_000)
    expect(field).to_have_value("Done so")
    expect(page.locator(".thread [data-kept]")).to_contain_text("were not sent")
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator(".comments").first).to_contain_text("Done so")
    expect(page.locator("[data-kept]")).to_have_count(0)
    assert Comment.objects.filter(text="Done so").count() == 1


def test_what_a_board_asks_for_in_the_background_after_the_sign_in_ended_breaks_nothing(board):
    page, _, made = board(waiting=True)
    page.wait_for_load_state("networkidle")
    sign_out()
    with page.expect_response(lambda answer: "next=" in answer.url and "blocked" in answer.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)  # what breaks, breaks after the answer was read
    expect(page.locator(".tile")).to_have_count(len(made))
