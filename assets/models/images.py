"""Owns bytes in private storage and the images that people brought in to work from."""

from django.db import models

from assets.models.base import PublicModel

DIGITAL_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class StoredImage(PublicModel):
    """One set of bytes: the untouched original, the marked master and three previews, made once at intake."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="images")
    sha256 = models.CharField(max_length=64)
    byte_size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=8, help_text="PNG, JPEG or WEBP, read from the bytes")
    width = models.PositiveIntegerField(help_text="pixels after orientation")
    height = models.PositiveIntegerField()
    original_path = models.CharField(max_length=120)
    master_path = models.CharField(max_length=120)
    master_sha256 = models.CharField(max_length=64)
    master_bytes = models.PositiveBigIntegerField()
    master_format = models.CharField(max_length=8)
    preview_small = models.CharField(max_length=120, help_text="WebP, 320 px on the long side")
    preview_medium = models.CharField(max_length=120, help_text="WebP, 800 px")
    preview_large = models.CharField(max_length=120, help_text="WebP, 1600 px")
    dhash = models.BigIntegerField(help_text="64-bit difference hash as a signed number")
    dhash_a = models.PositiveIntegerField(db_index=True)
    dhash_b = models.PositiveIntegerField(db_index=True)
    dhash_c = models.PositiveIntegerField(db_index=True)
    dhash_d = models.PositiveIntegerField(db_index=True)
    blank = models.BooleanField(default=False, help_text="one even colour all over")
    digital_source_type = models.CharField(max_length=60, help_text="IPTC code written into the master")
    found_source_type = models.CharField(max_length=120, blank=True, help_text="as read from the original")
    has_c2pa = models.BooleanField(default=False)
    found_metadata = models.JSONField(default=dict, blank=True, help_text="text fields read from the original, capped")
    created_by = models.ForeignKey("assets.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "sha256"], name="one_image_per_brand_and_bytes")]

    def __str__(self) -> str:
        return f"{self.width} × {self.height} {self.format}"


class Source(PublicModel):
    """An image brought in to work from; it has its own rights."""

    class Role(models.TextChoices):
        """What the image is for."""

        PRODUCT = "product_truth", "Product picture"
        STYLE = "style", "Style reference"
        COMPOSITION = "composition", "Composition reference"
        EDIT = "edit_source", "Photograph to work on"

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="sources")
    image = models.ForeignKey(StoredImage, on_delete=models.PROTECT, related_name="sources")
    product = models.ForeignKey(
        "assets.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="references"
    )
    role = models.CharField(max_length=20, choices=Role)
    title = models.CharField(max_length=160)
    file_name = models.CharField(max_length=160, blank=True)
    added_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title
