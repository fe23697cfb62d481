"""Owns the page on which site admins see the generators and their accounts, and let a paused one go on."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assets.people import require_site_admin
from generation import accounts, panel
from generation.models import ProviderAccount


@require_safe
def overview(request):
    """Every generator with its price, its queue and its last day; every account with what is left on it."""
    require_site_admin(request.user, "look after the generators")
    return render(request, "generation/generators.html", {"lines": panel.lines(), "tills": panel.tills()})


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
