"""Owns the addresses of the assets layer."""

from django.urls import path, re_path

from assets import media
from assets.views import audit, brands, campaigns, delivery, hooks, kits, library, products, rights, sources

app_name = "assets"
urlpatterns = [
    path("media/<id:image_id>/<int:side>.webp", media.preview, name="preview"),
    path("media/<id:image_id>/full.webp", media.full, name="full"),
    re_path(
        r"^delivery/image/upload/(?P<transformation>.+)/v(?P<version>[0-9]{1,15})"
        r"/(?P<public_id>[a-z0-9-]{1,60})\.(?P<extension>[a-z]{3,4})\Z",
        delivery.rendition,
        name="delivery",
    ),
    path("hooks/cloudinary/", hooks.cloudinary, name="hook"),
    path(
        "hooks/cloudinary/<id:publication_id>/<slug:token>",
        hooks.cloudinary_upload,
        name="hook_of_publication",
    ),
    path("library/", library.index, name="library"),
    path("library/count", library.count, name="library_count"),
    path("library/<id:asset_id>/", library.detail, name="asset"),
    path("library/<id:asset_id>/state", library.state, name="asset_state"),
    path("library/<id:asset_id>/withdraw", library.withdraw, name="asset_withdraw"),
    path("library/<id:asset_id>/publish", library.publish, name="asset_publish"),
    path("library/<id:asset_id>/renditions/<slug:key>.webp", library.rendition, name="rendition"),
    path("audit/", audit.log, name="audit"),
    path("audit/state/", audit.state, name="audit_state"),
    path("audit/export", audit.export, name="audit_export"),
    path("audit/proof", audit.proof, name="audit_proof"),
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
    path("products/<id:product_id>/pictures", sources.add, name="picture_add"),
    path("products/<id:product_id>/pictures/<id:source_id>/remove", sources.remove, name="picture_remove"),
    path("rights/", rights.index, name="rights_records"),
    path("rights/<id:rights_id>/", rights.detail, name="rights"),
    path("rights/<id:rights_id>/change", rights.change, name="rights_change"),
    path("rights/<id:rights_id>/clear", rights.clear, name="rights_clear"),
    path("rights/<id:rights_id>/revoke", rights.revoke, name="rights_revoke"),
    path("rights/<id:rights_id>/evidence", rights.add_evidence, name="evidence_add"),
    path("rights/<id:rights_id>/evidence/<id:evidence_id>", rights.download, name="evidence"),
    path("rights/<id:rights_id>/cover/<id:image_id>/end", rights.uncover, name="rights_uncover"),
    path("brands/", brands.index, name="brands"),
    path("brands/new", brands.create, name="brand_new"),
    path("brands/<id:brand_id>/", brands.detail, name="brand"),
    path("brands/<id:brand_id>/kit", kits.kit, name="brand_kit"),
    path("brands/<id:brand_id>/invite", brands.invite, name="member_invite"),
    path("brands/<id:brand_id>/people/<id:user_id>/revoke", brands.revoke, name="member_revoke"),
]
