"""Cloudinary's own reports: believed only when signed, taken as hints, harmless when they come twice or late."""

import json
import time
from hashlib import sha1

import pytest

from assets import publishing, tasks
from assets.models import Work
from assets.publishers.cloudinary import hooks
from tests.library import shelf
from tests.publishing.fake import SECRET
from tests.publishing.test_faults import given_up

pytestmark = pytest.mark.django_db
ALL = "/hooks/cloudinary/"


@pytest.fixture
def unknown(cloud, brand):
    """A publication whose upload was stored while its answer was lost."""
    cloud.fail("upload")
    publication = shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand)))
    assert publication.state == "unknown"
    return publication


@pytest.fixture
def report(cloud, unknown):
    """The report that the service sends on that upload: address, body, headers."""
    return cloud.reports[-1]


def deliver(client, report, **changed):
    told = {**report, **changed}
    path = told["url"].split("8000", 1)[-1]
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in told["headers"].items()}
    body = told["body"] if isinstance(told["body"], bytes) else told["body"].encode()
    return client.post(path, body, content_type="application/json", **headers)


def due(publication, kind=publishing.PUBLISH):
    row = Work.objects.get(kind=kind, subject=publication.public_id, state="open")
    return row.run_after.timestamp() <= time.time() + 0.5


def test_a_signed_report_has_the_lost_upload_looked_into_at_once(client, unknown, report):
    assert not due(unknown)
    assert deliver(client, report).status_code == 200
    assert due(unknown)
    assert shelf.run(publishing.PUBLISH, unknown).answer["adopted"] is True


def test_a_report_revives_what_was_given_up(client, cloud, brand):
    cloud.fail("upload", times=5)
    publication = given_up(brand)
    assert not Work.objects.filter(kind=publishing.PUBLISH, state="open").exists()
    assert deliver(client, cloud.reports[0]).status_code == 200
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def forms(cloud, report):
    """Twelve wrong forms and some more: (body, headers) by name."""
    body, good = report["body"], report["headers"]
    stamp, signature = good["X-Cld-Timestamp"], good["X-Cld-Signature"]
    told = json.loads(body)

    def again(**how):
        made = cloud.signed(told, **how)
        return made["body"], made["headers"]

    def with_(**changed):
        names = {"stamp": "X-Cld-Timestamp", "signature": "X-Cld-Signature"}
        return body, good | {names[key]: value for key, value in changed.items()}

    def dropped(name):
        return body, {key: value for key, value in good.items() if key != name}

    shifted = (body + stamp[:2], good | {"X-Cld-Timestamp": stamp[2:]})
    return {
        "no signature": dropped("X-Cld-Signature"),
        "empty signature": with_(signature=""),
        "another secret": again(secret="somebody-elses"),
        "an altered body": (body.replace("upload", "delete"), good),
        "old": again(at=time.time() - 7300),
        "from the future": again(at=time.time() + 3600),
        "another algorithm": again(algorithm="sha256"),
        "two signatures in one": with_(signature=f"{signature},{signature}"),
        "shifted digits": shifted,
        "digits shifted back": (body[:-1], good | {"X-Cld-Timestamp": body[-1] + stamp}),
        "a time that is no number": with_(stamp="soon"),
        "a time in other digits": with_(stamp="١٢٣٤٥٦٧٨٩٠"),
        "a time with a space": with_(stamp=f" {stamp}x"),
        "no time": dropped("X-Cld-Timestamp"),
        "a body that is no UTF-8": (b"\xff\xfe" + body.encode(), good),
        "a signature that is no ASCII": with_(signature="é" * 40),
        "an upper-case signature": with_(signature=signature.upper()),
        "half a signature": with_(signature=signature[:20]),
        "an empty body": (b"", good),
        "the newer signature alone": (body, {"X-Cld-Timestamp": stamp, "X-Cld-Signature-V2": "abc"}),
    }


def test_every_wrong_form_is_refused_and_changes_nothing(client, cloud, unknown, report):
    found = {}
    for name, (body, headers) in forms(cloud, report).items():
        found[name] = deliver(client, report, body=body, headers=headers).status_code
    assert {name: status for name, status in found.items() if status not in (400, 401)} == {}
    assert not due(unknown)


@pytest.mark.parametrize("told", [
    b"\xff\xfe{}", b"[]", b"null", b"{", b"{}", b'{"notification_type":7}', b"[" * 50_000, b'{"a":' * 5000,
    b'{"notification_type":"upload","public_id":{"a":1},"resources":"x"}',
    b'{"notification_type":"delete","resources":[1,{"public_id":null},{"public_id":"a\\u0000b"}]}',
])  # fmt: skip
def test_signed_nonsense_is_no_fault_of_ours(client, cloud, told):
    stamp = str(int(time.time()))
    signature = sha1(told + stamp.encode() + SECRET.encode(), usedforsecurity=False).hexdigest()
    answer = deliver(
        client, {"url": ALL, "body": told, "headers": {"X-Cld-Timestamp": stamp, "X-Cld-Signature": signature}}
    )
    assert answer.status_code in (200, 400)


def test_a_report_that_comes_five_times_is_taken_once(client, unknown, report):
    assert {deliver(client, report).status_code for _ in range(5)} == {200}
    assert Work.objects.filter(kind=publishing.PUBLISH, subject=unknown.public_id, state="open").count() == 1
    shelf.run(publishing.PUBLISH, unknown)
    assert deliver(client, report).status_code == 200
    unknown.refresh_from_db()
    assert unknown.state == "live"
    assert not Work.objects.filter(kind=publishing.PUBLISH, state="open").exists()


def test_a_report_is_refused_at_the_address_of_another_publication(client, cloud, brand, report):
    other = shelf.live(brand)
    url = cloud.reports[-1]["url"]
    assert other.public_id in url
    assert deliver(client, report, url=url).status_code == 401


@pytest.mark.parametrize("token", ["0" * 32, "x", "a" * 31])
def test_an_address_with_another_token_is_refused_although_the_signature_holds(client, report, unknown, token):
    url = report["url"].rsplit("/", 1)[0] + f"/{token}"
    assert deliver(client, report, url=url).status_code == 401
    assert not due(unknown)


def test_the_token_follows_from_our_own_key(settings):
    before = hooks.token("a" * 16)
    settings.SECRET_KEY = "another-key-another-key-another-key-another-key"
    assert hooks.token("a" * 16) != before


def test_a_report_signed_with_the_accounts_oldest_key_is_believed_when_that_is_set(client, cloud, unknown, settings):
    made = cloud.signed({"notification_type": "upload", "public_id": unknown.remote_id}, secret="oldest-key")
    assert deliver(client, {"url": ALL, **made}).status_code == 401
    settings.CLOUDINARY_WEBHOOK_SECRET = "newer, oldest-key"
    assert deliver(client, {"url": ALL, **made}).status_code == 200
    assert due(unknown)


def test_a_report_on_a_deletion_by_somebody_else_has_the_picture_looked_for(client, cloud, brand, signed_in, manager):
    publication = shelf.live(brand)
    cloud.assets.clear()
    made = cloud.signed({"notification_type": "delete", "resources": [{"public_id": publication.remote_id}]})
    assert deliver(client, {"url": ALL, **made}).status_code == 200
    look_up(publication)
    assert publication.state == "failed"
    assert "deleted at the delivery service by somebody else" in publication.last_error
    publishing.retry(publication, by=manager)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"


def look_up(publication):
    row = Work.objects.get(kind=publishing.LOOK_UP, state="open")
    tasks.look_up(row.pk)
    publication.refresh_from_db()


def test_a_false_report_on_a_deletion_changes_nothing(client, cloud, brand):
    publication = shelf.live(brand)
    made = cloud.signed({"notification_type": "delete", "resources": [{"public_id": publication.remote_id}]})
    deliver(client, {"url": ALL, **made})
    look_up(publication)
    assert publication.state == "live"


def test_reports_on_others_pictures_are_taken_and_nothing_follows(client, cloud):
    for kind in ("upload", "delete", "eager", "moderation", "something_new"):
        made = cloud.signed({"notification_type": kind, "public_id": "somebody/elses"})
        assert deliver(client, {"url": ALL, **made}).status_code == 200
    assert not Work.objects.exists()


def test_without_an_account_no_report_is_believed(client, settings, cloud):
    made = cloud.signed({"notification_type": "upload", "public_id": "x"})
    settings.CLOUDINARY_API_URL = ""
    assert deliver(client, {"url": ALL, **made}).status_code == 401


def test_a_report_needs_no_cookie_and_is_posted(client, cloud):
    assert client.get(ALL).status_code == 405


def test_a_report_of_megabytes_is_refused(client, cloud):
    made = cloud.signed({"notification_type": "upload", "public_id": "x" * 2**21})
    assert deliver(client, {"url": ALL, **made}).status_code == 400


def test_a_real_account_is_not_given_an_address_that_only_this_machine_knows(settings):
    from assets.publishers.cloudinary.account import Account

    settings.SITE_URL = "http://127.0.0.1:8000"
    assert hooks.address(Account("c", "k", "s"), "a" * 16) == ""
    settings.SITE_URL = "https://proofmark.example.com"
    assert hooks.address(Account("c", "k", "s"), "a" * 16).startswith("https://proofmark.example.com/hooks/cloudinary/")


@pytest.mark.django_db(transaction=True)
def test_a_report_arrives_over_the_network(cloud, brand, settings, live_server):
    settings.SITE_URL = live_server.url
    cloud.fail("upload")
    publication = shelf.run(publishing.PUBLISH, shelf.asked(shelf.an_asset(brand)))
    assert publication.state == "unknown"
    assert cloud.send_reports() == [200]
    assert due(publication)
