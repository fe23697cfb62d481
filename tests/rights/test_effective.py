"""What several limits leave together, and who narrowed it."""

from datetime import UTC, date, datetime

import pytest

from assets import clearance, rights
from tests import factories
from tests.rights.records import a_cleared_record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def image(brand):
    return factories.a_stored_image(brand)


def test_an_image_without_a_record_is_not_cleared(image):
    found = clearance.effective(image, at=AT)
    assert found.state == "not_cleared"
    assert [lack.code for lack in found.lacks] == ["rights_missing"]


def test_a_cleared_record_lets_approve_and_deliver(brand, image):
    a_cleared_record(brand, images=[image])
    found = clearance.effective(image, at=AT)
    assert found.lets_approve()
    assert found.lets_deliver()
    assert found.channels == {"desktop_hero", "square_social"}


def test_an_embargoed_image_may_be_approved_but_not_delivered(brand, image):
    a_cleared_record(brand, images=[image], embargo_until=datetime(2026, 12, 24, tzinfo=UTC))
    found = clearance.effective(image, at=AT)
    assert found.lets_approve()
    assert not found.lets_deliver()


def test_a_source_picture_narrows_and_is_named(brand, image):
    source = factories.a_stored_image(brand)
    a_cleared_record(brand, images=[image])
    a_cleared_record(brand, images=[source], title="Studio shots", territory_mode="include", territories=["DE"])
    found = clearance.effective(image, at=AT, ingredients=[source])
    assert found.countries == {"DE"}
    assert found.narrowed_by["countries"] == "“Studio shots”, version 1"


def test_a_source_picture_without_a_record_keeps_the_image_from_being_cleared(brand, image):
    a_cleared_record(brand, images=[image])
    found = clearance.effective(image, at=AT, ingredients=[factories.a_stored_image(brand)])
    assert found.state == "not_cleared"
    assert "A source picture has no rights record" in found.lacks[0].sentence


def test_the_source_that_expires_first_ends_it_all(brand, image):
    source = factories.a_stored_image(brand)
    a_cleared_record(brand, images=[image])
    a_cleared_record(brand, images=[source], term_end=date(2026, 11, 30))
    assert clearance.effective(image, at=AT, ingredients=[source]).state == "expired"


def test_a_revoked_source_revokes_the_image(brand, image, manager):
    source = factories.a_stored_image(brand)
    a_cleared_record(brand, images=[image])
    rights.revoke(a_cleared_record(brand, images=[source]), by=manager, reason="Withdrawn")
    assert clearance.effective(image, at=AT, ingredients=[source]).state == "revoked"


def test_channels_that_do_not_meet_leave_nothing_and_name_the_source(brand, image):
    source = factories.a_stored_image(brand)
    a_cleared_record(brand, images=[image])
    a_cleared_record(brand, images=[source], title="Web only", channels=["email_banner"])
    found = clearance.effective(image, at=AT, ingredients=[source])
    assert found.state == "not_cleared"
    assert "Web only" in found.lacks[0].sentence


def test_the_campaigns_window_counts_too(brand, image):
    a_cleared_record(brand, images=[image])
    over = factories.a_campaign(brand, starts_on=date(2026, 10, 1), ends_on=date(2026, 11, 30))
    ahead = factories.a_campaign(brand, starts_on=date(2026, 12, 5), ends_on=None)
    assert clearance.effective(image, at=AT, campaign=over).state == "expired"
    assert clearance.effective(image, at=AT, campaign=ahead).state == "embargoed"


def test_a_term_that_ends_before_the_campaign_starts_leaves_no_day(brand, image):
    a_cleared_record(brand, images=[image], term_end=date(2026, 12, 4))
    ahead = factories.a_campaign(brand, starts_on=date(2026, 12, 5), ends_on=None)
    found = clearance.effective(image, at=AT, campaign=ahead)
    assert [lack.code for lack in found.lacks] == ["term_empty"]


def test_tool_terms_that_forbid_commercial_use_stop_it(brand, image):
    a_cleared_record(brand, images=[image])
    found = clearance.effective(image, at=AT, kept_terms={"tool": "X", "commercial": "no"})
    assert [lack.code for lack in found.lacks] == ["terms_not_allowed"]


def test_an_editorial_licence_cannot_be_published(brand, image):
    a_cleared_record(brand, images=[image], licence_type="editorial_only")
    assert [lack.code for lack in clearance.effective(image, at=AT).lacks] == ["licence_not_for_publication"]


def test_one_query_whatever_the_number_of_sources(brand, image, django_assert_num_queries):
    sources = [factories.a_stored_image(brand) for _ in range(5)]
    a_cleared_record(brand, images=[image, *sources])
    with django_assert_num_queries(1):
        clearance.effective(image, at=AT, ingredients=sources)
