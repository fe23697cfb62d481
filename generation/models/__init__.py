"""Owns the tables from brief to candidate, one subject a file."""

from generation.models.accounts import ProviderAccount, WebhookDelivery
from generation.models.briefs import Brief, BriefVisit, Prompt, PromptVersion
from generation.models.candidates import Candidate
from generation.models.requests import Attempt, GenerationRequest, Generator, RequestReference, Slot

__all__ = [
    "Attempt",
    "Brief",
    "BriefVisit",
    "Candidate",
    "GenerationRequest",
    "Generator",
    "Prompt",
    "PromptVersion",
    "ProviderAccount",
    "RequestReference",
    "Slot",
    "WebhookDelivery",
]
