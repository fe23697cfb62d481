"""Owns the command that fills the demo; on a demo machine only."""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from config.demo import filling


class Command(BaseCommand):
    """Safe to run again: what is there is left as it is, what is missing is made."""

    help = "Fills two brands with people and work in every state. Needs DEMO=1 and a server bound to this machine."

    def handle(self, *args, **options):
        """Refuses elsewhere than on a demo machine."""
        if not settings.DEMO:
            raise CommandError(
                "The demo is filled on a demo machine only: set DEMO=1 and BOUND_TO_LOOPBACK=1, "
                "and serve on 127.0.0.1. Nothing was made."
            )
        began = time.monotonic()
        filling.fill()
        self.stdout.write(f"The demo is ready after {time.monotonic() - began:.0f} s.")
