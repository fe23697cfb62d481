"""Owns the pages of brands: who works on one, and the table of who may do what."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, people
from assets.forms import respond_invalid
from assets.forms.people import BrandFoundingForm, InviteForm
from assets.models import Brand, Campaign, Membership, User
from assets.problems import Forbidden

MANAGE = "manage_members"


@require_safe
def index(request):
    """The person's brands with how many people and campaigns each has."""
    held = Membership.objects.filter(brand=OuterRef("pk")).order_by("pk")
    active = held.filter(user__is_active=True).order_by().values("brand")
    running = Campaign.objects.filter(brand=OuterRef("pk"), archived_at=None).order_by().values("brand")
    rows = (
        access.brands_of(request.user)
        .order_by("name")
        .annotate(
            members=Subquery(active.annotate(number=Count("user", distinct=True)).values("number")),
            running=Subquery(running.annotate(number=Count("pk")).values("number")),
            role=Subquery(held.filter(user=request.user).values("role")[:1]),
        )
    )
    roles = dict(Membership.Role.choices)
    found = list(rows)
    for brand in found:
        brand.standing = roles.get(brand.role, "")
    return render(request, "brands/index.html", {"brands": found})


@require_safe
def detail(request, brand_id):
    """One brand: its people, and who may do what."""
    return _page(request, access.get_visible(Brand, request.user, brand_id, field="pk"), InviteForm())


def _page(request, brand, form, status=200):
    context = {
        "brand": brand,
        "people": members_of(brand),
        "table": role_table(),
        "roles": Membership.Role.labels,
        "form": form,
        "may_manage": access.can(request.user, MANAGE, brand),
    }
    return render(request, "brands/detail.html", context, status=status)


def members_of(brand) -> list:
    """The brand's people by name, each with the roles held: [(key, label)]."""
    rows = Membership.objects.filter(brand=brand).select_related("user").order_by("user__display_name", "pk")
    people_by_id = {}
    for row in rows:
        person = people_by_id.setdefault(row.user_id, row.user)
        person.held = [*getattr(person, "held", []), (row.role, row.get_role_display())]
    return list(people_by_id.values())


def role_table() -> list[tuple[str, list[bool], bool, bool]]:
    """Who may do what, read from the settings: what, yes or no for each role, organisation auditors, admins."""
    return [
        (
            settings.ACTION_SENTENCES[action].capitalize(),
            [role in allowed for role in Membership.Role.values],
            action in settings.ORGANISATION_AUDITOR_ACTIONS,
            action in settings.SITE_ADMIN_ACTIONS,
        )
        for action, allowed in settings.ROLES.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    """Founds a brand; site admins only."""
    if not request.user.is_staff:
        raise Forbidden("Only a site admin may found a brand. Nothing was changed.")
    form = BrandFoundingForm(request.POST or None)
    if request.POST and (brand := form.attempt(lambda **data: people.found_brand(by=request.user, **data))):
        messages.success(request, f"Brand {brand} founded. Add the people who work on it.")
        return redirect("assets:brand", brand.public_id)
    if request.method == "POST":
        return respond_invalid(request, "brands/form.html", {"form": form})
    return render(request, "brands/form.html", {"form": form})


def _managed(request, brand_id):
    brand = access.get_visible(Brand, request.user, brand_id, field="pk")
    access.require(request.user, MANAGE, brand)
    return brand


@require_POST
def invite(request, brand_id):
    """Gives somebody a role, making the account if there is none."""
    brand = _managed(request, brand_id)
    form = InviteForm(request.POST)
    done = form.attempt(lambda **data: people.invite(brand=brand, by=request.user, **data))
    if not done:
        return _page(request, brand, form, form.status)
    membership, made = done
    how = " They set a password with “I forgot my password” on the sign-in page." if made else ""
    messages.success(request, f"{membership.user} is now {membership.get_role_display().lower()} of {brand}.{how}")
    return redirect("assets:brand", brand.public_id)


@require_POST
def revoke(request, brand_id, user_id):
    """Takes a role away; the toast offers the way back."""
    brand = _managed(request, brand_id)
    person = access.get_visible(
        User.objects.filter(memberships__brand=brand).distinct(), request.user, user_id, field="memberships__brand"
    )
    role = request.POST.get("role", "")
    people.revoke(person, brand, role, by=request.user)
    label = dict(Membership.Role.choices)[role].lower()
    messages.success(request, f"{person} is no longer {label} of {brand}. Add the person again to undo this.")
    return redirect("assets:brand", brand.public_id)
