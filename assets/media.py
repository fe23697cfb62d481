"""Owns the private previews: who may see one, and the headers under which it is sent."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.urls import get_script_prefix
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from assets.access import get_visible
from assets.intake import PREVIEWS
from assets.models import StoredImage
from assets.storage import private

FIELDS = {side: field for field, side in PREVIEWS.items()}
HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Cookie",
}


def preview_url(image, side: int) -> str:
    """The address of one preview (side 320, 800 or 1600), cheap enough for a board of hundreds."""
    return f"{get_script_prefix()}media/{image.public_id}/{side}.webp"


@login_required
@require_safe
def preview(request, image_id, side):
    """One re-encoded preview, to members of its brand only. Originals and masters have no address at all."""
    if side not in FIELDS:
        raise Http404
    image = get_visible(StoredImage, request.user, image_id)
    etag = f'"{image.public_id}-{side}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponseNotModified(), etag)
    return _dressed(_file(getattr(image, FIELDS[side]), f"{image.public_id}-{side}.webp"), etag)


def _file(path, name):
    try:
        return FileResponse(private().open(path), content_type="image/webp", filename=name)
    except FileNotFoundError:
        raise Http404 from None


def _dressed(response, etag):
    for name, value in {**HEADERS, "ETag": etag}.items():
        response[name] = value
    return response
