"""Asking Telegram for updates, where it cannot deliver them: nothing is confirmed before it is in the store."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import MOST_TRIES, Reception, TryAgain
from bot.channels.telegram.parsing import callback_id, lane, parse, update_number
from bot.channels.telegram.request import Throttled
from bot.channels.telegram.telegram import Telegram
from bot.learning.codes import Dice
from bot.ports import TroubleKind
from bot.services.delivering import backoff

WAIT = 25
"""Seconds for which Telegram holds a question while there is nothing to tell."""
CHATS_AT_ONCE = 40

_LONGEST_PAUSE = timedelta(minutes=1)
_MOST = 10
"""From so many failures on, the pause no longer grows."""
_LAST_WORDS = 5.0
"""Seconds that answers under way have at the end."""

log = structlog.get_logger()

T = TypeVar("T")


class _Stopped(Exception):
    """The poller was told to stop while it waited."""


class Poller:
    """Asks until it is told to stop. No answer of Telegram's ends it; each is reported, and asked again."""

    def __init__(
        self,
        telegram: Telegram,
        reception: Reception,
        asides: Asides,
        *,
        trouble: Callable[[TroubleKind, str], None],
        well: Callable[[], None],
        dice: Dice,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """
        Prepare to ask.

        Args:
            telegram: whom to ask.
            reception: takes what was done.
            asides: answers what belongs to no conversation.
            trouble: is told what keeps updates from coming in, and what Telegram says about it.
            well: is told when they come in.
            dice: spreads the pauses, so that many programs do not ask again at the same moment.
            pause: waits for so many seconds.
        """
        self._telegram = telegram
        self._reception = reception
        self._asides = asides
        self._trouble = trouble
        self._well = well
        self._dice = dice
        self._pause = pause
        self._failures = 0
        self._stumbles: Counter[int] = Counter()
        self._is_stopping = False
        self._waiting: asyncio.Task[Any] | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._is_done = asyncio.Event()
        self._is_done.set()

    async def run(self) -> None:
        """Ask, take, and confirm by asking for what comes next, until told to stop."""
        offset: int | None = None
        self._is_done.clear()
        try:
            while not self._is_stopping:
                offset = await self._round(offset)
        except _Stopped:
            return
        finally:
            self._is_done.set()

    async def stop(self) -> None:
        """Take what has already come in, and end. What Telegram holds back until now comes again."""
        self._is_stopping = True
        if self._waiting is not None:
            self._waiting.cancel()
        await self._is_done.wait()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_LAST_WORDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _round(self, offset: int | None) -> int | None:
        """Ask once and take what comes; return from where to ask next."""
        try:
            updates = await self._unless_stopped(self._telegram.updates(offset, WAIT))
        except _Stopped:
            raise
        except TelegramError as problem:
            await self._wait_out(_kind(problem), self._telegram.discreet(problem.message), _least(problem))
            return offset
        except Exception as problem:
            await self._wait_out("network", type(problem).__name__)
            return offset
        numbers = [number for update in updates if (number := _number(update)) is not None]
        if updates and not numbers:
            await self._wait_out("network", "updates without a number")
            return offset
        left = await self._take(updates)
        self._well()
        if left is not None:
            log.warning("telegram.updates_wait")
            await self._wait()
            return left
        self._failures = 0
        self._stumbles.clear()
        return max(numbers) + 1 if numbers else offset

    async def _take(self, updates: Sequence[Any]) -> int | None:
        """Take updates, those of one chat one after the other; return the number of the first that could not be."""
        lanes: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for update in updates:
            if _number(update) is not None:
                lanes[lane(update)].append(update)
        at_once = asyncio.Semaphore(CHATS_AT_ONCE)
        left = await asyncio.gather(*(self._take_lane(lane, at_once) for lane in lanes.values()))
        return min((number for number in left if number is not None), default=None)

    async def _take_lane(self, updates: Sequence[dict[str, Any]], at_once: asyncio.Semaphore) -> int | None:
        async with at_once:
            for update in updates:
                try:
                    await self._take_one(update)
                except TryAgain:
                    return update_number(update)
                except Exception as problem:
                    log.error("telegram.update_failed", why=type(problem).__name__)
                    if not self._is_hopeless(update):
                        return update_number(update)
        return None

    def _is_hopeless(self, update: dict[str, Any]) -> bool:
        """Return whether an update has made us stumble so often that all that come after it shall not wait longer."""
        number = update["update_id"]
        self._stumbles[number] += 1
        return self._stumbles[number] >= MOST_TRIES

    async def _take_one(self, update: dict[str, Any]) -> None:
        received = parse(update, self._telegram.account)
        if isinstance(received, Aside):
            self._meanwhile(self._asides.answer(received))
        elif received is not None:
            await self._reception.receive(received)
        if pressed := callback_id(update):
            self._meanwhile(self._telegram.answer_press(pressed))

    def _meanwhile(self, answering: Coroutine[Any, Any, None]) -> None:
        """Let an answer go out that nothing waits for."""
        task = asyncio.create_task(answering)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _wait_out(self, kind: TroubleKind, words: str, least: float = 0) -> None:
        """Report a trouble, and wait."""
        self._trouble(kind, words)
        await self._wait(least)

    async def _wait(self, least: float = 0) -> None:
        """Wait, every time longer, up to a minute."""
        self._failures = min(self._failures + 1, _MOST)
        seconds = backoff(self._failures, self._dice, _LONGEST_PAUSE).total_seconds()
        await self._unless_stopped(self._pause(max(seconds, least)))

    async def _unless_stopped(self, what: Awaitable[T]) -> T:
        """Wait for something that is given up when the poller is to stop."""
        self._waiting = waiting = asyncio.ensure_future(what)
        if self._is_stopping:
            waiting.cancel()
        try:
            return await waiting
        except asyncio.CancelledError:
            if self._is_stopping:
                raise _Stopped from None
            raise
        finally:
            self._waiting = None


def _number(update: object) -> int | None:
    return update_number(update) if isinstance(update, dict) else None


def _kind(problem: TelegramError) -> TroubleKind:
    match problem:
        case Conflict():
            return "webhook" if "webhook" in problem.message else "conflict"
        case InvalidToken():
            return "auth"
        case _:
            return "network"


def _least(problem: TelegramError) -> float:
    return (problem.seconds or 0) if isinstance(problem, Throttled) else 0
