"""Owns the demo's opinions, rights and verdicts, so that every state a candidate can be in has an example."""

import time

from django.db.models import Exists, F, OuterRef

from assets import clock, library, publishing, rights, uploads
from assets.models import Asset, Campaign, Publication, RightsCover, User, Work
from config.demo.accounts import address
from generation.models import Brief, Candidate
from review import cases, checklists, decisions, keeping, opinions, plans, processes, queue, threads
from review.models import Comment, Decision, Plan, Review, Round, Thread
from review.places import Place

SHORTLIST, PASS = Review.Verdict.SHORTLIST, Review.Verdict.PASS
UNDO_MOST = 15  # seconds to wait for the undo window of the last approval
MUG, BICYCLE = "Mug on the window sill", "Bicycle at the harbour"

# brief, person, verdict, candidates by their number on the board
OPINIONS = [
    (MUG, "Mara Lind", SHORTLIST, (0, 4, 5, 7, 8)),
    (MUG, "Mara Lind", PASS, (2, 3)),
    (MUG, "Jonas Okafor", SHORTLIST, (4, 6)),
    ("Bottle by the lake", "Jonas Okafor", SHORTLIST, (0, 1, 3)),
    ("Bottle by the lake", "Mara Lind", PASS, (2,)),
    ("Pot on the kitchen table", "Jonas Okafor", SHORTLIST, (0, 1, 2)),
]
SENDINGS = [
    (MUG, "Mara Lind", (5, 7, 8)),
    ("Bottle by the lake", "Jonas Okafor", (0, 3)),
    ("Pot on the kitchen table", "Jonas Okafor", (0, 2)),
]
# brief, manager, candidate, alt text
EARLY = [
    (MUG, "Mara Lind", "Ines Duarte", 0, "A red enamel mug steaming on a window sill in the morning."),
    (BICYCLE, "Lena Holm", "Sven Arnason", 0, "A green city bicycle by a harbour wall, boats behind it."),
    (BICYCLE, "Lena Holm", "Sven Arnason", 1, "A green bicycle in front of blue water in the morning."),
]
WITHDRAWN = (BICYCLE, "Ida Sol", 1, "The harbour was rebuilt; the picture shows the old wall.")
RETURNED = (MUG, "Ines Duarte", 8, "Steam is hard to see. Make the background darker behind it, the rest can stay.")
HELD = (
    MUG,
    "Ines Duarte",
    5,
    "A red enamel mug with a black rim on a window sill at dawn, steam rising from it.",
    "Tell viewers of the product card at first sight that AI made it; a mark in the file is not enough there.",
)
# of the same image: who marks what must stay visible, and where: left, top, width and height
KEPT = ("Mara Lind", "Mug with its handle", ("0.36", "0.28", "0.58", "0.54"))
# brief, who asks whom, candidate, where the pin is
ASKED = (MUG, "Ines Duarte", 4, ("0.5", "0.62"), "@Mara Lind, is this the new mug? The old one had a thinner rim.")
REJECTED = (MUG, "Ben Ortiz", 7, ["off_brief"], "The mug stands in full daylight; the brief asks for dawn.")
# campaign, who plans, the template of its process
PLAN = ("Cold brew summer", "Ines Duarte", "pair")
ASKED_KEY = "demo question"
STATES = Candidate.State


def person(name: str) -> User:
    """The demo person of that name."""
    return User.objects.get(email=address(name))


def candidate(title: str, number: int) -> Candidate | None:
    """The brief's candidate with that number: in the order of the requests, then what was brought in; or None yet."""
    order = F("request_id").asc(nulls_last=True), "slot__index", "pk"
    found = Candidate.objects.filter(brief__title=title).select_related(*cases.CANDIDATE).order_by(*order)
    return found[number : number + 1].first()


def publish_early() -> None:
    """Approves the first images, so that their undo window runs out while the others are drawn."""
    for title, marketer, manager, number, alt_text in EARLY:
        wanted = candidate(title, number)
        if wanted and wanted.state == STATES.OPEN:
            queue.send_for_approval([wanted], by=person(marketer))
            approve(candidate(title, number), person(manager), alt_text)


def approve(wanted: Candidate, manager: User, alt_text: str, wish: str = "") -> Asset | None:
    """Clears the rights of the brief's images, answers the checklist and approves one of them, with changes or not."""
    _clear_rights(wanted, manager)
    round_ = Round.objects.select_related("brand").get(candidate=wanted, state=Round.State.OPEN)
    case = cases.load(wanted, round_)
    for section in case.sections:
        checklists.pass_heading(round_, section.key, by=manager, references=bool(case.references))
    told = dict.fromkeys(wanted.brief.channels, "metadata_only")
    checklists.describe(round_, by=manager, alt_text=alt_text, disclosure=told)
    bound = cases.load(wanted, round_).bound
    return decisions.approve(wanted, by=manager, bound=bound, wish=wish, active_seconds=48).asset


def _clear_rights(wanted: Candidate, manager: User) -> None:
    """One record for all images of the brief, from the campaign's defaults and the generator's terms."""
    cover = Exists(RightsCover.objects.filter(image=OuterRef("image"), ended_at=None))
    images = [row.image for row in wanted.brief.candidates.select_related("image").exclude(cover)]
    campaign = wanted.brief.campaign
    if not images:
        return
    terms = rights.draft(campaign, kept_terms=wanted.terms_snapshot)
    terms["channels"] = sorted({*campaign.channels, *wanted.brief.channels})
    record = rights.create(
        wanted.brand, by=manager, title=f"{wanted.brief.title}, generated", images=images, campaign=campaign, **terms
    )
    rights.clear(record, by=manager)


def plan_approval() -> None:
    """One campaign in which two brand managers vote apart."""
    name, manager, template = PLAN
    campaign, by = Campaign.objects.select_related("brand").get(name=name), person(manager)
    if not Plan.objects.filter(campaign=campaign).exists():
        chosen = processes.TEMPLATES[template]
        process = processes.create(campaign.brand, by=by, name=chosen.name, stages=chosen.stages)
        plans.change(campaign, by=by, expected_version=0, process=process)


def judge() -> None:
    """Opinions, what was sent for approval, and the verdicts that are not approvals."""
    plan_approval()
    for title, name, verdict, numbers in OPINIONS:
        _give(title, person(name), verdict, numbers)
    for title, name, numbers in SENDINGS:
        found = [candidate(title, number) for number in numbers]
        waiting = [one for one in found if one and not Round.objects.filter(candidate=one).exists()]
        if waiting:
            queue.send_for_approval(waiting, by=person(name))
    title, name, number, note = RETURNED
    if round_ := _open_round(candidate(title, number)):
        decisions.request_changes(candidate(title, number), by=person(name), round_id=round_, note=note)
    title, name, number, codes, note = REJECTED
    if round_ := _open_round(candidate(title, number)):
        decisions.reject(candidate(title, number), by=person(name), round_id=round_, codes=codes, note=note)
    _ask()
    _hold()


def _ask() -> None:
    """A question that names somebody and waits for the answer."""
    title, name, number, point, text = ASKED
    by, wanted = person(name), candidate(title, number)
    if wanted and not Comment.objects.filter(by=by, key=ASKED_KEY).exists():
        threads.open_thread(wanted, by=by, text=text, key=ASKED_KEY, place=Place.read(Thread.Shape.PIN, *point))


def _hold() -> None:
    """An approval that is held until something is done, of an image that not every channel's crop shows whole."""
    title, name, number, alt_text, wish = HELD
    wanted = candidate(title, number)
    if not _open_round(wanted) or Decision.objects.filter(candidate=wanted).exists():
        return
    marks, what, sides = KEPT
    keeping.mark(wanted, by=person(marks), place=Place.read(Thread.Shape.RECTANGLE, *sides), what=what)
    approve(wanted, person(name), alt_text, wish)


def _give(title: str, by: User, verdict: str, numbers) -> None:
    wanted = [candidate(title, number) for number in numbers]
    open_ = [one for one in wanted if one and one.state == STATES.OPEN]
    new = [one for one in open_ if not Review.objects.filter(candidate=one, by=by).exists()]
    if new:
        opinions.give(Brief.objects.get(pk=new[0].brief_id), new, by=by, verdict=verdict)


def _open_round(wanted: Candidate | None) -> str:
    found = Round.objects.filter(candidate=wanted, state=Round.State.OPEN).first()
    return found.public_id if found else ""


def finish() -> None:
    """Publishes what was approved and takes one image down again."""
    for row in Work.objects.filter(kind=publishing.PUBLISH, state=Work.State.OPEN).order_by("run_after"):
        _wait_until(row.run_after)
        uploads.publish(row.pk)
    title, name, number, reason = WITHDRAWN
    wanted = candidate(title, number)
    asset = wanted and Asset.objects.filter(origin=wanted.public_id, state=Asset.State.APPROVED).first()
    live = asset and Publication.objects.filter(asset=asset, state=Publication.State.LIVE).exists()
    if live:
        library.withdraw(asset, by=person(name), reason=reason)
    for row in Work.objects.filter(kind=publishing.TAKE_DOWN, state=Work.State.OPEN):
        uploads.take_down(row.pk)


def _wait_until(moment) -> None:
    """At most for one undo window; what is due later is published by the workers."""
    time.sleep(max(0.0, min(UNDO_MOST, (moment - clock.now()).total_seconds() + 0.05)))
