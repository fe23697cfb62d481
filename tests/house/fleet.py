"""The whole house on services, by environment variables alone: run by CI once for each broker, named in FLEET_BROKER.

Not collected by a plain test run, since it needs PostgreSQL (FLEET_DATABASE, without a name) and a broker.
"""

import os
import secrets

import psycopg
import pytest

from tests.house import production
from tests.house.test_up import open_house, prepared  # noqa: F401

DATABASE, BROKER = os.environ.get("FLEET_DATABASE", ""), os.environ.get("FLEET_BROKER", "")
ASK = """
from datetime import timedelta
from django.db import transaction
from assets import clock, work
from assets.models import Brand, Work
class Nothing:
    public_id = "aaaaaaaaaaaaaaaa"
with transaction.atomic():
    asked = work.ask("config.echo", Nothing, brand=None)
print(asked.pk)
"""


@pytest.fixture
def database():
    """The address of an empty PostgreSQL database that is dropped at the end."""
    name = f"proofmark_fleet_{secrets.token_hex(4)}"
    with psycopg.connect(f"{DATABASE}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield f"{DATABASE}/{name}"
    with psycopg.connect(f"{DATABASE}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_house_runs_on_services_and_work_arrives_by_the_broker(open_house, database):  # noqa: F811
    services = {"DATABASE_URL": database, "CELERY_BROKER_URL": BROKER}
    house = open_house(**services)
    assert house.get("/accounts/login/")[0] == 200
    said = production.manage("shell", "--no-imports", "-c", ASK, **services)
    assert said.returncode == 0, said.stderr

    def is_done():
        with psycopg.connect(database) as connection:
            row = connection.execute("SELECT state FROM assets_work WHERE id = %s", [int(said.stdout)]).fetchone()
        return row[0] == "done"

    house.wait_for(is_done, 20)
