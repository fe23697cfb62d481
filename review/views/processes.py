"""Owns the pages of approval processes: a brand's processes, a campaign's plan, acts on stages, and absences."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, clock
from assets.forms import respond_invalid
from assets.models import Brand, Campaign, User
from assets.problems import Refused
from review import course, plans, processes, stage_picture
from review.forms.processes import AwayForm, HandOverForm, PlanForm, ProcessForm
from review.models import Absence, Plan, Process, SignOff, Stage

MANAGE = "manage_processes"


@require_safe
def index(request, brand_id):
    """The processes of a brand with their stages, and the templates to start from."""
    brand = access.get_visible(Brand, request.user, brand_id, field="pk")
    rows = Process.objects.filter(brand=brand, retired_at=None).order_by("name")
    context = {
        "brand": brand,
        "processes": [(row, drawn(row.stages, brand)) for row in rows],
        "templates": [(one, drawn(one.stages, brand)) for one in processes.TEMPLATES.values()],
        "may_manage": access.can(request.user, MANAGE, brand),
    }
    return render(request, "processes/index.html", context)


def drawn(definition: list[dict], brand) -> list[list[tuple[str, str, str]]]:
    """The stages as columns of (name, rule and times in words); those that run together stand in one column."""
    columns: list[list[tuple[str, str, str]]] = []
    members = processes.signers(brand) if any(one["people"] for one in definition) else {}
    for one in definition:
        people = [str(members[key][0]) if key in members else "somebody who left" for key in one["people"]]
        row = Stage(rule=one["rule"], needed=one["needed"], independent=one["independent"])
        who = ", ".join(people) or processes.ROLES[one["role"]].lower()
        rule = "all must agree" if one["rule"] == "all" else stage_picture.rule_of(row)
        box = (one["name"], f"{who} decides" if one["rule"] == "named" else f"{who}: {rule}", _times(one))
        if one["start"] == "with" and columns:
            columns[-1].append(box)
        else:
            columns.append([box])
    return columns


def _times(stage: dict) -> str:
    """When a stage begins, where that is not after those before it, and what happens when its time is up."""
    day = f"{date.fromisoformat(stage['on']):%-d %B %Y}" if stage.get("on") else ""
    begins = {
        "days": f"begins {_counted(stage['days'], 'day')} after sending at the earliest",
        "date": f"begins on {day} at the earliest",
        "hand": "begins when a brand manager opens it",
    }.get(stage["start"], "")
    then = ", then it goes on without a response" if stage["late"] == "move_on" else ""
    takes = f"{_counted(stage['hours'], 'hour')}{then}" if stage["hours"] else ""
    return "; ".join(part for part in (begins, takes) if part)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@require_http_methods(["GET", "HEAD", "POST"])
def create(request, brand_id):
    """A new process; ``from`` names the template that the form starts with."""
    brand = access.get_allowed(Brand, request.user, brand_id, MANAGE, field="pk")
    template = processes.TEMPLATES.get(request.GET.get("from", ""), processes.TEMPLATES["one"])
    form = ProcessForm(request.POST or None, brand=brand, name=template.name, stages=template.stages)

    def act(name, stages, _):
        return processes.create(brand, by=request.user, name=name, stages=stages)

    if request.POST and form.save(act):
        messages.success(request, "The process is saved. Choose it in a campaign.")
        return redirect("review:processes", brand.public_id)
    return _form_page(request, {"form": form, "brand": brand})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, process_id):
    """Changes a process for rounds that open from now on."""
    process = access.get_allowed(Process.objects.select_related("brand"), request.user, process_id, MANAGE)
    shown = {"name": process.name, "stages": process.stages, "version": process.version}
    form = ProcessForm(request.POST or None, brand=process.brand, **shown)

    def act(name, stages, version):
        return processes.change(process, by=request.user, expected_version=version or 0, name=name, stages=stages)

    if request.POST and form.save(act):
        messages.success(request, "The process is saved. Images sent from now on follow it.")
        return redirect("review:processes", process.brand.public_id)
    return _form_page(request, {"form": form, "brand": process.brand, "process": process})


def _form_page(request, context):
    if request.POST:
        return respond_invalid(request, "processes/form.html", context)
    return render(request, "processes/form.html", context)


@require_POST
def retire(request, process_id):
    """Takes a process out of the choice."""
    process = access.get_allowed(Process.objects.select_related("brand"), request.user, process_id, MANAGE)
    processes.retire(process, by=request.user)
    messages.success(request, f"{process} is retired. Campaigns that follow it keep it.")
    return redirect("review:processes", process.brand.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, campaign_id):
    """How a campaign is approved, with the form for those who may change it."""
    rows = Campaign.objects.select_related("brand", "plan__process")
    campaign = access.get_visible(rows, request.user, campaign_id)
    found, may_change = plans.of(campaign), access.can(request.user, MANAGE, campaign.brand)
    if request.POST:
        access.require(request.user, MANAGE, campaign.brand)
    form = _plan_form(request, campaign, found)
    context = {
        "campaign": campaign,
        "plan": found,
        "sector": Plan.Sector(found.sector).label,
        "columns": drawn(plans.stages_of(campaign), campaign.brand),
        "form": form,
        "may_change": may_change,
    }
    if not request.POST:
        return render(request, "processes/plan.html", context)
    if form.attempt(lambda version, **data: plans.change(campaign, by=request.user, expected_version=version, **data)):
        messages.success(request, "Saved. Images sent from now on are approved like this.")
        return redirect("review:plan", campaign.public_id)
    return respond_invalid(request, "processes/plan.html", context)


def _plan_form(request, campaign, found) -> PlanForm:
    usable = list(Process.objects.filter(brand=campaign.brand, retired_at=None).order_by("name"))
    initial = {
        "process": found.process.public_id if found.process else "",
        "sector": found.sector,
        "languages": found.languages,
        "sign_again": found.sign_again,
        "version": found.version if found.pk else 0,
    }
    kept = [found.process] if found.process and found.process not in usable else []
    return PlanForm(request.POST or None, initial=initial, choices=usable + kept)


@require_POST
def begin(request, stage_id):
    """Begins a stage that waits for somebody to open it."""
    return _act(request, stage_id, course.begin, "The stage has begun.")


@require_POST
def reopen(request, stage_id):
    """Opens a stage again that moved on without a response."""
    return _act(request, stage_id, course.reopen, "The stage is open again.")


def _act(request, stage_id, act, said):
    rows = Stage.objects.select_related("round__brand", "round__candidate")
    stage = access.get_visible(rows, request.user, stage_id, field="round__brand")
    act(stage, by=request.user)
    messages.success(request, said)
    return redirect(_page(stage))


def _page(stage) -> str:
    return reverse("review:decision", args=[stage.round.candidate.public_id]) + "#stages"


@require_POST
def hand_over(request, sign_off_id):
    """Puts another person into a place."""
    rows = SignOff.objects.select_related("stage__round__brand", "stage__round__candidate", "person")
    place = access.get_visible(rows, request.user, sign_off_id, field="stage__round__brand")
    form = HandOverForm(request.POST)
    if not form.is_valid():
        raise Refused(form.said(), code="form")
    to = User.objects.filter(public_id=form.cleaned_data["to"], memberships__brand=place.stage.round.brand).first()
    if to is None:
        raise Refused("Choose somebody of this brand. Nothing was changed.", code="person")
    expected = User.objects.filter(public_id=form.cleaned_data["expected"] or "-").first()
    course.hand_over(place, by=request.user, to=to, expected=expected)
    messages.success(request, f"The signature is {to}’s now.")
    return redirect(_page(place.stage))


@require_http_methods(["GET", "HEAD", "POST"])
def away(request):
    """When the person is away and who signs for them."""
    brands = access.brands_where(request.user, "review")
    people = {one for brand in brands for one, _ in processes.signers(brand).values() if one != request.user}
    people = sorted(people, key=str)
    form = AwayForm(request.POST or None, brands=brands, people=people)
    if request.POST and form.attempt(lambda brand, **data: course.announce_absence(brand, by=request.user, **data)):
        messages.success(request, "Saved. On these days your signatures may be given for you.")
        return redirect("review:away")
    rows = Absence.objects.filter(person=request.user, ended_at=None, ends_at__gt=clock.now())
    absences = rows.select_related("brand", "substitute").order_by("first_day")
    context = {"form": form, "absences": absences, "possible": bool(people)}
    if request.POST:
        return respond_invalid(request, "processes/away.html", context)
    return render(request, "processes/away.html", context)


@require_POST
def end_absence(request, absence_id):
    """Ends one's own absence early."""
    rows = access.scoped(Absence.objects.select_related("brand"), request.user)
    absence = rows.filter(public_id=absence_id).first()
    if absence is None:
        raise Http404
    course.end_absence(absence, by=request.user)
    messages.success(request, "Nobody signs for you any more.")
    return redirect("review:away")
