"""Owns the admin of rights and provenance: what may be used, by whose approval, until when."""

import json

from django.contrib import admin
from django.utils.html import format_html

from assets import clock
from assets.admin.reading import ReadOnlyAdmin, linked
from assets.clearance import State, state_expression
from assets.models import (
    Asset,
    Campaign,
    Product,
    Publication,
    RightsCover,
    RightsEvidence,
    Source,
    StoredImage,
    UsageRights,
    UsageRightsVersion,
    Work,
)


class RightsStateFilter(admin.SimpleListFilter):
    """By the derived state of the rights; it is never stored."""

    title, parameter_name = "rights state", "rights_state"

    def lookups(self, request, model_admin):
        """In the order in which they win."""
        return State.choices

    def queryset(self, request, queryset):
        """The annotation stands on the admin's queryset."""
        return queryset.filter(rights_state=self.value()) if self.value() else queryset


class ExpiryFilter(admin.SimpleListFilter):
    """By how soon the rights end."""

    title, parameter_name, column = "rights end", "ends", "rights__current__term_end"

    def lookups(self, request, model_admin):
        """Within so many days, or never."""
        return [("7", "within 7 days"), ("30", "within 30 days"), ("90", "within 90 days"), ("never", "never")]

    def queryset(self, request, queryset):
        """Days are counted from today in UTC."""
        if self.value() == "never":
            return queryset.filter(**{f"{self.column}__isnull": True})
        if self.value() in {"7", "30", "90"}:
            today = clock.now().date()
            until = today.fromordinal(today.toordinal() + int(self.value()))
            return queryset.filter(**{f"{self.column}__range": (today, until)})
        return queryset


class RecordExpiryFilter(ExpiryFilter):
    """The same for the rights records themselves."""

    column = "current__term_end"


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin):
    """The library: rights, origin and approval of every image."""

    list_display = (
        "title",
        "brand",
        "campaign",
        "tool",
        "rights_now",
        "ends",
        "approved_by",
        "approved_at",
        "standing",
    )
    list_filter = ("brand", RightsStateFilter, ExpiryFilter, "standing", "campaign", "tool", "approved_by")
    list_select_related = ("brand", "campaign", "rights__current", "approved_by")
    search_fields = ("title", "origin", "public_id", "image__sha256")
    exclude = ("provenance",)
    readonly_fields = ("rights_now", "ends", "origin_told")
    date_hierarchy = "approved_at"

    def get_queryset(self, request):
        """With the rights' state as of now."""
        current = state_expression(clock.now(), "rights__current__")
        return super().get_queryset(request).annotate(rights_state=current)

    @admin.display(description="rights", ordering="rights_state")
    def rights_now(self, asset):
        """The state in words, leading to the record."""
        return linked(asset.rights, State(asset.rights_state).label)

    @admin.display(description="rights end", ordering="rights__current__term_end")
    def ends(self, asset):
        """The last day, written out."""
        return _last_day(asset.rights.current)

    @admin.display(description="provenance")
    def origin_told(self, asset):
        """The frozen record of origin, readable."""
        told = json.dumps(json.loads(asset.provenance), indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", told)


class VersionInline(admin.TabularInline):
    """The terms of a record, newest first; they never change."""

    model = UsageRightsVersion
    extra = 0
    can_delete = False
    ordering = ("-number",)
    fields = (
        "number",
        "basis",
        "rights_holder",
        "term_start",
        "term_end",
        "territory_mode",
        "cleared_by",
        "revoked_at",
    )
    readonly_fields = fields
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False


@admin.register(UsageRights)
class UsageRightsAdmin(ReadOnlyAdmin):
    """Rights records with their derived state."""

    list_display = ("title", "brand", "campaign", "holder", "state", "ends", "cleared")
    list_filter = ("brand", RightsStateFilter, RecordExpiryFilter, "campaign")
    list_select_related = ("brand", "campaign", "current__cleared_by")
    search_fields = ("title", "current__rights_holder", "public_id")
    inlines = (VersionInline,)

    def get_queryset(self, request):
        """With the state as of now."""
        return super().get_queryset(request).annotate(rights_state=state_expression(clock.now(), "current__"))

    @admin.display(description="state", ordering="rights_state")
    def state(self, record):
        """In words."""
        return State(record.rights_state).label

    @admin.display(description="rights holder")
    def holder(self, record):
        """Who owns it."""
        return record.current.rights_holder if record.current else "–"

    @admin.display(description="ends", ordering="current__term_end")
    def ends(self, record):
        """The last day, written out."""
        return _last_day(record.current)

    @admin.display(description="cleared by")
    def cleared(self, record):
        """Who cleared the current terms."""
        return record.current.cleared_by if record.current and record.current.cleared_by else "–"


@admin.register(UsageRightsVersion)
class UsageRightsVersionAdmin(ReadOnlyAdmin):
    """Single sets of terms."""

    list_display = ("record", "number", "basis", "rights_holder", "term_start", "term_end", "cleared_at", "revoked_at")
    list_filter = ("basis", "licence_type", "record__brand")
    list_select_related = ("record",)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Where assets were put, and how that went."""

    list_display = ("asset", "brand", "publisher", "state", "remote_id", "asked_by", "published_at", "withdrawn_at")
    list_filter = ("state", "brand", "publisher")
    list_select_related = ("asset", "brand", "asked_by")
    search_fields = ("remote_id", "public_id")


@admin.register(StoredImage)
class StoredImageAdmin(ReadOnlyAdmin):
    """Bytes and what was read from them."""

    list_display = ("public_id", "brand", "format", "width", "height", "digital_source_type", "has_c2pa", "created_at")
    list_filter = ("brand", "format", "digital_source_type", "has_c2pa")
    list_select_related = ("brand",)
    search_fields = ("sha256", "public_id")


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    """Images that people brought in to work from."""

    list_display = ("title", "brand", "role", "product", "added_by", "created_at", "removed_at")
    list_filter = ("brand", "role")
    list_select_related = ("brand", "product", "added_by")


@admin.register(Campaign, Product)
class PlainAdmin(ReadOnlyAdmin):
    """Campaigns and products; they are edited on their own pages."""

    list_display = ("name", "brand", "created_by", "created_at", "archived_at")
    list_filter = ("brand",)
    list_select_related = ("brand", "created_by")
    search_fields = ("name", "public_id")


@admin.register(RightsCover)
class RightsCoverAdmin(ReadOnlyAdmin):
    """Which image stands under which record, and since when."""

    list_display = ("record", "image", "added_by", "added_at", "ended_at")
    list_filter = ("record__brand",)
    list_select_related = ("record", "image", "added_by")


@admin.register(RightsEvidence)
class RightsEvidenceAdmin(ReadOnlyAdmin):
    """Documents that prove a record."""

    list_display = ("record", "kind", "file_name", "sha256", "uploaded_by", "created_at")
    list_filter = ("kind",)
    list_select_related = ("record", "uploaded_by")


@admin.register(Work)
class WorkAdmin(ReadOnlyAdmin):
    """Slow jobs."""

    list_display = ("kind", "subject", "state", "run_after", "lease_until", "attempts", "deadline", "last_error")
    list_filter = ("state", "kind")


def _last_day(version) -> str:
    if version is None:
        return "–"
    return "never" if version.perpetual else f"{version.term_end:%-d %B %Y}" if version.term_end else "–"
