"""Owns the tables of opinions and decisions, one subject a file."""

from review.models.decisions import ChecklistAnswer, ChecklistItem, Decision, Round, SignOff, Stage
from review.models.opinions import Review, Step

__all__ = ["ChecklistAnswer", "ChecklistItem", "Decision", "Review", "Round", "SignOff", "Stage", "Step"]
