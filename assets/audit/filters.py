"""Owns the questions that an auditor asks of the log: by brand, campaign, person, action, object and date."""

from datetime import datetime, timedelta

from django import forms
from django.db.models import Q

from assets import access, clock
from assets.audit.actions import ACTIONS
from assets.audit.recording import SITE
from assets.forms import PlainForm
from assets.models import AuditEvent, Campaign, User
from assets.paging import SIZE
from assets.problems import Forbidden

OBJECT = r"\A[A-Za-z0-9._:-]{0,40}\Z"


class LogFilter(PlainForm):
    """The questions as a form; its choices hold only what this person may see."""

    brand = forms.ChoiceField(required=False)
    campaign = forms.ChoiceField(required=False)
    actor = forms.ChoiceField(required=False, label="Person")
    action = forms.ChoiceField(required=False)
    since = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(required=False, label="To, inclusive", widget=forms.DateInput({"type": "date"}))
    about = forms.RegexField(
        OBJECT,
        required=False,
        label="Object id",
        error_messages={"invalid": "An object's id has letters and digits only. Copy it from its page or its address."},
    )

    def __init__(self, data, *, user, action="view_audit"):
        super().__init__(data)
        self.brands = readable_brands(user, action)
        self.wide = user.is_staff or user.is_org_auditor
        self.fields["brand"].choices = [("", "All brands"), *((b.public_id, b.name) for b in self.brands)]
        if self.wide:
            self.fields["brand"].choices += [(SITE, "The site itself")]
        self.fields["campaign"].choices = [("", "All campaigns"), *_campaigns(self.brands)]
        self.fields["actor"].choices = [("", "Everybody"), ("system", "The system"), *_people(self.brands, self.wide)]
        self.fields["action"].choices = [("", "Everything"), *_grouped_actions()]

    def clean(self):
        """The last day must not lie before the first."""
        asked = super().clean()
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", "This day lies before the first one. Pick a later day.")
        return asked

    def chains(self) -> list[str]:
        """The chains in question: the chosen one, or all that the person may read."""
        if chosen := self.cleaned_data.get("brand"):
            return [chosen]
        return [*(brand.public_id for brand in self.brands), *([SITE] if self.wide else [])]

    def events(self):
        """The matching events as an unordered queryset. Call after is_valid()."""
        asked, found = self.cleaned_data, AuditEvent.objects.filter(chain__in=self.chains())
        exact = {"campaign_id": "campaign", "action": "action", "object_id": "about"}
        found = found.filter(**{column: asked[name] for column, name in exact.items() if asked.get(name)})
        if asked.get("actor"):
            found = found.filter(Q(actor_kind="system") if asked["actor"] == "system" else Q(actor_id=asked["actor"]))
        if asked.get("since"):
            found = found.filter(at__gte=self._midnight(asked["since"]))
        if asked.get("until"):
            found = found.filter(at__lt=self._midnight(asked["until"] + timedelta(days=1)))
        return found

    def asked(self) -> dict:
        """The questions that were really asked, as plain values, for links and for the log."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def _midnight(self, day) -> datetime:
        """The start of that day where the chosen brand is, or in UTC across brands."""
        chosen = next((b for b in self.brands if b.public_id == self.cleaned_data.get("brand")), None)
        return clock.begin_of(day, chosen.timezone if chosen else "UTC")


def readable_brands(user, action: str = "view_audit") -> list:
    """The brands whose log this person may read (or export); raises Forbidden where there is none."""
    brands = access.brands_where(user, action)
    if not brands and not (user.is_staff or user.is_org_auditor):
        raise Forbidden("Only an auditor or a brand manager may read the audit log. Ask one for what you need.")
    return brands


def page(events, cursor: str) -> tuple[list, str]:
    """Thirty events, newest first, from the place ``cursor`` (chain.line) on, and the cursor of the next page."""
    chain, _, seq = cursor.partition(".")
    if seq.isdigit() and len(seq) < 19:
        last = AuditEvent.objects.filter(chain=chain, seq=int(seq)).values_list("pk", flat=True).first()
        events = events.filter(pk__lt=last or 0)
    found = list(events.order_by("-pk")[: SIZE + 1])
    more = len(found) > SIZE
    return found[:SIZE], f"{found[SIZE - 1].chain}.{found[SIZE - 1].seq}" if more else ""


def _campaigns(brands) -> list[tuple]:
    found = Campaign.objects.filter(brand__in=brands).select_related("brand").order_by("brand__name", "name")[:500]
    several = len(brands) > 1
    return [(c.public_id, f"{c.brand.name} · {c.name}" if several else c.name) for c in found]


def _people(brands, wide: bool) -> list[tuple]:
    members = Q(memberships__brand__in=brands)
    found = User.objects.filter(members | Q(is_staff=True) if wide else members).distinct().order_by("display_name")
    return [(user.public_id, str(user)) for user in found[:500]]


def _grouped_actions() -> list[tuple]:
    groups: dict[str, list] = {}
    for name, sentence in ACTIONS.items():
        groups.setdefault(name.partition(".")[0].replace("_", " ").capitalize(), []).append((name, sentence))
    return list(groups.items())
