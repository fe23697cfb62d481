"""Owns the order in which the demo is filled. Each step is skipped where its result is there, so it can be resumed."""

from datetime import timedelta

from assets import campaigns, clock, people, sources
from assets.models import Brand, Campaign, Membership, Product, Source, ToolTerms, User
from config.demo import content, deciding, drawing, inviting, judging
from config.demo.accounts import ACCOUNTS, address
from generation import briefs, imports, prompts, requests
from generation.models import Brief, Candidate, Generator, PromptVersion
from generation.origins import Declaration


def fill() -> None:
    """Everything, in the order in which a team would have done it."""
    found_brands()
    for wanted in content.CAMPAIGNS:
        campaign(wanted)
    for wanted in content.BRIEFS:
        brief(wanted)
    with drawing.studio() as pool:
        first, later = content.REQUESTS[:2], content.REQUESTS[2:]
        make(first, pool)
        deciding.publish_early()
        reference_pictures(pool)
        make(later, pool)
        bring_in(pool)
    deciding.judge()
    judging.compare_blind()
    inviting.invite()
    close_briefs()
    deciding.finish()


def person(name: str) -> User:
    """The demo person of that name."""
    return User.objects.get(email=address(name))


def found_brands() -> None:
    """Brands, accounts and roles."""
    for name, account in ACCOUNTS.items():
        flags = {key: value for key, value in account.items() if key != "roles"}
        user = User.objects.filter(email=address(name)).first()
        user = user or people.create_user(address(name), name, by=None, **flags)
        for brand_name, role in account["roles"]:
            brand = Brand.objects.filter(name=brand_name).first() or people.found_brand(brand_name, by=None, demo=True)
            if not Membership.objects.filter(user=user, brand=brand, role=role).exists():
                people.grant(user, brand, role, by=None)
    for brand_name, by, name, sku, description, _ in content.PRODUCTS:
        brand = Brand.objects.get(name=brand_name)
        if not Product.objects.filter(brand=brand, name=name).exists():
            campaigns.create_product(brand, by=person(by), name=name, sku=sku, description=description)


def campaign(wanted: dict) -> Campaign:
    """One campaign, its days counted from today."""
    brand, today = Brand.objects.get(name=wanted["brand"]), clock.now().date()
    found = Campaign.objects.filter(brand=brand, name=wanted["name"]).first()
    start, end = (today + timedelta(days=days) for days in wanted["days"])
    fields = {key: value for key, value in wanted.items() if key not in ("brand", "by", "days")}
    dates = {"starts_on": start, "ends_on": end}
    return found or campaigns.create_campaign(brand, by=person(wanted["by"]), **fields, **dates)


def brief(wanted: dict) -> Brief:
    """One brief with its prompts."""
    campaign_ = Campaign.objects.get(name=wanted["campaign"], brand__name__in=_brand_names())
    found = Brief.objects.filter(campaign=campaign_, title=wanted["title"]).first()
    by, left_out = person(wanted["by"]), ("campaign", "by", "due", "prompts", "negative", "closed", "product")
    fields = {key: value for key, value in wanted.items() if key not in left_out}
    if found is None:
        due = wanted.get("due")
        fields["due_on"] = None if due is None else clock.now().date() + timedelta(days=due)
        fields["product"] = Product.objects.filter(brand=campaign_.brand, name=wanted.get("product", "")).first()
        found = briefs.create(campaign_, by=by, **fields)
    for number, text in enumerate(wanted["prompts"], 1):
        _prompt(found, number, text, wanted.get("negative", "") if number > 1 else "", by)
    return found


def _brand_names() -> list[str]:
    return [wanted["brand"] for wanted in content.CAMPAIGNS]


def _prompt(brief_: Brief, number: int, text: str, negative: str, by) -> None:
    line = brief_.prompts.first()
    if line is None:
        prompts.write(brief_, text, negative=negative, by=by)
    elif not line.versions.filter(number=number).exists():
        prompts.revise(line, text, negative=negative, by=by)


def brief_called(title: str) -> Brief:
    """The demo brief with that title."""
    return Brief.objects.select_related("brand", "campaign", "owner").get(title=title, brand__name__in=_brand_names())


def make(wanted: list, pool) -> None:
    """Asks for images and carries the requests out; the key makes asking twice the same request."""
    asked = []
    for title, number, ratio, counts, seed, behaviour in wanted:
        brief_ = brief_called(title)
        if brief_.state != Brief.State.OPEN:
            continue
        version = PromptVersion.objects.select_related("prompt__brief__brand").get(prompt__brief=brief_, number=number)
        asked += requests.submit(
            version,
            choices={Generator.objects.get(key=key): count for key, count in counts.items()},
            by=brief_.owner,
            idempotency_key=f"demo:{brief_.public_id}:{seed}",
            ratios=[ratio],
            seed=seed,
            parameters={"seconds": [0, 0]} | ({"simulate": behaviour} if behaviour else {}),
        )
    drawing.carry_out(asked, pool)


def reference_pictures(pool) -> None:
    """A picture of every product."""
    missing = []
    for brand_name, by, name, _, _, words in content.PRODUCTS:
        product = Product.objects.select_related("brand").get(brand__name=brand_name, name=name)
        if not Source.objects.filter(product=product).exists():
            missing.append((product, person(by), drawing.picture(words, 5, pool)))
    for product, by, drawn in missing:
        sources.add(
            drawn.result(),
            brand=product.brand,
            product=product,
            role=Source.Role.PRODUCT,
            title=f"{product} as it is",
            file_name=f"{product.sku.lower()}.png",
            by=by,
        )


def bring_in(pool) -> None:
    """Images from elsewhere, one with its origin declared and two without."""
    wanted = [entry for entry in content.IMPORTS if not _is_in(entry)]
    drawn = [drawing.picture(entry["drawn_from"], entry["seed"], pool, style="atelier") for entry in wanted]
    for entry, picture in zip(wanted, drawn, strict=True):
        by, said = person(entry["by"]), dict(entry["declared"])
        declared = Declaration()
        if said:
            declared = Declaration(terms=ToolTerms.objects.get(key=said.pop("plan")), author=by, **said)
        brief_ = brief_called(entry["brief"])
        imports.bring_in(brief_, picture.result(), file_name=entry["file_name"], declared=declared, by=by)


def _is_in(entry: dict) -> bool:
    brief_ = brief_called(entry["brief"])
    return Candidate.objects.filter(brief=brief_, file_name=entry["file_name"]).exists()


def close_briefs() -> None:
    """Briefs that have what they wanted."""
    for wanted in content.BRIEFS:
        brief_ = brief_called(wanted["title"])
        if wanted.get("closed") and brief_.state == Brief.State.OPEN:
            briefs.close(brief_, by=brief_.owner)
