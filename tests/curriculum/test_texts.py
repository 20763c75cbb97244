"""The checks of texts: what they count, what they let pass, and that the cheap look never hides anything."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.curriculum.checks import texts as module
from bot.curriculum.checks.choices import check_choices
from bot.curriculum.checks.glossary import Glossary, make_glossary
from bot.curriculum.checks.tasks import check_secrets
from bot.curriculum.checks.texts import MESSAGE, Text, check_text, check_texts, shown
from bot.learning.course import Choice, Source
from bot.learning.knowledge import LocalValue

SOURCE = Source("Trang", "https://xamau.example.vn", date(2026, 11, 20), date(2027, 5, 20))
VALUES = (
    LocalValue("so-giup", "Số hỏi", "hotline", "1900.0000", SOURCE),
    LocalValue("khan-cap", "Số khẩn", "hotline", "113", SOURCE),
    LocalValue("link-xa", "Trang của xã", "place", "trang của xã", SOURCE, uncertain=True),
)
GLOSSARY = make_glossary(
    {"menu": ("menu",), "back": ("lùi",)}, {"link": "chữ xanh", "AI": "máy", "video call": "gọi"}, VALUES
)


def said(text: str, limit: int = MESSAGE) -> list[str]:
    return [finding.what for finding in check_texts([Text((), text, limit)], GLOSSARY)]


def test_length_is_counted_as_shown_at_its_widest() -> None:
    assert said("{bác}", 6) == []
    assert said("{bác}", 5) == ["dài 6 ký tự (nhiều nhất 5)"]
    assert said("**ab**", 2) == []
    assert shown("{Bác} ơi **nhé** {ạ}") == "Cô bác ơi nhé nhé"


def test_a_value_counts_as_it_is_shown() -> None:
    assert said("{so-giup}", 9) == []
    assert said("{so-giup}", 8) == ["dài 9 ký tự (nhiều nhất 8)"]
    assert said("{link-xa} xem lại", 19) == ["dài 20 ký tự (nhiều nhất 19)"]


@pytest.mark.parametrize(
    "text",
    ["Gọi 1900.0000 nhé.", "Gọi **1900 0000**.", "Số 19000000 đây.", "Gọi 190-000-00? Gọi 1900 0000!"],
)
def test_a_hotline_is_not_written_out(text: str) -> None:
    assert said(text) == ["số tổng đài 19000000 viết thẳng trong câu"]


@pytest.mark.parametrize(
    "text", ["Gọi {so-giup}.", "Nộp 1.900.000.000 đồng.", "Mã 190000001 nhé.", "Bấm 113.", "Năm 1900 có lụt."]
)
def test_other_numbers_may_be(text: str) -> None:
    assert said(text) == []


def test_doubt_about_a_value_is_said() -> None:
    assert said("Vào {link-xa}, {bác} hỏi lại Công an xã.") == []
    assert said("Vào {link-xa} mà xem.") == ["{link-xa} chưa xác minh được mà câu không nói {bác} hỏi lại ở đâu"]


@pytest.mark.parametrize(
    "text",
    [
        "Mở ứng dụng App Store trên máy.",
        "Ai gọi đến thì {bác} hỏi lại.",
        "Đường link (chữ xanh) nằm ở cuối tin. Bấm vào link thì máy mở trang.",
        "Đường **link** (chữ xanh) ở cuối.",
        "Bà Hoa và bạn bè cùng xem.",
        "Người bạn của bà Hoa nhắn tin.",
        "Tin viết: “Bạn đã trúng thưởng”.",
        "Ngày 20/11/2026 lúc 12:30 máy báo 1.500.000 đồng.",
        "Năm đồng * hai = mười đồng",
    ],
)
def test_what_is_fine_passes(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Bấm vào Link này.", "từ “link” chưa được giải nghĩa"),
        ("Hỏi AI xem.", "từ “AI” chưa được giải nghĩa"),
        ("Gọi Video Call nhé.", "từ “video call” chưa được giải nghĩa"),
        ("<b>Bấm</b> vào đây.", "có ký hiệu trình bày “<b” mà máy không hiểu"),
        ("[Bấm](https://a.vn)", "có ký hiệu trình bày “](” mà máy không hiểu"),
        ("Users bấm vào đây.", "gọi người học là “Users”"),
    ],
)
def test_what_is_not_is_said(text: str, what: str) -> None:
    assert said(text) == [what]


def test_a_foreign_word_may_be_explained_by_another_text_of_the_message() -> None:
    message = [Text((0,), "Mở đường link ấy."), Text((1,), "Link (chữ xanh) ở cuối tin.")]

    assert list(check_texts(message, GLOSSARY)) == []


TEN_WORDS = "một hai ba bốn năm sáu bảy tám chín mười "
WORDS = ("bạn ", "Bạn ", "users ", "người dùng ", "từ ", "hai ", TEN_WORDS)
SIGNS = (
    "{bác}",
    "{Bác}",
    "{x}",
    "{",
    "}",
    "**",
    "*",
    "`",
    "__",
    "](",
    "<b>",
    "“",
    "”",
    "\n",
    "- ",
    "# ",
    " ",
    ". ",
    ": ",
)
pieces = st.sampled_from((*WORDS, *SIGNS))


@settings(deadline=None)
@given(st.lists(st.lists(pieces, min_size=1).map("".join), min_size=1, max_size=4))
def test_the_cheap_look_at_all_finds_what_thorough_looks_find(lines: list[str]) -> None:
    texts = [Text((place,), text, 30) for place, text in enumerate(lines)]
    rules = [rule for _, rule in module._RULES]

    together = set(check_texts(texts, Glossary()))

    thorough = {finding for text in texts for rule in rules for finding in rule(text)}
    thorough |= {finding for text in texts for finding in module.check_placeholders(text.text, text.at)}
    thorough |= {finding for text in texts for finding in module._length(text, Glossary())}
    assert thorough <= together


@settings(deadline=None)
@given(st.text())
def test_no_text_makes_a_check_raise(text: str) -> None:
    choices = (Choice("a", text, text, right=True, synonyms=(text,)), Choice("b", text[::-1], text))

    list(check_text(Text((), text), GLOSSARY))
    list(check_choices(choices, (), GLOSSARY))
    list(check_secrets(text, ()))


@pytest.mark.parametrize(
    "text",
    [
        "{Bác} gửi mã OTP cho {cháu}.",
        "Nhập mật khẩu vào đây {ạ}.",
        "{Bác} chụp căn cước gửi lên {ạ}.",
        "Mật khẩu của {bác} là gì {ạ}?",
        "Trong tài khoản còn bao nhiêu tiền {ạ}?",
    ],
)
def test_a_task_that_asks_for_secrets_is_refused(text: str) -> None:
    assert len(list(check_secrets(text, ()))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "{Bác} không đọc mã OTP cho ai {ạ}.",
        "{Bác} tự gõ mật khẩu trên máy mình {ạ}.",
        "Ô nhập mật khẩu nằm ở đâu trên màn hình {ạ}?",
        "Đừng gửi ảnh căn cước cho người lạ {ạ}.",
    ],
)
def test_a_task_may_speak_of_secrets(text: str) -> None:
    assert list(check_secrets(text, ())) == []


@pytest.mark.parametrize(
    "say",
    ["Đúng.", "Đúng rồi {ạ}!", "Chưa phải {ạ}.", "Dạ, phải rồi {bác} {ạ}.", "Chính xác! Giỏi lắm."],
)
def test_a_bare_verdict_is_no_explanation(say: str) -> None:
    choices = (Choice("a", "Một", say, right=True), Choice("b", "Hai", "Chưa phải {ạ}. Hai thì nhiều hơn một."))

    assert [finding.at for finding in check_choices(choices, (), GLOSSARY)] == [(0, "say")]


@pytest.mark.parametrize(
    "say", ["Gõ sai mật khẩu thì máy báo đỏ, mình gõ lại.", "Tin này sai chính tả nên dễ nhận ra."]
)
def test_sai_may_be_said_of_things(say: str) -> None:
    choices = (Choice("a", "Một", say, right=True), Choice("b", "Hai", "Chưa phải {ạ}. Hai thì nhiều hơn một."))

    assert list(check_choices(choices, (), GLOSSARY)) == []
