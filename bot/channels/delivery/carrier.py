"""Carries what waits in lanes to the platform: one bubble at a time in each chat, all chats at once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Channel
from bot.channels.delivery.breaker import Breaker
from bot.channels.delivery.going import Going
from bot.channels.delivery.lane import Lane
from bot.channels.delivery.pace import Paces
from bot.channels.delivery.settling import Settler
from bot.channels.delivery.trouble import Troubles
from bot.channels.rendering import Bubble
from bot.curriculum.content import Content
from bot.dialogue.messages import Outgoing
from bot.learning.codes import Dice
from bot.ports import Parcel, Progress, SendFailed, Storage, StorageUnavailable
from bot.services import delivering
from bot.services.delivering import Outcome, judge

_PATIENCE = 8.0
"""Seconds that what is on its way gets when the program stops."""
_TYPING_FROM = 1.0
"""Seconds of waiting from which the other side is shown that somebody writes."""
_LONGEST_PAUSE = 3_600.0
"""Seconds; whatever is to be waited for beyond that was written down by a clock that was wrong."""

Render = Callable[[Sequence[Outgoing], Capabilities], Sequence[Bubble]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """What delivery needs from the program."""

    storage: Storage
    content: Callable[[], Content]
    render: Render
    """Turns messages into the bubbles of a channel."""
    now: Callable[[], datetime]
    dice: Dice


class Carrier:
    """The lanes of one account. Each is driven by a task of its own for as long as anything waits in it."""

    def __init__(self, channel: Channel, supplies: Supplies, settler: Settler, troubles: Troubles) -> None:
        self.breaker = Breaker(supplies.dice)
        self.paces = Paces(channel.caps.pace) if channel.caps.pace else None
        self._channel = channel
        self._storage = supplies.storage
        self._supplies = supplies
        self._now = supplies.now
        self._settler = settler
        self._troubles = troubles
        self._lanes: dict[int, Lane] = {}
        self._drivers: dict[int, asyncio.Task[None]] = {}
        self._sending: set[int] = set()
        self._stop = asyncio.Event()

    def put(self, parcel: Parcel) -> None:
        """Put a parcel into its lane, and see to it that the lane is driven."""
        if self._stop.is_set():
            return
        lane = self._lanes.setdefault(parcel.talk_id, Lane())
        lane.put(parcel)
        if parcel.talk_id not in self._drivers:
            self._drivers[parcel.talk_id] = asyncio.create_task(self._drive(parcel.talk_id, lane))

    def holds(self, parcel: Parcel) -> bool:
        """Return whether a parcel is in its lane."""
        lane = self._lanes.get(parcel.talk_id)
        return lane is not None and lane.holds(parcel.seq)

    def repeats(self, parcel: Parcel) -> bool:
        """Return whether a bubble that may have arrived is sent once more."""
        return self._channel.caps.repeats_unknown and parcel.kind == "reply"

    @property
    def notices(self) -> int:
        """How many notices are in lanes: about to be sent, and not counted yet."""
        return sum(lane.notices for lane in self._lanes.values())

    async def stop(self) -> None:
        """Begin nothing new, and wait a little for what is on its way."""
        self._stop.set()
        for talk_id, driver in list(self._drivers.items()):
            if talk_id not in self._sending:
                driver.cancel()
        if self._drivers:
            await asyncio.wait(self._drivers.values(), timeout=_PATIENCE)
        self.drop()

    def drop(self) -> None:
        """Let go of every lane at once; whoever comes next finds in the outbox what was in them."""
        for driver in self._drivers.values():
            driver.cancel()
        self._drivers.clear()
        self._lanes.clear()

    # --- one lane -----------------------------------------------------------------------------------------------------

    async def _drive(self, talk_id: int, lane: Lane) -> None:
        """Send what waits in a lane, one go after the other, until it is empty."""
        try:
            while lane and not self._stop.is_set():
                try:
                    await self._go(talk_id, lane)
                except StorageUnavailable as problem:
                    log.warning("delivery.storage_unavailable", channel=self._channel.name, why=type(problem).__name__)
                    await self._pause(1)
                except Exception:
                    # Nobody else looks after this lane: without its driver it would stand still for ever.
                    log.exception("delivery.stumbled", channel=self._channel.name)
                    await self._pause(1)
        finally:
            self.breaker.leave(talk_id)
            if self._drivers.get(talk_id) is asyncio.current_task():
                del self._drivers[talk_id]
                if not lane:
                    del self._lanes[talk_id]

    async def _go(self, talk_id: int, lane: Lane) -> None:
        """Make one go at what is next in a lane, as things are once everything that had to be waited for is over."""
        if not await self._is_due(lane):
            return
        await self._until_open(talk_id)
        if self._stop.is_set():
            return
        self.breaker.begin(talk_id)
        first = lane.next(joins=False)[0]
        if why := self._is_pointless(first):
            await self._settle(lane, [Progress(first, "expired", why)])
            return
        if await self._apologise(lane):
            return
        self._sending.add(talk_id)
        try:
            await self._settle(lane, await self._outcomes(talk_id, lane.next(self._channel.caps.joins)))
        finally:
            self._sending.discard(talk_id)

    async def _is_due(self, lane: Lane) -> bool:
        """Wait until what is next may be tried again; return False if a reply has come before a notice meanwhile."""
        first = lane.next(joins=False)[0]
        wait = 0.0 if first.not_before is None else (first.not_before - self._now()).total_seconds()
        if wait > 0:
            lane.overtaken.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(lane.overtaken.wait(), min(wait, _LONGEST_PAUSE))
                return False
        return True

    def _is_pointless(self, parcel: Parcel) -> str:
        """Return why a message should not be sent any more; empty if it should."""
        now, window = self._now(), self._channel.caps.window
        if parcel.not_after is not None and now > parcel.not_after:
            return "stale"
        if window is not None and window.state(parcel.last_in_at, now) != "open":
            return "window"
        return ""

    async def _apologise(self, lane: Lane) -> bool:
        """Give up replies that come too late to be understood, and say sorry once; return whether there were any."""
        after = self._channel.caps.late_after
        if after is None:
            return False
        late, fresh = lane.late(after, self._now())
        if not late:
            return False
        instead = await self._storage.write(
            delivering.apologise, self._supplies.content(), late, fresh, self._now(), self._supplies.dice
        )
        self._settler.note(late)
        lane.give_up(late, instead)
        return True

    async def _settle(self, lane: Lane, progress: Sequence[Progress]) -> None:
        if progress:
            await self._settler.settle(progress)
            lane.settle(progress)
        for one in progress:
            if one.error == "unreachable":
                nobody_there = [
                    Progress(parcel, "expired", "unreachable")
                    for parcel in lane.everything()
                    if parcel.last_in_at <= one.parcel.last_in_at  # whoever has written since may be there again
                ]
                if nobody_there:
                    await self._settler.settle(nobody_there)
                    lane.settle(nobody_there)
        await self._troubles.report("sending", self.breaker.trouble)

    # --- sending ------------------------------------------------------------------------------------------------------

    async def _outcomes(self, talk_id: int, parcels: Sequence[Parcel]) -> Sequence[Progress]:
        """Send parcels as far as it goes, and judge what came of each; those that were only marked wait again."""
        marked: list[Parcel] = []
        outcomes = await self._send(talk_id, parcels, marked)
        is_down = bool(self.breaker.trouble)
        judged = [
            judge(outcome, self.repeats(outcome.parcel), is_down, self._now(), self._supplies.dice)
            for outcome in outcomes
        ]
        tried = {one.parcel.seq for one in judged}
        return [*judged, *(Progress(parcel, "waiting") for parcel in marked if parcel.seq not in tried)]

    async def _send(self, talk_id: int, parcels: Sequence[Parcel], marked: list[Parcel]) -> Sequence[Outcome]:
        try:
            bubbles = self._supplies.render([parcel.message for parcel in parcels], self._channel.caps)
        except Exception:
            # A message that cannot be put into bubbles must not keep those behind it from going out.
            log.exception("delivery.cannot_render", channel=self._channel.name)
            return [Outcome(parcels[0], failure=SendFailed("invalid"))]
        going = Going(parcels, bubbles)
        for step in going.ahead():
            try:
                if not await self._may_send(talk_id, going.concerned(step), marked):
                    return going.interrupted(step)
            except Exception:
                if so_far := going.interrupted(step):
                    return so_far  # what is out is written down first; the next go stumbles again if it must
                raise
            self.breaker.begin(talk_id)
            try:
                external_id = await self._channel.send(parcels[0].address, step.bubble)
            except SendFailed as failure:
                self.breaker.failed(failure, talk_id, self._clock())
                return going.failed(step, failure)
            except Exception:
                log.exception("delivery.channel_failed", channel=self._channel.name)
                return going.failed(step, SendFailed("uncertain"))
            self.breaker.succeeded(talk_id)
            going.sent(step, external_id)
        return going.finished()

    async def _may_send(self, talk_id: int, parcels: Sequence[Parcel], marked: list[Parcel]) -> bool:
        """Wait for a place, and mark what must not be sent twice; return False if sending has been closed meanwhile."""
        await self._keep_pace(talk_id, parcels[0])
        if self._is_closed(talk_id):
            return False
        begun = [parcel for parcel in parcels if not self.repeats(parcel) and parcel not in marked]
        if begun:
            await self._storage.write(delivering.begin, begun)
            marked.extend(begun)
        if self._is_closed(talk_id):
            return False
        if self.paces is not None:
            self.paces.take_in_chat(talk_id, self._clock())
        return True

    def _is_closed(self, talk_id: int) -> bool:
        return self._stop.is_set() or self.breaker.wait(talk_id, self._clock()) > 0

    # --- waiting ------------------------------------------------------------------------------------------------------

    async def _until_open(self, talk_id: int) -> None:
        """Wait until the account and the chat may be sent to."""
        while not self._stop.is_set() and (wait := self.breaker.wait(talk_id, self._clock())):
            await self._pause(wait)

    async def _keep_pace(self, talk_id: int, parcel: Parcel) -> None:
        """Wait until the chat is ready for the next bubble, then for a place among all bubbles."""
        if self.paces is None:
            return
        in_chat = self.paces.wait_in_chat(talk_id, self._clock())
        if in_chat >= _TYPING_FROM and self._channel.caps.types:
            await self._channel.typing(parcel.address)
        await self._pause(in_chat)
        await self._pause(self.paces.take(self._clock()))

    async def _pause(self, seconds: float) -> None:
        """Wait, but not beyond the moment at which the program is told to stop."""
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), seconds)

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()
