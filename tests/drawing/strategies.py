"""Random descriptions, such as an author could write."""

from typing import Any

from hypothesis import strategies as st

from bot.drawing.icons import ICONS
from bot.drawing.rows import KINDS
from bot.learning.course import Picture
from bot.learning.drawing import Figure, Mark, Panel, Row, Screen, Tile

LETTERS = "aáàảãạăắâầbcdđeéêệghiíịklmnoóôồơợpqrstuúưựvxyýỳABCĐNOƠƯ0123456789.,:;/-–?!&<>\"'%()@…đ₫"

words = st.text(LETTERS, min_size=1, max_size=9)
texts = st.lists(words, min_size=1, max_size=7).map(" ".join)
addresses = st.text("abcdeghiklmnop.-/", min_size=1, max_size=60)
said = st.one_of(texts, texts, texts, addresses)
icons = st.sampled_from(sorted(ICONS))
marks: st.SearchStrategy[Mark | None] = st.sampled_from([None, "tick", "cross"])
tones = st.sampled_from(["plain", "good", "warn", "bad"])
tiles = st.builds(Tile, icon=icons, label=st.one_of(st.just(""), said))


def tuples_of(one: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, min_size=least, max_size=most).map(tuple)


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "buttons": tuples_of(said, 2, 3),
    "tiles": tuples_of(tiles, 2, 4),
    "code": st.integers(3, 8),
    "art": icons,
}
_EXTRAS: dict[str, st.SearchStrategy[Any]] = {"icon": icons, "tone": tones, "on": st.booleans()}


@st.composite
def rows(draw: st.DrawFn) -> Row:
    kind = draw(st.sampled_from(sorted(KINDS)))
    extras = [extra for extra in sorted(KINDS[kind].extras) if draw(st.booleans())]
    given = {extra: draw(_EXTRAS.get(extra, said)) for extra in extras}
    value = draw(_VALUES.get(kind, said))
    return Row(**{kind: value}, **given, mark=draw(marks), point=draw(st.integers(0, 1)))


screens = st.builds(
    Screen,
    rows=tuples_of(rows(), 2, 6),
    title=st.one_of(st.just(""), said),
    back=st.booleans(),
    home=st.one_of(st.just(()), tuples_of(tiles, 3, 5)),
    point_home=st.just(0),
    point_back=st.just(False),
)


@st.composite
def acts(draw: st.DrawFn) -> tuple[Figure, ...]:
    count = draw(st.integers(2, 5))
    figures: list[Figure] = []
    for place in range(count):
        is_arrow = 0 < place < count - 1 and figures[-1].arrow is None and draw(st.booleans())
        if is_arrow:
            figures.append(Figure(arrow=draw(st.one_of(st.just(""), said)), mark=draw(marks)))
        else:
            speech = draw(said) if draw(st.booleans()) and sum(bool(one.says) for one in figures) < 3 else ""
            figures.append(Figure(draw(icons), draw(st.one_of(st.just(""), said)), speech, mark=draw(marks)))
    return tuple(figures)


panels = st.builds(Panel, title=said, rows=tuples_of(rows(), 1, 4), tone=tones)
pictures = st.one_of(
    st.builds(Picture, alt=said, screen=screens),
    st.builds(Picture, alt=said, act=acts()),
    st.builds(Picture, alt=said, compare=tuples_of(panels, 2, 2)),
)
