"""The log of the main job: what it holds, and what an outsider can check from an export without this product."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import transaction

from assets import audit
from assets.audit import exporting, texts, verifying
from assets.models import AuditCheckpoint, AuditEvent, AuditText
from tests import factories
from tests.audit.lines import a_quiet_brand, write
from tests.audit.story import published

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).resolve().parents[2] / "docs" / "verify_audit.py"


@pytest.fixture
def quiet(db):
    """A brand whose chain is empty."""
    return a_quiet_brand()


@pytest.fixture
def folder(brand, tmp_path):
    """An export of a brand whose one image went all the way."""
    published(brand)
    exporting.export(brand, tmp_path / "export")
    return tmp_path / "export"


def check(folder, *options):
    """The offline verifier as an auditor runs it, in an interpreter without our packages."""
    command = [sys.executable, "-I", str(folder / "verify_audit.py"), str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def edit(path, change):
    """Changes the list of lines of a file."""
    lines = path.read_text().splitlines()
    path.write_text("".join(line + "\n" for line in change(lines)))


# --- what is written


def test_the_story_of_one_image_is_told_in_the_log(brand):
    _candidate, _decision, _publication = published(brand)
    told = list(AuditEvent.objects.filter(chain=brand.public_id).order_by("seq").values_list("action", flat=True))
    in_order = ["round.opened", "rights.cleared", "candidate.approved", "asset.admitted", "publication.asked"]
    assert [action for action in told if action in in_order] == in_order
    assert told[-1] == "publication.live"
    assert list(verifying.verify()) == []


def test_every_publication_seals_the_log(brand):
    published(brand)
    sealing = AuditEvent.objects.filter(action__in=["publication.started", "publication.live"]).order_by("seq")
    sealed = AuditCheckpoint.objects.filter(chain=brand.public_id).order_by("size")
    assert list(sealed.values_list("size", flat=True)) == list(sealing.values_list("seq", flat=True))


def test_no_person_and_no_word_of_theirs_stands_in_the_chain(brand):
    candidate, *_ = published(brand)
    text = "".join(AuditEvent.objects.values_list("payload", flat=True))
    people = [candidate.author.display_name, candidate.author.email]
    assert not [word for word in [*people, "A red mug", candidate.brief.title] if word in text]


def test_every_event_knows_its_campaign(brand):
    candidate, *_ = published(brand)
    about_work = AuditEvent.objects.filter(object_kind__in=["candidate", "asset", "publication", "round"])
    assert set(about_work.values_list("campaign_id", flat=True)) == {candidate.brief.campaign.public_id}


def test_an_action_that_is_not_on_the_list_is_refused(brand):
    with pytest.raises(KeyError), transaction.atomic():
        audit.record("brand.painted", brand, by=None)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused(db):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("brand.changed", factories.a_brand(), by=None)


def test_an_event_of_an_undone_transaction_leaves_no_gap(quiet):
    write(quiet, 2)
    with transaction.atomic():
        audit.record("brand.changed", quiet, by=None)
        transaction.set_rollback(True)
    write(quiet, 1)
    assert list(AuditEvent.objects.filter(chain=quiet.public_id).order_by("seq").values_list("seq", flat=True)) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "e" + "\u0301" * 5000, "x" * 1_000_000, "\u202eabc"])
def test_odd_text_is_kept_and_the_log_holds(quiet, text):
    write(quiet, reason=text, after={"name": text})
    assert list(verifying.verify()) == []


def test_erased_words_leave_the_chain_valid(quiet):
    write(quiet, reason="Ms Jane Doe asked for it.")
    digest = AuditText.objects.get().digest
    assert texts.erase([digest]) == 1
    assert list(verifying.verify()) == []
    assert not AuditText.objects.filter(text__contains="Jane").exists()
    assert texts.erase([digest]) == 0


def test_every_thousandth_event_seals_the_log(quiet):
    write(quiet, 1001)
    assert AuditCheckpoint.objects.get(chain=quiet.public_id).size == 1000


# --- the export and its verifier


def test_an_untouched_export_is_valid(folder):
    code, told = check(folder)
    assert code == 0
    assert "each follows from the one before" in told


def test_the_export_is_logged(folder, brand):
    assert AuditEvent.objects.filter(chain=brand.public_id, action="export.created").count() == 1


def test_the_sites_own_log_is_exported_and_verified_like_a_brands(brand, tmp_path, capsys):
    factories.a_user("marketer", brand)
    with transaction.atomic():
        audit.record("user.changed", factories.a_user("marketer", brand), by=None, after={"active": True})
    call_command("audit", "export", "--site", "--to", str(tmp_path / "site"))
    assert check(tmp_path / "site")[0] == 0
    last = AuditEvent.objects.filter(chain="site").latest("seq")
    assert (last.action, last.object_kind) == ("export.created", "auditcheckpoint")
    assert not list(verifying.verify("site"))


def test_a_log_without_lines_is_not_exported(quiet, tmp_path):
    with pytest.raises(CommandError, match="no lines"):
        call_command("audit", "export", "--brand", quiet.slug, "--to", str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_the_verifier_accepts_the_key_that_an_auditor_brings(folder):
    assert check(folder, "--key", (folder / "public_keys.txt").read_text().strip())[0] == 0


def test_the_verifier_refuses_another_key(folder):
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    code, told = check(folder, "--key", other)
    assert code == 1
    assert "not among the trusted" in told


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a changed payload", lambda lines: [*lines[:2], lines[2].replace("202", "303", 1), *lines[3:]]),
        ("a deleted line", lambda lines: lines[:2] + lines[3:]),
        ("swapped lines", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]]),
        ("a doubled line", lambda lines: [*lines[:3], *lines[2:]]),
        ("a cut tail", lambda lines: lines[:-1]),
        ("nothing", lambda lines: []),
    ],
)
def test_the_verifier_names_the_first_bad_line_of(folder, name, change):
    edit(folder / "events.jsonl", change)
    code, told = check(folder)
    assert code == 1, told
    assert "line" in told


def test_the_verifier_sees_a_copied_column_that_differs(folder):
    def lie(lines):
        event = json.loads(lines[4])
        return [*lines[:4], json.dumps(event | {"actor_id": "somebody"}), *lines[5:]]

    edit(folder / "events.jsonl", lie)
    code, told = check(folder)
    assert code == 1
    assert "events.jsonl, line 5" in told
    assert "actor_id" in told


def test_the_verifier_sees_a_changed_text(folder):
    edit(folder / "texts.jsonl", lambda lines: [lines[0].replace('"text": "', '"text": "not '), *lines[1:]])
    code, told = check(folder)
    assert code == 1
    assert "texts.jsonl, line 1" in told


def test_the_verifier_sees_a_forged_signature(folder):
    def forge(lines):
        mark = json.loads(lines[-1])
        data = bytearray(base64.b64decode(mark["signature"]))
        data[7] ^= 1
        return [*lines[:-1], json.dumps(mark | {"signature": base64.b64encode(bytes(data)).decode()})]

    edit(folder / "checkpoints.jsonl", forge)
    code, told = check(folder)
    assert code == 1
    assert "signature" in told


@pytest.mark.parametrize("damage", ["missing", "not json", "no fields"])
def test_the_verifier_says_when_it_cannot_check(folder, damage):
    path = folder / "events.jsonl"
    path.unlink() if damage == "missing" else path.write_text("{}\n" if damage == "no fields" else "what?\n")
    code, told = check(folder)
    assert code == 2
    assert "Could not check" in told


def test_the_verifier_that_is_shipped_is_the_one_in_the_documents(folder):
    assert (folder / "verify_audit.py").read_text() == VERIFIER.read_text()


# --- the commands


def test_the_command_verifies_and_names_the_chains(quiet, capsys):
    write(quiet, 3)
    call_command("audit", "verify")
    assert f"✓ chain {quiet.public_id}: 3 lines" in capsys.readouterr().out


def test_the_command_prints_a_checkpoint_to_keep_elsewhere(quiet, capsys):
    write(quiet, 3)
    call_command("audit", "checkpoint", "--chain", quiet.public_id)
    assert capsys.readouterr().out.startswith(f"proofmark audit checkpoint v1\n{quiet.public_id}\n3\n")


def test_a_log_is_checked_against_checkpoints_that_were_kept_elsewhere(brand, folder, tmp_path, capsys):
    kept = shutil.copy(folder / "checkpoints.jsonl", tmp_path / "kept.jsonl")
    call_command("audit", "verify", "--against", kept)
    edit(Path(kept), lambda lines: [line.replace('"size": ', '"size": 9') for line in lines])
    with pytest.raises(SystemExit):
        call_command("audit", "verify", "--against", kept)


def test_an_export_of_an_unknown_brand_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="no brand"):
        call_command("audit", "export", "--brand", "nobody", "--to", str(tmp_path))
