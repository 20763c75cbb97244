"""Drawings: whatever is described is there, in its place, and the same each time."""

import subprocess
import sys
from collections import Counter
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from bot.drawing import address, name, svg
from bot.drawing.faults import texts
from bot.learning.course import Picture
from bot.learning.drawing import Figure, Mark, Panel, Row, Screen, Tile, Tone
from tests.drawing.reading import SVG, root_of, words_of
from tests.drawing.strategies import pictures

A_SCREEN = Picture(
    alt="Màn hình có nút Đồng ý",
    screen=Screen(
        title="Thông báo",
        back=True,
        rows=(
            Row(message="Tài khoản của bà bị khoá <24 giờ> & mất tiền", sender="Số lạ", mark="cross"),
            Row(buttons=("Từ chối", "Đồng ý"), point=1),
        ),
    ),
)

often = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@given(picture=pictures)
@often
def test_no_word_is_lost_or_added(picture: Picture) -> None:
    drawn = Counter(words.text for words in words_of(svg(picture)))

    assert drawn == Counter("".join(text.split()) for _, text in texts(picture))


@given(picture=pictures)
@often
def test_no_word_leaves_the_drawing(picture: Picture) -> None:
    drawing = svg(picture)
    high = float(root_of(drawing).get("height", "0"))

    outside = [
        line
        for words in words_of(drawing)
        for line in words.lines
        if line.left < 8 or line.right > 352 or line.base - line.size < 8 or line.base > high - 8
    ]

    assert outside == []


@given(picture=pictures)
@often
def test_no_two_lines_lie_over_each_other(picture: Picture) -> None:
    lines = [line for words in words_of(svg(picture)) for line in words.lines]

    over = [
        (one.text, other.text)
        for place, one in enumerate(lines)
        for other in lines[:place]
        if abs(one.base - other.base) < 0.7 * min(one.size, other.size)
        and one.left < other.right - 1
        and other.left < one.right - 1
    ]

    assert over == []


@given(picture=pictures)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_letters_are_never_small(picture: Picture) -> None:
    assert all(line.size >= 15 for words in words_of(svg(picture)) for line in words.lines)


@given(picture=pictures)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_drawing_says_its_size_and_its_words(picture: Picture) -> None:
    root = root_of(svg(picture))
    title = root.find(f"{SVG}title")

    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert (root.get("width"), root.get("role")) == ("360", "img")
    assert title is not None
    assert title.text == picture.alt


@given(picture=pictures)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_drawing_needs_nothing_from_elsewhere(picture: Picture) -> None:
    elements = list(root_of(svg(picture)).iter())

    assert {element.tag.removeprefix(SVG) for element in elements} <= {
        "svg", "title", "g", "rect", "circle", "ellipse", "path", "text", "tspan",
    }  # fmt: skip
    assert not [key for element in elements for key in element.keys() if "href" in key or key in {"id", "style"}]  # noqa: SIM118


def test_a_drawing_is_the_same_in_every_process() -> None:
    program = "import tests.drawing.test_drawing as t; print(t.name(t.A_SCREEN), t.svg(t.A_SCREEN))"
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PYTHONUTF8": "1"},
        ).stdout.decode()
        for seed in ("1", "2")
    ]

    assert outputs == [f"{name(A_SCREEN)} {svg(A_SCREEN)}\n"] * 2


def test_a_name_stays_what_it_was_in_messages_of_the_past() -> None:
    assert address(A_SCREEN) == "ve/a6a7c7abd13fc467.svg"


@pytest.mark.parametrize(
    "other",
    [
        Picture(alt="Màn hình", screen=A_SCREEN.screen),
        Picture(alt=A_SCREEN.alt, act=(Figure("house"), Figure("car"))),
        Picture(alt=A_SCREEN.alt, act=(Figure("house"), Figure("car", mark="tick"))),
        Picture(alt=A_SCREEN.alt, screen=Screen((Row(check="A"), Row(check="B", on=True)))),
        Picture(alt=A_SCREEN.alt, screen=Screen((Row(check="A"), Row(check="B")))),
    ],
)
def test_another_description_has_another_name(other: Picture) -> None:
    assert name(other) != name(A_SCREEN)
    assert name(other) == name(other)


def test_a_finger_points_at_what_is_counted() -> None:
    tiles = (Tile("house", "Nhà"), Tile("car", "Xe"))
    left, right = (svg(_screen(Row(tiles=tiles, point=point), Row(text="A"))) for point in (1, 2))

    assert _ring(left)[0] + _ring(left)[2] < 180 < _ring(right)[0]


def test_every_tone_and_mark_has_its_own_shape() -> None:
    tones = [_paths(_screen(Row(notice="A", tone=tone), Row(text="B"))) for tone in get_args(Tone)]
    marks = [_paths(_screen(Row(text="A", mark=mark), Row(text="B"))) for mark in (None, *get_args(Mark))]

    assert len(set(tones)) == 4
    assert len(set(marks)) == 3


def test_halves_are_equally_high() -> None:
    much = Panel("Nên", (Row(text="A"), Row(text="B"), Row(text="C")), "good")
    little = Panel("Không", (Row(text="A"),), "bad")
    rects = root_of(svg(Picture("x", compare=(much, little)))).iter(f"{SVG}rect")
    frames = [rect for rect in rects if rect.get("rx") == "16"]

    assert frames[0].get("height") == frames[1].get("height")


def _screen(*rows: Row) -> Picture:
    return Picture(alt="x", screen=Screen(rows))


def _paths(picture: Picture) -> tuple[str | None, ...]:
    """Return the forms in a drawing, whatever their colours."""
    return tuple(path.get("d") for path in root_of(svg(picture)).iter(f"{SVG}path"))


def _ring(drawing: str) -> tuple[float, float, float, float]:
    """Return where the ring of the finger is; the rows stand 29 from the left."""
    ring = next(rect for rect in root_of(drawing).iter(f"{SVG}rect") if rect.get("stroke-width") == "4")
    x, y, w, h = (float(ring.get(key, "nan")) for key in ("x", "y", "width", "height"))
    return x + 29, y, w, h
