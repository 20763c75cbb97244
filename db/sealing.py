"""
Codes within what is said: the page must show them again, whoever copies the database must not read them.

Like the hash beside which they are looked up, this needs the key that lies outside the database.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from bot.learning.codes import HIDDEN, SPELLED

_OPEN, _CLOSE = "\ue000", "\ue001"
_SEALED = re.compile(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_MARK_BYTES = 12


def seal(key: bytes, text: str) -> str:
    """Return the text with every code in it made unreadable; the same code always gives the same signs."""
    return SPELLED.sub(lambda found: _OPEN + _sealed(key, found[0].encode()) + _CLOSE, text)


def unseal(key: bytes, text: str) -> str:
    """Return the text as it was; dots for a code that was sealed with another key."""
    if _OPEN not in text:
        return text
    return _SEALED.sub(lambda found: _unsealed(key, found[1]), text)


def _sealed(key: bytes, code: bytes) -> str:
    mark = _digest(key, b"mark:" + code)[:_MARK_BYTES]
    return urlsafe_b64encode(mark + _masked(key, mark, code)).decode()


def _unsealed(key: bytes, sealed: str) -> str:
    try:
        both = urlsafe_b64decode(sealed)
    except (Error, ValueError):
        return HIDDEN
    mark = both[:_MARK_BYTES]
    code = _masked(key, mark, both[_MARK_BYTES:])
    is_ours = hmac.compare_digest(mark, _digest(key, b"mark:" + code)[:_MARK_BYTES])
    return code.decode() if is_ours else HIDDEN


def _masked(key: bytes, mark: bytes, code: bytes) -> bytes:
    """Return a code covered by signs that only the key gives, or uncovered again; it is shorter than a digest."""
    return bytes(sign ^ cover for sign, cover in zip(code, _digest(key, b"cover:" + mark), strict=False))


def _digest(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
