"""Owns the addresses of the assets layer."""

from django.urls import path

from assets import media
from assets.audit import pages as audit

app_name = "assets"
urlpatterns = [
    path("media/<id:image_id>/<int:side>.webp", media.preview, name="preview"),
    path("audit/", audit.log, name="audit"),
    path("audit/state/", audit.state, name="audit_state"),
    path("audit/export", audit.export, name="audit_export"),
    path("history/<slug:kind>/<path:key>/", audit.about, name="history"),
]
