"""Owns renditions: the pictures that a transformation makes from the bytes of a marked master, drawn with Pillow.

Every rendition carries the XMP packet of its master, so the note on its AI origin travels with each copy.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageOps, PngImagePlugin, UnidentifiedImageError

from assets import transformations

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_PNG_XMP = "XML:com.adobe.xmp"
_WHITE = (255, 255, 255)
_MAP_SIDE = 128
_CENTRE_PULL = 0.05
_TEXTURE, _SPREAD, _COLOURS = 1.5, 3, 12
_QUALITY = {
    "jpg": {"auto": 82, "auto:good": 88, "auto:low": 62},
    "webp": {"auto": 80, "auto:good": 86, "auto:low": 58},
}


class RenderingFailed(Exception):
    """The master cannot be read as a picture; its text is a sentence for people."""


@dataclass(frozen=True)
class Rendition:
    """One encoded picture: bytes, pixel size, the part of the master that it shows and how much it was enlarged.

    `box` is (left, top, right, bottom) in pixels of the master; `enlargement` is 1.0 when nothing was blown up;
    `marked` says whether the bytes carry the AI-origin packet of the master.
    """

    data: bytes
    format: str
    width: int
    height: int
    box: tuple
    enlargement: float
    marked: bool

    @property
    def content_type(self):
        """Media type for the Content-Type header."""
        return CONTENT_TYPES[self.format]


def render(master, transformation, format="jpg"):
    """Rendition of the master's bytes in a file format ("jpg", "png", "webp"); raises RenderingFailed."""
    return next(render_all(master, [(transformation, format)]))


def render_all(master, wanted):
    """Renditions, one by one, for pairs of (Transformation, format); the master is decoded once."""
    picture, packet = _opened(master)
    for transformation, format in wanted:
        yield _rendition(picture, packet, transformation, format)


def _opened(master):
    try:
        with Image.open(io.BytesIO(master), formats=("PNG", "JPEG", "WEBP")) as image:
            image.load()
            packet = image.info.get("xmp") or image.info.get(_PNG_XMP)
            return image.convert("RGBA" if image.has_transparency_data else "RGB"), _as_bytes(packet)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RenderingFailed("The stored master cannot be read as a picture.") from error


def _as_bytes(packet):
    return packet.encode() if isinstance(packet, str) else packet


def _rendition(picture, packet, transformation, format):
    box = box_of(picture, transformation)
    shaped = _shaped(picture, transformation, box)
    if shaped.mode == "RGBA" and format == "jpg":
        shaped = _on_white(shaped)
    data = _encoded(shaped, packet, format, transformation.quality or "auto")
    enlargement = transformations.enlargement(transformation, *picture.size)
    return Rendition(data, format, *shaped.size, box, enlargement, bool(packet))


def _shaped(picture, transformation, box):
    size = transformations.size_of(transformation, *picture.size)
    if transformation.crop != "pad":
        return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    inner = _on_white(_fitted(picture, size))
    canvas = Image.new("RGB", size, _WHITE)
    canvas.paste(inner, ((size[0] - inner.width) // 2, (size[1] - inner.height) // 2))
    return canvas


def _fitted(picture, size):
    scale = min(size[0] / picture.width, size[1] / picture.height)
    inner = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(inner, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _on_white(picture):
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, (*_WHITE, 255)), picture).convert("RGB")


def box_of(picture, transformation):
    """(left, top, right, bottom) in pixels of the Pillow image that the rendition will show."""
    if transformation.crop in ("pad", "limit"):
        return (0, 0, *picture.size)
    width, height = transformations.size_of(transformation, *picture.size)
    scale = transformations.cover(transformation, *picture.size)
    if transformation.crop == "lfill":
        scale = min(1, scale)
    shown = min(picture.width, width / scale), min(picture.height, height / scale)
    starts = _starts(picture, shown, transformation.gravity)
    left, top = ((own - part) * start for own, part, start in zip(picture.size, shown, starts, strict=False))
    return left, top, left + shown[0], top + shown[1]


def windows(data, wanted):
    """For each Transformation the part of the picture that it shows: (left, top, right, bottom) from 0 to 1.

    Any preview of the picture will do; raises RenderingFailed.
    """
    picture, _ = _opened(data)
    sides = (*picture.size, *picture.size)
    boxes = (box_of(picture, transformation) for transformation in wanted)
    return [tuple(round(edge / side, 4) for edge, side in zip(box, sides, strict=True)) for box in boxes]


def _starts(picture, shown, gravity):
    """Where the window lies on each axis: 0 at the left or top end of its play, 1 at the other end."""
    if gravity != "auto" or shown == picture.size:
        return 0.5, 0.5
    energy = _energy(picture)
    return tuple(_best_start(_profile(energy, axis), shown[axis] / picture.size[axis]) for axis in (0, 1))


def _energy(picture):
    """Small grey map of where the eye goes: edges of shapes, in rare colours, towards the centre."""
    small = _on_white(picture.resize(_map_size(picture), Image.Resampling.BOX, reducing_gap=2.0))
    shapes = small.convert("L").filter(ImageFilter.GaussianBlur(_TEXTURE)).filter(ImageFilter.FIND_EDGES)
    # The filter leaves the outermost pixels as they were, which would read as strong edges.
    edges = Image.new("L", small.size)
    edges.paste(shapes.crop((1, 1, shapes.width - 1, shapes.height - 1)), (1, 1))
    edges = ImageOps.autocontrast(edges.filter(ImageFilter.GaussianBlur(_SPREAD)))
    centre = Image.radial_gradient("L").point([255 - value * 2 // 3 for value in range(256)]).resize(small.size)
    return ImageChops.multiply(ImageChops.add(edges, _rarity(small), scale=2.0), centre)


def _rarity(small):
    """Each pixel by how little of the picture has its colour: what is everywhere is ground, not subject."""
    simple = small.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    shares = [count / (small.width * small.height) for count in simple.histogram()]
    rare = simple.point([round(255 * max(0, 1 - _COLOURS * share / 2) ** 2) for share in shares], "L")
    return rare.filter(ImageFilter.GaussianBlur(_SPREAD))


def _map_size(picture):
    scale = min(1, _MAP_SIDE / max(picture.size))
    return max(3, round(picture.width * scale)), max(3, round(picture.height * scale))


def _profile(energy, axis):
    size = (energy.width, 1) if axis == 0 else (1, energy.height)
    return list(energy.convert("F").resize(size, Image.Resampling.BOX).get_flattened_data())


def _best_start(profile, share):
    """Start (0 to 1) of the window over `share` of the profile that holds most energy, pulled to the centre."""
    window = max(1, round(len(profile) * share))
    play = len(profile) - window
    if play <= 0:
        return 0.5
    sums = [sum(profile[start : start + window]) for start in range(play + 1)]
    pull = [1 - _CENTRE_PULL * abs(2 * start / play - 1) for start in range(play + 1)]
    scores = [(energy + 1e-6) * weight for energy, weight in zip(sums, pull, strict=False)]
    return scores.index(max(scores)) / play


def _encoded(picture, packet, format, quality):
    out = io.BytesIO()
    picture.save(out, _PILLOW_NAMES[format], **_options(packet, format, quality))
    return out.getvalue()


def _options(packet, format, quality):
    if format == "png":
        return {"optimize": True, "pnginfo": _png_info(packet)}
    options = {"quality": _QUALITY[format][quality]}
    options |= {"progressive": True, "optimize": True} if format == "jpg" else {"method": 4}
    return options | ({"xmp": packet} if packet else {})


def _png_info(packet):
    info = PngImagePlugin.PngInfo()
    if packet:
        info.add_itxt(_PNG_XMP, packet.decode())
    return info
