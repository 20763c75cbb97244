"""One request to Zalo and the object that answers it, whatever happens on the way."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
from aiohttp import ClientTimeout

from bot.ports import SendFailed

PATIENCE = ClientTimeout(total=20, connect=5)

_LONGEST_ANSWER = 256 * 1024
_LONGEST_WORDS = 200
_LONGEST_WAIT = 3600.0
_OK, _TOO_MANY, _BROKEN = 200, 429, 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_NUMBER = re.compile(r"[0-9]{6,}")
"""The id of a person, it may be."""
_HIDDEN = "…"

_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
_UNANSWERED = (aiohttp.ClientError, OSError)

Answer = Mapping[str, Any]


async def ask(
    session: aiohttp.ClientSession, method: str, url: str, *, patience: ClientTimeout, **request: Any
) -> Answer:
    """
    Return the object that answers a request; raise `SendFailed` where none does.

    What never left is `retry_later`; what left and got no answer that we understand is `uncertain`.
    """
    outcome = await _exchange(session, method, url, patience, request)
    if isinstance(outcome, SendFailed):
        raise outcome  # outside of any `except`: an error of the HTTP library may name what was sent
    return outcome


async def _exchange(
    session: aiohttp.ClientSession, method: str, url: str, patience: ClientTimeout, request: Mapping[str, Any]
) -> Answer | SendFailed:
    if session.closed:
        return SendFailed("retry_later")
    try:
        # Following a redirect would hand the token to whoever stands there.
        async with session.request(method, url, timeout=patience, allow_redirects=False, **request) as response:
            return _understood(response.status, response.headers.get("Retry-After"), await _read(response))
    except _UNSENT:
        return SendFailed("retry_later")
    except _UNANSWERED:
        return SendFailed("uncertain")


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the body of an answer; nothing of one that is too long to be Zalo's."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > _LONGEST_ANSWER:
            return b""
    return bytes(body)


def _understood(status: int, wait: str | None, body: bytes) -> Answer | SendFailed:
    """Return the object in an answer. Zalo says no with status 200 as well; others come from what lies between."""
    if status == _TOO_MANY:
        return SendFailed("throttled", _seconds(wait))
    if status >= _BROKEN:
        return SendFailed("uncertain")
    answer = _parsed(body)
    if isinstance(answer, dict) and (status == _OK or "error" in answer):
        return answer
    return SendFailed("uncertain" if status == _OK else "retry_later")


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _seconds(wait: str | None) -> float | None:
    found = re.fullmatch(r"[0-9]{1,9}", wait or "")
    return min(float(found[0]), _LONGEST_WAIT) if found else None


def number(value: object) -> int | None:
    """Return a number, which Zalo may write as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value) else None


def hidden(words: object, secrets: Iterable[str]) -> str:
    """Return what Zalo says as it may be shown: short, on one line, without any secret or person that it names."""
    if not isinstance(words, str):
        return ""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        words = words.replace(secret, _HIDDEN)
    return _NUMBER.sub(_HIDDEN, _CONTROL.sub(" ", words))[:_LONGEST_WORDS].strip()
