"""Owns campaigns, the products they show and the channels they go to."""

from django.db import models

from assets.models.base import VersionedModel


class Campaign(VersionedModel):
    """A marketing effort with its window, markets, channels, budget and approval policy."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    message = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    markets = models.JSONField(default=list, blank=True, help_text="ISO 3166-1 alpha-2 codes")
    channels = models.JSONField(default=list, blank=True, help_text="channel keys")
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    approval_policy = models.CharField(max_length=40, default="one_brand_manager")
    rights_defaults = models.JSONField(default=dict, blank=True)
    open_threads_block = models.BooleanField(default=False, help_text="every open thread keeps an image from approval")
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_campaign_per_name")]

    def __str__(self) -> str:
        return self.name


class Product(VersionedModel):
    """The thing shown. Its reference pictures are Sources with the role "product truth"."""

    brand = models.ForeignKey("assets.Brand", on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    sku = models.CharField("SKU", max_length=60, blank=True)
    description = models.TextField(max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("assets.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="one_product_per_name")]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """A named destination preset: data that admins edit; the transformation is the rendition's recipe."""

    key = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(null=True, blank=True, help_text="pixels; empty keeps the shape")
    transformation = models.CharField(max_length=200)
    shape = models.CharField(max_length=9, help_text="aspect ratio asked of a generator, such as 16:9")
    min_width = models.PositiveIntegerField(help_text="smallest candidate width that serves it, in pixels")
    min_height = models.PositiveIntegerField(help_text="in pixels")
    max_bytes = models.PositiveIntegerField(null=True, blank=True, help_text="the byte budget of a rendition")
    paid = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    as_of = models.DateField(null=True, blank=True)
    source_url = models.URLField(blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
