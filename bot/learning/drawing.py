"""
What a drawing shows, said in a few words: a phone screen, an act between people, or two things side by side.

Authors describe, `bot.drawing` draws. So all drawings look alike, can be drawn again at any size and for any
channel, and nobody needs a drawing program.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}

Tone = Literal["plain", "good", "warn", "bad"]
Mark = Literal["tick", "cross"]


@dataclass(frozen=True, slots=True)
class Tile:
    """One of several icons with a name under it, as on a phone's home screen."""

    __pydantic_config__: ClassVar = _STRICT

    icon: str
    """The name of an icon."""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """
    One line of a screen, from top to bottom.

    Exactly one of the first group says what it is; the others add to it.
    """

    __pydantic_config__: ClassVar = _STRICT

    text: str | None = None
    """Plain words on the screen."""
    heading: str | None = None
    """Words in large, bold letters."""
    field: str | None = None
    """A box to type in, by its name; `value` is what has been typed, `icon` stands at its end."""
    button: str | None = None
    """A wide button."""
    buttons: tuple[str, ...] = ()
    """Two or three buttons beside each other."""
    tiles: tuple[Tile, ...] = ()
    """Two to four icons with names beside each other."""
    item: str | None = None
    """A line of a list, with `icon` before it and `note` at its end."""
    message: str | None = None
    """A received message, from `sender`."""
    reply: str | None = None
    """A message that one has written oneself."""
    call: str | None = None
    """An incoming call, by the name or number that the screen shows; with a red and a green button."""
    notice: str | None = None
    """A box that says how it went; `tone` gives its colour and sign."""
    qr: str | None = None
    """A QR code with these words under it."""
    card: str | None = None
    """A paper or plastic card with this title and `icon`; `value` is a second line."""
    switch: str | None = None
    """A switch; `on` says which way it stands."""
    check: str | None = None
    """A box to tick; `on` says whether it is."""
    code: int | None = None
    """That many boxes for the digits of a code, filled with dots."""
    art: str | None = None
    """One large icon in the middle, by its name; `note` stands under it."""

    value: str = ""
    icon: str = ""
    note: str = ""
    sender: str = ""
    tone: Tone = "plain"
    on: bool = False
    mark: Mark | None = None
    """A green tick or a red cross beside the row."""
    point: int = 0
    """Where the finger points: 1 is the first (or only) thing of the row, 0 is nowhere."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A phone's screen, or the part of it that matters."""

    __pydantic_config__: ClassVar = _STRICT

    rows: tuple[Row, ...]
    """Two to six."""
    title: str = ""
    """What the bar at the top says; without it there is no bar."""
    back: bool = False
    """Whether the bar has an arrow to go back."""
    home: tuple[Tile, ...] = ()
    """The bar at the bottom: three to five icons."""
    point_home: int = 0
    """Which of them the finger points at, or 0."""
    point_back: bool = False
    """Whether the finger points at the arrow of the top bar."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One person or thing of an act, or the arrow to the next one; they stand from left to right."""

    __pydantic_config__: ClassVar = _STRICT

    icon: str = ""
    """The name of an icon; empty for an arrow."""
    label: str = ""
    """Words under the icon."""
    says: str = ""
    """Words in a speech bubble over it."""
    arrow: str | None = None
    """An arrow to the next figure, with these words on it; may be empty words."""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One of two halves that are compared."""

    __pydantic_config__: ClassVar = _STRICT

    title: str
    rows: tuple[Row, ...]
    """One to four narrow rows."""
    tone: Tone = "plain"
    """good is framed in green with a tick, bad in red with a cross."""
