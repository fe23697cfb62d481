"""Owns the answers to requests that fail: a refusal becomes a page or an htmx fragment with a sentence, never a 500."""

import errno
import sys
from urllib.parse import quote

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string

from assets.problems import NotFound, Problem, Refused, Unavailable
from config import way_back

TITLES = {
    400: "This request cannot be read",
    403: "This is not yours to do",
    404: "There is nothing here",
    405: "This page does not work that way",
    409: "Somebody was first",
    413: "That is too large",
    422: "This cannot be done as it stands",
    429: "Too many tries",
    500: "Something broke on our side",
    503: "This cannot be done right now",
}
NOT_FOUND = "It may have been moved, or it belongs to a brand that you are not a member of. Nothing was changed."
UNREADABLE_TEXT = (
    "The text holds characters that cannot be stored, such as a NUL byte. Nothing was saved. "
    "Remove them and send it again."
)
UNREADABLE_NUMBER = (
    "A number in the address or the form is larger than any that is kept here. Nothing was changed. "
    "Go back and try again."
)

log = structlog.get_logger("proofmark.problems")


def answer(request, problem: Problem) -> HttpResponse:
    """The page, or for htmx the fragment for ``#problems``, that tells the problem; status as the problem says."""
    context = {
        "sentence": problem.sentence,
        "title": TITLES.get(problem.status, TITLES[422]),
        "status": problem.status,
        "request_id": getattr(request, "request_id", ""),
    }
    if problem.status >= 500:
        return _plain_answer(request, context)
    if getattr(request, "htmx", False):
        return _fragment(render_to_string("_problem.html", context, request), problem.status)
    return render(request, "problem.html", context, status=problem.status)


def _fragment(body: str, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status)
    response["HX-Retarget"] = "#problems"
    response["HX-Reswap"] = "innerHTML"
    return response


def _plain_answer(request, context: dict) -> HttpResponse:
    """For faults of ours: rendered without the request, since reading the user may be what fails."""
    if request.headers.get("HX-Request") == "true":
        return _fragment(render_to_string("_problem.html", context), context["status"])
    return HttpResponse(render_to_string("fault.html", context), status=context["status"])


def problem_of(error: BaseException) -> Problem | None:
    """What an exception means to people, or None if it is a fault that must be looked into."""
    if isinstance(error, Problem):
        return error
    if _is_too_large_a_number(error):
        return Refused(UNREADABLE_NUMBER)
    if isinstance(error, (DataError, UnicodeEncodeError)) or (isinstance(error, ValueError) and "NUL" in str(error)):
        return Refused(UNREADABLE_TEXT)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Unavailable("The disk is full, so nothing was saved. Ask the operator to make space, then try again.")
    if isinstance(error, (OperationalError, InterfaceError)):
        return Unavailable("The database does not answer. Nothing was changed. Wait a moment and try again.")
    return None


def _is_too_large_a_number(error: BaseException) -> bool:
    """Both databases say so in their own words; no row is meant by such a number."""
    if isinstance(error, OverflowError):
        return "SQLite INTEGER" in str(error)
    return isinstance(error, DataError) and "out of range" in str(error)


def _too_large(error) -> Problem | None:
    if not isinstance(error, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return None
    problem = Refused("The form holds more than can be taken in at once. Nothing was saved. Send less and try again.")
    problem.status = 413
    return problem


class ProblemMiddleware:
    """Turns problems raised by views into answers, and refuses addresses that no page could mean."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path_info:
            return bad_request(request)
        response = self.get_response(request)
        if getattr(request, "htmx", False) and response.status_code == 302:
            return self._leave_fragment(request, response)
        return response

    def process_exception(self, request, error):
        """Answers a known problem; None lets Django log the fault and call `server_error`."""
        problem = problem_of(error)
        if problem is None:
            return None
        if problem.status >= 500:
            log.error("fault", exc_info=error)
        return answer(request, problem)

    def _leave_fragment(self, request, response) -> HttpResponse:
        """A redirect to the sign-in page must move the whole page, not be swapped into a part of it."""
        login = resolve_url(settings.LOGIN_URL)
        if not response["Location"].startswith(login):
            return response
        back = way_back.page_before(request)
        away = HttpResponse(status=204)
        away["HX-Redirect"] = f"{login}?next={quote(back)}"
        return away


def _with_status(problem: Problem, status: int) -> Problem:
    problem.status = status
    return problem


def bad_request(request, exception=None):
    """The 400 handler; a body over the limits is told as 413."""
    unreadable = Refused("The address or the form cannot be read. Nothing was changed. Go back and try again.")
    return answer(request, _too_large(exception) or _with_status(unreadable, 400))


def permission_denied(request, exception=None):
    """The 403 handler."""
    return answer(request, _with_status(Refused("Your account may not open this page. Nothing was changed."), 403))


def csrf_failure(request, reason=""):
    """The form's proof of origin is missing or old, mostly because the page was open over a sign-in."""
    if way_back.is_older_sign_in(request):
        return way_back.sign_in_anew(request)
    sentence = "The page was open for too long or came from elsewhere. Nothing was saved. Load it again and repeat."
    return answer(request, _with_status(Refused(sentence), 403))


def not_found(request, exception=None):
    """The 404 handler: the same words for what is missing and for what is foreign."""
    return answer(request, NotFound(NOT_FOUND))


def server_error(request):
    """The 500 handler: says what is safe and the id to quote. What failed before any view may still be no fault."""
    problem = problem_of(sys.exc_info()[1])
    if problem is not None and problem.status == Unavailable.status:
        return answer(request, problem)
    sentence = "What was saved before is safe; this step was not carried out. Try again, or tell us the number below."
    return answer(request, _with_status(Unavailable(sentence), 500))
