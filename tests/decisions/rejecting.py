"""Run as a program: rejects the candidates of one of several writers through the domain function, one after another."""

import sys

import django

django.setup()

from assets.models import User  # noqa: E402
from generation.models import Candidate  # noqa: E402
from review import decisions  # noqa: E402
from tests.decisions.waiting import round_of  # noqa: E402

if __name__ == "__main__":
    email, own, writers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    judge = User.objects.get(email=email)
    for candidate in list(Candidate.objects.order_by("pk"))[own::writers]:
        decisions.reject(candidate, by=judge, round_id=round_of(candidate).public_id, codes=["off_brief"])
