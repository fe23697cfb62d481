"""Owns what the result of a blind run shows: a bar for each maker, and the pairs behind each of its numbers."""

from review import blind, matches

WIDTH = 300  # of the bar of a maker whose every pair counts
WORDS = {"won": "won", "tied": "tied", "lost": "lost"}
ROWS = ("a__generator", "b__generator", "a__image", "b__image")


def result(run, *, of: int | None = None, was: str = "", unseen: bool = False) -> dict:
    """The score and the pairs of a finished run; ``of`` and ``was`` choose the pairs behind one number.

    With ``unseen`` only the pairs count that the board had not shown to the person before.
    """
    pairs = matches.with_sides(run.pairs.select_related(*ROWS))
    scores = blind.scores(pairs, unseen=unseen)
    most = max((score.total for score in scores), default=0) or 1
    chosen = scores[of - 1] if of and of <= len(scores) and was in WORDS else None
    told = [pair for pair in pairs if not (unseen and pair.glanced)]
    shown = [pair for pair in told if chosen is None or _behind(pair, chosen.maker, was)]
    return {
        "scores": [{"of": score, "bars": _bars(score, most)} for score in scores],
        "total": len(pairs),
        "sighted": sum(pair.sighted for pair in pairs),
        "of_one": sum(not pair.sighted and not blind.counts(pair) for pair in pairs),
        "glanced": sum(pair.glanced and blind.counts(pair) for pair in pairs),
        "unseen": unseen,
        "noun": "set" if run.kind == run.Kind.SURVEY else "pair",
        "champion": blind.champion(run, pairs),
        "chosen": chosen and f"{chosen.maker.label}: {WORDS[was]}",
        "pairs": [{"of": pair, "sides": _sides(pair)} for pair in shown],
    }


def _behind(pair, maker, was) -> bool:
    return blind.counts(pair) and any(
        matches.maker_of(row) == maker and blind.outcome_of(pair, side) == was for side, row in pair.sides
    )


def _sides(pair) -> list[dict]:
    return [
        {"name": letter.upper(), "row": row, "maker": matches.maker_of(row).label, "better": pair.better_id == row.pk}
        for letter, row in pair.sides
    ]


def _bars(score, most) -> list[dict]:
    """Wins, ties and losses as pieces of one bar."""
    pieces, at = [], 0.0
    for name, number in (("won", score.wins), ("tied", score.ties), ("lost", score.losses)):
        width = WIDTH * number / most
        pieces.append({"name": name, "number": number, "x": round(at, 1), "width": round(width, 1)})
        at += width
    return pieces
