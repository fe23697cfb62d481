"""Owns the signs of life of a decision page, and taking an image in hand."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from review import cases
from review import presence as present


@require_POST
def presence(request, candidate_id):
    """Notes that the page is open and says who else looks at the image."""
    candidate, _ = cases.find(request.user, candidate_id)
    present.look(candidate, by=request.user)
    return _answer(request, candidate)


@require_POST
def claim(request, candidate_id):
    """Takes the image for a quarter of an hour."""
    candidate, _ = cases.find(request.user, candidate_id)
    present.claim(candidate, by=request.user)
    return _answer(request, candidate)


@require_POST
def release(request, candidate_id):
    """Gives it back."""
    candidate, _ = cases.find(request.user, candidate_id)
    present.release(candidate, by=request.user)
    return _answer(request, candidate)


def _answer(request, candidate):
    if not request.htmx:
        return redirect("review:decision", candidate.public_id)
    context = {"seen": present.seen(candidate, request.user), "candidate": candidate}
    return render(request, "review/_presence.html", context)
