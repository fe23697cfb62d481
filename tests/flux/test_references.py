"""Reference pictures: picked on the form, priced before, sent as plain base64, and only while their rights allow it."""

import base64
from decimal import Decimal

import pytest
from django.urls import reverse

from assets import rights, safekeeping, sources
from assets.models import Source
from assets.problems import Refused
from assets.storage import private
from generation import candidates, requests
from generation.models import Attempt, Brief, Candidate, GenerationRequest, RequestReference, Slot
from tests import factories
from tests.flux.test_jobs import ends
from tests.rights import records

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mug(brand, brief, marketer):
    """A picture of the brief's product."""
    product = factories.a_product(brand, name="Mug")
    Brief.objects.filter(pk=brief.pk).update(product=product)
    return sources.add(
        factories.picture(1024, 1024, seed=5),
        brand=brand,
        product=product,
        role=Source.Role.PRODUCT,
        title="Mug",
        by=marketer,
    )


@pytest.fixture
def style(brand, marketer):
    """A style reference of the brand."""
    return sources.add(
        factories.picture(600, 600, seed=6), brand=brand, role=Source.Role.STYLE, title="Light", by=marketer
    )


def sent_pictures(service):
    """The reference fields of the one task, in order."""
    body = next(iter(service.tasks.values())).body
    return [value for name, value in body.items() if name.startswith("input_image")] or body.get("images", [])


@pytest.mark.parametrize("key", ["flux-2-pro", "flux-3-image"])
def test_they_are_sent_in_order_as_the_marked_masters(key, ask, sweep, flux, service, mug, style):
    sweep(ends(ask(flux(key), sources=[mug, style])))
    wanted = [safekeeping.read(private(), one.image.master_path, one.image.master_sha256) for one in (mug, style)]
    assert [base64.b64decode(one) for one in sent_pictures(service)] == wanted


def test_the_ledger_and_the_candidate_say_which_and_hold_no_bytes(ask, sweep, flux, mug):
    request = ask(flux(), sources=[mug])
    sweep(ends(request))
    assert list(RequestReference.objects.filter(request=request).values_list("source", "role")) == [(mug.pk, mug.role)]
    body = Attempt.objects.get().request_body
    assert body["references"] == [{"source": mug.public_id, "role": mug.role, "sha256": mug.image.sha256}]
    assert "input_image" not in str(body["references"])


def test_what_is_sent_along_is_in_the_price_before(ask, flux, mug, style):
    plain = ask(flux(), key="plain")
    with_one = ask(flux(), key="with", sources=[mug])
    assert with_one.price_before - plain.price_before == Decimal("0.0150")


def test_a_large_picture_goes_as_its_preview(ask, sweep, flux, service, brand, marketer):
    large = sources.add(
        factories.picture(2400, 2000, seed=8), brand=brand, role=Source.Role.STYLE, title="Large", by=marketer
    )
    sweep(ends(ask(flux(), sources=[large])))
    assert base64.b64decode(sent_pictures(service)[0])[8:12] == b"WEBP"


def test_the_same_again_sends_the_same_pictures(ask, sweep, flux, service, mug, marketer):
    sweep(ends(ask(flux(), sources=[mug])))
    again = candidates.again(Candidate.objects.get(), by=marketer, idempotency_key="again")
    assert [row.source for row in again.references.all()] == [mug]


def test_a_generator_that_takes_none_is_not_asked_with_some(version, marketer, daylight, flux, mug):
    with pytest.raises(Refused, match="takes no reference pictures"):
        requests.submit(
            version, choices={daylight: 1, flux(): 1}, by=marketer, idempotency_key="k", ratios=["1:1"], sources=[mug]
        )
    assert GenerationRequest.objects.count() == 0


def test_more_than_a_model_takes_are_refused(ask, flux, brand, marketer):
    many = [
        sources.add(factories.picture(80, 80, seed=n), brand=brand, role=Source.Role.STYLE, title=f"{n}", by=marketer)
        for n in range(5)
    ]
    with pytest.raises(Refused, match="at most 4"):
        ask(flux("flux-2-klein-9b"), sources=many)


def test_another_brands_picture_is_refused(ask, flux, other_brand, stranger):
    theirs = sources.add(factories.picture(80, 80, seed=1), brand=other_brand, role=Source.Role.STYLE, by=stranger)
    with pytest.raises(Refused, match="another brand"):
        ask(flux(), sources=[theirs])


def test_a_removed_picture_is_refused(ask, flux, style, marketer):
    sources.remove(style, by=marketer)
    with pytest.raises(Refused, match="taken out of use"):
        ask(flux(), sources=[style])


@pytest.fixture
def record(brand, manager, style):
    """Cleared rights over the style reference."""
    return records.a_cleared_record(brand, images=[style.image])


def test_a_picture_whose_rights_were_revoked_is_not_sent(ask, flux, style, record, manager):
    ask(flux(), key="before", sources=[style])
    rights.revoke(record, by=manager, reason="The photographer left.")
    with pytest.raises(Refused, match="revoked"):
        ask(flux(), key="after", sources=[style])


def test_rights_that_end_while_it_waits_stop_it_too(ask, sweep, flux, service, style, record, manager):
    request = ask(flux(), sources=[style])
    rights.revoke(record, by=manager, reason="The photographer left.")
    sweep(ends(request, "failed"))
    assert "revoked" in Slot.objects.get().failure
    assert service.asked("POST", "/v1/") == []


# --- the form


@pytest.fixture
def form(version):
    """What a browser sends."""
    return {"version": version.public_id, "shapes": ["1:1"], "count_flux-2-pro": "1", "key": "abcdefgh12345678",
            "count_atelier": "0", "count_daylight": "0"}  # fmt: skip


def test_the_form_offers_the_products_picture_first_and_the_price_follows(
    brief, form, flux, mug, style, signed_in, marketer
):
    for key in ("flux-2-max", "flux-2-flex", "flux-2-klein-9b", "flux-3-image"):
        flux(key, position=99)
        form[f"count_{key}"] = "0"
    client, address = signed_in(marketer), reverse("generation:generate", args=[brief.public_id])
    flux()
    text = client.get(address).content.decode()
    assert text.index("Mug · product picture, 1024 × 1024 px") < text.index("Light · style reference")
    headers = {"HX-Request": "true", "HX-Target": "quote"}
    plain = client.get(address, form, headers=headers).content.decode()
    more = client.get(address, {**form, "sources": [mug.public_id]}, headers=headers).content.decode()
    assert ("about US$0.06" in plain, "about US$0.075" in more) == (True, True)
    assert client.post(address, {**form, "sources": [mug.public_id]}).status_code == 302
    assert RequestReference.objects.count() == 1


def test_a_picture_that_was_not_offered_is_422(brief, form, flux, mug, other_brand, stranger, signed_in, marketer):
    flux()
    theirs = sources.add(factories.picture(80, 80, seed=1), brand=other_brand, role=Source.Role.STYLE, by=stranger)
    address = reverse("generation:generate", args=[brief.public_id])
    answer = signed_in(marketer).post(address, {**form, "sources": [theirs.public_id]})
    assert answer.status_code == 422
    assert GenerationRequest.objects.count() == 0
