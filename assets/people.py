"""Owns people and brands: founding a brand, making accounts, giving and taking roles, deactivating."""

from django.db import transaction
from django.utils.text import slugify

from assets import access, audit, clock, wording
from assets.identifiers import opaque_id
from assets.models import Brand, Membership, User
from assets.problems import Conflict, Forbidden, Refused
from assets.revisions import named_once

MANAGER = Membership.Role.BRAND_MANAGER


def require_site_admin(user, what: str) -> None:
    """Raises Forbidden unless the person is a site admin; None is the system, at installation."""
    if user is not None and not (user.is_active and user.is_staff):
        raise Forbidden(f"Only a site admin may {what}. Nothing was changed.")


@transaction.atomic
def found_brand(name: str, *, by, timezone: str = "Europe/Berlin", currency: str = "EUR", demo=False) -> Brand:
    """A new brand without members. ``by`` is a site admin, or None at installation.

    ``demo``: nothing of it ever goes to an outside service, whatever keys are set.
    """
    require_site_admin(by, "found a brand")
    name = wording.needed(name, what="The brand's name", longest=120)
    if timezone not in clock.zones():
        raise Refused(f"There is no time zone called {timezone[:60]}. Nothing was saved. One is Europe/Berlin.")
    if Brand.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a brand called {name} already. Nothing was saved. Choose another name.")
    wanted = {"name": name, "timezone": timezone, "currency": currency}
    brand = Brand.objects.create(slug=_free_slug(name), created_by=by, demo=demo, **wanted)
    audit.record("brand.founded", brand, by=by, after=wanted | ({"demo": True} if demo else {}))
    return brand


def _free_slug(name: str) -> str:
    slug = slugify(name)[:40] or "brand"
    return slug if not Brand.objects.filter(slug=slug).exists() else f"{slug}-{opaque_id()[:6]}"


@transaction.atomic
def create_user(
    email: str,
    display_name: str,
    *,
    by,
    password: str | None = None,
    is_org_auditor: bool = False,
    is_staff: bool = False,
) -> User:
    """A new account. Without a password the person sets one by mail, from the sign-in page.

    Site admins and organisation-wide auditors are made by site admins alone (``by`` None: at installation).
    """
    if is_staff or is_org_auditor:
        require_site_admin(by, "make site admins and organisation-wide auditors")
    display_name = wording.needed(display_name, what="The name", longest=120)
    with named_once(f"There is an account for {email[:80]} already. Nothing was saved."), transaction.atomic():
        user = User.objects.create_user(
            wording.needed(email, what="The e-mail address", longest=254),
            password,
            display_name=display_name,
            is_org_auditor=is_org_auditor,
            is_staff=is_staff,
            is_superuser=is_staff,
        )
    audit.record("user.created", user, by=by, after={"site_admin": is_staff, "org_auditor": is_org_auditor})
    return user


@transaction.atomic
def grant(user: User, brand: Brand, role: str, *, by) -> Membership:
    """Gives a person a role in a brand; giving it twice changes nothing."""
    if by is not None:
        access.require(by, "manage_members", brand)
    if role not in Membership.Role.values:
        raise Refused("There is no such role. Nothing was changed. Pick one from the list.")
    membership, created = Membership.objects.get_or_create(user=user, brand=brand, role=role)
    if created:
        _forget_roles(user)
        audit.record("membership.granted", user, by=by, brand=brand, after={"role": role})
    return membership


@transaction.atomic
def invite(email: str, display_name: str, brand: Brand, role: str, *, by) -> tuple[Membership, bool]:
    """Gives a role to the person with this address, whose account is made if there is none; (row, made)."""
    access.require(by, "manage_members", brand)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is not None and not user.is_active:
        raise Refused("This account is switched off. A site admin can switch it on again. Nothing was changed.")
    known = user is not None
    user = user or create_user(email, display_name, by=by)
    return grant(user, brand, role, by=by), not known


@transaction.atomic
def revoke(user: User, brand: Brand, role: str, *, by) -> None:
    """Takes a role away. The last brand manager stays until there is another; a site admin may decide otherwise."""
    access.require(by, "manage_members", brand)
    others = Membership.objects.filter(brand=brand, role=MANAGER, user__is_active=True).exclude(user=user)
    if role == MANAGER and not by.is_staff and not others.exists():
        raise Refused(
            f"{user} is the last brand manager of {brand}; nobody could approve any more. "
            "Nothing was changed. Make somebody else a brand manager first."
        )
    if not Membership.objects.filter(user=user, brand=brand, role=role).delete()[0]:
        raise Conflict(f"{user} does not hold this role any more. Nothing was changed now. Look again.")
    _forget_roles(user)
    audit.record("membership.revoked", user, by=by, brand=brand, before={"role": role})


@transaction.atomic
def switch_off(user: User, *, by, reason: str = "") -> None:
    """Deactivates an account: its sessions end at the next click, its work and its name stay in the record."""
    require_site_admin(by, "switch accounts off")
    if by is not None and user.pk == by.pk:
        raise Refused("You cannot switch off your own account. Nothing was changed. Ask another site admin.")
    _switch(user, by=by, on=False, reason=reason)


@transaction.atomic
def switch_on(user: User, *, by, reason: str = "") -> None:
    """Lets a deactivated person sign in again."""
    require_site_admin(by, "switch accounts on")
    _switch(user, by=by, on=True, reason=reason)


def _switch(user: User, *, by, on: bool, reason: str) -> None:
    if not User.objects.filter(pk=user.pk, is_active=not on).update(is_active=on):
        raise Conflict(f"The account of {user} is switched {'on' if on else 'off'} already. Nothing was changed now.")
    user.refresh_from_db()
    audit.record("user.changed", user, by=by, before={"active": not on}, after={"active": on}, reason=reason)


def _forget_roles(user: User) -> None:
    """The roles kept on the user object are asked again."""
    user.__dict__.pop("_roles_by_brand", None)
