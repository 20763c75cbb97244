"""Words → lines of a certain width."""

import re

from bot.drawing.metrics import width

_SEAM = re.compile(r"(?<=[./@:_-])(?=[^\s./@:_-])")
"""Where an address may be broken."""
_CLOSE_ENOUGH = 4


def wrap(words: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """
    Return words in lines that are at most `room` wide; spaces and ends of lines aside, they stay the same.

    A word that is too long by itself is broken, at a dot or the like if possible.
    """
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, room, size, bold)
    return tuple(lines)


def balance(words: str, room: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """Return words in as few lines as `wrap` does, but about equally long, as they look best around a middle."""
    lines = wrap(words, room, size, bold)
    least = max((width(word, size, bold) for word in words.split()), default=room)
    while room - least > _CLOSE_ENOUGH:
        middle = (room + least) / 2
        narrower = wrap(words, middle, size, bold)
        if len(narrower) > len(lines):
            least = middle
        else:
            room, lines = middle, narrower
    return lines


def longest_word(words: str, size: float, bold: bool = False) -> float:
    """Return how wide the widest word is."""
    return max((width(word, size, bold) for word in words.split()), default=0)


def unbreakable(words: str, room: float, size: float, bold: bool = False) -> str:
    """Return a part of a word that does not fit and has no place to be broken at, or nothing."""
    parts = (part for word in words.split() for part in _SEAM.split(word))
    return next((part for part in parts if width(part, size, bold) > room), "")


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for part in _SEAM.split(word):
        for unit in [part] if width(part, size, bold) <= room else part:
            if pieces[-1] and width(pieces[-1] + unit, size, bold) > room:
                pieces.append("")
            pieces[-1] += unit
    return pieces
