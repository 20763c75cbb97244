"""A bubble as the body of a consultation message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.rendering import Bubble
from bot.channels.splitting import split
from bot.channels.zalo_oa.buttons import payload
from bot.channels.zalo_oa.capabilities import LONGEST
from bot.dialogue.messages import Address
from bot.text.folding import nfc

_FILE = "📎"

Link = Callable[[str], str | None]
"""From the address of a file to one that anybody can open; None if there is none."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that Zalo has, or can fetch."""

    how: Literal["attachment_id", "url", "token"]
    """As what a message names it: a picture by its id or its address, another file by a token."""
    value: str


def message(to: Address, bubble: Bubble, handed: Handed | None, link: Link) -> Mapping[str, Any] | None:
    """
    Return the body that says a bubble; None if there is nothing to say.

    Nothing can be bold. Without its file, the words that stand for a picture are said, or the way to the file.
    """
    if handed is not None and handed.how == "token":
        return _to(to, {"attachment": {"type": "file", "payload": {"token": handed.value}}})
    text = nfc(bubble.text) if handed is not None else _with_words(bubble, link)
    attachment = {**_picture(handed), **_buttons(bubble)}
    said: dict[str, Any] = {"text": text} if text.strip() else {}
    if attachment:
        said["attachment"] = {"type": "template", "payload": attachment}
    return _to(to, said) if said else None


def _to(to: Address, said: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"recipient": {"user_id": to.external_id}, "message": said}


def _picture(handed: Handed | None) -> Mapping[str, Any]:
    if handed is None:
        return {}
    return {"template_type": "media", "elements": [{"media_type": "image", handed.how: handed.value}]}


def _buttons(bubble: Bubble) -> Mapping[str, Any]:
    prompt = bubble.prompt
    if prompt is None or not bubble.buttons:
        return {}
    return {
        "buttons": [
            {"title": button.label, "type": "oa.query.show", "payload": payload(prompt, button)}
            for row in bubble.buttons
            for button in row
        ]
    }


def _with_words(bubble: Bubble, link: Link) -> str:
    """Return the text with what stands for a missing file below; of this only what has room, of the text all."""
    text = nfc(bubble.text)
    words = _words(bubble, link)
    if not words.strip():
        return text
    joined = nfc(f"{text}\n\n{words}" if text.strip() else words)
    fits = split(joined, LONGEST)[0][1]
    return joined[: max(fits, len(text))]


def _words(bubble: Bubble, link: Link) -> str:
    """Return what stands for the file of a bubble."""
    if bubble.image is not None:
        return bubble.image.alt
    if bubble.document is None:
        return ""
    name, address = bubble.document.name, link(bubble.document.path)
    return f"{_FILE} {name}: {address}" if address else f"{_FILE} {name}"
