"""
How Zalo proves that an event comes from it: a SHA-256 over the id of the app, the body, its timestamp and a secret.

It is a plain digest, no HMAC, and the timestamp is the one in the body. So it has to be found there before the body
may be trusted, let alone understood. It is looked for among the bytes: a `"timestamp":` with quotes that no backslash
hides can only be the name of a field, whatever people have written; what follows must be digits and nothing else. If
there are several, each is tried, a few at most. A wrong one does no harm, for whoever picks it still lacks the secret.
Nor can the border between body and timestamp be moved: an object with digits behind it is no JSON, and none ends with
digits.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping

HEADER = "x-zevent-signature"

_MOST_MOMENTS = 8
_SPACE = rb"[ \t\r\n]{0,8}"
_MOMENT = re.compile(
    rb'(?<!\\)"timestamp"' + _SPACE + rb":" + _SPACE + rb'(?:"([0-9]{1,20})"|([0-9]{1,20})(?![0-9.eE]))'
)


def mac(first: str, raw: bytes, timestamp: str, secret: str) -> str:
    """Return the digest of an event; `first` is the id of the app."""
    return hashlib.sha256(first.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def timestamps(raw: bytes) -> list[bytes]:
    """Return what may be the timestamp of an event that nobody has read yet."""
    found: dict[bytes, None] = {}
    for moment in _MOMENT.finditer(raw):
        found[moment[1] or moment[2]] = None
        if len(found) == _MOST_MOMENTS:
            break
    return list(found)


def is_genuine(header: str, raw: bytes, app_id: str, secret: str) -> bool:
    """Return whether an event was signed by whoever has the secret."""
    if not secret:
        return False
    given = header.encode("latin-1", "replace").lower()
    begun = hashlib.sha256(app_id.encode() + raw)
    is_right = False
    for timestamp in timestamps(raw):
        digest = begun.copy()
        digest.update(timestamp + secret.encode())
        is_right |= hmac.compare_digest(given, b"mac=" + digest.hexdigest().encode())
    return is_right


def matching(header: str, raw: bytes, ids: Mapping[str, str], secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of those ids and secrets with which an event would be genuine: `oa_id + app_secret`."""
    return tuple(
        f"{id_name} + {secret_name}"
        for id_name, first in ids.items()
        for secret_name, secret in secrets.items()
        if is_genuine(header, raw, first, secret)
    )
