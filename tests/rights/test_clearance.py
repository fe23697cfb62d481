"""The state that follows from a record at an instant, in Python and in SQL."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets import bars, clearance, clock, rights
from assets.models import UsageRights, UsageRightsVersion
from tests import factories
from tests.rights.records import TERMS, a_cleared_record, a_proof, a_record

pytestmark = pytest.mark.django_db
ZONES = ["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Africa/Cairo"]
DAYS = st.dates(date(2026, 3, 20), date(2027, 4, 10))
# around the clock changes of Berlin, Cairo and St John's, and around midnights everywhere
INSTANTS = st.datetimes(datetime(2026, 3, 20), datetime(2027, 4, 10), timezones=st.just(UTC))


def state(record, at):
    """The state in Python, after checking that SQL says the same."""
    version = UsageRightsVersion.objects.get(pk=record.current_id)
    said = clearance.state_of(version, at)
    found = UsageRightsVersion.objects.annotate(state=clearance.state_expression(at)).get(pk=version.pk)
    assert found.state == said
    return said


def local(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


def test_a_record_is_not_cleared_until_somebody_clears_it(brand, manager):
    record = a_record(brand)
    at = local("Europe/Berlin", 2026, 12, 1)
    assert state(record, at) == "not_cleared"
    rights.clear(record, by=manager)
    assert state(record, at) == "cleared"


@pytest.mark.parametrize("zone", ZONES)
def test_both_days_of_the_term_count_whole_in_their_own_zone(brand, zone):
    record = a_cleared_record(brand, tz=zone)
    assert state(record, local(zone, 2026, 10, 31, 23, 59, 59)) == "embargoed"
    assert state(record, local(zone, 2026, 11, 1, 0, 0)) == "cleared"
    assert state(record, local(zone, 2036, 3, 31, 23, 59, 59)) == "expiring_soon"
    assert state(record, local(zone, 2036, 4, 1, 0, 0)) == "expired"


def test_thirty_days_before_the_end_it_expires_soon(brand):
    record = a_cleared_record(brand, tz="UTC")
    assert state(record, datetime(2036, 2, 29, 23, 59, tzinfo=UTC)) == "cleared"
    assert state(record, datetime(2036, 3, 1, tzinfo=UTC)) == "expiring_soon"


def test_on_the_night_of_a_clock_change_the_day_still_ends_at_midnight(brand):
    record = a_cleared_record(brand, tz="Africa/Cairo", term_end=date(2026, 10, 29), term_start=date(2026, 1, 1))
    before = local("Africa/Cairo", 2026, 10, 29, 23, 30)
    assert state(record, before) == "expiring_soon"
    assert state(record, before.replace(fold=1)) == "expiring_soon"
    assert state(record, local("Africa/Cairo", 2026, 10, 30)) == "expired"


def test_an_embargo_that_ends_now_has_ended(brand):
    moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    record = a_cleared_record(brand, embargo_until=moment)
    assert state(record, moment - timedelta(microseconds=1)) == "embargoed"
    assert state(record, moment) == "cleared"


def test_revoked_wins_over_expired(brand, manager):
    record = a_cleared_record(brand)
    rights.revoke(record, by=manager, reason="The licensor withdrew")
    assert state(record, datetime(2028, 1, 1, tzinfo=UTC)) == "revoked"


def test_a_record_without_end_never_expires(brand):
    record = a_cleared_record(brand, term_end=None, perpetual=True)
    assert state(record, datetime(2090, 1, 1, tzinfo=UTC)) == "cleared"


def test_papers_that_are_missing_keep_a_cleared_row_from_counting(brand):
    record = a_record(brand, basis="stock_licence")
    UsageRightsVersion.objects.filter(pk=record.current_id).update(cleared_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert state(record, local("UTC", 2026, 12, 1)) == "not_cleared"
    a_proof(record)
    assert state(record, local("UTC", 2026, 12, 1)) == "cleared"


@pytest.mark.parametrize(
    ("people", "kind"),
    [({"people": "real_released", "model_release": "MR-UMR"}, "model_release"),
     ({"people": "real_released", "model_release": "MR-UMR", "minors_shown": True}, "guardian_consent")],
)  # fmt: skip
def test_released_people_count_once_the_release_is_on_file(brand, people, kind):
    record = a_record(brand, **people)
    UsageRightsVersion.objects.filter(pk=record.current_id).update(cleared_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert state(record, local("UTC", 2026, 12, 1)) == "not_cleared"
    for needed in {"model_release", kind}:
        a_proof(record, needed)
    assert state(record, local("UTC", 2026, 12, 1)) == "cleared"


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    at=INSTANTS,
    start=DAYS,
    length=st.one_of(st.none(), st.integers(0, 60)),
    zone=st.sampled_from(ZONES),
    embargo=st.one_of(st.none(), INSTANTS),
    cleared=st.booleans(),
    revoked=st.booleans(),
    people=st.sampled_from(["none", "synthetic", "real_unreleased"]),
)
def test_sql_and_python_never_disagree(brand, at, start, length, zone, embargo, cleared, revoked, people):
    record = UsageRights.objects.filter(brand=brand).first() or a_record(brand)
    UsageRightsVersion.objects.filter(pk=record.current_id).update(
        term_start=start,
        term_end=None if length is None else start + timedelta(days=length),
        perpetual=length is None,
        tz=zone,
        embargo_until=embargo,
        cleared_at=at if cleared else None,
        revoked_at=at if revoked else None,
        people=people,
    )
    assert state(record, at) in clearance.State.values


def test_the_state_can_be_asked_through_a_join(brand):
    a_cleared_record(brand)
    at = local("Europe/Berlin", 2026, 12, 1)
    found = UsageRights.objects.annotate(state=clearance.state_expression(at, "current__"))
    assert [record.state for record in found] == ["cleared"]
    assert factories.a_member(brand, "brand_manager") == found[0].current.cleared_by


def test_asking_again_reads_no_time_zone_from_disk_again():
    clearance.state_expression(clock.now())
    before = clock.zone.cache_info()
    clearance.state_expression(clock.now())
    after = clock.zone.cache_info()
    assert (after.misses, after.hits - before.hits) == (before.misses, len(clock.zones()))


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles"])
def test_the_bar_names_the_days_as_the_record_writes_them(brand, zone):
    image = factories.a_stored_image(brand)
    a_cleared_record(brand, images=[image], tz=zone)
    bar = bars.term_bar(clearance.effective(image))
    assert (bar.starts, bar.ends) == (TERMS["term_start"], TERMS["term_end"])
