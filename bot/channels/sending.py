"""The postman of one channel: of every conversation its first unsent message, all conversations at once."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.ports import Channel, Parcel, SendFailed, Storage, StorageUnavailable
from bot.services.delivering import Outcome, due, settle

_ROUND = 100
_LOOK_AGAIN = 5.0
"""Seconds after which to look for messages whose time has come, if nobody rang."""

log = structlog.get_logger()


class Postman:
    """Carries one channel's messages out. `wake` after every commit; `run` until cancelled."""

    def __init__(self, channel: Channel, database: Storage, now: Callable[[], datetime]) -> None:
        self._channel = channel
        self._database = database
        self._now = now
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look into the outbox soon."""
        self._woken.set()

    async def run(self) -> None:
        """Send whatever is due, for ever; a storage that cannot serve right now is asked again later."""
        while True:
            self._woken.clear()
            try:
                busy = await self.round()
            except StorageUnavailable as problem:
                log.warning("delivery.storage_unavailable", channel=self._channel.name, why=type(problem).__name__)
                busy = False
            except Exception:
                log.exception("delivery.round_failed", channel=self._channel.name)
                busy = False
            if not busy:
                await self._pause()

    async def round(self) -> bool:
        """Send what is due now; return whether there was anything."""
        parcels = await self._database.read(due, self._channel.name, _ROUND, self._now())
        if parcels:
            outcomes = await asyncio.gather(*map(self._send, parcels))
            await self._database.write(settle, outcomes, self._now())
        return bool(parcels)

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            return Outcome(parcel, await self._channel.send(parcel))
        except SendFailed as failure:
            return Outcome(parcel, failure=failure)
        except Exception:
            # A channel that stumbles over one message must not keep all the others from going out.
            log.exception("delivery.channel_failed", channel=self._channel.name)
            return Outcome(parcel, failure=SendFailed("uncertain"))

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), _LOOK_AGAIN)
        except TimeoutError:
            return
