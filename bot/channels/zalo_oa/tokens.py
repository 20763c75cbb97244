"""
The tokens of an official account, always valid where that is possible.

An access token lasts 25 hours. The refresh token beside it gives a new pair, once, and kills both old tokens at once;
if that pair is lost, only an administrator of the account can mend it, by consenting anew. Hence: one refresh at a time
among all processes; the store is read again before it, for another process may have been first; and the new pair is
committed before anybody uses it.

What is lost on the way: if a refresh gets no answer, nobody can know whether Zalo carried it out. The old pair is kept:
its access token is used as long as it works, and its refresh token is tried again after a while. If the first try had
reached Zalo, that second one is refused, and a person is asked for. The same is true of a process that dies between
Zalo's answer and the commit. If only the commit fails, the new pair stays in memory, unused, and is committed before
anything else happens.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

import aiohttp
import structlog

from bot.channels.zalo_oa import oauth
from bot.channels.zalo_oa.failures import Refused
from bot.channels.zalo_oa.oauth import OAuth, TokenPair
from bot.ports import SendFailed

EARLY = timedelta(hours=5)
"""How long before its end an access token is replaced."""

REST = timedelta(minutes=10)
"""How long a refresh that was refused is not tried again; nor one that has led to tokens which Zalo refuses."""

_SOON = timedelta(seconds=30)
"""The same for a refresh that got no answer."""

_Kind = Literal["auth_broken", "retry_later"]
_T = TypeVar("_T")

log = structlog.get_logger()


class TokenStore(Protocol):
    """Where the pair of one account is kept."""

    async def load(self) -> TokenPair | None:
        """Return the pair that was committed last."""

    async def save(self, pair: TokenPair) -> None:
        """Keep a pair instead of the one before; it is committed when this returns."""

    def lock(self) -> AbstractAsyncContextManager[object]:
        """Wait until no other process holds the lock, and hold it."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """What came of the last refresh, and until when it is left at that."""

    until: datetime
    kind: _Kind
    retry_after: float | None


class Tokens:
    """Gives out pairs that are committed and, as far as anybody can know, valid. Fails with `SendFailed`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        store: TokenStore,
        app_id: str,
        app_secret: str,
        now: Callable[[], datetime],
        base: str = oauth.BASE,
        patience: aiohttp.ClientTimeout = oauth.PATIENCE,
    ) -> None:
        """
        Give out the pairs in a store.

        Args:
            session: shared, and closed by somebody else.
            store: of one account.
            app_id: of the app that the account has consented to.
            app_secret: of the same.
            now: the time.
            base: where Zalo's server for tokens stands.
            patience: how long is waited for new tokens.
        """
        self._oauth = OAuth(session, app_id, app_secret, now, base, patience)
        self._store = store
        self._now = now
        self._pair: TokenPair | None = None
        self._unsaved: tuple[TokenPair, TokenPair] | None = None
        """A pair that is used up, and the new one that could not be committed."""
        self._renewed_at: datetime | None = None
        self._rest: _Rest | None = None
        self._renewing: asyncio.Task[TokenPair] | None = None
        self._turn = asyncio.Lock()
        """For whoever changes the pair in this process; the lock of the store may keep out others only."""
        self.trouble = ""
        """What is wrong, in Zalo's words or ours, without secrets; empty if nothing is."""

    async def valid(self) -> TokenPair:
        """
        Return a pair whose access token should work.

        While the old token has not ended, nobody has to suffer from a refresh that fails.
        """
        pair = self._pair or await self._loaded()
        if self._works(pair) and not self._is_due(pair):
            return pair
        try:
            return await self.instead_of(pair)
        except SendFailed:
            if self._works(pair):
                return pair
            raise

    async def instead_of(self, old: TokenPair) -> TokenPair:
        """
        Return another pair for one that is old, or that Zalo has refused.

        If somebody has been faster, theirs is returned. Nothing that happens to one who waits here ends the refresh.
        """
        if self._pair is not None and self._pair != old:
            return self._pair
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(_discreetly(self._renew(old)))
            self._renewing.add_done_callback(_notice)
        return await asyncio.shield(self._renewing)

    async def authorize(self, code: str, verifier: str) -> TokenPair:
        """Commit the first pair, for the code that an administrator's consent led to. May raise `Refused`."""
        return await _discreetly(self._begin(lambda: self._oauth.with_code(code, verifier)))

    async def adopt(self, refresh_token: str) -> TokenPair:
        """Commit a pair for a refresh token from Zalo's console, which is used up by that. May raise `Refused`."""
        return await _discreetly(self._begin(lambda: self._oauth.with_refresh(refresh_token)))

    async def close(self) -> None:
        """Wait for the end of a refresh, and try again to commit what could not be: no pair may get lost."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])
        if self._unsaved is not None:
            with suppress(SendFailed):
                await self.instead_of(self._unsaved[0])

    async def _begin(self, exchange: Callable[[], Awaitable[TokenPair]]) -> TokenPair:
        async with self._turn, self._store.lock():
            return await self._commit(await exchange())

    async def _loaded(self) -> TokenPair:
        stored = await _discreetly(self._store.load())
        if stored is None:
            raise self._without_consent()
        return self._use(stored)

    async def _renew(self, old: TokenPair) -> TokenPair:
        async with self._turn, self._store.lock():
            stored = await self._store.load()
            if stored is None:
                raise self._without_consent()
            if self._unsaved is not None and self._unsaved[0] == stored:
                return await self._commit(self._unsaved[1])
            if stored != old:
                return self._use(stored)
            return await self._refreshed(stored)

    async def _refreshed(self, pair: TokenPair) -> TokenPair:
        """Return the new pair for one that is the newest there is; called with the lock held."""
        if self._rest is not None and self._rests():
            raise SendFailed(self._rest.kind, self._rest.retry_after)
        if self._is_new() and self._works(pair):
            raise self._tired("auth_broken", "Zalo refuses the tokens that it has just given.")
        try:
            new = await self._oauth.with_refresh(pair.refresh)
        except Refused as refused:
            failure = self._tired("auth_broken", f"{refused.code} {refused.message}".strip())
        except SendFailed:
            failure = self._tired("retry_later", "No answer to a refresh.", _SOON)
        else:
            self._unsaved = (pair, new)
            return await self._commit(new)
        raise failure

    async def _commit(self, pair: TokenPair) -> TokenPair:
        await self._store.save(pair)
        self._renewed_at = self._now()
        return self._use(pair)

    def _use(self, pair: TokenPair) -> TokenPair:
        """Go on with a pair that is committed; whatever was wrong with another is over."""
        self._pair = pair
        self._unsaved = self._rest = None
        self.trouble = ""
        return pair

    def _works(self, pair: TokenPair) -> bool:
        """Return whether an access token has not ended, as far as we know: neither by time nor by a refresh."""
        return self._unsaved is None and self._now() < pair.expires_at

    def _is_due(self, pair: TokenPair) -> bool:
        """Return whether a pair is to be replaced, in good time."""
        return self._now() >= pair.expires_at - EARLY and not self._rests() and not self._is_new()

    def _is_new(self) -> bool:
        """Return whether a pair was given to us so recently that another one would be no better."""
        return self._renewed_at is not None and self._now() - self._renewed_at < REST

    def _rests(self) -> bool:
        return self._rest is not None and self._now() < self._rest.until

    def _without_consent(self) -> SendFailed:
        self.trouble = "No administrator of the account has consented yet."
        return SendFailed("auth_broken")

    def _tired(self, kind: _Kind, why: str, rest: timedelta = REST) -> SendFailed:
        """Leave the pair alone for a while, and return what to say until then."""
        retry_after = rest.total_seconds() if kind == "retry_later" else None
        self._rest = _Rest(self._now() + rest, kind, retry_after)
        self.trouble = why
        log.error("zalo_oa.refresh_failed", kind=kind, why=why)
        return SendFailed(kind, retry_after)


async def _discreetly(doing: Awaitable[_T]) -> _T:
    """Return what something comes to; whatever a store stumbles over may quote what it keeps, so that is not shown."""
    try:
        return await doing
    except (SendFailed, Refused):
        raise
    except Exception as problem:
        log.warning("zalo_oa.tokens_unavailable", why=type(problem).__name__)
    raise SendFailed("retry_later")


def _notice(renewing: asyncio.Task[TokenPair]) -> None:
    """Look at what came of a refresh that nobody waits for any more, so that Python does not complain."""
    if not renewing.cancelled():
        renewing.exception()
