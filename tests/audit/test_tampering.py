"""Whoever owns the database can change rows. Verification then names the first line that is not what was written."""

import base64

import pytest
from django.db import DatabaseError, connection, transaction

from assets.audit import checkpoints, verifying
from assets.models import AuditCheckpoint, AuditEvent
from assets.models.audit import AppendOnly
from tests import factories
from tests.audit.lines import a_quiet_brand, first_fault, forge, tamper, write

pytestmark = pytest.mark.django_db
TABLE = "assets_auditevent"


@pytest.fixture
def chain(db):
    """A chain of nine events, sealed at eight."""
    brand, person = a_quiet_brand(), factories.a_user()
    write(brand, 8, by=person)
    checkpoints.anchor(checkpoints.seal(brand.public_id))
    write(brand, 1, by=person)
    return brand.public_id


def test_an_untouched_log_has_no_fault(chain):
    assert list(verifying.verify()) == []


def test_a_changed_text_is_named(chain):
    tamper(f"UPDATE {TABLE} SET payload = replace(payload, '\"number\":3', '\"number\":7') WHERE seq = 4")
    assert first_fault(chain) == 4


@pytest.mark.parametrize("column", ["actor_id", "action", "object_id", "campaign_id", "actor_kind", "request_id"])
def test_a_changed_copied_column_is_named(chain, column):
    tamper(f"UPDATE {TABLE} SET {column} = 'somebody' WHERE seq = 5")
    assert first_fault(chain) == 5


def test_a_deleted_line_in_the_middle_is_named(chain):
    tamper(f"DELETE FROM {TABLE} WHERE seq = 3")
    assert first_fault(chain) == 3


def test_a_cut_tail_is_seen_by_the_checkpoint(chain):
    tamper(f"DELETE FROM {TABLE} WHERE seq > 6")
    assert first_fault(chain) == 7


def test_an_emptied_log_is_seen_by_the_checkpoint(chain):
    tamper(f"DELETE FROM {TABLE}")
    assert first_fault(chain) == 1


def test_two_swapped_lines_are_named(chain):
    for old, new in ((2, 100), (6, 2), (100, 6)):
        tamper(f"UPDATE {TABLE} SET seq = {new} WHERE seq = {old}")
    assert first_fault(chain) == 2


def test_an_inserted_line_with_a_right_hash_of_its_own_is_named(chain):
    tamper(f"UPDATE {TABLE} SET seq = seq + 100 WHERE seq > 4")
    tamper(f"UPDATE {TABLE} SET seq = seq - 99 WHERE seq > 100")
    copied = "chain, at, actor_id, actor_kind, action, object_kind, object_id, campaign_id, request_id, payload"
    tamper(
        f"INSERT INTO {TABLE} (seq, prev_hash, hash, {copied}) "
        f"SELECT 5, '{'a' * 64}', '{'b' * 64}', {copied} FROM {TABLE} WHERE seq = 4"
    )
    assert first_fault(chain) == 5


def test_a_chain_rewritten_with_right_hashes_is_seen_by_the_signed_checkpoint(chain):
    forge(chain, 2, change=lambda text: text.replace('"number":1', '"number":2'))
    assert first_fault(chain) == 8


def test_a_checkpoint_rewritten_with_the_chain_lacks_a_trusted_signature(chain):
    forge(chain, 2, change=lambda text: text.replace('"number":1', '"number":2'))
    tamper("UPDATE assets_auditcheckpoint SET head_hash = %s", "c" * 64)
    assert first_fault(chain, anchors=[]) == 8


def test_a_rolled_back_database_is_seen_by_the_checkpoints_outside(chain):
    tamper(f"DELETE FROM {TABLE} WHERE seq > 6")
    tamper("DELETE FROM assets_auditcheckpoint")
    assert first_fault(chain, anchors=[]) is None
    assert first_fault(chain) == 7


def test_another_time_zone_in_a_line_is_named(chain):
    shift = "at || '+02:00'" if connection.vendor == "sqlite" else "at + interval '2 hours'"
    tamper(f"UPDATE {TABLE} SET at = {shift} WHERE seq = 6")
    assert first_fault(chain) == 6


def test_another_time_zone_inside_the_text_is_named(chain):
    tamper(f"UPDATE {TABLE} SET payload = replace(payload, 'Z\"', '+02:00\"') WHERE seq = 2")
    assert first_fault(chain) == 2


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET action = 'x'",
        f"DELETE FROM {TABLE}",
        "UPDATE assets_auditcheckpoint SET size = 1",
        "DELETE FROM assets_auditcheckpoint",
        "UPDATE assets_audittext SET text = 'x'",
        "DELETE FROM assets_audittext",
    ],
)
def test_the_database_itself_refuses_a_change(chain, brand, sql):
    write(brand, reason="because", action="brand.changed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.sqlite
@pytest.mark.parametrize("key", ["id", "seq"])
def test_sqlite_refuses_to_replace_a_line(chain, key):
    event = AuditEvent.objects.get(chain=chain, seq=4)
    last = AuditEvent.objects.get(chain=chain, seq=9)
    values = {"id": 9_000_001, "seq": 10, "prev_hash": last.hash} | {key: getattr(event, key)}
    others = "chain, at, actor_id, actor_kind, action, object_kind, object_id, campaign_id, request_id, payload, hash"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO {TABLE} (id, seq, prev_hash, {others}) "
            f"SELECT %s, %s, %s, {others} FROM {TABLE} WHERE id = %s",
            [*values.values(), event.pk],
        )


@pytest.mark.parametrize(("seq", "prev"), [(10, "f" * 64), (11, "last"), (1, "0" * 64), (0, "0" * 64), (-1, "")])
def test_the_database_refuses_a_line_that_does_not_follow_from_the_last(chain, seq, prev):
    last = AuditEvent.objects.get(chain=chain, seq=9)
    others = "chain, at, actor_id, actor_kind, action, object_kind, object_id, campaign_id, request_id, payload"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (seq, prev_hash, hash, {others}) "
            f"SELECT %s, %s, %s, {others} FROM {TABLE} WHERE id = %s",
            [seq, last.hash if prev == "last" else prev, "1" * 64, last.pk],
        )


@pytest.mark.postgres
def test_postgresql_refuses_to_truncate(chain):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLE}")


def test_taken_off_triggers_are_reported_although_every_line_holds(chain):
    tamper("SELECT 1")
    sentences = [fault.sentence for fault in verifying.verify()]
    assert len(sentences) == 7
    assert all("trigger" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="x"),
        lambda event: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["action"]),
        lambda event: AuditEvent.objects.bulk_create([event], ignore_conflicts=True),
        lambda event: AuditEvent.objects.create(chain="site", seq=1),
        lambda event: AuditCheckpoint.objects.all().delete(),
    ],
)
def test_the_orm_refuses_a_change(chain, attempt):
    with pytest.raises(AppendOnly):
        attempt(AuditEvent.objects.first())


def test_a_checkpoint_made_before_the_key_was_changed_still_holds(chain, settings):
    settings.AUDIT_SIGNING_KEY = base64.b64encode(b"7" * 32).decode()
    checkpoints.seal(chain)
    assert AuditCheckpoint.objects.values("key_id").distinct().count() == 2
    assert list(verifying.verify()) == []


def test_a_checkpoint_by_an_unknown_key_is_a_fault(chain, settings, tmp_path):
    settings.AUDIT_DIR = tmp_path / "another machine"
    assert "trusted key" in next(verifying.verify(chain, anchors=[])).sentence


def test_reading_only_what_came_after_the_checkpoint_sees_the_new_lines_alone(chain):
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq = 2")
    assert first_fault(chain, since_checkpoint=True) is None
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq = 9")
    assert first_fault(chain, since_checkpoint=True) == 9
    assert first_fault(chain) == 2


def test_a_falsified_frontier_is_not_trusted(chain):
    tamper("UPDATE assets_auditcheckpoint SET frontier = %s", "d" * 64)
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq = 2")
    assert first_fault(chain, since_checkpoint=True) == 2
