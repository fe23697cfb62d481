"""Binding verdicts in the room's loupe and compare: by one key and one button each, on a phone too."""

import re

import pytest

from review.models import Decision
from tests import factories
from tests.browsing import PHONE, expect
from tests.decisions.waiting import a_clean, a_ready, a_waiting, answer_all
from tests.room.boards import address, state_of
from tests.stages.scene import BRAND, PEER, a_planned_brief, open_names
from tests.stages.scene import sent as a_staged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 30_000


@pytest.fixture
def look(open_page, manager):
    """A function that opens an image of a board in the loupe, or in another view."""

    def look(candidate, user=manager, size=None, **query):
        there = address("board", candidate.brief, **{"view": "loupe", "at": candidate.public_id, **query})
        page = open_page(there, user, size=size)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    return look


def told(page, sentence):
    expect(page.locator(".toast").last).to_contain_text(sentence, timeout=PATIENCE)


def test_a_approves_what_nothing_blocks_and_goes_on_and_undo_takes_it_back(look, accessible, brand):
    first = a_ready(brand)
    a_waiting(brand, brief=first.brief)
    page = look(first)
    expect(page.locator("#says")).to_contain_text("A approve · R changes · X → reject 1, ")
    expect(page.locator("[data-act=approve]")).to_contain_text("Approve and publish")
    accessible(page)
    page.keyboard.press("a")
    told(page, "Approved 1.")
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    expect(page.locator("#steps")).to_have_text("1 step to undo")
    assert state_of(first) == "approved"
    page.keyboard.press("Control+z")
    told(page, "Took back the verdict on 1.")
    assert state_of(first) == "in_review"


def test_a_says_what_is_in_the_way_with_the_way_there_and_asks_again_next_time(look, accessible, brand):
    candidate = a_clean(brand)
    page = look(candidate)
    page.keyboard.press("a")
    bar = page.locator("#signing")
    expect(bar).to_contain_text("1 thing blocks approval")
    expect(bar.get_by_role("link").first).to_be_focused()
    expect(bar.get_by_role("link", name="Open the decision")).to_have_attribute(
        "href", f"/approvals/{candidate.public_id}/"
    )
    accessible(page)
    assert state_of(candidate) == "in_review"
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("body")).to_have_attribute("data-view", "loupe")
    answer_all(candidate)
    page.keyboard.press("a")
    told(page, "Approved 1.")
    assert state_of(candidate) == "approved"


def test_r_picks_a_reason_by_its_digit_asks_for_the_comment_and_enter_sends_back(look, accessible, brand):
    candidate = a_waiting(brand)
    page = look(candidate)
    page.keyboard.press("r")
    dialog = page.locator("#reject")
    expect(dialog.get_by_role("heading", name="Ask for changes on 1, ")).to_be_visible()
    expect(dialog).to_contain_text("1–8 pick a reason · letters: the comment · Enter sends · Esc leaves")
    accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("r")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("What should change?")).to_be_focused()
    page.keyboard.type("One bottle")
    page.keyboard.press("Enter")
    told(page, "Asked for changes on 1.")
    candidate.refresh_from_db()
    assert candidate.changes_wanted == "Does not say what the brief asks. One bottle"


def test_enter_right_after_r_or_x_asks_for_what_is_missing_and_leaves_nothing(look, open_page, brand):
    page = look(a_waiting(brand))
    dialog = page.locator("#reject")
    page.keyboard.press("r")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("What should change?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(dialog.locator("textarea")).not_to_be_focused()
    page.keyboard.press("x")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Pick at least one reason")
    open_page.worries.clear()  # Chromium's own line about the 422


def test_what_was_written_survives_a_refusal_and_leaving_and_goes_with_the_verdict(look, open_page, brand):
    candidate = a_waiting(brand)
    page = look(candidate)
    page.keyboard.press("r")
    note = page.get_by_label("What should change?")
    expect(note).to_be_visible(timeout=PATIENCE)
    page.keyboard.type("warmer light 5")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(note).not_to_be_focused()  # the browser takes the focus away with its next drawing
    page.keyboard.press("r")
    expect(note).to_have_value("warmer light 5")
    expect(note).to_be_visible()
    note.fill("  ")
    page.keyboard.press("Enter")
    expect(page.locator("#reject [role=alert]")).to_contain_text("What should change is empty")
    note.fill("Warmer")
    page.keyboard.press("Enter")
    told(page, "Asked for changes on 1.")
    page.keyboard.press("Control+z")
    told(page, "Took back the verdict on 1.")
    page.keyboard.press("r")
    expect(note).to_have_value("")
    open_page.worries[:] = [line for line in open_page.worries if "status of 422" not in line]


def test_in_compare_the_focused_pane_is_meant(look, brand):
    first = a_ready(brand)
    second = a_ready(brand, brief=first.brief)
    page = look(second, view="compare", against=first.public_id)
    page.locator("#pane-a .glass").click()
    page.keyboard.press("a")
    told(page, "Approved 1.")
    assert [state_of(one) for one in (first, second)] == ["approved", "in_review"]


def test_what_does_not_wait_says_so_and_has_no_buttons(look, brand):
    candidate = factories.a_candidate(factories.a_brief(brand))
    page = look(candidate)
    expect(page.locator("[data-act=approve]")).to_be_hidden()
    for key in "ar":
        page.keyboard.press(key)
        expect(page.locator("#says")).to_contain_text("is not in approval, so it takes no verdict now.")
    assert not Decision.objects.exists()


def test_the_maker_reads_who_can_decide(look, brand, manager):
    version = factories.a_prompt_version(factories.a_brief(brand), author=manager)
    candidate = a_waiting(brand, brief=version.prompt.brief, prompt_version=version)
    page = look(candidate)
    for key in "ar":
        page.keyboard.press(key)
        expect(page.locator("#signing")).to_contain_text("You wrote the prompt")
        page.keyboard.press("Escape")
    assert state_of(candidate) == "in_review"


def test_a_verdict_that_wants_the_password_is_given_on_the_decision_page(look, brand):
    candidate = a_ready(brand, brief=a_planned_brief(brand, sign_again=True))
    page = look(candidate)
    page.keyboard.press("a")
    expect(page.locator("#signing")).to_contain_text("signed with your password")
    page.evaluate("document.dispatchEvent(new Event('room:choice'))")  # the line below is written anew, as by news
    page.wait_for_timeout(400)
    expect(page.locator("#signing")).to_be_visible()
    page.get_by_role("link", name="Open the decision").first.click()
    page.wait_for_url(f"**/approvals/{candidate.public_id}/")


def test_on_the_phone_both_verdicts_have_their_buttons(look, brand):
    candidate = a_ready(brand)
    page = look(candidate, size=PHONE)
    page.get_by_role("button", name="Changes…").click()
    expect(page.locator("#reject")).to_be_visible()
    page.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Approve and publish").click()
    told(page, "Approved 1.")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_going_on_is_a_switch_of_the_person(look, brand, manager):
    made = [factories.a_candidate(factories.a_brief(brand))]
    made.append(factories.a_candidate(made[0].brief))
    page = look(made[0])
    with page.expect_response("**/room/goes-on"):
        page.get_by_label("Go on").uncheck()
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.get_by_label("Go on")).not_to_be_checked()
    page.keyboard.press("p")
    told(page, "Shortlisted 1.")
    expect(page.locator("#pane-b .name")).to_contain_text("1, ")


def test_who_signs_a_stage_without_deciding_in_the_brand_does_it_in_the_room(look, brand, marketer):
    first = a_staged(brand, PEER, BRAND)
    second = a_ready(brand, brief=first.brief)
    page = look(first, user=factories.a_user("marketer", brand))
    expect(page.locator("#says")).to_contain_text("A approve · R changes · 1, ")
    page.keyboard.press("a")
    told(page, "Approved 1.")
    assert (state_of(first), open_names(first)) == ("in_review", ["Brand approval"])
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    page.keyboard.press("r")
    page.get_by_label("What should change?").fill("Warmer")
    page.keyboard.press("Enter")
    told(page, "Asked for changes on 1.")
    assert state_of(second) == "changes"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("a")
    expect(page.locator("#says")).to_contain_text("waits, but not for you.")


def test_marketers_have_no_verdicts_and_read_who_has(look, brand, marketer):
    candidate = a_waiting(brand)
    page = look(candidate, user=marketer)
    for name in ("approve", "changes"):
        expect(page.locator(f"[data-act={name}]")).to_be_hidden()
    page.keyboard.press("a")
    expect(page.locator("#says")).to_contain_text("waits, but not for you.")
    assert state_of(candidate) == "in_review"


def test_the_red_dot_goes_when_the_checklist_is_answered_in_another_window(open_page, brand, manager):
    candidate = a_clean(brand)
    page = open_page(address("board", candidate.brief), manager)
    dot = page.locator(f"#c-{candidate.public_id} .blocker")
    expect(dot).to_have_attribute("title", re.compile("Checklist"))
    answer_all(candidate)
    expect(dot).to_have_count(0, timeout=25_000)
