"""
The only markup that texts carry, `**bold**` and line breaks, as HTML, as plain text, and as places in plain text.

Addresses are not made clickable: lessons teach people not to tap links in messages, so ours have none.
"""

import html
import re

_BOLD = re.compile(r"\*\*(?!\s)(.+?)(?<!\s)\*\*")
_MARKS = len("****")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def to_html(text: str) -> str:
    """Return a text of ours as HTML: escaped, `<strong>` for bold, `<br>` for a new line, no other tag."""
    return "<br>".join(_BOLD.sub(r"<strong>\1</strong>", html.escape(line)) for line in _lines(text))


def to_plain(text: str) -> str:
    """Return a text of ours without its marks, line breaks kept."""
    return "\n".join(_BOLD.sub(r"\1", line) for line in _lines(text))


def spans(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text of ours without its marks, and where it is bold: begin and end, in characters of the result."""
    bold, line_begin = [], 0
    for line in _lines(text):
        for number, found in enumerate(_BOLD.finditer(line)):
            begin = line_begin + found.start() - number * _MARKS
            bold.append((begin, begin + len(found[1])))
        line_begin += len(_BOLD.sub(r"\1", line)) + 1
    return to_plain(text), tuple(bold)


def words_to_plain(words: str) -> str:
    """Return what a person typed, or what stands on a button, on one line that every screen can show."""
    return " ".join(" ".join(_lines(words)).split())


def words_to_html(words: str) -> str:
    """Return what a person typed as HTML: escaped, `<br>` for a new line, their asterisks left alone."""
    return "<br>".join(html.escape(line) for line in _lines(words))


def _lines(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them, without the signs that no page can show."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", unified).split("\n")
