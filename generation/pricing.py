"""Owns the price before: what one image costs by its size and by the reference pictures sent along, from the entry.

``options["price"]`` of a generator says, in its currency: ``first`` and ``further`` megapixel of the result, and
``input`` for each megapixel sent along. Without it the entry's list price holds for any size.
"""

from decimal import Decimal

MEGAPIXEL = 2**20


def of_image(generator, width: int, height: int, input_pixels: int = 0) -> Decimal:
    """The estimate for one image; begun megapixels count whole, so that the price after is seldom higher."""
    table = generator.options.get("price")
    if not table:
        return generator.price
    further = _begun(width * height) - 1
    price = Decimal(table["first"]) + further * Decimal(table.get("further", "0"))
    return price + _begun(input_pixels) * Decimal(table.get("input", "0"))


def _begun(pixels: int) -> int:
    return -(-pixels // MEGAPIXEL)
