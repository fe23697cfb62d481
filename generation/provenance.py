"""Owns telling where a candidate comes from, as plain facts that the library freezes at approval."""

from assets.library import Facts
from generation.models import Candidate, RequestReference


def references_of(candidate: Candidate) -> list[RequestReference]:
    """The sources sent along with the request that made it, with their images; none for an import."""
    if not candidate.request_id:
        return []
    rows = RequestReference.objects.filter(request=candidate.request_id)
    return list(rows.select_related("source__image").order_by("pk"))


def facts_of(candidate: Candidate, references=None) -> Facts:
    """Everything known about the candidate's origin; people by public id."""
    version = candidate.prompt_version
    references = references_of(candidate) if references is None else references
    return Facts(
        origin=candidate.public_id,
        prompt=version.text if version else candidate.declared_prompt,
        negative_prompt=version.negative if version else "",
        prompt_version=version.number if version else None,
        tool=candidate.tool,
        model_version=candidate.model_version,
        seed=candidate.seed,
        parameters=candidate.parameters,
        references=[_told(reference) for reference in references],
        author=_public_id(candidate.author),
        author_name=candidate.author_name,
        importer=_public_id(candidate.importer),
        requested_by=_public_id(candidate.requested_by),
        source_type=candidate.digital_source_type,
        terms=candidate.terms_snapshot,
        made_at=candidate.created_at.isoformat(),
        brief=candidate.brief.public_id,
    )


def _told(reference) -> dict:
    source = reference.source
    return {"role": reference.role, "sha256": source.image.sha256, "title": source.title}


def _public_id(person) -> str:
    return person.public_id if person else ""
