"""
A long text in pieces that each fit into a bubble: cut where a reader pauses, and never inside a sign.

What people see as one sign (a letter with its marks, a flag, a family of emojis) may be many characters.
"""

import re
import unicodedata
from collections.abc import Iterator

Piece = tuple[int, int]
"""Begin and end in a text, in characters of Python."""
Pause = tuple[int, int, int]
"""Begin and end of white space, and its kind: the lower, the longer a reader pauses."""

_FULL_ENOUGH = 2
"""A piece is worth ending early, at a paragraph, a line or a sentence, if it fills one part in so many."""

_SPACE = re.compile(r"\s+")
_SENTENCE_ENDS = tuple(f"{end}{close}" for end in ".!?…:;" for close in ("", "”", '"', "’", "'", ")"))
_PARAGRAPH, _LINE, _SENTENCE, _WORD = range(4)

_JOINER = "\u200d"
_CLINGING = frozenset({_JOINER, "\u200c", *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0020, 0xE0080))})
"""Beside marks, what belongs to the sign before it: joiners, tones of skin, letters of the flags of regions."""


def units(text: str) -> int:
    """Return how long a text is as platforms count: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> tuple[Piece, ...]:
    """
    Return the pieces of a text in order, each of at most `limit` UTF-16 units; no limit is below 2.

    Nothing but white space is left out: at both ends of the text, and at a cut all that stands there. A text that fits
    is one piece, a blank one is none. Pieces end at a paragraph if that fills them halfway, else so at a line, else so
    at a sentence, else at a word, and only inside a word that is too long for a bubble between two of its signs.
    """
    begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if begin >= end:
        return ()
    if units(text[begin:end]) <= limit:
        return ((begin, end),)
    return tuple(_pieces(text, begin, end, limit))


def _pieces(text: str, begin: int, end: int, limit: int) -> Iterator[Piece]:
    while units(text[begin:end]) > limit:
        furthest = _reach(text, begin, end, limit)
        cut, after = _cut(text, begin, furthest, list(_pauses(text, begin, furthest, end)))
        if not text[begin:cut].isspace():
            yield begin, cut
        begin = after
    yield begin, end


def _pauses(text: str, begin: int, furthest: int, end: int) -> Iterator[Pause]:
    """Yield where a piece may end; the last character of white space stays if a mark clings to it."""
    for space in _SPACE.finditer(text, begin, end):
        if space.start() > furthest:
            return
        after = space.end() if is_between_signs(text, space.end()) else space.end() - 1
        if begin < space.start() < after:
            yield space.start(), after, _kind(text, space)


def _kind(text: str, space: re.Match[str]) -> int:
    lines = space[0].count("\n")
    if lines:
        return _PARAGRAPH if lines > 1 else _LINE
    return _SENTENCE if text.endswith(_SENTENCE_ENDS, 0, space.start()) else _WORD


def _reach(text: str, begin: int, end: int, limit: int) -> int:
    """Return how far a piece may go at most."""
    furthest = min(begin + limit, end)
    while (over := units(text[begin:furthest]) - limit) > 0:
        furthest -= (over + 1) // 2  # no character has more than two units
    return furthest


def _cut(text: str, begin: int, furthest: int, pauses: list[Pause]) -> Piece:
    """Return where a piece ends, and where the next begins."""
    early = begin + (furthest - begin) // _FULL_ENOUGH
    for kind in (_PARAGRAPH, _LINE, _SENTENCE):
        for cut, after, is_a in reversed(pauses):
            if is_a <= kind and cut >= early:
                return cut, after
    if pauses:
        return pauses[-1][:2]
    signs = (place for place in range(furthest, begin, -1) if is_between_signs(text, place))
    cut = next(signs, furthest)  # a single sign longer than a bubble is none that a person has typed
    return cut, cut


def is_between_signs(text: str, place: int) -> bool:
    """Return whether a text may be cut before this character, so that both sides keep the look they had."""
    if not 0 < place < len(text):
        return True
    before, after = text[place - 1], text[place]
    if after in _CLINGING or unicodedata.category(after).startswith("M"):
        return False
    if before == _JOINER and not after.isspace():
        return False
    return not (_is_half_a_flag(after) and _half_flags_before(text, place) % 2)


def _is_half_a_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _half_flags_before(text: str, place: int) -> int:
    count = 0
    while place > count and _is_half_a_flag(text[place - count - 1]):
        count += 1
    return count
