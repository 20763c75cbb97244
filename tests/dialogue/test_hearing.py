"""What people type, and what it means."""

import pytest

from bot.curriculum.content import Content
from bot.dialogue.hearing import Chosen, CodeTyped, Command, Heard, Stale, Unreadable, Words, hear
from bot.dialogue.messages import Button, Pressed, Prompt, Said, Sent
from bot.dialogue.steps.asking_name import clean_name, heard_name

ACTS = Prompt(
    3,
    (
        Button("call", "Gọi số sau thẻ", ("gọi ngân hàng",)),
        Button("press", "Bấm vào đường chữ xanh"),
        Button("leave", "Không bấm, để yên"),
    ),
)
UNITS = Prompt(3, (Button("1", "Tổ dân phố 11"), Button("2", "Tổ dân phố 12"), Button("3", "Thôn Đông")))
AMOUNTS = Prompt(3, (Button("half", "500.000 đồng"), Button("exact", "Nhập 500000", ("500000",))))
FORMS = Prompt(3, (Button("ong", "Ông"), Button("ba", "Bà"), Button("bac", "Bác")))


@pytest.mark.parametrize(
    ("text", "prompt", "meaning"),
    [
        # Numbers, in many ways.
        ("1", ACTS, Chosen("call")),
        ("2.", ACTS, Chosen("press")),
        ("số 2", ACTS, Chosen("press")),
        ("so 3", ACTS, Chosen("leave")),
        ("câu 2", ACTS, Chosen("press")),
        ("Hai", ACTS, Chosen("press")),
        ("ba", ACTS, Chosen("leave")),
        ("２", ACTS, Chosen("press")),
        ("(1)", ACTS, Chosen("call")),
        ("0", ACTS, Words("0")),
        ("4", ACTS, Words("4")),
        ("12", ACTS, Words("12")),
        # Labels and synonyms, with marks or without, in any case; the words win over a number of the same sound.
        ("gọi số sau thẻ", ACTS, Chosen("call")),
        ("GOI SO SAU THE!", ACTS, Chosen("call")),
        ("goi ngan hang", ACTS, Chosen("call")),
        ("ba", FORMS, Chosen("ba")),
        # Half typed: only if one choice alone begins so.
        ("goi so", ACTS, Chosen("call")),
        ("bam vao", ACTS, Chosen("press")),
        ("g", ACTS, Words("g")),
        ("to dan pho", UNITS, Words("to dan pho")),
        # Nearly the same, but never the opposite and never another number.
        ("bấm vào đường chữ xang", ACTS, Chosen("press")),
        ("khong bam vao duong chu xanh", ACTS, Words("khong bam vao duong chu xanh")),
        ("đừng bấm vào đường chữ xanh", ACTS, Words("đừng bấm vào đường chữ xanh")),
        ("tổ dân phố 13", UNITS, Words("tổ dân phố 13")),
        ("tổ dân phố 1", UNITS, Words("tổ dân phố 1")),
        ("tổ dân phố 12", UNITS, Chosen("2")),
        ("thôn đông 2", UNITS, Words("thôn đông 2")),
        # Global words.
        ("tiếp", ACTS, Command("next")),
        ("TIEP", None, Command("next")),
        ("giúp tôi", ACTS, Command("help")),
        ("trời ơi 🆘", ACTS, Command("sos")),
        ("🚨", None, Command("sos")),
        ("bi lua roi", ACTS, Command("sos")),
        # Codes.
        ("7QK2-9FXM", ACTS, CodeTyped("7QK2-9FXM")),
        ("7qk2 9fxm d25v", None, CodeTyped("7qk2 9fxm d25v")),
        ("mat 500tr", None, Words("mat 500tr")),
        # Six digits are a code unless something that was asked for has them.
        ("482 913", ACTS, CodeTyped("482 913")),
        ("LIENKET 482913", ACTS, CodeTyped("LIENKET 482913")),
        ("liên kết", ACTS, Command("link")),
        ("500 000", AMOUNTS, Chosen("half")),
        ("500000", AMOUNTS, Chosen("exact")),
        ("500.000", AMOUNTS, Chosen("half")),
        ("500.000", ACTS, Words("500.000")),
        ("482 913", AMOUNTS, CodeTyped("482 913")),
        # Nothing to read.
        ("😀😀", ACTS, Unreadable("signs")),
        ("", ACTS, Unreadable("signs")),
        ("...?!", ACTS, Unreadable("signs")),
        # Secrets never reach a step.
        ("mã OTP là 482913", ACTS, Words("mã OTP là •••")),
    ],
)
def test_what_is_typed_means(content: Content, text: str, prompt: Prompt | None, meaning: Heard) -> None:
    assert hear(Said(text), prompt, content.words) == meaning


@pytest.mark.parametrize(
    ("number", "key", "meaning"),
    [(3, "call", Chosen("call")), (2, "call", Stale()), (3, "gone", Stale()), (4, "call", Stale())],
)
def test_a_button_counts_only_under_the_open_prompt(number: int, key: str, meaning: Heard) -> None:
    assert hear(Pressed(number, key), ACTS, {}) == meaning
    assert hear(Pressed(number, key), None, {}) == Stale()


def test_what_is_no_text_is_called_by_its_kind() -> None:
    assert hear(Sent("voice"), ACTS, {}) == Unreadable("voice")


def test_no_more_than_a_thousand_characters_are_looked_at(content: Content) -> None:
    heard = hear(Said("xà " * 5_000), ACTS, content.words)

    assert isinstance(heard, Words)
    assert len(heard.text) <= 1_000


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hoa", "Hoa"),
        ("hoa", "Hoa"),
        ("NGUYỄN THỊ HOA", "Nguyễn Thị Hoa"),
        ("nguyễn thị  hoa.", "Nguyễn Thị Hoa"),
        ("tôi tên là Hoa", "Hoa"),
        ("toi ten la hoa", "Hoa"),
        ("Dạ, cháu tên Trang ạ", "Trang"),
        ("em là Trang", "Trang"),
        ("tên Hoa", "Hoa"),
        ("tên tôi là Hoa", "Hoa"),
        ("cứ gọi là Bảy", "Bảy"),
        ("gọi tôi là Bảy", "Bảy"),
        ("tên Anh Thư", "Anh Thư"),
        ("gọi anh Sơn nhé", "anh Sơn"),
        ("để làm gì", None),
        ("la van cau", "La Van Cau"),
        ("Bà Hoa", "Bà Hoa"),
        ("Y-Moan Ênuôl", "Y-Moan Ênuôl"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("Nguyễn Thị Sao", "Nguyễn Thị Sao"),
        ("Công Tằng Tôn Nữ Hoa", "Công Tằng Tôn Nữ Hoa"),
        ("0912345678", None),
        ("Hoa 67", None),
        ("😀", None),
        ("<b>Hoa</b>", None),
        ("{bác}", None),
        ("=HYPERLINK", None),
        ("cái này để làm gì", None),
        ("hoi ten lam gi", None),
        ("không muốn nói", None),
        ("tôi không biết gõ đâu cháu ạ nhé", None),
        ("a" * 41, None),
        ("...", None),
    ],
)
def test_a_name_is_what_is_left_of_an_answer(text: str, name: str | None) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dung", "Dung"),
        ("dung", "Dung"),
        ("Dũng", "Dũng"),
        ("Nghi", "Nghi"),
        ("Tiệp", "Tiệp"),
        ("dừng", None),
        ("nghỉ", None),
        ("tiep", None),
        ("menu", None),
        ("giúp", None),
        ("7QK2-9FXM", None),
    ],
)
def test_where_a_name_is_asked_for_a_name_wins_over_the_word_it_sounds_like(
    content: Content, text: str, name: str | None
) -> None:
    assert heard_name(hear(Said(text), None, content.words)) == name
