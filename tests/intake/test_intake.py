"""Pictures come in by one door, once for a brand, whole or not at all."""

import hashlib
import io
import resource
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from PIL import Image

from assets import intake, safekeeping
from assets.imaging import bands
from assets.imaging.darkroom import ImageRefused
from assets.models import AuditEvent, StoredImage
from assets.problems import Unavailable
from assets.storage import private
from tests import factories

AI = "trainedAlgorithmicMedia"


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """A storage folder that no other test writes to."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def taken(brand, marketer, png):
    """One picture taken in as made by AI."""
    return intake.take_in(png(), brand=brand, digital_source_type=AI, by=marketer)


def bytes_at(path):
    with private().open(path) as file:
        return file.read()


def files_in_storage():
    return {path for path in Path(private().location).rglob("*") if path.is_file()}


def test_the_original_is_kept_byte_for_byte(taken, png):
    assert bytes_at(taken.original_path) == png()
    assert taken.sha256 == hashlib.sha256(png()).hexdigest()


def test_the_master_has_its_own_hash(taken):
    assert hashlib.sha256(bytes_at(taken.master_path)).hexdigest() == taken.master_sha256
    assert taken.master_sha256 != taken.sha256


def test_size_format_and_hash_stand_on_the_row(taken):
    assert (taken.width, taken.height, taken.format, taken.master_format) == (400, 300, "PNG", "JPEG")
    assert taken.dhash & 0xFFFF == taken.dhash_d


@pytest.mark.parametrize(("field", "side"), [("preview_small", 320), ("preview_medium", 400), ("preview_large", 400)])
def test_previews_are_webp_and_never_enlarged(taken, field, side):
    picture = Image.open(io.BytesIO(bytes_at(getattr(taken, field))))
    assert (picture.format, picture.width) == ("WEBP", side)


def test_the_same_bytes_are_taken_in_once(taken, brand, marketer, png):
    again = intake.take_in(png(), brand=brand, digital_source_type=AI, by=marketer)
    assert again == taken
    assert StoredImage.objects.count() == 1


def test_two_brands_hold_the_same_bytes_apart(taken, other_brand, png):
    other = intake.take_in(png(), brand=other_brand, digital_source_type=AI)
    assert other != taken
    assert other.original_path != taken.original_path


def test_taking_in_writes_one_event_by_the_person(taken, marketer):
    event = AuditEvent.objects.get(action="image.taken_in")
    assert event.object_id == taken.public_id
    assert event.actor_id == marketer.public_id
    assert taken.sha256 in event.payload


def test_a_refused_file_leaves_nothing(brand):
    before = files_in_storage()
    with pytest.raises(ImageRefused, match="web page"):
        intake.take_in(b"<html>no picture</html>", brand=brand, digital_source_type=AI)
    assert StoredImage.objects.count() == 0
    assert files_in_storage() == before


def test_an_unknown_source_type_is_a_fault_of_the_caller(brand, png):
    with pytest.raises(ValueError, match="no digital source type"):
        intake.take_in(png(), brand=brand, digital_source_type="magic")


def test_a_stronger_mark_replaces_a_weaker_one(brand, png):
    image = intake.take_in(png(), brand=brand, digital_source_type="digitalCapture")
    old_master = image.master_sha256
    image = intake.take_in(png(), brand=brand, digital_source_type=AI)
    assert image.digital_source_type == AI
    assert image.master_sha256 != old_master
    assert intake.master(image).count(b"trainedAlgorithmicMedia") == 1


def test_a_weaker_mark_changes_nothing(taken, brand, png):
    again = intake.take_in(png(), brand=brand, digital_source_type="digitalCapture")
    assert again.digital_source_type == AI
    assert AuditEvent.objects.filter(action="image.taken_in").count() == 1


def test_changed_bytes_are_noticed_when_read(taken):
    with Path(private().path(taken.original_path)).open("ab") as file:
        file.write(b"x")
    with pytest.raises(safekeeping.Damaged):
        intake.original(taken)


def test_an_upload_above_the_limit_is_not_even_read():
    class Upload:
        size = 41 * 1024 * 1024

    with pytest.raises(ImageRefused, match="41 MB"):
        intake.read_upload(Upload())


def test_names_on_disk_tell_nothing(taken):
    name = taken.original_path.split("/")[2]
    assert len(name) == 16
    assert taken.public_id not in taken.original_path


def test_the_hash_finds_a_smaller_copy(brand):
    big = factories.picture(1200, 900, seed=8)
    copy = io.BytesIO()
    Image.open(io.BytesIO(big)).resize((600, 450)).save(copy, "JPEG", quality=80)
    one = intake.take_in(big, brand=brand, digital_source_type=AI)
    two = intake.take_in(copy.getvalue(), brand=brand, digital_source_type=AI)
    assert bands.distance(one.dhash, two.dhash) <= 7


@pytest.fixture
def no_room():
    """The operating system refuses to make any file longer than 4 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_leaves_no_half_file(brand, png, no_room):
    before = files_in_storage()
    with pytest.raises(Unavailable, match="disk is full"):
        intake.take_in(png(1200, 900), brand=brand, digital_source_type=AI)
    assert files_in_storage() == before
    assert StoredImage.objects.count() == 0


def test_a_file_is_never_put_over_another(tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    safekeeping.put(storage, "a/b", b"first")
    with pytest.raises(FileExistsError):
        safekeeping.put(storage, "a/b", b"second")
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"first"]


def test_all_files_or_none_are_written(tmp_path):
    storage = FileSystemStorage(location=tmp_path)
    safekeeping.put(storage, "two", b"there before")
    with pytest.raises(FileExistsError):
        safekeeping.put_all(storage, {"one": b"1", "two": b"2"})
    assert not storage.exists("one")
    assert storage.exists("two")
