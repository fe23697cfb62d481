"""Every address of the site, read from the resolver, and a world in which each of them means something."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assets import clock, evidence, publishing, sources
from assets.models import Brand, Membership, Source, Work
from generation import requests
from generation.models import Generator
from review import blind, course, decisions
from tests import factories
from tests.decisions import waiting
from tests.guests import links
from tests.library import shelf
from tests.stages import scene
from tests.talk import talk

SECRET = "Zebrafinch"  # stands in every name of the brand that strangers must not see
# where one name means another thing at this address
HERE = {
    "review:trouble": {"kind": "expiring"},
    "generation:account_resume": {"kind": "bfl"},
    "generation:parked_again": {"kind": publishing.RENEW},
    "assets:rendition": {"key": "square_social"},
    "account_reset_password_from_key": {"key": "set-password"},
}


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name with its namespace, and the names of what it takes."""

    name: str
    takes: tuple[str, ...]

    def of(self, world: dict) -> str:
        """The address in this world."""
        known = world | HERE.get(self.name, {})
        if self.name == "review:decision_undo":
            known["candidate_id"] = world["decided_id"]
        return reverse(self.name, kwargs={name: known[name] for name in self.takes})


def addresses(resolver=None, space="") -> list[Address]:
    """All addresses, the admin's apart, which has rules of its own."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            found += [] if entry.namespace == "admin" else addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            found.append(Address(f"{space}{entry.name}", _takes(entry.pattern)))
    return found


def _takes(pattern) -> tuple[str, ...]:
    return tuple(pattern.converters) or tuple(pattern.regex.groupindex)


def everybody(marketer, manager, auditor) -> dict:
    """A person in each role, those of the brand as given."""
    return {
        "marketer": marketer,
        "manager": manager,
        "auditor": auditor,
        "organisation_auditor": factories.a_user(name="Olga Rey", is_org_auditor=True),
        "site_admin": factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True),
    }


def a_world(brand: Brand) -> dict:
    """One of everything in the brand; a value for each name that addresses take."""
    marketer, manager = factories.a_member(brand, "marketer"), factories.a_member(brand, "brand_manager")
    campaign = factories.a_campaign(brand, name=f"{SECRET} campaign")
    brief = factories.a_brief(brand, campaign=campaign, title=f"{SECRET} brief", owner=marketer)
    version = factories.a_prompt_version(brief, f"{SECRET} prompt", author=marketer)
    product = factories.a_product(brand, name=f"{SECRET} product")
    source = sources.add(
        factories.picture(seed=77), brand=brand, product=product, role=Source.Role.PRODUCT, title="Front", by=marketer
    )
    asked = requests.submit(
        version,
        choices={Generator.objects.get(key="daylight"): 1},
        by=marketer,
        idempotency_key="grid",
        ratios=["1:1"],
    )[0]
    asset = shelf.an_asset(brand, title=f"{SECRET} asset", campaign=campaign)
    letter = evidence.add(asset.rights, data=b"A signed letter.", file_name="letter.txt", kind="licence", by=manager)
    candidate = waiting.a_waiting(brand, brief=brief, prompt_version=version)
    decided = waiting.a_waiting(brand, brief=brief, prompt_version=version)
    verdict = decisions.reject(
        decided, by=manager, round_id=waiting.round_of(decided).public_id, codes=["off_brief"], note=""
    )
    for key in ("daylight", "atelier"):
        factories.a_candidate(brief, prompt_version=version, generator=Generator.objects.get(key=key))
    head = Membership.objects.filter(brand=brand, role="brand_manager").earliest("pk").user
    run = blind.start(brief, by=head)
    parked = {"state": "parked", "finished_at": clock.now()}
    Work.objects.create(kind=publishing.RENEW, subject=asset.public_id, brand=brand, **parked)
    process = scene.a_process(brand, scene.BRAND, name=f"{SECRET} process")
    substitute = factories.a_user("brand_manager", brand, name="Ines Duarte")
    day = clock.today(brand.timezone)
    absence = course.announce_absence(brand, by=manager, substitute=substitute, first_day=day, last_day=day)
    return {
        "process_id": process.public_id,
        "absence_id": absence.public_id,
        "stage_id": scene.stage(candidate, "Brand approval").public_id,
        "sign_off_id": scene.place(candidate).public_id,
        "decision_id": verdict.public_id,
        "decided_id": decided.public_id,
        "brand_id": brand.public_id,
        "subject_id": asset.public_id,
        "run_id": run.public_id,
        "token": run.pairs.first().a_token,
        "user_id": marketer.public_id,
        "campaign_id": campaign.public_id,
        "product_id": product.public_id,
        "source_id": source.public_id,
        "brief_id": brief.public_id,
        "request_id": asked.public_id,
        "slot_id": asked.slots.get().public_id,
        "candidate_id": candidate.public_id,
        "link_id": links.a_link(candidate, label=f"{SECRET} link")[0].public_id,
        "thread_id": talk.a_thread(candidate, by=marketer, text=f"{SECRET} words").public_id,
        "image_id": candidate.image.public_id,
        "asset_id": asset.public_id,
        "rights_id": asset.rights.public_id,
        "evidence_id": letter.public_id,
        "kind": "brief",
        "key": brief.public_id,
        "side": 320,
        "public_id": "nothing-live",
        "transformation": "c_limit,w_480/f_auto,q_auto:low",
        "version": "1",
        "extension": "jpg",
        "uidb36": "1",
    }
