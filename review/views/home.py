"""Owns the first page after signing in, by what the person is here for, and the lists behind an auditor's counts."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assets import access, paging
from assets.problems import Forbidden
from review import desk, troubles


@require_safe
def home(request):
    """What came back or waits, threads that name the person, the briefs as strips; problem counts for mere auditors."""
    user = request.user
    writes = bool(access.brands_where(user, "create_brief"))
    waiting = desk.waiting_for(user)
    audits = bool(access.brands_where(user, "view_audit"))
    context = {
        "brands": access.brands_listed(user),
        "writes": writes,
        "waiting": waiting,
        "returned": desk.returned_to(user) if writes else [],
        "named": desk.named(user),
        "strips": desk.briefs_of(user) if writes else [],
        "problems": troubles.counts(user) if audits and not writes else [],
        "audits": audits,
    }
    return render(request, "home/home.html", context)


@require_safe
def trouble(request, kind):
    """The images behind one of an auditor's counts."""
    if kind not in troubles.KINDS:
        raise Http404
    if not access.brands_where(request.user, "view_audit"):
        raise Forbidden("Only a brand manager or an auditor may see this list. Nothing was changed.")
    bounds = {name: request.GET.get(name, "")[:16] for name in ("before", "after")}
    page = paging.newest_first(troubles.rows(kind, request.user), **bounds)
    context = {"kind": troubles.KINDS[kind], "page": page, "lines": troubles.lines(page.rows)}
    return render(request, "home/trouble.html", context)
