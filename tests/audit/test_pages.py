"""The auditor's pages and an object's history, through the browser's eyes."""

import csv
import io
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assets import clock
from assets.audit import record
from assets.models import AuditEvent, UsageRightsVersion
from tests import factories
from tests.audit.lines import tamper
from tests.audit.lines import write as write_any
from tests.audit.story import published

pytestmark = pytest.mark.django_db


def write(brief, count=1, **fields):
    """Appends that many changes of the brief."""
    write_any(brief, count, **{"action": "brief.changed"} | fields)


@pytest.fixture
def brief(brand):
    return factories.a_brief(brand, title="Autumn hero")


def exported(response):
    """The rows of a CSV answer, without the header."""
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


# --- the history of an object


def test_a_history_line_says_who_what_when_and_why(signed_in, marketer, brief):
    write(brief, by=marketer, before={"title": "Old"}, after={"title": "Autumn hero"}, reason="The client asked.")
    page = signed_in(marketer).get(f"/history/brief/{brief.public_id}/").content.decode()
    for words in ("Mara Lind", "changed the brief", "Old", "Autumn hero", "The client asked."):
        assert words in page
    assert re.search(r"\bCES?T\b", page)


def test_the_history_is_a_fragment_for_htmx(signed_in, marketer, brief):
    write(brief, by=marketer)
    answer = signed_in(marketer).get(f"/history/brief/{brief.public_id}/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"<ol" in answer.content


def test_a_stranger_gets_404_for_a_foreign_history(signed_in, stranger, brief, marketer):
    write(brief, by=marketer)
    assert signed_in(stranger).get(f"/history/brief/{brief.public_id}/").status_code == 404


def test_a_missing_object_has_no_history(signed_in, marketer):
    assert signed_in(marketer).get("/history/brief/aaaaaaaaaaaaaaaa/").status_code == 404


def test_the_history_asks_for_a_sign_in(client, brief):
    assert client.get(f"/history/brief/{brief.public_id}/").status_code == 302


def test_the_system_is_named_as_such(signed_in, marketer, brief):
    write(brief, by=None)
    assert b"The system" in signed_in(marketer).get(f"/history/brief/{brief.public_id}/").content


def test_hidden_characters_are_written_out(signed_in, marketer, brief):
    write(brief, by=marketer, after={"title": "safe\u202egnp.exe\u200b"})
    page = signed_in(marketer).get(f"/history/brief/{brief.public_id}/").content.decode()
    assert "⟦U+202E⟧" in page
    assert "⟦U+200B⟧" in page
    assert "\u202e" not in page


def test_markup_in_a_reason_is_shown_and_not_run(signed_in, marketer, brief):
    write(brief, by=marketer, reason="<script>alert(1)</script>{{7*7}}")
    page = signed_in(marketer).get(f"/history/brief/{brief.public_id}/").content.decode()
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


def test_a_history_of_many_lines_costs_as_many_queries_as_a_short_one(
    signed_in, marketer, brief, django_assert_num_queries
):
    address, client = f"/history/brief/{brief.public_id}/", signed_in(marketer)
    write(brief, 3, by=marketer, reason="because")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address, headers={"HX-Request": "true"})
    write(brief, 40, by=marketer, reason="because")
    with django_assert_num_queries(len(few)):
        client.get(address, headers={"HX-Request": "true"})


# --- the auditor's page


def test_the_auditor_reads_the_log_without_a_button_that_changes_it(signed_in, auditor, brief, marketer):
    write(brief, 2, by=marketer)
    page = signed_in(auditor).get("/audit/").content.decode()
    assert "changed the brief" in page
    assert "Mara Lind" in page
    takes_only = ("/accounts/logout/", "/audit/export", "/audit/proof")
    assert page.count('method="post"') == sum(map(page.count, takes_only))


def test_a_marketer_may_not_read_the_log(signed_in, marketer):
    assert signed_in(marketer).get("/audit/").status_code == 403


def test_the_log_of_another_brand_stays_out_of_sight(signed_in, auditor, other_brand):
    write(factories.a_brief(other_brand, title="Secret bicycle"), 3, reason="hidden reason")
    page = signed_in(auditor).get("/audit/").content.decode()
    assert "hidden reason" not in page
    assert signed_in(auditor).get(f"/audit/?brand={other_brand.public_id}").status_code == 422


@pytest.mark.parametrize("name", ["campaign", "actor", "action", "about", "brand"])
def test_the_log_is_filtered_by(signed_in, auditor, brand, brief, marketer, manager, name):
    other = factories.a_brief(brand)
    write(brief, by=marketer, reason="wanted line")
    write(other, by=manager, action="brief.closed", reason="other line")
    value = {
        "campaign": brief.campaign.public_id,
        "actor": marketer.public_id,
        "action": "brief.changed",
        "about": brief.public_id,
        "brand": brand.public_id,
    }[name]
    page = signed_in(auditor).get("/audit/", {name: value}).content.decode()
    assert "wanted line" in page
    assert ("other line" in page) == (name == "brand")


def test_the_log_is_filtered_by_date(signed_in, auditor, brief, time_machine):
    time_machine.move_to("2026-05-04T12:00Z")
    write(brief, reason="in May")
    time_machine.shift(timedelta(days=40))
    write(brief, reason="in June")
    page = signed_in(auditor).get("/audit/?since=2026-05-04&until=2026-05-04").content.decode()
    assert "in May" in page
    assert "in June" not in page


@pytest.mark.parametrize("query", ["since=nonsense", "actor=zzz", "about=%3Cb%3E", "since=2026-05-04&until=2026-05-01"])
def test_a_question_that_makes_no_sense_is_refused_beside_its_field(signed_in, auditor, query):
    answer = signed_in(auditor).get(f"/audit/?{query}")
    assert answer.status_code == 422
    assert b'class="problem"' in answer.content


@pytest.mark.parametrize("cursor", ["x", "site.9999999999999999999999", "..", "nobody.7", "%F0%9F"])
def test_a_page_that_does_not_exist_is_no_fault(signed_in, auditor, cursor):
    assert signed_in(auditor).get(f"/audit/?before={cursor}").status_code == 200


def test_older_events_are_one_page_away(signed_in, auditor, brief):
    write(brief, 31)
    client, asked = signed_in(auditor), {"action": "brief.changed"}
    first = client.get("/audit/", asked).content.decode()
    older = re.search(r"before=([a-z2-7]{16}\.[0-9]+)", first).group(1)
    second = client.get("/audit/", asked | {"before": older}).content.decode()
    assert (first.count("changed the brief<br"), second.count("changed the brief<br")) == (30, 1)


def test_the_state_names_the_line_that_was_changed(signed_in, auditor, brief):
    write(brief, 4)
    assert b"Every chain holds" in signed_in(auditor).get("/audit/state/").content
    tamper("UPDATE assets_auditevent SET action = 'x' WHERE seq = 3")
    page = signed_in(auditor).get("/audit/state/", headers={"HX-Request": "true"}).content
    assert b"The log was changed" in page
    assert b"Line 3" in page


def test_the_auditors_page_keeps_within_its_queries(signed_in, auditor, brief, django_assert_max_num_queries):
    write(brief, 31, by=auditor, reason="because")
    client = signed_in(auditor)
    with django_assert_max_num_queries(16):
        client.get("/audit/")


# --- the proof


def proven(response, folder):
    """Exit code of the offline verifier on a downloaded proof."""
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        packed.extractall(folder)
    command = [sys.executable, "-I", str(folder / "verify_audit.py"), str(folder)]
    return subprocess.run(command, capture_output=True, timeout=60).returncode


def test_an_auditor_downloads_a_proof_that_verifies_offline(signed_in, auditor, brief, brand, tmp_path):
    write(brief, 3)
    answer = signed_in(auditor).post("/audit/proof", {"chain": brand.public_id})
    assert proven(answer, tmp_path) == 0
    assert AuditEvent.objects.get(action="export.created").actor_id == auditor.public_id


def test_a_foreign_brands_proof_is_not_found(signed_in, auditor, other_brand):
    assert signed_in(auditor).post("/audit/proof", {"chain": other_brand.public_id}).status_code == 404


@pytest.mark.parametrize("chain", ["site", "", "nonsense"])
def test_a_brands_auditor_cannot_take_the_sites_log(signed_in, auditor, chain):
    assert signed_in(auditor).post("/audit/proof", {"chain": chain}).status_code == 404


def test_a_marketer_takes_no_proof(signed_in, marketer, brand):
    assert signed_in(marketer).post("/audit/proof", {"chain": brand.public_id}).status_code == 403


def test_an_auditor_of_every_brand_takes_the_sites_log(signed_in, brand, brief, tmp_path):
    everywhere = factories.a_user(is_org_auditor=True)
    with transaction.atomic():
        record("user.changed", everywhere, by=None, after={"active": True})
    page = signed_in(everywhere).get("/audit/").content.decode()
    assert "The site itself" in page
    assert proven(signed_in(everywhere).post("/audit/proof", {"chain": "site"}), tmp_path) == 0


# --- the export


def test_the_export_holds_the_filtered_events_and_is_logged(signed_in, auditor, brief, marketer):
    write(brief, 3, by=marketer)
    write(brief, by=marketer, action="brief.closed")
    rows = exported(signed_in(auditor).post("/audit/export", {"action": "brief.changed"}))
    assert [row["action"] for row in rows] == ["brief.changed"] * 3
    logged = AuditEvent.objects.get(action="export.created")
    assert logged.actor_id == auditor.public_id
    assert '"rows":3' in logged.payload


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(signed_in, auditor, brief, start):
    write(brief, reason=start)
    (row,) = exported(signed_in(auditor).post("/audit/export", {"action": "brief.changed"}))
    assert row["reason"].startswith(("'", "⟦"))


def test_an_export_by_a_marketer_is_refused(signed_in, marketer, brief):
    assert signed_in(marketer).post("/audit/export", {}).status_code == 403


def test_an_export_is_asked_for_by_a_form_alone(signed_in, auditor):
    assert signed_in(auditor).get("/audit/export").status_code == 405


def test_an_export_never_holds_another_brands_events(signed_in, auditor, brief, other_brand):
    write(factories.a_brief(other_brand), 2)
    write(brief)
    rows = exported(signed_in(auditor).post("/audit/export", {}))
    assert {row["chain"] for row in rows} == {brief.brand.public_id}


def test_a_large_export_is_whole(signed_in, auditor, brief):
    write(brief, 1203)
    lines = [int(row["line"]) for row in exported(signed_in(auditor).post("/audit/export", {}))]
    assert lines == list(range(max(lines), 0, -1))
    assert len(lines) > 1203


# --- what worries, and the story of an asset


def test_the_counts_lead_to_the_records_behind_them(signed_in, auditor, brand):
    _, decision, _ = published(brand)
    soon = clock.now().date() + timedelta(days=5)
    UsageRightsVersion.objects.update(term_end=soon, perpetual=False)
    client = signed_in(auditor)
    page = client.get("/audit/").content.decode()
    assert re.search(r'class="figure">1</span> rights records end soon', page)
    title = decision.asset.rights.title
    assert title in client.get("/rights/?state=expiring_soon").content.decode()
    assert title not in client.get("/rights/?state=expired&state=revoked").content.decode()


def test_the_history_of_an_asset_tells_its_whole_story(signed_in, auditor, brand):
    _, decision, _ = published(brand)
    page = signed_in(auditor).get(f"/history/asset/{decision.asset.public_id}/").content.decode()
    for words in ("sent for approval", "cleared usage rights", "approved", "admitted to the library", "published"):
        assert words in page


def test_a_request_can_be_followed_from_its_log_line_to_its_event(signed_in, auditor, brief):
    signed_in(auditor).post("/audit/export", {}, headers={"X-Request-ID": "followed-from-here"})
    assert AuditEvent.objects.get(action="export.created").request_id == "followed-from-here"
