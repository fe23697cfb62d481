"""Owns the addresses of the review layer."""

from django.urls import path

from review.views import home, room

app_name = "review"
urlpatterns = [
    path("", home.home, name="home"),
    path("problems/<slug:kind>/", home.trouble, name="trouble"),
    path("briefs/<id:brief_id>/", room.board, name="board"),
    path("briefs/<id:brief_id>/changes", room.changes, name="changes"),
    path("briefs/<id:brief_id>/candidates/<id:candidate_id>/", room.details, name="details"),
    path("briefs/<id:brief_id>/verdict", room.verdict, name="verdict"),
    path("briefs/<id:brief_id>/send", room.send, name="send"),
    path("briefs/<id:brief_id>/undo", room.undo_step, name="undo"),
    path("briefs/<id:brief_id>/redo", room.redo_step, name="redo"),
    path("room/keys", room.keys, name="keys"),
]
