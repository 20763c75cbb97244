"""The sheets of paper: what is on them is what the lesson says, and the code on them leads back to it."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.curriculum.content import Content
from bot.sheets import PATH, Sheets, routes
from bot.text.phrasebook import address
from bot.webkit import errors, qr

BASE = "https://hoc.xa-mau.example"


@pytest.fixture
def client(content: Content) -> Iterator[TestClient]:
    sheets = Sheets(lambda: content, BASE, "Xã Mẫu", "/hinh")
    with TestClient(Starlette(routes=routes(sheets), exception_handlers=errors.handlers())) as client:
        yield client


def words(html: str) -> str:
    """Return what can be read on a page, drawings aside, without its line ends."""
    without_drawings = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_drawings)).split())


def shown(content: Content, text: str) -> str:
    return " ".join(re.sub(r"\*\*", " ", address(text, content.phrases.form)).split())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_list_leads_to_every_sheet(client: TestClient, content: Content) -> None:
    page = client.get(PATH).text

    for lesson in content.course.lessons:
        assert f'href="{PATH}/{lesson.id}"' in page
        assert f'href="{PATH}/{lesson.id}/loa"' in page


def test_the_list_of_a_unit_hands_the_unit_on(client: TestClient, content: Content) -> None:
    page = client.get(PATH, params={"u": "XM-DONG"}).text

    assert f'href="{PATH}/{content.course.lessons[0].id}?u=XM-DONG"' in page


def test_a_note_has_every_step_slip_and_answer_of_its_lesson(client: TestClient, content: Content) -> None:
    for lesson in content.course.lessons:
        read = squeezed(words(client.get(f"{PATH}/{lesson.id}").text))

        for card in lesson.cards:
            assert squeezed(shown(content, card.text)) in read
            if card.mistake:
                assert squeezed(shown(content, card.mistake.back)) in read
            assert all(squeezed(shown(content, choice.label)) in read for choice in card.choices if choice.right)
        assert squeezed(shown(content, lesson.task.text)) in read


def test_a_note_draws_what_its_steps_show(client: TestClient, content: Content) -> None:
    for lesson in content.course.lessons:
        page = client.get(f"{PATH}/{lesson.id}").text

        drawn = [card for card in lesson.cards if card.picture and not card.picture.file and not card.is_question]
        assert page.count('class="drawing"') == len(drawn)
        assert "{" not in words(page)


def test_the_code_of_a_note_opens_its_lesson_for_the_unit(client: TestClient, content: Content) -> None:
    lesson = content.course.lessons[0]

    page = client.get(f"{PATH}/{lesson.id}", params={"u": "XM-DONG"}).text

    assert str(qr.drawing(f"{BASE}/?u=XM-DONG&b={lesson.id}", "Mã QR mở bài này")) in page
    assert f"hoc.xa-mau.example/?u=XM-DONG&b={lesson.id}" in unescape(page)


def test_what_an_address_claims_is_escaped(client: TestClient, content: Content) -> None:
    page = client.get(f"{PATH}/{content.course.lessons[0].id}", params={"u": '"><script>'}).text

    assert "<script>alert" not in page
    assert '"><script>' not in page


def test_praise_that_answers_somebody_is_left_out(client: TestClient, content: Content) -> None:
    read = " ".join(words(client.get(f"{PATH}/{lesson.id}").text) for lesson in content.course.lessons)

    assert "Đúng rồi ạ. " not in read


def test_the_loudspeaker_gets_its_text_and_how_long_it_takes(client: TestClient, content: Content) -> None:
    for lesson in content.course.lessons:
        read = words(client.get(f"{PATH}/{lesson.id}/loa").text)

        assert " ".join(lesson.loudspeaker.split()) in read
        seconds = re.search(r"khoảng (\d+) giây", read)
        assert seconds
        assert 40 <= int(seconds[1]) <= 65


@pytest.mark.parametrize("path", ["khong-co", "khong-co/loa"])
def test_a_lesson_that_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(f"{PATH}/{path}").status_code == 404
