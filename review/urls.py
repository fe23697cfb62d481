"""Owns the addresses of the review layer."""

from django.urls import path

from review.views import advice, blind, clearing, decisions, home, room, threads

app_name = "review"
urlpatterns = [
    path("", home.home, name="home"),
    path("problems/<slug:kind>/", home.trouble, name="trouble"),
    path("briefs/<id:brief_id>/", room.board, name="board"),
    path("briefs/<id:brief_id>/changes", room.changes, name="changes"),
    path("briefs/<id:brief_id>/candidates/<id:candidate_id>/", room.details, name="details"),
    path("briefs/<id:brief_id>/candidates/<id:candidate_id>/crops", room.crops, name="crops"),
    path("briefs/<id:brief_id>/verdict", room.verdict, name="verdict"),
    path("briefs/<id:brief_id>/send", room.send, name="send"),
    path("briefs/<id:brief_id>/undo", room.undo_step, name="undo"),
    path("briefs/<id:brief_id>/redo", room.redo_step, name="redo"),
    path("approvals/", decisions.queue, name="queue"),
    path("approvals/<id:candidate_id>/", decisions.decision, name="decision"),
    path("approvals/<id:candidate_id>/approve", decisions.approve, name="approve"),
    path("approvals/<id:candidate_id>/reject", decisions.reject, name="reject"),
    path("approvals/<id:candidate_id>/changes", decisions.changes, name="return"),
    path("approvals/<id:candidate_id>/undo", decisions.undo, name="decision_undo"),
    path("approvals/<id:candidate_id>/checklist", decisions.checklist, name="checklist"),
    path("approvals/<id:candidate_id>/words", decisions.words, name="words"),
    path("approvals/<id:candidate_id>/rights", clearing.record, name="rights"),
    path("approvals/<id:candidate_id>/rights/clear", clearing.clear, name="rights_clear"),
    path("candidates/<id:candidate_id>/threads", threads.of_candidate, name="threads"),
    path("candidates/<id:candidate_id>/threads/answer", threads.answer, name="thread_answer"),
    path("candidates/<id:candidate_id>/people", threads.people, name="people"),
    path("threads/<id:thread_id>/reply", threads.reply, name="thread_reply"),
    path("threads/<id:thread_id>/resolve", threads.resolve, name="thread_resolve"),
    path("threads/<id:thread_id>/reopen", threads.reopen, name="thread_reopen"),
    path("briefs/<id:brief_id>/blind/", blind.begin, name="blind"),
    path("briefs/<id:brief_id>/blind/<id:run_id>/", blind.run, name="blind_run"),
    path("briefs/<id:brief_id>/blind/<id:run_id>/vote", blind.vote, name="blind_vote"),
    path("briefs/<id:brief_id>/blind/<id:run_id>/<id:token>.webp", blind.picture, name="blind_picture"),
    path("room/keys", room.keys, name="keys"),
    path("room/keys/change", room.change_keys, name="change_keys"),
    path("approvals/<id:candidate_id>/check", advice.check, name="advice"),
]
