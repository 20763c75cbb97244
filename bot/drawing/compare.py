"""Two halves beside each other."""

from bot.drawing.block import Block, below
from bot.drawing.letters import BOLD, Tight, fit
from bot.drawing.marks import BADGE, sign
from bot.drawing.palette import TONES, WHITE, WIDTH
from bot.drawing.stack import stack
from bot.drawing.svg import box, moved, number, path
from bot.learning.drawing import Panel

_OUT, _BETWEEN, _PAD = 9, 8, 9
_WIDE = (WIDTH - 2 * _OUT - _BETWEEN) / 2


def draw(panels: tuple[Panel, ...]) -> Block:
    """Return panels, as wide as a drawing, all equally high."""
    heads = [_head(panel) for panel in panels]
    bodies = [stack(panel.rows, _WIDE - 2 * _PAD) for panel in panels]
    band = max((head.height for head in heads), default=0)
    high = band + max((body.height for body in bodies), default=0) + 26
    svg = ""
    tight: list[Tight] = []
    for place, (panel, head, body) in enumerate(zip(panels, heads, bodies, strict=True)):
        tint, line = TONES[panel.tone]
        edge = number(_WIDE - 2)
        cap = f"M2 {number(band)}V17Q2 2 17 2H{number(_WIDE - 17)}Q{edge} 2 {edge} 17V{number(band)}z"
        half = box(1, 1, _WIDE - 2, high - 2, WHITE, 16, line) + path(cap, tint)
        half += head.at(_PAD, (band - head.height) / 2) + body.at(_PAD, band + 13)
        svg += moved(half, _OUT + place * (_WIDE + _BETWEEN), _OUT)
        tight += below(head.tight + body.tight, ("compare", place))
    return Block(svg, high + 2 * _OUT, tight=tuple(tight))


def _head(panel: Panel) -> Block:
    """Return the title, with the sign of its tone."""
    left = 0 if panel.tone == "plain" else BADGE + 7
    title = fit(panel.title, _WIDE - 2 * _PAD - left, BOLD, 3, ("title",))
    high = max(title.height, BADGE) + 14
    svg = sign(panel.tone, 0, (high - BADGE) / 2) if left else ""
    return Block(svg + title.draw(left, (high - title.height) / 2), high, tight=title.tight)
