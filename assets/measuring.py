"""Owns the measuring of stored images: once for each, on the large preview in the limited child process, and of what
its renditions weigh."""

from contextlib import suppress

from assets import clock, intake, rendering, safekeeping, transformations
from assets.imaging import darkroom
from assets.models import ImageMeasure, StoredImage
from assets.storage import private

METHOD = 1  # raise it when imaging/measures.py measures otherwise, and images are measured anew


def measured(image: StoredImage) -> ImageMeasure:
    """The image's measures, taken now if there are none by today's method.

    Slow the first time: call it outside a transaction. Raises FileNotFoundError, darkroom.ImageRefused, Unavailable.
    """
    found = ImageMeasure.objects.filter(image=image, method=METHOD).first()
    if found is not None:
        return found
    with private().open(image.preview_large) as file:
        facts = darkroom.measure(file.read())
    values = {"method": METHOD, "measured_at": clock.now(), **facts}
    return ImageMeasure.objects.update_or_create(image=image, defaults=values)[0]


def weigh(measure: ImageMeasure, image: StoredImage, channels) -> None:
    """Draws the rendition of each channel that was not drawn by today's recipe, and keeps its bytes and the part of
    the picture that it shows, as left, top, width and height from 0 to 1; the picture itself is not kept.

    About a second for eight channels: for work in the background. A master that cannot be read has no weights.
    """
    lacking = [one for one in channels if measure.renditions.get(one.key, {}).get("recipe") != one.transformation]
    if not lacking:
        return
    with suppress(rendering.RenderingFailed, safekeeping.Damaged):
        drawn = rendering.render_all(intake.master(image), [_wanted(channel) for channel in lacking])
        found = {one.key: _weighed(one, made, image) for one, made in zip(lacking, drawn, strict=True)}
        measure.renditions = measure.renditions | found
        measure.save(update_fields=["renditions"])


def _wanted(channel):
    """The recipe and the format; the older one where readers are given what they can take, for it weighs more."""
    recipe = transformations.parse(channel.transformation)
    return recipe, transformations.format_for(recipe)


def _weighed(channel, made, image) -> dict:
    left, top, right, bottom = made.box
    box = left / image.width, top / image.height, (right - left) / image.width, (bottom - top) / image.height
    return {"recipe": channel.transformation, "bytes": len(made.data), "box": [round(part, 5) for part in box]}
