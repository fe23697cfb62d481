"""Owns `manage.py audit`: verify the log, seal it, export it."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assets.audit import checkpoints, exporting, verifying
from assets.models import Brand
from assets.problems import Refused

SHOWN = 20


class Command(BaseCommand):
    """The operator's and the auditor's door to the log."""

    help = "Verifies, seals or exports the audit log."

    def add_arguments(self, parser):
        """Three verbs, each with its own options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="reads the log and names every line that was changed")
        verify.add_argument("--chain", help='a brand\'s public id, or "site"; all chains without it')
        verify.add_argument("--since-checkpoint", action="store_true", help="only what came after the last checkpoint")
        verify.add_argument("--against", type=Path, help="a checkpoints.jsonl that was kept elsewhere")
        seal = verbs.add_parser("checkpoint", help="signs the state of the log now")
        seal.add_argument("--chain")
        export = verbs.add_parser("export", help="writes one log for an offline check")
        whose = export.add_mutually_exclusive_group(required=True)
        whose.add_argument("--brand", help="the brand's slug or public id")
        whose.add_argument("--site", action="store_true", help="the log of the site itself")
        export.add_argument("--to", required=True, type=Path, help="a folder")

    def handle(self, *, verb, **options):
        """Calls the verb."""
        getattr(self, verb)(**options)

    def verify(self, *, chain, since_checkpoint, against, **_):
        """Exit code 1 if anything is wrong; the first twenty faults are named."""
        try:
            outside = checkpoints.anchored(against) if against else None
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        found = 0
        for fault in verifying.verify(chain, since_checkpoint=since_checkpoint, anchors=outside):
            found += 1
            if found <= SHOWN:
                self.stderr.write(f"✕ {fault}")
        if found:
            self.stderr.write(f"The log is not what was written: {found} faults. Keep the database as it is.")
            sys.exit(1)
        for name, (size, head) in verifying.heads().items():
            if chain in (None, name):
                self.stdout.write(f"✓ chain {name}: {size} lines, head {head}")

    def checkpoint(self, *, chain, **_):
        """Prints the signed text of each chain, to be kept where the database's owner cannot reach it."""
        for name in [chain] if chain else verifying.names():
            with transaction.atomic():
                sealed = checkpoints.seal(name)
            if sealed:
                self.stdout.write(f"{sealed.text}{sealed.key_id} {sealed.signature}\n")

    def export(self, *, brand, site, to, **_):
        """Writes the files and says how to check them."""
        try:
            figures = exporting.export(None if site else _brand(brand), to)
        except (OSError, Refused) as problem:
            raise CommandError(f"The export could not be written: {problem}") from None
        self.stdout.write(f"{figures['events']} events are in {to}. Check them: python3 {to / 'verify_audit.py'} {to}")


def _brand(name: str) -> Brand:
    found = Brand.objects.filter(slug=name).first() or Brand.objects.filter(public_id=name).first()
    if not found:
        known = ", ".join(Brand.objects.values_list("slug", flat=True))
        raise CommandError(f"There is no brand {name!r}. Known: {known}.")
    return found
