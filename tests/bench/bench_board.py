"""What the board of 100 candidates costs: queries, template time, HTML; and of 1,000, to see that pages stay pages.

Run `python tests/bench/bench_board.py`, with DATABASE_URL for another engine than SQLite.
"""

import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
ROUNDS = 15
QUERIES, TEMPLATE_MS, KILOBYTES = 12, 20, 89


def a_full_board(brand, count: int):
    """A brief with so many candidates of two prompt versions and two generators, a third of them judged."""
    from generation.models import Generator
    from review import opinions, queue
    from tests import factories

    product, image = factories.a_product(brand), factories.a_stored_image(brand)
    brief = factories.a_brief(brand, product=product)
    versions = [factories.a_prompt_version(brief, f"A red mug on a window sill, take {n}") for n in range(2)]
    generators = list(Generator.objects.all()[:2])
    made = [
        factories.a_candidate(brief, image=image, prompt_version=versions[n % 2], generator=generators[n // 2 % 2])
        for n in range(count)
    ]
    by = factories.a_member(brand, "marketer")
    opinions.give(brief, made[: count // 6], by=by, verdict="shortlist")
    opinions.give(brief, made[count // 6 : count // 3], by=by, verdict="pass")
    queue.send_for_approval(made[: count // 20], by=by)
    return brief, by


def measure(client, brief, by) -> dict:
    """Queries and bytes of one request; milliseconds of it whole and of the template alone, in the best of the rounds,
    since other programs on the machine only ever add."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = f"/briefs/{brief.public_id}/"
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        response = client.get(url)
    asked = [query for query in seen.captured_queries if not query["sql"].startswith(("BEGIN", "COMMIT"))]
    whole = min(timed(lambda: client.get(url)) for _ in range(ROUNDS))
    write = a_writer(brief, by)
    alone = min(timed(write) for _ in range(ROUNDS))
    return {"queries": len(asked), "bytes": len(response.content), "whole": whole, "template": alone}


def a_writer(brief, by):
    """A function that renders the page from what was read before."""
    from django.template.loader import get_template
    from django.test import RequestFactory

    from review import room
    from review.views.room import context_of

    request = RequestFactory().get("/")
    request.user, request.htmx = by, False
    context = context_of(request, brief, room.board(room.briefs().get(pk=brief.pk), by, room.Place()))
    template = get_template("room/board.html")
    return lambda: template.render(context, request)


def timed(run) -> float:
    """Milliseconds of processor time of one run, which other programs on the machine do not add to."""
    started = time.process_time()
    run()
    return (time.process_time() - started) * 1000


def main() -> int:
    """Prints the figures beside what the design promises; 1 if a promise is missed."""
    from django.test import Client

    from tests import factories

    brand = factories.a_brand("Bench")
    client, missed = Client(), 0
    for count in (100, 1000):
        brief, marketer = a_full_board(brand, count)
        for by in (marketer, factories.a_member(brand, "brand_manager")):
            client.force_login(by, backend="allauth.account.auth_backends.AuthenticationBackend")
            found = measure(client, brief, by)
            size, what = found["bytes"] / 1000, f"{count} candidates, {by.memberships.get().get_role_display().lower()}"
            print(f"{what}: {found['queries']} queries (at most {QUERIES})")
            print(f"{what}: template {found['template']:.1f} ms (at most {TEMPLATE_MS})")
            print(f"{what}: {size:.1f} kB of HTML with working buttons (at most {KILOBYTES})")
            print(f"{what}: whole request {found['whole']:.1f} ms")
            missed += found["queries"] > QUERIES or found["template"] > TEMPLATE_MS or size > KILOBYTES
    return int(bool(missed))


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
