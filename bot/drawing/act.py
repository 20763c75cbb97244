"""People and things side by side, what they say, and what goes from one to the next."""

from dataclasses import dataclass
from itertools import pairwise

from bot.drawing.block import Block, below
from bot.drawing.letters import TEXT, Fitted, Letters, fit_even
from bot.drawing.marks import BADGE, badge
from bot.drawing.palette import GROUND, INK, SMALL, SOFT, WHITE, WIDTH
from bot.drawing.svg import box, icon, number, path
from bot.learning.drawing import Figure

_EDGE = 14
_LARGEST = 104
_LABEL = Letters(SMALL, True)
_ON_ARROW = Letters(SMALL, True, SOFT)
_WIDE_ARROW, _ARROW = 92, 72
_FEW = 3
_WIDEST_BUBBLE = 250
_PAD = 11
_TAIL = 13
_ABOVE = 12
_SHAFT = 6
"""How far under the middle of the figures an arrow is."""
_OVER_ARROW = 17
"""How far over an arrow its words end."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a figure or an arrow stands, and its words under it or on it."""

    figure: Figure
    number: int
    middle: float
    wide: float
    words: Fitted

    @property
    def is_arrow(self) -> bool:
        return self.figure.arrow is not None


def draw(figures: tuple[Figure, ...]) -> Block:
    """Return an act, as wide as a drawing."""
    places = _places(figures)
    side = min([_LARGEST, *(place.wide - 4 for place in places if not place.is_arrow)])
    speech = _speech(places)
    over_arrow = max((place.words.height for place in places if place.is_arrow), default=0)
    bubbles = speech.height + _TAIL if speech.svg else -_ABOVE
    top = bubbles + 2 * _ABOVE + max(0, over_arrow + _OVER_ARROW - _SHAFT - side / 2)
    ground = top + side
    svg = box(10, ground - 16, WIDTH - 20, 22, GROUND, 11)
    for place in places:
        svg += _arrow(place, top + side / 2 + _SHAFT) if place.is_arrow else _figure(place, top, side)
    svg += speech.at(0, _ABOVE)
    under = max([0, *(place.words.height for place in places if not place.is_arrow)])
    tight = speech.tight + tuple(one for place in places for one in below(place.words.tight, ("act", place.number)))
    return Block(svg, ground + 10 + under + 12, tight=tight)


def _places(figures: tuple[Figure, ...]) -> list[_Place]:
    arrows = sum(figure.arrow is not None for figure in figures)
    arrow_wide = _WIDE_ARROW if len(figures) <= _FEW else _ARROW
    figure_wide = (WIDTH - 2 * _EDGE - arrows * arrow_wide) / max(len(figures) - arrows, 1)
    x, places = float(_EDGE), []
    for place, figure in enumerate(figures):
        wide = figure_wide if figure.arrow is None else arrow_wide
        if figure.arrow is None:
            words = fit_even(figure.label, wide - 4, _LABEL, 3, ("label",))
        else:
            words = fit_even(figure.arrow, wide - 2, _ON_ARROW, 3, ("arrow",))
        places.append(_Place(figure, place, x + wide / 2, wide, words))
        x += wide
    return places


def _figure(place: _Place, top: float, side: float) -> str:
    svg = icon(place.figure.icon, place.middle - side / 2, top, side)
    if place.figure.mark:
        svg += badge(place.figure.mark, place.middle + side / 2 - BADGE + 4, top + side - BADGE - 4)
    return svg + place.words.draw(place.middle, top + side + 10, "middle")


def _arrow(place: _Place, y: float) -> str:
    begin, end, high = place.middle - place.wide / 2 + 6, place.middle + place.wide / 2 - 6, number(y)
    svg = path(f"M{number(begin)} {high}H{number(end)}m-11-10l11 10-11 10", line=INK, pen=4)
    if place.figure.mark:
        svg += badge(place.figure.mark, place.middle - BADGE / 2 - 4, y - BADGE / 2)
    return svg + place.words.draw(place.middle, y - _OVER_ARROW - place.words.height, "middle")


def _speech(places: list[_Place]) -> Block:
    """Return the bubbles; each may be as wide as reaches half-way to its neighbours, and all end at one height."""
    speakers = [place for place in places if place.figure.says]
    halfway = [(one.middle + other.middle) / 2 for one, other in pairwise(speakers)]
    rooms = list(zip([5.0, *halfway], [*halfway, WIDTH - 5.0], strict=True)) if speakers else []
    said = [_said(place, end - begin) for place, (begin, end) in zip(speakers, rooms, strict=True)]
    bottom = max((words.height for words in said), default=-16) + 16
    svg = "".join(
        _bubble(place.middle, words, bottom, *room) for place, words, room in zip(speakers, said, rooms, strict=True)
    )
    return Block(svg, bottom, tight=tuple(tight for words in said for tight in words.tight))


def _said(place: _Place, room: float) -> Fitted:
    inside = min(room - 6, _WIDEST_BUBBLE) - 2 * _PAD
    return fit_even(place.figure.says, inside, TEXT, 6, ("act", place.number, "says"))


def _bubble(middle: float, said: Fitted, bottom: float, begin: float, end: float) -> str:
    """Return a bubble between two bounds, with a tail to the figure in the middle."""
    wide, high = max(said.width + 2 * _PAD, 56), said.height + 16
    x = min(max(middle - wide / 2, begin + 3), end - 3 - wide)
    y, tail = bottom - high, min(max(middle, x + 22), x + wide - 22)
    across, down = number(wide - 28), number(high - 28)
    shape = (
        f"M{number(x + 14)} {number(y)}h{across}q14 0 14 14v{down}q0 14-14 14H{number(tail + 8)}l-8 {_TAIL}-8-{_TAIL}"
        f"H{number(x + 14)}q-14 0-14-14V{number(y + 14)}q0-14 14-14z"
    )
    return path(shape, WHITE, SOFT) + said.draw(x + wide / 2, y + 8, "middle")
