"""Owns the pages of products and their reference pictures."""

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import access, campaigns, paging
from assets.forms import respond_invalid
from assets.forms.campaigns import NewProductForm, PictureForm, ProductForm
from assets.media import preview_url
from assets.models import Product, Source, StoredImage
from assets.views.campaigns import MANAGE, brands_for


@require_safe
def index(request):
    """The products of the person's brands, newest first, each with its first reference picture."""
    pictures = Source.objects.filter(product=OuterRef("pk"), removed_at=None).order_by("pk")
    rows = access.scoped(Product.objects.select_related("brand"), request.user).filter(archived_at=None)
    shown = paging.newest_first(
        rows.annotate(picture=Subquery(pictures.values("image_id")[:1])),
        before=request.GET.get("before", "")[:16],
        after=request.GET.get("after", "")[:16],
    )
    images = StoredImage.objects.in_bulk([row.picture for row in shown.rows if row.picture])
    for row in shown.rows:
        row.picture_url = preview_url(images[row.picture], 320) if row.picture else ""
    may_create = bool(access.brands_where(request.user, MANAGE))
    return render(request, "products/index.html", {"page": shown, "may_create": may_create})


def _found(request, product_id, action="view"):
    rows = Product.objects.select_related("brand", "created_by")
    return access.get_allowed(rows, request.user, product_id, action)


@require_safe
def detail(request, product_id):
    """One product with its reference pictures."""
    return page(request, _found(request, product_id), PictureForm())


def page(request, product, form, status=200):
    """The product's page with the form for one more picture as it stands."""
    pictures = Source.objects.filter(product=product, removed_at=None).select_related("image").order_by("pk")
    context = {
        "product": product,
        "pictures": [(source, preview_url(source.image, 800)) for source in pictures],
        "form": form,
        "may_manage": access.can(request.user, MANAGE, product.brand) and not product.archived_at,
    }
    return render(request, "products/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request):
    """A new product."""
    form = NewProductForm(
        request.POST or None, brands=brands_for(request.user, MANAGE, "create campaigns and products")
    )
    made = request.POST and form.attempt(lambda **data: campaigns.create_product(by=request.user, **data))
    if made:
        messages.success(request, f"Product {made} created. Add a picture that shows it as it is.")
        return redirect("assets:product", made.public_id)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, product_id):
    """Changes a product, guarded by the version that was on screen."""
    product = _found(request, product_id, MANAGE)
    initial = {name: getattr(product, name) for name in (*campaigns.PRODUCT_FIELDS, "version")}
    form = ProductForm(request.POST or None, initial=initial)

    def save(version, **data):
        return campaigns.change_product(product, by=request.user, expected_version=version, **data)

    if request.POST and form.attempt(save):
        messages.success(request, "Product saved.")
        return redirect("assets:product", product.public_id)
    return _form_page(request, form, product)


def _form_page(request, form, product):
    context = {"form": form, "product": product}
    if request.method == "POST":
        return respond_invalid(request, "products/form.html", context)
    return render(request, "products/form.html", context)


@require_POST
def archive(request, product_id):
    """Takes a product out of the lists to choose from."""
    product = _found(request, product_id, MANAGE)
    campaigns.archive_product(product, by=request.user)
    messages.success(request, f"Product {product} archived. Its work stays.")
    return redirect("assets:products")
