"""A bubble as the one request that sends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.rendering import Bubble
from bot.channels.splitting import split, units
from bot.channels.styled import Styled, below_each_other, label
from bot.channels.zalo_bot.capabilities import LONGEST
from bot.text.folding import nfc

_BOLD = "b"

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A method of the platform and what it is given, apart from the chat."""

    method: str
    parameters: Mapping[str, Any]


def ways(bubble: Bubble, address: Callable[[str], str | None]) -> tuple[Request, ...]:
    """
    Return what sends a bubble, the best way first; each of the others is for where the one before it is refused.

    A picture that nobody can fetch is told in words, and bold words go in plain letters. A recording that nobody can
    fetch is left out.

    Args:
        bubble: what is to be said.
        address: where anybody can fetch a picture or a recording.
    """
    if bubble.image is not None:
        photo = address(bubble.image.path)
        told = _words(*_told(bubble.text, bubble.bold, bubble.image.alt))
        return told if photo is None else (_photo(photo, bubble.text), *told)
    if bubble.text.strip():
        return _words(bubble.text, bubble.bold)
    voice = _voice(bubble.sound, address)
    return () if voice is None else (voice,)


def _photo(photo: str, text: str) -> Request:
    caption = nfc(text)
    return Request("sendPhoto", {"photo": photo, "caption": caption} if caption else {"photo": photo})


def _words(text: str, bold: Spans) -> tuple[Request, ...]:
    plain = {"text": nfc(text)}
    spans = [(begin, end) for begin, end in _in_units(text, bold) if begin < end]
    if not spans:
        return (Request("sendMessage", plain),)
    styles = [{"start": begin, "len": end - begin, "st": [_BOLD]} for begin, end in spans]
    return Request("sendMessage", {**plain, "text_styles": styles}), Request("sendMessage", plain)


def _in_units(text: str, spans: Spans) -> list[tuple[int, int]]:
    """Return spans of a text as spans of its composed form, in UTF-16 units."""
    length = units(nfc(text))
    return [(min(units(nfc(text[:begin])), length), min(units(nfc(text[:end])), length)) for begin, end in spans]


def _told(text: str, bold: Spans, alt: str) -> tuple[str, Spans]:
    """Return a text below the words that stand for its picture, as far as there is room for them."""
    line = f"🖼 {label(alt)}"
    room = LONGEST - units(text) - len("\n\n")
    pieces = split(line, room) if room > 1 else ()
    shown = Styled(line[slice(*pieces[0])] if pieces else "")
    both = below_each_other((shown, Styled(text, bold)))
    return both.text, both.bold


def _voice(path: str | None, address: Callable[[str], str | None]) -> Request | None:
    url = path if path is None or path.startswith("https://") else address(path)
    return None if url is None else Request("sendVoice", {"voice_url": url})
