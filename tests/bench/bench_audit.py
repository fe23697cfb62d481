"""What the audit log costs: an event on top of its transaction, and lines verified in a second.

Run `python tests/bench/bench_audit.py`, with DATABASE_URL for another engine than SQLite. The anchor of the ratio
is a plain ORM insert of the same columns, measured in the same run.
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
ROUNDS, EACH, LINES = 9, 300, 50_000


def transactions_of(body, count: int = EACH) -> tuple[float, float]:
    """Milliseconds, by the clock and of the processor, of one transaction: a guarded update and then ``body``."""
    from django.db import transaction

    from assets.models import Brand

    started, busy = time.perf_counter(), time.process_time()
    for number in range(count):
        with transaction.atomic():
            Brand.objects.filter(slug="bench").update(currency="EUR" if number % 2 else "USD")
            body()
    return (time.perf_counter() - started) / count * 1000, (time.process_time() - busy) / count * 1000


def cost_of_an_event() -> list[tuple[float, float]]:
    """For a transaction alone, one with an event and one with an ORM insert of the same columns: milliseconds.

    Each is the least disturbed of nine rounds, since other programs on the machine only ever add.
    """
    from assets import audit, clock
    from tests.bench.plain import PlainEvent

    brand, person, campaign = subjects()

    def event():
        states = {"before": {"state": "in_review"}, "after": {"state": "approved", "version": 3}}
        audit.record("brand.changed", brand, by=person, campaign=campaign, **states)

    def orm():
        PlainEvent.objects.create(
            chain=brand.public_id, seq=1, at=clock.now(), actor_kind="user", actor_id=person.public_id,
            action="brand.changed", object_kind="brand", object_id=brand.public_id, campaign_id=campaign.public_id,
            payload="x" * 330, prev_hash=os.urandom(32).hex(), hash="0" * 64,
        )  # fmt: skip

    samples = [(transactions_of(lambda: None), transactions_of(event), transactions_of(orm)) for _ in range(ROUNDS)]
    rounds = zip(*samples, strict=True)
    return [tuple(min(column) for column in zip(*one, strict=True)) for one in rounds]


def subjects():
    """A brand, a person and a campaign to write about."""
    from assets.models import Brand, Campaign, User

    brand = Brand.objects.create(name="Bench", slug="bench")
    person = User.objects.create_user("bench@example.com", None, display_name="Bench")
    return brand, person, Campaign.objects.create(brand=brand, name="Bench", created_by=person)


def lines_a_second() -> tuple[float, float]:
    """Lines verified in a second, of the clock and of the processor: columns compared, tree grown; best of three."""
    from django.db import transaction

    from assets import audit
    from assets.audit import verifying
    from assets.models import AuditEvent, Brand

    brand = Brand.objects.get(slug="bench")
    with transaction.atomic():
        for number in range(LINES - AuditEvent.objects.filter(chain=brand.public_id).count()):
            audit.record("brand.changed", brand, by=None, after={"state": "approved", "version": number})
    walls, busy = [], []
    for _ in range(3):
        started, began = time.perf_counter(), time.process_time()
        assert not list(verifying.verify(brand.public_id))
        walls.append(time.perf_counter() - started)
        busy.append(time.process_time() - began)
    return LINES / min(walls), LINES / min(busy)


def run() -> list[tuple[str, float, str]]:
    """The figures: name, value, and what the design asks for."""
    alone, with_event, with_orm = cost_of_an_event()
    event, orm = with_event[0] - alone[0], with_orm[0] - alone[0]
    event_busy, orm_busy = with_event[1] - alone[1], with_orm[1] - alone[1]
    by_clock, by_processor = lines_a_second()
    return [
        ("one event on top of its transaction, ms", event, "at most 0.1 on SQLite, idle machine"),
        ("  of the processor, ms", event_busy, "the same, whatever else runs"),
        ("a plain ORM insert of the same columns, ms", orm, "anchor"),
        ("event against ORM insert, ratio", event / orm, "0.33"),
        ("  of the processor, ratio", event_busy / orm_busy, "0.33"),
        ("lines verified in a second", by_clock, "at least 150,000, idle machine"),
        ("  of the processor", by_processor, "the same, whatever else runs"),
    ]


def main() -> None:
    """Sets up an empty database in a folder of its own and prints the figures."""
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="proofmark-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    if "test" not in connection.settings_dict["NAME"] and connection.vendor != "sqlite":
        sys.exit("Give a database whose name holds the word test: the bench fills it.")
    call_command("migrate", verbosity=0)
    from tests.bench.plain import PlainEvent

    with connection.schema_editor() as editor:
        editor.create_model(PlainEvent)
    for name, value, asked in run():
        print(f"{name:55} {value:12,.3f}   ({asked})")


if __name__ == "__main__":
    main()
