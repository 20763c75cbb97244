"""
What an author has to mend in a description before it can be drawn well.

Faults are values; `bot.curriculum.checks.media` says them in the author's language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from typing import Any

from bot.drawing.drawn import draw
from bot.drawing.icons import ICONS
from bot.drawing.letters import Tight, Where
from bot.drawing.rows import KINDS, kinds
from bot.drawing.rows import draw as draw_row
from bot.learning.course import Picture
from bot.learning.drawing import Figure, Row, Screen, Tile

HOW_MANY = {
    "rows": (2, 6),
    "compare": (2, 2),
    "panel": (1, 4),
    "tiles": (2, 4),
    "buttons": (2, 3),
    "home": (3, 5),
    "act": (2, 5),
    "speakers": (0, 3),
    "code": (3, 8),
}
"""How many there may be, from the least to the most."""

_EXTRAS = ("value", "icon", "note", "sender", "tone", "on")
_WIDE = 300
"""Some width, at which a row is asked how many things it has."""


@dataclass(frozen=True, slots=True)
class UnknownIcon:
    """An icon that does not exist."""

    at: Where
    name: str
    nearest: str
    """The most similar name that exists, or nothing."""


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """Too few or too many of something."""

    at: Where
    what: str
    """A key of HOW_MANY."""
    count: int


@dataclass(frozen=True, slots=True)
class PointsNowhere:
    """A finger that points at something that is not there."""

    at: Where
    point: int
    things: int


@dataclass(frozen=True, slots=True)
class NotOneKind:
    """A row that does not say what it is, or says it several times."""

    at: Where
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Something said of a row or figure that those of its kind do not show."""

    at: Where
    kind: str


@dataclass(frozen=True, slots=True)
class LooseArrow:
    """An arrow without a figure before it and one after it."""

    at: Where


Fault = Tight | UnknownIcon | WrongNumber | PointsNowhere | NotOneKind | NotDrawn | LooseArrow


def faults(picture: Picture) -> tuple[Fault, ...]:
    """Return everything that is wrong with a description; a picture from a file has no faults."""
    found = list(_faults(picture))
    tight = () if any(isinstance(fault, NotOneKind) for fault in found) else draw(picture).tight
    return (*found, *tight)


def texts(picture: Picture) -> Iterator[tuple[Where, str]]:
    """Yield all words that a drawing shows, with their places."""
    for key in ("screen", "act", "compare"):
        yield from _texts(getattr(picture, key), (key,))


def _texts(value: Any, at: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        if value and at[-1] not in {"icon", "art", "tone", "mark"}:
            yield at, value
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _texts(one, (*at, place))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), (*at, field.name))


def _faults(picture: Picture) -> Iterator[Fault]:
    if picture.screen is not None:
        yield from _screen(picture.screen, ("screen",))
    if picture.act:
        yield from _act(picture.act, ("act",))
    if picture.compare:
        yield from _number(("compare",), "compare", len(picture.compare))
        for place, panel in enumerate(picture.compare):
            yield from _rows(panel.rows, ("compare", place, "rows"), "panel")


def _screen(screen: Screen, at: Where) -> Iterator[Fault]:
    yield from _rows(screen.rows, (*at, "rows"), "rows")
    if screen.home:
        yield from _number((*at, "home"), "home", len(screen.home))
    yield from _tiles(screen.home, (*at, "home"))
    yield from _point((*at, "point_home"), screen.point_home, len(screen.home))
    yield from _point((*at, "point_back"), int(screen.point_back), int(screen.back))


def _rows(rows: Sequence[Row], at: Where, what: str) -> Iterator[Fault]:
    yield from _number(at, what, len(rows))
    for place, row in enumerate(rows):
        yield from _row(row, (*at, place))


def _row(row: Row, at: Where) -> Iterator[Fault]:
    found = kinds(row)
    if len(found) != 1:
        yield NotOneKind(at, found)
        return
    kind = found[0]
    for key in _EXTRAS:
        if getattr(row, key) not in ("", "plain", False) and key not in KINDS[kind].extras:
            yield NotDrawn((*at, key), kind)
    if row.buttons:
        yield from _number((*at, kind), kind, len(row.buttons))
    if row.tiles:
        yield from _number((*at, kind), kind, len(row.tiles))
    if row.code is not None:
        yield from _number((*at, kind), kind, row.code)
    yield from _tiles(row.tiles, (*at, kind))
    yield from _icon((*at, "icon"), row.icon)
    yield from _icon((*at, "art"), row.art or "")
    if row.point:
        yield from _point((*at, "point"), row.point, len(draw_row(row, _WIDE).things))


def _act(figures: Sequence[Figure], at: Where) -> Iterator[Fault]:
    yield from _number(at, "act", len(figures))
    yield from _number(at, "speakers", sum(bool(figure.says) for figure in figures))
    arrows = {place for place, figure in enumerate(figures) if figure.arrow is not None}
    for place, figure in enumerate(figures):
        if place not in arrows:
            yield from _icon((*at, place, "icon"), figure.icon, is_needed=True)
            continue
        if {place - 1, place + 1} & (arrows | {-1, len(figures)}):
            yield LooseArrow((*at, place))
        for key in ("icon", "label", "says"):
            if getattr(figure, key):
                yield NotDrawn((*at, place, key), "arrow")


def _tiles(tiles: Sequence[Tile], at: Where) -> Iterator[Fault]:
    for place, tile in enumerate(tiles):
        yield from _icon((*at, place, "icon"), tile.icon, is_needed=True)


def _icon(at: Where, name: str, is_needed: bool = False) -> Iterator[Fault]:
    if name not in ICONS and (name or is_needed):
        yield UnknownIcon(at, name, next(iter(get_close_matches(name, ICONS, n=1)), ""))


def _number(at: Where, what: str, count: int) -> Iterator[Fault]:
    least, most = HOW_MANY[what]
    if not least <= count <= most:
        yield WrongNumber(at, what, count)


def _point(at: Where, point: int, things: int) -> Iterator[Fault]:
    if not 0 <= point <= things:
        yield PointsNowhere(at, point, things)
