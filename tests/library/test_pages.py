"""The pages of the library: who sees what, what can be done there, and what odd requests get."""

import pytest
from django.urls import reverse

from assets import library, publishing, rights
from assets.models import Asset, Publication
from tests.library import shelf


@pytest.fixture
def publication(brand):
    return shelf.live(brand, title="Red mug at dawn")


def page_of(asset):
    return reverse("assets:asset", args=[asset.public_id])


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("role", ["marketer", "manager", "auditor"])
def test_every_member_sees_the_library_and_its_images(request, signed_in, publication, role):
    client = signed_in(request.getfixturevalue(role))
    assert "Red mug at dawn" in text(client.get("/library/"))
    assert client.get(page_of(publication.asset)).status_code == 200


def test_a_stranger_finds_nothing_of_another_brand(signed_in, stranger, publication):
    client = signed_in(stranger)
    assert "Red mug at dawn" not in text(client.get("/library/"))
    assert "Red mug at dawn" not in text(client.get("/library/?q=mug"))
    for path in ("", "state", "withdraw", "publish", "renditions/story.webp"):
        assert client.get(page_of(publication.asset) + path).status_code in (404, 405)
    assert client.post(page_of(publication.asset) + "withdraw", {"reason": "x", "version": 1}).status_code == 404


def test_nobody_signed_out_sees_the_library(client, publication):
    assert client.get("/library/").status_code == 302
    assert client.get(page_of(publication.asset) + "renditions/story.webp").status_code == 302


def test_the_page_shows_eight_renditions_with_addresses_that_answer(signed_in, marketer, publication, client):
    answer = signed_in(marketer).get(page_of(publication.asset))
    lines = answer.context["sheet"]
    assert len(lines) == 8
    assert all(line.url and line.bytes for line in lines)
    for line in lines:
        assert line.url in text(answer)
        assert client.get(line.url.split("8000", 1)[1]).status_code == 200


def test_the_page_tells_the_ten_fields(signed_in, marketer, publication):
    answer = signed_in(marketer).get(page_of(publication.asset))
    told = {field.label: field.text for field in answer.context["fields"]}
    assert len(told) == 10
    assert told["Prompt"] == "A red mug on a window sill"
    assert told["Tool or model"] == "Daylight (simulated) 1"
    assert told["Creator"] == str(publication.asset.creator)
    assert told["Destination channel"] == "Desktop hero, Square social"
    assert "Approved by" in told["Review status"]
    assert "Northwind" in told["Usage rights"]


def test_the_date_is_that_of_making_where_it_is_known(signed_in, marketer, brand):
    asset = shelf.an_asset(brand, made_at="2026-10-05T09:30:00+00:00")
    told = {field.label: field.text for field in signed_in(marketer).get(page_of(asset)).context["fields"]}
    assert told["Date created"] == "5 October 2026"


def test_a_small_picture_is_said_to_be_enlarged(signed_in, marketer, publication):
    assert "enlarged 4.8×" in text(signed_in(marketer).get(page_of(publication.asset)))


def test_an_image_that_is_not_out_shows_private_drawings_and_no_address(signed_in, marketer, brand):
    asset = shelf.an_asset(brand)
    answer = signed_in(marketer).get(page_of(asset))
    assert "It has no address until live." in text(answer)
    assert "/delivery/" not in text(answer)
    drawing = signed_in(marketer).get(page_of(asset) + "renditions/story.webp")
    assert drawing["Content-Type"] == "image/webp"
    assert "private" in drawing["Cache-Control"]
    assert b"algorithmicMedia" in drawing.content


def test_a_channel_outside_of_the_rights_says_so(signed_in, marketer, brand):
    publication = shelf.live(brand, terms={"channels": ["preview"]})
    answer = signed_in(marketer).get(page_of(publication.asset))
    assert text(answer).count("The usage rights do not cover this channel.") == 7


def test_a_manager_withdraws_with_a_reason(signed_in, manager, publication):
    client, path = signed_in(manager), page_of(publication.asset)
    answer = client.post(path + "withdraw", {"reason": "The logo is old", "version": publication.asset.version})
    assert answer.status_code == 302
    assert answer["Location"] == path
    publication.refresh_from_db()
    assert publication.state == "withdrawing"
    assert "The logo is old" in text(client.get(path))


@pytest.mark.parametrize("data", [
    {"reason": "", "version": 1}, {"reason": "x" * 501, "version": 1}, {"reason": "NUL \x00", "version": 1},
    {"reason": "x", "version": "soon"}, {"reason": "x", "version": 10**30}, {},
])  # fmt: skip
def test_a_withdrawal_that_cannot_be_read_changes_nothing(signed_in, manager, publication, data):
    answer = signed_in(manager).post(page_of(publication.asset) + "withdraw", data)
    assert answer.status_code in (400, 422)
    assert Asset.objects.get().state == "approved"


def test_a_withdrawal_from_a_stale_page_is_a_conflict(signed_in, manager, publication):
    answer = signed_in(manager).post(page_of(publication.asset) + "withdraw", {"reason": "Old", "version": 77})
    assert answer.status_code == 409
    assert "Nothing was changed" in text(answer)
    assert Asset.objects.get().state == "approved"


def test_a_second_withdrawal_is_told_who_was_first(signed_in, manager, auditor, publication):
    library.withdraw(publication.asset, by=auditor, reason="Old")
    answer = signed_in(manager).post(page_of(publication.asset) + "withdraw", {"reason": "Old", "version": 1})
    assert answer.status_code == 409
    assert "Ada Weiss was first" in text(answer)


def test_a_marketer_has_no_withdrawal_and_is_refused_one(signed_in, marketer, publication):
    client, path = signed_in(marketer), page_of(publication.asset)
    assert "Withdraw this image" not in text(client.get(path))
    assert client.post(path + "withdraw", {"reason": "Old", "version": 1}).status_code == 403


def test_asking_for_the_withdrawal_form_leads_to_the_page(signed_in, manager, publication):
    assert signed_in(manager).get(page_of(publication.asset) + "withdraw").status_code == 302


def test_a_failed_publication_is_tried_again_from_its_page(signed_in, manager, publication):
    Publication.objects.update(state="failed", last_error="The service was out.")
    client, path = signed_in(manager), page_of(publication.asset)
    page = text(client.get(path))
    assert "The service was out." in page
    assert "Try again" in page
    assert client.post(path + "publish").status_code == 302
    publication.refresh_from_db()
    assert publication.state == "waiting"


def test_an_image_whose_rights_were_missing_is_published_again_later(signed_in, manager, brand):
    asset = shelf.an_asset(brand)
    client = signed_in(manager)
    assert "Publish</button>" in text(client.get(page_of(asset)))
    client.post(page_of(asset) + "publish")
    assert Publication.objects.get().state == "waiting"


def test_a_second_click_on_publish_is_a_conflict_and_no_second_publication(signed_in, manager, brand):
    asset = shelf.an_asset(brand)
    client = signed_in(manager)
    client.post(page_of(asset) + "publish")
    assert client.post(page_of(asset) + "publish").status_code == 409
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("person", ["marketer", "auditor"])
def test_only_a_manager_publishes(request, signed_in, brand, person):
    asset = shelf.an_asset(brand)
    assert signed_in(request.getfixturevalue(person)).post(page_of(asset) + "publish").status_code == 403


def test_publishing_by_a_link_is_not_allowed(signed_in, manager, brand):
    assert signed_in(manager).get(page_of(shelf.an_asset(brand)) + "publish").status_code == 405


def test_the_state_asks_again_while_it_moves_and_rests_when_it_is_done(signed_in, manager, brand):
    asset = shelf.an_asset(brand)
    publication = publishing.ask(asset, by=manager)
    client, path = signed_in(manager), page_of(asset) + "state"
    moving = client.get(path, HTTP_HX_REQUEST="true")
    assert "every 2s" in text(moving)
    assert "<html" not in text(moving)
    assert "HX-Refresh" not in moving
    shelf.run(publishing.PUBLISH, publication)
    done = client.get(path, HTTP_HX_REQUEST="true")
    assert "every 2s" not in text(done)
    assert done["HX-Refresh"] == "true"


def test_the_state_without_a_script_leads_to_the_page(signed_in, manager, publication):
    answer = signed_in(manager).get(page_of(publication.asset) + "state")
    assert answer.status_code == 302


def test_revoked_rights_show_their_reason_on_the_page(signed_in, manager, publication):
    rights.revoke(publication.asset.rights, by=manager, reason="The model objected")
    page = text(signed_in(manager).get(page_of(publication.asset)))
    assert "The model objected" in page
    assert "Revoked" in page


def test_hostile_words_are_shown_inert(signed_in, marketer, brand):
    asset = shelf.an_asset(brand, title="<script>alert(1)</script>", prompt="{{7*7}} <img src=x onerror=1> \u202e")
    page = text(signed_in(marketer).get(page_of(asset)))
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(
    "path", ["/library/aaaaaaaaaaaaaaaa/", "/library/short/", "/library/../../etc/", "/library/%00/"]
)
def test_a_missing_image_is_not_found(signed_in, marketer, path):
    assert signed_in(marketer).get(path).status_code in (400, 404)


def test_a_rendition_of_no_channel_is_not_found(signed_in, marketer, publication):
    assert signed_in(marketer).get(page_of(publication.asset) + "renditions/poster.webp").status_code == 404


def test_the_richest_page_asks_at_most_twelve_times(signed_in, manager, publication, django_assert_max_num_queries):
    client, path = signed_in(manager), page_of(publication.asset)
    rights.revoke(publication.asset.rights, by=manager, reason="So that the history holds words")
    publishing.end(publication, by=manager, reason="Words here too")
    client.get("/library/")
    with django_assert_max_num_queries(12):
        assert "Words here too" in text(client.get(path))
