"""Pixels: masks, gradients, noise and light on bodies. Colours are RGB tuples, sizes are pixels."""

import itertools
import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from .outlines import Part, Point
from .reading import RGB

Size = tuple[int, int]
Box = tuple[int, int, int, int]
Stops = Sequence[tuple[float, RGB]]
# The value of Pillow's radial gradient in the middle of a side; the corners reach 255.
_RIM = 178


def mix(a: RGB, b: RGB, t: float) -> RGB:
    """From a (0) to b (1)."""
    return tuple(round(x + (y - x) * max(0.0, min(1.0, t))) for x, y in zip(a, b, strict=True))


def luma(colour: RGB) -> float:
    """How bright a colour looks, 0 to 255."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def vertical(size: Size, stops: Stops) -> Image.Image:
    """A gradient from top (0) to bottom (1)."""
    strip = Image.new("RGB", (1, 256))
    strip.putdata([_at(stops, y / 255) for y in range(256)])
    return strip.resize(size, Image.Resampling.BICUBIC)


def _at(stops: Stops, t: float) -> RGB:
    for (a, low), (b, high) in itertools.pairwise(stops):
        if t <= b:
            return mix(low, high, (t - a) / max(b - a, 1e-6))
    return stops[-1][1]


def fade(size: Size, curve: Callable[[float], float], across: bool = False) -> Image.Image:
    """A grey ramp of curve(0..1) in 0..1, from top to bottom or from left to right."""
    values = bytes(max(0, min(255, round(255 * curve(k / 255)))) for k in range(256))
    strip = Image.frombytes("L", (256, 1) if across else (1, 256), values)
    return strip.resize(size, Image.Resampling.BICUBIC)


def disc_mask(diameter: int, falloff: float = 2.0) -> Image.Image:
    """A soft round spot: 255 in the middle, 0 at the rim."""
    spot = Image.radial_gradient("L").point([round(255 * max(0.0, 1 - k / _RIM) ** falloff) for k in range(256)])
    return spot.resize((max(2, diameter), max(2, diameter)), Image.Resampling.BILINEAR)


def glow(
    canvas: Image.Image,
    centre: Point,
    radius: float,
    colour: RGB,
    strength: float = 1.0,
    falloff: float = 2.0,
    squash: float = 1.0,
) -> None:
    """Add light around a point, in place. `squash` below 1 makes it flat, as on a floor."""
    wide, high = max(2, round(radius * 2)), max(2, round(radius * 2 * squash))
    left, top = round(centre[0] - wide / 2), round(centre[1] - high / 2)
    box = _clip((left, top, left + wide, top + high), canvas.size)
    if box is None:
        return
    spot = disc_mask(256, falloff).resize(
        (box[2] - box[0], box[3] - box[1]),
        Image.Resampling.BILINEAR,
        (
            (box[0] - left) * 256 / wide,
            (box[1] - top) * 256 / high,
            (box[2] - left) * 256 / wide,
            (box[3] - top) * 256 / high,
        ),
    )
    light = Image.composite(
        Image.new("RGB", spot.size, mix((0, 0, 0), colour, strength)), Image.new("RGB", spot.size), spot
    )
    canvas.paste(ImageChops.screen(canvas.crop(box), light), box)


def _clip(box: Box, size: Size) -> Box | None:
    left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(size[0], box[2]), min(size[1], box[3])
    return (left, top, right, bottom) if right > left and bottom > top else None


def noise(size: Size, dice: random.Random, cell: float, octaves: int = 3) -> Image.Image:
    """Soft cloud noise around 128; `cell` is the size of the largest patches in pixels."""
    small = (max(2, size[0] // 4), max(2, size[1] // 4))
    total: Image.Image | None = None
    for octave in range(octaves):
        grid = (max(2, round(size[0] / cell * 2**octave)), max(2, round(size[1] / cell * 2**octave)))
        layer = Image.frombytes("L", grid, dice.randbytes(grid[0] * grid[1])).resize(small, Image.Resampling.BICUBIC)
        total = layer if total is None else Image.blend(total, layer, 0.5 / (octave + 0.5))
    return total.resize(size, Image.Resampling.BICUBIC)


def grain(canvas: Image.Image, dice: random.Random, amount: float) -> Image.Image:
    """Fine film grain, which also hides the steps of gradients."""
    width, height = canvas.size
    # A tile is enough: the eye does not see the repetition in fine noise.
    tile = Image.frombytes("L", (256, 256), dice.randbytes(65536)).filter(ImageFilter.GaussianBlur(0.6))
    sheet = Image.new("L", canvas.size)
    for x in range(0, width, 256):
        for y in range(0, height, 256):
            sheet.paste(tile, (x, y))
    low, high = (sheet.point([round(max(0.0, sign * (k - 128)) * amount) for k in range(256)]) for sign in (-1, 1))
    canvas = ImageChops.add(canvas, Image.merge("RGB", (high, high, high)))
    return ImageChops.subtract(canvas, Image.merge("RGB", (low, low, low)))


def stencil(part: Part, size: Size, over: int = 3) -> Image.Image:
    """The antialiased mask of a part given in pixels of an image of this size."""
    sheet = Image.new("L", (size[0] * over, size[1] * over))
    draw = ImageDraw.Draw(sheet)
    points = [(x * over, y * over) for x, y in part.points]
    if part.width:
        width = max(1, round(part.width * over))
        draw.line(points, fill=255, width=width, joint="curve")
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    elif len(points) > 2:
        draw.polygon(points, fill=255)
    return sheet.reduce(over)


def fill(canvas: Image.Image, points: Sequence[Point], colour: RGB, over: int = 2) -> None:
    """An antialiased polygon in one colour, in place."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = _clip((math.floor(min(xs)), math.floor(min(ys)), math.ceil(max(xs)) + 1, math.ceil(max(ys)) + 1), canvas.size)
    if box:
        moved = Part(tuple((x - box[0], y - box[1]) for x, y in points))
        canvas.paste(
            Image.new(canvas.mode, (box[2] - box[0], box[3] - box[1]), colour),
            box,
            stencil(moved, (box[2] - box[0], box[3] - box[1]), over),
        )


class Lighting:
    """How a style lights bodies: where from, how hard, how deep the shadow side, how shiny."""

    def __init__(
        self, side: float, depth: float, shine: float, shadow: RGB, light: RGB, edge: float, gain: float = 0.9
    ) -> None:
        self.side, self.depth, self.shine, self.shadow, self.light, self.edge, self.gain = (
            side,
            depth,
            shine,
            shadow,
            light,
            edge,
            gain,
        )
        self.profiles = {form: self._profile(form) for form in ("round", "glass")}

    def _profile(self, form: str) -> bytes:
        """Light across a turned body: 128 is the plain colour, above is lighter, below darker."""
        peak = 0.30 if self.side < 0 else 0.70
        values = []
        for k in range(256):
            t = k / 255
            away = abs(t - peak) / max(peak, 1 - peak)
            tone = 0.34 - self.depth * away**1.5
            tone += self.shine * math.exp(-(((t - peak) / 0.045) ** 2)) + 0.22 * self.shine * math.exp(
                -(((t - (1 - peak * 0.35 if peak < 0.5 else 0.1)) / 0.04) ** 2)
            )
            values.append(max(0, min(255, round(128 + 127 * tone))))
        return bytes(values)

    def shade(self, part: Part, size: Size, mask: Image.Image) -> Image.Image:
        """The grey picture of light on one part: 128 plain, 255 full light, 0 full shadow."""
        if part.form == "round" and not part.width:
            tone = Image.frombytes("L", (256, 1), self.profiles["round"]).resize(size, Image.Resampling.BICUBIC)
        elif part.form == "ball":
            tone = self._ball(size)
        else:
            tone = fade(size, lambda t: 0.53 - 0.16 * self.depth * t)
        return tone if min(size) < 10 else self._edges(tone, mask, max(1.0, min(size) * 0.09))

    def _edges(self, tone: Image.Image, mask: Image.Image, reach: float) -> Image.Image:
        """Round off the edges: lighter towards the light, darker away from it."""
        pad = round(reach * 2) + 1
        wide = ImageOps.expand(mask, pad)
        soft = wide.filter(ImageFilter.GaussianBlur(reach))
        dx, dy = round(reach * self.side), round(-reach * 0.8)
        lit = ImageChops.subtract(wide, ImageChops.offset(soft, -dx, -dy)).point(lambda v: v * self.edge * 0.55)
        dim = ImageChops.subtract(wide, ImageChops.offset(soft, dx, dy)).point(
            lambda v: v * self.edge * 0.6 * self.depth
        )
        return ImageChops.subtract(ImageChops.add(tone, ImageOps.crop(lit, pad)), ImageOps.crop(dim, pad))

    def _ball(self, size: Size) -> Image.Image:
        wide, high = size
        reach = round(max(size) * 1.9)
        cx, cy = wide * (0.5 + 0.19 * self.side), high * 0.30
        spot = Image.radial_gradient("L").point(
            [
                round(
                    max(
                        0,
                        min(
                            255,
                            128
                            + 127
                            * (
                                0.42
                                - (self.depth * 1.15) * (k / 255) ** 1.15 * 1.7
                                + self.shine * math.exp(-((k / 26) ** 2))
                            ),
                        ),
                    )
                )
                for k in range(256)
            ]
        )
        spot = spot.resize((reach, reach), Image.Resampling.BILINEAR)
        left, top = round(reach / 2 - cx), round(reach / 2 - cy)
        return spot.crop((left, top, left + wide, top + high))


def body(layer: Image.Image, part: Part, colour: RGB, lighting: Lighting, opacity: float = 1.0) -> None:
    """Draw one part with its light onto an RGBA layer, in place. Points are pixels of the layer."""
    margin = part.width / 2 + 1
    xs, ys = [x for x, _ in part.points], [y for _, y in part.points]
    box = _clip(
        (
            math.floor(min(xs) - margin),
            math.floor(min(ys) - margin),
            math.ceil(max(xs) + margin) + 1,
            math.ceil(max(ys) + margin) + 1,
        ),
        layer.size,
    )
    if box is None:
        return
    size = (box[2] - box[0], box[3] - box[1])
    mask = stencil(
        Part(tuple((x - box[0], y - box[1]) for x, y in part.points), part.role, part.form, part.width),
        size,
        3 if max(size) < 700 else 2,
    )
    if part.form == "glow":
        picture = Image.new("RGB", size, colour)
    else:
        tone = lighting.shade(part, size, mask)
        picture = Image.composite(
            Image.new("RGB", size, mix(colour, lighting.light, lighting.gain)),
            Image.new("RGB", size, colour),
            tone.point([max(0, k - 128) * 2 for k in range(256)]),
        )
        picture.paste(
            Image.new("RGB", size, mix(colour, lighting.shadow, 0.92)),
            (0, 0),
            tone.point([max(0, 128 - k) * 2 for k in range(256)]),
        )
    if opacity < 1.0:
        mask = mask.point(lambda v: v * opacity)
    piece = picture.convert("RGBA")
    piece.putalpha(mask)
    layer.alpha_composite(piece, box[:2])


def rim(alpha: Image.Image, dx: float, dy: float, soft: float) -> Image.Image:
    """The edge of a silhouette that faces (dx, dy), as a soft mask."""
    moved = ImageChops.offset(alpha, -round(dx), -round(dy))
    return ImageChops.multiply(ImageChops.subtract(alpha, moved).filter(ImageFilter.GaussianBlur(soft)), alpha)


def shadow(canvas: Image.Image, centre: Point, radii: Point, colour: RGB, strength: float) -> None:
    """A soft dark ellipse, in place."""
    wide, high = round(radii[0] * 2), round(radii[1] * 2)
    box = (round(centre[0] - radii[0]), round(centre[1] - radii[1]))
    spot = disc_mask(256, 1.25).resize((max(2, wide), max(2, high))).point(lambda v: v * strength)
    canvas.paste(Image.new("RGB", spot.size, colour), box, spot)


def strokes(
    canvas: Image.Image, dice: random.Random, count: int, length: float, width: float, region: Box | None = None
) -> None:
    """Repaint a picture with brush strokes of its own colours, along slow currents, in place."""
    left, top, right, bottom = region or (0, 0, *canvas.size)
    small = canvas.resize((max(1, canvas.width // 8), max(1, canvas.height // 8)), Image.Resampling.BOX)
    pixels, flow = small.load(), noise((64, 64), dice, 40, 2).load()
    draw = ImageDraw.Draw(canvas)
    for _ in range(count):
        x, y = dice.uniform(left, right - 1), dice.uniform(top, bottom - 1)
        angle = (flow[int(x * 63 / canvas.width), int(y * 63 / canvas.height)] - 128) / 128 * 2.4 + dice.uniform(
            -0.25, 0.25
        )
        reach = length * dice.uniform(0.4, 1.3)
        lift = dice.randint(-9, 9)
        r, g, b = pixels[min(small.width - 1, int(x / 8)), min(small.height - 1, int(y / 8))]
        end = (x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.55)
        draw.line(
            (x, y, *end), fill=(r + lift, g + lift, b + lift), width=max(1, round(width * dice.uniform(0.4, 1.2)))
        )
