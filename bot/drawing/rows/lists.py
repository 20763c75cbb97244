"""Lines of a list, and icons beside each other."""

from bot.drawing.block import Block, Spot
from bot.drawing.letters import LABEL, NOTE, Fitted, fit, fit_even
from bot.drawing.palette import FAINT, LINE
from bot.drawing.rows.common import is_narrow, letters_of, most
from bot.drawing.svg import box, icon, number, path
from bot.learning.drawing import Row, Tile

_TILE = 58
_ICON = 32
_LITTLE = 0.45
"""How much of a line its note may take."""


def tiles(row: Row, w: float) -> Block:
    """Return icons with names under them, each on a tile."""
    return shelf(row.tiles, w, _TILE, "tiles", FAINT)


def shelf(shown: tuple[Tile, ...], w: float, side: float, key: str, tile: str = "") -> Block:
    """Return icons with names under them, spread over the width; `tile` is the colour under each."""
    wide = w / max(len(shown), 1)
    labels = [fit_even(one.label, wide - 6, LABEL, 3, (key, place, "label")) for place, one in enumerate(shown)]
    inset = 7 if tile else 0
    svg = ""
    for place, (one, label) in enumerate(zip(shown, labels, strict=True)):
        middle = wide * (place + 0.5)
        svg += box(middle - side / 2, 0, side, side, tile, 14) if tile else ""
        svg += icon(one.icon, middle - side / 2 + inset, inset, side - 2 * inset)
        svg += label.draw(middle, side + 3, "middle")
    high = side + max([0, *(label.height + 3 for label in labels if label.lines)])
    around = [min(max(side, label.width) + 20, wide - 4) for label in labels]
    spots = tuple(Spot(wide * (place + 0.5) - one / 2, -3, one, high + 5) for place, one in enumerate(around))
    return Block(svg, high, spots, tuple(tight for label in labels for tight in label.tight))


def item(row: Row, w: float) -> Block:
    """Return a line of a list: its note stands at its end if there is room, else under its words."""
    left = _ICON + 10 if row.icon else 2
    room = w - left
    note = fit(row.note, room, NOTE, most(2, w), ("note",))
    beside = room - note.width - 10
    is_beside = _is_little(note, room) and not is_narrow(w) and _item(row, beside, w).is_one_line
    first = _item(row, beside if is_beside else room, w)
    value = fit(row.value, beside if is_beside else room, NOTE, most(2, w), ("value",))
    tall = first.height + value.height + (0 if is_beside else note.height)
    high = max(tall, _ICON if row.icon else 0) + 14
    middle = high / 2 - 1
    top = middle - tall / 2
    svg = icon(row.icon, 0, middle - _ICON / 2, _ICON) if row.icon else ""
    svg += first.draw(left, top) + value.draw(left, top + first.height)
    if is_beside:
        svg += note.draw(w - 2, middle - note.height / 2, "end")
    else:
        svg += note.draw(left, top + first.height + value.height)
    svg += path(f"M0 {number(high - 1)}h{number(w)}", line=LINE)
    return Block(svg, high, (Spot(-4, 0, w + 8, high - 2),), first.tight + value.tight + note.tight)


def _item(row: Row, room: float, w: float) -> Fitted:
    return fit(row.item or "", max(room, 1), letters_of(row), most(3, w), ("item",))


def _is_little(note: Fitted, room: float) -> bool:
    return bool(note.lines) and note.is_one_line and note.width < room * _LITTLE
