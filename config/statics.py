"""Owns how scripts and styles are stored for serving: names by content, compressed, our own scripts made small."""

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from config.scripts import small


class LeanStorage(CompressedManifestStaticFilesStorage):
    """Takes comments, blanks and long names out of our own scripts as they are collected."""

    def _save(self, name, content):
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(small(content.read().decode()).encode())
        return super()._save(name, content)
