"""Owns the address that Cloudinary reports to: no sign-in, a signature instead; 2xx once what follows is stored."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assets import notices
from assets.models import Publication
from assets.publishers.cloudinary import hooks
from assets.publishers.cloudinary.publisher import CloudinaryPublisher

log = structlog.get_logger("proofmark.hooks")


@csrf_exempt
@login_not_required
@require_POST
def cloudinary(request):
    """A report about anything in the account."""
    return _answer(request, lambda notice: notice.public_ids)


@csrf_exempt
@login_not_required
@require_POST
def cloudinary_upload(request, publication_id, token):
    """A report about one upload; its address proves a second time that it was asked for."""

    def told(notice):
        hooks.check_token(publication_id, token)
        found = Publication.objects.filter(public_id=publication_id, publisher=CloudinaryPublisher.name)
        own = found.values_list("remote_id", flat=True).first()
        if own not in notice.public_ids:
            raise hooks.Untrusted(401, "The message is about another picture than its address.")
        return [own]

    return _answer(request, told)


def _answer(request, which):
    try:
        notice = hooks.read(_body(request), request.headers)
        count = notices.take(notice.kind, which(notice), publisher=CloudinaryPublisher.name)
    except hooks.Untrusted as problem:
        log.warning("a report was not believed", why=problem.sentence)
        return _said(problem.sentence, problem.status)
    log.info("a report was taken", kind=notice.kind, publications=count)
    return _said("Taken.", 200)


def _body(request):
    try:
        return request.body
    except RequestDataTooBig:
        raise hooks.Untrusted(400, "The message is too long.") from None


def _said(sentence, status):
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
