"""The pages of a blind run: nothing tells who made an image before the end, and strangers see nothing at all."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets import intake
from assets.models import Membership
from generation.models import Candidate
from review import opinions, queue
from review.models import BlindRun
from tests import factories
from tests.blind import runs
from tests.room.boards import address as address_of
from tests.room.boards import press

pytestmark = pytest.mark.django_db
OWN = {"Content-Length", "X-Request-Id"}  # of each answer by itself


def told(answer) -> bytes:
    """Everything that an answer says: its headers and its bytes."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode() + body


def secrets_of(made) -> set[bytes]:
    """What must not be told: generators, names of images, candidates, prompts and people."""
    found = set()
    for row in [row for rows in made.values() for row in rows]:
        image, version = row.image, row.prompt_version
        found |= {row.generator.key, row.generator.label, row.public_id, image.public_id, image.sha256}
        found |= {version.public_id, version.text, version.author.display_name, image.preview_large.split("/")[-1]}
        found |= {
            row.tool,
            row.model_version,
            row.file_name,
            row.author_name,
            version.author.email,
            version.author.public_id,
        }
        found |= {image.original_path.split("/")[-1], image.master_path.split("/")[-1], image.master_sha256}
    return {str(word).encode() for word in found if len(str(word)) > 3}


# answers of a run: its start, each page with its vote, two images a pair, and ahead of it two of the next, or the one
# that challenges next
SENT = {"pairs": 1 + 20 * 2 + 20 * 2 + 19 * 2, "champion": 1 + 20 * 2 + 20 * 2 + 19}
# a survey of 22 images in six sets sends each image once, and those of all sets but the first ahead of it
SENT["survey"] = range(1 + 6 * 2 + 22 + 22 - 4, 1 + 6 * 2 + 22 + 22 - 3 + 1)


@pytest.mark.parametrize("kind", SENT)
def test_a_run_tells_nothing_on_the_way_and_names_at_the_end(client, brand, marketer, manager, kind):
    brief, made = runs.a_brief(brand, 11)
    told_of = {"model_version": "atelier-9.3.1", "author_name": "Ottilie Brandt", "file_name": "ottilie_mug_v7.png"}
    Candidate.objects.filter(pk=made["atelier"][0].pk).update(**told_of)
    made["atelier"][0].refresh_from_db()
    opinions.give(brief, made["daylight"], by=manager, verdict="shortlist")
    client.force_login(factories.a_user("marketer", brand))  # who wrote the prompt reads the own name on any page
    start = client.get(reverse("review:blind", args=[brief.public_id]))
    address = runs.begin(client, brief, kind)
    answers = [told(start)] + [told(answer) for answer in runs.walk(client, address)]
    assert len(answers) in (SENT[kind] if kind == "survey" else [SENT[kind]])
    words = secrets_of(made) | {manager.display_name.encode(), b"hortlist", b"price", b" cost"}
    leaks = {(word, number) for word in words for number, text in enumerate(answers) if word in text}
    assert not leaks
    assert b"<title>Result of the blind run" in client.get(address).content
    assert made["atelier"][0].generator.label.encode() in client.get(address).content


def test_images_of_a_run_bear_headers_that_are_the_same_for_all(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    images = [
        answer for answer in runs.walk(client, runs.begin(client, brief)) if answer["Content-Type"] == "image/webp"
    ]
    assert len(images) > 4
    for image in images:
        assert image["Cache-Control"] == "private, no-store"
        assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(image.headers)
    kept = [{name: value for name, value in image.headers.items() if name.title() not in OWN} for image in images]
    assert all(headers == kept[0] for headers in kept)


def test_what_waits_to_be_told_waits_until_the_run_is_left(client, brand, marketer, manager):
    brief, made = runs.a_brief(brand, 2)
    sent, still_open = made["atelier"]
    queue.send_for_approval([sent], by=manager)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    press(client, brief, "pass", sent, still_open, fragment=False)  # answered on the page after it: by whom it was sent
    name = manager.display_name.encode()
    assert name not in told(client.get(address))
    assert b"left alone: It was sent for approval by " + name in told(client.get(address_of("board", brief)))


def test_images_of_a_run_carry_pixels_alone(client, brand, marketer):
    brief, made = runs.a_brief(brand, 1)
    for seed, row in enumerate(row for rows in made.values() for row in rows):
        told_in = factories.marked(factories.picture(seed=f"told in {seed}"))
        image = intake.take_in(told_in, brand=brand, digital_source_type="algorithmicMedia")
        Candidate.objects.filter(pk=row.pk).update(image=image)
    client.force_login(marketer)
    answers = list(runs.walk(client, runs.begin(client, brief)))
    files = [b"".join(answer.streaming_content) for answer in answers if answer["Content-Type"] == "image/webp"]
    assert len(files) == 2
    assert all(chunks(data) <= {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"} for data in files)


def chunks(webp: bytes) -> set[bytes]:
    """The names of what a WebP file is made of."""
    at, found = 12, set()
    while at < len(webp):
        found.add(webp[at : at + 4])
        size = int.from_bytes(webp[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return found


def test_a_run_of_another_brand_is_not_there(client, brand, marketer, stranger):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    token = BlindRun.objects.get().pairs.get().a_token
    client.force_login(stranger)
    for path in (address, f"{address}{token}.webp", reverse("review:blind", args=[brief.public_id])):
        assert client.get(path).status_code == 404
    assert client.post(f"{address}vote", {"position": 1, "verdict": "a"}).status_code == 404


def test_a_run_is_found_under_its_own_brief_alone(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    other, _ = runs.a_brief(brand, 1)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    assert client.get(address).status_code == 200
    assert client.get(address.replace(brief.public_id, other.public_id)).status_code == 404


def test_a_verdict_after_the_role_was_taken_away_is_not_kept(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    Membership.objects.filter(user=marketer).update(role="auditor")
    assert client.post(f"{address}vote", {"position": 1, "verdict": "a"}).status_code == 403
    assert BlindRun.objects.get().pairs.get().verdict == ""


def test_a_run_of_a_colleague_is_refused_and_its_names_lead_nowhere_in_mine(client, brand, marketer, manager):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(manager)
    theirs = runs.begin(client, brief)
    token = BlindRun.objects.get().pairs.get().a_token
    client.force_login(marketer)
    mine = runs.begin(client, brief)
    assert client.get(theirs).status_code == 403
    assert client.get(f"{mine}{token}.webp").status_code == 404


def test_another_verdict_on_a_judged_pair_is_409_in_a_sentence(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    client.post(f"{address}vote", {"position": 1, "verdict": "a"})
    answer = client.post(f"{address}vote", {"position": 1, "verdict": "b"})
    assert answer.status_code == 409
    assert "A blind verdict stands" in answer.content.decode()
    assert client.post(f"{address}vote", {"position": "x"}).status_code == 422


def test_an_auditor_reads_what_it_is_and_finds_no_button(client, brand, auditor):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(auditor)
    page = client.get(reverse("review:blind", args=[brief.public_id])).content.decode()
    assert "Blind verdicts come from marketers" in page
    assert client.post(reverse("review:blind", args=[brief.public_id])).status_code == 403


def test_the_result_takes_as_many_queries_for_many_pairs_as_for_one(client, brand, marketer):
    counts = []
    for each in (1, 4):
        brief, _ = runs.a_brief(brand, each)
        client.force_login(marketer)
        address = runs.begin(client, brief)
        for _ in runs.walk(client, address):
            pass
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("act", ["look", "vote"])
def test_a_pair_takes_as_many_queries_in_a_run_of_twenty_as_of_four(client, brand, marketer, act):
    counts = []
    for each in (2, 6):
        brief, _ = runs.a_brief(brand, each)
        client.force_login(marketer)
        address = runs.begin(client, brief)
        with CaptureQueriesContext(connection) as asked:
            if act == "look":
                client.get(address)
            else:
                client.post(f"{address}vote", {"position": 1, "verdict": "a"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_brief_of_one_generator_says_what_is_missing(client, brand, marketer):
    brief = factories.a_brief(brand)
    client.force_login(marketer)
    assert "Nothing to compare blind" in client.get(reverse("review:blind", args=[brief.public_id])).content.decode()


@pytest.mark.parametrize("kind", ["pairs", "champion", "survey"])
def test_a_pair_takes_at_most_twelve_queries(client, brand, marketer, kind):
    brief, _ = runs.a_brief(brand, 6)
    client.force_login(marketer)
    address = runs.begin(client, brief, kind)
    for path in (address, reverse("review:blind", args=[brief.public_id])):
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        assert len(asked) <= 12


def test_every_number_of_the_result_opens_the_pairs_behind_it(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    for _ in runs.walk(client, address, "a"):
        pass
    numbers = re.findall(r'href="(\?of=\d&amp;was=\w+)#pairs">(\d+) ', client.get(address).content.decode())
    assert sum(int(number) for _, number in numbers) == 2 * 4
    for query, number in numbers:
        assert len(client.get(address + query.replace("&amp;", "&")).context["pairs"]) == int(number)


@pytest.mark.parametrize("query", ["?of=9&was=won", "?of=x", "?of=1&was=drawn"])
def test_a_number_that_is_not_there_shows_all_pairs(client, brand, marketer, query):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    for _ in runs.walk(client, address):
        pass
    assert len(client.get(address + query).context["pairs"]) == 4


def test_the_result_says_what_the_board_had_shown_and_counts_without_it_on_wish(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(marketer)
    client.get(reverse("review:board", args=[brief.public_id]))
    address = runs.begin(client, brief)
    list(runs.walk(client, address, "a"))
    assert "had shown you 1 of the pairs" in client.get(address).content.decode()
    strict = client.get(address, {"unseen": "1"}).content.decode()
    assert "Only pairs count here" in strict
    assert "0 won, 0 tied, 0 lost" in strict


def test_the_result_says_nothing_of_a_board_that_was_not_opened(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    client.force_login(marketer)
    address = runs.begin(client, brief)
    list(runs.walk(client, address, "a"))
    assert "had shown you" not in client.get(address).content.decode()
