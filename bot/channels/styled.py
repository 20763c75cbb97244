"""Composed text with the places where it is bold, and what is done to both at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.text.folding import nfc
from bot.text.markup import spans, words_to_plain

_KEPT = 4_096
"""Texts that are remembered: everybody who learns the same is told the same."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A text without marks; falsy if there is nothing to be seen."""

    text: str = ""
    bold: tuple[tuple[int, int], ...] = ()
    """Begin and end, in characters of Python."""

    def __bool__(self) -> bool:
        return bool(self.text) and not self.text.isspace()

    def part(self, begin: int, end: int) -> "Styled":
        """Return what stands between two places."""
        inside = ((max(first, begin) - begin, min(last, end) - begin) for first, last in self.bold)
        return Styled(self.text[begin:end], tuple((first, last) for first, last in inside if first < last))


@lru_cache(maxsize=_KEPT)
def read(text: str) -> Styled:
    """Return a text of ours, whose marks are `**bold**`, composed and without white space around it."""
    plain, bold = spans(text)
    composed = nfc(plain)
    if composed != plain:
        bold = tuple((_composed(plain, begin, composed), _composed(plain, end, composed)) for begin, end in bold)
    return Styled(composed, bold).part(len(composed) - len(composed.lstrip()), len(composed.rstrip()))


def _composed(plain: str, place: int, composed: str) -> int:
    """Return where a place of a text is once the text is composed."""
    return min(len(nfc(plain[:place])), len(composed))


@lru_cache(maxsize=_KEPT)
def label(words: str) -> str:
    """Return words that are no markup (a label, a name), composed and on one line."""
    return nfc(words_to_plain(words))


def below_each_other(parts: Iterable[Styled], between: str = "\n\n") -> Styled:
    """Return the parts that say something one below the other, with an empty line between them."""
    text, bold = "", []
    for part in filter(None, parts):
        text += between if text else ""
        bold += [(len(text) + begin, len(text) + end) for begin, end in part.bold]
        text += part.text
    return Styled(text, tuple(bold))
