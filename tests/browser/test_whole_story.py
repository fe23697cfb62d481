"""The whole main job, from signing in to the log, by keys alone, by mouse alone, and by fingers on a phone."""

import re

import pytest

from tests import factories
from tests.browser.hands import HANDS, PATIENCE
from tests.browser.test_main_job import house  # noqa: F401 - one house for all three
from tests.browsing import expect, forget

pytestmark = [pytest.mark.browser, pytest.mark.processes]
ALT = "A blue bottle on a table, the sea behind it."


class Story:
    """One person after the other, with one pair of hands; each method is a chapter."""

    def __init__(self, page, hands, base, title):
        self.page, self.do, self.base, self.title = page, hands, base, title

    def button(self, name, **more):
        """A button by its name."""
        return self.page.get_by_role("button", name=name, **more)

    def link(self, name, **more):
        """A link by its name."""
        return self.page.get_by_role("link", name=name, **more)

    def go(self, place):
        """By the rail; on a phone what is rarer stands behind "More"."""
        if not self.link(place, exact=True).is_visible():
            self.do.press(self.page.locator("summary", has_text="More"))
        self.do.press(self.link(place, exact=True))

    def sign_in(self, person):
        """From the sign-in page to the work of that person."""
        forget(self.page)
        self.page.goto(self.base)
        self.do.press(self.button(re.compile(person)))
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def write_the_brief(self):
        """A brief for one channel."""
        self.do.press(self.link("New brief"))
        self.do.write(self.page.get_by_label("Title"), self.title)
        self.do.write(self.page.get_by_label("Subject"), "A blue bottle on a table by the sea")
        self.do.write(self.page.get_by_label("Must show"), "The bottle is blue")
        self.do.tick(self.page.get_by_label("Square social"))
        self.do.press(self.button("Save and write the prompt"))

    def make_images(self):
        """A prompt, its price, and four candidates from two generators."""
        self.do.write(self.page.get_by_label("Prompt", exact=True), "A blue bottle by the sea, bright noon")
        self.do.press(self.button("Save version 1"))
        self.do.press(self.link(re.compile("Generate from version 1")))
        self.do.press(self.button(re.compile("Send 2 to Atelier.*2 to Daylight.*about €0.12")))
        expect(self.page.locator(".tile")).to_have_count(4, timeout=PATIENCE)

    def bring_one_in(self):
        """A picture made elsewhere, its origin declared."""
        if not self.link("Bring in images").first.is_visible():
            self.do.press(self.button("Filters"))  # a phone keeps the rail folded
        self.do.press(self.link("Bring in images").first)
        file = {
            "name": f"{self.title}.png",
            "mimeType": "image/png",
            "buffer": factories.picture(1200, 1200, seed=self.title),
        }
        self.do.give_file(self.page.get_by_label("Pictures"), file)
        self.do.pick(self.page.get_by_label("How it was made"), "A photograph, no AI")
        self.do.write(self.page.get_by_label("Name of another tool"), "Studio camera")
        self.do.press(self.button(re.compile("^Bring")))
        expect(self.page.locator("[data-list]").get_by_text("on the board")).to_be_visible(timeout=PATIENCE)
        self.do.press(self.link("See the board"))
        expect(self.page.locator(".tile")).to_have_count(5, timeout=PATIENCE)

    def choose(self):
        """Two are compared, one is shortlisted and sent."""
        self.do.press(self.link("Compare", exact=True))
        expect(self.page.locator("body")).to_have_attribute("data-view", "compare")
        self.do.press(self.button(re.compile("^Shortlist")).last)
        self.do.press(self.link("Grid", exact=True))
        self.do.press(self.button("Send 1 for approval"))
        expect(self.page.locator(".tile", has_text="Waits")).to_have_count(1)

    def approve(self):
        """Rights, five headings, alt text, disclosure, verdict."""
        self.do.press(self.link("Work the queue"))
        self.do.press(self.link(re.compile(self.title)).first)
        self.do.press(self.button("Record and clear as proposed"))
        expect(self.page.get_by_text("This image has no rights record yet.")).to_have_count(0)
        for heading in ("Accuracy", "Text", "Brand fit", "Usage rights", "Visual quality"):
            self.do.press(self.button(f"Pass {heading}"))
            expect(self.button(f"Open {heading} again")).to_be_visible()
        self.do.write(self.page.get_by_label("Alt text"), ALT)
        self.do.press(self.button("Save the alt text"))
        expect(self.page.get_by_text("The alt text is missing")).to_have_count(0)
        self.do.pick(self.page.get_by_label("That AI made it, viewers are told"), "In the file’s metadata")
        self.do.press(self.button(re.compile("^Approve and publish")))
        expect(self.page.get_by_text("Approved").first).to_be_visible()

    def find_it(self):
        """In the library: live, with addresses and what is recorded."""
        self.page.goto(self.base + "/")
        self.go("Library")
        self.do.press(self.link(re.compile(self.title)).first)
        expect(self.page.locator("input[value*='/image/upload/']").first).to_be_visible(timeout=PATIENCE)
        for words in ("A blue bottle by the sea, bright noon", "Approved by Ines Duarte", "published"):
            expect(self.page.get_by_text(words).first).to_be_visible()

    def read_the_log(self):
        """The auditor sees who approved it."""
        self.go("Audit")
        self.do.pick(self.page.get_by_label("Action"), "approved")
        self.do.press(self.button("Show", exact=True))
        expect(self.page.get_by_role("row", name=re.compile("Ines Duarte.*approved")).first).to_be_visible()


@pytest.fixture(params=HANDS)
def story(request, browser, house):  # noqa: F811
    """The story with one pair of hands, in a window of their size; what went wrong in the page fails it."""
    hands = HANDS[request.param]
    context = browser.new_context(**hands.context, reduced_motion="reduce", locale="en-GB")
    page, worries = context.new_page(), []
    page.on("pageerror", lambda error: worries.append(str(error)))
    yield Story(page, hands(page), f"http://127.0.0.1:{house.port}", f"Bottle by {request.param}")
    context.close()
    assert not worries


def test_the_whole_story(story):
    story.sign_in("Mara Lind")
    story.write_the_brief()
    story.make_images()
    story.bring_one_in()
    story.choose()
    story.sign_in("Ines Duarte")
    story.approve()
    story.find_it()
    story.sign_in("Ada Weiss")
    story.read_the_log()
