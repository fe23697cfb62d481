"""Owns giving a candidate its rights from the decision page: the full form, one click, or a record that exists."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, rights
from assets.forms import respond_invalid
from assets.forms.rights import TermsForm
from assets.media import preview_url
from assets.models import UsageRights
from assets.problems import Refused
from review import cases, clearing
from review.forms.decisions import ClearForm
from review.views.decisions import _case


@require_http_methods(["GET", "POST"])
def record(request, candidate_id):
    """The form of a new record, prefilled from campaign and tool terms; or the record to put the image under."""
    case = _case(request, candidate_id)
    access.require(request.user, "record_rights", case.candidate.brand)
    siblings = clearing.siblings(case.candidate)
    if request.method == "POST" and request.POST.get("existing"):
        return _link(request, case)
    kept = case.candidate.terms_snapshot
    initial = clearing.proposal(case) | {"title": clearing.title_for(case)}
    form = TermsForm(request.POST or None, initial=initial, kept_terms=kept)
    context = _context(request, case, form, siblings)
    if request.method == "GET":
        return render(request, "review/rights.html", context)
    chosen = [one for one in siblings if one.public_id in request.POST.getlist("also")]
    return _create(request, case, form, chosen, context)


def _create(request, case, form, chosen, context):
    if not form.is_valid():
        return respond_invalid(request, "review/rights.html", context)
    clear = "clear" in request.POST
    title = form.cleaned_data["title"]
    try:
        clearing.record(case, by=request.user, title=title, fields=form.terms(), also=chosen, clear=clear)
    except Refused as problem:
        form.refuse(problem)
        return respond_invalid(request, "review/rights.html", context)
    messages.success(request, _said(len(chosen) + 1, clear))
    return redirect("review:decision", case.candidate.public_id)


def _context(request, case, form, siblings) -> dict:
    return {
        "case": case,
        "candidate": case.candidate,
        "form": form,
        "siblings": [(one, preview_url(one.image, 320)) for one in siblings],
        "chosen": request.POST.getlist("also"),
        "records": clearing.records_for(case.candidate),
        "picture": preview_url(case.candidate.image, 800),
        "may_clear": access.can(request.user, "clear_rights", case.candidate.brand),
    }


def _link(request, case):
    record = access.get_visible(UsageRights, request.user, request.POST["existing"][:16])
    rights.link(record, [case.candidate.image], by=request.user)
    messages.success(request, f"The image stands under “{record.title}” now.")
    return redirect("review:decision", case.candidate.public_id)


@require_safe
def also(request, candidate_id):
    """The box for the other waiting images of the brief that a new record could cover; empty when there are none. A
    fragment of its own, since the decision page can do without it; without scripts the full form shows them."""
    candidate, round_ = cases.find(request.user, candidate_id)
    if round_ is None:
        raise Http404
    if not request.htmx:
        return redirect(reverse("review:decision", args=[candidate_id]) + "#rights")
    return render(request, "review/_rights_also.html", {"number": len(clearing.siblings(candidate))})


@require_POST
def clear(request, candidate_id):
    """One click: clears the record the image stands under, or records what is proposed and clears that."""
    case, form = _case(request, candidate_id), ClearForm(request.POST)
    access.require(request.user, "clear_rights", case.candidate.brand)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    also = clearing.siblings(case.candidate) if form.cleaned_data["also"] else []
    if case.rights.version:
        record = case.rights.version.record
        rights.clear(record, by=request.user, expected_version=form.cleaned_data["version"])
        messages.success(request, "The rights are cleared.")
    else:
        fields, title = clearing.proposal(case), clearing.title_for(case)
        clearing.record(case, by=request.user, title=title, fields=fields, also=also, clear=True)
        messages.success(request, _said(len(also) + 1, True))
    return redirect("review:decision", candidate_id)


def _said(number: int, cleared: bool) -> str:
    images = "1 image" if number == 1 else f"{number} images"
    return f"Rights are recorded and cleared for {images}." if cleared else f"Rights are recorded for {images}."
