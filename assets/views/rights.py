"""Owns the pages of rights records: what stands in one, its versions, evidence, cover, and the acts on it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, clearance, clock, evidence, licences, paging, rights, terms, territories
from assets.bars import term_bar
from assets.forms import respond_invalid
from assets.forms.rights import ChangeTermsForm, EvidenceForm, RevokeForm, SeenForm
from assets.media import preview_url
from assets.models import Channel, RightsCover, RightsEvidence, StoredImage, UsageRights
from assets.problems import Refused

STATUS = {
    "cleared": "approved",
    "expiring_soon": "changes",
    "embargoed": "waiting",
    "not_cleared": "draft",
    "expired": "failed",
    "revoked": "rejected",
}
SHOWN = 60
PLAIN = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@require_safe
def index(request):
    """The rights records of the person's brands, newest first, with their state; ``state`` narrows, also repeated."""
    rows = access.scoped(UsageRights.objects.select_related("brand", "campaign", "current"), request.user)
    rows = rows.annotate(state=clearance.state_expression(clock.now(), "current__"))
    if states := [state for state in request.GET.getlist("state") if state in clearance.State.values]:
        rows = rows.filter(state__in=states)
    page = paging.newest_first(rows, before=request.GET.get("before", "")[:16], after=request.GET.get("after", "")[:16])
    for row in page.rows:
        row.status, row.word = STATUS[row.state], clearance.State(row.state).label
        row.territory = territories.words(row.current.territory_mode, row.current.territories)
    query = urlencode({"state": states}, doseq=True)
    return render(request, "rights/index.html", {"page": page, "query": query, "narrowed": bool(states)})


@require_safe
def detail(request, rights_id):
    """One record: the version in force, a proposal, all versions, evidence and the images under it."""
    return render(request, "rights/detail.html", _context(request, _record(request, rights_id)))


@require_http_methods(["GET", "POST"])
def change(request, rights_id):
    """The form of the next version."""
    record = _record(request, rights_id)
    access.require(request.user, "record_rights", record.brand)
    newest = rights.newest_version(record)
    newest.record = record
    initial = ChangeTermsForm.values_of(newest) | {"version": record.version}
    form = ChangeTermsForm(request.POST or None, initial=initial, kept_terms=newest.tool_terms)
    form.fields["title"].disabled = True
    context = {"record": record, "form": form, "newest": newest}
    if request.method == "GET":
        return render(request, "rights/form.html", context)
    if not form.is_valid():
        return respond_invalid(request, "rights/form.html", context)
    try:
        made = rights.change(record, by=request.user, expected_version=form.cleaned_data["version"], **form.terms())
    except Refused as problem:
        form.refuse(problem)
        return respond_invalid(request, "rights/form.html", context)
    messages.success(request, f"Version {made.number} is saved. It holds once a brand manager clears it.")
    return redirect("assets:rights", record.public_id)


@require_POST
def clear(request, rights_id):
    """Clears the newest version."""
    record, form = _record(request, rights_id), SeenForm(request.POST)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    version = rights.clear(record, by=request.user, expected_version=form.cleaned_data["version"])
    messages.success(request, f"Version {version.number} is cleared and in force.")
    return redirect("assets:rights", record.public_id)


@require_POST
def revoke(request, rights_id):
    """Ends the rights at once; whatever is live under them goes."""
    record, form = _record(request, rights_id), RevokeForm(request.POST)
    if not form.is_valid():
        return respond_invalid(request, "rights/detail.html", _context(request, record, revoke_form=form))
    data = form.cleaned_data
    rights.revoke(
        record,
        by=request.user,
        reason=data["reason"],
        urgency=data["urgency"],
        expected_version=data["version"],
    )
    messages.success(request, "The rights are revoked. Nothing under them is delivered any more.")
    return redirect("assets:rights", record.public_id)


@require_POST
def add_evidence(request, rights_id):
    """Keeps a document or a statement."""
    record = _record(request, rights_id)
    form = EvidenceForm(request.POST, request.FILES, kinds=_open_kinds(record))
    if not form.is_valid():
        return respond_invalid(request, "rights/detail.html", _context(request, record, evidence_form=form))
    data = form.cleaned_data
    if data["file"]:
        content = data["file"].read()
        evidence.add(record, by=request.user, kind=data["kind"], file_name=data["file"].name, data=content)
    else:
        _refuse_statement(record, data["kind"])
        evidence.state(record, by=request.user, kind=data["kind"], text=data["statement"])
    messages.success(request, "The evidence is kept with its hash.")
    return redirect("assets:rights", record.public_id)


@require_safe
def download(request, rights_id, evidence_id):
    """One document as a download; never shown inline, whatever it claims to be."""
    record = _record(request, rights_id)
    rows = RightsEvidence.objects.filter(record=record)
    proof = access.get_visible(rows, request.user, evidence_id, field="record__brand")
    response = HttpResponse(evidence.read(proof), content_type="application/octet-stream", headers=PLAIN)
    response["Content-Disposition"] = content_disposition_header(True, proof.file_name)
    return response


@require_POST
def uncover(request, rights_id, image_id):
    """Takes one image out from under the record."""
    record = _record(request, rights_id)
    image = access.get_visible(StoredImage, request.user, image_id)
    rights.unlink(record, image, by=request.user)
    messages.success(request, "The image does not stand under this record any more.")
    return redirect("assets:rights", record.public_id)


def _record(request, rights_id) -> UsageRights:
    rows = UsageRights.objects.select_related(
        "brand", "campaign", "current__cleared_by", "current__revoked_by", "created_by"
    ).prefetch_related("evidence__uploaded_by")
    return access.get_visible(rows, request.user, rights_id)


def _context(request, record, **forms) -> dict:
    versions = list(record.versions.select_related("created_by", "cleared_by", "revoked_by").order_by("-number"))
    for version in versions:
        version.record = record
        version.state = clearance.state_of(version, clock.now())
        version.status = STATUS[version.state]
    current = next((one for one in versions if one.pk == record.current_id), versions[0])
    covers = RightsCover.objects.filter(record=record, ended_at=None).select_related("image").order_by("-pk")
    effective = clearance.intersect([clearance.limit_of(record.title, current, clock.now())])
    effective.version = current
    found = {
        "record": record,
        "current": current,
        "newest": versions[0],
        "proposed": versions[0] if versions[0].pk != current.pk else None,
        "versions": versions,
        "bar": term_bar(effective),
        "facts": in_words(current),
        "differences": _differences(current, versions[0]),
        "lacks": clearance.unmet(versions[0]),
        "terms_stale": terms.stale(current.tool_terms),
        "terms_label": terms.label(current.tool_terms),
        "proofs": [(proof, evidence.kind_label(proof.kind)) for proof in record.evidence.all()],
        "covers": [(cover.image, preview_url(cover.image, 320)) for cover in covers[:SHOWN]],
        "covered": covers.count(),
        "may_record": access.can(request.user, "record_rights", record.brand),
        "may_clear": access.can(request.user, "clear_rights", record.brand),
        "revoke_form": RevokeForm(initial={"version": record.version}),
        "evidence_form": EvidenceForm(kinds=_open_kinds(record)),
    }
    return found | forms


def in_words(version) -> list[tuple[str, str]]:
    """One set of terms as label and words, without what is empty."""
    names = dict(Channel.objects.values_list("key", "name"))
    vocabulary = licences.VOCABULARIES
    found = [
        ("Basis", vocabulary["basis"][version.basis]),
        ("Licence", vocabulary["licence_type"][version.licence_type]),
        ("Holder", version.rights_holder),
        ("Licensor", " ".join(filter(None, (version.licensor_name, version.licensor_url)))),
        ("Terms", version.terms_url),
        ("Term", _term(version)),
        ("Not before", version.embargo_until and clock.told(version.embargo_until, version.tz)),
        ("Territory", territories.words(version.territory_mode, version.territories)),
        ("Channels", ", ".join(names.get(key, key) for key in version.channels)),
        ("Paid placement", "Allowed" if version.paid_allowed else "Not allowed"),
        ("Exclusivity", _unless(version.exclusivity, "none", vocabulary["exclusivity"])),
        ("Restrictions", "; ".join([licences.RESTRICTIONS[flag] for flag in version.restrictions])),
        ("Restrictions in words", version.restriction_text),
        ("Credit", version.credit_line),
        ("People", vocabulary["people"][version.people]),
        ("Minors", "Shown" if version.minors_shown else ""),
        (
            "Model release",
            "" if version.model_release == "MR-NAP" else vocabulary["model_release"][version.model_release],
        ),
        ("Human contribution", vocabulary["human_contribution"][version.human_contribution]),
        ("Copyright notice", version.copyright_notice),
    ]
    return [(label, value) for label, value in found if value]


def _unless(value, usual, words) -> str:
    return "" if value == usual else words[value]


def _term(version) -> str:
    end = f"to {version.term_end:%-d %B %Y}" if version.term_end else "without end"
    return f"{version.term_start:%-d %B %Y} {end}, whole days in {version.tz}"


def _differences(old, new) -> list[tuple[str, str, str]]:
    before, after = dict(in_words(old)), dict(in_words(new))
    labels = list(dict.fromkeys([*before, *after]))
    return [(one, before.get(one, ""), after.get(one, "")) for one in labels if before.get(one) != after.get(one)]


def _open_kinds(record) -> list[tuple[str, str]]:
    """The open questions of the tool's terms, as kinds of evidence."""
    kinds = {proof.kind for proof in record.evidence.all()}
    newest = rights.newest_version(record)
    return [
        (terms.evidence_kind(condition), f"Terms: {condition['question']}")
        for condition in terms.open_conditions(newest.tool_terms, kinds)
    ]


def _refuse_statement(record, kind) -> None:
    """A condition that asks for a document is not met by somebody's word."""
    newest = rights.newest_version(record)
    for condition in newest.tool_terms.get("conditions", []):
        if terms.evidence_kind(condition) == kind and condition.get("evidence_required"):
            raise Refused("This question asks for a document, not a statement. Nothing was saved.", code="document")
