"""Messages as the bubbles of a channel: within its limits, no choice lost, every word kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.capabilities import Capabilities
from bot.channels.numbering import Shown, show
from bot.channels.splitting import split, units
from bot.channels.styled import Styled, below_each_other, label, read
from bot.dialogue.messages import Button, Document, Image, Outgoing


@dataclass(frozen=True, slots=True)
class Bubble:
    """What one request to a platform sends."""

    text: str = ""
    """Composed, without marks; beside a picture its caption."""
    bold: tuple[tuple[int, int], ...] = ()
    """Where the text is bold: begin and end, in characters of Python."""
    image: Image | None = None
    alt: str = ""
    """The words that stand for the picture, to be folded away beneath the text; empty where the channel cannot."""
    sound: str | None = None
    """Address of a recording in a form that the channel plays."""
    document: Document | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    """Rows of buttons, their labels as they are shown."""
    prompt: int | None = None
    """The number of the question whose choices it shows, as buttons or as lines."""
    ends: int = 0
    """How many of the messages are said in full once this bubble is out."""


_PICTURE, _FILE = "🖼", "📎"
_EMPTY_LINE = len("\n\n")

Link = Callable[[str], str | None]
IsThere = Callable[[str], bool]


def _no_link(path: str) -> None:
    return None


def _nothing(path: str) -> bool:
    return False


def render(
    messages: Sequence[Outgoing],
    caps: Capabilities,
    ask: str,
    *,
    link: Link = _no_link,
    is_there: IsThere = _nothing,
) -> tuple[Bubble, ...]:
    """
    Return the bubbles of consecutive messages, in the order in which they are sent; none if there is nothing to say.

    Of one message the recording comes first, then the picture, the text, the file; but choices are always the last
    thing seen. `ends` add up to the number of messages, unless there is no bubble at all; a message without anything
    that this channel can send ends with its neighbour. `Outgoing.qr` is left out: whoever draws it says it in the text.

    Args:
        messages: one after the other, as a turn says them.
        caps: of the channel.
        ask: said under choices that have no buttons.
        link: from the address of a file to one that anybody can open; None if there is none.
        is_there: whether there is a recording at an address; the one a message names is.
    """
    renderer = _Renderer(caps, read(ask), link, is_there)
    bubbles: list[Bubble] = []
    unseen, may_grow = 0, False
    for message in messages:
        own = renderer.bubbles(message)
        if own:
            own[-1] = replace(own[-1], ends=1 + unseen)
            grown = renderer.joined(bubbles[-1], own[0]) if may_grow and len(own) == 1 else None
            bubbles[-1:] = [grown] if grown else [*bubbles[-1:], *own]
            unseen, may_grow = 0, caps.joins and len(own) == 1
        elif bubbles:
            bubbles[-1] = replace(bubbles[-1], ends=bubbles[-1].ends + 1)
        else:
            unseen += 1
    return tuple(bubbles)


@dataclass(frozen=True, slots=True)
class _Renderer:
    """One channel, and what is said and found there."""

    caps: Capabilities
    ask: Styled
    link: Link
    is_there: IsThere

    def bubbles(self, message: Outgoing) -> list[Bubble]:
        """Return the bubbles of one message; none if nothing of it can be sent here."""
        body = below_each_other((self._picture_line(message), read(message.text), self._file_line(message)))
        choices = show(message.buttons, message.prompt, self.caps.buttons, bool(body))
        main = self._main(message, body, self._lines(choices))
        sound = self._sound(message)
        before = [Bubble(sound=sound)] if sound else []
        file = [Bubble(document=message.document)] if message.document and self.caps.documents else []
        if not message.buttons:
            return [*before, *main, *file]
        last = replace(main[-1], buttons=choices.rows, prompt=message.prompt)
        return [*before, *main[:-1], *file, last]

    def joined(self, one: Bubble, other: Bubble) -> Bubble | None:
        """Return two bubbles as one, if the first asks nothing and the second is only text for which there is room."""
        is_open = one.prompt is None and one.sound is None and one.document is None
        if not is_open or not other.text or other.image:
            return None
        both = below_each_other((Styled(one.text, one.bold), Styled(other.text, other.bold)))
        if units(both.text) > (self._room_beside(one.alt) if one.image else self.caps.longest_text):
            return None
        return replace(other, text=both.text, bold=both.bold, image=one.image, alt=one.alt, ends=one.ends + other.ends)

    def _main(self, message: Outgoing, body: Styled, lines: Styled) -> list[Bubble]:
        """Return what is to be seen: the picture and the text, in one bubble if they fit."""
        whole = below_each_other((body, lines))
        if message.image is None or not self.caps.pictures:
            return self._texts(whole, body, lines)
        alt = label(message.image.alt) if self.caps.shows_alt else ""
        if units(whole.text) <= self._room_beside(alt):
            return [Bubble(whole.text, whole.bold, message.image, alt)]
        alone = Bubble(image=message.image, alt=alt if self._room_beside(alt) >= 0 else "")
        return [alone, *self._texts(whole, body, lines)]

    def _texts(self, whole: Styled, body: Styled, lines: Styled) -> list[Bubble]:
        """Return the text in as few bubbles as it takes, the choices together and with the end of what they follow."""
        pieces = self._pieces(whole)
        if lines and len(pieces) > 1:
            *pieces, end = self._pieces(body) or [Styled()]
            both = below_each_other((end, lines))
            pieces += [both] if units(both.text) <= self.caps.longest_text else [end, *self._pieces(lines)]
        return [Bubble(piece.text, piece.bold) for piece in pieces if piece]

    def _pieces(self, styled: Styled) -> list[Styled]:
        return [styled.part(*piece) for piece in split(styled.text, self.caps.longest_text)]

    def _room_beside(self, alt: str) -> int:
        """Return how long a caption may be; the words that stand for the picture count, with an empty line above."""
        return self.caps.longest_caption - (units(alt) + _EMPTY_LINE if alt else 0)

    def _picture_line(self, message: Outgoing) -> Styled:
        alt = label(message.image.alt) if message.image and not self.caps.pictures else ""
        return Styled(f"{_PICTURE} {alt}" if alt else "")

    def _file_line(self, message: Outgoing) -> Styled:
        if message.document is None or self.caps.documents:
            return Styled()
        name, address = label(message.document.name), self.link(message.document.path)
        return Styled(f"{_FILE} {name}: {address}" if address else f"{_FILE} {name}")

    def _lines(self, choices: Shown) -> Styled:
        if not choices.lines:
            return Styled()
        return below_each_other((Styled("\n".join(choices.lines)), Styled() if choices.rows else self.ask))

    def _sound(self, message: Outgoing) -> str | None:
        """Return the recording in a form that can be played here: the one that is named, or its twin."""
        if message.audio is None:
            return None
        stem, dot, ending = message.audio.rpartition(".")
        if dot + ending in self.caps.sounds:
            return message.audio
        return next((stem + other for other in sorted(self.caps.sounds) if self.is_there(stem + other)), None)
