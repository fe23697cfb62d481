"""Owns the score of a board that was judged without names: how each maker's images fared, and which they are.

It stands as it was when the names came back, whatever the person thinks of the images later.
"""

from dataclasses import dataclass, field

from generation.models import Candidate
from review import matches
from review.models import BlindRun, Review

WIDTH = 300  # of the bar of the maker with the most judged images
# what became of an image: "seen" is one whose maker the person knew, which counts for nobody
WORDS = {"won": "shortlisted", "lost": "passed", "seen": "known before, so apart"}


@dataclass
class Score:
    """One maker's images, by what became of them."""

    maker: matches.Maker
    images: dict = field(default_factory=lambda: {was: [] for was in WORDS})

    @property
    def counted(self) -> int:
        """How many of them count."""
        return len(self.images["won"]) + len(self.images["lost"])

    def rank(self) -> tuple:
        """The best first: by the share of what was shortlisted, then by name."""
        return -len(self.images["won"]) / (self.counted or 1), not self.counted, self.maker.label


def kept(run: BlindRun, by) -> list[list]:
    """The run's line with the verdict on each image and whether its maker was known: what the score is read from."""
    rows = Review.objects.filter(candidate__in=[key for key, *_ in run.line], by=by)
    said = {row.candidate_id: [row.verdict, row.sighted] for row in rows}
    return [[key, token, *said.get(key, ["", False])] for key, token, *_ in run.line]


def scores(run: BlindRun) -> list[Score]:
    """The makers of a finished run, best first; images without a verdict are in none. One query."""
    judged = {key: (verdict, sighted) for key, _, verdict, sighted in (row for row in run.line if len(row) == 4)}
    rows = Candidate.objects.select_related("generator", "image").in_bulk(list(judged))
    found: dict[matches.Maker, Score] = {}
    for key, (verdict, sighted) in judged.items():
        if verdict and key in rows:
            maker = matches.maker_of(rows[key])
            was = "seen" if sighted else "won" if verdict == Review.Verdict.SHORTLIST else "lost"
            found.setdefault(maker, Score(maker)).images[was].append(rows[key])
    return sorted(found.values(), key=Score.rank)


def told(run: BlindRun) -> str:
    """The score in one sentence."""
    counted = [score for score in scores(run) if score.counted]
    rows = [f"{score.maker.label} {len(score.images['won'])} of {score.counted}" for score in counted]
    return f"Shortlisted without them: {', '.join(rows)}." if rows else "Nothing was judged without them."


def result(run: BlindRun, *, of: int | None = None, was: str = "", **_) -> dict:
    """All that the page of the score is written from; ``of`` and ``was`` choose the images behind one number."""
    found = scores(run)
    chosen = found[of - 1] if of and of <= len(found) and was in WORDS else None
    most = max((score.counted for score in found), default=0) or 1
    shown = [(one, name, score.maker) for score in found for name, images in score.images.items() for one in images]
    return {
        "scores": [{"of": score, "pieces": _pieces(score, most)} for score in found],
        "total": sum(score.counted for score in found),
        "sighted": sum(len(score.images["seen"]) for score in found),
        "chosen": chosen and f"{chosen.maker.label}: {WORDS[was]}",
        "images": [
            {"row": one, "was": WORDS[name], "sighted": name == "seen", "maker": maker.label}
            for one, name, maker in shown
            if chosen is None or (maker == chosen.maker and name == was)
        ],
    }


def _pieces(score, most) -> list[dict]:
    pieces, at = [], 0.0
    for was, images in score.images.items():
        width = 0 if was == "seen" else WIDTH * len(images) / most
        pieces.append(
            {"was": was, "word": WORDS[was], "number": len(images), "x": round(at, 1), "width": round(width, 1)}
        )
        at += width
    return pieces
