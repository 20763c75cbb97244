"""What a learner does (incoming) and what the assistant says back (outgoing), on any channel."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Address:
    """One chat on one channel: where messages come from and go to."""

    channel: str
    account: str
    """Which of our accounts on that channel; the web has one."""
    external_id: str
    """The channel's own id of the chat; on the web the hash of a cookie."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words the learner typed or spoke."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a certain prompt."""

    prompt: int
    key: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The chat was opened: from a poster of a unit, with a code from a link, from a note of a lesson, or just so."""

    unit: str | None = None
    code: str | None = None
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is not words: a photo, a voice message, a sticker, a file."""

    kind: Literal["photo", "voice", "sticker", "file", "contact", "location", "other"]


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Nothing that anybody did here: somebody has typed the link code of this chat on another channel."""

    code_id: int
    channel: str


@dataclass(frozen=True, slots=True)
class LinkAnswered:
    """Nothing that anybody did here: the link code typed in this chat was agreed to, or not, where it was shown."""

    agreed: bool
    channel: str


Event = LinkAsked | LinkAnswered
"""What happens to a chat because of something that was done in another."""

Action = Said | Pressed | Opened | Sent | Event


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a learner did, with the key that makes doing it twice the same as doing it once."""

    address: Address
    key: str
    action: Action


@dataclass(frozen=True, slots=True)
class Button:
    """One choice: a button where the channel has buttons, always also a number, its label or a synonym."""

    key: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """
    A picture of the course, and the words that stand for it.

    Its path is `<skill>/<file>`, or what `bot.drawing.address` says of a described one.
    """

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file to take home; it is made when it is sent, or fetched from its address on our own pages."""

    path: str
    """Its address below the public one, as `/giay/…`."""
    name: str
    """The name it is saved under."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message back. Text carries `**bold**` and line breaks, nothing else."""

    text: str
    image: Image | None = None
    audio: str | None = None
    """Path of a recording below `content/`."""
    buttons: tuple[Button, ...] = ()
    prompt: int | None = None
    """The number that its buttons carry; None where there is nothing to choose."""
    qr: str | None = None
    """An address to be drawn as a QR code where the channel can draw, so that another phone need not type it."""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was asked last: the choices that a number, a label or a synonym now refers to."""

    number: int
    buttons: tuple[Button, ...] = ()
