"""Owns the answer to "may this person do this here?" and the scoping of every query to a user's brands."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404

from assets.models import Brand, Membership
from assets.problems import Forbidden


def _roles(user) -> dict:
    """Brand: the roles this person holds there; one query a request, kept on the user object."""
    kept = user.__dict__.get("_roles_by_brand")
    return _keep(user, Membership.objects.filter(user=user).select_related("brand")) if kept is None else kept


def _keep(user, memberships) -> dict:
    kept = user.__dict__["_roles_by_brand"] = {}
    for membership in memberships:
        kept.setdefault(membership.brand, set()).add(membership.role)
    return kept


def memberships_of(brand, *, seen_by=None) -> list[Membership]:
    """The brand's memberships with their people, by name. For the person who looks, ``seen_by``, what roles_of needs
    comes along in the same query."""
    wanted = Q(brand=brand) | Q(user=seen_by) if seen_by else Q(brand=brand)
    rows = Membership.objects.filter(wanted).select_related("user", "brand").order_by("user__display_name", "user_id")
    if seen_by:
        _keep(seen_by, (row for row in rows if row.user_id == seen_by.pk))
    return [row for row in rows if row.brand_id == brand.pk]


def roles_of(user, brand) -> set[str]:
    """The roles this person holds in the brand."""
    return _roles(user).get(brand, set())


def can(user, action: str, brand) -> bool:
    """Whether the table of roles lets this person do the action in this brand."""
    allowed = settings.ROLES[action]
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_staff and action in settings.SITE_ADMIN_ACTIONS:
        return True
    if user.is_org_auditor and action in settings.ORGANISATION_AUDITOR_ACTIONS:
        return True
    return bool(roles_of(user, brand) & allowed)


def require(user, action: str, brand) -> None:
    """Raises Forbidden with a sentence that names the action and who may do it."""
    if can(user, action, brand):
        return
    who = " or ".join(sorted(role.replace("_", " ") for role in settings.ROLES[action]))
    raise Forbidden(f"Only a {who} of {brand.name} may {settings.ACTION_SENTENCES[action]}.")


def brands_of(user):
    """The brands this person may see."""
    if not user.is_authenticated or not user.is_active:
        return Brand.objects.none()
    if user.is_staff or user.is_org_auditor:
        return Brand.objects.all()
    return Brand.objects.filter(memberships__user=user).distinct()


def brands_listed(user) -> list[Brand]:
    """The same brands as a list by name; for a member no query beyond that for the roles."""
    if not user.is_authenticated or not user.is_active:
        return []
    if user.is_staff or user.is_org_auditor:
        return list(Brand.objects.order_by("name"))
    return sorted(_roles(user), key=lambda brand: brand.name)


def brands_where(user, action: str) -> list[Brand]:
    """The brands in which this person may do the action, by name."""
    return [brand for brand in brands_listed(user) if can(user, action, brand)]


def scoped(queryset, user, *, field: str = "brand"):
    """The queryset cut down to the user's brands; without a join for staff and auditors."""
    if user.is_authenticated and user.is_active and (user.is_staff or user.is_org_auditor):
        return queryset
    return queryset.filter(**{f"{field}__in": brands_of(user).values("pk")})


def get_visible(queryset_or_model, user, public_id: str, *, field: str = "brand"):
    """The object with this public id if the user may see it; foreign and missing are both Http404."""
    queryset = queryset_or_model
    if isinstance(queryset_or_model, type):
        queryset = queryset_or_model.objects.all()
    found = scoped(queryset, user, field=field).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_allowed(queryset_or_model, user, public_id: str, action: str, *, field: str = "brand"):
    """As ``get_visible``, and raises Forbidden when the person may see the object but not do the action there."""
    found = get_visible(queryset_or_model, user, public_id, field=field)
    brand = found
    for part in [] if isinstance(found, Brand) else field.split("__"):
        brand = getattr(brand, part)
    require(user, action, brand)
    return found
