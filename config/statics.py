"""Owns how scripts and styles are stored for serving: names by content, compressed, our scripts without comments."""

import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class LeanStorage(CompressedManifestStaticFilesStorage):
    """Takes comments and blanks out of our own scripts as they are collected."""

    def _save(self, name, content):
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(rjsmin.jsmin(content.read().decode()).encode())
        return super()._save(name, content)
