"""Owns the ways into the house: sign-in, the demo people, and the first brand with its first admin."""

import hmac
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db import connection, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from assets import identifiers, people
from assets.forms import PlainForm, respond_invalid
from assets.forms.plain import ZoneField
from assets.models import Brand, Membership, User
from assets.problems import Conflict, Problem
from config.demo.accounts import DOMAIN

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
WELCOME, WELCOME_SECONDS = "proofmark.welcome", 24 * 3600
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
DEMO_DOMAIN = f"@{DOMAIN}"


class EntranceAdapter(DefaultAccountAdapter):
    """Sign-up is closed: people are invited by a brand manager or a site admin. Refusals are in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "No account fits this address and password. Look at both and try again.",
        "too_many_login_attempts": "Too many tries. For safety nothing is taken for five minutes; then try again.",
    }

    def is_open_for_signup(self, request) -> bool:
        """Never."""
        return False


def comes_from_this_machine(request) -> bool:
    """True for a direct request from loopback to a loopback name; a proxy on this machine does not count."""
    if any(request.headers.get(name) for name in FORWARDING_HEADERS):
        return False
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and (
            host == "localhost" or ip_address(host).is_loopback
        )
    except ValueError:
        return False


# --- signing in


class SignInForm(LoginForm):
    """allauth's form without the words that stand on the page already."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """allauth's sign-in with its limits; offers the demo people on a demo machine."""

    def dispatch(self, request, *args, **kwargs):
        """A house without people sends its first visitor to the first-run page."""
        if not User.objects.exists() and comes_from_this_machine(request):
            return redirect("welcome")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Adds ``demo_people`` (name, what the role does, public id) and where to go after."""
        context = super().get_context_data(**kwargs)
        if settings.DEMO and comes_from_this_machine(self.request):
            context["demo_people"] = demo_people()
            context["next_url"] = self.request.GET.get("next", "")[:500]
        return context


def demo_people() -> list[dict]:
    """The demo accounts with a sentence on what each may do, marketers first."""
    rows = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).prefetch_related("memberships__brand")
    people_ = [{"name": u.display_name, "does": _does(u), "public_id": u.public_id} for u in rows.order_by("pk")]
    return people_[:12]


def _does(user) -> str:
    held = [f"{m.get_role_display()}, {m.brand.name}" for m in user.memberships.all()]
    if user.is_staff:
        held.insert(0, "Site admin")
    if user.is_org_auditor:
        held.insert(0, "Auditor of every brand")
    return held[0] if held else "No role"


@login_not_required
@require_POST
def enter_demo(request):
    """Signs in as a demo person without a password; 404 unless this is a demo machine asked from itself."""
    if not (settings.DEMO and comes_from_this_machine(request)):
        raise Http404
    wanted = request.POST.get("person", "")
    if not re.fullmatch(identifiers.PATTERN, wanted):
        raise Http404
    user = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True, public_id=wanted).first()
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    goal = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure())
    return redirect(goal if safe else settings.LOGIN_REDIRECT_URL)


# --- the first run


class WelcomeForm(PlainForm):
    """What the first brand and its first person need."""

    brand = forms.CharField(label="Name of your first brand", max_length=120)
    timezone = ZoneField()
    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Your e-mail address", widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=512,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="At least twelve characters. A sentence that only you would say works well.",
    )

    def clean_password(self):
        """The password, if the rules of the house let it pass."""
        password = self.cleaned_data["password"]
        known = User(email=self.cleaned_data.get("email", ""), display_name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, known)
        return password


@transaction.atomic
def found_house(*, brand: str, name: str, email: str, password: str, timezone: str) -> tuple[Brand, User]:
    """The first brand and its first person: site admin and brand manager. Raises Conflict once anybody exists."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {User._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if User.objects.exists():
        raise Conflict(
            "This house has people already. Nothing was changed. Sign in, or ask a site admin to invite you."
        )
    founded = people.found_brand(brand, by=None, timezone=timezone)
    user = people.create_user(email, name, by=None, password=password, is_staff=True)
    people.grant(user, founded, Membership.Role.BRAND_MANAGER, by=None)
    return founded, user


def welcome_url(site: str = "") -> str | None:
    """The one-time address of the first-run page, good for a day; None when somebody has an account."""
    if User.objects.exists():
        return None
    token = signing.TimestampSigner(salt=WELCOME).sign(WELCOME)
    return f"{site or settings.SITE_URL}{reverse('welcome')}?token={token}"


def _may_found(request, token: str) -> bool:
    if comes_from_this_machine(request):
        return True
    try:
        said = signing.TimestampSigner(salt=WELCOME).unsign(token, max_age=WELCOME_SECONDS)
    except signing.BadSignature:
        return False
    return hmac.compare_digest(said, WELCOME)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request):
    """The first-run page: from this machine, or with the printed address; gone once anybody has an account."""
    token = (request.POST.get("token") or request.GET.get("token") or "")[:200]
    if User.objects.exists() or not _may_found(request, token):
        raise Http404
    form = WelcomeForm(request.POST or None)
    context = {"form": form, "token": token}
    if request.method != "POST":
        return render(request, "account/welcome.html", context)
    if form.is_valid():
        try:
            _, user = found_house(**form.cleaned_data)
        except Problem as problem:
            form.refuse(problem)
        else:
            login(request, user, backend=BACKEND)
            return redirect(settings.LOGIN_REDIRECT_URL)
    return respond_invalid(request, "account/welcome.html", context)
