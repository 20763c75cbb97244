"""Telegram as it treats a bot that may be gone at any moment: it keeps every update until the bot has taken it."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.platforms.telegram import Accepted, FakeTelegram, Webhook

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
"""Seconds until an update is delivered once more, after a first time at once; Telegram's own are ten times as long."""
_UNHEARD = 0.1
"""How often the platform does not hear that an update was taken, and delivers it once more."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as the platform shows it."""

    text: str
    presses: tuple[str, ...] = ()
    """What its buttons carry."""
    has_file: bool = False


class _Heard(list[Accepted]):
    """Everything that the platform has carried out; somebody listens."""

    def __init__(self, listen: Callable[[Accepted], None]) -> None:
        super().__init__()
        self._listen = listen

    def append(self, accepted: Accepted) -> None:
        super().append(accepted)
        self._listen(accepted)


@dataclass
class Platform:
    """
    One bot on Telegram, with everybody who writes to it.

    Each chat has two lanes, one of messages and one of pressed buttons; in each one update is under way at a time.
    Where `is_polled`, updates wait until they are asked for.
    """

    seed: int
    is_polled: bool = False

    sent: dict[str, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    """The updates of each chat by the keys under which they are kept."""
    acknowledged: set[str] = field(default_factory=set)
    """The keys of updates that were taken."""
    posts: int = 0
    """How often an update was delivered, or asked for."""
    bubbles: dict[str, list[Bubble]] = field(default_factory=lambda: defaultdict(list))
    """What each chat shows."""

    def __post_init__(self) -> None:
        self.telegram = FakeTelegram(allow_http=True, accepted=_Heard(self._hear))
        self.listeners: dict[str, Callable[[Bubble], None]] = {}
        self._chance = random.Random(f"platform {self.seed}")
        self._lanes: dict[tuple[str, str], asyncio.Queue[dict[str, Any]]] = {}
        self._drivers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self.telegram.start()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    async def stop(self) -> None:
        for driver in self._drivers:
            driver.cancel()
        await asyncio.gather(*self._drivers, return_exceptions=True)
        await self._session.close()
        await self.telegram.stop()

    def deliver_to(self, url: str, secret: str) -> None:
        """Deliver to an address from now on."""
        self.telegram.webhook = Webhook(url, secret)

    # --- what people do -----------------------------------------------------------------------------------------------

    def say(self, chat: str, text: str) -> str:
        """Let somebody write something; return the key of the update."""
        return self._take(chat, "message", self.telegram.said(int(chat), text))

    def press(self, chat: str, payload: str) -> str:
        """Let somebody press a button; return the key of the update."""
        return self._take(chat, "press", self.telegram.pressed(int(chat), payload))

    @property
    def unacknowledged(self) -> set[str]:
        """The keys of updates that were not taken yet."""
        if self.is_polled:
            self._note_confirmed()
        return {key for keys in self.sent.values() for key in keys} - self.acknowledged

    def _take(self, chat: str, lane: str, update: dict[str, Any]) -> str:
        key = f"u{update['update_id']}"
        self.sent[chat][key] = update
        if self.is_polled:
            self.telegram.queue_update(update)
            return key
        if (chat, lane) not in self._lanes:
            self._lanes[chat, lane] = asyncio.Queue()
            self._drivers.append(asyncio.create_task(self._drive(self._lanes[chat, lane])))
        self._lanes[chat, lane].put_nowait(update)
        return key

    # --- delivering ---------------------------------------------------------------------------------------------------

    async def _drive(self, lane: asyncio.Queue[dict[str, Any]]) -> None:
        """Deliver what comes into a lane, each until it is taken."""
        while True:
            update = await lane.get()
            pause = 0.0
            while not await self._post(update):
                await asyncio.sleep(pause)
                pause = min(pause * 2 or FIRST_PAUSE, LONGEST_PAUSE)

    async def _post(self, update: dict[str, Any]) -> bool:
        """Deliver an update once; return whether the platform has heard that it was taken."""
        self.telegram._notice(update)
        if self.telegram.webhook is None:
            return False
        self.posts += 1
        try:
            status = await self.telegram._post(update, None)
        except (aiohttp.ClientError, TimeoutError):
            return False
        if not 200 <= status < 300:
            return False
        self.acknowledged.add(f"u{update['update_id']}")
        return self._chance.random() >= _UNHEARD

    def _note_confirmed(self) -> None:
        """Note what the bot has confirmed by asking for what comes after it."""
        self.posts = len(self.telegram.polls)
        offset = max((int(poll.get("offset") or 0) for poll in self.telegram.polls), default=0)
        for keys in self.sent.values():
            self.acknowledged |= {key for key in keys if int(key[1:]) < offset}

    # --- what the bot says --------------------------------------------------------------------------------------------

    def _hear(self, accepted: Accepted) -> None:
        if accepted.message_id is None:
            return
        rows = accepted.params.get("reply_markup", {}).get("inline_keyboard", [])
        presses = tuple(button["callback_data"] for row in rows for button in row)
        bubble = Bubble(accepted.shown, presses, bool(accepted.method != "sendMessage"))
        self.bubbles[accepted.chat_id].append(bubble)
        if listener := self.listeners.get(accepted.chat_id):
            listener(bubble)
