"""Owns decoding: from the reduced file to an upright picture in sRGB."""

import io

from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 (warm)

from . import colour, limits, png
from .refusals import Unusable

# The walk has counted the pixels already; Pillow's own guess would only warn.
Image.MAX_IMAGE_PIXELS = limits.MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(container, orientation=1):
    """An upright PIL image in mode RGB or RGBA; raises Unusable when the pixels do not decode."""
    image = colour.to_srgb(load(container), container)
    return image.transpose(TURNS[orientation]) if orientation in TURNS else image


def load(container):
    """The decoded pixels of exactly the format and size that the walk found."""
    try:
        image = Image.open(io.BytesIO(container.pixels), formats=[container.format.upper()])
        if image.size != (container.width, container.height):
            raise Unusable("damaged", detail="it names two different sizes")
        image.load()
        check_whole(image, container)
    except MemoryError:
        raise
    except Exception as error:  # decoders raise OSError, SyntaxError, struct.error and more
        raise told(error) from error
    return image


def told(error):
    """The refusal for what a decoder raised."""
    if isinstance(error, Unusable):
        return error
    if "truncated" in str(error).lower():
        return Unusable("truncated")
    return Unusable("damaged", detail="its pixels cannot be read")


def check_whole(image, container):
    """Refuse a PNG whose packed rows end early; the decoder leaves the missing ones black and says nothing."""
    last_row = image.crop((0, image.height - 1, *image.size))
    if container.format == "png" and not last_row.getbbox() and png.rows_missing(container.pixels):
        raise Unusable("truncated")
