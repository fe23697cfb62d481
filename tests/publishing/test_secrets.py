"""The key to the account is nowhere but in the settings: not in pages, rows, logs, mails, tasks or fault pages."""

import io
import json
import logging
import sys

import pytest
from django.apps import apps
from django.core import serializers
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from assets import library, publishers, publishing, tasks, uploads
from assets.models import Publication, Work
from assets.publishers.cloudinary import account
from tests import factories
from tests.library import shelf
from tests.publishing.fake import KEY, SECRET

pytestmark = pytest.mark.django_db
CANARIES = (SECRET, KEY, SECRET[7:])


def found_in(text):
    return [word for word in CANARIES if word in text]


@pytest.fixture
def heard(caplog):
    """Everything that any logger says, down to the smallest detail."""
    caplog.set_level(logging.DEBUG)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield lambda: stream.getvalue() + caplog.text
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def battered(cloud, brand, manager, settings):
    """Publications that met every kind of trouble, from a service that repeats our key to us."""
    telling = json.dumps({"error": {"message": f"You sent {KEY}:{SECRET}. String to sign - '{SECRET}'"}})
    as_json, as_html = (400, 403, 401, 420), (500, 200)
    kinds = [(status, "application/json", telling) for status in as_json]
    kinds += [(status, "text/html", telling) for status in as_html]
    for answer in [*kinds, None]:
        settings.CLOUDINARY_API_URL = cloud.url(asset_folder=f"f{len(cloud.log)}")
        cloud.fail("upload", answer=answer, carried_out=False)
        shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand, terms={"channels": ["preview"]})))
        cache.clear()
    publication = shelf.live(brand)
    cloud.fail("explicit", answer=(500, "application/json", telling), carried_out=False)
    library.withdraw(publication.asset, by=manager, reason="Old")
    shelf.run(publishing.TAKE_DOWN, publication)
    return publication


def test_no_row_of_any_table_holds_it(heard, battered):
    states = set(Publication.objects.values_list("state", flat=True))
    assert {"failed", "unknown", "publishing"} <= states
    for model in apps.get_models():
        assert found_in(serializers.serialize("json", model.objects.all())) == [], model
    assert found_in(heard()) == []
    assert "publishing failed" in heard()


def test_no_page_and_no_admin_page_shows_it(battered, brand, client, signed_in, manager):
    for asset in {publication.asset for publication in Publication.objects.select_related("asset")}:
        assert found_in(signed_in(manager).get(f"/library/{asset.public_id}/").content.decode()) == []
    staff = signed_in(factories.a_user(is_staff=True))
    for path in ("publication/", f"publication/{battered.pk}/change/", "work/", "auditevent/"):
        answer = staff.get(f"/admin/assets/{path}", follow=True)
        assert answer.status_code == 200
        assert found_in(answer.content.decode()) == []


def test_no_repr_holds_it(cloud):
    found = account.configured()
    assert found_in(f"{found!r} {publishers.named('cloudinary')!r} {vars(publishers.named('cloudinary'))}") == []


def test_a_fault_page_or_mail_of_django_does_not_show_it(cloud, brand, settings):
    settings.CLOUDINARY_WEBHOOK_SECRET = SECRET
    publication = shelf.asked(shelf.an_asset(brand))
    cloud.fail("upload", carried_out=False, answer=(400, "application/json", '{"error":{"message":"no"}}'))
    with transaction.atomic():
        delivery = uploads._delivery(uploads._locked(publication.public_id))
    try:
        publishers.named("cloudinary").publish(delivery)
    except Exception:
        reporter = ExceptionReporter(RequestFactory().get("/"), *sys.exc_info())
    pages = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert "Cloudinary would not take the picture" in pages
    assert found_in(pages) == []


def test_workers_are_told_a_number_only(battered):
    for task in (tasks.publish, tasks.take_down, tasks.renew, tasks.look_up):
        assert list(task.run.__annotations__) == ["work_id", "return"]
    assert Work.objects.exists()


def test_the_command_does_not_repeat_it(cloud, capsys):
    cloud.secret = "changed"
    with pytest.raises(SystemExit):
        call_command("cloudinary")
    assert found_in("".join(capsys.readouterr())) == []
