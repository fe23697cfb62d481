"""Owns the part of the decision page about the automatic check: the fragment, and asking for the check again."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from review import advice, cases
from review.models import Advice

STOP_ASKING = 286  # htmx takes the answer in and asks no more


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, candidate_id):
    """POST asks for the check; both answer with the part as it is now, or lead back to the page without htmx."""
    candidate, round_ = cases.find(request.user, candidate_id)
    if request.method == "POST":
        advice.ask(candidate, by=request.user)
    if not request.htmx:
        there = reverse("review:decision", args=[candidate_id]) if round_ else _board(candidate)
        return redirect(f"{there}#advice" if round_ else there)
    candidate, _ = cases.find(request.user, candidate_id)
    context = advice.section(candidate, request.user) | {"unfolded": request.method == "POST"}
    status = 200 if _is_awaited(context) else STOP_ASKING
    return render(request, "review/_advice.html", context, status=status)


def _is_awaited(context) -> bool:
    """Whether the page goes on asking; what it gets goes into the part as it stands, open or closed."""
    return getattr(context["advice"], "state", "") == Advice.State.WAITING


def _board(candidate) -> str:
    return f"{reverse('review:board', args=[candidate.brief.public_id])}?view=loupe&at={candidate.public_id}"
