"""CLOUDINARY_URL and the account behind it: what is read, what is refused, what the command finds and repairs."""

import time

import pytest
from django.core.management import CommandError, call_command

from assets.publishers.cloudinary import account
from config import checks, environment
from tests.publishing.fake import SECRET


def read(text):
    return account.read(text)


def test_an_address_names_cloud_key_and_secret():
    found = read("cloudinary://123:abc@Cloud-One")
    assert (found.cloud, found.key, found.secret) == ("Cloud-One", "123", "abc")
    assert found.delivery == "https://res.cloudinary.com/Cloud-One"


def test_an_own_host_leaves_the_clouds_name_out_of_addresses():
    assert read("cloudinary://1:a@cloud/pictures.example.com").delivery == "https://pictures.example.com"


def test_a_server_on_this_machine_is_opted_in_by_name():
    found = read("cloudinary://1:a@cloud?upload_prefix=http://127.0.0.1:9/&delivery_prefix=http://localhost:9")
    assert (found.api, found.delivery) == ("http://127.0.0.1:9", "http://localhost:9/cloud")


@pytest.mark.parametrize("text", [
    "cloudinary://", "cloudinary://key@cloud", "cloudinary://:secret-x@cloud", "https://1:secret-x@cloud",
    "cloudinary://<key>:secret-x@cloud", "cloudinary://[::1", "cloudinary://1:secret-x@cloud?timeout=soon",
    "cloudinary://1:secret-x@cloud?timeout=-1", "cloudinary://1:secret-x@cloud?signature_algorithm=md5",
    "cloudinary://1:secret-x@cloud?sign_url=maybe", "cloudinary://1:secret-x@cloud?upload_prefix=http://evil.example",
    "cloudinary://1:secret-x@cloud?delivery_prefix=//x", "cloudinary://1:secret-x@cloud?upload_prefix=https://[",
    "cloudinary://1:secret-x@cloud?upload_prefix=http://127.0.0.1.evil.example",
])  # fmt: skip
def test_a_wrong_address_is_refused_in_a_sentence_that_does_not_repeat_it(text, settings):
    settings.CLOUDINARY_API_URL = text
    error = checks.check_cloudinary(None)[0]
    assert error.id == "proofmark.E003"
    assert "cloudinary://API_KEY:API_SECRET@CLOUD_NAME" in error.hint
    assert "secret-x" not in f"{error.msg} {error.hint}"


def test_a_right_address_or_none_passes_the_check(settings):
    for text in ("", "cloudinary://1:a@cloud"):
        settings.CLOUDINARY_API_URL = text
        assert checks.check_cloudinary(None) == []


def test_keys_are_in_no_repr(settings):
    settings.CLOUDINARY_API_URL = f"cloudinary://key-x:{SECRET}@cloud"
    settings.CLOUDINARY_WEBHOOK_SECRET = "hook-x, hook-y"
    found = account.configured()
    assert found.hook_secrets == ("hook-x", "hook-y")
    assert not [word for word in (SECRET, "key-x", "hook-x") if word in repr(found)]


@pytest.mark.parametrize(("url", "hosts"), [
    ("", []), ("cloudinary://1:a@cloud", ["https://res.cloudinary.com"]),
    ("cloudinary://1:a@cloud/pics.example.com", ["https://pics.example.com"]),
    ("cloudinary://1:a@cloud?delivery_prefix=http://127.0.0.1:9", ["http://127.0.0.1:9"]), ("cloudinary://[", []),
])  # fmt: skip
def test_pages_may_load_pictures_from_the_delivery_host(monkeypatch, url, hosts):
    monkeypatch.setenv("CLOUDINARY_URL", url)
    monkeypatch.delenv("DELIVERY_HOSTS", raising=False)
    assert environment.delivery_hosts("DELIVERY_HOSTS", cloudinary="CLOUDINARY_URL") == hosts


# --- the command


@pytest.fixture
def ask(bare, settings, db, capsys):
    """A function that runs the command: (exit code, what it said)."""
    settings.CLOUDINARY_API_URL = bare.url()

    def run(*options):
        code = 0
        try:
            call_command("cloudinary", *options)
        except SystemExit as end:
            code = end.code
        return code, "".join(capsys.readouterr())

    return run


def test_a_fresh_account_is_told_to_be_provisioned_and_then_is_ready(ask, bare):
    code, said = ask()
    assert code == 1
    assert "16 fields are missing" in said
    assert "--provision" in said
    assert bare.fields == {}
    code, said = ask("--provision")
    assert code == 0
    assert "Made the field aig_prompt." in said
    assert "The account pm-test is ready." in said
    assert len(bare.fields) == 16


def test_provisioning_twice_changes_nothing(ask, bare):
    ask("--provision")
    before = bare.count("admin POST metadata_fields")
    code, said = ask("--provision")
    assert code == 0
    assert "Made" not in said
    assert bare.count("admin POST metadata_fields") == before


def test_a_wrong_key_is_named_and_nothing_further_is_asked(ask, settings, bare):
    settings.CLOUDINARY_API_URL = bare.url().replace(SECRET, "wrong")
    code, said = ask()
    assert code == 1
    assert "does not know the key" in said
    assert bare.count("admin GET metadata_fields") == 0


def test_a_skewed_clock_is_told_with_its_size(ask, bare):
    bare.clock = lambda: time.time() + 600
    code, said = ask("--provision")
    assert code == 1
    assert "The clock differs from Cloudinary's by" in said
    assert "NTP" in said


def test_limits_and_folder_mode_are_told(ask, bare):
    bare.largest, bare.folder_mode = 10 * 2**20, "fixed"
    code, said = ask("--provision")
    assert code == 0
    assert "up to 10 MB, this site up to 40" in said
    assert "the mode “fixed”" in said


def test_a_field_of_another_type_is_somebody_elses(ask, bare):
    ask("--provision")
    bare.fields["aig_created"]["type"] = "string"
    code, said = ask()
    assert code == 1
    assert "of another type than pictures need: aig_created" in said


def test_a_host_that_does_not_answer_is_told(ask, settings):
    settings.CLOUDINARY_API_URL = "cloudinary://1:a@cloud?upload_prefix=http://127.0.0.1:9&timeout=1"
    code, said = ask()
    assert code == 1
    assert "does not answer" in said


def test_without_an_address_the_command_says_what_to_write(settings):
    settings.CLOUDINARY_API_URL = ""
    with pytest.raises(CommandError, match="cloudinary://API_KEY"):
        call_command("cloudinary")
