"""What channels would cut away, as the room asks for it."""

import io

import pytest
from PIL import Image

from assets import channels, rendering, transformations
from tests import factories
from tests.room.boards import FRAGMENT

pytestmark = pytest.mark.django_db


def wide(subject_at: int) -> bytes:
    """A wide grey picture with one red square that begins at that pixel."""
    picture = Image.new("RGB", (800, 300), (120, 120, 120))
    picture.paste((220, 20, 20), (subject_at, 90, subject_at + 120, 210))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def shown(client, brand, marketer):
    """A function that gives the crops of a picture on a brief for these channels."""
    client.force_login(marketer)

    def ask(data, *keys):
        brief = factories.a_brief(brand)
        type(brief).objects.filter(pk=brief.pk).update(channels=list(keys))
        image = factories.a_stored_image(brand, data, width=800, height=300)
        candidate = factories.a_candidate(brief, image=image)
        answer = client.get(f"/briefs/{brief.public_id}/candidates/{candidate.public_id}/crops", **FRAGMENT)
        assert answer.status_code == 200
        return answer.json()["crops"]

    return ask


def test_the_part_that_a_channel_shows_is_where_the_subject_is(shown):
    (left,) = shown(wide(40), "square_social")
    (right,) = shown(wide(640), "square_social")
    assert left["box"][0] < 0.15
    assert right["box"][2] > 0.85
    assert left["box"][2] - left["box"][0] == pytest.approx(300 / 800, abs=0.001)


def test_it_is_the_part_that_the_rendition_itself_shows(shown):
    (crop,) = shown(wide(500), "story")
    (channel,) = [row for row in channels.enabled() if row.key == "story"]
    made = rendering.render(wide(500), transformations.parse(channel.transformation))
    assert [edge * side for edge, side in zip(crop["box"], (800, 300, 800, 300), strict=True)] == pytest.approx(
        made.box, abs=1
    )


def test_channels_that_cut_nothing_or_are_not_planned_are_left_out(shown):
    assert [crop["name"] for crop in shown(wide(40), "square_social", "lightweight_preview")] == ["Square social"]
    assert len(shown(wide(41))) == sum(channels.crops(row) for row in channels.enabled())


def test_a_preview_that_cannot_be_read_is_told(client, brand, marketer):
    brief = factories.a_brief(brand)
    candidate = factories.a_candidate(brief)
    type(candidate.image).objects.filter(pk=candidate.image_id).update(preview_medium="test/gone.png")
    client.force_login(marketer)
    answer = client.get(f"/briefs/{brief.public_id}/candidates/{candidate.public_id}/crops", **FRAGMENT)
    assert answer.status_code == 422
