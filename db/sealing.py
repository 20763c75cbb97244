"""
Codes within what is said, and tokens: the program must read them again, whoever copies the database must not.

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
_DIGEST_BYTES = 32


def seal(key: bytes, text: str) -> str:
    """Return the text with every code in it made unreadable; the same code always gives the same signs."""
    return SPELLED.sub(lambda found: _OPEN + _sealed(key, found[0].encode()) + _CLOSE, text)


def unseal(key: bytes, text: str) -> str:
    """Return the text as it was; dots for a code that was sealed with another key."""
    if _OPEN not in text:
        return text
    return _SEALED.sub(lambda found: _unsealed(key, found[1]), text)


def seal_whole(key: bytes, secret: str) -> str:
    """Return a secret made unreadable."""
    return _sealed(key, secret.encode())


def unseal_whole(key: bytes, sealed: str) -> str | None:
    """Return the secret; None if it was sealed with another key, or tampered with."""
    secret = _unsealed(key, sealed)
    return None if secret == HIDDEN else secret


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
    """Return a secret covered by signs that only the key gives, or uncovered again."""
    blocks = range(1 + len(code) // _DIGEST_BYTES)
    cover = b"".join(_digest(key, b"cover:" + mark + _as_bytes(block)) for block in blocks)
    return bytes(sign ^ over for sign, over in zip(code, cover, strict=False))


def _as_bytes(block: int) -> bytes:
    """Return a number as so few bytes as it takes: none for the first block, the only one that a code has."""
    return block.to_bytes((block.bit_length() + 7) // 8)


def _digest(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")
