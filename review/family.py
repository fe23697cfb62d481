"""Owns the tree of edits that an image belongs to: what it was made from, what was made from it, and their siblings."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL
from django.urls import reverse

from assets.media import preview_url
from generation.makers import lineage
from generation.models import Candidate
from review.models import Round
from review.opinions import OPEN_STATES
from review.tiles import REPLACED

MOST = 200  # images of one tree that are shown
STATUS = {
    Candidate.State.OPEN: "draft",
    Candidate.State.IN_REVIEW: "waiting",
    Candidate.State.CHANGES: "changes",
    Candidate.State.APPROVED: "approved",
    Candidate.State.REJECTED: "rejected",
}
DESCENDANTS = """
    WITH RECURSIVE tree(id) AS (
        SELECT CAST(%s AS bigint)
        UNION SELECT edited.id FROM generation_candidate edited JOIN tree ON edited.parent_id = tree.id
    ) SELECT id FROM tree
"""  # UNION, so that a circle, which would be a fault in the data, ends


@dataclass
class Kin:
    """One image in the tree, with those that were made from it, oldest first."""

    label: str
    url: str
    picture: str
    made: str
    key: str
    word: str
    here: bool
    children: list["Kin"] = field(default_factory=list)


def tree(candidate: Candidate) -> Kin:
    """The whole tree from its root; two queries, one for an image that was not made from another."""
    *_, root = lineage(candidate)
    keys = RawSQL(DESCENDANTS, [root.pk])  # noqa: S611 nothing from outside is put into the words
    rows = Candidate.objects.filter(pk__in=keys, brand=candidate.brand_id).select_related("image", "brief")
    rows = rows.annotate(sent=Exists(Round.objects.filter(candidate=OuterRef("pk")))).order_by("pk")[:MOST]
    found: dict[int, tuple[Kin, int]] = {}
    edited = {row.parent_id for row in rows}
    for row in rows:
        parent, depth = found.get(row.parent_id, (None, 0))
        row.replaced = row.pk in edited
        kin = _kin(row, depth + 1, row.pk == candidate.pk)
        found[row.pk] = (kin, depth + 1)
        if parent:
            parent.children.append(kin)
    return found[root.pk][0]


def _kin(row, depth, here) -> Kin:
    page = reverse("review:decision", args=[row.public_id]) if row.sent else board_url(row)
    made = f"{row.get_origin_display()}{f', {row.tool}' if row.tool else ''}"
    key, word = STATUS[row.state], row.get_state_display()
    if row.replaced and row.state in OPEN_STATES:
        key, word = REPLACED, "Replaced"
    return Kin(f"v{depth}", page, preview_url(row.image, 320), made, key, word, here)


def board_url(row) -> str:
    """The image large on its board."""
    return f"{reverse('review:board', args=[row.brief.public_id])}?view=loupe&at={row.public_id}"


def compare_url(candidate, other) -> str:
    """Both side by side on the board, where one zoom moves both: the older on the left."""
    board = reverse("review:board", args=[candidate.brief.public_id])
    older, newer = sorted((candidate, other), key=lambda one: one.pk)
    return f"{board}?view=compare&at={newer.public_id}&against={older.public_id}"
