"""
Asking the platform for events, where it cannot deliver them.

It hands out one event at a time, and forgets it at that moment: what was handed out is in the store before the next is
asked for, and a running request is let finish when the program stops.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import structlog

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import MOST_TRIES, Received, Reception, TryAgain
from bot.channels.zalo_bot.failures import CONFLICT, TIMED_OUT, TOO_MANY, CallFailed
from bot.channels.zalo_bot.parsing import parse
from bot.channels.zalo_bot.zalo_bot import ZaloBot
from bot.learning.codes import Dice
from bot.ports import TroubleKind
from bot.services.delivering import backoff

_POLL = 5
"""Seconds that the platform waits for an event; short, for whoever stops the program waits as well."""
_PATIENCE = _POLL + 5.0
_STOP = 8.0
"""Seconds that a running request and its event get when the program stops."""
_ASIDE = 5.0
"""Seconds that the next poll waits for a line that nobody needs."""

_QUICK = timedelta(seconds=1)
"""A poll that comes back empty sooner than this did not wait; the next one must not follow at once."""
_LONGEST_WAIT = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(minutes=5)
_FIRST_QUOTA, _LONGEST_QUOTA = 30.0, 3600.0
_NO_ENTRY = 300.0
_MOST = 16
"""From so many failures on, the wait no longer grows."""

log = structlog.get_logger()


class Poller:
    """The only one who asks for the events of a bot. `run` until `stop`."""

    def __init__(  # noqa: PLR0913 - each is one thing that the program hands over.
        self,
        zalo_bot: ZaloBot,
        reception: Reception,
        asides: Asides,
        *,
        trouble: Callable[[TroubleKind, str], None],
        well: Callable[[], None],
        now: Callable[[], datetime],
        dice: Dice,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """
        Prepare to ask.

        Args:
            zalo_bot: whom to ask.
            reception: takes what was done.
            asides: answers what belongs to no conversation.
            trouble: is told what keeps events from coming, and the platform's words for it.
            well: is told when they come in.
            now: returns this moment.
            dice: spreads the pauses.
            pause: waits for so many seconds.
        """
        self._client, self._account = zalo_bot.client, zalo_bot.account
        self._reception, self._asides = reception, asides
        self._trouble, self._well = trouble, well
        self._now, self._dice, self._pause = now, dice, pause
        self._failures = 0
        """How many in a row."""
        self._looked_at: datetime | None = None
        """When it was last seen that the platform waits to be asked."""
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[Any] | None = None
        self._ended = asyncio.Event()

    async def run(self) -> None:
        """Ask again and again; whatever goes wrong is reported, waited for, and tried again."""
        self._task = asyncio.current_task()
        self._ended.clear()
        try:
            while not self._stopping.is_set():
                await self._wait(await self._step())
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Let the running request finish and its event be stored; give up only after some seconds."""
        self._stopping.set()
        if self._task is None:
            return
        try:
            async with asyncio.timeout(_STOP):
                await self._ended.wait()
        except TimeoutError:
            log.warning("zalo_bot.poll_broken_off")
            self._task.cancel()
            await self._ended.wait()

    async def _step(self) -> float:
        """Do one thing; return how many seconds to wait before the next."""
        try:
            return await (self._poll() if self._is_our_turn() else self._look())
        except CallFailed as failure:
            return self._after(failure)
        except Exception:
            log.exception("zalo_bot.poller_stumbled")
            return self._again()

    async def _look(self) -> float:
        """Look whether events are delivered elsewhere: then there are none to be had here, and nobody may say so."""
        webhook = await self._client.call("getWebhookInfo")
        url = self._client.discreet(webhook.get("url")) if isinstance(webhook, dict) else ""
        if url:
            self._trouble("webhook", url)
            return _LONGEST_WAIT.total_seconds()
        self._looked_at = self._now()
        return 0

    def _is_our_turn(self) -> bool:
        """Return whether to ask for events; where they go is looked at again now and then, for it may change."""
        return self._looked_at is not None and self._now() - self._looked_at < _LOOK_AGAIN

    async def _poll(self) -> float:
        begun = self._now()
        try:
            # The manual calls it a text, and that is what programs send that are known to work.
            result = await self._client.call("getUpdates", {"timeout": str(_POLL)}, patience=_PATIENCE)
        except CallFailed as failure:
            if failure.code != TIMED_OUT:
                raise
            result = None
        events = result if isinstance(result, list) else [result]
        found = [event for event in events if isinstance(event, dict) and event]
        for event in found:
            await self._keep(event)
        self._failures = 0
        self._well()
        return 0 if found or self._now() - begun >= _QUICK else _QUICK.total_seconds()

    async def _keep(self, event: Mapping[str, Any]) -> None:
        received = parse(event, self._account)
        if isinstance(received, Aside):
            with suppress(TimeoutError):
                async with asyncio.timeout(_ASIDE):
                    await self._asides.answer(received)
        elif received is not None:
            try:
                await self._store(received)
            except asyncio.CancelledError:
                log.error("zalo_bot.event_lost")
                raise

    async def _store(self, received: Received) -> None:
        """Store what was done, however long the storage cannot serve: it is nowhere else."""
        for tries in count(1):
            try:
                await self._reception.receive(received)
                break
            except TryAgain:
                log.warning("zalo_bot.event_waits", tries=tries)
            except Exception:
                log.exception("zalo_bot.event_stumbled", tries=tries)
                if tries >= MOST_TRIES:
                    break
            await self._wait(self._backoff(tries))

    def _after(self, failure: CallFailed) -> float:
        """Report a failure; return how long to wait after it."""
        self._looked_at = None
        wait = self._again()
        words = failure.description or f"{failure.how} {failure.code}"
        if failure.is_entry:
            self._trouble("auth", words)
            return _NO_ENTRY
        if failure.code == TOO_MANY:
            self._trouble("quota", words)
            return min(_FIRST_QUOTA * 2.0 ** (min(self._failures, _MOST) - 1), _LONGEST_QUOTA)
        self._trouble("conflict" if failure.code == CONFLICT else "network", words)
        return wait

    def _again(self) -> float:
        self._failures += 1
        return self._backoff(self._failures)

    def _backoff(self, failures: int) -> float:
        return backoff(min(failures, _MOST), self._dice, _LONGEST_WAIT).total_seconds()

    async def _wait(self, seconds: float) -> None:
        """Wait, but not when the program stops; then only so long that nothing is asked without a pause."""
        if seconds <= 0:
            return
        if self._stopping.is_set():
            await self._pause(min(seconds, 1))
            return
        waits = [asyncio.ensure_future(self._pause(seconds)), asyncio.ensure_future(self._stopping.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
