"""Recording, changing, clearing and revoking rights, and what stands under a record."""

from datetime import date

import pytest

from assets import rights
from assets.models import AuditEvent, RightsCover, UsageRights
from assets.problems import Conflict, Forbidden, Refused
from tests import factories
from tests.rights.records import TERMS, a_cleared_record, a_proof, a_record

pytestmark = pytest.mark.django_db


def events(record):
    return list(AuditEvent.objects.filter(object_id=record.public_id).order_by("id").values_list("action", flat=True))


def test_a_marketer_records_rights_but_only_a_manager_clears_them(brand, marketer, manager):
    record = a_record(brand, by=marketer)
    with pytest.raises(Forbidden, match="Only a brand manager"):
        rights.clear(record, by=marketer)
    version = rights.clear(record, by=manager)
    assert (version.cleared_by, version.cleared_at is not None) == (manager, True)
    assert events(record) == ["rights.created", "rights.cleared"]


def test_an_auditor_and_a_stranger_may_record_nothing(brand, auditor, stranger):
    for person in (auditor, stranger):
        with pytest.raises(Forbidden):
            a_record(brand, by=person)
    assert not UsageRights.objects.exists()


def test_a_change_makes_the_next_version_and_keeps_the_last(brand, marketer):
    record = a_record(brand, by=marketer)
    rights.change(record, by=marketer, term_end=date(2027, 6, 30))
    record.refresh_from_db()
    assert record.current.number == 2
    assert record.versions.get(number=1).term_end == TERMS["term_end"]


def test_a_change_to_a_cleared_record_waits_beside_the_version_in_force(brand, marketer, manager):
    record = a_cleared_record(brand)
    rights.change(record, by=marketer, term_end=date(2027, 6, 30))
    assert (record.current.number, rights.proposal_of(record).number) == (1, 2)
    rights.clear(record, by=manager)
    assert (record.current.number, rights.proposal_of(record)) == (2, None)


def test_a_change_that_changes_nothing_is_refused(brand, marketer):
    record = a_record(brand)
    with pytest.raises(Refused, match="Nothing was changed"):
        rights.change(record, by=marketer, rights_holder=record.current.rights_holder)


def test_the_second_of_two_changes_is_told_who_was_first(brand, marketer, manager):
    record = a_record(brand, by=marketer)
    rights.change(UsageRights.objects.get(pk=record.pk), by=manager, perpetual=True, term_end=None)
    with pytest.raises(Conflict, match="Ben Ortiz changed"):
        rights.change(record, by=marketer, term_end=date(2028, 1, 1), expected_version=1)
    assert record.versions.count() == 2


def test_rights_are_cleared_once(brand, manager):
    record = a_cleared_record(brand)
    with pytest.raises(Conflict, match="cleared or revoked already"):
        rights.clear(record, by=manager)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"basis": "stock_licence"}, "document as evidence"),
        ({"people": "real_unreleased"}, "gave no release"),
        ({"people": "real_released", "model_release": "MR-UMR"}, "release must be on file"),
        ({"basis": "generator_terms", "tool_terms": {"key": "x", "commercial": "no"}}, "do not allow commercial"),
    ],
)
def test_clearing_says_what_is_missing(brand, manager, fields, said):
    record = a_record(brand, **fields)
    with pytest.raises(Refused, match=said):
        rights.clear(record, by=manager)
    assert record.versions.get().cleared_at is None


def test_a_condition_of_the_tools_terms_is_answered_by_evidence(brand, manager):
    asked = [{"key": "licence", "question": "Is there a licence?", "evidence_required": True}]
    terms = {"key": "x", "tool": "X", "commercial": "conditions", "conditions": asked}
    record = a_record(brand, basis="generator_terms", tool_terms=terms)
    with pytest.raises(Refused, match="Is there a licence"):
        rights.clear(record, by=manager)
    a_proof(record, "terms:licence")
    assert rights.clear(record, by=manager).cleared_at


def test_revoking_needs_a_reason_and_happens_once(brand, manager):
    record = a_cleared_record(brand)
    with pytest.raises(Refused, match="The reason is empty"):
        rights.revoke(record, by=manager, reason=" ")
    rights.revoke(record, by=manager, reason="Talent withdrew", urgency="urgent")
    with pytest.raises(Conflict, match="revoked already"):
        rights.revoke(record, by=manager, reason="Again")
    assert events(record)[-1] == "rights.revoked"


def test_one_record_covers_many_images_and_an_image_stands_under_one_record(brand, marketer):
    images = [factories.a_stored_image(brand) for _ in range(3)]
    first, second = a_record(brand, images=images[:1]), a_record(brand)
    assert rights.link(second, images, by=marketer) == 3
    assert not RightsCover.objects.filter(record=first, ended_at=None).exists()
    assert RightsCover.objects.filter(record=second, ended_at=None).count() == 3


def test_linking_twice_changes_nothing(brand, marketer):
    image = factories.a_stored_image(brand)
    record = a_record(brand, images=[image])
    assert rights.link(record, [image, image], by=marketer) == 0
    assert events(record) == ["rights.created"]


def test_only_a_manager_puts_an_image_under_a_cleared_record(brand, marketer, manager):
    record, image = a_cleared_record(brand), factories.a_stored_image(brand)
    with pytest.raises(Forbidden):
        rights.link(record, [image], by=marketer)
    assert rights.link(record, [image], by=manager) == 1


def test_an_image_of_another_brand_cannot_be_linked(brand, marketer, other_brand):
    record = a_record(brand)
    with pytest.raises(Refused, match="another brand"):
        rights.link(record, [factories.a_stored_image(other_brand)], by=marketer)


def test_unlinking_ends_the_cover_and_keeps_its_history(brand, marketer):
    image = factories.a_stored_image(brand)
    record = a_record(brand, images=[image])
    rights.unlink(record, image, by=marketer)
    assert RightsCover.objects.get(record=record).ended_at
    with pytest.raises(Conflict, match="does not stand under"):
        rights.unlink(record, image, by=marketer)


def test_a_draft_takes_the_campaigns_window_markets_and_defaults(brand):
    defaults = {"rights_holder": "Agency GmbH", "paid_allowed": True}
    campaign = factories.a_campaign(brand, rights_defaults=defaults)
    fields = rights.draft(campaign, kept_terms={"key": "simulated", "commercial": "yes"})
    assert fields["rights_holder"] == "Agency GmbH"
    assert (fields["basis"], fields["territories"]) == ("generator_terms", ["DE", "FR"])
    assert rights.create(brand, by=campaign.created_by, title="From the campaign", **fields)
