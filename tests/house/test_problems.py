"""A request that fails is answered with a sentence: a page, or for htmx a fragment for the place of problems."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.house.urls")]
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(("name", "status"), [("conflict", 409), ("forbidden", 403), ("refused", 422)])
def test_a_refusal_is_a_page_with_its_sentence(client, name, status):
    answer = client.get(f"/fail/{name}")
    assert answer.status_code == status
    assert b"<!doctype html>" in answer.content
    assert any(words in answer.content for words in (b"14:02", b"brand manager", b"broken"))


def test_a_refusal_to_htmx_is_a_fragment_for_the_place_of_problems(client):
    answer = client.get("/fail/conflict", headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#problems"
    assert b"14:02" in answer.content
    assert b"<html" not in answer.content


def test_a_signed_in_person_stays_in_the_office(signed_in, marketer):
    answer = signed_in(marketer).get("/fail/forbidden")
    assert answer.status_code == 403
    assert "Only a brand manager" in answer.text


def test_a_full_disk_says_that_nothing_was_saved(client):
    answer = client.get("/fail/disk")
    assert answer.status_code == 503
    assert "disk is full" in answer.text


def test_a_silent_database_is_503_and_tells_no_host(client):
    answer = client.get("/fail/database")
    assert answer.status_code == 503
    assert "secret-host" not in answer.text


@pytest.mark.parametrize("name", ["data", "nul"])
def test_text_that_the_database_refuses_is_422(client, name):
    answer = client.get(f"/fail/{name}")
    assert answer.status_code == 422
    assert "cannot be stored" in answer.text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fault_of_ours_says_what_is_safe_and_a_number(headers):
    answer = Client(raise_request_exception=False).get("/fail/bug", headers=headers)
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.text
    assert "division" not in answer.text


def test_a_missing_page_is_404_in_both_forms(client):
    assert "nothing here" in client.get("/no/such/page").text
    assert client.get("/no/such/page", headers=HTMX)["HX-Retarget"] == "#problems"


@pytest.mark.parametrize("address", ["/accounts/login/?next=%00", "/fail/conflict?q=a%00b", "/briefs/%00/"])
def test_a_nul_in_an_address_is_refused_before_any_view(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("text", ["%ED%A0%80", "%FF%FE", "%E2%80%AE", "a" * 6000, "%7B%7B7*7%7D%7D", "%CC%81" * 900])
def test_odd_text_in_an_address_is_no_fault(client, text):
    for address in (f"/accounts/login/?next={text}", f"/library/?q={text}", f"/no/{text}/"):
        assert client.get(address).status_code < 500, address


def test_a_form_with_too_many_fields_is_413_with_a_sentence(client):
    answer = client.post("/read-form", {f"f{n}": "x" for n in range(1100)})
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.text


def test_a_form_that_is_too_long_is_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/read-form", "a=" + "x" * 2000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413


def test_a_form_without_its_proof_of_origin_is_told_so(marketer):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": marketer.email, "password": "x"})
    assert answer.status_code == 403
    assert "Load it again" in answer.text


def test_htmx_after_the_session_ended_leaves_for_the_sign_in_page(client):
    answer = client.get(
        "/accounts/password/change/", headers={**HTMX, "HX-Current-URL": "http://testserver/briefs/?a=1"}
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/accounts/login/?next=/briefs/%3Fa%3D1"


def test_htmx_is_never_sent_to_another_site(client):
    headers = {**HTMX, "HX-Current-URL": "https://evil.example/steal"}
    answer = client.get("/accounts/password/change/", headers=headers)
    assert "evil" not in answer["HX-Redirect"]
