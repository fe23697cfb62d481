"""The check against the brand kit: each rule passes and fails where it must, and nothing of it decides."""

import pytest

from assets import kits
from assets.models import AuditEvent, StoredImage, Work
from assets.problems import Conflict, Forbidden, Refused
from assets.storage import private
from review import advice
from review.models import Advice
from tests import factories
from tests.advice import drawn
from tests.decisions import waiting

pytestmark = pytest.mark.django_db
TOP_LEFT = {"square_social": [0.05, 0.05, 0.3, 0.2]}


@pytest.fixture
def check(brand, marketer, manager):
    """A function that checks one drawn picture for the square channel and gives back the lines by rule."""
    brief = factories.a_brief(brand, channels=["square_social"])

    def run(image, **fields):
        candidate = factories.a_candidate(brief, image=drawn.stored(brand, image, **fields))
        return drawn.checked_now(candidate, marketer)

    run.brief = brief
    return run


def a_kit(brand, manager, **fields):
    return kits.change(brand, by=manager, expected_version=kits.of(brand).version, **fields)


def test_a_picture_in_the_kits_colours_passes_and_a_foreign_one_fails(check, brand, manager):
    a_kit(brand, manager, palette=[drawn.CREAM, drawn.RED])
    assert check(drawn.two_halves())["palette"]["outcome"] == "passed"
    line = check(drawn.two_halves("#1f6feb", "#0a7d2c"))["palette"]
    assert (line["outcome"], line["value"], line["threshold"]) == ("failed", 100, 60)


def test_without_a_kit_its_rules_are_not_tested_and_not_counted(check):
    lines = check(drawn.lettered((700, 500), "ABCDEFGH"))
    assert lines["palette"]["outcome"] == lines["logo"]["outcome"] == "untested"
    assert advice.tally(lines.values())["tested"] == 5


def test_a_restless_ground_under_the_logo_fails_only_where_the_channel_shows_it(check, brand, manager):
    a_kit(brand, manager, logo_zones=TOP_LEFT)
    # the square is cut from the middle: 200 pixels fall away on each side of 1600 × 1200
    assert check(drawn.checked((0, 0, 190, 1200)))["logo"]["outcome"] == "passed"
    line = check(drawn.checked((200, 0, 700, 400)))["logo"]
    assert line["outcome"] == "failed"
    assert line["value"] > line["threshold"] == 24


def test_letters_at_the_edge_of_the_cut_fail_the_safe_area_and_letters_within_pass(check):
    assert check(drawn.lettered((450, 550), size=60))["safe"]["outcome"] == "passed"
    assert check(drawn.lettered((60, 550)))["safe"]["outcome"] == "failed"


def test_size_is_measured_against_the_planned_channels(check):
    assert check(drawn.two_halves())["size"]["outcome"] == "passed"
    assert check(drawn.two_halves(size=(640, 480)))["size"]["outcome"] == "failed"


def test_crisp_passes_and_soft_fails(check):
    image = drawn.lettered((300, 500))
    assert check(image)["sharp"]["outcome"] == "passed"
    assert check(drawn.soft(image))["sharp"]["outcome"] == "failed"


def test_text_is_said_to_be_text_like_and_the_kit_may_allow_some(check, brand, manager):
    line = check(drawn.lettered((300, 500)))["text"]
    assert (line["outcome"], line["value"]) == ("failed", 1)
    a_kit(brand, manager, thresholds={"text_regions": 1})
    assert check(drawn.lettered((300, 500)))["text"]["outcome"] == "passed"


def test_a_near_duplicate_of_a_rejected_image_is_named(check, brand, manager):
    far = {"dhash": -1, "dhash_a": 0xFFFF, "dhash_b": 0xFFFF, "dhash_c": 0xFFFF, "dhash_d": 0xFFFF}
    near = dict(far, dhash=-8, dhash_d=0xFFF8)
    first = factories.a_candidate(check.brief, image=drawn.stored(brand, drawn.two_halves(), **near))
    assert check(drawn.fence(), **far)["like"]["outcome"] == "passed"  # it lies undecided on the board
    type(first).objects.filter(pk=first.pk).update(state="rejected")
    line = check(drawn.fence(), **far)["like"]
    assert (line["outcome"], line["value"], line["about"]) == ("failed", 3, first.public_id)
    assert "rejected" in line["reason"]


def test_sending_for_approval_asks_for_the_check_and_asking_twice_is_once(brand, marketer, manager):
    candidate = waiting.a_waiting(brand, by=marketer)
    assert candidate.advice.state == "waiting"
    advice.ask(candidate, by=manager)
    assert Work.objects.filter(kind=advice.CHECK).count() == 1
    assert AuditEvent.objects.filter(action="advice.asked").count() == 1


def test_checking_again_uses_todays_kit_and_leaves_one_event_each(check, brand, marketer, manager):
    candidate = factories.a_candidate(check.brief, image=drawn.stored(brand, drawn.two_halves()))
    assert drawn.checked_now(candidate, marketer)["palette"]["outcome"] == "untested"
    a_kit(brand, manager, palette=["#000000"])
    assert drawn.checked_now(candidate, manager)["palette"]["outcome"] == "failed"
    actions = AuditEvent.objects.filter(object_kind="advice").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["advice.asked", "advice.given"] * 2


def test_a_preview_that_is_gone_is_said_and_what_was_found_before_stays(brand, marketer):
    candidate = factories.a_candidate(factories.a_brief(brand))
    private().delete(candidate.image.preview_large)
    assert drawn.checked_now(candidate, marketer) == {}
    kept = Advice.objects.get(candidate=candidate)
    assert (kept.state, kept.problem) == ("failed", advice.GONE)
    assert not Work.objects.filter(kind=advice.CHECK, state="open").exists()


def test_the_work_done_twice_leaves_one_result(check, brand, marketer):
    candidate = factories.a_candidate(check.brief, image=drawn.stored(brand, drawn.plain()))
    advice.ask(candidate, by=marketer)
    row = Work.objects.get(kind=advice.CHECK)
    advice.give(row.pk)
    advice.give(row.pk)
    assert AuditEvent.objects.filter(action="advice.given").count() == 1


def test_an_auditor_may_look_but_not_ask(brand, auditor):
    with pytest.raises(Forbidden):
        advice.ask(factories.a_candidate(factories.a_brief(brand)), by=auditor)


def test_failed_rules_block_nothing(brand, manager):
    candidate = waiting.a_ready(brand)
    advice.give(Work.objects.get(kind=advice.CHECK).pk)
    assert advice.tally(Advice.objects.get().results)["failed"]
    from review.blockers import blockers

    assert blockers(waiting.case_of(candidate)) == []


def test_a_kit_takes_short_and_long_colours_and_refuses_what_is_none(brand, manager):
    assert a_kit(brand, manager, palette=["FFF", "#B3402A", "#b3402a"]).palette == ["#ffffff", "#b3402a"]
    with pytest.raises(Refused, match="no colour"):
        a_kit(brand, manager, palette=["reddish"])
    with pytest.raises(Refused, match="up to 12"):
        a_kit(brand, manager, palette=[f"#0000{n:02x}" for n in range(13)])


def test_the_second_of_two_who_change_a_kit_is_told(brand, manager):
    a_kit(brand, manager, safe_area=3)
    brand.refresh_from_db()
    a_kit(brand, manager, safe_area=4)
    with pytest.raises(Conflict):
        kits.change(brand, by=manager, expected_version=1, safe_area=9)
    assert StoredImage.objects.count() == 0
    assert AuditEvent.objects.filter(action="kit.changed").count() == 2
