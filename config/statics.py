"""Owns how scripts and styles are stored for serving: names by content, compressed, our own scripts made small."""

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class LeanStorage(CompressedManifestStaticFilesStorage):
    """Takes comments, blanks and the names of locals out of our own scripts as they are collected."""

    def _save(self, name, content):
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(_small(content.read().decode()).encode())
        return super()._save(name, content)


def _small(script: str) -> str:
    import minify  # a compiled library, and only collectstatic needs it

    return minify.string("application/javascript", script)
