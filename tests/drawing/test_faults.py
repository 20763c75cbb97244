"""Faults: what an author has to mend before a drawing can be good."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.drawing.faults import (
    HOW_MANY,
    LooseArrow,
    NotDrawn,
    NotOneKind,
    PointsNowhere,
    UnknownIcon,
    WrongNumber,
    faults,
    texts,
)
from bot.drawing.letters import Tight
from bot.learning.course import Picture
from bot.learning.drawing import Figure, Panel, Row, Screen, Tile
from tests.drawing.strategies import pictures

FINE = Row(text="Xin chào")
LONG = "Mời bà vào mục cài đặt để xem lại tất cả những điều vừa được nói ở trên một lần nữa cho nhớ "


def a_screen(*rows: Row, **others: Any) -> Picture:
    return Picture(alt="x", screen=Screen((*rows, FINE, FINE)[: max(2, len(rows))], **others))


def an_act(*figures: Figure) -> Picture:
    return Picture(alt="x", act=figures)


def a_comparison(*panels: Panel) -> Picture:
    return Picture(alt="x", compare=panels)


ROW = ("screen", "rows", 0)


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (a_screen(Row(item="A", icon="hause")), UnknownIcon((*ROW, "icon"), "hause", "house")),
        (a_screen(Row(art="zzz")), UnknownIcon((*ROW, "art"), "zzz", "")),
        (a_screen(Row(tiles=(Tile(""), Tile("car")))), UnknownIcon((*ROW, "tiles", 0, "icon"), "", "")),
        (a_screen(Row(tiles=(Tile("car"),))), WrongNumber((*ROW, "tiles"), "tiles", 1)),
        (a_screen(Row(buttons=("A", "B", "C", "D"))), WrongNumber((*ROW, "buttons"), "buttons", 4)),
        (a_screen(Row(code=9)), WrongNumber((*ROW, "code"), "code", 9)),
        (a_screen(*[FINE] * 7), WrongNumber(("screen", "rows"), "rows", 7)),
        (Picture("x", Screen((FINE,))), WrongNumber(("screen", "rows"), "rows", 1)),
        (a_screen(home=(Tile("car"),) * 2), WrongNumber(("screen", "home"), "home", 2)),
        (a_screen(home=(Tile("car"), Tile("bus"), Tile("car"))), UnknownIcon(("screen", "home", 1, "icon"), "bus", "")),
        (a_screen(Row()), NotOneKind(ROW, ())),
        (a_screen(Row(text="A", button="B")), NotOneKind(ROW, ("text", "button"))),
        (a_screen(Row(text="A", sender="B")), NotDrawn((*ROW, "sender"), "text")),
        (a_screen(Row(button="A", tone="bad")), NotDrawn((*ROW, "tone"), "button")),
        (a_screen(Row(text="A", on=True)), NotDrawn((*ROW, "on"), "text")),
        (a_screen(Row(buttons=("A", "B"), point=3)), PointsNowhere((*ROW, "point"), 3, 2)),
        (a_screen(Row(text="A", point=-1)), PointsNowhere((*ROW, "point"), -1, 1)),
        (a_screen(point_back=True), PointsNowhere(("screen", "point_back"), 1, 0)),
        (a_screen(point_home=1), PointsNowhere(("screen", "point_home"), 1, 0)),
        (an_act(Figure("car")), WrongNumber(("act",), "act", 1)),
        (an_act(*[Figure("car", says="Ơi")] * 4), WrongNumber(("act",), "speakers", 4)),
        (an_act(Figure("car"), Figure("")), UnknownIcon(("act", 1, "icon"), "", "")),
        (an_act(Figure(arrow=""), Figure("car")), LooseArrow(("act", 0))),
        (an_act(Figure("car"), Figure(arrow="")), LooseArrow(("act", 1))),
        (an_act(Figure("car"), Figure("car", arrow=""), Figure("car")), NotDrawn(("act", 1, "icon"), "arrow")),
        (an_act(Figure("car"), Figure(arrow="", says="Ơi"), Figure("car")), NotDrawn(("act", 1, "says"), "arrow")),
        (a_comparison(Panel("A", (FINE,))), WrongNumber(("compare",), "compare", 1)),
        (a_comparison(Panel("A", ()), Panel("B", (FINE,))), WrongNumber(("compare", 0, "rows"), "panel", 0)),
    ],
)
def test_a_fault_is_told_with_its_place(picture: Picture, fault: object) -> None:
    assert faults(picture) == (fault,)


def test_arrows_after_each_other_are_both_loose() -> None:
    picture = an_act(Figure("car"), Figure(arrow=""), Figure(arrow=""), Figure("car"))

    assert faults(picture) == (LooseArrow(("act", 1)), LooseArrow(("act", 2)))


@pytest.mark.parametrize(
    ("picture", "at"),
    [
        (a_screen(Row(text=LONG * 2)), (*ROW, "text")),
        (a_screen(Row(message=LONG * 3)), (*ROW, "message")),
        (a_screen(Row(notice=LONG * 2)), (*ROW, "notice")),
        (a_screen(Row(button=LONG)), (*ROW, "button")),
        (a_screen(Row(buttons=("A", LONG))), (*ROW, "buttons", 1)),
        (a_screen(Row(tiles=(Tile("car"), Tile("car", LONG)))), (*ROW, "tiles", 1, "label")),
        (a_screen(Row(field="A", value=LONG)), (*ROW, "value")),
        (a_screen(title=LONG), ("screen", "title")),
        (a_screen(home=(Tile("car"), Tile("car"), Tile("car", LONG))), ("screen", "home", 2, "label")),
        (an_act(Figure("car", label=LONG), Figure("car")), ("act", 0, "label")),
        (an_act(Figure("car"), Figure(arrow=LONG), Figure("car")), ("act", 1, "arrow")),
        (an_act(Figure("car"), Figure("car", says=LONG * 2)), ("act", 1, "says")),
        (a_comparison(Panel("A", (FINE,)), Panel(LONG, (FINE,))), ("compare", 1, "title")),
        (a_comparison(Panel("A", (FINE,)), Panel("B", (FINE, Row(text=LONG * 2)))), ("compare", 1, "rows", 1, "text")),
    ],
)
def test_words_that_are_too_long_are_told_with_their_place(picture: Picture, at: tuple[object, ...]) -> None:
    (fault,) = faults(picture)

    assert isinstance(fault, Tight)
    assert fault.at == at
    assert fault.lines > fault.most


def test_a_word_that_is_too_wide_is_told() -> None:
    (fault,) = faults(an_act(Figure("car", label="nghiêngnghiêngnghiêngnghiêng"), Figure("car"), Figure("car")))

    assert isinstance(fault, Tight)
    assert fault.word == "nghiêngnghiêngnghiêngnghiêng"


@pytest.mark.parametrize(
    "row",
    [
        Row(text="Ba mươi tư chữ cái trên mỗi dòng ạ; " * 2 + "và ba dòng thì cũng vừa chỗ"),
        Row(button="Gửi hồ sơ trực tuyến.."),
        Row(buttons=("Không đồng ý", "Cho phép mở.")),
        Row(tiles=(Tile("car", "Ví giấy tờ số."),) * 4),
    ],
)
def test_what_authors_were_promised_has_room(row: Row) -> None:
    assert faults(a_screen(row)) == ()


@pytest.mark.parametrize("count", [2, 3])
def test_speech_and_labels_have_the_room_that_was_promised(count: int) -> None:
    figure = Figure("woman", "Cô bán rau ở chợ..", "Bà ơi, bà đừng đọc mã ấy cho ai nghe nhé")

    assert faults(an_act(*[figure] * count)) == ()


@given(picture=pictures)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_sound_description_has_no_fault_but_long_words(picture: Picture) -> None:
    places = {at for at, _ in texts(picture)}

    assert all(isinstance(fault, Tight) and fault.at in places for fault in faults(picture))


def test_every_limit_has_a_way_between() -> None:
    assert all(least <= most for least, most in HOW_MANY.values())
