"""Owns who can be named in a comment: people who may see the image, found by their names behind an @; and where they
read and answer it."""

import re

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from assets import access, work
from assets.models import User
from generation.models import Candidate
from review.models import Mention

MAIL = "review.mail_mention"
MOST = 20  # people named in one comment
LISTED = 200
WORD = re.compile(r"\w")


def people_of(brand) -> list[User]:
    """Who may see the brand's images by a role there, by name; nobody else is ever named or listed."""
    found = User.objects.filter(memberships__brand=brand, is_active=True).distinct()
    return list(found.order_by("display_name", "pk")[:LISTED])


def ever_named(brand, comments) -> list[User]:
    """Who can be named in the brand, and whoever was named in these comments and went since; one query."""
    gone = Mention.objects.filter(comment__in=comments).values("person")
    return list(User.objects.filter(Q(memberships__brand=brand) | Q(pk__in=gone)).distinct())


def named_in(text: str, people) -> list[User]:
    """The people whose names stand behind an @, each once, in the order of the text; the longest name wins."""
    found = dict.fromkeys(person for _, person in _named(text, people))
    return list(found)[:MOST]


def unnamed(text: str, people) -> str:
    """The text for readers who must not learn who works here: "a colleague" for each name behind an @."""
    for place, person in reversed(list(_named(text, people))):
        text = f"{text[: place - 1]}a colleague{text[place + len(str(person)) :]}"
    return text


def _named(text, people):
    """Each @ with a name behind it: where the name begins and whose it is."""
    by_length = sorted(people, key=lambda person: -len(str(person)))
    for place in (match.end() for match in re.finditer("@", text)):
        person = next((one for one in by_length if _stands(str(one), text, place)), None)
        if person:
            yield place, person


def name(comment) -> list[Mention]:
    """Keeps whom the comment names and asks for their mails, which go once it could no longer be a slip."""
    if "@" not in comment.text:
        return []
    people = [one for one in named_in(comment.text, people_of(comment.thread.brand)) if one.pk != comment.by_id]
    made = Mention.objects.bulk_create([Mention(comment=comment, person=person) for person in people])
    for mention in made:
        work.ask(MAIL, mention, brand=comment.thread.brand, after=settings.UNDO_SECONDS)
    return made


def place(thread, person) -> str:
    """The path to where the person answers the thread: the decision page if it is theirs to decide, else the board."""
    candidate = thread.candidate
    if candidate.state == Candidate.State.IN_REVIEW and access.can(person, "decide", thread.brand):
        return f"{reverse('review:decision', args=[candidate.public_id])}#thread-{thread.public_id}"
    return board(candidate)


def board(candidate) -> str:
    """The path to the image alone on its board."""
    return f"{reverse('review:board', args=[candidate.brief.public_id])}?view=loupe&at={candidate.public_id}"


def _stands(name: str, text: str, place: int) -> bool:
    """Whether the whole name is written there, in any case, and ends there."""
    end = place + len(name)
    if text[place:end].casefold() != name.casefold():
        return False
    return not WORD.match(text[end : end + 1])
