"""Briefs through their domain functions."""

from datetime import date

import pytest

from assets import campaigns
from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from generation import briefs, shapes
from generation.models import Brief
from tests import factories


@pytest.fixture
def campaign(brand, marketer):
    return campaigns.create_campaign(brand, by=marketer, name="Spring")


@pytest.fixture
def brief(campaign, marketer):
    return briefs.create(
        campaign,
        by=marketer,
        title="Window mug",
        subject="A red mug on a sill",
        channels=["story", "desktop_hero"],
        must_haves="The mug is red\n\nMorning light\n",
        due_on=date(2027, 1, 31),
    )


def test_a_brief_belongs_to_its_writer_and_its_campaigns_brand(brief, brand, marketer):
    assert (brief.brand, brief.owner, brief.state) == (brand, marketer, "open")
    assert brief.must_haves == ["The mug is red", "Morning light"]
    assert AuditEvent.objects.get(action="brief.created").campaign_id == brief.campaign.public_id


def test_an_auditor_writes_no_brief(campaign, auditor):
    with pytest.raises(Forbidden, match="may write briefs"):
        briefs.create(campaign, by=auditor, title="T", subject="S", channels=["story"])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "title is empty"),
        ({"subject": "\ud800"}, "cannot be stored"),
        ({"subject": "x" * 2001}, "2,000 are the most"),
        ({"channels": []}, "Pick at least one channel"),
        ({"channels": ["moon"]}, "no channel called moon"),
        ({"images_wanted": 0}, "Write 1 to 40"),
        ({"images_wanted": 41}, "Write 1 to 40"),
        ({"must_nots": "\n".join(["no"] * 21)}, "20 are the most"),
    ],
)
def test_what_cannot_be_a_brief_is_refused_in_words(campaign, marketer, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        briefs.create(campaign, by=marketer, **{"title": "T", "subject": "S", "channels": ["story"], **fields})
    assert not Brief.objects.exists()


def test_a_foreign_product_is_refused(campaign, marketer, other_brand):
    foreign = factories.a_product(other_brand)
    with pytest.raises(Refused, match="belongs to another brand"):
        briefs.create(campaign, by=marketer, title="T", subject="S", channels=["story"], product=foreign)


def test_an_archived_campaign_takes_no_new_brief(campaign, marketer):
    campaigns.archive_campaign(campaign, by=marketer)
    with pytest.raises(Refused, match="is archived"):
        briefs.create(campaign, by=marketer, title="T", subject="S", channels=["story"])


def test_a_change_is_guarded_by_the_version(brief, marketer, manager):
    stale = Brief.objects.get(pk=brief.pk)
    briefs.change(brief, by=manager, mood="Quiet", expected_version=1)
    with pytest.raises(Conflict, match="Ben Ortiz changed this brief"):
        briefs.change(stale, by=marketer, mood="Loud", expected_version=1)


def test_a_brief_cannot_move_to_another_brands_campaign(brief, marketer, other_brand):
    with pytest.raises(Refused, match="another brand"):
        briefs.change(brief, by=marketer, campaign=factories.a_campaign(other_brand))


def test_a_copy_keeps_the_wishes_and_leaves_the_date(brief, manager):
    copy = briefs.duplicate(brief, by=manager)
    assert (copy.title, copy.owner, copy.duplicated_from) == ("Window mug (copy)", manager, brief)
    assert (copy.must_haves, copy.channels, copy.due_on) == (brief.must_haves, brief.channels, None)


def test_a_copy_of_a_copy_with_the_longest_title_still_fits(brief, marketer):
    briefs.change(brief, by=marketer, title="t" * 160)
    assert len(briefs.duplicate(briefs.duplicate(brief, by=marketer), by=marketer).title) <= 160


def test_a_closed_brief_takes_no_changes_until_it_is_opened_again(brief, marketer):
    briefs.close(brief, by=marketer)
    with pytest.raises(Conflict, match="is closed"):
        briefs.change(brief, by=marketer, mood="Loud")
    briefs.reopen(brief, by=marketer)
    assert briefs.change(brief, by=marketer, mood="Loud").mood == "Loud"


def test_closing_twice_is_told_who_was_first(brief, marketer, manager):
    stale = Brief.objects.get(pk=brief.pk)
    briefs.close(brief, by=manager)
    with pytest.raises(Conflict, match="Ben Ortiz was first"):
        briefs.close(stale, by=marketer)


def test_two_channels_of_one_ratio_make_one_shape_large_enough_for_both(db):
    found = shapes.for_channels(["square_social", "product_card", "story"])
    assert [shape.ratio for shape in found] == ["1:1", "9:16"]
    square = found[0]
    assert square.served == "Square social and Product card"
    assert min(square.width, square.height) >= 1000


@pytest.mark.parametrize(("ratio", "least"), [("16:9", (1280, 534)), ("9:16", (750, 1334)), ("3:4", (2000, 900))])
def test_no_shape_is_smaller_than_its_channels_need(ratio, least):
    width, height = shapes.size_of(ratio, *least)
    assert width >= least[0]
    assert height >= least[1]
    assert width % 16 == height % 16 == 0
    across, down = map(int, ratio.split(":"))
    assert abs(width / height - across / down) < 0.03
