"""The decision page at its richest costs no more queries than a page may."""

from datetime import timedelta

import pytest

from assets import clock
from generation.models import Candidate
from review import course, queue
from tests import factories
from tests.decisions import waiting
from tests.grid.test_queries import RICHEST, cost
from tests.stages import scene
from tests.talk.talk import a_next_version, a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def absent(brand, manager):
    """A brand manager for whom the one who looks signs today."""
    found, today = factories.a_user("brand_manager", brand, name="Ines Duarte"), clock.today(brand.timezone)
    days = {"first_day": today - timedelta(days=1), "last_day": today + timedelta(days=1)}
    course.announce_absence(brand, by=found, substitute=manager, **days)
    return found


def an_edit_in_stages(brand, absent, peer, versions):
    """A later version that somebody signed, with threads on each version and no rights on record."""
    named = scene.BRAND | {"name": "The boss", "rule": "named", "people": [absent.public_id]}
    stages = (named, scene.PAIR | {"start": "with"}, scene.BRAND)
    brief = scene.a_planned_brief(brand, *stages, languages=["German", "French"], sign_again=True)
    candidate = factories.a_candidate(brief)
    for _ in range(versions):
        a_thread(candidate)
        candidate = a_next_version(candidate)
    a_thread(candidate)
    queue.send_for_approval([candidate], by=factories.a_member(brand, "marketer"))
    waiting.answer_all(candidate)
    scene.sign(candidate, peer, signed_again=True)
    return Candidate.objects.get(pk=candidate.pk)


@pytest.mark.parametrize("versions", [2, 4])
@pytest.mark.parametrize("newer", [0, 1, 3])
def test_an_edited_image_without_rights_in_stages_with_votes(brand, manager, absent, signed_in, versions, newer):
    candidate = an_edit_in_stages(brand, absent, factories.a_user("brand_manager", brand), versions)
    client, last = signed_in(manager), candidate
    for _ in range(newer):
        last = a_next_version(last)
    url = f"/approvals/{candidate.public_id}/"
    page = client.get(url).content.decode()
    for word in ("You sign for", "Proposed", "French:", "Beside v1") if not newer else ("Proposed", "newer version"):
        assert word in page
    assert cost(client, url) <= RICHEST
