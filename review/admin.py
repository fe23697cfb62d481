"""Owns the admin of review: opinions, rounds and decisions, read-only; the checklist's questions, editable."""

from django.contrib import admin

from assets.admin.reading import ReadOnlyAdmin
from assets.admin.tables import TableAdmin
from review.models import (
    Absence,
    ChecklistAnswer,
    ChecklistItem,
    Comment,
    Decision,
    Guest,
    GuestLink,
    GuestVerdict,
    Plan,
    Process,
    Review,
    Round,
    SignOff,
    Stage,
    Thread,
)


@admin.register(ChecklistItem)
class ChecklistItemAdmin(TableAdmin):
    """The questions under the five headings; editing one makes its next version."""

    list_display = ("number", "heading", "question", "severity", "version", "enabled")
    list_filter = ("heading", "severity", "enabled")
    readonly_fields = ("version",)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Binding verdicts with what they were bound to."""

    list_display = ("public_id", "brand", "candidate", "verdict", "by", "decided_at", "voided_at", "voided_by")
    list_filter = ("brand", "verdict", "by", "decided_at")
    list_select_related = ("brand", "candidate", "by", "voided_by")
    search_fields = ("public_id", "candidate__public_id", "image_sha256")
    date_hierarchy = "decided_at"


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Opinions; they never bind."""

    list_display = ("candidate", "brand", "by", "verdict", "stars", "sighted", "updated_at")
    list_filter = ("brand", "verdict", "sighted")
    list_select_related = ("candidate", "brand", "by")


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """Times through approval."""

    list_display = ("public_id", "brand", "candidate", "number", "state", "sent_by", "due_at", "closed_at")
    list_filter = ("brand", "state")
    list_select_related = ("brand", "candidate", "sent_by")


@admin.register(Stage)
class StageAdmin(ReadOnlyAdmin):
    """Steps of rounds."""

    list_display = ("public_id", "position", "name", "rule", "needed", "opened_at", "closed_at", "outcome")
    list_filter = ("outcome", "rule")
    list_select_related = ()


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    """Places for signatures."""

    list_display = ("public_id", "role", "person")
    list_select_related = ("person",)


@admin.register(Process)
class ProcessAdmin(ReadOnlyAdmin):
    """Approval processes of brands."""

    list_display = ("public_id", "brand", "name", "version", "retired_at")
    list_filter = ("brand",)
    list_select_related = ("brand",)


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """What approval asks for in campaigns."""

    list_display = ("campaign", "brand", "process", "sector", "sign_again", "version")
    list_filter = ("brand", "sector", "sign_again")
    list_select_related = ("campaign", "brand", "process")


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin):
    """Who signs for whom, and when."""

    list_display = ("person", "substitute", "brand", "first_day", "last_day", "ended_at")
    list_filter = ("brand",)
    list_select_related = ("person", "substitute", "brand")


@admin.register(ChecklistAnswer)
class ChecklistAnswerAdmin(ReadOnlyAdmin):
    """Answers with the wording that was answered."""

    list_display = ("question", "answer", "by", "at")
    list_filter = ("answer",)
    list_select_related = ("by",)


@admin.register(Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """Matters talked over on images."""

    list_display = ("public_id", "brand", "candidate", "number", "shape", "must_fix", "state", "by", "created_at")
    list_filter = ("brand", "state", "must_fix")
    list_select_related = ("brand", "candidate", "by")


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """What was said in threads."""

    list_display = ("public_id", "thread", "by", "created_at")
    list_select_related = ("thread", "by")


@admin.register(GuestLink)
class GuestLinkAdmin(ReadOnlyAdmin):
    """Links for people outside; neither the token nor the password is shown, hashed or not."""

    exclude = ("token_sha256", "password", "key")
    list_display = ("public_id", "brand", "label", "mode", "created_by", "expires_at", "opened_at", "revoked_at")
    list_filter = ("brand", "mode")
    list_select_related = ("brand", "created_by")


@admin.register(Guest)
class GuestAdmin(ReadOnlyAdmin):
    """Who opened a link, as they said."""

    list_display = ("public_id", "name", "email", "link", "created_at")
    list_select_related = ("link",)


@admin.register(GuestVerdict)
class GuestVerdictAdmin(ReadOnlyAdmin):
    """What guests think; it never binds."""

    list_display = ("public_id", "guest", "candidate", "verdict", "at", "voided_at")
    list_filter = ("verdict",)
    list_select_related = ("guest", "candidate")
