"""A live picture ends with every limit that it rests on: its campaign's days and the rights of its source pictures."""

from datetime import timedelta

import pytest

from assets import campaigns, clock, publishing, rights
from assets.models import Publication, Source, Work
from tests import factories
from tests.library import shelf
from tests.rights.records import a_cleared_record

pytestmark = pytest.mark.django_db


def day(offset):
    return clock.today("Europe/Berlin") + timedelta(days=offset)


def looked_at(publication):
    """The publication after a worker did what is due now."""
    due = Work.objects.filter(kind=publishing.EXPIRE, subject=publication.public_id, run_after__lte=clock.now())
    return shelf.run(publishing.EXPIRE, publication) if due.exists() else publication


@pytest.fixture
def campaign(brand):
    return factories.a_campaign(brand, starts_on=day(-20), ends_on=day(20))


@pytest.fixture
def source(brand):
    """A picture to work from, under rights of its own."""
    image, by = factories.a_stored_image(brand), factories.a_member(brand, "marketer")
    Source.objects.create(brand=brand, image=image, role="style", title="Mug", added_by=by)
    a_cleared_record(brand, images=[image], title="Product pictures")
    return image


@pytest.fixture
def made_from(brand, source):
    """A live picture that was made from the source, and one that was not."""
    reference = {"role": "product_truth", "sha256": source.sha256, "title": "Mug"}
    return shelf.live(brand, references=[reference]), shelf.live(brand)


def test_a_campaign_that_is_over_earlier_ends_what_is_live_for_it(brand, campaign, manager):
    publication = shelf.live(brand, campaign=campaign)
    campaigns.change_campaign(campaign, by=manager, ends_on=day(-1))
    assert looked_at(publication).state == "withdrawing"
    assert "only, by the campaign" in publication.reason


def test_a_campaign_that_lasts_longer_moves_the_end(brand, campaign, manager):
    publication = shelf.live(brand, campaign=campaign)
    campaigns.change_campaign(campaign, by=manager, ends_on=day(40))
    assert looked_at(publication).state == "live"
    assert publication.available_until == clock.begin_of(day(41), "Europe/Berlin")


def test_a_change_of_anything_else_looks_at_nothing(brand, campaign, manager):
    shelf.live(brand, campaign=campaign)
    before = list(Work.objects.values_list("pk"))
    campaigns.change_campaign(campaign, by=manager, message="Slow")
    assert list(Work.objects.values_list("pk")) == before


def test_another_campaigns_pictures_are_left_alone(brand, campaign, manager):
    publication = shelf.live(brand, campaign=factories.a_campaign(brand, ends_on=None))
    campaigns.change_campaign(campaign, by=manager, ends_on=day(-1))
    assert looked_at(publication).state == "live"


def test_revoked_rights_of_a_source_end_what_was_made_from_it(made_from, source, manager):
    rights.revoke(rights_of(source), by=manager, reason="The photographer objected")
    assert [looked_at(one).state for one in made_from] == ["withdrawing", "live"]


def test_a_source_taken_out_of_its_record_ends_what_was_made_from_it(made_from, source, marketer):
    rights.unlink(rights_of(source), source, by=marketer)
    assert [looked_at(one).state for one in made_from] == ["withdrawing", "live"]


def test_a_source_under_a_shorter_term_shortens_what_was_made_from_it(brand, made_from, source, manager):
    shorter = a_cleared_record(brand, title="Shorter", term_end=day(3))
    rights.link(shorter, [source], by=manager)
    for publication in made_from:
        looked_at(publication)
    ends = Publication.objects.order_by("pk").values_list("available_until", flat=True)
    assert ends[0] == clock.begin_of(day(4), "Europe/Berlin") < ends[1]


def rights_of(image):
    return image.covers.get(ended_at=None).record
