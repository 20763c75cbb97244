"""What the assistant says: addressed to one person, with nothing left open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.phrasebook import STRANGER, AddressForm, Phrasebook, address, capitalised

CHILD = AddressForm("em", "em", "mình", "nhé", "ừ")
ELDER = AddressForm("ba", "bà", "cháu", "ạ", "dạ")

pieces = st.sampled_from(["{bác}", "{Cháu}", "{ạ}", "{x}", "{}", " ", "chữ", ".", "\n"])
templates = st.lists(pieces).map("".join)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{Dạ}, {cháu} chào {bác} {ạ}.", "Dạ, cháu chào bà ạ."),
        ("{Bác} ơi, {dạ}. {Cháu} nghe {ạ}!", "Bà ơi, dạ. Cháu nghe ạ!"),
        ("{tên} học {bài} rồi.", "Hoa học 3 rồi."),
        ("Không có gì để thay.", "Không có gì để thay."),
    ],
)
def test_every_placeholder_is_filled(text: str, said: str) -> None:
    assert address(text, ELDER, tên="Hoa", bài=3) == said


def test_a_child_is_addressed_as_a_child() -> None:
    assert address("{Bác} giỏi lắm {ạ}! {Dạ}, {cháu} đây.", CHILD) == "Em giỏi lắm nhé! Ừ, mình đây."


def test_whoever_was_not_asked_yet_is_addressed_politely() -> None:
    assert Phrasebook({"hello": ("Chào {bác} {ạ}.",)}).say("hello") == "Chào cô bác ạ."


@pytest.mark.parametrize(
    ("text", "said"), [("Chào {ai} {bác}.", "Chào bà."), ("{ai} chào", "chào"), ("Xong {rồi}!", "Xong!")]
)
def test_an_unknown_placeholder_leaves_no_gap(text: str, said: str) -> None:
    assert address(text, ELDER) == said


def test_what_is_filled_in_is_not_searched_again() -> None:
    assert address("Chào {tên}.", ELDER, tên="{bác}") == "Chào {bác}."


@settings(deadline=None)
@given(templates)
def test_nobody_sees_a_brace(template: str) -> None:
    assert "{" not in address(template, STRANGER)


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_text_makes_it_raise(text: str, name: str) -> None:
    address(text, CHILD, tên=name)


@settings(deadline=None)
@given(st.integers())
def test_any_number_chooses_a_wording(choose: int) -> None:
    phrases = Phrasebook({"praise": ("Giỏi lắm!", "{Bác} làm đúng rồi!")})

    assert phrases.to(ELDER).say("praise", choose) == ("Bà làm đúng rồi!" if choose % 2 else "Giỏi lắm!")


def test_a_phrase_that_does_not_exist_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        Phrasebook({}).say("hello")


@settings(deadline=None)
@given(st.text())
def test_capitalising_changes_the_first_letter_only(text: str) -> None:
    assert capitalised(text).endswith(text[1:])
