"""Bringing files in, in a real browser, when the sign-in ends in the middle of it."""

import pytest
from django.contrib.sessions.models import Session

from generation.models import Candidate
from tests import factories
from tests.browsing import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = ["dawn.png", "noon.png", "dusk.png"]
UNSENT = "Not brought in: dawn.png, noon.png, dusk.png. Choose these files again."


@pytest.fixture
def begun(open_page, brand, marketer):
    """Three files chosen, with words for all of them, not sent yet."""
    page = open_page(f"/briefs/{factories.a_brief(brand).public_id}/import", marketer)
    page.get_by_label("Prompt").fill("A red mug on a sill")
    choose(page)
    return page


def choose(page):
    files = [
        {"name": name, "mimeType": "image/png", "buffer": factories.picture(seed=seed)}
        for seed, name in enumerate(NAMES)
    ]
    page.get_by_label("Pictures").set_input_files(files)


def send(page):
    page.get_by_role("button", name="Bring in 3 images").click()


def test_what_was_said_of_the_files_stands_there_again_and_those_not_sent_are_named(begun, marketer, again):
    Session.objects.all().delete()
    send(begun)
    again(marketer, "**/import")
    expect(begun.locator("#problems")).to_contain_text(
        "You were signed out. What you said of the files stands here again."
    )
    expect(begun.locator("#problems")).to_contain_text(UNSENT)
    expect(begun.get_by_label("Prompt")).to_have_value("A red mug on a sill")
    choose(begun)
    send(begun)
    expect(begun.locator("[data-told]")).to_have_text("3 of 3 images are on the board.")
    assert set(Candidate.objects.values_list("declared_prompt", flat=True)) == {"A red mug on a sill"}


def test_what_arrived_is_forgotten_with_the_next_page(begun):
    send(begun)
    expect(begun.locator("[data-told]")).to_have_text("3 of 3 images are on the board.")
    begun.reload()
    expect(begun.get_by_label("Prompt")).to_have_value("")
    expect(begun.locator("#problems")).to_be_empty()
