"""Owns the 64-bit difference hash that tells near-duplicates."""

from PIL import Image

GREY = (128, 128, 128)


def dhash(image):
    """64 bits as an int: for each of 8 rows, whether each of 8 cells is darker than its right neighbour."""
    cells = opaque(image).convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (cells[left] < cells[left + 1])
    return bits


def opaque(image):
    """The picture on mid grey, so that transparent pixels weigh nothing."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, GREY)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
