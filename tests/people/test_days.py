"""Days and times on pages are those where the brand works, not those of the server."""

from datetime import date

import pytest
import time_machine

from assets import kits
from assets.models import BrandKit, Campaign
from assets.views.campaigns import standing_of
from review import advice
from review.models import Advice
from tests import factories
from tests.library import shelf
from tests.rights.records import a_proof, a_record

EVENING = "2026-12-09T12:30Z"  # half past one at night on the 10th in Auckland


@pytest.fixture(autouse=True)
def night():
    """The server still has the day before."""
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def brand(brand):
    """The same people, on the other side of the world."""
    brand.timezone = "Pacific/Auckland"
    brand.save()
    return brand


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (date(2026, 12, 10), None, "Runs"),
        (date(2026, 12, 11), None, "Starts in 1 day"),
        (date(2026, 11, 1), date(2026, 12, 10), "Runs, 0 days left"),
        (date(2026, 11, 1), date(2026, 12, 9), "Over"),
    ],
)
def test_a_campaign_begins_and_ends_with_the_brands_days(brand, starts, ends, words):
    assert standing_of(Campaign(brand=brand, starts_on=starts, ends_on=ends)) == words


def test_a_campaign_that_began_tonight_is_offered_before_one_that_is_to_come(signed_in, brand, marketer):
    factories.a_campaign(brand, name="Begun tonight", starts_on=date(2026, 12, 10), ends_on=None)
    factories.a_campaign(brand, name="To come", starts_on=date(2026, 12, 11), ends_on=None)
    page = signed_in(marketer).get("/briefs/new").content.decode()
    assert page.index("Begun tonight") < page.index("To come")


def test_a_kit_is_of_the_day_on_which_it_was_saved(brand, manager):
    kits.change(brand, by=manager, expected_version=0, palette=["#aa3311"])
    assert BrandKit.objects.get().as_of == date(2026, 12, 10)


def test_the_table_of_the_library_says_on_which_day_an_image_was_approved(signed_in, brand, marketer):
    shelf.an_asset(brand)
    assert "10 Dec 2026" in signed_in(marketer).get("/library/?view=table").content.decode()


def test_a_version_of_a_prompt_says_when_it_was_written(signed_in, brand, marketer):
    brief = factories.a_brief(brand)
    factories.a_prompt_version(brief)
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/prompt").content.decode()
    assert "10 Dec 2026, 01:30 NZDT" in page


def test_a_document_says_on_which_day_it_came(signed_in, brand, manager):
    record = a_record(brand)
    a_proof(record)
    page = signed_in(manager).get(f"/rights/{record.public_id}/").content.decode()
    assert "10 Dec 2026" in page.split("proof.pdf")[1]


def test_a_check_against_the_kit_says_when_it_was_made(signed_in, brand, manager):
    candidate = factories.a_candidate(factories.a_brief(brand))
    advice.ask(candidate, by=manager)
    Advice.objects.update(state="given", checked_at="2026-12-09T12:30Z")
    asked = signed_in(manager).get(f"/approvals/{candidate.public_id}/check", headers={"HX-Request": "true"})
    page = asked.content.decode()
    assert "on 10 Dec 2026, 01:30 NZDT" in page
