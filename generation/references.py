"""Owns the pictures sent along with a request: which may be picked, whether their rights allow it, and their bytes."""

from django.db.models import F, Q

from assets import clearance, clock, safekeeping
from assets.models import RightsCover, Source
from assets.problems import Refused
from assets.storage import private
from generation.models import Brief, GenerationRequest, RequestReference
from generation.providers.contract import Reference

MOST_OFFERED = 24
MOST_PIXELS = 4 * 2**20  # larger masters go as their 1600 px preview, which is enough to work from and costs less
PREVIEW_SIDE = 1600
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
BARRED = (clearance.State.REVOKED, clearance.State.EXPIRED)


def offered(brief: Brief) -> list[Source]:
    """What can be sent along with work on a brief: its product's pictures first, then the brand's own references."""
    here = Q(product=brief.product_id) if brief.product_id else Q(pk=None)
    rows = Source.objects.filter(here | Q(product=None), brand=brief.brand_id, removed_at=None)
    return list(rows.select_related("image").order_by(F("product").desc(nulls_last=True), "-pk")[:MOST_OFFERED])


def check(sources: list[Source], *, brief: Brief, generators) -> None:
    """Raises Refused for what may not be sent: another brand's, removed, without rights, or more than a model takes."""
    for source in sources:
        if why := stop(source, brief.brand_id):
            raise Refused(f"{why} Nothing was asked for. Leave it out.")
    for generator in generators:
        most = generator.options.get("references", 0)
        if len(sources) > most:
            takes = f"at most {most} reference pictures" if most else "no reference pictures"
            raise Refused(
                f"{generator.label} takes {takes}. Nothing was asked for. Set its count to 0 or pick fewer pictures."
            )


def stop(source: Source, brand_id: int) -> str:
    """Why a picture may not be sent now; empty when it may. Whether the result may be published is asked later."""
    if source.brand_id != brand_id:
        return "A reference picture belongs to another brand."
    if source.removed_at:
        return f"The picture “{source.title}” was taken out of use."
    covers = RightsCover.objects.filter(image=source.image_id, ended_at=None).select_related("record__current")
    states = {clearance.state_of(cover.record.current, clock.now()) for cover in covers}
    if states & set(BARRED):
        return f"The rights to “{source.title}” were revoked or have run out."
    return ""


def attach(request: GenerationRequest, sources: list[Source]) -> None:
    """Keeps with the request what goes along, in this order."""
    RequestReference.objects.bulk_create(
        [RequestReference(request=request, source=source, role=source.role) for source in sources]
    )


def of(request: GenerationRequest) -> list[Source]:
    """The sources of a request, in their order."""
    return of_all({request.pk})[request.pk]


def of_all(requests: set[int]) -> dict[int, list[Source]]:
    """Request: its sources, in their order."""
    rows = RequestReference.objects.filter(request__in=requests).select_related("source__image").order_by("pk")
    found = {pk: [] for pk in requests}
    for row in rows:
        found[row.request_id].append(row.source)
    return found


def pixels(sources: list[Source]) -> int:
    """The pixels that will be sent along, for the price."""
    return sum(_sent_pixels(source.image) for source in sources)


def _sent_pixels(image) -> int:
    whole = image.width * image.height
    return whole if whole <= MOST_PIXELS else round(whole * (PREVIEW_SIDE / max(image.width, image.height)) ** 2)


def read(source: Source) -> Reference:
    """The bytes as they are sent: the marked master, without anything private, or its preview where it is large."""
    image = source.image
    if image.width * image.height <= MOST_PIXELS and image.master_format in TYPES:
        data = safekeeping.read(private(), image.master_path, image.master_sha256)
        return Reference(source.role, data, TYPES[image.master_format])
    with private().open(image.preview_large) as file:
        return Reference(source.role, file.read(), "image/webp")


def facts(sources: list[Source]) -> list[dict]:
    """What the ledger keeps of them: never the bytes."""
    return [{"source": one.public_id, "role": one.role, "sha256": one.image.sha256} for one in sources]
