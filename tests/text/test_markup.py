import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import spans, to_html, to_plain, words_to_html, words_to_plain

texts = st.text() | st.text(alphabet="*<>&\"'\n\r a", max_size=60)


def test_bold_and_line_breaks_become_tags() -> None:
    assert to_html("Tin **giục gấp** là\ntin lừa") == "Tin <strong>giục gấp</strong> là<br>tin lừa"


def test_what_looks_like_a_tag_is_shown_as_it_is() -> None:
    assert to_html("<script>\"x\" & 'y'") == "&lt;script&gt;&quot;x&quot; &amp; &#x27;y&#x27;"


def test_an_address_is_not_a_link() -> None:
    assert to_html("https://dichvucong.gov.vn") == "https://dichvucong.gov.vn"


def test_stars_that_mark_nothing_stay() -> None:
    assert to_html("5 ** 2 và **chưa đóng\n** ngắt dòng") == "5 ** 2 và **chưa đóng<br>** ngắt dòng"


def test_what_a_person_typed_keeps_its_stars() -> None:
    assert words_to_html("**a**\n<b>") == "**a**<br>&lt;b&gt;"


def test_the_marks_are_gone_from_plain_text() -> None:
    assert to_plain("Tin **giục gấp** là\r\ntin lừa") == "Tin giục gấp là\ntin lừa"


def test_places_say_where_a_plain_text_is_bold() -> None:
    assert spans("**Tin** giục\r\n**gấp** là **tin lừa**") == (
        "Tin giục\ngấp là tin lừa",
        ((0, 3), (9, 12), (16, 23)),
    )


def test_words_on_a_button_stay_on_one_line_with_their_stars() -> None:
    assert words_to_plain(" **Gọi**\n số \x00 113\t") == "**Gọi** số 113"


@given(texts)
def test_places_and_plain_text_say_what_html_says(text: str) -> None:
    plain, bold = spans(text)

    assert plain == to_plain(text)
    marked = re.findall("<strong>(.*?)</strong>", to_html(text))
    assert [plain[begin:end] for begin, end in bold] == list(map(html.unescape, marked))


@given(texts)
def test_there_is_never_a_tag_but_strong_and_br(text: str) -> None:
    assert set(re.findall(r"<[^>]*>?", to_html(text))) <= {"<strong>", "</strong>", "<br>"}


@given(texts)
def test_tags_are_balanced_within_each_line(text: str) -> None:
    for line in to_html(text).split("<br>"):
        assert re.findall(r"</?strong>", line) == ["<strong>", "</strong>"] * line.count("<strong>")


@given(texts)
def test_html_and_plain_text_say_the_same(text: str) -> None:
    shown = html.unescape(re.sub(r"</?strong>", "", to_html(text).replace("<br>", "\n")))

    assert shown == to_plain(text)


@given(texts)
def test_words_of_a_person_are_all_there(text: str) -> None:
    assert re.findall(r"<(?!br>)", words_to_html(text)) == []
    assert html.unescape(words_to_html(text).replace("<br>", "\n")).count("*") == text.count("*")
