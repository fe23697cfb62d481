"""Owns the admin of tables that are data: terms, rules, channels. Rows are switched off, never deleted."""

from django.contrib import admin
from django.db import models

from assets.admin import doors
from assets.models import Channel, DisclosureRule, ToolTerms


class TableAdmin(admin.ModelAdmin):
    """Edits rows through one door that writes an audit event for each; no bulk actions."""

    actions = None
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request, obj=None):
        """Never: kept records name these rows."""
        return False

    def save_model(self, request, obj, form, change):
        """The door saves; ``changed_data`` is what the form saw edited."""
        doors.save_row(obj, by=request.user, fields=form.changed_data)


@admin.register(ToolTerms)
class ToolTermsAdmin(TableAdmin):
    """What each tool and plan allows, with the day it was read and where."""

    list_display = ("tool", "plan", "model_glob", "commercial", "indemnity", "provider_mark", "as_of")
    list_filter = ("commercial", "as_of")
    search_fields = ("tool", "plan", "key")


@admin.register(DisclosureRule)
class DisclosureRuleAdmin(TableAdmin):
    """What law and platforms ask to be told of images made by AI, with the day it was read and where."""

    list_display = ("name", "key", "territories", "paid_only", "enough", "enabled", "as_of")
    list_filter = ("enabled", "as_of")


@admin.register(Channel)
class ChannelAdmin(TableAdmin):
    """Where images go: size, recipe and limits of each destination."""

    list_display = ("name", "key", "width", "height", "shape", "transformation", "paid", "enabled", "as_of")
    list_filter = ("enabled", "paid")

    def get_readonly_fields(self, request, obj=None):
        """A key that briefs and assets name stays as it is."""
        return ("key",) if obj else ()
