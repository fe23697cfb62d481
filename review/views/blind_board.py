"""Owns the switch of a board without names, and the pictures that it shows."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from assets import access
from assets.media import FIELDS
from assets.problems import Conflict, Refused
from review import blind, blind_board, blind_score, room
from review.views.blind import bare_picture, own_run


@require_POST
def switch(request, brief_id):
    """Takes the names from the board, or puts them back when all is judged; then the board again, which says so."""
    brief = access.get_visible(blind_board.with_run(room.briefs(), request.user), request.user, brief_id)
    there, wanted = reverse("review:board", args=[brief_id]), request.POST.get("blind")
    if wanted not in ("on", "off"):
        raise Refused("The form did not say whether to hide the names. Nothing was changed. Load the board again.")
    run = blind_board.run_of(brief)
    if wanted == "on":
        blind_board.begin(brief, by=request.user)
        if not run:
            messages.success(request, "The names are gone. They come back when each image here has your verdict.")
    elif run:
        try:
            blind_board.end(run, by=request.user)
            messages.success(request, _told(run, reverse("review:blind_run", args=[brief_id, run.public_id])))
        except Conflict as problem:  # said where the person works, who loses nothing
            messages.warning(request, problem.sentence)
            return redirect(f"{there}?{urlsplit(request.headers.get('Referer', '')).query}")
    else:
        access.require(request.user, "review", brief.brand)
    return redirect(there)


def _told(run, there) -> str:
    return format_html('The names are back. {} <a href="{}">See the score</a>', blind_score.told(run), there)


@require_safe
def picture(request, run_id, token, side):
    """One preview behind a name of this run, to its person alone."""
    image = blind.image_behind(own_run(request, run_id), token) if side in FIELDS else None
    if image is None:
        raise Http404
    return bare_picture(getattr(image, FIELDS[side]), kept="private, max-age=600")
