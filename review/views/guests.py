"""Owns the pages for people outside: the way in by password and name, the images, and what is said of them.

Nothing here needs a sign-in, and a signed-in member sees what a guest sees; only signing off is refused to them.
"""

from functools import wraps

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from assets.problems import Conflict, Forbidden, NotFound, Refused
from review import guest_page, guests, visits
from review.forms.guests import CommentForm, NameForm, PasswordForm, VerdictForm
from review.models import GuestImage

HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
log = structlog.get_logger("proofmark.guests")


def for_guests(*methods):
    """A view of a link: called with the request and the visit; every refusal is told on a page that gives away nothing.

    csrf_exempt: see review.visits, whose proof each form carries instead.
    """

    def wrap(view):
        @csrf_exempt
        @login_not_required
        @sensitive_post_parameters("password")
        @wraps(view)
        def answer(request, token, **names):
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            return _dressed(_answer(view, request, token, names))

        return answer

    return wrap


def _answer(view, request, token, names):
    try:
        visit = visits.read(request, _link(request, token))
        if request.method == "POST":
            visits.require_proof(request, visit)
        return view(request, visit, token, **names)
    except NotFound as problem:
        return _told(request, "There is nothing here", problem)
    except visits.TooMany as problem:
        return _told(request, "Too many tries", problem)
    except Forbidden as problem:
        return _told(request, "This could not be taken", problem, back=reverse("review:guest", args=[token]))


def _link(request, token):
    """The living link; tokens that lead nowhere are counted, and after some no more are looked up."""
    visits.limit(request, "guest_token", only_look=True)
    try:
        return guests.find(token)
    except NotFound:
        visits.limit(request, "guest_token")
        raise


def _told(request, title, problem, back=""):
    context = {"title": title, "sentence": problem.sentence, "back": back}
    return render(request, "guests/problem.html", context, status=problem.status)


def _dressed(response):
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


@for_guests("GET", "HEAD")
def page(request, visit, token):
    """The images; before that, the password if the link has one, and the name."""
    if visit.needs_password or visit.guest is None:
        return _kept(_way_in(request, visit), visit, token)
    guests.note_opened(visit.link)
    return _page(request, visit)


@for_guests("POST")
def enter(request, visit, token):
    """Takes the password, or the name, whichever comes next."""
    if visit.needs_password:
        form, act = PasswordForm(request.POST), _unlock
    elif visit.guest is None:
        form, act = NameForm(request.POST), _introduce
    else:
        return redirect("review:guest", token)
    moved = form.attempt(lambda **data: act(request, visit, data))
    if moved is None:
        return _way_in(request, visit, form)
    return _kept(redirect("review:guest", token), moved, token)


@for_guests("POST")
def leave(request, visit, token):
    """Forgets who was in front of this browser."""
    return _kept(redirect("review:guest", token), visit.moved(guest=None, unlocked=False), token)


@for_guests("GET", "HEAD")
def picture(request, visit, token, image_id):
    """One image for this guest, made for this request; never the stored file."""
    guest = _guest(visit)
    visits.limit(request, "guest_picture", guest.public_id)
    try:
        data = guest_page.picture(_image(visit, image_id), guest)
    except (FileNotFoundError, Refused):
        raise NotFound(guests.GONE) from None
    response = HttpResponse(data, content_type="image/webp")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@for_guests("POST")
def comment(request, visit, token, image_id):
    """Keeps a comment and shows the page at its image."""

    def act(guest, image, data):
        guests.comment(guest, image, text=data["text"], key=data["key"], thread_id=data["thread"])

    return _said(request, visit, token, image_id, CommentForm(request.POST), act)


@for_guests("POST")
def verdict(request, visit, token, image_id):
    """Keeps what the guest thinks and shows the page at its image."""

    def act(guest, image, data):
        member = request.user if request.user.is_authenticated else None
        guests.decide(guest, image, data["verdict"], note=data["note"], seen=data["seen"], member=member)

    return _said(request, visit, token, image_id, VerdictForm(request.POST), act)


def _said(request, visit, token, image_id, form, act):
    guest, image = _guest(visit), _image(visit, image_id)
    try:
        visits.limit(request, "guest_act", guest.public_id)
        if not form.is_valid():
            raise Refused(form.said(), code="form")
        act(guest, image, form.cleaned_data)
    except (Refused, Conflict, visits.TooMany) as problem:
        return _page(request, visit, problem=problem, typed=form, at=image.public_id)
    return redirect(f"{reverse('review:guest', args=[token])}#image-{image.position}")


def _page(request, visit, *, problem=None, typed=None, at=""):
    """The page of the images; what was typed and not taken stands in its field again, or where that field was."""
    images = guest_page.shown_to(visit.guest)
    if typed:
        next(image for image in images if image.id == at).keep(typed.data)
    context = {
        "link": visit.link,
        "guest": visit.guest,
        "visit": visit,
        "images": images,
        "may_decide": visit.link.mode != guests.MODES.COMMENT,
        "signs": visit.link.mode == guests.MODES.SIGN,
        "awaited": [one for one in images if one.awaited],
        "problem": problem,
        "at": at,
    }
    return render(request, "guests/page.html", context, status=problem.status if problem else 200)


def _way_in(request, visit, form=None):
    locked = visit.needs_password
    form = form or (PasswordForm() if locked else NameForm())
    context = {"form": form, "visit": visit, "link": visit.link, "locked": locked}
    return render(request, "guests/enter.html", context, status=form.status if form.is_bound else 200)


def _unlock(request, visit, data):
    visits.limit(request, "guest_password", visit.link.public_id)
    try:
        guests.unlock(visit.link, **data)
    except Refused:
        log.warning("guest password wrong", link=visit.link.public_id)
        raise
    return visit.moved(unlocked=True)


def _introduce(request, visit, data):
    visits.limit(request, "guest_name")
    return visit.moved(guest=guests.introduce(visit.link, **data))


def _kept(response, visit, token):
    visits.keep(response, visit, path=reverse("review:guest", args=[token]))
    return response


def _guest(visit):
    if visit.guest is None or visit.needs_password:
        raise NotFound(guests.GONE)
    return visit.guest


def _image(visit, image_id) -> GuestImage:
    found = visit.link.images.select_related("candidate__image").filter(public_id=image_id).first()
    if found is None:
        raise NotFound(guests.GONE)
    return found
