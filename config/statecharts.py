"""Owns the drawing of the transition tables, so that the page in docs/ can never differ from the code."""

from collections.abc import Iterable

from assets import library, publishing
from assets.transitions import Transition
from generation import briefs, slots
from review import decisions, queue, threads

HEAD = """# Where things stand, and what moves them

Drawn from the transition tables in the code by `manage.py statecharts`; a test compares. An arrow is a guarded
update: it is refused, with who was first and when, unless the row is still in the state at its foot.
"""


def charts() -> dict[str, list[Transition]]:
    """The tables by the word for what they move."""
    return {
        "Brief": _rows(briefs),
        "Slot": _rows(slots),
        "Candidate": _rows(queue) + _rows(decisions),
        "Thread": _rows(threads),
        "Asset": _rows(library),
        "Publication": _rows(publishing),
    }


def page() -> str:
    """docs/states.md as text: a diagram and a table for each kind of object."""
    return HEAD + "".join(_section(name, rows) for name, rows in charts().items())


def _rows(module) -> list[Transition]:
    table = module.TRANSITIONS
    return list(table.values() if isinstance(table, dict) else table)


def _section(name: str, rows: Iterable[Transition]) -> str:
    arrows = [f"    {source} --> {row.target}: {row.name}" for row in rows for source in row.sources]
    lines = [f"| {row.name} | {', '.join(row.sources)} | {row.target} | {row.action} | {row.event} |" for row in rows]
    return "\n".join(
        [
            f"\n## {name}\n",
            "```mermaid",
            "stateDiagram-v2",
            *arrows,
            "```\n",
            "| move | from | to | who: those who may | logged as |",
            "|---|---|---|---|---|",
            *lines,
            "",
        ]
    )
