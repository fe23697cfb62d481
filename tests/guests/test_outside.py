"""The pages for people outside: the way in, what they show, what they never tell, and hostile visitors."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageChops

from assets import clock, spreadsheets
from assets.storage import private
from config.logs import SHARED
from generation.models import Candidate
from review import guest_page, guests, queue, threads
from review.models import Comment, Guest, GuestVerdict, Thread
from tests import factories
from tests.guests.links import Visitor, a_guest, a_link, a_visitor
from tests.talk.talk import a_key, a_thread

GONE = guests.GONE.encode()


def pixels(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_guest_says_who_they_are_and_sees_the_images(made, image, visitor):
    body = visitor.get().content.decode()
    assert f"/g/{made[1]}/{image.public_id}.webp" in body
    assert Guest.objects.get().email == "ana@ruiz.example"
    assert guests.find(made[1]).opened_at


def test_a_comment_reaches_the_board_and_the_answer_reaches_the_guest(visitor, image, candidate, manager, signed_in):
    assert visitor.comment(image).status_code == 302
    panel = signed_in(manager).get(
        f"/briefs/{candidate.brief.public_id}/candidates/{candidate.public_id}/?x", headers={"HX-Request": "true"}
    )
    assert "Ana Ruiz, guest" in panel.content.decode()
    assert "read by guests of <bdi>Ruiz Legal</bdi>" in panel.content.decode()
    threads.reply(Thread.objects.get(), by=manager, text="Tomorrow", key=a_key())
    body = visitor.get().content.decode()
    assert "Tomorrow" in body
    assert "Northwind Coffee, the team" in body


def test_whom_the_team_names_in_its_answer_is_not_told_to_guests(visitor, image, candidate, manager):
    visitor.comment(image, text="Too dark, @Ana Ruiz finds")
    gone = factories.a_user("marketer", candidate.brand)
    threads.reply(
        Thread.objects.get(), by=manager, text=f"I ask @{manager} and @{str(gone).lower()}, not @lunch.", key=a_key()
    )
    gone.memberships.all().delete()
    body = visitor.get().content.decode()
    assert "I ask a colleague and a colleague, not @lunch." in body
    assert "Too dark, @Ana Ruiz finds" in body
    assert not [one for one in (manager, gone) if str(one).lower() in body.lower()]


def test_a_verdict_is_shown_to_the_team_and_called_an_opinion_on_both_sides(
    visitor, image, candidate, manager, signed_in
):
    assert "does not approve anything by itself" in visitor.body
    assert visitor.decide(image, note="Fine with us").status_code == 302
    assert "Fine with us" in visitor.get().content.decode()
    queue.send_for_approval([Candidate.objects.get(pk=candidate.pk)], by=candidate.brief.owner)
    client, part = signed_in(manager), f"/candidates/{candidate.public_id}/guests"
    assert f'hx-get="{part}" hx-trigger="load"' in client.get(f"/approvals/{candidate.public_id}/").content.decode()
    page = client.get(part, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "Guest <bdi>Ana Ruiz</bdi>" in page
    assert "approves" in page
    assert "They approve nothing" in page


def test_a_password_comes_first_and_a_wrong_one_is_a_sentence(candidate):
    token = a_link(candidate, password="green harbour")[1]
    visitor = Visitor(token)
    assert "has a password" in visitor.get().content.decode()
    wrong = visitor.post("enter", password="red harbour")
    assert (wrong.status_code, b"not the password" in wrong.content) == (422, True)
    assert b"red harbour" not in wrong.content
    assert visitor.post("enter", name="Ana", email="ana@ruiz.example").status_code == 422
    assert visitor.post("enter", password="green harbour").status_code == 302
    assert "Say who you are" in visitor.get().content.decode()


def test_passwords_cannot_be_guessed(candidate):
    visitor = Visitor(a_link(candidate, password="green harbour")[1])
    visitor.get()
    answers = [visitor.post("enter", password=f"wrong {n}").status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert visitor.post("enter", password="green harbour").status_code == 429


def test_tokens_cannot_be_guessed(made):
    client = Client()
    answers = [client.get(f"/g/{'x' * 42}{n % 10}/").status_code for n in range(32)]
    assert answers == [404] * 30 + [429] * 2
    assert client.get(f"/g/{made[1]}/").status_code == 429


def test_links_that_lead_nowhere_tell_nothing_of_why(made, candidate, time_machine):
    guests.revoke(made[0], by=made[0].created_by)
    expired = a_link(candidate, days=1)[1]
    time_machine.move_to(clock.now() + timedelta(days=2))
    answers = [Client().get(f"/g/{token}/") for token in (made[1], expired, "x" * 43, "x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert GONE in answers[0].content
    assert len({str(sorted(answer.headers)) for answer in answers}) == 1


def test_nothing_is_kept_followed_or_found(visitor, image):
    for answer in (visitor.get(), visitor.get(f"{image.public_id}.webp"), Client().get(f"/g/{'x' * 43}/")):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


def test_the_cookie_is_for_the_pages_of_the_link_alone(visitor, made):
    visitor.get()
    cookie = visitor.client.cookies["guest"]
    assert cookie["path"] == f"/g/{made[1]}/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_NAME not in visitor.client.cookies


def test_the_cookie_of_another_link_opens_nothing(candidate):
    visitor = a_visitor(a_link(candidate, password="blue harbour")[1], password="blue harbour")
    link, token = a_link(candidate, password="green harbour")
    thief = Visitor(token)
    thief.client.cookies["guest"] = visitor.client.cookies["guest"].value
    assert "has a password" in thief.get().content.decode()
    thief.client.cookies["guest"] = visitor.client.cookies["guest"].value
    assert thief.client.get(thief.url(f"{link.images.get().public_id}.webp")).status_code == 404


def test_a_forged_cookie_opens_nothing(visitor):
    value = visitor.client.cookies["guest"].value
    visitor.client.cookies["guest"] = value[:-2] + "xx"
    assert "Say who you are" in visitor.get().content.decode()


def test_a_form_without_the_proof_of_its_page_is_refused(visitor, image):
    answer = visitor.comment(image, proof="x")
    assert answer.status_code == 403
    assert not Comment.objects.exists()


def test_images_of_elsewhere_are_not_there(visitor, other, candidate):
    foreign = a_link(other)[0].images.get()
    for name in (other.public_id, candidate.public_id, candidate.image.public_id, foreign.public_id):
        assert visitor.get(f"{name}.webp").status_code == 404
        assert visitor.post(f"{name}/verdict", verdict="approve").status_code == 404
        assert visitor.post(f"{name}/comment", text="x", key="k").status_code == 404
    assert not GuestVerdict.objects.exists()


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_link_that_ended_since_the_page_was_loaded_takes_nothing(end, visitor, link, image, time_machine):
    if end == "revoked":
        guests.revoke(link, by=link.created_by)
    else:
        time_machine.move_to(link.expires_at)
    for answer in (visitor.comment(image), visitor.decide(image), visitor.get(f"{image.public_id}.webp")):
        assert (answer.status_code, GONE in answer.content) == (404, True)
    assert not Comment.objects.exists()
    assert not GuestVerdict.objects.exists()


def test_a_double_click_stands_once(visitor, image):
    key = visitor.hidden("key")
    assert [visitor.decide(image).status_code for _ in range(2)] == [302, 302]
    assert [visitor.comment(image, key=key).status_code for _ in range(2)] == [302, 302]
    assert (GuestVerdict.objects.count(), Comment.objects.count()) == (1, 1)


def test_a_decided_image_answers_409_with_a_sentence(visitor, image, candidate):
    Candidate.objects.filter(pk=candidate.pk).update(state="approved")
    answer = visitor.decide(image, note="Please wait")
    assert (answer.status_code, b"has finished with this image" in answer.content) == (409, True)


def test_a_link_for_comments_has_no_verdict_and_takes_none(candidate):
    link, token = a_link(candidate, mode="comment")
    visitor = a_visitor(token)
    assert "Good from my side" not in visitor.body
    assert visitor.decide(link.images.get()).status_code == 403


def test_odd_text_is_text(candidate, image, made):
    visitor = a_visitor(made[1], name="<b>Ana</b> \u202egnp")
    visitor.comment(image, "<script>alert(1)</script>")
    body = visitor.get().content.decode()
    assert "<script" not in body
    assert "<b>Ana" not in body
    assert visitor.comment(image, "x" * 2**20, key="k").status_code == 422
    assert visitor.comment(image, "a\x00b", key="k").status_code == 422
    assert visitor.decide(image, "x" * 400).status_code == 422
    assert visitor.decide(image, note="x" * 1001).status_code == 422


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "email": "a@b.example"},
        {"name": "Ana", "email": "nobody"},
        {"name": "x" * 81, "email": "a@b.example"},
    ],
)
def test_who_one_is_must_make_sense(data, made):
    visitor = Visitor(made[1])
    visitor.get()
    assert visitor.post("enter", **data).status_code == 422
    assert not Guest.objects.exists()


def test_a_formula_for_a_name_is_no_formula_in_the_exported_log(made, auditor, signed_in):
    a_visitor(made[1], name="=HYPERLINK(1)")
    answer = signed_in(auditor).get("/audit/?format=csv&action=guest.named")
    rows = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    assert "HYPERLINK" in rows
    assert not re.search(r'(^|,)"?=HYPERLINK', rows, re.MULTILINE)
    assert spreadsheets.safe("=x") == "'=x"


def test_the_watermark_is_in_the_pixels_and_the_clean_preview_is_never_sent(visitor, image, candidate):
    answer = visitor.get(f"{image.public_id}.webp")
    with private().open(candidate.image.preview_large) as file:
        clean = file.read()
    assert answer.content != clean
    changed = ImageChops.difference(pixels(answer.content), pixels(clean)).convert("L").point(lambda v: 255 * (v > 24))
    assert changed.histogram()[255] > 0.03 * changed.width * changed.height
    width, height = changed.size
    quarters = [(x, y, x + width // 2, y + height // 2) for x in (0, width // 2) for y in (0, height // 2)]
    assert all(changed.crop(quarter).getbbox() for quarter in quarters)


def test_without_the_watermark_the_pixels_are_clean_and_the_metadata_is_gone(candidate):
    link, token = a_link(candidate, watermark=False)
    marked = factories.marked(factories.picture(seed="own"))
    path = private().save("test/marked.png", io.BytesIO(marked))
    type(candidate.image).objects.filter(pk=candidate.image_id).update(preview_large=path)
    sent = a_visitor(token).get(f"{link.images.get().public_id}.webp").content
    assert b"xmp" in marked.lower()
    assert b"xmp" not in sent.lower()
    strayed = ImageChops.difference(pixels(sent), pixels(marked)).convert("L").histogram()
    assert sum(strayed[24:]) < 0.01 * 400 * 300


def test_one_guest_cannot_flood_the_team(visitor, image):
    answers = [visitor.comment(image, f"More {n}", key=f"k{n}").status_code for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert Comment.objects.count() == 30


def test_who_is_not_this_guest_starts_anew(visitor, image):
    assert visitor.post("leave").status_code == 302
    assert "Say who you are" in visitor.get().content.decode()
    assert visitor.get(f"{image.public_id}.webp").status_code == 404


def test_two_guests_get_different_pixels(made, image):
    one, two = a_visitor(made[1]), a_visitor(made[1], name="Bo Li", email="bo@li.example")
    path = f"{image.public_id}.webp"
    assert one.get(path).content != two.get(path).content


def test_a_name_without_drawable_letters_leaves_the_address(link):
    assert guest_page.stamp_of(a_guest(link, name="山田")).startswith("ana@ruiz.example · ")


def test_a_signed_in_member_sees_what_a_guest_sees(made, manager, signed_in):
    answer = signed_in(manager).get(f"/g/{made[1]}/")
    assert "Say who you are" in answer.content.decode()
    assert str(manager) not in answer.content.decode()


def test_no_page_of_guests_tells_what_is_the_teams(brief, candidate, manager, marketer, made, image):
    Candidate.objects.filter(pk=candidate.pk).update(
        tool="Secretool", model_version="Secretmodel", declared_prompt="Secretprompt"
    )
    a_thread(candidate, by=manager, text="Secretwords among us")
    elsewhere = a_link(candidate, label="Secretfirm")[0]
    guests.comment(a_guest(elsewhere, "Secretguest"), elsewhere.images.get(), text="Secretside", key=a_key())
    visitor = a_visitor(made[1])
    visitor.comment(image, "Mine")
    threads.reply(Thread.objects.get(guest__link=made[0]), by=manager, text="Answer", key=a_key())
    pages = [Visitor(made[1]).get(), visitor.get(), visitor.decide(image, "changes"), visitor.comment(image, proof="x")]
    pages += [Client().get(f"/g/{'x' * 43}/")]
    for page in pages:
        assert not leaks(page.content.decode(), brief, candidate, (marketer, manager), made[0])


def leaks(body, brief, candidate, people, link) -> list[str]:
    """What of the team's stands in the page: names, ids, makers, prices, addresses, talk."""
    secrets = [
        "Secret",
        candidate.generator.label,
        candidate.generator.key,
    ]
    secrets += [candidate.prompt_version.text, brief.public_id, candidate.public_id, candidate.image.public_id]
    secrets += [candidate.image.sha256, link.public_id, link.label, brief.campaign.name, "EUR", "€"]
    secrets += [word for person in people for word in (str(person), person.email, person.public_id)]
    found = [secret for secret in secrets if secret in body]
    away = re.findall(r'(?:href|src|action)="(?!/static/|/g/|#)([^"]*)"', body)
    return found + away


def test_no_line_of_the_log_holds_the_token(made, capfd):
    Client().get(f"/g/{made[1]}x/")
    Client().get(f"/g/{made[1]}/", {"x": made[1]})
    for hook in SHARED[:1]:
        assert made[1] not in str(hook(None, "", {"path": f"/g/{made[1]}/x.webp", "event": f"Gone: /g/{made[1]}/"}))
    assert made[1] not in capfd.readouterr().err
