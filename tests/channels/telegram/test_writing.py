"""Bubbles in the letters of Telegram: what is read there is what was meant."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rendering import Bubble
from bot.channels.telegram.writing import keyboard, written, written_without_file
from bot.dialogue.messages import Button, Document, Image
from tests.channels.telegram.fakes import BUTTONS
from tests.platforms.telegram_html import read_html, utf16

TEXTS = st.text(alphabet=st.sampled_from("ab <>&\"'/\n;ạ😀") | st.characters(exclude_categories=["Cs"]), max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4).map(tuple)


def bold_signs(text: str, bold: tuple[tuple[int, int], ...]) -> set[int]:
    return {place for begin, end in bold for place in range(begin, min(end, len(text)))}


@given(text=TEXTS, bold=SPANS, alt=TEXTS)
def test_what_is_read_is_what_was_meant(text: str, bold: tuple[tuple[int, int], ...], alt: str) -> None:
    words = written(Bubble(text, bold, alt=alt))

    shown, marks = read_html(words.html) if words.html else (words.plain.strip(), [])
    assert shown.split() == f"{text}\n{alt}".split()
    assert words.plain.split() == f"{text}\n{alt}".split()
    assert words.parse_mode == ("HTML" if words.html else None)
    units = [place for place, sign in enumerate(shown) for _ in range(utf16(sign))]
    folded = [mark for mark in marks if mark["type"] == "expandable_blockquote"]
    assert len(folded) <= 1
    cut = len(text) - len(text.lstrip())
    marked = {
        place
        for mark in marks
        if mark["type"] == "bold"
        for place in units[mark["offset"] : mark["offset"] + mark["length"]]
    }
    meant = {place - cut for place in bold_signs(text, bold)}
    visible = {place for place, sign in enumerate(shown) if not sign.isspace()}
    assert marked & visible == meant & visible & set(range(len(text) - cut))


@given(text=TEXTS, bold=SPANS, alt=TEXTS.filter(str.strip))
def test_a_picture_that_cannot_be_had_is_told(text: str, bold: tuple[tuple[int, int], ...], alt: str) -> None:
    words = written_without_file(Bubble(text, bold, Image("a/b.svg", alt)))

    assert words.plain.split() == f"🖼 {alt}\n{text}".split()
    if words.html:
        assert read_html(words.html)[0].split() == words.plain.split()


def test_words_without_marks_are_sent_as_they_are() -> None:
    words = written(Bubble("1 < 2 & 3"))

    assert (words.best, words.parse_mode) == ("1 < 2 & 3", None)


def test_marks_become_html_and_nothing_else_does() -> None:
    words = written(Bubble("Bấm <Gửi> & chờ", ((4, 9),), alt="nút <Gửi>"))

    assert words.html == ("Bấm <b>&lt;Gửi&gt;</b> &amp; chờ\n<blockquote expandable>nút &lt;Gửi&gt;</blockquote>")
    assert words.plain == "Bấm <Gửi> & chờ\n\nnút <Gửi>"


def test_a_paper_that_cannot_be_had_is_named() -> None:
    assert written_without_file(Bubble(document=Document("/giay/x", "Giấy.pdf"))).plain == "📎 Giấy.pdf"


def test_a_recording_that_cannot_be_had_says_nothing() -> None:
    assert written_without_file(Bubble(sound="a/b.ogg")).plain == ""


def test_buttons_carry_the_number_of_their_question() -> None:
    rows = (*BUTTONS, (Button("menu", "☰"),))

    assert keyboard(Bubble("Đó là tin gì?", buttons=rows, prompt=12)) == {
        "inline_keyboard": [
            [{"text": "Tin lừa", "callback_data": "12:lua"}, {"text": "Tin thật", "callback_data": "12:that"}],
            [{"text": "☰", "callback_data": "12:menu"}],
        ]
    }


def test_a_bubble_without_buttons_has_no_keyboard() -> None:
    assert keyboard(Bubble("chào", prompt=3)) is None
