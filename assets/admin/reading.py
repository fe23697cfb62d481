"""Owns the read-only admin: whatever moves only through domain functions can be looked at and nothing else."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from assets.audit.recording import name_of


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows rows; adding, changing, deleting and bulk actions do not exist."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    list_select_related = True
    view_on_site = False

    def has_add_permission(self, request, obj=None):
        """Never: rows come from domain functions."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never: rows change through domain functions."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never: the record stays."""
        return False

    def history_view(self, request, object_id, extra_context=None):
        """The object's history is the audit log's."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return redirect("assets:history", row._meta.model_name, name_of(row))


def linked(row, words=None) -> str:
    """A link to the row's admin page."""
    if row is None:
        return "–"
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words or row)
