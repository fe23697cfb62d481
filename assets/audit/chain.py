"""Owns the arithmetic of the log: an event's exact text, its hash, the Merkle tree and what makes a line a fault.

Knows no database. The byte formats are written down in docs/audit.md and read again by docs/verify_audit.py.
"""

import base64
import json
import re
from dataclasses import dataclass
from hashlib import sha256

GENESIS = "0" * 64
COPIED = ("at", "actor_kind", "actor_id", "action", "object_kind", "object_id", "campaign_id", "request_id")
QUOTES = 4 * len(COPIED)
PLAIN = re.compile(r"[A-Za-z0-9._:@/+-]*")
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Fault:
    """One place where the log is not what it was: the chain, the line's number and a sentence."""

    chain: str
    seq: int
    sentence: str

    def __str__(self) -> str:
        return f"chain {self.chain}, line {self.seq}: {self.sentence}"


def canonical(value) -> str:
    """JSON with sorted keys, no spaces and ASCII only: one value has one text. Raises ValueError for NaN."""
    return ENCODER.encode(value)


def instant(at) -> str:
    """An aware UTC datetime as the log writes it: 2026-11-23T09:30:00.000000Z."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def compose(copied: tuple, body: dict) -> str:
    """The payload: the copied columns first, in their fixed order, then the body's keys in alphabetical order.

    Raises ValueError where a copied value could need escaping, which would let two rows share one text.
    """
    if not PLAIN.fullmatch("".join(copied)):
        raise ValueError("A column of an audit event holds a character outside of A-Z a-z 0-9 . _ : @ / + -")
    return f"{head(*copied)},{canonical(body)[1:]}"


def head(at, actor_kind, actor_id, action, object_kind, object_id, campaign_id, request_id) -> str:
    """The first part of a payload, made from the columns alone; verifying compares it with the text."""
    return (
        f'{{"at":"{at}","actor_kind":"{actor_kind}","actor_id":"{actor_id}","action":"{action}",'
        f'"object_kind":"{object_kind}","object_id":"{object_id}","campaign_id":"{campaign_id}",'
        f'"request_id":"{request_id}"'
    )


def link(chain: str, seq: int, prev: str, payload: str) -> str:
    """The hash of a line, 64 hex digits: it covers the chain's name, the place, the line before and the text."""
    return sha256(f"v1\0{chain}\0{seq}\0{prev}\0{payload}".encode("utf-8", "replace")).hexdigest()


def commitment(salt: str, text: str) -> str:
    """What stands in a payload for a free text; without the salt nobody can test a guess against it."""
    return sha256(f"t1\0{salt}\0{text}".encode("utf-8", "replace")).hexdigest()


class Tree:
    """An RFC 6962 Merkle tree grown leaf by leaf. It keeps only the roots of its complete subtrees."""

    def __init__(self, size: int = 0, peaks: list[bytes] | None = None):
        self.size = size
        self.peaks = list(peaks or [])

    def grow(self, leaf: bytes) -> None:
        """Adds one leaf: the 32 bytes of an event's hash."""
        node, size = sha256(b"\0" + leaf).digest(), self.size
        while size & 1:
            node = sha256(b"\1" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> str:
        """The tree's root in base64; of an empty tree the hash of nothing, as the RFC says."""
        if not self.peaks:
            return base64.b64encode(sha256().digest()).decode()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = sha256(b"\1" + peak + node).digest()
        return base64.b64encode(node).decode()

    def frontier(self) -> str:
        """The kept subtree roots as hex words, enough to grow on without the leaves."""
        return " ".join(peak.hex() for peak in self.peaks)

    @classmethod
    def resumed(cls, size: int, frontier: str) -> "Tree":
        """The tree of a checkpoint. Compare its root with the signed one before use."""
        return cls(size, [bytes.fromhex(word) for word in frontier.split()])


class Walk:
    """Reads one chain's rows in order and says where they are not what was written.

    Rows are tuples: seq, the copied columns, payload, prev_hash, hash. ``marks`` are the checkpoints at each size
    as pairs of root and head hash. After a fault the walk goes on from the row's own hash, so that one changed
    row is not reported a thousand times.
    """

    def __init__(self, chain: str, tree: Tree | None = None, head_hash: str = GENESIS):
        self.chain = chain
        self.tree = tree or Tree()
        self.seq = self.tree.size
        self.head = head_hash

    def read(self, rows, marks: dict | None = None):
        """Yields a Fault for each bad row or checkpoint among ``rows``; the loop is flat because it is hot."""
        marks, chain, seq, prev, grow = marks or {}, self.chain, self.seq, self.head, self.tree.grow
        for number, at, kind, actor, action, of, thing, campaign, request, payload, prev_hash, own in rows:
            seq += 1
            copied = head(at, kind, actor, action, of, thing, campaign, request)
            digest = link(chain, number, prev_hash, payload)
            if (
                number != seq
                or prev_hash != prev
                or digest != own
                or not payload.startswith(copied)
                or copied.count('"') != QUOTES
            ):
                yield Fault(chain, min(number, seq), _why((number, seq, prev_hash, prev, digest, own)))
                seq = number
            prev = own
            try:
                grow(bytes.fromhex(own))
            except ValueError:
                grow(own.encode("utf-8", "replace"))
            if seq in marks:
                yield from self._compare(seq, prev, marks[seq])
        self.seq, self.head = seq, prev

    def _compare(self, seq, head_hash, sealed):
        for root, head_then in sealed:
            if head_hash != head_then or (self.tree.size == seq and self.tree.root() != root):
                yield Fault(self.chain, seq, "the lines up to here are not the ones that were sealed by a checkpoint")
                return

    def missing(self, marks: dict):
        """Yields a Fault for each checkpoint beyond the last line read: the tail was cut or rolled back."""
        beyond = [size for size in marks if size > self.seq]
        if beyond:
            sentence = f"the log ends at line {self.seq}, but a checkpoint was made over {max(beyond)} lines"
            yield Fault(self.chain, self.seq + 1, sentence)


def _why(row) -> str:
    number, expected, prev_hash, prev, digest, own = row
    if number > expected:
        return f"missing; the next line in the log is {number}"
    if number < expected:
        return "its number stands twice"
    if digest != own:
        return "its text, place or hash was changed after it was written"
    if prev_hash != prev:
        return "it does not follow from the line before"
    return "a copied column says something else than the text that was hashed"
