"""
The rows of a screen: each kind is a function from a row and its width to a block.

Which of them a row is, is told by the one key of the first group that it has.
"""

from collections.abc import Callable
from typing import NamedTuple

from bot.drawing.block import Block
from bot.drawing.rows import cards, controls, lists, plain, talk
from bot.learning.drawing import Row


class Kind(NamedTuple):
    """One kind of row."""

    draw: Callable[[Row, float], Block]
    extras: frozenset[str] = frozenset()
    """The keys of the second group that it makes use of, besides `mark` and `point`."""


def _kind(draw: Callable[[Row, float], Block], *extras: str) -> Kind:
    return Kind(draw, frozenset(extras))


KINDS = {
    "text": _kind(plain.text, "icon", "note"),
    "heading": _kind(plain.heading, "icon", "note"),
    "field": _kind(controls.field, "value", "icon", "note"),
    "button": _kind(controls.button, "icon", "note"),
    "buttons": _kind(controls.buttons, "note"),
    "tiles": _kind(lists.tiles),
    "item": _kind(lists.item, "value", "icon", "note"),
    "message": _kind(talk.message, "sender", "icon", "note"),
    "reply": _kind(talk.reply, "note"),
    "call": _kind(talk.call, "icon", "note"),
    "notice": _kind(plain.notice, "tone", "icon", "note"),
    "qr": _kind(cards.qr, "note"),
    "card": _kind(cards.card, "value", "icon", "note"),
    "switch": _kind(controls.switch, "on", "icon", "note"),
    "check": _kind(controls.check, "on", "note"),
    "code": _kind(controls.code, "note"),
    "art": _kind(cards.art, "note"),
}


def kinds(row: Row) -> tuple[str, ...]:
    """Return what a row says it is; exactly one if it is in order."""
    return tuple(kind for kind in KINDS if getattr(row, kind) not in (None, ()))


def draw(row: Row, w: float) -> Block:
    """Return a row as a block; nothing if it does not say what it is."""
    return next((KINDS[kind].draw(row, w) for kind in kinds(row)), Block("", 0))
