"""What taking a picture in costs: check, decode, three WebP previews, marked master and hash, in a warm limited child.

Run `python tests/bench/bench_intake.py`. The anchor, measured in the same run in turns, is what Wagtail's willow does
for the same three previews: open, turn, resize, save, anew for each size. Without willow it is the same sequence in
plain Pillow. The intake's time includes the master, which the anchor does not make.
"""

import io
import os
import pathlib
import statistics
import sys
import time

from PIL import Image, ImageChops, ImageOps

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")  # willow asks for it where Django is installed

from assets.imaging import darkroom, limits

try:
    from willow.image import Image as WillowImage
except ImportError:
    WillowImage = None

SIDE, ROUNDS = 2048, 9
FIGURES = {"PNG": 0.45, "JPEG": 0.60}


def photograph(side: int = SIDE) -> Image.Image:
    """A picture with the texture of a photograph: clouds of every size, a light, and grain."""
    layers = []
    for band in range(3):
        layer = Image.radial_gradient("L").resize((side, side))
        for octave in range(2, 9):
            clouds = Image.effect_noise((2**octave, 2**octave), 90 - 8 * octave + 5 * band)
            layer = ImageChops.overlay(layer, clouds.resize((side, side), Image.Resampling.BICUBIC))
        layers.append(ImageChops.add(layer, Image.effect_noise((side, side), 9), 1, -128))
    return Image.merge("RGB", layers)


def encoded(picture: Image.Image, format: str) -> bytes:
    """The picture as a generator would send it."""
    out = io.BytesIO()
    picture.save(out, format, quality=90)
    return out.getvalue()


def by_willow(data: bytes) -> None:
    """Three previews as Wagtail makes its renditions."""
    for side in limits.PREVIEW_SIDES:
        picture = WillowImage.open(io.BytesIO(data)).auto_orient()
        width, height = picture.get_size()
        scale = side / max(width, height)
        picture.resize((round(width * scale), round(height * scale))).save_as_webp(io.BytesIO())


def by_pillow(data: bytes) -> None:
    """The same calls as willow's, for machines without it."""
    for side in limits.PREVIEW_SIDES:
        picture = Image.open(io.BytesIO(data))
        picture.load()
        picture = ImageOps.exif_transpose(picture)
        scale = side / max(picture.size)
        size = round(picture.width * scale), round(picture.height * scale)
        picture.resize(size, Image.Resampling.LANCZOS).save(io.BytesIO(), "WEBP", quality=80)


def by_intake(data: bytes) -> None:
    """Everything that intake does with the bytes before it stores them."""
    darkroom.develop(data, digital_source_type="trainedAlgorithmicMedia")


def milliseconds(act, data: bytes) -> float:
    """The time of one call."""
    started = time.perf_counter()
    act(data)
    return (time.perf_counter() - started) * 1000


def compare(data: bytes, anchor) -> tuple[float, float]:
    """Medians of (intake, anchor) over rounds taken in turns."""
    by_intake(data)
    pairs = [(milliseconds(by_intake, data), milliseconds(anchor, data)) for _ in range(ROUNDS)]
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs)


def main() -> int:
    """Prints the ratios; the exit code is 1 when a figure is missed."""
    anchor, name = (by_willow, "willow") if WillowImage else (by_pillow, "willow's calls in plain Pillow")
    picture, missed = photograph(), 0
    for format, figure in FIGURES.items():
        ours, theirs = compare(encoded(picture, format), anchor)
        ratio = ours / theirs
        missed += ratio > figure
        verdict = "within" if ratio <= figure else "MISSED,"
        print(
            f"intake of a {SIDE} px {format}: {ours:.0f} ms against {theirs:.0f} ms by {name}: "
            f"ratio {ratio:.2f}, {verdict} {figure:.2f}"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
