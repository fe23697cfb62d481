"""Canary keys: the service's key and our callback secrets stand nowhere but on the wire."""

import json
import logging
import subprocess

import pytest
from django.apps import apps
from django.conf import settings as real_settings
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.views.debug import ExceptionReporter

from generation import callbacks
from generation.models import Attempt, Slot
from generation.outside import Held, job_of
from generation.providers.bfl.adapter import Flux
from tests import factories
from tests.flux.service import KEY
from tests.flux.test_jobs import ends

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secrets(ask, sweep, flux, service, live_server, settings, caplog):
    """Jobs that went well, badly and unknown, with everything logged; gives back all that must stand nowhere."""
    settings.WEBHOOK_BASE_URL = live_server.url
    caplog.set_level(logging.DEBUG)
    called = set()

    def call_each_once():
        for task in list(service.tasks.values()):
            if task.id not in called:
                called.add(task.id)
                service.call(task)
                service.call(task, payload=[])

    for number, fault in enumerate(["", "reset", "422", "401"]):
        service.told.create = [fault] if fault else []
        is_over = ends(ask(flux(), key=f"key-{number}"), "failed" if fault.isdigit() else "done")
        sweep(lambda is_over=is_over: call_each_once() or is_over())
    refs = Attempt.objects.values_list("public_id", flat=True)
    assert len(refs) == 4
    return [KEY, *(callbacks.secret(ref) for ref in refs), *(callbacks.token(ref) for ref in refs)]


def test_no_table_holds_a_secret(secrets):
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            text = repr(cursor.fetchall())
            assert [secret for secret in secrets if secret in text] == [], model


def test_no_page_and_no_page_of_the_admin_shows_a_secret(secrets, brief, signed_in):
    client = signed_in(factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True))
    pages = ["/generators/", f"/briefs/{brief.public_id}/", f"/briefs/{brief.public_id}/progress"]
    for model in apps.get_app_config("generation").get_models():
        if model in admin.site._registry:
            name = f"admin:generation_{model._meta.model_name}"
            pages.append(reverse(f"{name}_changelist"))
            pages += [reverse(f"{name}_change", args=[row.pk]) for row in model.objects.all()[:6]]
    assert len(pages) > 15
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert [secret for secret in secrets if secret in answer.content.decode()] == [], page


def test_no_line_of_the_log_holds_a_secret(ask, sweep, flux, service, live_server, settings, capfd, client):
    settings.WEBHOOK_BASE_URL = live_server.url
    from django.utils.log import configure_logging

    from config.logs import log_settings

    try:
        configure_logging("logging.config.dictConfig", log_settings(as_json=True, level="DEBUG"))
        service.told.create = ["reset"]
        request = ask(flux())
        sweep(ends(request, "failed"))
        task = next(iter(service.tasks.values()))
        service.call(task, payload=[])
        service.call(task)
        sweep(ends(request))
        client.get(task.body["webhook_url"].removeprefix(live_server.url))
    finally:
        configure_logging("logging.config.dictConfig", real_settings.LOGGING)
    written = capfd.readouterr()
    text = written.out + written.err
    ref = Attempt.objects.get().public_id
    assert "/hooks/generators/bfl/" in text  # something was said of calls
    assert [s for s in (KEY, callbacks.secret(ref), callbacks.token(ref)) if s in text] == []


def test_no_repr_and_no_traceback_shows_a_secret(ask, flux, service, settings):
    settings.WEBHOOK_BASE_URL = "https://proofmark.example"
    ask(flux())
    slot = Slot.objects.select_related("request__brand", "request__generator", "request__prompt_version").get()
    attempt = Attempt.objects.create(
        slot=slot, number=1, generator_key="flux-2-pro", price_before=0, currency="USD", price_as_of="2026-01-01",
        started_at="2026-01-01T00:00Z", request_body={"width": 1024, "height": 1024, "seed": 1, "model": "x",
        "parameters": {}},
    )  # fmt: skip
    job = job_of(Held(None, slot, slot.request, attempt, "submit"))
    shown = repr(job) + repr(Flux()) + repr(vars(Flux())) + str(job.callback)
    assert callbacks.secret(attempt.public_id) not in shown
    assert callbacks.token(attempt.public_id) not in shown
    try:
        raise RuntimeError("as an error mail would tell it")
    except RuntimeError as error:
        report = ExceptionReporter(None, type(error), error, error.__traceback__)
        assert KEY not in report.get_traceback_html() + report.get_traceback_text()


def test_no_message_to_a_worker_holds_a_secret(secrets):
    from assets.models import Work

    assert not [s for s in secrets if s in json.dumps(list(Work.objects.values()), default=str)]


def test_the_repository_holds_no_key():
    found = subprocess.run(
        ["git", "grep", "-lE", "bfl_[A-Za-z0-9-]{16,}"],
        cwd=real_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(found.stdout.split()) <= {"tests/flux/service.py"}
