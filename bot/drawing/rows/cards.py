"""Cards, codes to scan, and large icons."""

from bot.drawing.block import Block, Spot
from bot.drawing.letters import BOLD, TEXT, fit, fit_even
from bot.drawing.palette import INK, LINE, PLAIN, PLAIN_TINT, WHITE
from bot.drawing.rows.common import is_narrow, most, say, say_even
from bot.drawing.svg import box, icon, moved, number, path
from bot.learning.drawing import Row

_QR = 112
_ART = 92
_ICON = 46
_PAD = 12
_BLACK = (
    "M0 0h7v7H0zM14 0h7v7h-7zM0 14h7v7H0zM9 0h1v2h2v2h-2v3H9zM11 6h2v2h-2zM0 9h2v2H0zM4 9h3v1H4zM9 9h3v3H9z"
    "M14 9h2v2h-2zM18 9h3v1h-3zM3 11h2v2H3zM9 14h2v2H9zM12 13h3v2h-3zM17 12h2v2h-2zM14 17h2v2h-2z"
    "M18 16h3v2h-3zM9 18h3v3H9zM17 19h2v2h-2z"
)
_EYES = "M1 1h5v5H1zM15 1h5v5h-5zM1 15h5v5H1z"
_PUPILS = "M2 2h3v3H2zM16 2h3v3h-3zM2 16h3v3H2z"


def qr(row: Row, w: float) -> Block:
    """Return what looks like a QR code, but no camera reads it, with words under it."""
    said = say_even(row.qr or "", "qr", row.note, w, 2, BOLD)
    left = (w - _QR) / 2
    squares = path(_BLACK, INK) + path(_EYES, WHITE) + path(_PUPILS, INK)
    svg = box(left + 1, 1, _QR - 2, _QR - 2, WHITE, 10, INK) + moved(squares, left + 14, 14, "scale(4)")
    svg += said.draw(w / 2, _QR + 4, "middle")
    return Block(svg, _QR + 4 + said.height, (_around(w, _QR, said.width, _QR + 4 + said.height),), said.tight)


def card(row: Row, w: float) -> Block:
    """Return a card with its title in a band, and a second line beside its icon."""
    title = fit(row.card or "", w - 2 * _PAD, BOLD, most(2, w), ("card",))
    left, above = _PAD, 10.0
    if row.icon and is_narrow(w):
        above += _ICON + 6
    elif row.icon:
        left += _ICON + 12
    said = say(row.value, "value", row.note, w - left - _PAD, 2)
    band = title.height + 12
    body = max(above + said.height + 10, _ICON + 18 if row.icon else 20)
    high = band + body
    svg = box(1, 1, w - 2, high - 2, WHITE, 12, PLAIN)
    svg += path(f"M2 {number(band)}V13Q2 2 13 2H{number(w - 13)}q11 0 11 11V{number(band)}z", PLAIN_TINT)
    svg += path(f"M2 {number(band)}H{number(w - 2)}", line=LINE) + title.draw(_PAD, 6)
    if row.icon:
        svg += icon(row.icon, _PAD, band + (9 if is_narrow(w) else (body - _ICON) / 2), _ICON)
    svg += said.draw(left, band + (above if is_narrow(w) else (body - said.height) / 2))
    return Block(svg, high, (Spot(0, 0, w, high),), title.tight + said.tight)


def art(row: Row, w: float) -> Block:
    """Return one large icon, and words under it."""
    note = fit_even(row.note, w, TEXT, most(3, w), ("note",))
    left = (w - _ART) / 2
    svg = icon(row.art or "", left, 0, _ART) + note.draw(w / 2, _ART + 6, "middle")
    high = _ART + (6 + note.height if row.note else 0)
    return Block(svg, high, (_around(w, _ART, note.width, high),), note.tight)


def _around(w: float, side: float, words: float, high: float) -> Spot:
    """Return the place of a thing in the middle and of the words under it."""
    wide = max(side, words) + 8
    return Spot((w - wide) / 2, -4, wide, high + 6)
