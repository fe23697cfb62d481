"""Owns the map of addresses: each layer brings its own."""

from django.contrib import admin
from django.urls import include, path, register_converter

from assets.identifiers import OpaqueIdConverter

register_converter(OpaqueIdConverter, "id")

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("", include("review.urls")),
    path("", include("generation.urls")),
    path("", include("assets.urls")),
]
