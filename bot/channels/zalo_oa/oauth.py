"""Zalo's server for tokens: https://docs.zaloplatforms.com/docs/OA/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
from aiohttp import ClientTimeout

from bot.channels.zalo_oa.exchange import Answer, ask, hidden, number
from bot.channels.zalo_oa.failures import Refused
from bot.ports import SendFailed

BASE = "https://oauth.zaloapp.com"

_PATH = "/v4/oa/access_token"
_TOKEN = re.compile(r"[\x21-\x7e]{1,4000}")
_USUAL = 90_000
"""Seconds that an access token lasts."""
_LONGEST = 100 * _USUAL

# Whoever gives up waiting here may lose the only refresh token there is; a minute is well spent.
PATIENCE = ClientTimeout(total=60, connect=5)
# On a connection kept from before, a request that Zalo never saw would look like one whose answer was lost.
_ON_ITS_OWN = {"connection": "close"}


@dataclass(frozen=True, slots=True, repr=False)
class TokenPair:
    """What lets us act for an official account; shows nothing of itself."""

    access: str
    refresh: str
    """Good for one new pair, after which both of these are dead."""
    expires_at: datetime = field(compare=False)
    """When the access token ends; whatever a store makes of that, it is the same pair."""

    def __repr__(self) -> str:
        return "TokenPair(…)"


class OAuth:
    """Exchanges what an app was given for a pair. Raises `Refused` or `SendFailed`, neither with a secret in it."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        app_id: str,
        app_secret: str,
        now: Callable[[], datetime],
        base: str = BASE,
        patience: ClientTimeout = PATIENCE,
    ) -> None:
        self._session = session
        self._app_id = app_id
        self._app_secret = app_secret
        self._now = now
        self._patience = patience
        self._url = base.rstrip("/") + _PATH

    async def with_code(self, code: str, verifier: str) -> TokenPair:
        """Return the first pair, for the code that an administrator's consent led to."""
        return await self._exchange(grant_type="authorization_code", code=code, code_verifier=verifier)

    async def with_refresh(self, token: str) -> TokenPair:
        """Return a new pair for a refresh token, which is used up by it."""
        return await self._exchange(grant_type="refresh_token", refresh_token=token)

    async def _exchange(self, **given: str) -> TokenPair:
        asked_at = self._now()
        answer = await ask(
            self._session,
            "POST",
            self._url,
            patience=self._patience,
            data={"app_id": self._app_id, **given},
            headers={"secret_key": self._app_secret, **_ON_ITS_OWN},
        )
        pair = _pair(answer, asked_at)
        if pair is not None:
            return pair
        error = answer.get("error")
        if error in (None, 0, "0", ""):
            raise SendFailed("uncertain")
        words = answer.get("error_description") or answer.get("error_name") or answer.get("message")
        raise Refused(number(error) or 0, hidden(words, [self._app_secret, *given.values()]))


def _pair(answer: Answer, asked_at: datetime) -> TokenPair | None:
    """Return the pair in an answer, None if it holds none. How long it lasts comes as a text."""
    access, refresh = answer.get("access_token"), answer.get("refresh_token")
    seconds = number(answer.get("expires_in"))
    if not (isinstance(access, str) and _TOKEN.fullmatch(access)):
        return None
    if not (isinstance(refresh, str) and _TOKEN.fullmatch(refresh)):
        return None
    if seconds is None or not 0 < seconds <= _LONGEST:
        seconds = _USUAL  # Whatever it says of its end, there is no other pair.
    return TokenPair(access, refresh, asked_at + timedelta(seconds=seconds))
