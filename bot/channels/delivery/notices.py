"""What nobody waits for: handed to the lanes one by one, as fast as the platform allows and never before a reply."""

import asyncio
from collections import deque

from bot.channels.delivery.carrier import Carrier
from bot.ports import Parcel

_LOOK_AGAIN = 1.0


class Notices:
    """The queue of an account's notices. Lanes never wait for their pace, so that a reply is never behind one."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._queue: deque[Parcel] = deque()
        self._queued: set[tuple[int, int]] = set()
        self._came = asyncio.Event()
        self.room: int | None = None
        """How many may go before somebody counts again, because the rest of the budget is for replies; None: any."""

    def put(self, parcel: Parcel) -> None:
        """Put a notice at the end; one that is here already changes nothing."""
        name = (parcel.talk_id, parcel.seq)
        if name not in self._queued:
            self._queued.add(name)
            self._queue.append(parcel)
            self._came.set()

    def clear(self) -> None:
        """Forget them all: they are in the outbox still."""
        self._queue.clear()
        self._queued.clear()

    async def run(self) -> None:
        """Hand them over, until cancelled."""
        while True:
            await self._came.wait()
            self._came.clear()
            while self._queue:
                await self._until_due()
                if self._queue:
                    parcel = self._queue.popleft()
                    self._queued.discard((parcel.talk_id, parcel.seq))
                    self._carrier.put(parcel)
                    if self.room is not None:
                        self.room -= 1

    async def _until_due(self) -> None:
        paces, clock = self._carrier.paces, asyncio.get_running_loop()
        while self.room == 0 or self._carrier.breaker.holds_notices(clock.time()):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(_LOOK_AGAIN)
        if paces is not None:
            while wait := paces.wait_for_notice(clock.time()):  # noqa: ASYNC110 - a reply may take its place
                await asyncio.sleep(wait)
            paces.take_notice(clock.time())
