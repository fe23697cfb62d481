"""Owns the public address of published pictures: no sign-in, our presets only, live publications only."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from assets import channels, clock, gates, transformations
from assets.models import Publication
from assets.publishers import PublishingFailed, folder
from assets.rendering import CONTENT_TYPES

EXTENSIONS = ("jpg", "png", "webp")
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@login_not_required
@require_safe
def rendition(request, transformation, version, public_id, extension):
    """One rendition of a live publication: 400 for what is no channel of ours, 404 for what is not live."""
    try:
        channel = channels.behind(transformation)
    except transformations.BadTransformation as problem:
        return _refusal(400, str(problem))
    publication = _live(public_id, version) if extension in EXTENSIONS else None
    if publication is None or gates.delivery_stop(publication, channel, clock.now()):
        return _refusal(404, "There is no published picture at this address.")
    return _picture(request, publication, channel)


def _live(public_id, version):
    live = Publication.objects.filter(publisher=folder.FolderPublisher.name, state=Publication.State.LIVE)
    return live.filter(remote_id=public_id, remote_version=version).select_related("asset__rights__current").first()


def _picture(request, publication, channel):
    recipe = transformations.parse(channel.transformation)
    form = transformations.format_for(recipe, request.headers.get("Accept", ""))
    etag = _etag(publication, channel, form)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _dressed(HttpResponseNotModified(), publication, recipe, etag)
    version = int(publication.remote_version)
    try:
        data = folder.read(publication.remote_id, version, channel.transformation, form)
    except PublishingFailed:
        return _refusal(404, "There is no published picture at this address.")
    return _dressed(HttpResponse(data, content_type=CONTENT_TYPES[form]), publication, recipe, etag)


def _etag(publication, channel, form):
    told = f"{publication.master_sha256} {publication.remote_version} {channel.transformation} {form}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def _dressed(response, publication, recipe, etag):
    """Bytes under a version never change, but they may be taken down: so they are kept for minutes, not years."""
    for name, value in {**HEADERS, "ETag": etag}.items():
        response[name] = value
    response["Cache-Control"] = f"public, max-age={_keep_seconds(publication)}, immutable"
    if recipe.negotiated:
        response["Vary"] = "Accept"
    return response


def _keep_seconds(publication):
    if publication.available_until is None:
        return settings.DELIVERY_MAX_AGE
    left = (publication.available_until - clock.now()).total_seconds()
    return max(0, min(settings.DELIVERY_MAX_AGE, int(left)))


def _refusal(status, sentence):
    response = HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
    for name, value in {**HEADERS, "Cache-Control": "no-store", "X-Error": sentence.encode("ascii", "replace")}.items():
        response[name] = value
    return response
