"""
Calls to the platform. Its manual: https://docs.zaloplatforms.com/docs/BOT.

The token is part of every address, and exceptions of the HTTP library name addresses: none of them leaves this module.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import ClientTimeout

from bot.channels.zalo_bot.failures import CallFailed

BASE = "https://bot-api.zaloplatforms.com/bot"

_LONGEST_ANSWER = 256 * 1024
_LONGEST_DESCRIPTION = 300
_TOKEN = re.compile(r"([0-9]{1,40}):\S+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_HIDDEN = "…"

# On a connection kept from before, nobody could tell a request that the platform never saw from one whose answer was
# lost; and what may have arrived is not sent again. At five calls a second a new connection costs little.
_ON_ITS_OWN = {"connection": "close"}

# The request did not leave.
_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)
_UNANSWERED = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds are waited for what."""

    connect: float = 5
    answer: float = 20
    photo: float = 60
    """Zalo fetches a picture from us before it answers."""
    typing: float = 5
    """Nobody needs it later than that."""


class Client:
    """One bot's access to the platform. A failed call raises `CallFailed` and nothing else."""

    def __init__(
        self,
        token: str,
        base: str,
        *,
        session: aiohttp.ClientSession,
        patience: Patience,
        more_secrets: Collection[str] = (),
    ) -> None:
        """
        Give access; nothing is asked yet.

        Args:
            token: as Zalo wrote it to whoever made the bot: `12345689:abc-xyz`.
            base: what stands before the token in every address.
            session: shared by all channels, closed by whoever opened it.
            patience: how long is waited for an answer.
            more_secrets: what is hidden, as the token is, where the platform repeats it in its answers.
        """
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise ValueError("A token of Zalo Bot is a number, a colon and a secret.")
        self.account = found[1]
        self.patience = patience
        self._session = session
        self._address = f"{base}{quote(token, safe=':')}/"
        self._secrets = _every_form_of([token, token.partition(":")[2], *more_secrets])

    async def call(
        self, method: str, parameters: Mapping[str, Any] | None = None, *, patience: float | None = None
    ) -> Any:
        """Return the result of a method, None if it has none."""
        outcome = await self._exchange(method, dict(parameters or {}), patience or self.patience.answer)
        if isinstance(outcome, CallFailed):
            raise outcome  # outside of any `except`, so that nothing hangs on it that names the address
        return outcome

    async def _exchange(self, method: str, parameters: dict[str, Any], patience: float) -> Any:
        if self._session.closed:
            return CallFailed("unsent")
        try:
            async with self._session.post(
                self._address + method,
                json=parameters,
                headers=_ON_ITS_OWN,
                timeout=ClientTimeout(total=patience, connect=self.patience.connect),
                allow_redirects=False,
                raise_for_status=False,
            ) as response:
                return self._understand(response.status, await _read(response))
        except _UNSENT:
            return CallFailed("unsent")
        except _UNANSWERED:
            return CallFailed("unanswered")

    def _understand(self, status: int, body: bytes) -> Any:
        """Return the result, or what the call failed of: `ok` decides, for errors come with status 200 as well."""
        answer = _parsed(body)
        if not isinstance(answer, dict):
            return CallFailed("unreadable", status)
        if answer.get("ok") is True:
            return answer.get("result")
        code = _number(answer.get("error_code", answer.get("errorCode")))
        if code is None and "ok" not in answer:
            return CallFailed("unreadable", status)
        if code is None:
            code = status if status >= 400 else 0  # noqa: PLR2004 - where HTTP's own refusals begin.
        return CallFailed("refused", code, self.discreet(answer.get("description")))

    def discreet(self, words: object) -> str:
        """Return words of the platform without our secrets, cut; empty if they are none."""
        if not isinstance(words, str):
            return ""
        for secret in self._secrets:
            words = words.replace(secret, _HIDDEN)
        return _CONTROL.sub(" ", words)[:_LONGEST_DESCRIPTION].strip()


def _every_form_of(secrets: Collection[str]) -> list[str]:
    """Return secrets as they may stand in a text, the longest first, for a short one may be part of it."""
    forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""), quote(secret, safe=":"))}
    return sorted(forms, key=len, reverse=True)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the body of an answer; nothing of one that is too long to be the platform's."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > _LONGEST_ANSWER:
            return b""
    return bytes(body)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> int | None:
    """Return a code, which may be written as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,9}", value, re.ASCII) else None
