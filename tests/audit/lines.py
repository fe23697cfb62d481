"""Writes and falsifies log lines for the tests of this folder."""

from django.db import connection, transaction

from assets import audit
from assets.audit import chain as chains
from assets.audit import verifying
from assets.models import Brand
from tests.audit import locks


def a_quiet_brand():
    """A brand of which the log knows nothing yet, so that its lines can be counted."""
    number = Brand.objects.count()
    return Brand.objects.create(name=f"Quiet {number}", slug=f"quiet-{number}")


def write(obj, count=1, *, by=None, action="brand.changed", **fields):
    """Appends that many events about the object, each in a transaction of its own."""
    for number in range(count):
        with transaction.atomic():
            audit.record(action, obj, by=by, **{"after": {"number": number}, **fields})


def tamper(sql, *values):
    """Runs raw SQL with the locks taken off, as the owner of the database could."""
    locks.take_off(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def first_fault(chain, **options):
    """The number of the first line that verification names, or None."""
    fault = next(iter(verifying.verify(chain, **options)), None)
    return fault and fault.seq


def forge(chain, from_seq, *, change):
    """Rewrites the chain's end with correct hashes: ``change(payload)`` gives each new text."""
    rows = list(verifying.rows(chain, from_seq - 1))
    prev = rows[0][-2]
    for seq, *_, payload, _prev, _hash in rows:
        payload = change(payload)
        own = chains.link(chain, seq, prev, payload)
        tamper(
            "UPDATE assets_auditevent SET payload = %s, prev_hash = %s, hash = %s WHERE chain = %s AND seq = %s",
            payload, prev, own, chain, seq,
        )  # fmt: skip
        prev = own
