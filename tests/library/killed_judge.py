"""Run as a program: approves what waits, as a brand manager's click does, until it is killed."""

import sys

import django

django.setup()

from generation.models import Candidate  # noqa: E402
from review import cases, decisions  # noqa: E402
from review.models import Round  # noqa: E402
from tests.decisions import waiting  # noqa: E402

if __name__ == "__main__":
    candidate = Candidate.objects.select_related(*cases.CANDIDATE).get(public_id=sys.argv[1])
    case = cases.load(candidate, Round.objects.get(candidate=candidate))
    decisions.approve(candidate, by=waiting.a_judge(candidate), bound=case.bound)
