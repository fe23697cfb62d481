"""Owns the command that brings the database, the shared cache and the static files up to this version."""

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import BaseCommand, call_command

from config.entrance import demo_people


class Command(BaseCommand):
    """Safe to run at every start and by several machines one after the other."""

    help = "Migrates, makes the cache table, collects static files, and fills the demo if DEMO is set."

    def handle(self, *args, **options):
        """Runs the steps in order; each says nothing when there is nothing to do."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if self._static_is_stale():
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        if settings.DEMO:
            self._fill_demo()

    def _fill_demo(self) -> None:
        """Once for a data folder; a run that was broken off is taken up again at the next start."""
        filled = settings.DATA_DIR / "demo_filled"
        if filled.exists() and demo_people():
            return
        call_command("demo", stdout=self.stdout)
        filled.touch()

    def _static_is_stale(self) -> bool:
        """Whether a source file is newer than the collected manifest, or there is none."""
        manifest = getattr(staticfiles_storage, "manifest_name", None)
        if manifest is None:
            return False
        if not (settings.STATIC_ROOT / manifest).exists():
            return True
        collected = (settings.STATIC_ROOT / manifest).stat().st_mtime
        for finder in get_finders():
            for name, storage in finder.list([]):
                if storage.get_modified_time(name).timestamp() > collected:
                    return True
        return False
