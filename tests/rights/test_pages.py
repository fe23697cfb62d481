"""The pages of rights records through HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assets.models import RightsCover, UsageRights
from tests import factories
from tests.rights.records import a_cleared_record, a_proof, a_record

pytestmark = pytest.mark.django_db


def page(record):
    return f"/rights/{record.public_id}/"


def text(response):
    return response.content.decode()


def form_of(client, record):
    form = client.get(f"{page(record)}change").context["form"]
    sent = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    return sent | {"restrictions": [], "territories": ""}


def test_a_record_tells_its_terms_state_and_cover(signed_in, brand, auditor):
    record = a_cleared_record(brand, images=[factories.a_stored_image(brand)])
    body = text(signed_in(auditor).get(page(record)))
    for words in ("Northwind Coffee", "1 November 2026 to 31 March 2036", "Cleared", "covering 1 image."):
        assert words in body
    assert "Revoke" not in body


def test_the_list_shows_states(signed_in, brand, other_brand, marketer):
    a_cleared_record(brand, title="Winter shots")
    a_record(other_brand, title="Not ours")
    body = text(signed_in(marketer).get("/rights/"))
    assert "Winter shots" in body
    assert "Not ours" not in body


@pytest.mark.parametrize("path", ["", "change", "clear", "revoke", "evidence"])
def test_a_stranger_finds_nothing(signed_in, brand, stranger, path):
    record, client = a_record(brand), signed_in(stranger)
    answers = {client.get(page(record) + path).status_code, client.post(page(record) + path).status_code}
    assert answers <= {404, 405}


def test_a_change_by_the_form_makes_a_proposal_with_its_differences(signed_in, brand, marketer):
    record, client = a_cleared_record(brand), signed_in(marketer)
    client.post(f"{page(record)}change", form_of(client, record) | {"rights_holder": "Agency GmbH"})
    body = text(client.get(page(record)))
    assert "Version 2 waits for clearing" in body
    assert "Agency GmbH" in body


def test_a_faulty_change_is_422_at_its_field_and_keeps_what_was_typed(signed_in, brand, marketer):
    record, client = a_record(brand), signed_in(marketer)
    sent = form_of(client, record) | {"term_end": "2026-10-01", "rights_holder": "Agency GmbH"}
    response = client.post(f"{page(record)}change", sent)
    assert response.status_code == 422
    assert "The last day lies before the first." in text(response)
    assert "Agency GmbH" in text(response)


def test_a_change_on_an_old_page_is_409(signed_in, brand, marketer, manager):
    record, client = a_record(brand), signed_in(marketer)
    sent = form_of(client, record) | {"rights_holder": "Agency GmbH"}
    client.post(f"{page(record)}change", sent)
    response = client.post(f"{page(record)}change", sent | {"rights_holder": "Somebody else"})
    assert response.status_code == 409
    assert "Mara Lind changed" in text(response)


def test_a_manager_clears_and_revokes_a_marketer_does_neither(signed_in, brand, marketer, manager):
    record = a_record(brand)
    assert signed_in(marketer).post(f"{page(record)}clear", {"version": 1}).status_code == 403
    client = signed_in(manager)
    client.post(f"{page(record)}clear", {"version": 1})
    client.post(f"{page(record)}revoke", {"version": 2, "reason": "Talent withdrew", "urgency": "urgent"})
    record.refresh_from_db()
    assert record.current.revoke_reason == "Talent withdrew"


def test_revoking_without_a_reason_is_422(signed_in, brand, manager):
    record = a_cleared_record(brand)
    response = signed_in(manager).post(f"{page(record)}revoke", {"version": 2, "reason": "", "urgency": "normal"})
    assert response.status_code == 422
    assert UsageRights.objects.get().current.revoked_at is None


def test_a_document_is_kept_and_given_back_only_as_a_download(signed_in, brand, marketer):
    record, client = a_record(brand), signed_in(marketer)
    file = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", content_type="text/html")
    client.post(f"{page(record)}evidence", {"kind": "licence", "file": file})
    response = client.get(f"{page(record)}evidence/{record.evidence.get().public_id}")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response.content == b"<script>alert(1)</script>"


def test_a_document_of_another_record_is_not_found(signed_in, brand, marketer):
    record, proof = a_record(brand), a_proof(a_record(brand))
    assert signed_in(marketer).get(f"{page(record)}evidence/{proof.public_id}").status_code == 404


@pytest.mark.parametrize("sent", [{"kind": "licence"}, {"kind": "nonsense", "statement": "x"}])
def test_evidence_that_is_none_is_422(signed_in, brand, marketer, sent):
    assert signed_in(marketer).post(f"{page(a_record(brand))}evidence", sent).status_code == 422


def test_a_question_that_asks_for_a_document_takes_no_statement(signed_in, brand, marketer):
    asked = [{"key": "licence", "question": "Is there a licence?", "evidence_required": True}]
    terms = {"key": "x", "tool": "X", "commercial": "conditions", "conditions": asked}
    record = a_record(brand, basis="generator_terms", tool_terms=terms)
    response = signed_in(marketer).post(f"{page(record)}evidence", {"kind": "terms:licence", "statement": "Yes"})
    assert response.status_code == 422
    assert not record.evidence.exists()


def test_an_image_is_taken_out_from_under_a_record(signed_in, brand, marketer):
    image = factories.a_stored_image(brand)
    record = a_record(brand, images=[image])
    signed_in(marketer).post(f"{page(record)}cover/{image.public_id}/end")
    assert RightsCover.objects.get().ended_at
