"""The import page in a real browser: chosen and dropped files, progress for each, failures told, keyboard and phone."""

import base64

import pytest

from assets.models import ToolTerms
from generation import imports
from generation.models import Candidate
from generation.origins import Declaration
from tests import factories
from tests.browsing import PHONE, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """(files) => {
    const data = new DataTransfer();
    for (const [name, body] of files) {
        const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
        data.items.add(new File([bytes], name));
    }
    const page = document.querySelector("main");
    for (const kind of ["dragover", "drop"])
        page.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def brief(brand, marketer):
    """An open brief."""
    return factories.a_brief(brand, title="Spring mugs")


@pytest.fixture
def import_page(open_page, brief, marketer):
    """The brief's import page, opened by a marketer."""
    return open_page(f"/briefs/{brief.public_id}/import", marketer)


def files(count):
    """Real pictures as Playwright sends them."""
    return [
        {"name": f"mug-{number}.png", "mimeType": "image/png", "buffer": factories.picture(900, 700, seed=number)}
        for number in range(count)
    ]


def test_chosen_files_arrive_each_with_its_line(import_page, brief):
    import_page.set_input_files("input[type=file]", files(3))
    import_page.get_by_role("button", name="Bring in 3 images").click()
    import_page.wait_for_selector(".import-row.in >> nth=2")
    assert import_page.locator(".import-row.in img").count() == 3
    assert "3 of 3 images are on the board" in import_page.locator("[data-told]").inner_text()
    assert Candidate.objects.filter(brief=brief).count() == 3


def test_one_bad_file_is_told_and_the_others_arrive(open_page, import_page):
    bad = {"name": "page.png", "mimeType": "image/png", "buffer": b"<html>no picture</html>"}
    import_page.set_input_files("input[type=file]", [*files(2), bad])
    import_page.get_by_role("button", name="Bring in 3 images").click()
    import_page.wait_for_selector(".import-row.refused")
    import_page.wait_for_selector(".import-row.in >> nth=1")
    assert "web page" in import_page.locator(".import-row.refused").inner_text()
    assert Candidate.objects.count() == 2
    open_page.worries[:] = [line for line in open_page.worries if "422" not in line]


def test_dropped_files_are_listed_and_can_be_left_out(import_page):
    bodies = [(one["name"], base64.b64encode(one["buffer"]).decode()) for one in files(2)]
    import_page.evaluate(DROP, bodies)
    import_page.get_by_role("button", name="Leave out").first.click()
    import_page.get_by_role("button", name="Bring in 1 image").click()
    import_page.wait_for_selector(".import-row.in")
    assert Candidate.objects.get().file_name == "mug-1.png"


@pytest.fixture
def house_terms(db):
    """The terms of one tool; browser tests begin with empty tables."""
    return ToolTerms.objects.create(key="house", tool="House model", commercial="yes", as_of="2026-11-01")


def test_what_is_typed_counts_for_every_file(house_terms, import_page, marketer):
    import_page.get_by_label("Tool and plan").select_option("house")
    import_page.get_by_label("Model or version").fill("v7")
    import_page.get_by_label("Prompt").fill("a red mug on a sill")
    import_page.get_by_label("Made by").select_option(marketer.public_id)
    import_page.set_input_files("input[type=file]", files(2))
    import_page.get_by_role("button", name="Bring in 2 images").press("Enter")
    import_page.wait_for_selector(".import-row.in >> nth=1")
    assert {made.provenance for made in Candidate.objects.all()} == {"known"}
    assert import_page.get_by_text("Its origin is complete.").count() == 2


def test_without_a_file_the_button_says_why_it_waits(import_page):
    assert import_page.get_by_role("button", name="Choose files first").is_disabled()


def test_the_form_works_without_scripts(browser, live_server, brief, marketer, browser_context_args):
    context = browser.new_context(java_script_enabled=False, **browser_context_args)
    sign_in(context, live_server.url, marketer)
    page = context.new_page()
    page.goto(f"{live_server.url}/briefs/{brief.public_id}/import")
    page.set_input_files("input[type=file]", files(2))
    page.get_by_role("button", name="Bring them in").click()
    assert page.url.endswith(f"/briefs/{brief.public_id}/")
    assert Candidate.objects.count() == 2
    context.close()


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_the_pages_are_accessible_and_fit(open_page, accessible, brief, marketer, size):
    made = imports.bring_in(brief, factories.picture(), file_name="mug.png", declared=Declaration(), by=marketer)
    for path in (f"/briefs/{brief.public_id}/import", f"/candidates/{made.public_id}/declare"):
        page = open_page(path, marketer, size=size)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
