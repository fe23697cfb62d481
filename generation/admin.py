"""Owns the admin of generation: where every candidate came from, read-only; the list of generators, editable."""

from django.contrib import admin

from assets.admin.reading import ReadOnlyAdmin
from assets.admin.tables import TableAdmin
from generation.models import (
    Attempt,
    Brief,
    Candidate,
    GenerationRequest,
    Generator,
    PromptVersion,
    ProviderAccount,
    Slot,
    WebhookDelivery,
)  # fmt: skip
from generation.providers import contract


@admin.register(Generator)
class GeneratorAdmin(TableAdmin):
    """Which image models can be asked, at which price, under which terms."""

    list_display = ("label", "key", "adapter", "model", "price", "currency", "price_as_of", "terms", "enabled")
    list_filter = ("adapter", "enabled")
    list_select_related = ("terms",)

    def get_readonly_fields(self, request, obj=None):
        """A key that candidates name stays as it is."""
        return ("key",) if obj else ()


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """Provenance of every image that was ever on a board."""

    list_display = (
        "public_id", "brand", "campaign", "brief", "tool", "model_version", "origin", "provenance", "state", "author",
        "created_at",
    )  # fmt: skip
    list_filter = ("brand", "provenance", "origin", "state", "generator", "brief__campaign")
    list_select_related = ("brand", "brief__campaign", "author")
    search_fields = ("public_id", "image__sha256", "file_name")

    @admin.display(description="campaign", ordering="brief__campaign__name")
    def campaign(self, candidate):
        """The brief's campaign."""
        return candidate.brief.campaign


@admin.register(Brief)
class BriefAdmin(ReadOnlyAdmin):
    """Briefs; they are edited on their own pages."""

    list_display = ("title", "brand", "campaign", "owner", "state", "due_on", "created_at")
    list_filter = ("brand", "state", "campaign")
    list_select_related = ("brand", "campaign", "owner")
    search_fields = ("title", "public_id")


@admin.register(PromptVersion)
class PromptVersionAdmin(ReadOnlyAdmin):
    """The exact texts sent to generators; they never change."""

    list_display = ("public_id", "brief", "number", "author", "text_sha256", "created_at")
    list_select_related = ("prompt__brief", "author")
    search_fields = ("public_id", "text_sha256")

    @admin.display(description="brief")
    def brief(self, version):
        """What it was written for."""
        return version.prompt.brief


@admin.register(GenerationRequest)
class GenerationRequestAdmin(ReadOnlyAdmin):
    """Submissions with their price before and after."""

    list_display = (
        "public_id", "brand", "brief", "generator", "shape", "count", "state", "price_before", "price_after",
        "requested_by", "created_at",
    )  # fmt: skip
    list_filter = ("brand", "state", "generator")
    list_select_related = ("brand", "brief", "generator", "requested_by")


class FailureFilter(admin.SimpleListFilter):
    """By what went wrong; a list of the stored values would hold an empty one, a link without words."""

    title, parameter_name = "failure", "failure"
    field = "failure_kind"

    def lookups(self, request, model_admin):
        """The kinds that generators can fail by."""
        return [(kind, kind.replace("_", " ").capitalize()) for kind in contract.KINDS]

    def queryset(self, request, queryset):
        """The rows of the chosen kind."""
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class ErrorFilter(FailureFilter):
    """The same of attempts."""

    field = "error_kind"


@admin.register(Slot)
class SlotAdmin(ReadOnlyAdmin):
    """One image wanted each."""

    list_display = ("public_id", "request_id", "index", "state", "failure_kind", "failure", "finished_at")
    list_filter = ("state", FailureFilter)
    list_select_related = ()


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """The ledger: every try, its cost and duration."""

    list_display = (
        "public_id", "generator_key", "state", "price_before", "price_after", "currency", "started_at", "finished_at",
        "error_kind",
    )  # fmt: skip
    list_filter = ("state", "generator_key", ErrorFilter)
    list_select_related = ()
    exclude = ("poll_ref",)


@admin.register(ProviderAccount)
class ProviderAccountAdmin(TableAdmin):
    """Accounts at outside services: their cap can be edited; a paused one is resumed on the page of generators."""

    list_display = ("label", "most_active", "paused_kind", "credits", "checked_at", "faults")
    fields = ("label", "most_active")

    def has_add_permission(self, request, obj=None):
        """Never: an account belongs to an adapter."""
        return False


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """Calls of outside services about our attempts, without what they hold."""

    list_display = ("received_at", "attempt_ref", "times", "body_sha256")
    list_select_related = ()
    exclude = ("payload",)
