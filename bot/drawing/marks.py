"""What is drawn over a thing: a tick, a cross, a warning, a pointing finger."""

from bot.drawing.block import Spot
from bot.drawing.palette import BAD, GOOD, INK, PAINTS, PLAIN, RING, WHITE
from bot.drawing.svg import disc, moved, path, ring
from bot.learning.drawing import Mark, Tone

BADGE = 28
"""How wide a badge is."""
REACH = 36
"""How far a hand reaches below what it points at."""

_SIGNS: dict[str, str] = {
    "tick": disc(14, 14, 13, GOOD, WHITE) + path("M8 14.5l4.3 4.5 8-9.5", line=WHITE, pen=3.5),
    "cross": disc(14, 14, 13, BAD, WHITE) + path("M9 9l10 10M19 9L9 19", line=WHITE, pen=3.5),
    "warn": path("M14 2L27 25H1z", PAINTS["yellow"], INK) + path("M14 10v7M14 21v.1", line=INK, pen=3),
    "info": disc(14, 14, 13, PLAIN, WHITE) + path("M14 13v7M14 8v.1", line=WHITE, pen=3.5),
}
_OF_TONE: dict[Tone, str] = {"plain": "info", "good": "tick", "warn": "warn", "bad": "cross"}

_HAND_WIDE = 30
_HAND = (
    "M-4 1a4.5 4.5 0 0 1 9 0v13q0-3 3.5-3t3.5 3v2q0-3 3.5-3t3.5 3v2q.5-2 3-2t3 3v9q0 11-11 11h-4"
    "q-5 0-8-4l-9-12q-2-4 1-5t5 1l3 3z"
)


def badge(mark: Mark, x: float, y: float) -> str:
    """Return a tick or a cross with its upper left corner at a place."""
    return moved(_SIGNS[mark], x, y)


def sign(tone: Tone, x: float, y: float) -> str:
    """Return the sign of a tone: its meaning never hangs on a colour alone."""
    return moved(_SIGNS[_OF_TONE[tone]], x, y)


def finger(spot: Spot, end: float) -> str:
    """Return a ring round a thing, and a hand that touches its lower right edge; `end` is where the hand has to end."""
    tip = min(spot.x + spot.w - min(28, max(8, spot.w * 0.15)), end - _HAND_WIDE)
    hand = moved(path(_HAND, PAINTS["skin"], INK), tip, spot.y + spot.h - 1, "rotate(-18)")
    return ring(spot.x, spot.y, spot.w, spot.h, RING) + hand
