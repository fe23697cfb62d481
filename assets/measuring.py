"""Owns the measuring of stored images: once for each, on the large preview, in the limited child process."""

from assets import clock
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
