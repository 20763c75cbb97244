"""What a channel can do, as data: everything that is rendered, paced or held back is decided from this alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

WindowState = Literal["open", "paid", "closed"]


@dataclass(frozen=True, slots=True)
class ButtonLimits:
    """What fits on the buttons under one bubble."""

    most: int
    label: int
    """Characters of a label that a narrow phone shows; a longer one goes into the text, its number on the button."""
    payload: int
    """Bytes of what a button carries."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an account may send. Never more than `burst + per_second` bubbles in any one second."""

    per_second: float
    burst: int
    per_chat: float
    """Bubbles per second in one chat, after the first few."""
    chat_burst: int
    notices_per_second: float
    """Of what nobody waits for; replies always go first."""


@dataclass(frozen=True, slots=True)
class Window:
    """How long after a person's last sign of life a channel lets us write: for free, and for money."""

    free: timedelta
    paid: timedelta

    def state(self, last_in_at: datetime, now: datetime) -> WindowState:
        """Return whether the person may be written to now."""
        silent = now - last_in_at
        if silent <= self.free:
            return "open"
        return "paid" if silent <= self.paid else "closed"


@dataclass(frozen=True, slots=True)
class Budget:
    """How many bubbles an account may send in a calendar month, and how many of them are kept for replies."""

    per_month: int
    reserve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """
    One channel. Lengths are UTF-16 units of composed text, as the platforms count.

    Args:
        longest_text: of a bubble.
        longest_caption: of the words that go with a picture; 0 where a picture goes alone.
        pictures: whether pictures can be sent.
        shows_alt: whether the words that stand for a picture can be folded away beneath it.
        sounds: endings of recordings that can be played.
        documents: whether files can be sent.
        buttons: None where every choice is a number.
        joins: whether consecutive messages go as one bubble, because each is counted.
        repeats_unknown: whether a reply of which nobody knows if it arrived is sent once more.
        types: whether "is typing" can be shown.
        late_after: when a reply comes too late to be understood; None where it waits to be fetched.
    """

    longest_text: int
    longest_caption: int = 0
    pictures: bool = False
    shows_alt: bool = False
    sounds: frozenset[str] = frozenset()
    documents: bool = False
    buttons: ButtonLimits | None = None
    joins: bool = False
    repeats_unknown: bool = False
    types: bool = False
    pace: Pace | None = None
    window: Window | None = None
    budget: Budget | None = None
    late_after: timedelta | None = timedelta(minutes=15)
