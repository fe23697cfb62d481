"""Real processes against the strict service: the cap holds across them, and a killed one costs at most what it held."""

from collections import Counter

import pytest

from generation import accounts
from tests.flux.service import KEY
from tests.generation.site import SWEEPER, Site
from tests.generation.test_crashes import empty_database  # noqa: F401

pytestmark = pytest.mark.processes
ENDED = "SELECT count(*) FROM generation_slot WHERE state IN ('fetched', 'done', 'unknown', 'failed')"


@pytest.fixture
def empty(tmp_path, empty_database, service):  # noqa: F811
    """A site of which nothing was asked."""
    known = {"BFL_API_KEY": KEY, "BFL_BASE_URL": service.base, "WEBHOOK_BASE_URL": "", "GENERATION_ADAPTERS": ""}
    made = Site(tmp_path / "site", empty_database, **known)
    yield made
    made.close()


def asked(site, *models):
    """The site with twelve images asked of each of the models, and no sweeper yet."""
    done = site.do("-m", "tests.flux.scene", *models)
    assert done.returncode == 0, done.stderr[-2000:]
    return site


@pytest.fixture
def site(empty):
    """A site with 36 images asked for."""
    return asked(empty)


def test_two_sweepers_together_keep_to_24(site, service):
    service.told.task = "never"
    for _ in range(2):
        site.start(SWEEPER)
    site.wait(lambda: service.active() == 24, 90)
    service.release()
    site.wait(lambda: site.ask(ENDED) == [36], 120)
    assert service.most_seen == 24
    assert Counter(line[2] for line in service.asked("POST", "/v1/")) == {200: 36}
    assert site.ask("SELECT DISTINCT state FROM generation_slot") == ["fetched"]


def test_two_sweepers_together_keep_to_the_six_of_a_model(empty, service):
    service.told.task, model = "never", "flux-kontext-max"
    here = asked(empty, model)
    for _ in range(2):
        here.start(SWEEPER)
    here.wait(lambda: service.active(model) == 6, 90)
    service.release()
    here.wait(lambda: here.ask(ENDED) == [12], 120)
    assert service.most_seen_of[model] == 6
    assert Counter(line[2] for line in service.asked("POST", "/v1/")) == {200: 12}


def test_killing_a_sweeper_pays_nothing_twice(site, service):
    service.told.seconds = 1.0
    victim = site.start(SWEEPER)
    site.wait(lambda: service.bills >= 8, 90)
    victim.kill()
    site.start(SWEEPER)
    site.wait(lambda: site.ask(ENDED) == [36], 150)
    unknown = site.ask("SELECT count(*) FROM generation_slot WHERE state = 'unknown'")[0]
    fetched = site.ask("SELECT count(*) FROM generation_slot WHERE state = 'fetched'")[0]
    assert unknown <= accounts.ON_THE_WAY  # those that were just being sent, and each is shown as such
    assert fetched == 36 - unknown
    assert fetched <= service.bills <= 36
