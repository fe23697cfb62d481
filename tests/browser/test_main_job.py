"""The main job in a real browser against the real house: web server, worker and sweeper, as two people live it."""

import re

import pytest

from tests import factories
from tests.browsing import PHONE, expect, forget
from tests.house.test_up import House, free_port

pytestmark = [pytest.mark.browser, pytest.mark.processes]
PATIENCE = 60_000


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A running demo house with a short undo window; drawing the demo's pictures takes its time."""
    house = House(tmp_path_factory.mktemp("house"), free_port(), DEMO="1", UNDO_SECONDS="2")
    house.wait_for(lambda: '"status": "ok"' in house.get("/readyz")[1], 300)
    yield house
    house.process.terminate()
    house.process.wait(30)
    house.output.close()


@pytest.fixture
def visit(page, house):
    """A function that opens a path of the house, as a demo person when one is named."""

    def go(path="/", person=None):
        base = f"http://127.0.0.1:{house.port}"
        if person:
            forget(page)
            page.goto(f"{base}/accounts/login/")
            page.get_by_role("button", name=person).click()
        page.goto(base + path)
        return page

    return go


def write_brief(page, title):
    """Fills in the shortest useful brief and saves it."""
    page.get_by_label("Title").fill(title)
    page.get_by_label("Subject").fill("A blue bottle on a table by the sea, seen from the side")
    page.get_by_label("Must show").fill("The bottle is blue\nThe sea is behind it")
    page.get_by_label("Square social").check()
    page.get_by_role("button", name="Save and write the prompt").click()


def write_prompt(page, text):
    """Saves the first version of the prompt."""
    page.get_by_label("Prompt", exact=True).fill(text)
    page.get_by_role("button", name="Save version 1").click()


def board_address(page) -> str:
    """The path of the board of the brief that the browser is at."""
    return re.search(r"/briefs/[a-z2-7]{16}/", page.url).group(0)


def make_images(page):
    """Sends the offered counts to both generators and waits until four candidates are on the board."""
    page.get_by_role("button", name=re.compile("Send 2 to Atelier.*2 to Daylight.*about €0.12")).click()
    expect(page.locator(".tile")).to_have_count(4, timeout=PATIENCE)


def bring_in(page, visit, board):
    """Brings in a picture made elsewhere, with its origin declared."""
    visit(f"{board}import")
    picture = {"name": "mine.png", "mimeType": "image/png", "buffer": factories.picture(1200, 1200, seed=7)}
    page.get_by_label("Pictures").set_input_files(picture)
    page.get_by_label("Name of another tool").fill("Studio camera")
    page.get_by_label("How it was made").select_option("digitalCapture")
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=PATIENCE):
        page.get_by_role("button", name=re.compile("Bring in")).click()
    expect(page.get_by_text("mine.png")).to_be_visible(timeout=PATIENCE)


def clear_everything(page):
    """Does what the list of blockers asks for, by mouse."""
    page.get_by_role("button", name="Record and clear as proposed").click()
    expect(page.get_by_text("This image has no rights record yet.")).to_have_count(0)
    for number in range(5):
        page.locator("form[action$=checklist] button[name=act][value=pass]").first.click()
        expect(page.locator("form[action$=checklist] button[name=act][value=pass]")).to_have_count(4 - number)
    page.get_by_label("Alt text").fill("A blue bottle on a table, the sea behind it.")
    page.get_by_role("button", name="Save the alt text").click()
    expect(page.get_by_text("The alt text is missing")).to_have_count(0)
    page.get_by_label("That AI made it, viewers are told").select_option(label="In the file’s metadata")
    expect(page.get_by_role("button", name=re.compile("^Approve and publish"))).to_be_enabled()


def test_a_newcomer_gets_from_brief_to_published_image_and_finds_the_story(visit, page):
    visit("/briefs/new", "Mara Lind")
    write_brief(page, "Bottle for the shore")
    write_prompt(page, "A blue bottle on a table by the sea, bright noon")
    board = board_address(page)
    make_images(visit(f"{board}generate"))
    visit(board)
    for key in ("p", "ArrowRight", "p"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Send 2 for approval")).to_be_visible()
    page.get_by_role("button", name="Send 2 for approval").click()
    expect(page.locator(".tile", has_text="Waits")).to_have_count(2)
    visit("/approvals/", "Ines Duarte")
    page.get_by_role("link", name=re.compile("Bottle for the shore")).first.click()
    clear_everything(page)
    page.get_by_role("button", name=re.compile("^Approve and publish")).click()
    expect(page.get_by_text("Approved").first).to_be_visible()
    visit("/library/")
    page.get_by_role("link", name=re.compile("Bottle for the shore")).first.click()
    expect(page.locator("input[value*='/image/upload/']").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("A blue bottle on a table by the sea, bright noon").first).to_be_visible()
    address = page.locator("input[value*='/image/upload/']").first.input_value()
    assert page.request.get(address).headers["content-type"].startswith("image/")


def test_a_picture_from_elsewhere_stands_on_the_same_board(visit, page):
    visit("/briefs/new", "Mara Lind")
    write_brief(page, "Bottle with our own camera")
    board = board_address(page)
    bring_in(page, visit, board)
    visit(board)
    expect(page.locator(".tile")).to_have_count(1)


def test_on_a_phone_the_brief_is_written_and_images_arrive(visit, page):
    page.set_viewport_size(PHONE)
    visit("/briefs/new", "Mara Lind")
    write_brief(page, "Bottle on the way")
    write_prompt(page, "A green bottle in a forest")
    make_images(visit(f"{board_address(page)}generate"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
