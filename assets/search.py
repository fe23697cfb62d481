"""Owns text search: one index for each kind of picture, FTS5 on SQLite and tsvector with GIN on PostgreSQL.

A line of an index is the words of an object and its facets, such as the brand, which start with a slash so that
no typed word can be one. Words are cut here, in the same way for both engines. Lines are found newest first.
"""

import re
import unicodedata

from django.db import connection
from django.db.models.expressions import RawSQL

INDEXES = {"asset": "asset_search", "candidate": "candidate_search"}
MOST_WORDS = 8
LONGEST_WORD = 64
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The words of a text in lower case and without accents, joined by spaces."""
    return " ".join(_words(text))


def facet(kind: str, value) -> str:
    """The index word of an exact property: one letter for its kind, and a value."""
    return f"/{kind}{str(value).replace(' ', '_')[:LONGEST_WORD]}"


def put(kind: str, key: int, *, words: list[str], facets: list[str]) -> None:
    """Writes the line of one object anew, inside the open transaction."""
    tokens = sorted({word for text in words for word in _words(text)} | set(facets))
    table = INDEXES[kind]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (id, document) VALUES (%s, array_to_tsvector(%s::text[])) "  # noqa: S608
                "ON CONFLICT (id) DO UPDATE SET document = excluded.document",
                [key, tokens],
            )
        else:
            cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [key])  # noqa: S608
            cursor.execute(f"INSERT INTO {table} (rowid, body) VALUES (%s, %s)", [key, " ".join(tokens)])  # noqa: S608


def found(model, kind: str, text: str, *, facets=(), any_of=(), below="", above="", limit=31):
    """The rows of ``model`` that hold every word of the text (or words that begin so) and every facet.

    ``any_of`` are facets of which one must be there, such as the user's brands. Newest first below the row of a
    public id, or oldest first above one; not sliced further. A text without a word finds nothing.
    """
    words = _words(text)[:MOST_WORDS]
    if not words:
        return model.objects.none()
    order = "ASC" if above else "DESC"
    bounds, values = _bounds(model, below, above)
    chosen = f"{_matching(kind)} {bounds} ORDER BY {_key()} {order} LIMIT {int(limit)}"
    rows = model.objects.filter(pk__in=RawSQL(chosen, [_query(words, facets, any_of), *values]))  # noqa: S611
    return rows.order_by("pk" if above else "-pk")


def count(kind: str, text: str, *, facets=(), any_of=(), cap=1000) -> int:
    """How many objects are found, counted up to one more than the cap."""
    words = _words(text)[:MOST_WORDS]
    if not words:
        return 0
    with connection.cursor() as cursor:
        chosen = f"{_matching(kind)} LIMIT {int(cap) + 1}"
        cursor.execute(f"SELECT COUNT(*) FROM ({chosen}) AS hits", [_query(words, facets, any_of)])  # noqa: S608
        return cursor.fetchone()[0]


def _matching(kind):
    table = INDEXES[kind]
    held = "document @@ %s::tsquery" if connection.vendor == "postgresql" else f"{table} MATCH %s"
    return f"SELECT {_key()} FROM {table} WHERE {held}"  # noqa: S608


def _bounds(model, below, above):
    """Rows beside the row of a public id; its key is looked up by the same query."""
    if not (below or above):
        return "", []
    sign = ">" if above else "<"
    return f"AND {_key()} {sign} (SELECT id FROM {model._meta.db_table} WHERE public_id = %s)", [above or below]  # noqa: S608


def _key():
    return "id" if connection.vendor == "postgresql" else "rowid"


def _query(words, facets, any_of):
    if connection.vendor == "postgresql":
        parts = [f"'{word}':*" for word in words] + [f"'{_quoted(facet)}'" for facet in facets]
        choice = " | ".join(f"'{_quoted(facet)}'" for facet in any_of)
        return " & ".join([*parts, f"({choice})"] if choice else parts)
    parts = [f'"{word}"*' for word in words] + [f'"{_doubled(facet)}"' for facet in facets]
    choice = " OR ".join(f'"{_doubled(facet)}"' for facet in any_of)
    return " AND ".join([*parts, f"({choice})"] if choice else parts)


def _quoted(word):
    return word.replace("\\", "\\\\").replace("'", "''")


def _doubled(word):
    return word.replace('"', '""')


def _words(text):
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word[:LONGEST_WORD] for word in _WORD.findall(bare)]
