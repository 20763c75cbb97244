"""Lines of a conversation as the bubbles of a page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.web.media import Picture, Sound
from bot.dialogue.messages import Action, Image, LinkAnswered, LinkAsked, Opened, Outgoing, Pressed, Said, Sent
from bot.ports import Line
from bot.text import markup
from bot.webkit import qr

_CHOSEN = "👆 Đã chọn"
_FORGOTTEN = "(tin cũ, đã xoá)"
_SENT = {
    "photo": "📷 Ảnh",
    "voice": "🎤 Tin nhắn thoại",
    "sticker": "🙂 Hình dán",
    "file": "📎 Tệp",
    "contact": "👤 Danh bạ",
    "location": "📍 Vị trí",
}

_QR = "Mã QR: người được mời đưa máy ảnh hoặc Zalo vào đây"
_QR_SIDE = 240

Labels = Mapping[tuple[int, str], str]
"""What is written on the button with a key of a prompt."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble, of the person or of the assistant."""

    seq: int | None
    """None for what a newcomer is greeted with, which is not stored."""
    is_mine: bool
    html: str
    press: str = ""
    """The value of the button that the person pressed."""
    picture: Picture | None = None
    sounds: Sequence[Sound] = ()
    choices: tuple[Choice, ...] = ()
    is_open: bool = False
    """Whether its choices are the newest; older ones stay and look inactive."""


@dataclass(frozen=True, slots=True)
class Drawer:
    """Turns lines into bubbles, given how files are found."""

    picture: Callable[[Image], Picture]
    sounds: Callable[[str | None], Sequence[Sound]]

    def draw(self, lines: Iterable[Line], after: int = 0) -> list[Bubble]:
        """Return the bubbles of the lines above a number; those below it only tell what was asked before."""
        lines = list(lines)
        labels = _labels(lines)
        newest = max((prompt for prompt, _ in labels), default=None)
        pressed = {(line.action.prompt, line.action.key) for line in lines if isinstance(line.action, Pressed)}
        bubbles = (self._bubble(line, labels, newest, pressed) for line in lines if line.seq > after)
        return [bubble for bubble in bubbles if bubble is not None]

    def greet(self, messages: Iterable[Outgoing]) -> list[Bubble]:
        """Return the bubbles of messages that are shown before there is a conversation."""
        messages = list(messages)
        newest = max((message.prompt for message in messages if message.prompt is not None), default=None)
        return [self._said(None, message, newest, frozenset()) for message in messages]

    def _bubble(
        self, line: Line, labels: Labels, newest: int | None, pressed: Iterable[tuple[int, str]]
    ) -> Bubble | None:
        if line.said is not None:
            return self._said(line.seq, line.said, newest, pressed)
        words = _words(line.action, labels)
        if words is None:
            return None
        press = f"{line.action.prompt}:{line.action.key}" if isinstance(line.action, Pressed) else ""
        return Bubble(line.seq, is_mine=True, html=markup.words_to_html(words), press=press)

    def _said(
        self, seq: int | None, message: Outgoing, newest: int | None, pressed: Iterable[tuple[int, str]]
    ) -> Bubble:
        prompt = message.prompt
        return Bubble(
            seq,
            is_mine=False,
            html=markup.to_html(message.text),
            picture=self._picture(message),
            sounds=self.sounds(message.audio),
            choices=tuple(
                Choice(f"{prompt}:{button.key}", button.label, (prompt, button.key) in pressed)
                for button in message.buttons
                if prompt is not None
            ),
            is_open=prompt is not None and prompt == newest,
        )

    def _picture(self, message: Outgoing) -> Picture | None:
        if message.qr is not None:
            return Picture(qr.picture_url(message.qr), _QR, _QR_SIDE, _QR_SIDE)
        return self.picture(message.image) if message.image else None


def _labels(lines: Iterable[Line]) -> Labels:
    return {
        (line.said.prompt, button.key): button.label
        for line in lines
        if line.said is not None and line.said.prompt is not None
        for button in line.said.buttons
    }


def _words(action: Action | None, labels: Labels) -> str | None:
    """Return what a page shows for something a person did; None if that leaves no trace."""
    match action:
        case Said(text):
            return text or _FORGOTTEN
        case Pressed(prompt, key):
            return labels.get((prompt, key), _CHOSEN)
        case Sent(kind):
            return _SENT.get(kind, "📎 Tệp")
        case Opened() | LinkAsked() | LinkAnswered() | None:
            return None
