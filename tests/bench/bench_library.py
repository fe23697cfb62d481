"""What the library costs: its list at any depth, its filters and its search, beside a plain admin change list.

Run `python tests/bench/bench_library.py [NUMBER]`, by default with 10,000 assets and a tenth of them before, with
DATABASE_URL for another engine than SQLite. Half of the rows belong to a brand that the reader does not see.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
ROUNDS = 21
AT_MOST_OF_ADMIN, AT_MOST_GROWTH, QUERIES = 1.0, 1.15, 6
WORDS = ("mug", "kettle", "window", "harbour", "morning", "bicycle", "linen", "copper")
TOOLS = ("Atelier (simulated)", "Daylight (simulated)", "Midjourney")
BATCH = 1000


def shelves_of(number: int):
    """A brand's campaigns and products, a rights record, and a neighbour's."""
    from tests import factories
    from tests.library import shelf

    grounds = []
    for name in ("Bench", "Neighbour"):
        brand = factories.a_brand(name)
        campaigns = [factories.a_campaign(brand, ends_on=None) for _ in range(10)]
        products = [factories.a_product(brand) for _ in range(10)]
        record = shelf.cleared_rights(brand, factories.a_stored_image(brand))
        grounds.append((brand, campaigns, products, record))
    return grounds


def fill(grounds, start: int, number: int) -> None:
    """Assets from ``start`` to ``number``, in turns of the two brands, with a line in the search index each."""
    from django.db import transaction

    from assets import standing
    from assets.models import Asset, StoredImage

    for first in range(start, number, BATCH):
        span = range(first, min(first + BATCH, number))
        with transaction.atomic():
            images = StoredImage.objects.bulk_create(an_image(grounds[n % 2], n) for n in span)
            made = Asset.objects.bulk_create(
                an_asset(grounds[n % 2], image, n) for n, image in zip(span, images, strict=True)
            )
            for asset in made:
                standing.index(asset)


def an_image(ground, number):
    """A stored image without files; no page of the list reads them."""
    from assets.models import StoredImage

    digest = hashlib.sha256(str(number).encode()).hexdigest()
    known = dict.fromkeys(("dhash", "dhash_a", "dhash_b", "dhash_c", "dhash_d", "byte_size", "master_bytes"), 0)
    return StoredImage(brand=ground[0], sha256=digest, master_sha256=digest, width=1536, height=1024, **known)


def an_asset(ground, image, number):
    """One asset; the word "everywhere" is common in both brands, "next" in the neighbour's alone, "needle" is rare."""
    from assets import clock
    from assets.models import Asset

    brand, campaigns, products, record = ground
    words = " ".join(WORDS[(number // 2 + step) % len(WORDS)] for step in range(3))
    own = "next" if brand.name == "Neighbour" else ("needle" if number == 2 else "")
    return Asset(
        brand=brand, image=image, campaign=campaigns[number // 2 % 10], product=products[number // 2 % 10],
        rights=record, rights_version=record.current, title=f"Everywhere {words} {own} {number}", channels=[],
        tool=TOOLS[number % 3], provenance=json.dumps({"prompt": f"A picture of {words}"}), provenance_sha256="0" * 64,
        origin="x", approved_by=record.created_by, approved_at=clock.now(),
        standing=("live", "live", "live", "failed", "withdrawn")[number // 2 % 5],
    )  # fmt: skip


def requests_of(brand) -> dict[str, str]:
    """What is measured: a name and an address each; the deep page starts in the middle."""
    from assets.models import Asset

    rows = Asset.objects.filter(brand=brand).order_by("-pk")
    middle = rows[rows.count() // 2].public_id
    campaign = brand.campaigns.order_by("pk").first().public_id
    return {
        "first page": "", "page in the middle": f"?before={middle}", "one campaign": f"?campaign={campaign}",
        "failed ones": "?standing=failed", "common word": "?q=everywhere", "rare word": "?q=needle",
        "two words": "?q=mug+window", "word of another brand": "?q=next", "word and filter": "?q=mug&standing=failed",
        "word, in the middle": f"?q=everywhere&before={middle}",
    }  # fmt: skip


def in_turns(one, other) -> tuple[float, float]:
    """Milliseconds of both, the least disturbed of rounds in turns, since other programs only ever add."""
    rounds = [(timed(one), timed(other)) for _ in range(ROUNDS)]
    return tuple(min(column) for column in zip(*rounds, strict=True))


def timed(run) -> float:
    """Milliseconds of one run: of this thread's own work where the database is in it, else by the wall clock."""
    from django.db import connection

    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    started = clock()
    run()
    return (clock() - started) * 1000


def queries_of(run) -> int:
    """How many queries one run makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        run()
    return len(seen)


def a_plain_admin(by):
    """A function that asks for a plain change list of the same rows, 30 a page, over HTTP as the library is asked."""
    from django.contrib import admin
    from django.test import Client
    from django.urls import path

    from assets.models import Asset
    from config import urls

    class Plain(admin.ModelAdmin):
        list_display = ("title", "standing", "campaign", "product", "tool", "approved_at")
        list_select_related = ("campaign", "product")
        list_per_page, ordering = 30, ("-id",)

    site, client = admin.AdminSite("plain"), Client()
    site.register(Asset, Plain)
    urls.urlpatterns.insert(0, path("plain/", site.urls))
    client.force_login(by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return lambda: _answered(client, "/plain/assets/asset/")


def _answered(client, address):
    assert client.get(address).status_code == 200, address


def main() -> int:
    """Prints the figures beside what the design promises; 1 if one is missed."""
    from django.test import Client

    from tests import factories

    number = int(sys.argv[1]) if len(sys.argv) > 1 else int(os.environ.get("BENCH_ASSETS", 10_000))
    grounds = shelves_of(number)
    reader, client = factories.a_user("brand_manager", grounds[0][0]), Client()
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    admin = a_plain_admin(factories.a_user(is_staff=True, is_superuser=True))
    small, missed, start = {}, 0, 0
    for count in (number // 10, number):
        fill(grounds, start, count)
        start = count
        admin()
        print(f"{count:,} assets; a plain admin change list of them asks {queries_of(admin)} queries")
        for name, query in requests_of(grounds[0][0]).items():
            missed += tell(client, name, f"/library/{query}", admin, small, last=count == number)
    return int(bool(missed))


def tell(client, name, address, admin, small, *, last) -> bool:
    """Prints one line; True when a figure is missed. Growth is told in the second, larger round."""

    def run():
        _answered(client, address)

    run()
    asked = queries_of(run)
    took, anchor = in_turns(run, admin)
    growth = took / small.setdefault(name, took)
    line = f"  {name}: {took:.1f} ms, {took / anchor:.2f}× of admin's {anchor:.1f} (at most {AT_MOST_OF_ADMIN}), "
    line += f"{asked} queries (at most {QUERIES})"
    print(line + (f", {growth:.2f}× of a tenth of the rows (at most {AT_MOST_GROWTH})" if last else ""))
    return last and (took > AT_MOST_OF_ADMIN * anchor or growth > AT_MOST_GROWTH or asked > QUERIES)


def prepared() -> None:
    """Settings and an empty database, as a fresh installation has them."""
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="proofmark-bench-"))
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-benches-0123456789-only-for-benches-0123456789")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    # the page names its static files by hash only after they were collected, which no figure here depends on
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    prepared()
    sys.exit(main())
