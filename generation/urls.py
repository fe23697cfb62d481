"""Owns the addresses of the generation layer."""

from django.urls import path

from generation.views import briefs, imports, prompts

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
]
