"""Writing down what became of parcels: many at once, and never lost while the storage cannot serve."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import structlog

from bot.channels.channel import Channel
from bot.ports import Parcel, Progress, Storage, StorageUnavailable, Work
from bot.services import delivering

_AGAIN = 0.5

log = structlog.get_logger()


class Settler:
    """One writer for all lanes of an account. While a write is on its way the next batch gathers."""

    def __init__(self, channel: Channel, storage: Storage, now: Callable[[], datetime]) -> None:
        self._channel = channel
        self._storage = storage
        self._now = now
        self._waiting: list[tuple[Sequence[Progress], asyncio.Future[None]]] = []
        self._work = asyncio.Event()
        self._unwritten: set[tuple[int, int]] = set()
        self._settled: set[tuple[int, int]] = set()
        """What was settled since somebody last began to look."""

    async def settle(self, progress: Sequence[Progress]) -> None:
        """Return once this is committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((progress, done))
        self._unwritten.update((one.parcel.talk_id, one.parcel.seq) for one in progress)
        self._work.set()
        await done

    def note(self, parcels: Iterable[Parcel]) -> None:
        """Note that parcels are settled."""
        names = {(parcel.talk_id, parcel.seq) for parcel in parcels}
        self._settled |= names
        self._unwritten -= names

    def look(self) -> None:
        """Begin to remember what is settled from now on: whoever reads the outbox now may not see it yet."""
        self._settled.clear()

    def knows(self, parcel: Parcel) -> bool:
        """Return whether the outbox, as it was read since `look`, may be behind the times for a parcel."""
        name = (parcel.talk_id, parcel.seq)
        return name in self._settled or name in self._unwritten

    async def run(self) -> None:
        """Write whatever gathers, until cancelled."""
        while True:
            await self._work.wait()
            self._work.clear()
            batch, self._waiting = self._waiting, []
            if not batch:
                continue
            everything = [one for progress, _ in batch for one in progress]
            await self._write(everything)
            self.note(one.parcel for one in everything)
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    async def _write(self, progress: Sequence[Progress]) -> None:
        while True:
            try:
                await self._storage.write_now(self._settle, progress, self._now())
            except StorageUnavailable as problem:
                log.warning("delivery.cannot_settle", channel=self._channel.name, why=type(problem).__name__)
                await asyncio.sleep(_AGAIN)
            except Exception:
                # Whoever waits for this would otherwise wait for ever, or send the same again.
                log.exception("delivery.cannot_settle", channel=self._channel.name)
                await asyncio.sleep(_AGAIN)
            else:
                return

    def _settle(self, work: Work, progress: Sequence[Progress], now: datetime) -> None:
        delivering.settle(work, progress, now)
        bubbles = sum(len(one.external_ids) for one in progress)
        unknowns = sum(one.error == "uncertain" for one in progress)
        if unknowns or (bubbles and self._channel.caps.budget is not None):
            delivering.count(work, self._channel.name, self._channel.account, bubbles, unknowns, now)
