"""Owns the addresses of the assets layer."""

from django.urls import path

from assets import media
from assets.views import audit, brands, campaigns, products

app_name = "assets"
urlpatterns = [
    path("media/<id:image_id>/<int:side>.webp", media.preview, name="preview"),
    path("audit/", audit.log, name="audit"),
    path("audit/state/", audit.state, name="audit_state"),
    path("audit/export", audit.export, name="audit_export"),
    path("history/<slug:kind>/<path:key>/", audit.about, name="history"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/new", campaigns.create, name="campaign_new"),
    path("campaigns/<id:campaign_id>/", campaigns.detail, name="campaign"),
    path("campaigns/<id:campaign_id>/edit", campaigns.change, name="campaign_edit"),
    path("campaigns/<id:campaign_id>/archive", campaigns.archive, name="campaign_archive"),
    path("products/", products.index, name="products"),
    path("products/new", products.create, name="product_new"),
    path("products/<id:product_id>/", products.detail, name="product"),
    path("products/<id:product_id>/edit", products.change, name="product_edit"),
    path("products/<id:product_id>/archive", products.archive, name="product_archive"),
    path("brands/", brands.index, name="brands"),
    path("brands/new", brands.create, name="brand_new"),
    path("brands/<id:brand_id>/", brands.detail, name="brand"),
    path("brands/<id:brand_id>/invite", brands.invite, name="member_invite"),
    path("brands/<id:brand_id>/people/<id:user_id>/revoke", brands.revoke, name="member_revoke"),
]
