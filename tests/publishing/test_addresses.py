"""Addresses of renditions at Cloudinary: they answer, they say what was looked at, and pages can be made of them."""

import html
import re

import httpx
import pytest

from assets import publishers, transformations
from assets.models import Channel
from assets.publishers.cloudinary import account, addresses
from tests.library import shelf

pytestmark = pytest.mark.django_db


def lines(client, asset):
    return {line.channel.key: line for line in client.get(f"/library/{asset.public_id}/").context["sheet"]}


def page(client, asset):
    return client.get(f"/library/{asset.public_id}/").content.decode()


def test_each_channel_has_an_address_that_answers_with_the_recipes_size(cloud, brand, signed_in, marketer):
    publication = shelf.live(brand)
    sheet = lines(signed_in(marketer), publication.asset)
    assert len(sheet) == 8
    for line in sheet.values():
        answer = httpx.get(line.url, headers={"Accept": "image/webp"})
        assert answer.status_code == 200
        assert f"/v{publication.remote_version}/{publication.remote_id}." in line.url
        assert line.bytes == len(answer.content)


@pytest.mark.parametrize(("shape", "form", "quality"), [
    ("c_fill,g_auto,h_800,w_1920", "f_auto,", "q_auto"), ("c_fill,g_auto,h_1080,w_1080", "f_jpg,", "q_auto:good"),
])  # fmt: skip
def test_recipes_are_spelled_in_the_services_words(shape, form, quality):
    assert addresses.spellings(f"{shape}/{form}{quality}") == [
        f"{shape}/{form}fl_keep_iptc,{quality}",
        f"{shape}/{form}fl_keep_iptc,q_80",
        f"{shape}/{form}{quality}",
    ]


def test_a_recipe_that_says_nothing_of_the_encoding_still_keeps_the_note():
    recipe = "b_white,c_pad,h_400,w_400"
    assert addresses.spellings(recipe) == [f"{recipe}/fl_keep_iptc", f"{recipe}/fl_keep_iptc,q_80", recipe]


def test_the_address_is_the_one_that_cloudinary_documents():
    found = account.read("cloudinary://1:a@acme")
    made = addresses.address(found, "abc-1", 1700000000, "c_limit,w_480/f_auto,q_auto:low", 2)
    assert made == "https://res.cloudinary.com/acme/image/upload/c_limit,w_480/f_auto,q_auto:low/v1700000000/abc-1.jpg"
    own = account.read("cloudinary://1:a@acme/pics.example.com")
    assert addresses.address(own, "abc-1", 7, "c_limit,w_480", 2) == (
        "https://pics.example.com/image/upload/c_limit,w_480/v7/abc-1.jpg"
    )


# --- the note on AI origin


def test_the_note_stays_where_the_service_keeps_it(cloud, brand, signed_in, marketer):
    publication = shelf.live(brand)
    for line in lines(signed_in(marketer), publication.asset).values():
        assert line.doubt == ""
        assert b"algorithmicMedia" in httpx.get(line.url).content


def test_the_quality_gives_way_where_it_cannot_go_with_the_note(cloud, brand, signed_in, marketer):
    cloud.keep_clashes = True
    publication = shelf.live(brand)
    for line in lines(signed_in(marketer), publication.asset).values():
        assert "fl_keep_iptc,q_80" in line.url or "q_auto" not in line.channel.transformation
        assert b"algorithmicMedia" in httpx.get(line.url).content


def test_where_the_service_takes_the_note_out_the_page_says_so(cloud, brand, signed_in, marketer):
    cloud.strips_always = True
    publication = shelf.live(brand)
    assert page(signed_in(marketer), publication.asset).count("takes the note on AI origin out of this picture") == 8
    for line in lines(signed_in(marketer), publication.asset).values():
        assert "fl_keep_iptc" not in line.url
        assert b"algorithmicMedia" not in httpx.get(line.url).content


def test_an_address_that_does_not_answer_is_told_and_the_picture_is_live_all_the_same(
    cloud, brand, signed_in, marketer
):
    cloud.strict_urls = True
    publication = shelf.live(brand)
    assert "The address answered 401." in page(signed_in(marketer), publication.asset)


def test_signed_addresses_answer_where_others_are_refused(cloud, brand, settings, signed_in, marketer):
    cloud.strict_urls = True
    settings.CLOUDINARY_API_URL = cloud.url(sign_url="1")
    publication = shelf.live(brand)
    for line in lines(signed_in(marketer), publication.asset).values():
        assert "/s--" in line.url
        assert httpx.get(line.url).status_code == 200
        assert cloud.secret not in line.url


def test_a_delivery_host_that_is_silent_does_not_stop_a_publication(cloud, brand, settings, signed_in, marketer):
    settings.CLOUDINARY_API_URL = cloud.url(delivery_prefix="http://127.0.0.1:9")
    publication = shelf.live(brand, terms={"channels": ["preview"]})
    assert "Nothing answered." in page(signed_in(marketer), publication.asset)


# --- what people paste


def attributes(text):
    return dict(re.findall(r'(\w+)="([^"]*)"', text))


def test_a_rendition_comes_as_html_with_narrower_copies_that_answer(cloud, brand, signed_in, marketer):
    publication = shelf.live(brand)
    client = signed_in(marketer)
    found = attributes(lines(client, publication.asset)["desktop_hero"].html)
    assert (found["width"], found["height"], found["alt"]) == ("1920", "800", "A red mug")
    copies = [part.rsplit(" ", 1) for part in found["srcset"].split(", ")]
    assert [width for _, width in copies] == ["640w", "1280w", "1920w"]
    for url, width in copies:
        picture = httpx.get(url)
        assert picture.status_code == 200
        assert f"w_{width[:-1]}" in url
    assert html.escape(lines(client, publication.asset)["desktop_hero"].html) in page(client, publication.asset)


def test_one_picture_for_a_page_takes_the_narrow_crop_on_phones(cloud, brand, signed_in, marketer):
    publication = shelf.live(brand)
    snippet = signed_in(marketer).get(f"/library/{publication.asset.public_id}/").context["snippet"]
    source, image = re.search(r"<source ([^>]*)>\s*<img ([^>]*)>", snippet).groups()
    assert attributes(source)["media"] == "(max-width: 640px)"
    assert "w_750" in attributes(source)["srcset"]
    assert "w_1920" in attributes(image)["src"]


def test_the_folder_publishers_html_names_its_one_address(brand, signed_in, marketer):
    publication = shelf.live(brand)
    found = attributes(lines(signed_in(marketer), publication.asset)["story"].html)
    assert "srcset" not in found
    assert found["src"].startswith("http://127.0.0.1:8000/delivery/")


def test_hostile_words_in_the_html_stay_words(cloud, brand, signed_in, marketer):
    asset = shelf.an_asset(brand)
    type(asset).objects.update(alt_text='"><script>alert(1)</script>')
    publication = shelf.run("assets.publish", shelf.asked(asset))
    client = signed_in(marketer)
    assert "<script>" not in lines(client, publication.asset)["preview"].html
    assert "<script>alert" not in page(client, publication.asset)


def test_nothing_is_pasted_of_what_is_not_out(brand, signed_in, marketer):
    asset = shelf.an_asset(brand)
    answer = signed_in(marketer).get(f"/library/{asset.public_id}/")
    assert answer.context["snippet"] == ""
    assert all(line.html == "" for line in answer.context["sheet"])


def test_addresses_outlive_the_key(cloud, brand, settings, signed_in, marketer):
    publication = shelf.live(brand)
    settings.CLOUDINARY_API_URL = ""
    assert all(line.url for line in lines(signed_in(marketer), publication.asset).values())


def test_a_recipe_that_was_changed_since_is_asked_for_anew(cloud, brand, signed_in, marketer):
    publication = shelf.live(brand)
    Channel.objects.filter(key="preview").update(transformation="c_limit,w_320/f_auto,q_auto:low")
    line = lines(signed_in(marketer), publication.asset)["preview"]
    assert "w_320" in line.url
    assert httpx.get(line.url).status_code == 200


def test_narrower_copies_keep_the_shape():
    wide = transformations.parse("c_fill,g_auto,h_800,w_1920/f_auto,q_auto")
    assert str(transformations.narrower(wide, 640)) == "c_fill,g_auto,h_267,w_640/f_auto,q_auto"
    assert transformations.narrower(wide, 1920) is None
    assert transformations.narrower(transformations.parse("c_limit,h_300"), 100) is None


def test_the_folder_publisher_makes_no_narrower_copies():
    assert publishers.named("folder").narrower("a", 1, {"recipe": "c_limit,w_480", "width": 480}) == {}
