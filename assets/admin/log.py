"""Owns the admin of the audit log: read-only, with filters by brand, campaign, person, action and date."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.html import format_html, format_html_join

from assets.admin.reading import ReadOnlyAdmin
from assets.audit.actions import ACTIONS
from assets.audit.history import lines_of
from assets.audit.recording import SITE
from assets.models import AuditCheckpoint, AuditEvent, Brand, Campaign, User


class ChoiceFilter(admin.SimpleListFilter):
    """Narrows the log by one of its columns; the choices come from the tables of names."""

    column = ""

    def queryset(self, request, queryset):
        """The rows whose column holds the chosen value."""
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class BrandFilter(ChoiceFilter):
    """One chain."""

    title, parameter_name, column = "brand", "chain", "chain"

    def lookups(self, request, model_admin):
        """All brands, and the site itself."""
        return [*Brand.objects.values_list("public_id", "name"), (SITE, "The site itself")]


class CampaignFilter(ChoiceFilter):
    """One campaign."""

    title, parameter_name, column = "campaign", "campaign", "campaign_id"

    def lookups(self, request, model_admin):
        """All campaigns with their brand."""
        found = Campaign.objects.select_related("brand").order_by("brand__name", "name")[:500]
        return [(campaign.public_id, f"{campaign.brand.name} · {campaign.name}") for campaign in found]


class ActorFilter(ChoiceFilter):
    """One person, or the system."""

    title, parameter_name, column = "person", "actor", "actor_id"

    def lookups(self, request, model_admin):
        """Everybody by name."""
        people = User.objects.order_by("display_name")[:500]
        return [("system", "The system"), *((user.public_id, str(user)) for user in people)]

    def queryset(self, request, queryset):
        """The system has no id."""
        return queryset.filter(actor_kind="system") if self.value() == "system" else super().queryset(request, queryset)


class ActionFilter(ChoiceFilter):
    """One kind of event."""

    title, parameter_name, column = "action", "action", "action"

    def lookups(self, request, model_admin):
        """The closed list, in words."""
        return ACTIONS.items()


class LogList(ChangeList):
    """Resolves names and words for the whole page at once."""

    def get_results(self, request):
        """Each row carries its readable line."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        for event, line in zip(self.result_list, lines_of(self.result_list), strict=True):
            event.line = line


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """The log. Nothing here can be changed, and the database would refuse it too."""

    list_display = ("when", "who", "what", "about", "brand", "changes", "seq")
    list_display_links = ("when",)
    list_filter = (BrandFilter, CampaignFilter, ActorFilter, ActionFilter, ("at", admin.DateFieldListFilter))
    ordering = ("-id",)
    sortable_by = ()
    fields = (
        "when",
        "who",
        "what",
        "about",
        "brand",
        "changes",
        "chain",
        "seq",
        "request_id",
        "payload",
        "prev_hash",
        "hash",
    )
    readonly_fields = fields

    def get_changelist(self, request, **kwargs):
        """The list that resolves names."""
        return LogList

    @admin.display(description="when")
    def when(self, event):
        """In the brand's time zone."""
        return _line(event).when

    @admin.display(description="who")
    def who(self, event):
        """The person's name today."""
        return _line(event).who

    @admin.display(description="what")
    def what(self, event):
        """The action in words."""
        return _line(event).what

    @admin.display(description="object")
    def about(self, event):
        """The kind of object, leading to its whole history."""
        return format_html('<a href="{}">{}</a>', _line(event).url, _line(event).kind)

    @admin.display(description="brand")
    def brand(self, event):
        """Whose chain it stands in."""
        return _line(event).brand

    @admin.display(description="before → after")
    def changes(self, event):
        """What changed, and the reason."""
        line = _line(event)
        rows = [(c.label, f"{c.before} → {c.after}" if c.before is not None else c.after) for c in line.changes]
        rows += [("Reason", line.reason)] if line.reason else []
        return format_html_join("", "{}: <bdi>{}</bdi><br>", rows) or "–"


def _line(event):
    if not hasattr(event, "line"):
        event.line = lines_of([event])[0]
    return event.line


@admin.register(AuditCheckpoint)
class AuditCheckpointAdmin(ReadOnlyAdmin):
    """Signed states of the chains."""

    list_display = ("chain", "size", "root", "key_id", "at")
    list_filter = ("chain",)
    ordering = ("-id",)
