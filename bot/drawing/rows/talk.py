"""Messages and calls."""

from bot.drawing.block import Block, Spot
from bot.drawing.letters import Letters, fit, fit_even, fit_title
from bot.drawing.palette import BAD, BODY, FAINT, GOOD, LINE, MAIN, NORMAL, PALE, SILHOUETTE, SMALL, SOFT, TINT, WHITE
from bot.drawing.rows.common import is_narrow, most, say
from bot.drawing.svg import disc, icon, moved, number, path
from bot.learning.drawing import Row

_PAD = 12
_TAIL = 8
_ICON = 34
_SENDER = Letters(SMALL, True, SOFT)
_CALLER = Letters(NORMAL, True, WHITE)
_UNDER = Letters(SMALL, colour=PALE)
_HANDSET = "M-9-9l-2 2c-2 3 0 8 4 12s9 6 12 4l2-2-5-6-3 2c-2-1-4-3-5-5l2-3z"


def message(row: Row, w: float) -> Block:
    """Return a received message: on the left, with its sender."""
    left = _TAIL + (_ICON + 2 if row.icon else 0)
    room = _room(w) - (_ICON if row.icon else 0)
    sender = fit(row.sender, room, _SENDER, 2, ("sender",))
    said = say(row.message or "", "message", row.note, room, 6)
    wide, high = max(sender.width, said.width) + 2 * _PAD, sender.height + said.height + 18
    svg = icon(row.icon, 0, 0, _ICON) if row.icon else ""
    svg += moved(_bubble(wide, high, -1, FAINT, LINE), left, 0)
    svg += sender.draw(left + _PAD, 9) + said.draw(left + _PAD, 9 + sender.height)
    return Block(svg, high, (Spot(left, 0, wide, high),), sender.tight + said.tight)


def reply(row: Row, w: float) -> Block:
    """Return a message of one's own: on the right, tinted."""
    said = say(row.reply or "", "reply", row.note, _room(w), 6)
    wide, high = said.width + 2 * _PAD, said.height + 18
    left = w - wide - _TAIL
    svg = moved(_bubble(wide, high, 1, TINT, MAIN), left, 0) + said.draw(left + _PAD, 9)
    return Block(svg, high, (Spot(left, 0, wide, high),), said.tight)


def call(row: Row, w: float) -> Block:
    """Return an incoming call: who it is, and a red button to hang up, a green one to answer."""
    name = fit_title(row.call or "", w - 24, _CALLER, most(2, w), ("call",))
    note = fit_even(row.note, w - 24, _UNDER, most(2, w), ("note",))
    middle, far = w / 2, min(w / 4, 70)
    low = 76 + name.height + note.height
    high = low + 72
    svg = path(_round(w, high), BODY) + disc(middle, 40, 28, SILHOUETTE)
    svg += icon(row.icon or "phone", middle - 20, 20, 40)
    svg += name.draw(middle, 74, "middle") + note.draw(middle, 74 + name.height, "middle")
    svg += disc(middle - far, low + 34, 26, BAD, WHITE) + disc(middle + far, low + 34, 26, GOOD, WHITE)
    svg += moved(path(_HANDSET, WHITE), middle - far, low + 36, "rotate(135)")
    svg += moved(path(_HANDSET, WHITE), middle + far, low + 34)
    things = tuple(Spot(x - 28, low + 6, 56, 56) for x in (middle - far, middle + far))
    return Block(svg, high, things, name.tight + note.tight)


def _room(w: float) -> float:
    return w - 2 * _PAD - _TAIL - (0 if is_narrow(w) else 28)


def _round(w: float, h: float) -> str:
    return f"M16 0H{number(w - 16)}q16 0 16 16V{number(h - 16)}q0 16-16 16H16q-16 0-16-16V16Q0 0 16 0z"


def _bubble(w: float, h: float, side: int, fill: str, line: str) -> str:
    """Return a bubble; `side` is where its tail is, -1 the upper left or 1 the lower right."""
    down, across = number(h - 30), number(w - 30)
    if side < 0:
        shape = f"M-7 1H{number(w - 15)}q14 0 14 14v{down}q0 14-14 14H15q-14 0-14-14V14Q1 6-7 1z"
    else:
        shape = f"M15 1h{across}q14 0 14 14v{down}q0 9 8 14H15q-14 0-14-14V15Q1 1 15 1z"
    return path(shape, fill, line)
