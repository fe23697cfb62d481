"""An unknown origin can be filled in or, by somebody else, let stand; every time it is one event."""

import pytest

from assets.models import AuditEvent, ToolTerms
from assets.problems import Conflict, Forbidden, Refused
from generation import imports, origins
from generation.models import Candidate
from generation.origins import Declaration
from tests import factories


@pytest.fixture
def candidate(brand, marketer, png):
    """An imported candidate of which nobody said anything."""
    brief = factories.a_brief(brand)
    return imports.bring_in(brief, png(), file_name="mug.png", declared=Declaration(), by=marketer)


@pytest.fixture
def whole(marketer):
    """A declaration without a gap."""
    terms = ToolTerms.objects.get(key="midjourney-pro")
    return Declaration(terms=terms, model_version="v7", prompt="a mug", author=marketer)


@pytest.fixture
def address(candidate):
    """The page on which the origin is declared."""
    return f"/candidates/{candidate.public_id}/declare"


def test_a_whole_declaration_makes_the_origin_known(candidate, whole, marketer):
    origins.declare(candidate, whole, by=marketer)
    candidate.refresh_from_db()
    assert (candidate.provenance, candidate.provenance_note) == ("known", "")
    assert candidate.terms_snapshot["key"] == "midjourney-pro"


def test_a_partial_declaration_names_what_is_left(candidate, marketer):
    origins.declare(candidate, Declaration(tool="House model", prompt="a mug"), by=marketer)
    assert candidate.provenance_note == "model, author"


def test_declaring_is_one_event_and_the_same_again_is_none(candidate, whole, marketer):
    origins.declare(candidate, whole, by=marketer)
    origins.declare(candidate, whole, by=marketer)
    assert AuditEvent.objects.filter(action="candidate.declared").count() == 1


def test_whoever_comes_second_is_told(candidate, whole, marketer):
    seen = candidate.version
    origins.declare(candidate, whole, by=marketer, expected_version=seen)
    with pytest.raises(Conflict, match="Mara Lind"):
        origins.declare(candidate, Declaration(tool="Other"), by=marketer, expected_version=seen)
    assert Candidate.objects.get().tool == "Midjourney"


def test_an_auditor_may_not_declare(candidate, whole, auditor):
    with pytest.raises(Forbidden):
        origins.declare(candidate, whole, by=auditor)


def test_a_generated_image_keeps_its_origin(brand, whole, marketer):
    made = factories.a_candidate(factories.a_brief(brand))
    with pytest.raises(Refused, match="made here"):
        origins.declare(made, whole, by=marketer)


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_a_decided_image_keeps_its_origin(candidate, whole, marketer, state):
    Candidate.objects.update(state=state)
    candidate.refresh_from_db()
    with pytest.raises(Conflict, match=state):
        origins.declare(candidate, whole, by=marketer)


def test_a_mark_without_ai_cannot_be_talked_into_ai(brand, marketer, png, whole):
    said = Declaration(source_type="digitalCapture", author=marketer)
    photo = imports.bring_in(factories.a_brief(brand), png(), file_name="a.png", declared=said, by=marketer)
    with pytest.raises(Refused, match="Bring the file in again"):
        origins.declare(photo, whole, by=marketer)


def test_a_brand_manager_lets_an_unknown_origin_stand_with_a_reason(candidate, manager):
    origins.waive(candidate, "The agency confirmed it by telephone.", by=manager)
    assert (candidate.provenance, candidate.provenance_note) == ("waived", "The agency confirmed it by telephone.")
    assert AuditEvent.objects.filter(action="candidate.provenance_waived").count() == 1


def test_a_reason_is_needed(candidate, manager):
    with pytest.raises(Refused, match="empty"):
        origins.waive(candidate, "   ", by=manager)


def test_a_marketer_may_not_waive(candidate, marketer):
    with pytest.raises(Forbidden):
        origins.waive(candidate, "because", by=marketer)


def test_the_importer_may_not_waive_even_as_a_manager(brand, manager, png):
    mine = imports.bring_in(factories.a_brief(brand), png(), file_name="a.png", declared=Declaration(), by=manager)
    with pytest.raises(Refused, match="somebody else"):
        origins.waive(mine, "because", by=manager)


def test_a_known_origin_cannot_be_waived(candidate, whole, marketer, manager):
    origins.declare(candidate, whole, by=marketer)
    with pytest.raises(Conflict, match="not unknown any more"):
        origins.waive(candidate, "because", by=manager)


def test_declaring_after_a_waiver_counts_again(candidate, whole, marketer, manager):
    origins.waive(candidate, "because", by=manager)
    origins.declare(candidate, whole, by=marketer)
    assert candidate.provenance == "known"


# --- the page


def test_the_page_shows_what_is_missing_and_begins_with_what_is_there(signed_in, marketer, candidate, address):
    origins.declare(candidate, Declaration(tool="House model"), by=marketer)
    page = signed_in(marketer).get(address).content.decode()
    assert "Nobody has said: model, prompt, author" in page
    assert 'value="House model"' in page


def test_saving_on_the_page_leads_back_to_the_board(signed_in, marketer, candidate, address):
    form = {
        "version": candidate.version,
        "source_type": "trainedAlgorithmicMedia",
        "tool": "midjourney-pro",
        "model_version": "v7",
        "prompt": "a mug",
        "made_by": marketer.public_id,
    }
    answer = signed_in(marketer).post(address, form)
    assert answer.status_code == 302
    candidate.refresh_from_db()
    assert candidate.provenance == "known"


def test_a_stale_page_is_409_and_keeps_what_was_typed(signed_in, marketer, candidate, address):
    stale = candidate.version
    origins.declare(candidate, Declaration(tool="First"), by=marketer)
    form = {"version": stale, "source_type": "trainedAlgorithmicMedia", "tool": "other", "tool_name": "Second"}
    answer = signed_in(marketer).post(address, form)
    assert answer.status_code == 409
    assert 'value="Second"' in answer.content.decode()
    assert Candidate.objects.get().tool == "First"


def test_an_auditor_reads_and_does_not_write(signed_in, auditor, candidate, address):
    client = signed_in(auditor)
    page = client.get(address)
    assert page.status_code == 200
    assert "Save the origin" not in page.content.decode()
    assert client.post(address, {"version": 1}).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_404_for_a_foreign_candidate(signed_in, stranger, address, method):
    assert getattr(signed_in(stranger), method)(address).status_code == 404


def test_a_manager_waives_on_the_page(signed_in, manager, candidate, address):
    client = signed_in(manager)
    assert "Let the unknown origin stand" in client.get(address).content.decode()
    answer = client.post(address.replace("declare", "waive"), {"version": candidate.version, "reason": "Confirmed."})
    assert answer.status_code == 302
    candidate.refresh_from_db()
    assert candidate.provenance == "waived"


def test_a_waiver_without_a_reason_is_422_and_changes_nothing(signed_in, manager, candidate, address):
    answer = signed_in(manager).post(address.replace("declare", "waive"), {"version": candidate.version, "reason": ""})
    assert answer.status_code == 422
    candidate.refresh_from_db()
    assert candidate.provenance == "unknown"


def test_a_marketer_sees_no_waiver_and_gets_403(signed_in, marketer, candidate, address):
    client = signed_in(marketer)
    assert "Let the unknown origin stand" not in client.get(address).content.decode()
    answer = client.post(address.replace("declare", "waive"), {"version": candidate.version, "reason": "x"})
    assert answer.status_code == 403


def test_waiving_is_never_a_get(signed_in, manager, address):
    assert signed_in(manager).get(address.replace("declare", "waive")).status_code == 405
