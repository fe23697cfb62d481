"""Owns the addresses of the assets layer."""

from django.urls import path

from assets import media

app_name = "assets"
urlpatterns = [
    path("media/<id:image_id>/<int:side>.webp", media.preview, name="preview"),
]
