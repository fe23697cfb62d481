"""Owns adding and removing the reference pictures of a product."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from assets import access, intake, sources
from assets.forms.campaigns import PictureForm
from assets.models import Product, Source
from assets.views import products

MANAGE = "manage_campaigns"


@require_POST
def add(request, product_id):
    """One more reference picture; a refusal is shown in the form."""
    rows = Product.objects.select_related("brand", "created_by")
    product = access.get_allowed(rows, request.user, product_id, MANAGE)
    form = PictureForm(request.POST, request.FILES)
    added = form.attempt(lambda picture, title: _add(picture, title, product, request.user))
    if added is None:
        return products.page(request, product, form, status=form.status)
    messages.success(request, f"{added} added. It is the fixed pane beside every candidate.")
    return redirect("assets:product", product.public_id)


def _add(picture, title, product, by):
    return sources.add(
        intake.read_upload(picture),
        brand=product.brand,
        product=product,
        role=Source.Role.PRODUCT,
        title=title,
        file_name=picture.name,
        by=by,
    )


@require_POST
def remove(request, product_id, source_id):
    """Takes one picture off the product's page."""
    product = access.get_allowed(Product.objects.select_related("brand"), request.user, product_id, MANAGE)
    source = get_object_or_404(Source.objects.select_related("brand"), product=product, public_id=source_id)
    sources.remove(source, by=request.user)
    messages.success(request, f"{source} removed. What was made from it stays.")
    return redirect("assets:product", product.public_id)
