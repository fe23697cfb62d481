"""Owns the side rail: which doors a person has, and how many things wait behind them."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from assets import access
from generation.models import Candidate
from review import approvals, stages
from review.models import Decision

CAP = 99

# label, icon, name of the address, action that opens the door in any brand; a phone's bar shows the first three
DOORS = (
    ("Work", "work", "review:home", "view"),
    ("Briefs", "briefs", "generation:briefs", "view"),
    ("Approvals", "approvals", "review:queue", "decide"),
    ("Library", "library", "assets:library", "view"),
    ("Rights", "rights", "assets:rights_records", "view"),
    ("Campaigns", "campaigns", "assets:campaigns", "view"),
    ("Products", "products", "assets:products", "view"),
    ("Brands", "brands", "assets:brands", "manage_members"),
    ("Audit", "audit", "assets:audit", "view_audit"),
    ("Generators", "spark", "generation:generators", None),
    ("Admin", "admin", "admin:index", None),
)


def rail(request) -> dict:
    """The context of every full page: ``rail`` is worked out only if a template asks for it (two queries)."""
    return {"rail": SimpleLazyObject(lambda: _rail(request))}


def _rail(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"doors": []}
    brands = access.brands_listed(user)
    counts = _counts(user, [brand for brand in brands if access.can(user, "review", brand)])
    items = [_item(request, door, counts) for door in DOORS if _open(user, brands, door[3]) or _asked(door, counts)]
    return {
        "doors": [item for item in items if item],
        "person": str(user),
        "standing": _standing(user, brands),
        "sign_out_url": reverse("account_logout"),
    }


def _asked(door, counts) -> bool:
    """Whether somebody who decides nothing else is asked for a signature."""
    return door[2] == "review:queue" and bool(counts["approvals"])


def _open(user, brands, action) -> bool:
    if action is None:
        return user.is_staff
    return action == "view" or any(access.can(user, action, brand) for brand in brands)


def _counts(user, signing) -> dict:
    """How many candidates wait for this person's signature, and how many came back to them with changes wanted."""
    states = Candidate.State
    theirs = Exists(approvals.waiting(user).filter(candidate=OuterRef("pk")).order_by())
    waits = Q(theirs, state=states.IN_REVIEW, brand__in=signing) if signing else Q(pk=None)
    held = Exists(Decision.objects.filter(stages.WAITS, candidate=OuterRef("pk")))
    back = Q(Q(state=states.CHANGES) | Q(held), requested_by=user)
    found = access.scoped(Candidate.objects.filter(state__in=[states.IN_REVIEW, states.CHANGES]), user)
    return found.aggregate(approvals=Count("pk", filter=waits), back=Count("pk", filter=back))


def _item(request, door, counts) -> dict | None:
    label, icon, name, _ = door
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    here = request.path == url or (url != "/" and request.path.startswith(url))
    item = {"label": label, "icon": icon, "url": url, "current": here}
    if name == "review:queue" and counts["approvals"]:
        item |= {"count": _capped(counts["approvals"]), "count_means": "wait for your decision", "urgent": True}
    if name == "review:home" and counts["back"]:
        item |= {"count": _capped(counts["back"]), "count_means": "came back with something to do"}
    return item


def _capped(number: int) -> str:
    return f"{CAP}+" if number > CAP else str(number)


def _standing(user, brands) -> str:
    if user.is_staff:
        return "Site admin"
    if user.is_org_auditor:
        return "Auditor of all brands"
    return ", ".join(brand.name for brand in brands[:2]) + (" and more" if len(brands) > 2 else "")
