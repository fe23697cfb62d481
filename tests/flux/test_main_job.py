"""The main job on both outside services: asked of Flux, approved, published to Cloudinary, taken down again.

By default against both strict stand-ins. FLUX_LIVE=1 BFL_API_KEY=… CLOUDINARY_TEST_URL=… does it on the real services:
one of the cheapest images (about two US cents), one upload, which is deleted again. The account must have its fields.
"""

import os

import pytest

from assets import library, publishers, publishing, uploads
from assets.models import Publication
from generation.models import Attempt, Candidate, Generator
from review import decisions, queue
from tests import factories
from tests.decisions import waiting
from tests.flux.test_contract import LIVE
from tests.library import shelf
from tests.publishing.conftest import bare, cloud  # noqa: F401
from tests.publishing.test_contract import REAL
from tests.rights.records import a_cleared_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def flux_model(request, settings, db):
    """The cheapest model, of the real service or of the stand-in."""
    if not (LIVE and REAL):
        request.getfixturevalue("cloud")
        return request.getfixturevalue("flux")("flux-2-klein-4b")
    settings.CLOUDINARY_API_URL = REAL
    settings.BFL_API_KEY, settings.WEBHOOK_BASE_URL = os.environ["BFL_API_KEY"], ""
    Generator.objects.filter(key="flux-2-klein-4b").update(enabled=True)
    return Generator.objects.select_related("account").get(key="flux-2-klein-4b")


def _approved(candidate, marketer, manager):
    """Everything that a manager wants to see, and the approval."""
    queue.send_for_approval([candidate], by=marketer)
    evidence = {"territory_mode": "include", "territories": ["DE", "FR"]}
    a_cleared_record(candidate.brand, images=[candidate.image], **evidence)
    waiting.answer_all(candidate)
    waiting.describe(candidate)
    candidate.refresh_from_db()
    return decisions.approve(candidate, by=manager, bound=waiting.bound_of(candidate)).asset


def test_from_the_prompt_to_the_delivered_picture_and_back(flux_model, ask, sweep, marketer, manager):
    ask(flux_model)
    sweep(Candidate.objects.exists, seconds=180 if LIVE else 30)
    candidate = Candidate.objects.get()
    assert Attempt.objects.get().price_after > 0
    asset = _approved(candidate, marketer, manager)
    publication = shelf.run(publishing.PUBLISH, Publication.objects.get(asset=asset))
    assert publication.state == "live", publication.last_error
    service, placed = publishers.named("cloudinary"), uploads.placed(publication)
    assert service.holds(placed)
    assert publication.answer["worries"] == []
    library.withdraw(asset, by=factories.a_member(asset.brand, "brand_manager"), reason="Only a test")
    for _ in range(20 if REAL else 1):
        if shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn":
            break
    assert publication.state == "withdrawn"
    assert not service.holds(placed)
