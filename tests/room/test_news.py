"""News on an open board: what changed comes as a fragment, and nothing changed costs nothing."""

from assets import clock
from generation.models import GenerationRequest
from review import opinions
from tests import factories
from tests.room.boards import FRAGMENT, a_board, address


def ask(client, brief, since=0, tag=""):
    extra = {"HTTP_IF_NONE_MATCH": tag} if tag else {}
    return client.get(address("changes", brief, since=since), **FRAGMENT, **extra)


def later() -> int:
    """A moment after everything that has happened, in milliseconds."""
    return int(clock.now().timestamp() * 1000) + 60_000


def test_a_new_candidate_comes_with_its_section(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    text = ask(signed_in(marketer), brief).content.decode()
    assert f'id="c-{one.public_id}"' in text
    assert 'class="sheet"' in text


def test_the_same_mark_gets_304_until_something_changes(brand, marketer, signed_in):
    brief, made = a_board(brand, 1)
    client = signed_in(marketer)
    tag = ask(client, brief)["ETag"]
    assert ask(client, brief, tag=tag).status_code == 304
    opinions.give(brief, made, by=marketer, verdict="pass")
    assert ask(client, brief, tag=tag).status_code == 200


def test_a_new_candidate_breaks_the_mark(brand, marketer, signed_in):
    brief, _ = a_board(brand, 1)
    client = signed_in(marketer)
    tag = ask(client, brief)["ETag"]
    factories.a_candidate(brief)
    assert ask(client, brief, tag=tag).status_code == 200


def test_only_what_changed_since_then_comes(brand, marketer, signed_in):
    brief, _ = a_board(brand, 2)
    assert 'class="tile"' not in ask(signed_in(marketer), brief, since=later()).content.decode()


def test_numbers_are_those_of_the_whole_board(brand, marketer, signed_in):
    brief, made = a_board(brand, 3)
    response = ask(signed_in(marketer), brief)
    assert f'id="c-{made[2].public_id}" data-v=0 data-o="" data-r=0 data-s=open data-n=3' in response.content.decode()


def test_the_board_asks_sooner_while_images_are_made(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    resting = int(ask(client, brief)["X-Look-Again"])
    GenerationRequest.objects.create(
        brand=brand, brief=brief, prompt_version=one.prompt_version, generator=one.generator, shape="1:1",
        width=1024, height=1024, count=1, seed=1, price_before=0, currency="EUR", requested_by=marketer,
        idempotency_key="k", state="running",
    )  # fmt: skip
    assert int(ask(client, brief)["X-Look-Again"]) < resting


def test_a_stranger_hears_no_news(brand, stranger, signed_in):
    brief, _ = a_board(brand, 1)
    assert ask(signed_in(stranger), brief).status_code == 404


def test_a_moment_that_cannot_be_read_counts_as_the_beginning(brand, marketer, signed_in):
    brief, (one,) = a_board(brand, 1)
    client = signed_in(marketer)
    for since in ("x", "-1", "9" * 400, "%F0%9F%98%80"):
        assert one.public_id in ask(client, brief, since=since).content.decode()
