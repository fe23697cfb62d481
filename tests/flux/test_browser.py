"""The pages of outside generators in a real browser, at desktop and phone size: no barrier, and forms that work."""

import os

import pytest

from assets import sources
from assets.models import Source
from generation.models import Attempt, Brief, ProviderAccount, Slot
from tests import factories
from tests.browsing import DESKTOP, PHONE
from tests.flux.service import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def look(page, name):
    """Keeps a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


@pytest.fixture
def lost(ask, flux, service):
    """One image whose answer was lost, with its task there at the service."""
    ask(flux())
    slot = Slot.objects.get()
    sentence = "Black Forest Labs broke off the answer, so nobody knows whether the image is being made."
    Slot.objects.update(state="unknown", failure=sentence, failure_kind="unknown_outcome")
    Attempt.objects.create(
        slot=slot, number=1, state="unknown", generator_key="flux-2-pro", price_before="0.06",
        currency="USD", price_as_of="2026-07-09", started_at="2026-11-26T10:00Z",
    )  # fmt: skip
    service.tasks["11111111-aaaa"] = Task("11111111-aaaa", "flux-2-pro", {"prompt": "x"}, 0, 0)
    return slot


@SIZES
def test_a_person_settles_a_lost_answer(size, lost, brief, marketer, open_page, accessible):
    page = open_page(f"/briefs/{brief.public_id}/progress", marketer, size=size)
    look(page, "progress")
    accessible(page)
    page.get_by_role("link", name="Say what became of it").click()
    page.get_by_label("It was made: fetch it").check()
    look(page, "outcome")
    accessible(page)
    page.get_by_label("Task id").fill("11111111-aaaa")
    page.get_by_role("button", name="Settle it").click()
    page.get_by_text("It is being fetched now.").wait_for()
    lost.refresh_from_db()
    assert lost.state == "running"


@SIZES
def test_a_site_admin_sees_the_generators_and_lets_a_paused_account_go_on(size, flux, open_page, accessible):
    flux()
    why = "The account at Black Forest Labs is out of credits. Nothing was charged."
    ProviderAccount.objects.update(paused_kind="credits", paused_why=why, paused_at="2026-11-26T10:00Z", credits="0.5")
    admin = factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True)
    page = open_page("/generators/", admin, size=size)
    look(page, "generators")
    accessible(page)
    page.get_by_role("button", name="Ask Black Forest Labs again").click()
    page.get_by_text("Black Forest Labs is asked again.").wait_for()
    assert ProviderAccount.objects.get().paused_kind == ""


@SIZES
def test_reference_pictures_are_picked_and_the_price_follows(
    size, brand, brief, version, flux, marketer, open_page, accessible
):
    product = factories.a_product(brand, name="Mug")
    Brief.objects.filter(pk=brief.pk).update(product=product)
    picture = factories.picture(1024, 1024, seed=5)
    sources.add(picture, brand=brand, product=product, role=Source.Role.PRODUCT, title="Mug", by=marketer)
    flux()
    page = open_page(f"/briefs/{brief.public_id}/generate", marketer, size=size)
    for name in ("Atelier (simulated)", "Daylight (simulated)"):
        page.get_by_label(name).fill("0")
    page.get_by_label("Flux 2 Pro").fill("1")
    page.get_by_text("about US$0.105").first.wait_for()
    page.get_by_text("Send reference pictures along").click()
    page.get_by_label("Mug · product picture").check()
    page.get_by_text("about US$0.135").first.wait_for()
    look(page, "references")
    accessible(page)
