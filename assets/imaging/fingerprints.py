"""Owns what a picture is told by: the 64-bit difference hash of near-duplicates, and whether anything is on it."""

from PIL import Image

GREY = (128, 128, 128)
EVEN = 6  # of 255: cells of a compressed plain ground differ by less


def dhash(image):
    """64 bits as an int: for each of 8 rows, whether each of 8 cells is darker than its right neighbour."""
    cells = opaque(image).convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (cells[left] < cells[left + 1])
    return bits


def is_blank(image):
    """Whether nothing can be seen: each of 32 × 32 cells has the same colour, or all of it is transparent."""
    cells = opaque(image).resize((32, 32), Image.Resampling.BOX)
    return all(high - low <= EVEN for low, high in cells.getextrema())


def opaque(image):
    """The picture on mid grey, so that transparent pixels weigh nothing."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, GREY)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
