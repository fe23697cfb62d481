"""The public addresses: what answers, with which headers, and what is dead."""

import io
from datetime import timedelta

import pytest
import time_machine
from PIL import Image

from assets import clock, library, publishing, rights
from assets.models import Channel, Publication
from tests.library import shelf

WEBP = {"HTTP_ACCEPT": "image/avif,image/webp,*/*"}


@pytest.fixture
def publication(brand):
    return shelf.live(brand)


@pytest.mark.parametrize("key", ["desktop_hero", "mobile_crop", "square_social", "story", "product_card",
                                 "email_banner", "preview", "link_preview"])  # fmt: skip
def test_every_channel_of_a_live_image_answers_without_signing_in(client, publication, key):
    answer = client.get(shelf.address(publication, key))
    channel = Channel.objects.get(key=key)
    picture = Image.open(io.BytesIO(answer.content))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert key == "preview" or picture.size == (channel.width, channel.height)
    assert b"algorithmicMedia" in answer.content


def test_the_browser_that_takes_webp_gets_webp_where_the_channel_leaves_it_open(client, publication):
    answer = client.get(shelf.address(publication, "desktop_hero"), **WEBP)
    assert answer["Content-Type"] == "image/webp"
    assert answer["Vary"] == "Accept"
    fixed = client.get(shelf.address(publication, "square_social"), **WEBP)
    assert fixed["Content-Type"] == "image/jpeg"
    assert not fixed.has_header("Vary")


def test_an_answer_is_strict_and_kept_for_minutes(client, publication):
    answer = client.get(shelf.address(publication))
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=300, immutable"
    assert not answer.cookies


def test_an_answer_is_kept_no_longer_than_the_rights_last(client, publication):
    with time_machine.travel(publication.available_until - timedelta(seconds=20), tick=False):
        assert client.get(shelf.address(publication))["Cache-Control"] == "public, max-age=20, immutable"


def test_what_the_browser_has_is_not_sent_again(client, publication):
    etag = client.get(shelf.address(publication))["ETag"]
    again = client.get(shelf.address(publication), HTTP_IF_NONE_MATCH=etag)
    assert again.status_code == 304
    assert not again.content


def test_a_signed_in_person_gets_the_same_without_a_query_for_the_session(
    signed_in, marketer, publication, django_assert_num_queries
):
    client, path = signed_in(marketer), shelf.address(publication)
    with django_assert_num_queries(2):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("recipe", [
    "c_fill,h_801,w_1920", "e_sepia", "c_limit,w_4000", "c_fill,g_auto,h_800,w_1920", "c_limit,w_480/f_png,q_auto:low",
    "l_text:Arial_40:hello", "..", "x" * 3000,
])  # fmt: skip
def test_every_recipe_but_ours_is_refused(client, publication, recipe):
    answer = client.get(shelf.address(publication).replace("c_limit,w_480/f_auto,q_auto:low", recipe))
    assert answer.status_code == 400
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("text/plain")


def test_the_parameters_may_stand_in_any_order(client, publication):
    path = shelf.address(publication).replace("c_limit,w_480/f_auto,q_auto:low", "w_480,c_limit/q_auto:low,f_auto")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("broken", [
    lambda path: path.replace(".jpg", ".svg"), lambda path: path.replace(".jpg", ".html"),
    lambda path: path.replace("/v1", "/v9"), lambda path: path.replace(".jpg", "x.jpg"),
    lambda path: path.replace("/image/upload/", "/image/private/"), lambda path: path + "/",
    lambda path: path.replace("/v", "/v00"),
])  # fmt: skip
def test_an_address_beside_a_live_one_is_not_found_and_not_kept(client, publication, broken):
    answer = client.get(broken(shelf.address(publication)))
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_published_picture_can_only_be_read(client, publication, method):
    assert getattr(client, method)(shelf.address(publication)).status_code == 405


@pytest.mark.parametrize("state", [state for state in Publication.State.values if state != "live"])
def test_only_a_live_publication_answers(client, publication, state):
    Publication.objects.update(state=state)
    assert client.get(shelf.address(publication)).status_code == 404


def test_nothing_answers_before_the_upload(client, brand):
    publication = shelf.asked(shelf.an_asset(brand))
    assert client.get(shelf.address(publication)).status_code == 404


def test_a_withdrawn_image_is_dead_at_once_before_any_worker_ran(client, manager, publication):
    path = shelf.address(publication)
    assert client.get(path).status_code == 200
    library.withdraw(publication.asset, by=manager, reason="The logo is old")
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    shelf.run(publishing.TAKE_DOWN, publication)
    assert client.get(path).status_code == 404


def test_revoked_rights_end_delivery_at_once(client, manager, publication):
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    assert client.get(shelf.address(publication)).status_code == 404


def test_expired_rights_end_delivery_at_their_last_second(client, publication):
    with time_machine.travel(publication.available_until - timedelta(seconds=1), tick=False):
        assert client.get(shelf.address(publication)).status_code == 200
    with time_machine.travel(publication.available_until, tick=False):
        assert client.get(shelf.address(publication)).status_code == 404


def test_a_channel_outside_of_the_rights_does_not_answer(client, brand):
    publication = shelf.live(brand, terms={"channels": ["preview"]})
    assert client.get(shelf.address(publication, "preview")).status_code == 200
    assert client.get(shelf.address(publication, "story")).status_code == 404


def test_rights_without_cropping_leave_only_the_whole_picture(client, brand):
    publication = shelf.live(brand, terms={"restrictions": ["no_crop"]})
    assert client.get(shelf.address(publication, "product_card")).status_code == 200
    assert client.get(shelf.address(publication, "square_social")).status_code == 404


def test_a_channel_that_was_switched_off_does_not_answer(client, publication):
    path = shelf.address(publication, "story")
    Channel.objects.filter(key="story").update(enabled=False)
    assert client.get(path).status_code == 400


def test_a_new_recipe_of_a_channel_is_drawn_when_asked_for(client, publication):
    Channel.objects.filter(key="preview").update(transformation="c_limit,w_240/f_auto,q_auto:low")
    answer = client.get(shelf.address(publication))
    assert Image.open(io.BytesIO(answer.content)).width == 240


def test_a_picture_lost_from_the_folder_is_not_found_and_no_fault(client, publication):
    import shutil

    from assets.storage import delivery

    shutil.rmtree(delivery().path(publication.remote_id))
    assert client.get(shelf.address(publication)).status_code == 404


def test_a_former_version_stays_dead_when_the_image_is_out_again(client, brand, manager):
    first = shelf.asked(shelf.an_asset(brand))
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        shelf.run(publishing.PUBLISH, first)
    second = shelf.run(publishing.PUBLISH, shelf.asked(first.asset))
    assert client.get(shelf.address(second)).status_code == 200
    assert client.get(shelf.address(first)).status_code == 404


def test_terms_that_were_cleared_with_an_end_in_the_past_stop_the_picture_before_any_worker_ran(client, brand, manager):
    publication = shelf.live(brand)
    assert client.get(shelf.address(publication)).status_code == 200
    rights.change(publication.asset.rights, by=manager, term_end=clock.now().date() - timedelta(days=2))
    rights.clear(publication.asset.rights, by=manager)
    assert client.get(shelf.address(publication)).status_code == 404
