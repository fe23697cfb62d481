"""Owns the page on which site admins see the generators and their accounts, and let a paused one go on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assets import access
from assets.models import Work
from assets.people import require_site_admin
from generation import accounts, panel, parked
from generation.models import ProviderAccount


@require_safe
def overview(request):
    """Every generator with its price, its queue and its last day; every account with what is left on it."""
    require_site_admin(request.user, "look after the generators")
    shown = {"lines": panel.lines(), "tills": panel.tills(), "parked": parked.lines()}
    return render(request, "generation/generators.html", shown)


@require_POST
def resume(request, kind):
    """Lets a paused account be asked again."""
    require_site_admin(request.user, "resume accounts at outside services")
    account = ProviderAccount.objects.filter(key=kind).first()
    if account is None:
        raise Http404
    accounts.resume(account, by=request.user)
    messages.success(request, f"{account} is asked again.")
    return redirect("generation:generators")


@require_POST
def retry_parked(request, kind, subject_id):
    """Tries parked work again. What is not the person's to see does not exist."""
    rows = access.scoped(Work.objects.filter(kind=kind, subject=subject_id), request.user)
    row = rows.select_related("brand").order_by("-pk").first()
    if row is None:
        raise Http404
    parked.retry(row, by=request.user)
    messages.success(request, "It is tried again. If it stops the program again and again, it comes back here.")
    return redirect("generation:generators")
