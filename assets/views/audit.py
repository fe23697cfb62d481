"""Owns the auditor's pages: the log with its filters, the state of the chains, an object's history, the CSV export."""

import json
from urllib.parse import urlencode

from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from assets import access, clock, spreadsheets
from assets.audit import exporting, filters, history, verifying, worries
from assets.audit.recording import SITE, record
from assets.models import Asset, AuditEvent
from assets.paging import SIZE, capped
from assets.problems import Refused

HEADER = (
    "time (UTC)", "chain", "line", "who", "actor id", "action", "in words", "object", "object id", "campaign id",
    "before", "after", "details", "reason", "request id", "hash",
)  # fmt: skip
BATCH = 500
MOST_LINES = 100_000  # of a proof that is packed while somebody waits for it


@require_GET
def log(request):
    """The audit log of the brands that the person may read, newest first."""
    form = filters.LogFilter(request.GET, user=request.user)
    valid = form.is_valid()
    events, older = filters.page(form.events(), request.GET.get("before", "")) if valid else ([], "")
    asked = form.asked() if valid else {}
    context = {
        "form": form,
        "history": history.lines_of(events),
        "count_text": f"{capped(form.events())} events" if valid else "",
        "next_url": f"?{urlencode({**asked, 'before': older})}" if older else "",
        "previous_url": f"?{urlencode(asked)}" if "before" in request.GET else "",
        "asked": asked,
        "may_export": any(access.can(request.user, "export", brand) for brand in form.brands),
        "provable": _provable(request.user),
        "worries": worries.of(form.brands),
        "several": form.wide or len(form.brands) > 1,
    }
    return render(request, "audit/log.html", context, status=200 if valid else 422)


@require_GET
def state(request):
    """The fragment that says whether the chains hold since their last checkpoints; a page without htmx."""
    brands = filters.readable_brands(request.user)
    wide = request.user.is_staff or request.user.is_org_auditor
    names = {brand.public_id: brand.name for brand in brands} | ({SITE: "The site itself"} if wide else {})
    rows = [
        {"name": name, "fault": next(verifying.verify(chain, since_checkpoint=True), None), **_size(chain)}
        for chain, name in names.items()
    ]
    template = "audit/_state.html" if request.htmx else "audit/state.html"
    return render(request, template, {"rows": rows, "at": clock.now(), "whole": all(not r["fault"] for r in rows)})


def _size(chain: str) -> dict:
    last = AuditEvent.objects.filter(chain=chain).order_by("-seq").first()
    return {"size": last.seq if last else 0, "head": last.hash if last else ""}


@require_GET
def about(request, kind, key):
    """The history of one object, of an asset its whole story; not found where no visible chain knows it."""
    if kind == "asset":
        lines = history.story_of(access.get_visible(Asset.objects.select_related("rights", "brand"), request.user, key))
    else:
        lines = history.events_about(kind, key, chains=history.chains_of(request.user))
    if not lines:
        raise Http404
    template = "parts/_history.html" if request.htmx else "audit/history.html"
    return render(
        request, template, {"history": lines, "kind": history.spaced(kind), "key": key, "full": len(lines) == SIZE}
    )


@require_POST
def export(request):
    """The matching events as CSV, itself logged in each chain that it reads."""
    form = filters.LogFilter(request.POST, user=request.user, action="export")
    if not form.is_valid():
        raise Refused(f"{form.said()} Nothing was exported.")
    newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    events = form.events().filter(pk__lte=newest)
    with transaction.atomic():
        for brand in [b for b in form.brands if b.public_id in form.chains()]:
            details = {"what": "log as CSV", "rows": events.filter(chain=brand.public_id).count()}
            record("export.created", brand, by=request.user, details={**details, **form.asked()})
    return spreadsheets.response(_rows(events), f"audit-{clock.now():%Y-%m-%d}.csv")


def _provable(user) -> dict:
    """Whose chains this person may take out of the house: a brand's public id and the brand, or "site" and None."""
    wide = {SITE: None} if user.is_staff or user.is_org_auditor else {}
    return {brand.public_id: brand for brand in filters.readable_brands(user, "export")} | wide


@require_POST
def proof(request):
    """One whole chain with its signatures and the verifier, packed for an outsider to check offline."""
    provable, chain = _provable(request.user), request.POST.get("chain", "")
    if chain not in provable:
        raise Http404
    brand = provable[chain]
    if _size(chain)["size"] > MOST_LINES:
        raise Refused(
            f"This log has more than {MOST_LINES:,} lines, which is too much for a download. "
            "Ask an operator for manage.py audit export; it writes the same files.",
            code="too_long",
        )
    name = f"audit-proof-{brand.slug if brand else SITE}-{clock.now():%Y-%m-%d}.zip"
    packed = exporting.export_zip(brand, by=request.user)
    return FileResponse(packed, as_attachment=True, filename=name, headers={"Cache-Control": "no-store"})


def _rows(events):
    """The header and then the events, newest first, read in batches so that memory stays flat."""
    yield HEADER
    while batch := list(events.order_by("-pk")[:BATCH]):
        for line in history.lines_of(batch):
            yield _row(line)
        events = events.filter(pk__lt=batch[-1].pk)


def _row(line: history.Line) -> tuple:
    event, body = line.event, json.loads(line.event.payload)
    parts = [
        json.dumps(body[name], ensure_ascii=False) if body[name] else "" for name in ("before", "after", "details")
    ]
    return (
        body["at"], event.chain, event.seq, line.who, event.actor_id, event.action, line.what, event.object_kind,
        event.object_id, event.campaign_id, *parts, line.reason, event.request_id, event.hash,
    )  # fmt: skip
