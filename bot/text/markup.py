"""
The only markup that texts carry, `**bold**` and line breaks, as HTML and as plain text.

Addresses are not made clickable: lessons teach people not to tap links in messages, so ours have none.
"""

import html
import re

_BOLD = re.compile(r"\*\*(?!\s)(.+?)(?<!\s)\*\*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def to_html(text: str) -> str:
    """Return a text of ours as HTML: escaped, `<strong>` for bold, `<br>` for a new line, no other tag."""
    return "<br>".join(_BOLD.sub(r"<strong>\1</strong>", html.escape(line)) for line in _lines(text))


def to_plain(text: str) -> str:
    """Return a text of ours without its marks, line breaks kept."""
    return "\n".join(_BOLD.sub(r"\1", line) for line in _lines(text))


def words_to_html(words: str) -> str:
    """Return what a person typed as HTML: escaped, `<br>` for a new line, their asterisks left alone."""
    return "<br>".join(html.escape(line) for line in _lines(words))


def _lines(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them, without the signs that no page can show."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unified).split("\n")
