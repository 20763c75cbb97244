"""Rows under each other, with their badges, and the finger that points at one of their things."""

from bot.drawing.block import Block, below
from bot.drawing.letters import Tight
from bot.drawing.marks import BADGE, REACH, badge, finger
from bot.drawing.rows import draw
from bot.learning.drawing import Row

_GAP = 12
_OVER = 12
"""How far a hand may reach beyond the end of a row."""


def stack(rows: tuple[Row, ...], w: float) -> Block:
    """Return rows as one block; hands are drawn over everything else, and have room under what they point at."""
    y, svg, over = 0.0, "", ""
    tight: list[Tight] = []
    for place, row in enumerate(rows):
        block = draw(row, w - BADGE - 6 if row.mark else w)
        high = max(block.height, BADGE if row.mark else 0)
        svg += block.at(0, y + (high - block.height) / 2)
        if row.mark:
            over += badge(row.mark, w - BADGE, y + (high - BADGE) / 2)
        if 0 < row.point <= len(block.things):
            over += finger(block.things[row.point - 1].moved(0, y + (high - block.height) / 2), w + _OVER)
        tight += below(block.tight, ("rows", place))
        y += high + (REACH if row.point else _GAP)
    return Block(svg + over, max(y - _GAP, 0), tight=tuple(tight))
