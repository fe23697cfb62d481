"""Owns the admin of people: accounts, and who holds which role in which brand."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from assets import people
from assets.admin import doors
from assets.admin.reading import ReadOnlyAdmin
from assets.models import Brand, Membership, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts. They are switched off, never deleted; passwords are set by their owners."""

    actions = None
    show_full_result_count = False
    list_display = ("display_name", "email", "is_active", "is_staff", "is_org_auditor", "last_login")
    list_filter = ("is_active", "is_staff", "is_org_auditor", "memberships__brand")
    search_fields = ("display_name", "email")
    fields = ("email", "display_name", "is_active", "is_staff", "is_org_auditor")

    def get_readonly_fields(self, request, obj=None):
        """The address is how a person signs in; it is chosen once."""
        return ("email",) if obj else ("is_active",)

    def has_delete_permission(self, request, obj=None):
        """Never: the log refers to people."""
        return False

    def save_model(self, request, obj, form, change):
        """New accounts come from the same function as everywhere."""
        if change:
            doors.save_user(obj, by=request.user, fields=form.changed_data)
            return
        made = people.create_user(
            obj.email, obj.display_name, by=request.user, is_staff=obj.is_staff, is_org_auditor=obj.is_org_auditor
        )
        obj.pk = made.pk
        obj.refresh_from_db()


class PersonSelect(AutocompleteSelect):
    """The field that finds a person; what is no key of anybody chooses nobody, where Django's own would break on it."""

    LONGEST_KEY = 18  # digits, which both databases take

    def optgroups(self, name, value, attr=None):
        """Only for values that can be keys."""
        keys = [one for one in value if str(one).isdecimal() and len(str(one)) <= self.LONGEST_KEY]
        return super().optgroups(name, keys, attr)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Roles: given and taken, never edited."""

    actions = None
    show_full_result_count = False
    list_display = ("user", "brand", "role")
    list_filter = ("brand", "role")
    list_select_related = ("user", "brand")
    autocomplete_fields = ("user",)
    search_fields = ("user__display_name", "user__email")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """People are searched for."""
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = PersonSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        """Never: take the role away and give another."""
        return False

    def save_model(self, request, obj, form, change):
        """Gives the role."""
        obj.pk = people.grant(obj.user, obj.brand, obj.role, by=request.user).pk

    def delete_model(self, request, obj):
        """Takes the role away."""
        people.revoke(obj.user, obj.brand, obj.role, by=request.user)


@admin.register(Brand)
class BrandAdmin(ReadOnlyAdmin):
    """Brands; they are founded and named on their own page."""

    list_display = ("name", "slug", "public_id", "timezone", "currency", "created_at")
    search_fields = ("name", "slug")
