"""Owns `manage.py cloudinary`: whether the account in CLOUDINARY_URL is ready, and making the fields it needs."""

import sys

from django.core.management.base import BaseCommand, CommandError

from assets.publishers.cloudinary import account as accounts
from assets.publishers.cloudinary import checkup


class Command(BaseCommand):
    """Asks and tells; it changes something only with --provision, and then only what is missing."""

    help = "Checks the Cloudinary account before its first use and says what to change; exit code 1 if anything is."

    def add_arguments(self, parser):
        """Making fields is asked for."""
        parser.add_argument("--provision", action="store_true", help="make the metadata fields that are missing")

    def handle(self, *, provision, **options):
        """One line for each finding, with the repair below it."""
        try:
            account = accounts.configured()
        except accounts.BadAccount as problem:
            raise CommandError(str(problem)) from None
        if account is None:
            raise CommandError(f"CLOUDINARY_URL is not set. Write {accounts.SHAPE}.")
        wrong = 0
        for finding in checkup.examine(account, provision=provision):
            wrong += finding.wrong
            self.stdout.write(f"{'✕' if finding.wrong else '!' if finding.repair else '✓'} {finding.sentence}")
            if finding.repair:
                self.stdout.write(f"  {finding.repair}")
        if wrong:
            self.stderr.write(f"{wrong} things to repair.")
            sys.exit(1)
        self.stdout.write(f"The account {account.cloud} is ready.")
