"""The postman of one account: takes what was just committed, finds in the outbox what was not, and has it carried."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog

from bot.channels.channel import Channel
from bot.channels.delivery.carrier import Carrier, Supplies
from bot.channels.delivery.notices import Notices
from bot.channels.delivery.settling import Settler
from bot.channels.delivery.trouble import Troubles
from bot.learning.calendar import local_month
from bot.ports import Account, Lease, Parcel, StorageUnavailable, TroubleKind, Work
from bot.services import delivering

_ROUND = 1_000
"""How many replies are read from the outbox at once."""
_ROUND_OF_NOTICES = 200
_LOOK_AGAIN = 5.0
"""Seconds after which the outbox is read again, if nobody rang; more often where other processes fill it too."""
_LOOK_AGAIN_SHARED = 0.25
_NEXT_ROUND = 1.0
"""Seconds until the next round, if there was more than one holds."""
_WARNED_AT = 0.9
"""Of the month's budget."""

log = structlog.get_logger()


class Postman:
    """
    Sends the messages of one account. `put` what this process has just committed, `run` until `stop`.

    The outbox is the truth: what is not here is found there, after a restart as after a commit of another process.
    """

    def __init__(self, channel: Channel, supplies: Supplies, troubles: Troubles) -> None:
        self.channel = channel
        self._storage = supplies.storage
        self._now = supplies.now
        self._troubles = troubles
        self._settler = Settler(channel, supplies.storage, supplies.now)
        self._carrier = Carrier(channel, supplies, self._settler, troubles)
        self._notices = Notices(self._carrier)
        self._woken = asyncio.Event()
        self._knows_all = False
        """Whether every reply that waits in the outbox is in a lane, so that what is put now comes behind it."""
        self._meanwhile: list[Parcel] = []
        """What was put while the outbox was being read, and may not be among what was found there."""
        self._is_stopping = False
        self._has_stopped = asyncio.Event()

    def put(self, parcels: Sequence[Parcel]) -> None:
        """Send what was just committed."""
        if self._storage.is_shared:
            self._woken.set()
            return
        if not self._knows_all:
            self._meanwhile.extend(parcels)
            self._woken.set()
            return
        for parcel in parcels:
            self._put(parcel)

    def wake(self) -> None:
        """Look into the outbox soon."""
        self._woken.set()

    async def run(self) -> None:
        """Send whatever waits, until told to stop; of all processes one at a time does, for each account."""
        helpers = [asyncio.create_task(self._settler.run()), asyncio.create_task(self._notices.run())]
        try:
            while not self._is_stopping:
                try:
                    async with self._storage.lease(f"send:{self.channel.name}:{self.channel.account}") as lease:
                        await self._serve(lease)
                except StorageUnavailable as problem:
                    log.warning("delivery.storage_unavailable", channel=self.channel.name, why=type(problem).__name__)
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("delivery.stumbled", channel=self.channel.name)
                    await asyncio.sleep(1)
        finally:
            for helper in helpers:
                helper.cancel()

    async def stop(self) -> None:
        """Begin nothing new, wait a little for what is on its way, and write down what became of it."""
        self._is_stopping = True
        self._notices.clear()
        await self._carrier.stop()
        self._has_stopped.set()
        self._woken.set()

    async def _serve(self, lease: Lease) -> None:
        pause = _LOOK_AGAIN_SHARED if self._storage.is_shared else _LOOK_AGAIN
        try:
            while not self._is_stopping and await lease.is_held():
                self._woken.clear()
                try:
                    await self._look()
                except StorageUnavailable as problem:
                    log.warning("delivery.storage_unavailable", channel=self.channel.name, why=type(problem).__name__)
                except Exception:
                    log.exception("delivery.stumbled", channel=self.channel.name)
                if not self._knows_all:
                    await asyncio.sleep(_NEXT_ROUND)
                    continue
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), pause)
            if self._is_stopping:
                await self._has_stopped.wait()
        finally:
            self._knows_all = False
            self._notices.clear()
            self._carrier.drop()

    async def _look(self) -> None:
        """Take up whatever waits in the outbox and is not here yet."""
        self._settler.look()
        self._meanwhile.clear()
        replies, notices, account = await self._storage.read(self._waiting)
        await self._watch_budget(account)
        lost = []
        for parcel in (*replies, *notices):
            if self._settler.knows(parcel) or self._carrier.holds(parcel):
                continue
            if parcel.was_begun and not self._carrier.repeats(parcel):
                lost.append(delivering.lost(parcel))
            else:
                self._put(parcel)
        self._knows_all = len(replies) < _ROUND
        if self._knows_all:
            for parcel in self._meanwhile:
                self._put(parcel)
            self._meanwhile.clear()
        if lost:
            await self._settler.settle(lost)

    def _waiting(self, work: Work) -> tuple[Sequence[Parcel], Sequence[Parcel], Account]:
        name, account, now = self.channel.name, self.channel.account, self._now()
        return (
            work.outbox.waiting(name, account, "reply", _ROUND, now),
            work.outbox.waiting(name, account, "notice", _ROUND_OF_NOTICES, now),
            work.accounts.get(name, account),
        )

    def _put(self, parcel: Parcel) -> None:
        if parcel.kind == "notice":
            self._notices.put(parcel)
        else:
            self._carrier.put(parcel)

    async def _watch_budget(self, account: Account) -> None:
        """Keep what is left of the month for replies, and say so in time."""
        budget = self.channel.caps.budget
        if budget is None:
            return
        sent = account.bubbles if account.month == local_month(self._now()) else 0
        self._notices.room = max(0, budget.per_month - budget.reserve - sent - self._carrier.notices)
        trouble: TroubleKind = "budget" if sent >= _WARNED_AT * budget.per_month else ""
        await self._troubles.report("budget", trouble, f"{sent}/{budget.per_month}" if trouble else "")
