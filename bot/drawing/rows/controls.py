"""What one can press or type into."""

from bot.drawing.block import Block, Spot
from bot.drawing.letters import NOTE, TEXT, Letters, fit, fit_even
from bot.drawing.marks import REACH
from bot.drawing.palette import FAINT, GOOD, INK, LINE, MAIN, NORMAL, SOFT, TINT, WHITE
from bot.drawing.rows.common import is_narrow, most, say
from bot.drawing.svg import box, disc, icon, number, path
from bot.learning.drawing import Row

_PAD = 12
_ICON = 28
_LOW = 46
"""How high what one presses is at least."""
_GAP = 10
_HINT = Letters(colour=SOFT)
_ON_MAIN = Letters(NORMAL, True, WHITE)
_IN_MAIN = Letters(NORMAL, True, MAIN)
_CODE_STEP = 48


def field(row: Row, w: float) -> Block:
    """Return a box to type in: its name over what has been typed, or in it where nothing has."""
    room = w - 2 * _PAD - (_ICON + 8 if row.icon else 0)
    name = row.field or ""
    if row.value:
        over = fit(name, w - 4, NOTE, most(2, w), ("field",))
        inside = fit(row.value, room, TEXT, most(2, w), ("value",))
    else:
        over, inside = fit("", w), fit(name, room, _HINT, most(2, w), ("field",))
    top = over.height + 3 if row.value else 0
    high = max(inside.height + 20, _LOW)
    svg = over.draw(2, 0) + box(1, top + 1, w - 2, high - 2, WHITE, 10, SOFT)
    svg += inside.draw(_PAD, top + (high - inside.height) / 2)
    things = [Spot(0, top, w, high)]
    if row.icon:
        svg += icon(row.icon, w - _PAD - _ICON + 2, top + (high - _ICON) / 2, _ICON)
        things.append(Spot(w - _PAD - _ICON - 2, top + (high - _ICON) / 2 - 4, _ICON + 8, _ICON + 8))
    return _noted(row, w, Block(svg, top + high, tuple(things), over.tight + inside.tight))


def button(row: Row, w: float) -> Block:
    """Return a wide button."""
    left = _ICON + 14 if row.icon else 0
    label = fit_even(row.button or "", w - 2 * _PAD - left, _ON_MAIN, most(2, w), ("button",))
    high = max(label.height + 20, _LOW)
    svg = box(0, 0, w, high, MAIN, 12) + label.draw((w + left) / 2, (high - label.height) / 2, "middle")
    if row.icon:
        middle = (w - label.width - left) / 2 + 17
        svg += disc(middle, high / 2, 17, WHITE) + icon(row.icon, middle - 12, high / 2 - 12, 24)
    return _noted(row, w, Block(svg, high, (Spot(0, 0, w, high),), label.tight))


def buttons(row: Row, w: float) -> Block:
    """Return buttons beside each other, in a narrow place under each other; none looks more right than another."""
    columns = 1 if is_narrow(w) else len(row.buttons)
    wide = (w - _GAP * (columns - 1)) / columns
    labels = [fit_even(label, wide - 14, _IN_MAIN, 2, ("buttons", place)) for place, label in enumerate(row.buttons)]
    high = max([_LOW, *(label.height + 16 for label in labels)])
    spots = [
        Spot(place % columns * (wide + _GAP), place // columns * (high + _GAP), wide, high)
        for place in range(len(labels))
    ]
    svg = "".join(
        box(spot.x + 1, spot.y + 1, wide - 2, high - 2, TINT, 12, MAIN)
        + label.draw(spot.x + wide / 2, spot.y + (high - label.height) / 2, "middle")
        for label, spot in zip(labels, spots, strict=True)
    )
    tight = tuple(tight for label in labels for tight in label.tight)
    return _noted(row, w, Block(svg, spots[-1].y + high, tuple(spots), tight))


def switch(row: Row, w: float) -> Block:
    """Return a switch at the end of its words; where it is on, its knob is right and holds a tick."""
    left = _ICON + 10 if row.icon else 0
    said = say(row.switch or "", "switch", row.note, w - left - 68, 3)
    high = max(said.height, 34)
    middle = high / 2
    svg = icon(row.icon, 0, middle - _ICON / 2, _ICON) if row.icon else ""
    svg += said.draw(left, middle - said.height / 2) + box(w - 57, middle - 15, 56, 30, GOOD if row.on else SOFT, 15)
    svg += disc(w - 16 if row.on else w - 42, middle, 12, WHITE)
    if row.on:
        svg += path(f"M{number(w - 21)} {number(middle)}l4 4 6-7", line=GOOD, pen=3)
    return Block(svg, high, (Spot(w - 59, middle - 17, 60, 34),), said.tight)


def check(row: Row, w: float) -> Block:
    """Return a box to tick, and its words."""
    left = 40
    said = say(row.check or "", "check", row.note, w - left, 3)
    high = max(said.height, 32)
    middle = high / 2
    svg = box(2, middle - 14, 28, 28, MAIN if row.on else WHITE, 6, MAIN if row.on else INK)
    if row.on:
        svg += path(f"M9 {number(middle)}l5 6 9-11", line=WHITE, pen=4)
    svg += said.draw(left, middle - said.height / 2)
    return Block(svg, high, (Spot(-1, middle - 17, 34, 34),), said.tight)


def code(row: Row, w: float) -> Block:
    """Return boxes for the digits of a code."""
    count = max(row.code or 0, 1)
    step = min(w / count, _CODE_STEP)
    left = (w - step * count) / 2
    svg = "".join(
        box(left + place * step + 3, 1, step - 6, 42, FAINT, 8, LINE) + disc(left + (place + 0.5) * step, 22, 4.5, INK)
        for place in range(count)
    )
    return _noted(row, w, Block(svg, 44, (Spot(left, -2, step * count, 48),)))


def _noted(row: Row, w: float, block: Block) -> Block:
    """Return a block with the note of its row under it."""
    if not row.note:
        return block
    note = fit(row.note, w - 4, NOTE, most(2, w), ("note",))
    top = block.height + (REACH if row.point else 4)
    return Block(block.svg + note.draw(2, top), top + note.height, block.things, block.tight + note.tight)
