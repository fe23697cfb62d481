"""A wrong value in the environment is refused with a sentence that says how to repair it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import environment
from tests.house import production


def test_nothing_set_means_sqlite_with_immediate_transactions(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = environment.database("DATABASE_URL", default=tmp_path / "a.sqlite3")
    assert found["ENGINE"].endswith("sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] >= 20


def test_a_postgres_address_keeps_its_odd_password(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://pm:p%40ss%2Fw%3Ard@db.example:5433/pm?sslmode=require")
    found = environment.database("DATABASE_URL", default=tmp_path / "a.sqlite3")
    assert found["PASSWORD"] == "p@ss/w:rd"
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["PORT"] == 5433


@pytest.mark.parametrize(
    ("query", "sent"), [("", "-c join_collapse_limit=4"), ("?options=-c%20work_mem%3D8MB", "-c work_mem=8MB")]
)
def test_what_a_postgres_address_asks_of_the_server_comes_before_what_the_house_does(
    monkeypatch, tmp_path, query, sent
):
    monkeypatch.setenv("DATABASE_URL", f"postgres://pm@db.example/pm{query}")
    assert environment.database("DATABASE_URL", default=tmp_path / "a.sqlite3")["OPTIONS"]["options"] == sent


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgres_does_not_try_out_the_order_of_many_tables():
    with connection.cursor() as cursor:
        cursor.execute("SHOW join_collapse_limit")
        assert cursor.fetchone() == ("4",)


@pytest.mark.parametrize("url", ["mysql://a/b", "oracle://a/b", "proofmark.db", "http://db"])
def test_another_database_is_refused_with_an_example(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="postgres://user"):
        environment.database("DATABASE_URL", default=tmp_path / "a.sqlite3")


@pytest.mark.parametrize("value", ["abc", "-5"])
def test_a_bad_number_names_its_variable(monkeypatch, value):
    monkeypatch.setenv("LEASE_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="LEASE_SECONDS"):
        environment.number("LEASE_SECONDS", 60)


@pytest.mark.parametrize(("value", "found"), [("1", True), ("yes", True), ("off", False), ("0", False), ("", True)])
def test_yes_and_no_are_read(monkeypatch, value, found):
    monkeypatch.setenv("SECURE_SSL_REDIRECT", value)
    assert environment.yes("SECURE_SSL_REDIRECT", True) is found


def test_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    with pytest.raises(ImproperlyConfigured, match="DEBUG is 'maybe'"):
        environment.yes("DEBUG")


@pytest.mark.parametrize("url", ["proofmark.example.com", "https://x.example/path", "ftp://x"])
def test_a_site_address_must_be_an_address(monkeypatch, url):
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        environment.site_url("SITE_URL", "http://127.0.0.1:8000")


def test_a_secret_is_read_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("k3Jx-92mQ_zV7yTnWcR4sLbH8uPfE1oG\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.secret_key("SECRET_KEY", kept_in=tmp_path, debug=False).endswith("E1oG")


def test_a_key_of_its_own_is_made_once_and_only_for_the_owner(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    keys = {environment.secret_key("SECRET_KEY", kept_in=tmp_path, debug=False) for _ in range(3)}
    assert len(keys) == 1
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("key", ["change-me", "secret", "django-insecure-abcdefghijklmnop", "aaaaaaaaaaaaaaaaaaaa"])
def test_the_house_does_not_open_with_a_sample_key(key):
    said = production.manage("check", SECRET_KEY=key)
    assert said.returncode != 0
    assert "SECRET_KEY is a sample" in said.stderr


def test_a_data_folder_that_cannot_be_made_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(ImproperlyConfigured, match="set DATA_DIR to another"):
        environment.data_folder("DATA_DIR", tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "hint"),
    [
        ("CELERY_BROKER_URL", "kafka://broker", "redis://host"),
        ("DATABASE_URL", "mysql://a/b", "postgres://"),
        ("CACHE_URL", "nonsense://x", "CACHE_URL"),
        ("EMAIL_URL", "pigeon://x", "EMAIL_URL"),
    ],
)
def test_each_wrong_address_is_told_at_the_start(variable, value, hint):
    said = production.manage("check", **{variable: value})
    assert said.returncode != 0
    assert variable in said.stderr
    assert hint in said.stderr
    assert "site-packages" not in said.stderr.splitlines()[-1]


def test_demo_mode_is_off_where_others_could_come_in():
    assert production.settings_of("DEMO", DEMO="1") == {"DEMO": False}
    assert production.settings_of("DEMO", DEMO="1", BOUND_TO_LOOPBACK="1") == {"DEMO": True}
    assert "proofmark.W001" in production.manage("check", DEMO="1").stderr


def test_deployment_without_key_or_mail_is_warned():
    said = production.manage("check", "--deploy", SECRET_KEY="", EMAIL_URL="").stderr
    assert "proofmark.W002" in said
    assert "proofmark.W003" in said


def test_a_bucket_for_private_pictures_stays_private():
    options = production.settings_of("STORAGES", PRIVATE_STORAGE_BUCKET="pictures")["STORAGES"]["default"]["OPTIONS"]
    assert options["default_acl"] == "private"
    assert options["file_overwrite"] is False
    assert options["querystring_expire"] <= 600
