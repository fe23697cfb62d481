"""Owns the page on which a person settles an image whose answer was lost."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assets import access
from assets.forms import respond_invalid
from generation import money, outcomes
from generation.forms.outcomes import CHARGED, MADE, NOT_MADE, OutcomeForm
from generation.models import Slot

DOORS = {
    MADE: lambda slot, task, by: outcomes.made(slot, task, by=by),
    NOT_MADE: lambda slot, task, by: outcomes.not_made(slot, by=by),
    CHARGED: lambda slot, task, by: outcomes.written_off(slot, by=by),
}
SAID = {
    MADE: "It is being fetched now.",
    NOT_MADE: "It was asked for again.",
    CHARGED: "It was written off. Its cost stays in the ledger.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request, slot_id):
    """What is known of the lost attempt, what it may have cost, and the three things that a person can find."""
    rows = Slot.objects.select_related(
        "request__brand", "request__brief__brand", "request__generator__account", "request__prompt_version__prompt"
    )
    slot = access.get_allowed(rows, request.user, slot_id, "generate", field="request__brand")
    sent = request.method == "POST"
    form = OutcomeForm(request.POST if sent else None)
    if sent and form.attempt(lambda way, task: DOORS[way](slot, task, request.user)):
        messages.success(request, SAID[form.cleaned_data["way"]])
        return redirect("generation:progress", slot.request.brief.public_id)
    attempt = slot.attempts.order_by("-number").first()
    context = {
        "slot": slot,
        "attempt": attempt,
        "form": form,
        "cost": money.written(attempt.price_before, attempt.currency) if attempt else "",
        "is_unknown": slot.state == Slot.State.UNKNOWN,
    }
    if sent:
        return respond_invalid(request, "generation/outcome.html", context)
    return render(request, "generation/outcome.html", context)
