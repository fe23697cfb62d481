"""Campaigns and products through their domain functions."""

from datetime import date
from decimal import Decimal

import pytest

from assets import campaigns
from assets.models import AuditEvent, Campaign
from assets.problems import Conflict, Forbidden, Refused


@pytest.fixture
def campaign(brand, marketer):
    return campaigns.create_campaign(
        brand, by=marketer, name="Spring", markets=["fr", "DE", "de"], channels=["story", "desktop_hero"], budget="40"
    )


def test_markets_channels_and_budget_are_kept_in_one_form(campaign):
    campaign.refresh_from_db()
    assert campaign.markets == ["DE", "FR"]
    assert campaign.channels == ["desktop_hero", "story"]
    assert campaign.budget == Decimal("40.00")


def test_a_new_campaign_is_logged_under_itself(campaign, marketer):
    event = AuditEvent.objects.get(action="campaign.created")
    assert (event.object_id, event.campaign_id, event.actor_id) == (
        campaign.public_id,
        campaign.public_id,
        marketer.public_id,
    )


def test_an_auditor_makes_no_campaign(brand, auditor):
    with pytest.raises(Forbidden):
        campaigns.create_campaign(brand, by=auditor, name="Spring")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "name is empty"),
        ({"name": "x" * 121}, "120 are the most"),
        ({"name": "A\0B"}, "cannot be stored"),
        ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 1)}, "ends before it begins"),
        ({"markets": ["ZZ"]}, "ZZ is not a country code"),
        ({"channels": ["billboard"]}, "no channel called billboard"),
        ({"budget": Decimal("-1")}, "not an amount of money"),
        ({"budget": Decimal("NaN")}, "not an amount of money"),
        ({"rights_defaults": {"colour": "red"}}, "colour is not a field of usage rights"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused_in_words(brand, marketer, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        campaigns.create_campaign(brand, by=marketer, **{"name": "Spring", **fields})
    assert not Campaign.objects.exists()


def test_a_second_campaign_of_that_name_is_refused(campaign, brand, marketer):
    with pytest.raises(Refused, match="has a campaign called Spring already"):
        campaigns.create_campaign(brand, by=marketer, name="Spring")


def test_a_change_records_before_and_after_and_counts_the_version(campaign, manager):
    campaigns.change_campaign(campaign, by=manager, name="Early spring", expected_version=1)
    assert (campaign.name, campaign.version) == ("Early spring", 2)
    assert AuditEvent.objects.filter(action="campaign.changed").count() == 1


def test_saving_without_a_difference_leaves_no_trace(campaign, marketer):
    campaigns.change_campaign(campaign, by=marketer, name="Spring", markets=["DE", "FR"], expected_version=1)
    assert campaign.version == 1
    assert not AuditEvent.objects.filter(action="campaign.changed").exists()


def test_a_stale_change_is_told_who_was_first(campaign, marketer, manager):
    stale = Campaign.objects.get(pk=campaign.pk)
    campaigns.change_campaign(campaign, by=manager, message="Wake up slowly", expected_version=1)
    with pytest.raises(Conflict, match="Ben Ortiz changed this campaign"):
        campaigns.change_campaign(stale, by=marketer, message="Wake up fast", expected_version=1)


def test_an_archived_campaign_takes_no_changes(campaign, marketer):
    campaigns.archive_campaign(campaign, by=marketer)
    with pytest.raises(Conflict, match="was archived on"):
        campaigns.change_campaign(campaign, by=marketer, name="Late")
    with pytest.raises(Conflict, match="was archived on"):
        campaigns.archive_campaign(campaign, by=marketer)


def test_a_product_is_made_changed_and_archived(brand, marketer):
    product = campaigns.create_product(brand, by=marketer, name="Enamel mug", sku="MUG-1")
    campaigns.change_product(product, by=marketer, description="350 ml, red", expected_version=1)
    campaigns.archive_product(product, by=marketer, expected_version=2)
    actions = AuditEvent.objects.filter(object_id=product.public_id).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["product.created", "product.changed", "product.archived"]


def test_two_products_cannot_take_one_name_by_a_change(brand, marketer):
    campaigns.create_product(brand, by=marketer, name="Mug")
    other = campaigns.create_product(brand, by=marketer, name="Cup")
    with pytest.raises(Refused, match="has a product called Mug already"):
        campaigns.change_product(other, by=marketer, name="Mug")


def test_a_campaign_says_whether_every_open_thread_blocks(brand, marketer):
    campaign = campaigns.create_campaign(brand, by=marketer, name="Autumn", open_threads_block=True)
    assert Campaign.objects.get(pk=campaign.pk).open_threads_block
    campaigns.change_campaign(campaign, by=marketer, open_threads_block=False)
    assert not Campaign.objects.get(pk=campaign.pk).open_threads_block
