"""Files damaged at random are taken or refused with a reason; none ends a child or takes long."""

import random
import struct
import zlib

import pytest

from assets.imaging import darkroom
from assets.imaging.darkroom import ImageRefused
from tests.imaging.corpus import CASES

OUR_FAULTS = {"decoder_died", "too_slow", "too_hungry"}
LARGEST = 300_000


def originals():
    """The small good files of the corpus."""
    made = (make() for _, make, verdict in CASES if verdict == "taken")
    return [data for data in made if len(data) < LARGEST]


def mutant(dice, data):
    """The file with some bytes changed, taken out or put in."""
    data = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at, kind = dice.randrange(len(data)), dice.random()
        if kind < 0.6:
            data[at] = dice.randrange(256)
        elif kind < 0.8 and len(data) > 100:
            del data[at : at + dice.randrange(1, 40)]
        else:
            data[at:at] = dice.randbytes(dice.randrange(1, 30))
    return bytes(data)


def with_right_sums(data):
    """A damaged PNG whose checksums fit the damage, so that it reaches the decoder."""
    data, at = bytearray(data), 8
    while data[:4] == b"\x89PNG" and at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            break
        data[at + 8 + length : at + 12 + length] = struct.pack(">I", zlib.crc32(data[at + 4 : at + 8 + length]))
        at += 12 + length
    return bytes(data)


def verdict(data):
    """The code of the refusal, or "taken"."""
    try:
        darkroom.develop(data, digital_source_type="digitalCapture")
    except ImageRefused as refusal:
        return refusal.code
    return "taken"


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_is_taken_or_refused_with_a_reason(seed):
    dice, good = random.Random(seed), originals()
    verdicts = {verdict(with_right_sums(mutant(dice, dice.choice(good)))) for _ in range(40)}
    assert not verdicts & OUR_FAULTS
