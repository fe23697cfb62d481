"""Each line names the request and the work it belongs to, and no line tells a secret."""

import json
import logging
import re

import pytest

from assets.correlation import request_id
from config import logs
from config.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """A function that gives the event dictionaries of the web log."""
    caplog.set_level(logging.INFO)
    logging.getLogger("proofmark.web").setLevel(logging.INFO)
    yield lambda: [record.msg for record in caplog.records if record.name == "proofmark.web"]
    logging.getLogger("proofmark.web").setLevel(logging.NOTSET)


def test_a_request_gets_an_id_that_the_answer_tells(client):
    assert re.fullmatch("[a-z2-7]{16}", client.get("/accounts/login/")["X-Request-ID"])


def test_a_sane_id_of_the_caller_is_kept(client):
    assert client.get("/healthz", headers={"X-Request-ID": "edge-7f3a.42"})["X-Request-ID"] == "edge-7f3a.42"


@pytest.mark.parametrize("odd", ["short", "a" * 41, "new\tline\tid", "<script>alert</script>", "äöüäöüäöü"])
def test_an_odd_id_of_the_caller_is_replaced(client, odd):
    assert client.get("/healthz", headers={"X-Request-ID": odd})["X-Request-ID"] != odd


def test_a_line_tells_method_path_status_and_person(signed_in, marketer, lines):
    answer = signed_in(marketer).get("/accounts/password/change/?token=hidden")
    line = lines()[-1]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/accounts/password/change/", 200)
    assert line["user"] == marketer.public_id
    assert line["request_id"] == answer["X-Request-ID"]
    assert "hidden" not in str(line)


def test_a_password_is_in_no_line(client, marketer, caplog):
    caplog.set_level(logging.DEBUG)
    client.post("/accounts/login/", {"login": marketer.email, "password": "a very private sentence"})
    assert "a very private sentence" not in caplog.text


def test_the_id_is_gone_after_the_request(client):
    client.get("/healthz")
    assert request_id() == ""


def test_a_line_is_one_json_object():
    shape = logs.log_settings(as_json=True)["formatters"]["line"]
    formatter = shape.pop("()")(**shape)
    record = logging.LogRecord("proofmark", logging.INFO, "f", 1, "said %s", ("a\nb",), None)
    assert json.loads(formatter.format(record))["event"] == "said a\nb"


def test_a_task_carries_the_id_of_the_request_that_asked(celery_worker_lines):
    with_id = celery_worker_lines("edge-7f3a.42")
    assert with_id["request_id"] == "edge-7f3a.42"
    assert with_id["work"] == 7


@pytest.fixture
def celery_worker_lines():
    """A function that sends a task with a request id and gives the ids bound while it runs in a worker."""
    from celery.contrib.testing.worker import start_worker
    from structlog.contextvars import get_contextvars

    seen = []

    @app.task(name="tests.look")
    def look(work_id):
        seen.append(dict(get_contextvars()))

    def send(request_id):
        logs.REQUEST_ID.set(request_id)
        app.send_task("tests.look", [7])
        logs.let_ids_go()
        with start_worker(app, perform_ping_check=False, pool="solo"):
            for _ in range(1_200):
                if seen:
                    break
                look_again.wait(0.05)
        return seen[0]

    import threading

    look_again = threading.Event()
    yield send
    app.tasks.pop("tests.look")
