"""Into the library and out of it: what is frozen, what is refused, what is logged."""

import hashlib
import json

import pytest
from django.db import transaction

from assets import library, publishing, search
from assets.audit.chain import canonical
from assets.models import Asset, AuditEvent, Publication, Work
from assets.problems import Conflict, Forbidden, Refused
from tests import factories
from tests.library import shelf


def keys(text, **narrowed):
    return [asset.pk for asset in search.found(Asset, "asset", text, **narrowed)]


def events(obj):
    return list(AuditEvent.objects.filter(object_id=obj.public_id).order_by("id").values_list("action", flat=True))


def test_an_admitted_asset_holds_a_frozen_snapshot_of_its_origin(brand):
    asset = shelf.an_asset(brand, prompt="A mug, “red”, by the sea", seed=41)
    frozen = json.loads(asset.provenance)
    assert (frozen["prompt"], frozen["seed"]) == ("A mug, “red”, by the sea", 41)
    assert frozen["image"]["sha256"] == asset.image.sha256
    assert asset.provenance == canonical(frozen)
    assert asset.provenance_sha256 == hashlib.sha256(asset.provenance.encode()).hexdigest()


def test_renaming_the_campaign_later_does_not_change_the_snapshot(brand):
    asset = shelf.an_asset(brand)
    name = asset.campaign.name
    type(asset.campaign).objects.filter(pk=asset.campaign.pk).update(name="Renamed")
    asset.refresh_from_db()
    assert json.loads(asset.provenance)["campaign"]["name"] == name


def test_an_admission_writes_one_event_and_one_search_line(brand):
    asset = shelf.an_asset(brand, title="Morning light", prompt="kettle steam")
    assert events(asset) == ["asset.admitted"]
    assert keys("kettle") == [asset.pk] == keys("morning")


def test_the_same_image_is_admitted_once(brand):
    asset = shelf.an_asset(brand)
    with pytest.raises(Conflict, match="in the library already"), transaction.atomic():
        library.admit(
            asset.image,
            facts=shelf.facts(),
            rights_version=asset.rights_version,
            title="Twice",
            campaign=asset.campaign,
            by=asset.approved_by,
            channels=[],
        )
    assert Asset.objects.count() == 1


def test_parts_of_two_brands_do_not_make_an_asset(brand, other_brand):
    asset = shelf.an_asset(brand)
    with pytest.raises(Refused, match="different brands"), transaction.atomic():
        library.admit(
            factories.a_stored_image(other_brand),
            facts=shelf.facts(),
            campaign=asset.campaign,
            rights_version=asset.rights_version,
            title="Mixed",
            by=asset.approved_by,
            channels=[],
        )


def test_an_approval_is_undone_before_its_publication_began(brand, manager):
    asset = shelf.an_asset(brand)
    publication = publishing.ask(asset, by=manager)
    library.void(asset, by=manager, reason="Wrong picture")
    publication.refresh_from_db()
    assert (asset.state, asset.standing, publication.state) == ("voided", "voided", "cancelled")
    assert events(asset)[-1] == "asset.voided"
    assert events(publication)[-1] == "publication.cancelled"
    assert not Work.objects.filter(state="open").exists()


def test_an_approval_is_not_undone_once_a_worker_has_begun(brand, manager):
    publication = shelf.live(brand)
    with pytest.raises(Conflict, match="Withdraw the image instead"):
        library.void(publication.asset, by=manager)
    publication.asset.refresh_from_db()
    assert publication.asset.state == "approved"


def test_an_undone_image_may_be_admitted_again(brand, manager):
    asset = shelf.an_asset(brand)
    library.void(asset, by=manager)
    with transaction.atomic():
        again = library.admit(
            asset.image,
            facts=shelf.facts(),
            rights_version=asset.rights_version,
            title="Again",
            campaign=asset.campaign,
            by=manager,
            channels=[],
        )
    assert again.standing == "approved"


def test_a_withdrawal_ends_delivery_and_keeps_the_record(brand, manager):
    publication = shelf.live(brand)
    asset = library.withdraw(publication.asset, by=manager, reason="The logo is old")
    publication.refresh_from_db()
    assert (asset.state, asset.standing, publication.state) == ("withdrawn", "withdrawn", "withdrawing")
    assert (asset.ended_by, asset.end_reason) == (manager, "The logo is old")
    assert Work.objects.get(kind=publishing.TAKE_DOWN).state == "open"


def test_a_withdrawal_needs_a_reason(brand, manager):
    asset = shelf.an_asset(brand)
    with pytest.raises(Refused, match="reason"):
        library.withdraw(asset, by=manager, reason="  ")


def test_a_marketer_cannot_withdraw(brand, marketer):
    asset = shelf.an_asset(brand)
    with pytest.raises(Forbidden, match="take published images down"):
        library.withdraw(asset, by=marketer, reason="I changed my mind")


def test_the_second_of_two_withdrawals_is_told_who_was_first(brand, manager, auditor):
    asset = shelf.an_asset(brand)
    stale = Asset.objects.get(pk=asset.pk)
    library.withdraw(asset, by=manager, reason="Old")
    with pytest.raises(Conflict, match="Ben Ortiz was first"):
        library.withdraw(stale, by=auditor, reason="Old")


def test_a_withdrawn_asset_is_found_under_its_new_standing(brand, manager):
    asset = shelf.an_asset(brand)
    library.withdraw(asset, by=manager, reason="Old")
    assert keys("mug", facets=[search.facet("s", "withdrawn")]) == [asset.pk]
    assert keys("mug", facets=[search.facet("s", "approved")]) == []


def test_no_transition_leads_out_of_an_ended_asset():
    ended = {Asset.State.WITHDRAWN, Asset.State.VOIDED}
    assert not any(set(step.sources) & ended for step in library.TRANSITIONS)


def test_every_publication_state_but_the_closed_ones_has_a_way_on():
    open_states = set(Publication.State.values) - set(publishing.CLOSED)
    assert {source for step in publishing.TRANSITIONS for source in step.sources} == open_states
