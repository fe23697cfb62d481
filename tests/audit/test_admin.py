"""The admin shows everything and changes nothing that has a door of its own."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets import clock
from assets.admin.reading import ReadOnlyAdmin
from assets.models import AuditEvent, Channel, DisclosureRule, Membership, ToolTerms, UsageRightsVersion, User
from review.models import ChecklistItem
from tests import factories
from tests.audit.lines import write
from tests.audit.story import published
from tests.library.shelf import an_asset

pytestmark = pytest.mark.django_db
EDITABLE = {
    "ToolTerms",
    "DisclosureRule",
    "Channel",
    "Generator",
    "ProviderAccount",
    "ChecklistItem",
    "User",
    "Membership",
}
OWN = [a for model, a in admin.site._registry.items() if model._meta.app_label in {"assets", "generation", "review"}]
READ_ONLY = [a for a in OWN if a.model.__name__ not in EDITABLE]


def address(row, page="change"):
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


@pytest.fixture
def operator(db):
    """A site admin."""
    return User.objects.create_superuser("root@example.com", "correct-horse-battery", display_name="Rosa Root")


@pytest.fixture
def desk(signed_in, operator):
    """The site admin's browser."""
    return signed_in(operator)


def inputs(page):
    """The fields and buttons of a page beside those of the frame: sign-out and theme, search and filters."""
    text = page.content.decode().split('id="content-main"', 1)[1]
    return [word for word in ('type="submit"', "<textarea", "<select", 'type="text"', 'name="_save"') if word in text]


# --- read-only


def test_what_is_not_on_the_short_list_of_tables_is_read_only():
    assert READ_ONLY
    assert all(isinstance(one, ReadOnlyAdmin) for one in READ_ONLY)
    assert {one.model.__name__ for one in OWN} >= EDITABLE


def test_nothing_in_the_admin_has_bulk_actions():
    assert [one for one in OWN if one.actions is not None] == []


def test_groups_and_addresses_cannot_be_edited_past_the_log():
    assert not {"Group", "EmailAddress"} & {model.__name__ for model in admin.site._registry}


@pytest.mark.parametrize("one", READ_ONLY, ids=lambda one: one.model.__name__)
def test_a_read_only_list_opens_and_offers_no_adding(desk, one):
    base = f"/admin/{one.model._meta.app_label}/{one.model._meta.model_name}/"
    assert desk.get(base).status_code == 200
    assert desk.get(f"{base}add/").status_code == 403


def test_a_candidate_cannot_be_changed_or_deleted_by_a_site_admin(desk, brand):
    candidate = factories.a_candidate(factories.a_brief(brand))
    assert desk.post(address(candidate), {"state": "approved"}).status_code == 403
    assert desk.post(address(candidate, "delete"), {"post": "yes"}).status_code == 403
    candidate.refresh_from_db()
    assert candidate.state == "open"


def test_a_bulk_delete_by_hand_does_nothing(desk, brand):
    candidate = factories.a_candidate(factories.a_brief(brand))
    desk.post(
        "/admin/generation/candidate/", {"action": "delete_selected", "_selected_action": [candidate.pk], "post": "yes"}
    )
    candidate.refresh_from_db()


def test_an_auditor_without_staff_rights_does_not_get_in(signed_in, auditor):
    assert signed_in(auditor).get("/admin/assets/auditevent/").status_code == 302


def test_the_history_button_leads_to_the_audit_log(desk, brand):
    brief = factories.a_brief(brand)
    answer = desk.get(address(brief, "history"))
    assert answer.status_code == 302
    assert answer.url == f"/history/brief/{brief.public_id}/"


# --- the log


def test_an_event_is_shown_without_any_field_or_button(desk, brand, marketer):
    write(factories.a_brief(brand), by=marketer, reason="Because of <b>bold</b>.")
    page = desk.get(address(AuditEvent.objects.latest("pk")))
    assert page.status_code == 200
    assert inputs(page) == []
    assert b"Mara Lind" in page.content
    assert b"&lt;b&gt;" in page.content


@pytest.mark.parametrize("act", ["change", "delete"])
def test_an_event_cannot_be_posted_to(desk, brand, act):
    write(brand)
    assert desk.post(address(AuditEvent.objects.latest("pk"), act), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["chain", "campaign", "actor", "action"])
def test_the_log_is_filtered_in_the_admin_by(desk, brand, other_brand, marketer, name):
    brief = factories.a_brief(brand)
    write(brief, by=marketer, action="brief.changed", reason="wanted line")
    write(factories.a_brief(other_brand), action="brief.closed", reason="other line")
    value = {
        "chain": brand.public_id,
        "campaign": brief.campaign.public_id,
        "actor": marketer.public_id,
        "action": "brief.changed",
    }[name]
    page = desk.get("/admin/assets/auditevent/", {name: value}).content.decode()
    assert "wanted line" in page
    assert "other line" not in page


def test_the_log_is_filtered_in_the_admin_by_date(desk, brand, time_machine):
    time_machine.move_to("2026-05-04T12:00Z")
    write(brand, reason="in May")
    page = desk.get("/admin/assets/auditevent/?at__gte=2026-06-01T00:00:00Z").content
    assert b"in May" not in page
    assert b"in May" in desk.get("/admin/assets/auditevent/?at__gte=2026-05-01T00:00:00Z").content


def test_a_long_log_costs_the_admin_as_many_queries_as_a_short_one(desk, brand, marketer, django_assert_num_queries):
    write(factories.a_brief(brand), 2, by=marketer, reason="because")
    desk.get("/admin/assets/auditevent/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/admin/assets/auditevent/")
    write(factories.a_brief(brand), 40, by=marketer, reason="because")
    with django_assert_num_queries(len(few)):
        desk.get("/admin/assets/auditevent/")


@pytest.mark.parametrize("model", ["candidate", "brief"])
def test_a_long_list_of_work_costs_as_many_queries_as_a_short_one(desk, brand, model, django_assert_num_queries):
    brief = factories.a_brief(brand)
    factories.a_candidate(brief)
    list_page = f"/admin/generation/{model}/"
    desk.get(list_page)
    with CaptureQueriesContext(connection) as few:
        desk.get(list_page)
    for _ in range(5):
        factories.a_candidate(factories.a_brief(brand, campaign=brief.campaign))
    with django_assert_num_queries(len(few)):
        desk.get(list_page)


# --- tables and people


def posted(row, fields, **changes):
    """What the admin's form of this row sends."""
    values = {name: getattr(row, name) for name in fields} | changes
    return {name: "" if value is None else value for name, value in values.items() if value is not False}


def test_editing_a_channel_writes_one_event_with_before_and_after(desk, operator):
    channel = Channel.objects.get(key="square_social")
    fields = [f.name for f in Channel._meta.fields if f.name != "key"]
    answer = desk.post(address(channel), posted(channel, fields, max_bytes=900_000))
    assert answer.status_code == 302
    event = AuditEvent.objects.get(action="data.changed")
    assert event.actor_id == operator.public_id
    assert event.object_id == "square_social"
    assert f'"after":{{"max_bytes":900000}},"before":{{"max_bytes":{channel.max_bytes}}}' in event.payload


def test_saving_a_row_without_a_change_writes_nothing(desk):
    channel = Channel.objects.get(key="square_social")
    desk.post(address(channel), posted(channel, [f.name for f in Channel._meta.fields if f.name != "key"]))
    assert not AuditEvent.objects.filter(action="data.changed").exists()


def test_editing_a_question_makes_its_next_version(desk):
    item = ChecklistItem.objects.first()
    fields = ("number", "heading", "help", "severity", "enabled")
    answer = desk.post(address(item), posted(item, fields, question="Is the mug red?", applies_when="[]"))
    assert answer.status_code == 302
    before = item.version
    item.refresh_from_db()
    assert (item.question, item.version) == ("Is the mug red?", before + 1)


@pytest.mark.parametrize("model", [ToolTerms, DisclosureRule, Channel, ChecklistItem, User])
def test_rows_that_records_name_cannot_be_deleted(desk, model):
    assert desk.post(address(model.objects.first(), "delete"), {"post": "yes"}).status_code == 403


def test_a_new_account_is_made_by_the_domain_function(desk):
    answer = desk.post("/admin/assets/user/add/", {"email": "New@Example.com", "display_name": "Nina New"})
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.com")
    assert not user.has_usable_password()
    assert AuditEvent.objects.latest("pk").action == "user.created"


def test_a_changed_name_stays_out_of_the_chain(desk, marketer):
    desk.post(address(marketer), {"display_name": "Maren", "is_active": "on"})
    event = AuditEvent.objects.get(action="user.changed")
    assert "Maren" not in event.payload
    assert '"committed"' in event.payload


def test_the_last_site_admin_cannot_step_down(desk, operator):
    answer = desk.post(address(operator), {"display_name": "Rosa Root", "is_active": "on"})
    operator.refresh_from_db()
    assert answer.status_code == 422
    assert operator.is_staff


def test_a_role_is_given_and_taken_with_an_event_each(desk, operator, brand, marketer):
    desk.post("/admin/assets/membership/add/", {"user": marketer.pk, "brand": brand.pk, "role": "auditor"})
    row = Membership.objects.get(user=marketer, role="auditor")
    assert desk.post(address(row), {"role": "brand_manager"}).status_code == 403
    desk.post(address(row, "delete"), {"post": "yes"})
    written = AuditEvent.objects.filter(actor_id=operator.public_id).order_by("pk").values_list("action", flat=True)
    assert list(written) == ["membership.granted", "membership.revoked"]


# --- rights and provenance


def test_the_list_of_assets_answers_what_may_be_used_and_who_said_so(desk, brand):
    _, decision, _ = published(brand)
    asset, page = decision.asset, desk.get("/admin/assets/asset/").content.decode()
    last_day = f"{asset.rights.current.term_end:%-d %B %Y}"
    for words in (asset.title, "Cleared", asset.tool, str(asset.campaign), last_day, str(asset.approved_by), "Live"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("rights_state=cleared", True),
        ("rights_state=expired", False),
        ("ends=90", True),
        ("ends=7", False),
        ("ends=never", False),
        ("standing__exact=live", True),
        ("standing__exact=failed", False),
    ],
)
def test_assets_and_their_rights_are_filtered_by(desk, brand, query, found):
    _, decision, _ = published(brand)
    soon = clock.now().date() + timedelta(days=60)
    UsageRightsVersion.objects.update(term_end=soon, perpetual=False)
    page = desk.get(f"/admin/assets/asset/?{query}").content.decode()
    assert (f"/admin/assets/asset/{decision.asset.pk}/change/" in page) == found


def test_an_asset_shows_its_frozen_provenance_without_a_field(desk, brand):
    _, decision, _ = published(brand)
    page = desk.get(address(decision.asset))
    assert b"A red mug on a window sill" in page.content
    assert inputs(page) == []


def test_a_long_library_costs_the_admin_as_many_queries_as_a_short_one(desk, brand, django_assert_num_queries):
    an_asset(brand)
    desk.get("/admin/assets/asset/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/admin/assets/asset/")
    for _ in range(5):
        an_asset(brand)
    with django_assert_num_queries(len(few)):
        desk.get("/admin/assets/asset/")
