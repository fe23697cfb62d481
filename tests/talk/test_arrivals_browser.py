"""Talk that arrives in an open page: it comes without a reload, says so, and moves nothing that somebody works on."""

import pytest

from review import threads
from review.models import Comment
from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect
from tests.decisions.waiting import a_ready
from tests.stages.scene import PAIR, sent
from tests.talk.talk import a_key, a_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 15_000
PAGES = ["board", "decision"]
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def candidate(brand, marketer):
    return a_ready(brand)


@pytest.fixture
def opened(open_page, manager):
    """A function that opens the loupe or the decision page of a candidate."""

    def look(candidate, kind, **extra):
        board = f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}"
        page = open_page(board if kind == "board" else f"/approvals/{candidate.public_id}/", manager, **extra)
        if kind == "board":
            expect(page.locator("body[data-ready]")).to_be_attached()
        if extra.get("size") != PHONE:
            expect(page.locator("#threads")).to_be_attached()
        return page

    return look


def arrived(page):
    """What the page's own look brings, as when its tab is seen again."""
    page.evaluate(LOOK)


@pytest.mark.parametrize("kind", PAGES)
def test_a_remark_of_somebody_else_comes_by_itself_and_is_marked(opened, candidate, marketer, kind):
    thread = a_thread(candidate, by=marketer)
    page = opened(candidate, kind)
    threads.reply(thread, by=marketer, text="Straighter already", key=a_key())
    a_thread(candidate, by=marketer, text="And the light")
    expect(page.locator("#threads").get_by_text("Straighter already")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#threads .comments > li.new")).to_have_count(2)
    expect(page.locator("[role=status]", has_text="2 new remarks, the last by Mara Lind.")).to_be_attached()
    expect(page.locator(".pins .pin")).to_have_count(2)
    expect(page.locator(".pins .fresh")).to_have_count(2)


@pytest.mark.parametrize("kind", PAGES)
def test_words_being_typed_stay_where_they_are_until_they_are_left(opened, candidate, marketer, kind):
    first = a_thread(candidate, by=marketer)
    page = opened(candidate, kind)
    page.locator("#threads .thread-new summary").click()
    field = page.get_by_role("textbox", name="New thread")
    field.fill("Half a sent")
    field.scroll_into_view_if_needed()
    before = box_of(field)
    threads.reply(first, by=marketer, text="Long words. " * 40, key=a_key())
    a_thread(candidate, by=marketer, text="Another matter")
    arrived(page)
    flag = page.get_by_role("button", name="2 new remarks")
    expect(flag).to_be_visible()
    assert box_of(field) == before
    expect(field).to_be_focused()
    page.keyboard.type("ence")
    flag.click()
    expect(page.locator("#threads").get_by_text("Another matter")).to_be_visible()
    expect(page.locator("#threads .thread.new").first).to_be_focused()
    expect(field).to_have_value("Half a sentence")
    page.get_by_role("button", name="Begin the thread").click()
    expect(page.locator("#threads").get_by_text("Half a sentence")).to_be_visible()
    assert Comment.objects.filter(text="Half a sentence").count() == 1


def test_a_press_is_not_lost_to_what_arrives_between_down_and_up(opened, candidate, marketer):
    thread = a_thread(candidate, by=marketer)
    page = opened(candidate, "decision")
    page.wait_for_load_state("networkidle")  # parts that load late move the button
    page.get_by_role("button", name="Resolve thread 1").scroll_into_view_if_needed()
    page.get_by_role("button", name="Resolve thread 1").hover()
    page.mouse.down()
    a_thread(candidate, by=marketer, text="Another matter")
    with page.expect_response(lambda answer: "threads?on=decision" in answer.url):
        arrived(page)
    page.mouse.up()
    expect(page.locator(f"#thread-{thread.public_id}.resolved")).to_be_attached()
    expect(page.locator("#threads").get_by_text("Another matter")).to_be_visible()
    assert type(thread).objects.get(pk=thread.pk).state == "resolved"


def test_the_focus_stays_on_the_thread_that_is_looked_at_and_the_list_does_not_jump(opened, candidate, marketer):
    many = [a_thread(candidate, by=marketer, text=f"Matter {number}. " * 8) for number in range(12)]
    page = opened(candidate, "board")
    link = page.get_by_role("link", name="Show thread 8 on the image")
    link.focus()
    link.scroll_into_view_if_needed()
    before = box_of(link)
    threads.reply(many[0], by=marketer, text="Long words. " * 60, key=a_key())
    arrived(page)
    expect(page.locator("#threads li.new")).to_have_count(2)
    expect(link).to_be_focused()
    assert box_of(link)["y"] == pytest.approx(before["y"], abs=1)


def test_a_thread_that_must_be_fixed_blocks_the_open_decision_page(opened, candidate, marketer):
    page = opened(candidate, "decision")
    expect(page.locator("#approve button")).to_be_enabled()
    a_thread(candidate, by=marketer, text="Wrong logo", must_fix=True)
    expect(page.locator("#blockers")).to_contain_text("Thread 1 must be fixed first", timeout=PATIENCE)
    expect(page.locator("#approve button")).to_be_disabled()


def test_a_pin_being_set_and_the_box_at_it_are_left_alone(opened, candidate, marketer):
    page = opened(candidate, "board")
    page.keyboard.press("m")
    expect(page.locator(".marking")).to_be_visible()
    a_thread(candidate, by=marketer, text="Another matter")
    arrived(page)
    expect(page.locator("#pane-b .pin")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("My own")
    a_thread(candidate, by=marketer, text="A third matter")
    expect(page.locator("#pane-b .pin")).to_have_count(2, timeout=PATIENCE)
    expect(page.locator(".pin-box textarea")).to_have_value("My own")
    expect(page.locator(".pin-box textarea")).to_be_focused()


def held(page, pattern):
    """Answers of one address that were asked for now and are kept from the page until ``.pop()()`` lets one through."""
    waiting = []

    def hold(route):
        answer = route.fetch()
        waiting.append(lambda: route.fulfill(response=answer))

    page.route(pattern, hold, times=1)
    return waiting


def set_a_pin(page):
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Set meanwhile")
    page.keyboard.press("Enter")
    expect(page.locator(".pins .pin")).to_have_count(1)


def test_details_that_were_asked_for_before_a_pin_was_set_do_not_take_it_away(page, open_page, candidate, manager):
    late = held(page, f"**/candidates/{candidate.public_id}/")
    with page.expect_request(f"**/candidates/{candidate.public_id}/"):
        open_page(f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}", manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    set_a_pin(page)
    with page.expect_response(f"**/candidates/{candidate.public_id}/"):
        late.pop()()
    expect(page.locator("#details #threads")).to_contain_text("Set meanwhile")
    expect(page.locator("#pane-b .pin")).to_have_count(1)


@pytest.mark.parametrize("kind", PAGES)
def test_news_that_were_asked_for_before_a_pin_was_set_do_not_take_it_away(page, opened, candidate, kind):
    opened(candidate, kind)
    page.wait_for_load_state("networkidle")  # from here on only the page's own look asks for threads
    late = held(page, "**/threads*")
    with page.expect_request("**/threads*"):
        arrived(page)
    page.wait_for_timeout(300)  # the answer is on its way
    assert late
    set_a_pin(page)
    with page.expect_response("**/threads*"):
        late.pop()()
    page.wait_for_timeout(300)  # what would be put in is in
    assert "Set meanwhile" in page.locator("#threads").inner_text()
    assert page.locator(".pins .pin").count() == 1


def test_before_the_votes_are_in_nothing_of_the_other_arrives(opened, brand, marketer, manager):
    candidate = sent(brand, PAIR)
    other = factories.a_user("brand_manager", brand, name="Ines Duarte")
    page = opened(candidate, "decision")
    a_thread(candidate, by=other, text="Zebrafinch in the corner")
    with page.expect_response(lambda answer: "/threads" in answer.url) as first:
        arrived(page)
    words, _, signing = first.value.text().partition('<section id="stages"')
    assert "Zebrafinch" not in words + signing
    assert "Ines" not in words
    assert "Ines Duarte" in signing  # whose votes are awaited is no secret
    a_thread(candidate, by=other, text="Zebrafinch once more")
    with page.expect_response(lambda answer: "/threads" in answer.url, timeout=PATIENCE) as second:
        page.wait_for_timeout(1)
    assert second.value.status == 304
    expect(page.locator("#threads .thread")).to_have_count(0)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_at_most_every_five_seconds_and_a_hidden_tab_never(opened, candidate, kind):
    asked = []
    page = opened(candidate, kind)
    page.on("request", lambda request: asked.append(request.url) if "/threads" in request.url else None)
    page.clock.install()
    for _ in range(20):
        arrived(page)
    page.wait_for_timeout(500)
    assert len(asked) <= 1
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.clock.run_for(60_000)
    page.wait_for_timeout(500)
    assert len(asked) <= 2


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_what_arrived_is_accessible(opened, accessible, candidate, marketer, kind, size):
    page = opened(candidate, kind, size=size)
    if kind == "board" and size == PHONE:
        page.get_by_role("button", name="Details").click()
    page.locator("#threads .thread-new summary").click()
    page.get_by_role("textbox", name="New thread").fill("Half")
    a_thread(candidate, by=marketer, text="Another matter")
    arrived(page)
    expect(page.get_by_role("button", name="1 new remark")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="1 new remark").click()
    expect(page.locator("#threads li.new").first).to_be_visible()
    accessible(page)
