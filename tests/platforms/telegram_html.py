"""The HTML of Telegram, read as strictly as Telegram reads it: a few tags, each closed, none within itself."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

_TAG = re.compile(r'<(/?)([A-Za-z0-9-]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>|<')
_ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


class Unparsable(Exception):
    """Why a text cannot be read."""


def utf16(text: str) -> int:
    """Return the length of a text as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Return a text as it is shown, without space around it, and where it is marked."""
    reading = _Reading()
    at = 0
    for found in _TAG.finditer(source):
        reading.text += _unescaped(source[at : found.start()])
        reading.take(found)
        at = found.end()
    reading.text += _unescaped(source[at:])
    if reading.open:
        raise Unparsable(f'Can\'t find end tag corresponding to start tag "{reading.open[-1][0]}"')
    return reading.trimmed()


@dataclass
class _Reading:
    text: str = ""
    open: list[tuple[str, str, int]] = field(default_factory=list)
    """Of every tag that is not closed yet its name, what it means, and where it begins."""
    marks: list[tuple[str, int, int]] = field(default_factory=list)

    def take(self, found: re.Match[str]) -> None:
        """Take one tag."""
        closes, tag, attributes = found[1], found[2] or "", (found[3] or "").strip()
        if closes:
            if not self.open or self.open[-1][0] != tag:
                raise Unparsable(f"Unmatched end tag at byte offset {found.start()}")
            _, style, begin = self.open.pop()
            self.marks.append((style, begin, utf16(self.text)))
            return
        is_expandable = tag == "blockquote" and attributes == "expandable"
        if tag not in _STYLES or (attributes and not is_expandable):
            raise Unparsable(f'Unsupported start tag "{tag}" at byte offset {found.start()}')
        if any(tag == outer for outer, _, _ in self.open):
            raise Unparsable(f'Tag "{tag}" can\'t be nested at byte offset {found.start()}')
        self.open.append((tag, "expandable_blockquote" if is_expandable else _STYLES[tag], utf16(self.text)))

    def trimmed(self) -> tuple[str, list[dict[str, Any]]]:
        """Return the text without space around it, and the marks that are left."""
        cut = utf16(self.text) - utf16(self.text.lstrip())
        text = self.text.strip()
        inside = [(style, max(begin - cut, 0), min(end - cut, utf16(text))) for style, begin, end in self.marks]
        return text, [
            {"type": style, "offset": begin, "length": end - begin}
            for style, begin, end in sorted(inside, key=lambda mark: mark[1])
            if end > begin
        ]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: html.unescape(found[0]), text)
