"""Owns the command that draws the transition tables into docs/states.md."""

from django.conf import settings
from django.core.management.base import BaseCommand

from config import statecharts


class Command(BaseCommand):
    """Writes docs/states.md from the code."""

    help = "Draws the transition tables into docs/states.md."

    def handle(self, *args, **options):
        """Writes the page and names it."""
        path = settings.BASE_DIR / "docs" / "states.md"
        path.write_text(statecharts.page())
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")
