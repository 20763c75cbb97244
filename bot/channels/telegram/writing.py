"""Bubbles in the letters of Telegram: its HTML, and its keyboards."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.channels.rendering import Bubble

_PICTURE, _FILE = "🖼", "📎"


@dataclass(frozen=True, slots=True)
class Words:
    """What a bubble says."""

    plain: str
    html: str = ""
    """The same with marks; empty if there are none."""

    @property
    def best(self) -> str:
        """The text to be sent."""
        return self.html or self.plain

    @property
    def parse_mode(self) -> str | None:
        """How it is to be read. Words without marks are not: nothing in them can be taken for one."""
        return "HTML" if self.html else None


def written(bubble: Bubble) -> Words:
    """Return the words of a bubble, those that stand for its picture folded away beneath them."""
    if not bubble.bold and not bubble.alt:
        return Words(bubble.text)
    marked = _marked(bubble.text, bubble.bold)
    if not bubble.alt:
        return Words(bubble.text, marked)
    folded = f"<blockquote expandable>{escape(bubble.alt, quote=False)}</blockquote>"
    return Words(_joined("\n\n", bubble.text, bubble.alt), _joined("\n", marked, folded))


def written_without_file(bubble: Bubble) -> Words:
    """Return the words of a bubble whose file cannot be sent; of a picture those that stand for it come first."""
    alt = bubble.alt or (bubble.image.alt if bubble.image else "")
    instead = f"{_PICTURE} {alt}" if alt else f"{_FILE} {bubble.document.name}" if bubble.document else ""
    marked = _marked(bubble.text, bubble.bold) if bubble.bold else ""
    html = _joined("\n\n", escape(instead, quote=False), marked) if marked else ""
    return Words(_joined("\n\n", instead, bubble.text), html)


def keyboard(bubble: Bubble) -> dict[str, Any] | None:
    """Return the buttons beneath a bubble."""
    if not bubble.buttons:
        return None
    prompt = bubble.prompt or 0
    return {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": f"{prompt}:{button.key}"} for button in row]
            for row in bubble.buttons
        ]
    }


def _marked(text: str, bold: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for begin, end in sorted(bold):
        if max(begin, at) < min(end, len(text)):
            pieces += (
                escape(text[at : max(begin, at)], quote=False),
                f"<b>{escape(text[max(begin, at) : end], quote=False)}</b>",
            )
            at = end
    pieces.append(escape(text[at:], quote=False))
    return "".join(pieces)


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
