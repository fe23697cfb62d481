"""What the decision page says of versions and crops: the tree of edits, both versions side by side, and red crops."""

import pytest

from assets.models import BrandKit, ImageMeasure
from generation.models import Candidate
from review import cuts, family, queue
from tests import factories
from tests.decisions.waiting import a_waiting, case_of
from tests.talk.talk import a_next_version

pytestmark = pytest.mark.django_db


def path(candidate):
    return f"/approvals/{candidate.public_id}/"


@pytest.fixture
def three(brand, marketer):
    """An image that waits, an edit of it that waits too, and another that lies on the board."""
    first = a_waiting(brand)
    second, other = a_next_version(first), a_next_version(first)
    queue.send_for_approval([second], by=marketer)
    second.refresh_from_db()
    return first, second, other


def test_the_tree_holds_ancestors_and_siblings_and_marks_the_image_one_looks_at(three):
    first, second, other = three
    root = family.tree(second)
    assert (root.label, root.url, root.here) == ("v1", path(first), False)
    assert [(kin.label, kin.here) for kin in root.children] == [("v2", True), ("v2", False)]
    assert root.children[1].url.endswith(f"?view=loupe&at={other.public_id}")


def test_a_version_that_a_newer_one_replaced_says_so_and_a_decision_on_it_stays(three):
    first, _, other = three
    third = a_next_version(other)
    root = family.tree(third)
    assert [kin.word for kin in (root, *root.children, *root.children[1].children)] == [
        "Replaced",
        "Waits for approval",
        "Replaced",
        "On the board",
    ]
    Candidate.objects.filter(pk=first.pk).update(state="rejected")
    assert family.tree(third).word == "Rejected"


def test_the_page_of_versions_leads_back_to_the_image_on_its_board(signed_in, manager, three):
    second = three[1]
    page = signed_in(manager).get(f"{path(second)}versions").content.decode()
    assert f'href="/briefs/{second.brief.public_id}/?view=loupe&amp;at={second.public_id}"' in page
    assert "See the board" in page


def test_the_tree_costs_the_same_for_two_and_for_twenty(three, django_assert_num_queries):
    second = three[1]
    with django_assert_num_queries(2):
        family.tree(second)
    for _ in range(18):
        a_next_version(second)
    second.__dict__.pop("_edited_from", None)
    with django_assert_num_queries(2):
        family.tree(second)


def test_the_page_leads_to_the_tree_and_to_both_versions_side_by_side(signed_in, manager, three):
    first, second, _ = three
    client = signed_in(manager)
    body = client.get(path(second)).content.decode()
    both = f"/briefs/{first.brief.public_id}/?view=compare&amp;at={second.public_id}&amp;against={first.public_id}"
    assert f'href="{both}">Beside v1, zoomed together</a>' in body
    assert f'hx-get="{path(second)}versions"' in body
    board = client.get(both.replace("&amp;", "&")).content.decode()
    assert first.image.public_id in board
    whole = client.get(f"{path(second)}versions").content.decode()
    assert whole.count('class="kin"') == 3
    assert whole.count('aria-current="true"') == 1


def test_strangers_see_no_tree(signed_in, stranger, three):
    assert signed_in(stranger).get(f"{path(three[1])}versions").status_code == 404


def crop(candidate, key):
    """What the page says of one channel's crop, in a word each."""
    return next(crop.marks for crop in cuts.crops(case_of(candidate)) if crop.channel.key == key)


@pytest.mark.parametrize(
    ("region", "said"), [([0.0, 0.4, 0.3, 0.1], True), ([0.4, 0.4, 0.2, 0.1], False), ([0.0, 0.4, 0.05, 0.1], False)]
)
def test_a_crop_that_goes_through_something_text_like_is_marked(brand, region, said):
    candidate = a_waiting(brand, image=factories.a_stored_image(brand, factories.picture(1600, 900)))
    ImageMeasure.objects.create(
        image=candidate.image, method=1, sharpness=100, colours=[], detail="00" * 1024, text_regions=[region]
    )
    assert ("cuts text" in crop(candidate, "square_social")) == said
    assert "cuts text" not in crop(candidate, "product_card")  # which pads and cuts nothing


def test_a_crop_with_a_restless_ground_under_the_logo_is_marked(brand, manager):
    BrandKit.objects.create(brand=brand, logo_zones={"square_social": [0.1, 0.1, 0.3, 0.2]})
    candidate = a_waiting(brand, image=factories.a_stored_image(brand, factories.picture(1600, 900)))
    ImageMeasure.objects.create(
        image=candidate.image, method=1, sharpness=100, colours=[], detail="ff" * 1024, text_regions=[]
    )
    assert "logo" in crop(candidate, "square_social")
    assert "logo" not in crop(candidate, "desktop_hero")
