"""Owns the arithmetic on 64-bit hashes: how they are stored, split for the index, compared."""


def signed(bits):
    """The unsigned 64-bit number as the signed one that a database column holds."""
    return bits - (1 << 64) if bits >> 63 else bits


def unsigned(number):
    """The inverse of `signed`."""
    return number & (1 << 64) - 1


def split(bits):
    """Four 16-bit numbers, most significant first; two hashes at distance 3 share one of them."""
    return tuple(bits >> shift & 0xFFFF for shift in (48, 32, 16, 0))


def distance(one, other):
    """The number of differing bits of two hashes, signed or not."""
    return (unsigned(one) ^ unsigned(other)).bit_count()
