"""Pictures to work from are brought in once, with their role, and go without taking anything with them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assets import campaigns, sources
from assets.imaging.darkroom import ImageRefused
from assets.models import AuditEvent, Source, StoredImage
from assets.problems import Conflict, Forbidden, Refused
from tests import factories


@pytest.fixture
def product(brand, marketer):
    """A product of the brand."""
    return factories.a_product(brand)


@pytest.fixture
def add(brand, marketer, product, png):
    """A function that adds a picture of the product."""

    def make(**fields):
        return sources.add(
            fields.pop("data", None) or png(),
            **{"brand": brand, "product": product, "role": "product_truth", "by": marketer, **fields},
        )

    return make


def test_a_picture_gets_its_role_title_and_mark(add, product, marketer):
    source = add(title="Front, label readable", file_name="front.png")
    assert (source.product, source.role, source.added_by) == (product, "product_truth", marketer)
    assert source.image.digital_source_type == "digitalCapture"
    assert source.file_name == "front.png"


def test_without_a_title_the_file_lends_its_name(add):
    assert add(file_name="C:\\pictures\\mug-front.png").title == "mug-front"


def test_adding_is_one_event_and_adding_again_is_none(add):
    assert add() == add()
    assert Source.objects.count() == 1
    assert AuditEvent.objects.filter(action="source.added").count() == 1


def test_the_same_picture_may_have_two_roles(add):
    assert add() != add(role="style", product=None)
    assert StoredImage.objects.count() == 1


def test_a_refused_file_leaves_no_source(add):
    with pytest.raises(ImageRefused):
        add(data=b"%PDF-1.7")
    assert Source.objects.count() == 0


def test_an_unknown_role_is_a_fault_of_the_caller(add):
    with pytest.raises(ValueError, match="magic"):
        add(role="magic")


def test_a_product_of_another_brand_is_refused(add, other_brand):
    with pytest.raises(Refused, match="another brand"):
        add(product=factories.a_product(other_brand))


def test_an_archived_product_takes_no_pictures(add, product, marketer):
    campaigns.archive_product(product, by=marketer)
    with pytest.raises(Refused, match="archived"):
        add()


def test_an_auditor_may_not_add(add, auditor):
    with pytest.raises(Forbidden):
        add(by=auditor)


def test_removing_keeps_the_bytes_and_is_told_the_second_time(add, marketer):
    source = add()
    sources.remove(source, by=marketer)
    assert source.removed_at is not None
    assert StoredImage.objects.count() == 1
    with pytest.raises(Conflict, match="removed already"):
        sources.remove(source, by=marketer)


def test_a_removed_picture_can_be_added_again(add, marketer):
    first = add()
    sources.remove(first, by=marketer)
    assert add() != first


def test_an_auditor_may_not_remove(add, auditor):
    with pytest.raises(Forbidden):
        sources.remove(add(), by=auditor)


# --- the page of the product


def post(client, product, data, name="front.png"):
    return client.post(f"/products/{product.public_id}/pictures", {"picture": SimpleUploadedFile(name, data)})


def test_a_picture_is_added_on_the_page(signed_in, marketer, product, png):
    client = signed_in(marketer)
    assert post(client, product, png()).status_code == 302
    page = client.get(f"/products/{product.public_id}/").content.decode()
    assert f"/media/{Source.objects.get().image.public_id}/800.webp" in page


def test_a_refused_file_is_told_on_the_page_with_422(signed_in, marketer, product):
    answer = post(signed_in(marketer), product, b"<html>")
    assert answer.status_code == 422
    assert "web page" in answer.content.decode()


def test_no_file_is_told_with_422(signed_in, marketer, product):
    assert signed_in(marketer).post(f"/products/{product.public_id}/pictures", {}).status_code == 422


def test_a_picture_is_removed_on_the_page(signed_in, marketer, product, add):
    source = add()
    address = f"/products/{product.public_id}/pictures/{source.public_id}/remove"
    client = signed_in(marketer)
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409


def test_a_picture_of_another_product_is_not_found(signed_in, marketer, brand, add):
    other = factories.a_product(brand)
    address = f"/products/{other.public_id}/pictures/{add().public_id}/remove"
    assert signed_in(marketer).post(address).status_code == 404


def test_a_stranger_gets_404_and_an_auditor_403(signed_in, stranger, auditor, product, png):
    assert post(signed_in(stranger), product, png()).status_code == 404
    assert post(signed_in(auditor), product, png()).status_code == 403


def test_adding_is_never_a_get(signed_in, marketer, product):
    assert signed_in(marketer).get(f"/products/{product.public_id}/pictures").status_code == 405
