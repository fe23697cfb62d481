#!/usr/bin/env python3
"""Checks an exported audit log offline, with nothing but Python's standard library.

    python3 verify_audit.py FOLDER [--key PUBLIC_KEY]

FOLDER holds what `manage.py audit export` wrote: events.jsonl, checkpoints.jsonl, texts.jsonl and
public_keys.txt. PUBLIC_KEY is the base64 of an Ed25519 public key which you got from somewhere other
than the export (or a file holding it); without it the export's own keys are used, which shows that
the export is whole but not who signed it.

Exit code: 0 everything holds; 1 something was changed, and the first bad line is named; 2 the check
could not be made (a file is missing or cannot be read).

The formats are described in docs/audit.md. This script shares no code with the product on purpose.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import sys

GENESIS = "0" * 64
COPIED = ("at", "actor_kind", "actor_id", "action", "object_kind", "object_id", "campaign_id", "request_id")


class Broken(Exception):
    """Something in the export is not what was written."""


class Unreadable(Exception):
    """The check could not be made."""


# --- the chain


def sha256_hex(*parts):
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def check_event(event, place, expected_seq, prev):
    """One line against the line before it and against its own text."""
    if event["seq"] != expected_seq:
        raise Broken(f"{place}: line {expected_seq} of the log is missing; {event['seq']} stands in its place")
    told = sha256_hex("v1", event["chain"], str(event["seq"]), event["prev_hash"], event["payload"])
    if told != event["hash"]:
        raise Broken(f"{place}: the text, place or hash of line {event['seq']} was changed")
    if event["prev_hash"] != prev:
        raise Broken(f"{place}: line {event['seq']} does not follow from the line before")
    body = json.loads(event["payload"])
    for name in COPIED:
        if body.get(name) != event[name]:
            raise Broken(f"{place}: the column {name} of line {event['seq']} differs from the text that was hashed")


class Tree:
    """The Merkle tree of RFC 6962 over the event hashes."""

    def __init__(self):
        self.size, self.peaks = 0, []

    def add(self, leaf):
        node, size = hashlib.sha256(b"\0" + leaf).digest(), self.size
        while size % 2:
            node, size = hashlib.sha256(b"\1" + self.peaks.pop() + node).digest(), size // 2
        self.peaks.append(node)
        self.size += 1

    def root(self):
        if not self.peaks:
            return base64.b64encode(hashlib.sha256(b"").digest()).decode()
        node = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            node = hashlib.sha256(b"\1" + peak + node).digest()
        return base64.b64encode(node).decode()


def check_events(lines, checkpoints):
    """All lines in order; at each checkpoint's size also the tree's root and the head. Returns figures."""
    tree, prev, chain = Tree(), GENESIS, None
    for number, event in lines:
        place = f"events.jsonl, line {number}"
        chain = chain or event["chain"]
        if event["chain"] != chain:
            raise Broken(f"{place}: belongs to another chain")
        check_event(event, place, tree.size + 1, prev)
        tree.add(bytes.fromhex(event["hash"]))
        prev = event["hash"]
        mark = checkpoints.get(tree.size)
        if mark and (mark["root"] != tree.root() or mark["head_hash"] != prev):
            raise Broken(f"{place}: the {tree.size} lines up to here are not the ones that were sealed at {mark['at']}")
    beyond = [size for size in checkpoints if size > tree.size]
    if beyond:
        raise Broken(f"events.jsonl ends at line {tree.size}, but {max(beyond)} lines were sealed: the tail is missing")
    return chain, tree.size, prev


# --- free texts, kept outside of the chain


def check_texts(lines):
    """Every text that is still there must match its commitment; an erased one has no salt and no text."""
    kept = erased = 0
    for number, text in lines:
        if not text["salt"] and not text["text"]:
            erased += 1
        elif sha256_hex("t1", text["salt"], text["text"]) != text["digest"]:
            raise Broken(f"texts.jsonl, line {number}: the text was changed; it does not match its commitment")
        else:
            kept += 1
    return kept, erased


# --- signatures: Ed25519 as in RFC 8032, verification only

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add_points(a, b):
    """Two points of the curve in extended coordinates (x, y, z, xy/z)."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add_points(result, point)
        point, scalar = add_points(point, point), scalar >> 1
    return result


def read_point(data):
    """The point that 32 bytes stand for. Raises ValueError if they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = read_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signature_holds(public_key, message, signature):
    """Whether the 64 bytes are the key's signature of the message."""
    try:
        key, r = read_point(public_key), read_point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER or len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % ORDER
    left, right = multiply(s, BASE), add_points(r, multiply(k, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def key_id(public_key):
    return hashlib.sha256(public_key).hexdigest()[:16]


def check_checkpoint(mark, number, keys):
    """The signed text says what the columns say, and one of the keys signed it."""
    place = f"checkpoints.jsonl, line {number}"
    told = "\n".join(
        [
            "proofmark audit checkpoint v1",
            mark["chain"],
            str(mark["size"]),
            mark["root"],
            mark["head_hash"],
            mark["at"],
            "",
        ]
    )
    if told != mark["text"]:
        raise Broken(f"{place}: the columns differ from the text that was signed")
    if mark["key_id"] not in keys:
        raise Broken(f"{place}: signed with the key {mark['key_id']}, which is not among the trusted ones")
    if not signature_holds(keys[mark["key_id"]], told.encode(), base64.b64decode(mark["signature"])):
        raise Broken(f"{place}: the signature is not that of the key {mark['key_id']}")


# --- files and words


def json_lines(folder, name):
    """Pairs of line number and object. Raises Unreadable where the file or a line cannot be read."""
    try:
        with (folder / name).open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield number, json.loads(line)
    except OSError as error:
        raise Unreadable(f"{folder / name}: {error.strerror}") from error
    except ValueError as error:
        raise Unreadable(f"{name}: this is not a file of JSON lines ({error})") from error


def trusted_keys(folder, given):
    """Public keys by their id: the given one, or else those that the export brings."""
    if given:
        path = pathlib.Path(given)
        words = (path.read_text() if path.is_file() else given).split()
    else:
        path = folder / "public_keys.txt"
        words = path.read_text().split() if path.is_file() else []
    try:
        keys = [base64.b64decode(word, validate=True) for word in words]
    except ValueError as error:
        raise Unreadable(f"The public key is not base64: {error}") from error
    return {key_id(key): key for key in keys if len(key) == 32}


def report(folder, given_key):
    """Runs all checks. Returns the sentences to print."""
    keys = trusted_keys(folder, given_key)
    checkpoints = {}
    for number, mark in json_lines(folder, "checkpoints.jsonl"):
        check_checkpoint(mark, number, keys)
        checkpoints[mark["size"]] = mark
    chain, size, head = check_events(json_lines(folder, "events.jsonl"), checkpoints)
    if any(mark["chain"] != chain for mark in checkpoints.values()):
        raise Broken("checkpoints.jsonl: holds a checkpoint of another chain")
    kept, erased = check_texts(json_lines(folder, "texts.jsonl"))
    sealed = max(checkpoints, default=0)
    whose = "your key" if given_key else "the keys inside the export (pass --key to prove who signed)"
    return [
        f"Chain {chain}: {size} lines, each follows from the one before. Head {head}.",
        f"{len(checkpoints)} checkpoints hold, signed by {whose}; lines 1 to {sealed} are sealed.",
        f"{kept} free texts match their commitments, {erased} were erased on request.",
    ]


def main():
    parser = argparse.ArgumentParser(description="Checks an exported audit log offline.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--key", help="base64 of a public key that you trust, or a file that holds it")
    arguments = parser.parse_args()
    try:
        print("\n".join(report(arguments.folder, arguments.key)))
    except Broken as fault:
        print(f"NOT VALID. {fault}.", file=sys.stderr)
        return 1
    except Unreadable as fault:
        print(f"Could not check. {fault}.", file=sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        print(f"Could not check. A line lacks a field or holds a wrong kind of value: {fault!r}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
