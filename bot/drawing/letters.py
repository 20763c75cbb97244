"""The few kinds of letters that drawings are written in, and words fitted into their places."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from bot.drawing.metrics import width
from bot.drawing.palette import INK, LARGE, NORMAL, PLAIN, SMALL, SOFT
from bot.drawing.svg import attributes
from bot.drawing.wrapping import balance, longest_word, unbreakable, wrap

_LINE = 1.3
"""From one line to the next, in sizes of letters."""
_BASE = 0.36
"""From the middle of a line down to where its letters stand, in sizes of letters."""

Where = tuple[str | int, ...]
"""The way to a value in a description: keys and places."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A size, a weight, a colour."""

    size: int = NORMAL
    bold: bool = False
    colour: str = INK
    underlined: bool = False


TEXT = Letters()
BOLD = Letters(bold=True)
HEADING = Letters(LARGE, bold=True)
NOTE = Letters(SMALL, colour=SOFT)
LABEL = Letters(SMALL)
LINK = Letters(colour=PLAIN, underlined=True)


@dataclass(frozen=True, slots=True)
class Tight:
    """Words that have too little room."""

    at: Where
    words: str
    lines: int
    """How many lines they take."""
    most: int
    """How many lines there may be."""
    word: str = ""
    """The part of a word that does not fit on any line, if that is what is wrong."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Words in lines, ready to be put somewhere."""

    lines: tuple[str, ...]
    letters: Letters
    tight: tuple[Tight, ...]

    @property
    def is_one_line(self) -> bool:
        """Whether they take a line at most."""
        return len(self.lines) <= 1

    @property
    def height(self) -> float:
        """How much room they take from top to bottom."""
        return round(len(self.lines) * self.letters.size * _LINE, 1)

    @property
    def width(self) -> float:
        """How much room they take from left to right."""
        return max((width(line, self.letters.size, self.letters.bold) for line in self.lines), default=0)

    def draw(self, x: float, y: float, anchor: str | None = None) -> str:
        """Return them as SVG; `y` is the top of the first line, `x` its beginning, or its `middle`, or its `end`."""
        size = self.letters.size
        first = y + size * (_LINE / 2 + _BASE)
        look = attributes(
            font_size=size if size != NORMAL else None,
            font_weight="700" if self.letters.bold else None,
            fill=self.letters.colour if self.letters.colour != INK else None,
            text_decoration="underline" if self.letters.underlined else None,
            text_anchor=anchor,
        )
        if self.is_one_line:
            return "".join(f"<text{attributes(x=x, y=first)}{look}>{escape(line)}</text>" for line in self.lines)
        spans = "".join(
            f"<tspan{attributes(x=x, y=first + place * size * _LINE)}>{escape(line)}</tspan>"
            for place, line in enumerate(self.lines)
        )
        return f"<text{look}>{spans}</text>"


def fit(words: str, room: float, letters: Letters = TEXT, most: int = 1, at: Where = ()) -> Fitted:
    """
    Return words in lines that are at most `room` wide; more than `most` lines are told, not cut.

    Words of which one is too long, as addresses are, get the small letters.
    """
    return _fit(wrap, words, room, letters, most, at)


def fit_even(words: str, room: float, letters: Letters = TEXT, most: int = 1, at: Where = ()) -> Fitted:
    """Return the same in lines that are about equally long: for words around a middle."""
    return _fit(balance, words, room, letters, most, at)


def fit_title(words: str, room: float, letters: Letters, most: int, at: Where) -> Fitted:
    """Return words in large letters if they take one line then, else in normal ones."""
    large = fit(words, room, replace(letters, size=LARGE), 1, at)
    return large if large.is_one_line else fit_even(words, room, letters, most, at)


def _fit(
    break_up: Callable[[str, float, float, bool], tuple[str, ...]],
    words: str,
    room: float,
    letters: Letters,
    most: int,
    at: Where,
) -> Fitted:
    if longest_word(words, letters.size, letters.bold) > room:
        letters = replace(letters, size=SMALL)
    lines = break_up(words, room, letters.size, letters.bold)
    word = unbreakable(words, room, letters.size, letters.bold)
    return Fitted(lines, letters, (Tight(at, words, len(lines), most, word),) if len(lines) > most or word else ())
