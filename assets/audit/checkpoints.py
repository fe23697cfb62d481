"""Owns checkpoints: signed statements of a chain's size, Merkle root and head, kept also outside of the database."""

import dataclasses
import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection, transaction

from assets import clock
from assets.audit import chain as chains
from assets.audit import keys
from assets.models import AuditCheckpoint, AuditEvent

EVERY = 1000
LONGEST = timedelta(minutes=15)  # that a line stands without a signature over it
HASHES = "SELECT hash FROM assets_auditevent WHERE chain = %s AND seq > %s ORDER BY seq"

log = structlog.get_logger("proofmark.audit")


@dataclasses.dataclass(frozen=True)
class Checkpoint:
    """A sealed state of a chain, as stored, anchored and exported; ``at`` as the log writes instants."""

    chain: str
    size: int
    root: str
    head_hash: str
    at: str
    text: str
    key_id: str
    signature: str

    def faults(self, trusted: dict[str, bytes]):
        """Yields a Fault if the signed text says something else or no trusted key signed it."""
        told = statement(self.chain, self.size, self.root, self.head_hash, self.at)
        if told != self.text:
            sentence = "the checkpoint made here says something else than the text that was signed"
            yield chains.Fault(self.chain, self.size, sentence)
        elif not keys.holds(self.key_id, told, self.signature, trusted):
            sentence = "the checkpoint made here does not carry the signature of a trusted key"
            yield chains.Fault(self.chain, self.size, sentence)


def statement(chain: str, size: int, root: str, head_hash: str, at: str) -> str:
    """The exact text that is signed: six lines, each with a line feed."""
    return f"proofmark audit checkpoint v1\n{chain}\n{size}\n{root}\n{head_hash}\n{at}\n"


def seal(chain: str) -> Checkpoint | None:
    """Signs the chain as it stands in the open transaction; None for an empty chain.

    Sealing twice at the same size gives the checkpoint that is there. Grows the tree from the last
    checkpoint, so that the price is one hash for each new line.
    """
    last = AuditCheckpoint.objects.filter(chain=chain).order_by("-size").first()
    tree, head = _resume(last)
    with connection.cursor() as cursor:
        cursor.execute(HASHES, [chain, tree.size])
        for (head,) in cursor.fetchall():
            tree.grow(bytes.fromhex(head))
    if last and last.size == tree.size:
        return stored(last)
    return _store(chain, tree, head) if tree.size else None


def seal_late(names: list[str]) -> int:
    """Seals those of the chains whose oldest unsigned line has stood for 15 minutes; the number sealed."""
    sealed = 0
    for chain in names:
        last = AuditCheckpoint.objects.filter(chain=chain).order_by("-size").values_list("size", flat=True).first() or 0
        waits = AuditEvent.objects.filter(chain=chain, seq=last + 1, at__lt=clock.now() - LONGEST)
        if waits.exists():
            with transaction.atomic():
                sealed += seal(chain) is not None
    return sealed


def _resume(last) -> tuple[chains.Tree, str]:
    if last:
        tree = chains.Tree.resumed(last.size, last.frontier)
        if tree.root() == last.root:
            return tree, last.head_hash
    return chains.Tree(), chains.GENESIS


def _store(chain, tree, head) -> Checkpoint:
    now = clock.now()
    text = statement(chain, tree.size, tree.root(), head, chains.instant(now))
    key, signature = keys.sign(text)
    row = AuditCheckpoint.objects.create(
        chain=chain,
        size=tree.size,
        root=tree.root(),
        head_hash=head,
        at=now,
        key_id=key,
        text=text,
        signature=signature,
        frontier=tree.frontier(),
    )
    made = stored(row)
    transaction.on_commit(lambda: anchor(made))
    return made


def stored(row: AuditCheckpoint) -> Checkpoint:
    """The row as a plain value."""
    at = chains.instant(row.at)
    return Checkpoint(row.chain, row.size, row.root, row.head_hash, at, row.text, row.key_id, row.signature)


def anchor(checkpoint: Checkpoint) -> None:
    """Says the checkpoint where the database's owner cannot take it back: in the log stream and in a file."""
    told = dataclasses.asdict(checkpoint)
    log.info("audit.checkpoint", **{name: value for name, value in told.items() if name != "text"})
    try:
        with anchor_file().open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(told, sort_keys=True) + "\n")
    except OSError as error:
        log.error("audit.checkpoint not kept", file=str(anchor_file()), error=str(error))


def anchored(path: Path | None = None) -> list[Checkpoint]:
    """The checkpoints kept in a file. Raises ValueError where a line is not a checkpoint."""
    path = path or anchor_file()
    if not path.exists():
        return []
    try:
        return [Checkpoint(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except TypeError as error:
        raise ValueError(f"{path} holds a line that is not a checkpoint") from error


def anchor_file() -> Path:
    """One file for each database, so that two databases on one machine do not accuse each other."""
    of = connection.settings_dict
    name = sha256(f"{of['ENGINE']} {of['HOST']} {of['PORT']} {of['NAME']}".encode()).hexdigest()[:8]
    folder = Path(settings.AUDIT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"checkpoints-{name}.jsonl"
