"""Owns the private previews: who may see one, and the headers under which it is sent."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotModified
from django.urls import get_script_prefix
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from assets.access import get_visible
from assets.imaging import darkroom
from assets.intake import PREVIEWS, master
from assets.models import StoredImage
from assets.safekeeping import Damaged
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


@login_required
@require_safe
def full(request, image_id):
    """All pixels, drawn anew from the master without metadata, for a closer look than the previews bear; to members
    of its brand only. Raises ImageRefused when the picture cannot be read, Unavailable when too many are drawn."""
    image = get_visible(StoredImage, request.user, image_id)
    etag = f'"{image.public_id}-{image.master_sha256[:16]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponseNotModified(), etag)
    try:
        data = darkroom.show(master(image))
    except (Damaged, FileNotFoundError):
        raise Http404 from None
    return _dressed(HttpResponse(data, content_type="image/webp"), etag)


def _file(path, name):
    try:
        return FileResponse(private().open(path), content_type="image/webp", filename=name)
    except FileNotFoundError:
        raise Http404 from None


def _dressed(response, etag):
    for name, value in {**HEADERS, "ETag": etag}.items():
        response[name] = value
    return response
