"""Owns `manage.py verify`: everything that must always hold, checked against the rows and the bytes."""

import sys
from itertools import islice

from django.core.management.base import BaseCommand

import assets.invariants
import generation.invariants
import review.invariants

LAYERS = (assets.invariants, generation.invariants, review.invariants)
SHOWN = 20


class Command(BaseCommand):
    """Runs each layer's rules; it reads and changes nothing."""

    help = "Checks everything that must always hold; exit code 1 and the rows by name if anything does not."

    def add_arguments(self, parser):
        """The bytes take the longest."""
        parser.add_argument("--skip-bytes", action="store_true", help="do not read the files, only the rows")

    def handle(self, *, skip_bytes, **options):
        """One line for each rule, the broken rows below it."""
        skipped = assets.invariants.READS_BYTES if skip_bytes else ()
        rules = [rule for layer in LAYERS for rule in layer.RULES if rule not in skipped]
        broken = sum(self._check(rule) for rule in rules)
        if broken:
            self.stderr.write(f"{broken} of {len(rules)} rules are broken. Keep the data as it is and look into it.")
            sys.exit(1)
        self.stdout.write(f"All {len(rules)} rules hold.")

    def _check(self, rule) -> bool:
        """Prints the rule's sentence and up to twenty breaches; whether there were any."""
        found = list(islice(rule(), SHOWN + 1))
        self.stdout.write(f"{'✕' if found else '✓'} {rule.__doc__.splitlines()[0]}")
        for breach in found[:SHOWN]:
            self.stderr.write(f"  {breach}")
        if len(found) > SHOWN:
            self.stderr.write("  … and more")
        return bool(found)
