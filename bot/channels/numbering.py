"""Choices as they can be shown on a channel: as buttons, as lines with numbers, or as lines with numbers on buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.channels.capabilities import ButtonLimits
from bot.channels.splitting import units
from bot.channels.styled import label
from bot.dialogue.messages import Button

_NUMBERS_A_ROW = 5
_SHORT = 12
"""Characters of labels of which two share a row without crowding a thumb."""
_TINY = 6
"""The same for three in a row."""

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The choices of one message."""

    lines: tuple[str, ...] = ()
    """To be read in the text."""
    rows: Rows = ()
    """To be pressed beneath it."""


def show(buttons: Sequence[Button], prompt: int | None, limits: ButtonLimits | None, says_something: bool) -> Shown:
    """
    Return how choices are shown; the numbers are those that `bot.dialogue.hearing` takes for them.

    A button needs a prompt that it belongs to; without one, or where the platform does not take every button, all
    choices are lines. Where a label is too long for a button, or nothing else is said, the choices are lines and their
    numbers stand on the buttons.
    """
    return _shown(tuple(buttons), None if prompt is None else len(str(prompt)), limits, says_something)


@lru_cache(maxsize=4_096)
def _shown(buttons: Sequence[Button], digits: int | None, limits: ButtonLimits | None, says_something: bool) -> Shown:
    """Return the same, of a prompt whose number has so many digits: everybody is asked the same."""
    named = tuple(replace(button, label=label(button.label)) for button in buttons)
    lines = tuple(f"{number}. {button.label}" for number, button in enumerate(named, 1))
    if digits is None or limits is None or not _fit(named, digits, limits):
        return Shown(lines)
    if says_something and all(0 < units(button.label) <= limits.label for button in named):
        return Shown(rows=_rows(named, _labels_a_row(named)))
    numbers = tuple(replace(button, label=str(number)) for number, button in enumerate(named, 1))
    return Shown(lines, _rows(numbers, _NUMBERS_A_ROW))


def _fit(buttons: Sequence[Button], digits: int, limits: ButtonLimits) -> bool:
    payloads = (digits + len(f":{button.key}".encode()) for button in buttons)
    return len(buttons) <= limits.most and all(payload <= limits.payload for payload in payloads)


def _labels_a_row(buttons: Sequence[Button]) -> int:
    longest = max((units(button.label) for button in buttons), default=0)
    return 3 if longest <= _TINY else 2 if longest <= _SHORT else 1


def _rows(buttons: Sequence[Button], most: int) -> Rows:
    """Return the buttons in rows of nearly the same length, none longer than `most`."""
    if not buttons:
        return ()
    rows = -(-len(buttons) // most)
    width = -(-len(buttons) // rows)
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
