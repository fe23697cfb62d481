"""Previews go to members of the brand only, under headers that let a browser do nothing but draw them."""

import pytest

from assets import intake
from assets.media import preview_url
from assets.storage import private


@pytest.fixture
def image(brand, png):
    """One picture of the brand."""
    return intake.take_in(png(900, 700), brand=brand, digital_source_type="trainedAlgorithmicMedia")


@pytest.mark.parametrize("side", [320, 800, 1600])
def test_a_member_sees_each_preview(signed_in, marketer, image, side):
    answer = signed_in(marketer).get(preview_url(image, side))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"


def test_an_auditor_sees_it_too(signed_in, auditor, image):
    assert signed_in(auditor).get(preview_url(image, 320)).status_code == 200


def test_a_stranger_gets_404(signed_in, stranger, image):
    assert signed_in(stranger).get(preview_url(image, 320)).status_code == 404


def test_a_missing_image_looks_like_a_foreign_one(signed_in, marketer):
    assert signed_in(marketer).get("/media/aaaaaaaaaaaaaaaa/320.webp").status_code == 404


def test_nobody_sees_it_without_signing_in(client, image):
    answer = client.get(preview_url(image, 320))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("side", [1, 640, 99999999])
def test_other_sizes_do_not_exist(signed_in, marketer, image, side):
    assert signed_in(marketer).get(preview_url(image, side)).status_code == 404


def test_neither_original_nor_master_has_an_address(signed_in, marketer, image):
    client = signed_in(marketer)
    for path in (image.original_path, image.master_path, image.preview_small):
        assert client.get(f"/{path}").status_code == 404
        assert client.get(f"/media/{path}").status_code == 404


def test_the_headers_let_a_browser_only_draw(signed_in, marketer, image):
    answer = signed_in(marketer).get(preview_url(image, 320))
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_known_preview_is_not_sent_again(signed_in, marketer, image):
    client = signed_in(marketer)
    etag = client.get(preview_url(image, 320))["ETag"]
    answer = client.get(preview_url(image, 320), headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_tag_does_not_open_the_door(signed_in, stranger, image):
    etag = f'"{image.public_id}-320"'
    answer = signed_in(stranger).get(preview_url(image, 320), headers={"If-None-Match": etag})
    assert answer.status_code == 404


def test_only_reading_is_allowed(signed_in, marketer, image):
    assert signed_in(marketer).post(preview_url(image, 320)).status_code == 405


def test_a_lost_file_is_not_found_and_no_fault(signed_in, marketer, image):
    private().delete(image.preview_small)
    assert signed_in(marketer).get(preview_url(image, 320)).status_code == 404


def test_a_preview_costs_few_queries(signed_in, marketer, image, django_assert_max_num_queries):
    client = signed_in(marketer)
    client.get(preview_url(image, 800))
    with django_assert_max_num_queries(3):
        client.get(preview_url(image, 320))
