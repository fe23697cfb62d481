"""What the decision page asks for after it has come moves nothing that somebody may be aiming at."""

import re
import time

import pytest

from assets.models import DisclosureRule
from review import checklists
from tests.browsing import DESKTOP, PATIENCE, PHONE, expect, sign_in
from tests.decisions.waiting import a_waiting, round_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATE = re.compile(r"/(rules|guests|rights/also|presence|full\.webp|\d+\.webp)$")
MOST_SHIFT = 0.001
SHIFTS = """window.moved = 0;
new PerformanceObserver(list => { for (const one of list.getEntries()) window.moved += one.value; })
  .observe({ type: 'layout-shift', buffered: true });"""
PLACES = """() => Object.fromEntries([...document.querySelectorAll(
  '.decision-head > :not(#presence), .decision-head button, .decision-main > *, .decision-side > *, #rights a'
)].filter(one => one.checkVisibility() && !one.closest('#presence')).map(one => {
  const { x, y } = one.getBoundingClientRect();
  const name = one.id || one.getAttribute('class')?.replace(' htmx-request', '') || one.textContent.trim();
  return [name, [Math.round(x), Math.round(y)]];
}))"""


def a_rule(candidate, marketer, lacking):
    """One rule alone, for every image; it lacks something once viewers are told too little."""
    DisclosureRule.objects.update(enabled=False)
    told = {"name": "House rule", "says": "Say it in the caption.", "enough": ["caption"]}
    DisclosureRule.objects.create(key="house", as_of="2026-11-01", source_url="https://example.com/rule", **told)
    if lacking:
        channels = candidate.brief.channels
        checklists.describe(round_of(candidate), by=marketer, disclosure=dict.fromkeys(channels, "metadata_only"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("lacking", [False, True])
def test_parts_that_come_late_move_nothing(page, live_server, brand, marketer, manager, size, lacking):
    candidate, late, over = a_waiting(brand), [], []
    a_waiting(brand, brief=candidate.brief)  # a record of rights could cover it too
    a_rule(candidate, marketer, lacking)
    page.route(LATE, lambda route: route.continue_() if over else late.append(route))
    page.set_viewport_size(size)
    page.add_init_script(SHIFTS)
    sign_in(page.context, live_server.url, manager)
    page.goto(f"{live_server.url}/approvals/{candidate.public_id}/", wait_until="commit")
    expect(page.get_by_role("button", name="Mark a place")).to_be_visible()
    page.wait_for_load_state("domcontentloaded")  # on a slow machine the page itself may come in pieces
    until = time.monotonic() + PATIENCE / 1000
    while len(late) < 5 and time.monotonic() < until:
        page.wait_for_timeout(200)  # what is asked for at once is asked for
    assert len(late) >= 5
    page.evaluate("window.moved = 0")
    before = page.evaluate(PLACES)
    over.append(True)
    while late:
        late.pop().continue_()
        page.wait_for_timeout(50)
    expect(page.get_by_text("and for 1 more of this brief")).to_be_visible()
    expect(page.get_by_text("No guest has said what they think")).to_be_attached()
    expect(page.get_by_text("1 rule on AI labels")).to_be_visible()
    expect(page.get_by_role("button", name="I take this one")).to_be_visible()
    after = page.evaluate(PLACES)
    assert {key: (place, after[key]) for key, place in before.items() if after.get(key) != place} == {}
    assert page.evaluate("window.moved") < MOST_SHIFT


def test_a_rule_that_lacks_something_opens_after_an_answer_and_not_by_itself(open_page, brand, marketer, manager):
    candidate = a_waiting(brand)
    a_rule(candidate, marketer, lacking=True)
    page = open_page(f"/approvals/{candidate.public_id}/", manager)
    expect(page.locator(".rules")).to_contain_text("1 rule on AI labels asks for more")
    expect(page.get_by_text("Say it in the caption.")).to_be_hidden()
    page.get_by_label("That AI made it, viewers are told").select_option("none")
    expect(page.get_by_text("Say it in the caption.")).to_be_visible()
