"""Files dropped on a brief become candidates: typed words win, gaps are marked unknown, one failure loses nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from assets.models import AuditEvent, StoredImage, ToolTerms
from assets.problems import Conflict, Forbidden
from generation import briefs, imports
from generation.models import Candidate
from generation.origins import Declaration
from tests import factories

JOB = "3f1c9a52-0b7e-4c1d-9a61-5d2f0e8b7c34"


@pytest.fixture
def brief(brand, marketer):
    """An open brief."""
    return factories.a_brief(brand)


@pytest.fixture
def address(brief):
    """The import page of the brief."""
    return f"/briefs/{brief.public_id}/import"


@pytest.fixture
def midjourney():
    """The terms of one Midjourney plan."""
    return ToolTerms.objects.get(key="midjourney-pro")


def download(seed=1, words="a red mug on a sill --v 7"):
    """A PNG with the text fields of a Midjourney download."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", f"{words} Job ID: {JOB}")
    info.add_text("Author", "mara.l")
    out = io.BytesIO()
    Image.open(io.BytesIO(factories.picture(seed=seed))).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def a_file(data=None, name="mug.png", seed=1):
    return SimpleUploadedFile(name, data if data is not None else factories.picture(seed=seed))


def send(client, address, *files, htmx=False, **fields):
    data = {"source_type": "trainedAlgorithmicMedia", "files": files, **fields}
    return client.post(address, data, headers={"HX-Request": "true"} if htmx else {})


def declared(person, terms, **fields):
    return Declaration(terms=terms, model_version="v7", prompt="a mug", author=person, **fields)


# --- the domain function


def test_a_file_becomes_a_candidate_with_its_importer(brief, marketer, midjourney):
    made = imports.bring_in(
        brief, download(), file_name="mug.png", declared=declared(marketer, midjourney), by=marketer
    )
    assert (made.origin, made.state, made.importer) == ("imported", "open", marketer)
    assert made.provenance == "known"
    assert made.terms_snapshot["key"] == "midjourney-pro"
    assert made.digital_source_type == "trainedAlgorithmicMedia"


def test_typed_words_win_over_those_in_the_file(brief, marketer, midjourney):
    made = imports.bring_in(brief, download(), file_name="x.png", declared=declared(marketer, midjourney), by=marketer)
    assert made.declared_prompt == "a mug"
    assert made.author == marketer
    assert made.author_name == ""
    assert made.metadata_found["prompt"] == ["a red mug on a sill --v 7", "PNG field Description"]


def test_words_in_the_file_fill_what_was_left_empty(brief, marketer):
    made = imports.bring_in(brief, download(), file_name="x.png", declared=Declaration(), by=marketer)
    assert (made.tool, made.model_version, made.author_name) == ("Midjourney", "v7", "mara.l")
    assert made.declared_prompt == "a red mug on a sill --v 7"
    assert made.provenance == "unknown"
    assert made.provenance_note == "plan of the tool"


def test_what_nobody_says_is_unknown(brief, marketer, png):
    made = imports.bring_in(brief, png(), file_name="x.png", declared=Declaration(), by=marketer)
    assert made.provenance == "unknown"
    assert made.provenance_note == "tool, model, prompt, author"


def test_a_photograph_needs_an_author_and_nothing_else(brief, marketer, png):
    said = Declaration(source_type="digitalCapture", author_name="Ines Roth")
    made = imports.bring_in(brief, png(), file_name="x.png", declared=said, by=marketer)
    assert (made.provenance, made.tool) == ("known", "A camera")


def test_a_tool_outside_the_table_has_no_plan_to_name(brief, marketer, png):
    said = declared(marketer, None, tool="House model")
    made = imports.bring_in(brief, png(), file_name="x.png", declared=said, by=marketer)
    assert (made.tool, made.terms, made.provenance) == ("House model", None, "known")


def test_bringing_in_writes_one_event_and_keeps_words_out_of_the_chain(brief, marketer):
    imports.bring_in(brief, download(), file_name="secret-name.png", declared=Declaration(), by=marketer)
    event = AuditEvent.objects.get(action="candidate.imported")
    assert event.actor_id == marketer.public_id
    assert "secret-name" not in event.payload
    assert "mara.l" not in event.payload


def test_the_same_file_is_not_brought_in_twice(brief, marketer, png):
    imports.bring_in(brief, png(), file_name="a.png", declared=Declaration(), by=marketer)
    with pytest.raises(Conflict, match="on the board already"):
        imports.bring_in(brief, png(), file_name="b.png", declared=Declaration(), by=marketer)
    assert Candidate.objects.count() == 1


def test_the_same_file_may_be_on_two_briefs(brief, brand, marketer, png):
    for one in (brief, factories.a_brief(brand)):
        imports.bring_in(one, png(), file_name="a.png", declared=Declaration(), by=marketer)
    assert Candidate.objects.count() == 2
    assert StoredImage.objects.count() == 1


def test_an_auditor_may_not_bring_in(brief, auditor, png):
    with pytest.raises(Forbidden, match="bring in images"):
        imports.bring_in(brief, png(), file_name="a.png", declared=Declaration(), by=auditor)


def test_a_closed_brief_takes_nothing(brief, marketer, png):
    briefs.close(brief, by=marketer)
    with pytest.raises(Conflict, match="closed"):
        imports.bring_in(brief, png(), file_name="a.png", declared=Declaration(), by=marketer)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mara\\mug.png", "mug.png"),
        ("a\x00b\x1f.png", "ab.png"),
        ("x" * 400 + ".png", "x" * 156 + ".png"),
        ("", ""),
    ],
)
def test_file_names_lose_folders_and_control_characters(brief, marketer, png, name, kept):
    made = imports.bring_in(brief, png(), file_name=name, declared=Declaration(), by=marketer)
    assert made.file_name == kept
    assert "passwd" not in made.image.original_path


# --- the page


def test_the_page_offers_files_and_the_known_tools(signed_in, marketer, address):
    page = signed_in(marketer).get(address).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "Midjourney · Pro or Mega" in page
    assert "simulated" not in page.lower()


def test_many_files_lead_back_to_the_board(signed_in, marketer, address, brief):
    answer = send(signed_in(marketer), address, *[a_file(seed=number) for number in range(3)])
    assert answer.status_code == 302
    assert answer["Location"] == f"/briefs/{brief.public_id}/"
    assert Candidate.objects.filter(brief=brief).count() == 3


def test_one_bad_file_loses_none_of_the_others(signed_in, marketer, address):
    bad = a_file(b"<html>no picture</html>", "page.png")
    answer = send(signed_in(marketer), address, a_file(seed=1), bad, a_file(seed=2))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Candidate.objects.count() == 2
    assert "web page" in page
    assert page.count("On the board") == 2


def test_htmx_gets_the_line_of_the_file_alone(signed_in, marketer, address):
    answer = send(signed_in(marketer), address, a_file(), htmx=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "Unknown: tool, model, prompt, author" in text
    assert f"/candidates/{Candidate.objects.get().public_id}/declare" in text


def test_htmx_gets_a_refused_file_as_a_line_with_422(signed_in, marketer, address):
    answer = send(signed_in(marketer), address, a_file(b"GIF89a", "x.gif"), htmx=True)
    assert answer.status_code == 422
    assert "This is a GIF" in answer.content.decode()


def test_a_second_click_says_there_already(signed_in, marketer, address):
    client = signed_in(marketer)
    send(client, address, a_file())
    answer = send(client, address, a_file(), htmx=True)
    assert answer.status_code == 200
    assert "There already" in answer.content.decode()
    assert Candidate.objects.count() == 1


def test_what_is_typed_reaches_the_candidate(signed_in, marketer, address):
    fields = {"tool": "midjourney-pro", "model_version": "v7", "prompt": "a mug", "made_by": marketer.public_id}
    send(signed_in(marketer), address, a_file(), **fields)
    made = Candidate.objects.get()
    assert (made.tool, made.model_version, made.declared_prompt, made.author) == ("Midjourney", "v7", "a mug", marketer)
    assert made.provenance == "known"


def test_a_name_beside_not_known_counts(signed_in, marketer, address):
    send(signed_in(marketer), address, a_file(), tool_name="House model", author_name="Ines Roth")
    made = Candidate.objects.get()
    assert (made.tool, made.author_name) == ("House model", "Ines Roth")


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "x" * 8_001])
def test_text_that_cannot_be_stored_is_refused_and_nothing_is_brought_in(signed_in, marketer, address, text):
    answer = send(signed_in(marketer), address, a_file(), prompt=text)
    assert answer.status_code == 422
    assert Candidate.objects.count() == 0


@pytest.mark.parametrize("fields", [{"source_type": "magic"}, {"tool": "nothing"}, {"made_by": "aaaaaaaaaaaaaaaa"}])
def test_choices_that_do_not_exist_are_refused(signed_in, marketer, address, fields):
    assert send(signed_in(marketer), address, a_file(), **fields).status_code == 422
    assert Candidate.objects.count() == 0


def test_a_stranger_is_no_choice_of_author(signed_in, marketer, address, stranger):
    assert send(signed_in(marketer), address, a_file(), made_by=stranger.public_id).status_code == 422


def test_no_file_at_all_is_told(signed_in, marketer, address):
    answer = send(signed_in(marketer), address)
    assert answer.status_code == 422
    assert "required" in answer.content.decode()


def test_an_empty_file_is_told(signed_in, marketer, address):
    answer = send(signed_in(marketer), address, a_file(b"", "empty.png"), htmx=True)
    assert answer.status_code == 422
    assert "empty" in answer.content.decode()


def test_fifty_one_files_are_too_many(signed_in, marketer, address):
    answer = send(signed_in(marketer), address, *[a_file(b"x") for _ in range(51)])
    assert answer.status_code == 422
    assert "50 are the most" in answer.content.decode()


def test_markup_in_a_file_name_is_shown_and_does_nothing(signed_in, marketer, address):
    answer = send(signed_in(marketer), address, a_file(b"x", "<script>alert(1)<script>.png"), htmx=True)
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_404_for_a_foreign_brief(signed_in, stranger, address, method):
    assert getattr(signed_in(stranger), method)(address).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_auditor_is_told_who_may(signed_in, auditor, address, method):
    answer = getattr(signed_in(auditor), method)(address)
    assert answer.status_code == 403
    assert "bring in images" in answer.content.decode()


def test_nobody_brings_in_without_signing_in(client, address):
    assert "/accounts/login/" in client.post(address)["Location"]


def test_other_methods_are_refused(signed_in, marketer, address):
    assert signed_in(marketer).put(address).status_code == 405


def test_a_closed_brief_says_so_on_the_page_and_takes_nothing(signed_in, marketer, address, brief):
    briefs.close(brief, by=marketer)
    client = signed_in(marketer)
    assert "This brief is closed" in client.get(address).content.decode()
    assert send(client, address, a_file(), htmx=True).status_code == 422
    assert Candidate.objects.count() == 0
