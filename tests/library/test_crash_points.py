"""kill -9 at each named step from the verdict to the last byte taken down: done again, all ends as if undisturbed."""

import signal

import pytest

from assets import library, publishing
from assets.models import Asset, Publication, Work
from assets.storage import delivery
from generation.models import Candidate
from review import decisions
from review.models import Decision
from tests.decisions import waiting
from tests.library import shelf
from tests.library.test_admission import events
from tests.library.test_killed import a_program, a_worker

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def dies(module, *arguments, at):
    """Whether the program was killed at that point; its leases are over then, as after a minute's wait."""
    ended = a_program(module, *arguments, CRASH_POINTS="1", CRASH_AT=at).wait(120)
    Work.objects.update(lease_until=None)
    return ended == -signal.SIGKILL


def the_work(kind):
    return Work.objects.get(kind=kind)


def lies_there(publication) -> bool:
    """Whether anything of it lies in the delivery folder."""
    return delivery().exists(f"{publication.remote_id}/v{publication.remote_version}")


@pytest.mark.parametrize("point", ["decision.asked", "decision.made"])
def test_a_verdict_is_whole_or_not_there(brand, point):
    candidate = waiting.a_ready(brand)
    assert dies("tests.library.killed_judge", candidate.public_id, at=point)
    made = point == "decision.made"
    assert (Decision.objects.count(), Asset.objects.count(), Publication.objects.count()) == (made,) * 3
    fresh = Candidate.objects.get(pk=candidate.pk)
    if not made:
        decisions.approve(fresh, by=waiting.a_judge(candidate), bound=waiting.bound_of(candidate))
    assert (Decision.objects.count(), Asset.objects.count(), Publication.objects.count()) == (1, 1, 1)
    assert Work.objects.filter(kind=publishing.PUBLISH, state="open").count() == 1


@pytest.mark.parametrize("point", ["publish.claimed", "publish.started", "publish.delivered", "publish.finished"])
def test_a_publication_goes_live_once(brand, point):
    publication = shelf.asked(shelf.an_asset(brand))
    row = the_work(publishing.PUBLISH)
    assert dies("tests.library.killed_worker", row.kind, row.pk, at=point)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
    for action in ("publication.started", "publication.live"):
        assert events(publication).count(action) == 1
    assert lies_there(publication)
    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.parametrize("point", ["take_down.claimed", "take_down.removed", "take_down.gone"])
def test_a_withdrawn_picture_is_gone_once(brand, manager, point):
    publication = shelf.live(brand)
    library.withdraw(publication.asset, by=manager, reason="The campaign is over.")
    row = the_work(publishing.TAKE_DOWN)
    shelf.hurry(publishing.TAKE_DOWN, publication)
    assert dies("tests.library.killed_worker", row.kind, row.pk, at=point)
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert events(publication).count("publication.withdrawn") == 1
    assert not lies_there(publication)


def test_a_worker_killed_twice_in_a_row_still_ends_it(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    row = the_work(publishing.PUBLISH)
    for point in ("publish.started", "publish.delivered"):
        assert dies("tests.library.killed_worker", row.kind, row.pk, at=point)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def test_without_leave_from_the_settings_no_point_kills(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    row = the_work(publishing.PUBLISH)
    assert a_worker(row, CRASH_POINTS="0", CRASH_AT="publish.claimed").wait(120) == 0
    publication.refresh_from_db()
    assert publication.state == "live"
