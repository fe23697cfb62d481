"""Three pairs of hands for one story: keys alone, a mouse, and fingers on a phone; each reaches what it can see."""

from tests.browsing import DESKTOP, PHONE, expect

PATIENCE = 60_000
FARTHEST = 250  # steps of Tab after which something counts as out of reach
FOCUSED = "element => element === document.activeElement"


class Mouse:
    """Clicks; letters are typed where was clicked."""

    context = {"viewport": DESKTOP}

    def __init__(self, page):
        self.page = page

    def press(self, target):
        """Sets off a button or follows a link."""
        target.click()

    def write(self, field, text):
        """Puts the text into a field in place of what is there."""
        self.press(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, box):
        """Ticks a box."""
        self.press(box)

    def pick(self, select, label):
        """Picks an entry of a list; the list that drops down belongs to the system, not to the page."""
        self.press(select)
        select.select_option(label=label)

    def give_file(self, button, file):
        """Answers the system's dialog that the button opens."""
        with self.page.expect_file_chooser() as asked:
            self.press(button)
        asked.value.set_files(file)

    def leave(self, field):
        """Ends the work on a field."""
        self.press(self.page.locator("h2").last)


class Fingers(Mouse):
    """Taps, at the size of a phone."""

    context = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

    def press(self, target):
        """Taps it."""
        target.tap()


class Keys(Mouse):
    """Only keys: everything is reached by Tab, in the order of the page."""

    def press(self, target):
        """Goes there and presses Enter."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, field, text):
        """Goes there, selects what is in it and types."""
        self.reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def tick(self, box):
        """Goes there and presses Space."""
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def pick(self, select, label):
        """Goes there and types the entry's first letters."""
        self.reach(select)
        self.page.keyboard.type(label[:20])
        self.page.keyboard.press("Enter")
        expect(select.locator("option:checked")).to_have_text(label)

    def leave(self, field):
        """Goes on to the next control."""
        self.page.keyboard.press("Tab")

    def reach(self, target):
        """Walks with Tab until the target has the focus; fails when it is out of reach or its focus is not seen."""
        expect(target).to_be_visible(timeout=PATIENCE)
        for _ in range(FARTHEST):
            if target.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} was not reached by Tab")


HANDS = {"keys": Keys, "mouse": Mouse, "fingers": Fingers}
