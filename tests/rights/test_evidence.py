"""Documents that prove a record."""

import hashlib

import pytest

from assets import evidence
from assets.problems import Forbidden, Refused
from assets.safekeeping import Damaged
from assets.storage import private
from tests.rights.records import a_proof, a_record

pytestmark = pytest.mark.django_db


def test_a_document_is_kept_under_an_opaque_name_with_its_hash(brand):
    proof = a_proof(a_record(brand))
    assert proof.sha256 == hashlib.sha256(b"%PDF-1.7 proof").hexdigest()
    assert "proof" not in proof.path
    assert evidence.read(proof) == b"%PDF-1.7 proof"


def test_a_document_that_was_changed_on_disk_is_not_given_out(brand):
    proof = a_proof(a_record(brand))
    with private().open(proof.path, "wb") as file:
        file.write(b"forged")
    with pytest.raises(Damaged):
        evidence.read(proof)


def test_a_path_in_the_file_name_is_cut_off(brand, marketer):
    proof = evidence.add(a_record(brand), by=marketer, kind="licence", file_name="..\\../x/../a.pdf", data=b"1")
    assert proof.file_name == "a.pdf"


@pytest.mark.parametrize(("kind", "data"), [("gossip", b"1"), ("licence", b""), ("licence", b"x" * (20 * 2**20 + 1))])
def test_what_is_no_document_is_refused(brand, marketer, kind, data):
    with pytest.raises(Refused):
        evidence.add(a_record(brand), by=marketer, kind=kind, file_name="a.pdf", data=data)


def test_a_typed_statement_is_a_document_too(brand, marketer):
    proof = evidence.state(a_record(brand), by=marketer, kind="terms:revenue", text="Revenue is below the limit.")
    assert evidence.read(proof) == b"Revenue is below the limit."


def test_a_stranger_adds_nothing(brand, stranger):
    with pytest.raises(Forbidden):
        evidence.state(a_record(brand), by=stranger, kind="licence", text="Trust me")
