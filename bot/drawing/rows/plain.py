"""Words on a screen."""

from bot.drawing.block import Block, Spot
from bot.drawing.letters import HEADING, Letters
from bot.drawing.marks import BADGE, sign
from bot.drawing.palette import TONES
from bot.drawing.rows.common import is_narrow, letters_of, say
from bot.drawing.svg import box, icon
from bot.learning.drawing import Row

_ICON = 28
_PAD = 12


def text(row: Row, w: float) -> Block:
    """Return plain words."""
    return _words(row, row.text or "", "text", w, letters_of(row))


def heading(row: Row, w: float) -> Block:
    """Return large words."""
    return _words(row, row.heading or "", "heading", w, HEADING)


def notice(row: Row, w: float) -> Block:
    """Return a box that says how it went."""
    tint, line = TONES[row.tone]
    left, top = (_PAD, _PAD + BADGE + 6) if is_narrow(w) else (2 * _PAD + BADGE, _PAD)
    said = say(row.notice or "", "notice", row.note, w - left - _PAD, 4)
    high = max(top + said.height + _PAD, BADGE + 2 * _PAD)
    beside = _PAD if is_narrow(w) else (high - BADGE) / 2
    svg = box(1, 1, w - 2, high - 2, tint, 12, line)
    svg += icon(row.icon, _PAD, beside, BADGE) if row.icon else sign(row.tone, _PAD, beside)
    svg += said.draw(left, top if is_narrow(w) else (high - said.height) / 2)
    return Block(svg, high, (Spot(0, 0, w, high),), said.tight)


def _words(row: Row, words: str, key: str, w: float, letters: Letters) -> Block:
    left = _ICON + 8 if row.icon else 0
    said = say(words, key, row.note, w - left, 4, letters)
    high = max(said.height, _ICON if row.icon else 0)
    svg = icon(row.icon, 0, (high - _ICON) / 2, _ICON) if row.icon else ""
    svg += said.draw(left, (high - said.height) / 2)
    wide = min(left + said.width + 40, w + 8)
    return Block(svg, high, (Spot(-4, -1, wide, high + 2),), said.tight)
