"""Owns the answer to "is the log still what was written?": chains, checkpoints, anchors, texts and triggers."""

from collections.abc import Iterator

from django.db import connection

from assets.audit import checkpoints, keys, triggers
from assets.audit.chain import COPIED, Fault, Tree, Walk, commitment
from assets.models import AuditCheckpoint, AuditEvent, AuditText

BATCH = 5000
# the instant as the payload writes it; made by the database, so that no row pays for a datetime object
INSTANT = {
    "sqlite": "replace(at, ' ', 'T') || 'Z'",
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}


def verify(chain: str | None = None, *, since_checkpoint: bool = False, anchors: list | None = None) -> Iterator[Fault]:
    """Yields every fault of one chain, or of the whole log with its texts and triggers.

    ``since_checkpoint`` trusts each chain's newest well-signed checkpoint and reads only what came after it.
    ``anchors`` are checkpoints kept outside of the database; without them the machine's own file is read.
    """
    trusted = keys.trusted()
    outside = checkpoints.anchored() if anchors is None else anchors
    for name in [chain] if chain else names(outside):
        yield from _verify_chain(name, trusted, outside, since_checkpoint)
    if chain is None:
        yield from _verify_texts() if not since_checkpoint else ()
        for name in sorted(triggers.missing(connection)):
            yield Fault("all", 0, f"the database's trigger {name} is gone, so changes are not refused")


def names(outside=()) -> list[str]:
    """All chains that the database or an anchor knows, by name."""
    known = set(AuditEvent.objects.values_list("chain", flat=True).distinct())
    known |= set(AuditCheckpoint.objects.values_list("chain", flat=True).distinct())
    return sorted(known | {mark.chain for mark in outside})


def heads() -> dict[str, tuple[int, str]]:
    """Each chain's size and last hash."""
    latest = (AuditEvent.objects.filter(chain=name).order_by("-seq").first() for name in names())
    return {event.chain: (event.seq, event.hash) for event in latest if event}


def _verify_chain(chain, trusted, outside, since_checkpoint) -> Iterator[Fault]:
    sealed = [checkpoints.stored(row) for row in AuditCheckpoint.objects.filter(chain=chain).order_by("size")]
    sealed += [mark for mark in outside if mark.chain == chain]
    good = []
    for mark in sealed:
        wrong = list(mark.faults(trusted))
        yield from wrong
        good += [] if wrong else [mark]
    marks = {}
    for mark in good:
        marks.setdefault(mark.size, []).append((mark.root, mark.head_hash))
    walk = _start(chain, good) if since_checkpoint else Walk(chain)
    if walk.seq and not AuditEvent.objects.filter(chain=chain, seq=walk.seq, hash=walk.head).exists():
        yield Fault(chain, walk.seq, "the line that was sealed last is gone or another one")
    yield from walk.read(rows(chain, walk.seq), marks)
    yield from walk.missing(marks)


def _start(chain, good) -> Walk:
    for row in AuditCheckpoint.objects.filter(chain=chain).order_by("-size"):
        tree = Tree.resumed(row.size, row.frontier)
        if checkpoints.stored(row) in good and tree.root() == row.root:
            return Walk(chain, tree, row.head_hash)
    return Walk(chain)


def rows(chain: str, after: int = 0) -> Iterator[tuple]:
    """The chain's lines in order, as a Walk reads them: seq, the copied columns, payload, prev_hash, hash.

    Plain tuples, read in batches so that no lock is held.
    """
    copied = ", ".join(INSTANT[connection.vendor] if name == "at" else name for name in COPIED)
    sql = f"SELECT seq, {copied}, payload, prev_hash, hash FROM assets_auditevent"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} WHERE chain = %s AND seq > %s ORDER BY seq LIMIT {BATCH}", [chain, after])
            batch = cursor.fetchall()
        yield from batch
        if len(batch) < BATCH:
            return
        after = batch[-1][0]


def _verify_texts() -> Iterator[Fault]:
    for text in AuditText.objects.exclude(salt="", text="").order_by("pk").iterator(BATCH):
        if commitment(text.salt, text.text) != text.digest:
            yield Fault("texts", text.pk, "the words were changed; they do not match their commitment")
