"""Owns the addresses of the generation layer."""

from django.urls import path

from generation.views import accounts, briefs, generate, hooks, imports, outcomes, prompts

app_name = "generation"
urlpatterns = [
    path("briefs/", briefs.index, name="briefs"),
    path("briefs/new", briefs.create, name="brief_new"),
    path("briefs/shapes", briefs.shapes_for, name="brief_shapes"),
    path("briefs/<id:brief_id>/edit", briefs.change, name="brief_edit"),
    path("briefs/<id:brief_id>/duplicate", briefs.duplicate, name="brief_duplicate"),
    path("briefs/<id:brief_id>/close", briefs.close, name="brief_close"),
    path("briefs/<id:brief_id>/reopen", briefs.reopen, name="brief_reopen"),
    path("briefs/<id:brief_id>/prompt", prompts.prompt, name="prompt"),
    path("briefs/<id:brief_id>/import", imports.bring_in, name="import"),
    path("candidates/<id:candidate_id>/declare", imports.declare, name="declare"),
    path("candidates/<id:candidate_id>/waive", imports.waive, name="waive"),
    path("briefs/<id:brief_id>/generate", generate.generate, name="generate"),
    path("briefs/<id:brief_id>/progress", generate.show_progress, name="progress"),
    path("briefs/<id:brief_id>/cancel", generate.cancel_all, name="cancel_all"),
    path("requests/<id:request_id>/cancel", generate.cancel_request, name="request_cancel"),
    path("requests/<id:request_id>/front", generate.to_front, name="request_front"),
    path("slots/<id:slot_id>/cancel", generate.cancel_slot, name="slot_cancel"),
    path("slots/<id:slot_id>/again", generate.ask_again, name="slot_again"),
    path("slots/<id:slot_id>/outcome", outcomes.settle, name="slot_outcome"),
    path("generators/", accounts.overview, name="generators"),
    path("generators/accounts/<slug:kind>/resume", accounts.resume, name="account_resume"),
    path("generators/parked/<str:kind>/<id:subject_id>/again", accounts.retry_parked, name="parked_again"),
    path("hooks/generators/<slug:kind>/<id:ref>/<str:token>", hooks.hook, name="hook"),
    path("candidates/<id:candidate_id>/again", generate.again, name="again"),
]
