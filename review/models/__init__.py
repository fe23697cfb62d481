"""Owns the tables of opinions, decisions and talk, one subject a file."""

from review.models.advice import Advice
from review.models.blind import BlindPair, BlindRun
from review.models.decisions import ChecklistAnswer, ChecklistItem, Decision, Round, SignOff, Stage
from review.models.guests import Guest, GuestImage, GuestLink, GuestVerdict
from review.models.kept import Kept
from review.models.musts import Ticks
from review.models.opinions import Review, Step
from review.models.presence import Presence
from review.models.process import Absence, HeldNews, Plan, Process, Reminder
from review.models.threads import CarriedAnswer, Comment, Mention, MorningMail, Thread

__all__ = [
    "Absence",
    "Advice",
    "BlindPair",
    "BlindRun",
    "CarriedAnswer",
    "ChecklistAnswer",
    "ChecklistItem",
    "Comment",
    "Decision",
    "Guest",
    "GuestImage",
    "GuestLink",
    "GuestVerdict",
    "HeldNews",
    "Kept",
    "Mention",
    "MorningMail",
    "Plan",
    "Presence",
    "Process",
    "Reminder",
    "Review",
    "Round",
    "SignOff",
    "Stage",
    "Step",
    "Thread",
    "Ticks",
]
