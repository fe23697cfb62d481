"""The decision page in a real browser: by keyboard alone, without scripts, at phone size, for everybody."""

import re

import pytest

from assets.models import AuditEvent
from generation.models import Candidate
from review import checklists, decisions, keymap, queue
from review.models import Decision
from tests import factories
from tests.browsing import PHONE, box_of, expect, sign_in
from tests.decisions.waiting import a_clean, a_judge, a_ready, a_waiting, round_of
from tests.rights.records import a_cleared_record
from tests.stages.scene import BRAND, PAIR, sent
from tests.talk.talk import a_next_version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
USABLE = 896  # pixels of a window of 1440 × 900


def path(candidate):
    return f"/approvals/{candidate.public_id}/"


def state_of(candidate):
    return Candidate.objects.get(pk=candidate.pk).state


def test_a_decision_is_made_and_taken_back_by_keys_alone(open_page, brand, manager):
    candidate, other = a_waiting(brand), a_waiting(brand)
    a_cleared_record(brand, images=[candidate.image])
    page = open_page(path(candidate), manager)
    for digit in range(1, 6):
        page.keyboard.press(f"Shift+Digit{digit}")
        expect(page.get_by_role("button", name="again")).to_have_count(digit)
    page.get_by_label("Alt text").fill("A red mug on a sill")
    page.get_by_label("Alt text").press("Tab")
    expect(page.get_by_text("The alt text is missing")).to_have_count(0)
    page.get_by_label("That AI made it").select_option("metadata_only")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Nothing blocks approval")).to_be_visible()
    page.keyboard.press("a")
    page.wait_for_url(f"**{path(other)}?after=*")
    page.keyboard.press("Control+z")
    page.wait_for_url(f"**{path(candidate)}")
    assert (state_of(candidate), Decision.objects.count()) == ("in_review", 1)


def test_an_approval_pressed_right_after_the_last_answer_waits_for_it(open_page, brand, manager):
    candidate = a_ready(brand)
    checklists.take_back_heading(round_of(candidate), "text", by=manager)
    page = open_page(path(candidate), manager)
    page.keyboard.press("Shift+Digit2")
    page.keyboard.press("a")
    page.wait_for_url("**/approvals/?done=*")
    assert state_of(candidate) == "approved"


@pytest.fixture
def slow_page(open_page, manager):
    """A function that opens a candidate's page whose checklist answers half a second late."""

    def open_one(candidate):
        page = open_page(path(candidate), manager)
        page.evaluate("""() => document.addEventListener("htmx:beforeRequest", ({ detail: { xhr } }) => {
          const send = xhr.send;
          xhr.send = (...all) => setTimeout(() => send.apply(xhr, all), 500);
        })""")
        return page

    return open_one


def test_keys_pressed_while_an_answer_is_under_way_wait_in_line(slow_page, brand):
    candidate = a_clean(brand)
    page = slow_page(candidate)
    for key in ("Shift+Digit1", "Shift+Digit2", "Shift+Digit3", "Shift+Digit4", "Shift+Digit5", "a"):
        page.keyboard.press(key)
    expect(page.get_by_text("5 waiting")).to_be_visible()
    page.wait_for_url("**/approvals/?done=*")
    assert state_of(candidate) == "approved"
    assert AuditEvent.objects.filter(action="checklist.answered").count() == 5


def test_a_click_on_a_heading_waits_in_the_same_line(slow_page, brand):
    page = slow_page(a_clean(brand))
    page.get_by_role("button", name="Pass Accuracy").click()
    page.get_by_role("button", name="Pass Text").click()
    expect(page.get_by_role("button", name="again")).to_have_count(2)


def test_escape_forgets_the_keys_that_wait(slow_page, brand):
    page = slow_page(a_clean(brand))
    for key in ("Shift+Digit1", "Shift+Digit2", "Escape"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="again")).to_have_count(1)
    page.keyboard.press("Shift+Digit3")
    expect(page.get_by_role("button", name="again")).to_have_count(2)
    expect(page.get_by_role("button", name="Pass Text")).to_be_visible()


def test_words_typed_for_a_note_that_is_not_open_yet_decide_nothing(slow_page, brand):
    candidate = a_ready(brand)
    checklists.take_back_heading(round_of(candidate), "text", by=a_judge(candidate))
    page = slow_page(candidate)
    page.keyboard.press("Shift+Digit2")
    page.keyboard.type("r a x")
    expect(page.get_by_label("What should change?")).to_be_focused()
    page.wait_for_timeout(300)
    assert state_of(candidate) == "in_review"


def test_keys_that_wait_for_an_answer_that_never_comes_do_nothing(slow_page, open_page, brand):
    page = slow_page(a_clean(brand))
    page.route("**/checklist", lambda route: route.abort())
    page.keyboard.press("Shift+Digit1")
    page.keyboard.press("x")
    expect(page.get_by_text("The server did not answer")).to_be_visible()
    expect(page.locator("#reject")).not_to_have_attribute("open", "")
    open_page.worries.clear()


def test_x_and_a_digit_reject_and_enter_sends(open_page, brand, manager):
    candidate = a_waiting(brand)
    page = open_page(path(candidate), manager)
    for key in ("x", "6", "6", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/approvals/?done=*")
    assert Decision.objects.get().reasons == ["terms_not_allowed"]
    expect(page.get_by_text("Done: 1 decided")).to_be_visible()


def test_r_opens_a_mode_in_which_digits_pick_reasons_letters_begin_the_comment_and_enter_sends(
    open_page, brand, manager
):
    candidate = a_ready(brand)
    page = open_page(path(candidate), manager)
    for key in ("r", "3", "6", "6"):
        page.keyboard.press(key)
    expect(page.locator("#return .mode")).to_contain_text("reason letters: the comment Enter sends")
    page.keyboard.press("Enter")
    expect(page.get_by_label("What should change?")).to_be_focused()
    assert state_of(candidate) == "in_review"
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("a real label")
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/?done=*")
    made = Decision.objects.get()
    assert (made.verdict, made.note, made.reasons) == ("changes", "a real label", ["text_error", "terms_not_allowed"])
    assert Candidate.objects.get(pk=candidate.pk).changes_wanted.endswith("The tool’s terms forbid it. a real label")


def test_in_the_mode_no_other_key_acts_and_escape_leaves_it(open_page, brand, manager):
    candidate, _ = a_ready(brand), a_waiting(brand)
    page = open_page(path(candidate), manager)
    for key in ("r", "ArrowRight", "m"):
        page.keyboard.press(key)
    expect(page.get_by_label("What should change?")).to_have_value("m")
    page.keyboard.press("Escape")
    expect(page.locator("#return")).not_to_have_attribute("open", "")
    page.keyboard.press("a")
    page.wait_for_url("**after=*")
    assert state_of(candidate) == "approved"


def test_a_verdict_that_was_taken_back_is_given_again_by_a_key_after_a_reload(open_page, brand, manager):
    candidate, other = a_ready(brand), a_waiting(brand)
    page = open_page(path(candidate), manager)
    page.keyboard.press("a")
    page.wait_for_url(f"**{path(other)}?after=*")
    page.keyboard.press("Control+z")
    page.wait_for_url(f"**{path(candidate)}")
    page.reload()
    page.keyboard.press("Control+Shift+Z")
    page.wait_for_url(f"**{path(other)}?after=*")
    assert state_of(candidate) == "approved"


def test_a_persons_own_keys_stand_on_buttons_and_sheet_and_work(open_page, brand, manager):
    keymap.change(manager, {"approve": "y", "changes": "p", "shortlist": "r", "pin": "j"})
    candidate = a_ready(brand)
    page = open_page("/approvals/", manager)
    page.keyboard.press("?")
    expect(page.locator("#keys dt").first).to_have_text("Y")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(candidate)}")
    expect(page.locator("#approve button")).to_contain_text("Y")
    expect(page.locator("[data-pins=mode]")).to_contain_text("J")
    page.keyboard.press("a")
    page.keyboard.press("r")
    expect(page.locator("#return")).not_to_have_attribute("open", "")
    page.keyboard.press("p")
    expect(page.locator("#return")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    page.wait_for_url("**/approvals/?done=*")
    assert state_of(candidate) == "approved"


def test_the_tree_of_edits_unfolds_and_both_versions_open_side_by_side(open_page, brand, manager, marketer):
    first = a_waiting(brand)
    second = a_next_version(first)
    queue.send_for_approval([second], by=marketer)
    page = open_page(path(second), manager)
    page.locator("#family > summary").click()
    expect(page.locator("#family .kin")).to_have_count(2)
    expect(page.locator("#family [aria-current]")).to_contain_text("v2 this one")
    page.get_by_role("link", name="Beside v1, zoomed together").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    for pane, candidate in (("a", first), ("b", second)):
        expect(page.locator(f"#pane-{pane} .glass img").first).to_have_attribute(
            "src", re.compile(candidate.image.public_id)
        )


def test_letters_typed_into_a_note_decide_nothing(open_page, brand, manager):
    candidate = a_ready(brand)
    page = open_page(path(candidate), manager)
    page.keyboard.press("r")
    page.get_by_label("What should change?").press_sequentially("a r x 1")
    assert page.get_by_label("What should change?").input_value() == "a r x 1"
    assert state_of(candidate) == "in_review"


def test_arrows_step_through_the_queue(open_page, brand, manager):
    first, second = a_waiting(brand), a_waiting(brand)
    page = open_page(path(first), manager)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**{path(second)}")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**{path(first)}")


def test_single_letters_can_be_switched_off(open_page, brand, manager):
    manager.single_keys = False
    manager.save(update_fields=["single_keys"])
    candidate = a_ready(brand)
    page = open_page(path(candidate), manager)
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert state_of(candidate) == "in_review"


@pytest.mark.parametrize("staged", [False, True])
def test_nothing_needed_for_a_clean_approval_lies_below_the_fold(open_page, brand, manager, staged):
    factories.a_user("brand_manager", brand, name="Ines Duarte")
    last = a_waiting(brand)
    rejected = decisions.reject(last, by=manager, round_id=round_of(last).public_id, codes=["off_brief"])
    candidate = sent(brand, PAIR, BRAND, sign_again=True) if staged else a_clean(brand)
    page = open_page(f"{path(candidate)}?after={rejected.public_id}", manager)
    for part in ("#blockers", "#approve", "#reject > summary", "#checklist", "#rights", "#alt-text", "#disclosure"):
        box = box_of(page.locator(part))
        assert box["y"] + box["height"] <= USABLE, part


def test_it_works_without_scripts(browser, live_server, brand, manager):
    candidate = a_waiting(brand)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, manager)
    page = context.new_page()
    page.goto(live_server.url + path(candidate))
    page.get_by_role("button", name="Record and clear as proposed").click()
    for _ in range(5):
        page.get_by_role("button", name="Pass").first.click()
    page.get_by_label("Alt text").fill("A red mug on a sill")
    page.get_by_role("button", name="Save the alt text").click()
    page.get_by_label("That AI made it").select_option("caption")
    page.get_by_role("button", name="Save what viewers are told").click()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("Done: 1 decided")).to_be_visible()
    context.close()


@pytest.mark.parametrize("size", [None, PHONE])
def test_queue_and_decision_page_are_accessible_and_fit(open_page, accessible, brand, manager, size):
    candidate, _ = a_waiting(brand), a_waiting(brand, requested_by=manager)
    record = a_cleared_record(brand, images=[a_waiting(brand).image])
    pages = ["/approvals/", path(candidate), f"{path(candidate)}rights", f"/rights/{record.public_id}/", "/rights/"]
    for where in pages:
        page = open_page(where, manager, size=size)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def test_on_a_phone_the_verdict_stays_at_the_bottom_edge(open_page, brand, manager):
    page = open_page(path(a_ready(brand)), manager, size=PHONE)
    page.mouse.wheel(0, 1500)
    box = box_of(page.locator("#verdicts"))
    assert box["y"] + box["height"] == 844


def test_the_history_unfolds_in_place(open_page, brand, manager):
    factories.a_member(brand, "marketer")
    page = open_page(path(a_waiting(brand)), manager)
    page.locator("#history summary").click()
    expect(page.locator("#history .history li").first).to_contain_text("sent for approval")


def test_enter_on_the_queue_opens_the_first_and_a_question_mark_shows_the_keys(open_page, brand, manager):
    candidate = a_waiting(brand)
    page = open_page("/approvals/", manager)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(candidate)}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of approval")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys of approval")).to_be_hidden()
