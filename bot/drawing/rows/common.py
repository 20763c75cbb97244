"""What several kinds of rows share."""

from dataclasses import dataclass

from bot.drawing.letters import LINK, NOTE, TEXT, Fitted, Letters, Tight, fit, fit_even
from bot.learning.drawing import Row

_NARROW = 200


def is_narrow(w: float) -> bool:
    """Return True for rows that stand in one of two halves."""
    return w < _NARROW


def letters_of(row: Row) -> Letters:
    """Return how the words of a row are written: beside the icon of a link blue and underlined, as on a phone."""
    return LINK if row.icon == "link" else TEXT


def most(lines: int, w: float) -> int:
    """Return how many lines there may be: twice as many where there is half the room."""
    return 2 * lines if is_narrow(w) else lines


@dataclass(frozen=True, slots=True)
class Said:
    """Words with their small note under them."""

    words: Fitted
    note: Fitted

    @property
    def height(self) -> float:
        """How much room they take from top to bottom."""
        return self.words.height + self.note.height

    @property
    def width(self) -> float:
        """How much room they take from left to right."""
        return max(self.words.width, self.note.width)

    @property
    def tight(self) -> tuple[Tight, ...]:
        """What has too little room."""
        return self.words.tight + self.note.tight

    def draw(self, x: float, y: float, anchor: str | None = None) -> str:
        """Return both as SVG; `y` is the top, `x` the beginning or what `anchor` says."""
        return self.words.draw(x, y, anchor) + self.note.draw(x, y + self.words.height, anchor)


def say(words: str, key: str, note: str, room: float, lines: int, letters: Letters = TEXT) -> Said:
    """Return words and a note in at most so many lines, and twice as many where there is little room."""
    return Said(fit(words, room, letters, most(lines, room), (key,)), fit(note, room, NOTE, most(2, room), ("note",)))


def say_even(words: str, key: str, note: str, room: float, lines: int, letters: Letters = TEXT) -> Said:
    """Return the same for words around a middle."""
    return Said(
        fit_even(words, room, letters, most(lines, room), (key,)),
        fit_even(note, room, NOTE, most(2, room), ("note",)),
    )
