"""What a link or a QR code opens the chat with, in the few signs that platforms let a link carry."""

import base64
import binascii
import re

from bot.dialogue.messages import Opened
from bot.learning.codes import read_code

LONGEST = 64
"""Signs that a link may carry."""

_BETWEEN = "__"
_SIGNS = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}")
_PLAIN = re.compile(r"[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*")
"""What is carried as it is: nothing that could be taken for the sign between two parts."""
_VALUE = re.compile(rf"[\w.-]{{1,{LONGEST}}}")
_TAGGED = re.compile(r"([cubCUB])_(.+)")
_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NAMES = {"c": "code", "u": "unit", "b": "lesson"}
"""In the order of what matters most, should there be too little room."""


def payload(opened: Opened) -> str:
    """
    Return what a link carries: `u_XM-DONG__b_tin-nhan-la`; empty if the chat is opened just so.

    A value with other signs than a link may carry goes in base32 under a capital letter. What has no room is left out:
    then the chat opens without it, which is better than a link that does not open.
    """
    parts: list[str] = []
    for tag, name in _NAMES.items():
        part = _part(tag, getattr(opened, name))
        if part and len(_BETWEEN.join([*parts, part])) <= LONGEST:
            parts.append(part)
    return _BETWEEN.join(parts)


def opened(payload: str) -> Opened:
    """
    Return what a link has opened the chat with; of signs that mean nothing, the chat opens just so.

    A payload without tags is a code if it looks like one, else a unit.
    """
    if not _SIGNS.fullmatch(payload):
        return Opened()
    parts = [_TAGGED.fullmatch(part) for part in payload.split(_BETWEEN)]
    if parts[0] is None:
        return _untagged(payload)
    values: dict[str, str | None] = {}
    for part in parts:
        if part and (value := _value(part[1], part[2])):
            values.setdefault(_NAMES[part[1].lower()], value)
    return Opened(**values)


def _untagged(payload: str) -> Opened:
    if read_code(payload):
        return Opened(code=payload)
    return Opened(payload if _UNIT.fullmatch(payload) else None)


def _part(tag: str, value: str | None) -> str:
    if not value or not _VALUE.fullmatch(value):
        return ""
    if _PLAIN.fullmatch(value):
        return f"{tag}_{value}"
    return f"{tag.upper()}_{base64.b32encode(value.encode()).decode().rstrip('=').lower()}"


def _value(tag: str, text: str) -> str | None:
    if tag.islower():
        return text if _PLAIN.fullmatch(text) else None
    try:
        value = base64.b32decode(text.upper() + "=" * (-len(text) % 8)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return value if _VALUE.fullmatch(value) else None
