"""Owns words drawn over a whole picture, so that a copy of it tells whom it was shown to."""

import math
from functools import cache

from PIL import Image, ImageDraw, ImageFont

ANGLE = 30
SHARE = 40  # the picture's long side, in heights of a letter
SMALLEST = 12
DARK, LIGHT = (0, 0, 0, 80), (255, 255, 255, 115)


def stamped(image, words):
    """The picture with the words in slanting rows from edge to edge, readable on light and on dark."""
    size = max(SMALLEST, max(image.size) // SHARE)
    brick = _brick(words, size)
    slanting = brick.rotate(ANGLE, Image.Resampling.BICUBIC, expand=True)
    for place in _places(brick, slanting, image):
        image.paste(slanting, place, slanting)
    return image


def _places(brick, slanting, image):
    """Where the slanting words are laid so that their rows, each shifted by half against the last, fill the picture."""
    slope = math.radians(ANGLE)
    far = math.hypot(*image.size) / 2 + brick.width
    rows, columns = math.ceil(far / brick.height), math.ceil(far / brick.width)
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            along, down = (column + row % 2 / 2) * brick.width, row * brick.height
            x = image.width / 2 + along * math.cos(slope) + down * math.sin(slope) - slanting.width / 2
            y = image.height / 2 - along * math.sin(slope) + down * math.cos(slope) - slanting.height / 2
            if -slanting.width < x < image.width and -slanting.height < y < image.height:
                yield round(x), round(y)


def _brick(words, size):
    """The words once, light with a dark edge, with the room between them and the next."""
    font = _font(size)
    brick = Image.new("RGBA", (int(font.getlength(words)) + 3 * size, 4 * size), (*LIGHT[:3], 0))
    ImageDraw.Draw(brick).text((size, size), words, LIGHT, font, stroke_width=max(1, size // 16), stroke_fill=DARK)
    return brick


@cache
def _font(size):
    return ImageFont.load_default(size)
