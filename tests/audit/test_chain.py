"""The arithmetic of the log, without a database."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest

from assets.audit import chain as chains
from assets.audit.chain import GENESIS, Tree, Walk

COPIED = ("2026-11-23T09:30:00.000000Z", "user", "p1", "brief.changed", "brief", "b1", "", "")


def lines(count, chain="brand"):
    """That many rows as the database would give them."""
    prev, made = GENESIS, []
    for seq in range(1, count + 1):
        payload = chains.compose(COPIED, {"after": {"number": seq}})
        own = chains.link(chain, seq, prev, payload)
        made.append((seq, *COPIED, payload, prev, own))
        prev = own
    return made


def plain_root(leaves):
    """The tree hash exactly as RFC 6962 section 2.1 defines it, by recursion."""
    if len(leaves) <= 1:
        return hashlib.sha256(b"\0" + leaves[0] if leaves else b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100])
def test_the_tree_has_the_root_that_the_rfc_defines(size):
    tree, leaves = Tree(), [bytes([number]) * 32 for number in range(size)]
    for leaf in leaves:
        tree.grow(leaf)
    assert tree.root() == base64.b64encode(plain_root(leaves)).decode()


def test_a_tree_grows_on_from_its_frontier():
    whole, half = Tree(), Tree()
    for number in range(50):
        whole.grow(bytes([number]) * 32)
        if number < 21:
            half.grow(bytes([number]) * 32)
    resumed = Tree.resumed(21, half.frontier())
    for number in range(21, 50):
        resumed.grow(bytes([number]) * 32)
    assert resumed.root() == whole.root()


def test_the_hash_covers_exactly_the_documented_bytes():
    told = hashlib.sha256(b"v1\0brand\x007\0" + b"0" * 64 + b"\0{}").hexdigest()
    assert chains.link("brand", 7, GENESIS, "{}") == told


def test_a_payload_is_one_text_for_one_value():
    text = chains.compose(COPIED, {"before": None, "after": {"b": "é", "a": 1.5}})
    assert text.endswith('"request_id":"","after":{"a":1.5,"b":"\\u00e9"},"before":null}')


@pytest.mark.parametrize("bad", ['a"b', "a\\b", "a b", "é", "a\nb"])
def test_a_column_that_needs_escaping_is_refused(bad):
    with pytest.raises(ValueError, match="column"):
        chains.compose((*COPIED[:2], bad, *COPIED[3:]), {})


def test_a_number_that_json_does_not_know_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        chains.compose(COPIED, {"after": float("nan")})


def test_an_instant_always_has_six_decimals():
    assert chains.instant(datetime(2026, 3, 1, 8, 0, tzinfo=UTC)) == "2026-03-01T08:00:00.000000Z"


def test_a_true_chain_has_no_fault_in_ten_thousand_lines():
    assert list(Walk("brand").read(lines(10_000))) == []


def test_the_same_lines_under_another_chains_name_are_faults():
    assert next(Walk("other").read(lines(3))).seq == 1


def test_one_changed_line_is_one_fault():
    made = lines(50)
    made[9] = (*made[9][:9], made[9][9].replace("10", "11"), *made[9][10:])
    assert [fault.seq for fault in Walk("brand").read(made)] == [10]


def test_a_missing_line_is_named_with_the_one_in_its_place():
    made = lines(6)
    (fault,) = Walk("brand").read(made[:2] + made[4:])
    assert str(fault).startswith("chain brand, line 3: ") is True
    assert "the next line in the log is 5" in fault.sentence


def test_a_column_with_quotes_cannot_swallow_its_neighbours():
    payload = chains.compose(COPIED, {"after": {"x": "1"}})
    swallowed = ("2026-11-23T09:30:00.000000Z", 'user","actor_id":"p1', *COPIED[2:])
    row = (1, *swallowed, payload, GENESIS, chains.link("brand", 1, GENESIS, payload))
    assert [fault.seq for fault in Walk("brand").read([row])] == [1]


def test_a_hash_that_is_no_hex_is_a_fault_and_not_a_crash():
    made = lines(4)
    made[1] = (*made[1][:-1], "not hex at all")
    assert [fault.seq for fault in Walk("brand").read(made)][:1] == [2]


def test_a_checkpoint_over_other_lines_is_a_fault_at_its_size():
    marks = {5: [("another root", "another head")]}
    assert [fault.seq for fault in Walk("brand").read(lines(8), marks)] == [5]


def test_a_checkpoint_beyond_the_end_names_the_first_missing_line():
    walk = Walk("brand")
    assert list(walk.read(lines(4))) == []
    assert [fault.seq for fault in walk.missing({9: [("", "")]})] == [5]
