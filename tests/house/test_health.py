"""/healthz tells of the process, /readyz of all that it needs; neither tells a secret."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from assets.models import Heartbeat
from config import heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive(db):
    """A worker and a sweeper that gave a sign of life just now."""
    for name in ("worker", "sweeper"):
        heartbeat.beat(name)


def test_the_process_is_healthy_without_a_sign_in(client):
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(databases=[])
def test_health_of_the_process_asks_nobody(client):
    assert client.get("/healthz").text == "ok\n"


def test_a_whole_house_is_ready(client, alive):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert set(answer.json().values()) == {"ok"}


@pytest.mark.parametrize("name", ["worker", "sweeper"])
def test_a_silent_process_is_told_as_degraded(client, alive, name):
    Heartbeat.objects.filter(name=name).update(at=Now() - timedelta(seconds=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "no sign of life" in answer.json()[name]


def test_storage_that_cannot_be_written_is_not_ready(client, alive, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "file"}},
    }
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["storage"] == "cannot be written"
    assert str(tmp_path) not in answer.text


def test_readiness_leaves_nothing_behind_in_storage(client, alive, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}},
    }
    client.get("/readyz")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_readiness_asks_few_questions(client, alive, django_assert_max_num_queries):
    client.get("/readyz")
    with django_assert_max_num_queries(3):
        client.get("/readyz")


def test_no_secret_stands_in_the_answer(client, alive, settings):
    said = client.get("/readyz").text
    for secret in (settings.SECRET_KEY, str(settings.DATA_DIR), settings.CELERY_BROKER_URL):
        assert secret not in said


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405


def test_one_process_leads_and_the_other_waits():
    Heartbeat.objects.create(name="sweeper", at=Now(), holder="elsewhere:1")
    assert not heartbeat.lead("sweeper", seconds=30)
    Heartbeat.objects.update(at=Now() - timedelta(seconds=31))
    assert heartbeat.lead("sweeper", seconds=30)
    assert heartbeat.lead("sweeper", seconds=30)
    assert Heartbeat.objects.get().holder == heartbeat.holder()


def test_stepping_down_frees_the_lead_but_never_anothers():
    heartbeat.lead("sweeper", seconds=30)
    heartbeat.step_down("sweeper")
    assert not Heartbeat.objects.exists()
    Heartbeat.objects.create(name="sweeper", at=Now(), holder="elsewhere:1")
    heartbeat.step_down("sweeper")
    assert Heartbeat.objects.exists()
