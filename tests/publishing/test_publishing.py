"""Publishing to Cloudinary through the real SDK: what is sent, what is checked, what is handed out."""

import hashlib
import json
from datetime import timedelta

import cloudinary as sdk
import pytest
import time_machine

from assets import clock, intake, library, people, publishers, publishing, uploads, work
from assets.models import AuditCheckpoint, AuditEvent, Channel, Publication
from tests import factories
from tests.library import shelf
from tests.library.test_admission import events

pytestmark = pytest.mark.django_db


def held(cloud, publication):
    return cloud.assets[publication.remote_id]


def started(asset):
    return shelf.run(publishing.PUBLISH, shelf.asked(asset))


# --- which service


def test_without_a_key_everything_stays_in_the_folder(brand):
    assert shelf.live(brand).publisher == "folder"


def test_what_the_demo_made_never_leaves_the_machine_even_with_keys(cloud):
    brand = people.found_brand("Larkfield Coffee", by=None, demo=True)
    publication = shelf.live(brand)
    assert publication.publisher == "folder"
    assert cloud.log == []


def test_a_publication_keeps_the_service_it_was_made_with(cloud, brand, settings):
    publication = shelf.asked(shelf.an_asset(brand))
    settings.CLOUDINARY_API_URL = ""
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "publishing"
    assert "CLOUDINARY_URL is not set" in publication.last_error
    settings.CLOUDINARY_API_URL = cloud.url()
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_what_was_begun_in_one_account_is_not_sent_to_another(cloud, brand, settings):
    publication = shelf.asked(shelf.an_asset(brand))
    settings.CLOUDINARY_API_URL = cloud.url().replace("pm-test", "somewhere-else")
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "publishing"
    assert "belongs to the cloud pm-test" in publication.last_error
    assert cloud.log == []


def test_the_global_configuration_of_the_sdk_is_neither_used_nor_filled(cloud, brand, monkeypatch):
    names = ("cloud_name", "api_key", "api_secret", "upload_preset", "oauth_token", "signature_algorithm")
    hostile = {**dict.fromkeys(names, "evil"), "upload_prefix": "http://127.0.0.1:9", "timeout": "5", "secure": False}
    monkeypatch.setattr(sdk.config(), "__dict__", dict(hostile))
    publication = shelf.live(brand)
    assert cloud.stored == {publication.remote_id: 1}
    assert sdk.config().__dict__ == hostile


# --- what is sent


def test_an_approved_image_goes_out_once_with_exactly_its_bytes(cloud, brand):
    publication = shelf.live(brand)
    asset = held(cloud, publication)
    assert hashlib.sha256(asset.data).hexdigest() == publication.master_sha256
    assert publication.remote_version == str(asset.version)
    assert publication.answer["etag"] == asset.etag
    line = AuditEvent.objects.get(action="publication.live").payload
    assert all(word in line for word in (asset.etag, asset.asset_id, '"cloudinary"', "pm-test"))
    assert cloud.stored == {publication.remote_id: 1}
    assert events(publication) == ["publication.asked", "publication.started", "publication.live"]


def test_nothing_is_sent_before_the_undo_window_has_passed(cloud, brand, manager):
    publishing.ask(shelf.an_asset(brand), by=manager)
    assert cloud.log == []


def test_the_ten_fields_and_more_are_kept_as_structured_metadata(cloud, brand):
    publication = shelf.live(brand)
    kept, asset = held(cloud, publication).metadata, publication.asset
    assert kept["aig_prompt"] == "A red mug on a window sill"
    assert kept["aig_prompt_sha256"] == hashlib.sha256(b"A red mug on a window sill").hexdigest()
    assert kept["aig_tool"] == "Daylight (simulated)"
    assert kept["aig_source_image"] == kept["aig_product"] == "none"
    assert kept["aig_campaign"] == asset.campaign.name
    assert kept["aig_review_status"] == "approved"
    assert kept["aig_usage_rights"] == "owned"
    assert kept["aig_channels"] == ["desktop_hero", "square_social"]
    assert kept["aig_rights_expiry"] == str(asset.rights.current.term_end)
    assert kept["aig_ai_disclosure"] == "required"
    assert kept["aig_record"] == asset.public_id
    assert publication.answer["worries"] == []


def test_no_name_of_a_person_is_sent(cloud, brand):
    publication = shelf.live(brand)
    sent = json.dumps([params for action, params in cloud.log if action == "upload"])
    assert str(publication.asset.approved_by) not in sent
    assert str(publication.asset.creator) not in sent


ODD = 'a\\b \\ c=d|e "q" \n\n new\tline, \x07bell ‮rtl 🎨 ﬁ é \\'


@pytest.mark.parametrize("prompt", [ODD, "\\", "=|=|\\|", "x" * 3000, "é" * 499 + "\\\\", "|", "a=b\\"])
def test_odd_words_come_back_as_they_were_sent_and_break_no_other_field(cloud, brand, prompt):
    publication = shelf.live(brand, prompt=prompt, title=f"T{prompt[:90]}")
    kept = held(cloud, publication).metadata
    assert publication.answer["worries"] == []
    assert len(kept) == 15  # nobody was told as its creator; what is empty is not sent
    assert "\\" not in kept.get("aig_prompt", "")
    assert len(kept.get("aig_prompt", "")) <= 500
    assert kept["aig_prompt_sha256"] == hashlib.sha256(prompt.encode()).hexdigest()


def test_every_delivered_picture_carries_the_state_of_the_log(cloud, brand):
    custom = held(cloud, shelf.live(brand)).context["custom"]
    sealed = AuditCheckpoint.objects.get(chain=brand.public_id, size=int(custom["pm_seq"]))
    assert custom["pm_root"] == sealed.root
    assert custom["pm_chain"] == brand.public_id
    assert custom["alt"] == "A red mug"


def test_it_lies_in_the_folder_of_its_brand_and_campaign(cloud, brand):
    publication = shelf.live(brand, title="Red mug")
    placed = held(cloud, publication).placed
    assert placed["asset_folder"].startswith(f"proofmark/{brand.slug}/campaign-")
    assert placed["display_name"] == "Red mug"


def test_no_folder_is_sent_where_folders_would_change_the_id(cloud, brand):
    cloud.folder_mode = "fixed"
    assert held(cloud, shelf.live(brand)).placed == {}


def test_tags_say_what_it_is_and_whose(cloud, brand):
    assert held(cloud, shelf.live(brand)).tags == ["proofmark", brand.slug, "algorithmicMedia"]


def test_the_service_shuts_the_picture_itself_when_the_rights_end(cloud, brand, client):
    publication = shelf.live(brand)
    rule = held(cloud, publication).access_control[0]
    assert rule["end"] == f"{publication.available_until:%Y-%m-%dT%H:%M:%SZ}"
    assert cloud.is_open(held(cloud, publication))
    cloud.clock = lambda: publication.available_until.timestamp() + 1
    assert not cloud.is_open(held(cloud, publication))


def test_an_account_that_knows_no_dates_can_say_so(cloud, brand, settings):
    settings.CLOUDINARY_API_URL = cloud.url(access_control="0")
    assert held(cloud, shelf.live(brand)).access_control == []


def test_an_account_with_sha256_signatures_is_spoken_to_in_them(cloud, brand, settings):
    cloud.algorithm = "sha256"
    settings.CLOUDINARY_API_URL = cloud.url(signature_algorithm="sha256")
    assert shelf.live(brand).state == "live"


# --- other people's bytes, and our own a second time


def test_other_bytes_under_the_name_stay_and_are_an_alarm(cloud, brand, signed_in, manager):
    asset = shelf.an_asset(brand)
    foreign = factories.picture(seed=4711)
    cloud.put_foreign(publishing.remote_id(asset), foreign)
    publication = started(asset)
    assert publication.state == "conflict"
    assert held(cloud, publication).data == foreign
    assert events(publication)[-1] == "publication.conflict"
    page = signed_in(manager).get(f"/library/{asset.public_id}/").content.decode()
    assert "Another picture lies at Cloudinary under the name of this one" in page
    assert "Try again" in page


def test_a_conflict_that_was_cleared_up_is_tried_again(cloud, brand, manager):
    asset = shelf.an_asset(brand)
    cloud.put_foreign(publishing.remote_id(asset), factories.picture(seed=4711))
    publication = started(asset)
    del cloud.assets[publication.remote_id]
    publishing.retry(publication, by=manager)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_withdrawing_a_conflict_never_touches_the_other_picture(cloud, brand, manager):
    asset = shelf.an_asset(brand)
    cloud.put_foreign(publishing.remote_id(asset), factories.picture(seed=4711))
    publication = started(asset)
    library.withdraw(asset, by=manager, reason="Old")
    publication.refresh_from_db()
    assert publication.state == "cancelled"
    assert publication.remote_id in cloud.assets


def test_the_same_bytes_that_are_there_already_are_adopted_with_notes_of_today(cloud, brand):
    asset = shelf.an_asset(brand)
    cloud.put_foreign(publishing.remote_id(asset), intake.master(asset.image))
    publication = started(asset)
    assert publication.state == "live"
    assert publication.answer["adopted"] is True
    assert cloud.stored == {}
    assert held(cloud, publication).metadata["aig_record"] == asset.public_id


def test_bytes_that_the_account_changes_on_arrival_are_deleted_again(cloud, brand):
    cloud.converts = True
    publication = started(shelf.an_asset(brand))
    assert publication.state == "failed"
    assert "incoming transformation" in publication.last_error
    assert cloud.assets == {}


def test_values_that_the_service_keeps_otherwise_are_told(cloud, brand, signed_in, manager):
    cloud.metadata_twist = lambda kept: kept | {"aig_campaign": "Something else"}
    publication = shelf.live(brand)
    assert publication.answer["worries"] == ["Cloudinary keeps other values than were sent in: aig_campaign."]
    assert cloud.count("explicit") == 1
    page = signed_in(manager).get(f"/library/{publication.asset.public_id}/").content.decode()
    assert "keeps other values" in page


# --- fields of the account


def test_a_publication_waits_for_the_fields_and_goes_on_when_they_are_made(bare, brand, settings):
    from assets.publishers.cloudinary import account, schema

    settings.CLOUDINARY_API_URL = bare.url()
    publication = started(shelf.an_asset(brand))
    assert publication.state == "publishing"
    assert "manage.py cloudinary --provision" in publication.last_error
    assert bare.count("upload") == 0
    schema.provision(account.configured())
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_a_channel_that_is_new_is_added_to_the_accounts_list_before_the_upload(cloud, brand):
    shelf.live(brand)
    Channel.objects.create(
        key="tall_banner", name="Tall banner", width=300, height=600, min_width=1, min_height=1, shape="1:2",
        transformation="c_fill,g_auto,h_600,w_300/f_auto,q_auto", position=99,
    )  # fmt: skip
    asset = shelf.an_asset(brand, image=factories.a_stored_image(brand))
    asset.channels = ["tall_banner"]
    asset.save()
    publication = started(asset)
    assert held(cloud, publication).metadata["aig_channels"] == ["tall_banner"]


def test_the_account_is_not_asked_for_its_fields_at_every_upload(cloud, brand):
    for _ in range(3):
        shelf.live(brand)
    assert cloud.count("admin GET metadata_fields") == 1


# --- when it ends


def test_rights_that_end_between_approval_and_upload_stop_the_upload(cloud, brand):
    publication = shelf.asked(shelf.an_asset(brand))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "stopped"
    assert cloud.count("upload") == 0


def test_rights_revoked_while_the_bytes_are_on_their_way_take_them_back(cloud, brand, manager):
    from assets import rights

    publication = shelf.asked(shelf.an_asset(brand))
    lease = work.claim(work.Work.objects.get(kind=publishing.PUBLISH).pk)
    going = uploads._started(lease)
    delivered = publishers.named("cloudinary").publish(uploads._delivery(going))
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    assert uploads._finished(lease, going, delivered) is False
    publication.refresh_from_db()
    shelf.run(publishing.TAKE_DOWN, publication)
    assert Publication.objects.get().state == "stopped"
    assert cloud.assets == {}
