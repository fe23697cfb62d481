"""Owns the candidates' lines in the search index: prompt, tool and brief, within their brand and brief."""

from assets import search
from generation.models import Candidate


def index(candidate: Candidate) -> None:
    """Writes the candidate's line anew, inside the transaction of the change."""
    version = candidate.prompt_version
    words = [version.text if version else candidate.declared_prompt, candidate.tool, candidate.brief.title]
    facets = [search.facet("b", candidate.brand_id), search.facet("f", candidate.brief_id)]
    search.put("candidate", candidate.pk, words=words, facets=facets)


def found(text: str, *, brands, brief=None, before="", after="", limit=31):
    """The candidates of these brands (keys) that hold every word of the text, newest first; at most ``limit``."""
    facets = [search.facet("f", brief.pk)] if brief else []
    choice = [search.facet("b", key) for key in brands] or [search.facet("b", 0)]
    return search.found(
        Candidate, "candidate", text, facets=facets, any_of=choice, below=before, above=after, limit=limit
    )
