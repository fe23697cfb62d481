"""Owns the arithmetic on colours: reading one, and how far apart two of them look (CIE76)."""

import re
from functools import lru_cache
from math import dist

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = (0.95047, 1.0, 1.08883)  # D65
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))


@lru_cache(4096)
def lab(colour: str) -> tuple[float, float, float]:
    """The CIE L*a*b* values of a colour such as #b3402a."""
    linear = [_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    x, y, z = (
        _root(sum(weight * part for weight, part in zip(row, linear, strict=True)) / white)
        for row, white in zip(TO_XYZ, WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str) -> float:
    """CIE76: 2 is just noticed, 100 is black against white."""
    return dist(lab(one), lab(other))


def share_beyond(shares, palette, distance: float) -> float:
    """The share (0 to 1) of pixels farther than the distance from every colour of the palette."""
    return sum(share for colour, share in shares if min(difference(colour, wanted) for wanted in palette) > distance)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _root(part: float) -> float:
    return part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
