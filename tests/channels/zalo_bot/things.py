"""What the tests of this channel share."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.asides import Asides
from bot.channels.channel import File, Probe
from bot.channels.receiving import Received, Reception
from bot.channels.rendering import Bubble
from bot.channels.zalo_bot import Patience, capabilities
from bot.dialogue.messages import Address, Document
from tests.conftest import MONDAY
from tests.platforms.zalo_bot import ACCOUNT

SECRET = "a-secret-of-the-webhook"
CHAT = "6ede9afa66b88fe6d6a9"
TO = Address("zalo_bot", ACCOUNT, CHAT)

LONG_ENOUGH = 20
"""Seconds until a test that waits for something has failed."""
IMPATIENT = Patience(answer=0.2, photo=0.2, typing=0.2)
"""For what hangs; everything else is answered in time on the slowest machine."""


@dataclass
class FakeMedia:
    """Files that can be fetched from an address of ours."""

    base: str | None = "https://hocso.example.vn/"

    async def picture(self, path: str) -> File | None:
        raise AssertionError("Zalo Bot takes no files")

    async def sound(self, path: str) -> File | None:
        raise AssertionError("Zalo Bot takes no files")

    async def document(self, document: Document) -> File | None:
        raise AssertionError("Zalo Bot takes no files")

    def address(self, path: str) -> str | None:
        return self.base and self.base + path


class Recorder(Reception):
    """A reception that keeps what it was given, after it has failed as often as it was told to."""

    def __init__(self, failures: Iterable[Exception] = ()) -> None:
        self.failures = deque(failures)
        self.tried: list[Received] = []
        self.received: list[Received] = []
        self._news = asyncio.Event()

    async def receive(self, received: Received) -> None:
        self.tried.append(received)
        if self.failures:
            raise self.failures.popleft()
        self.received.append(received)
        self._news.set()

    async def has(self, count: int) -> None:
        """Wait until so many were taken."""
        while len(self.received) < count:
            self._news.clear()
            await self._news.wait()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Lines:
    """A channel that keeps what was said through it."""

    name = "zalo_bot"
    account = ACCOUNT
    caps = capabilities(has_public_address=False)

    def __init__(self, said: Callable[[], Awaitable[None]] | None = None) -> None:
        self.said: list[tuple[str, str]] = []
        self._when_said = said

    async def send(self, to: Address, bubble: Bubble) -> str:
        if self._when_said is not None:
            await self._when_said()
        self.said.append((to.external_id, bubble.text))
        return "1"

    async def typing(self, to: Address) -> None:
        raise AssertionError("nobody waits")

    async def probe(self) -> Probe:
        raise AssertionError("nobody asks")

    async def set_webhook(self, url: str) -> None:
        raise AssertionError("nobody asks")

    async def remove_webhook(self) -> None:
        raise AssertionError("nobody asks")


def asides(lines: Lines) -> Asides:
    """Return what says lines through a channel, at a moment that stands still."""
    return Asides(lines, wording, Clock())


def wording(phrase_id: str, /, **_values: object) -> str:
    """Return a phrase by its name."""
    return f"«{phrase_id}»"


def event(kind: str = "text", **content: Any) -> dict[str, Any]:
    """Return an event as the manual shows it, apart from its envelope."""
    return {
        "event_name": f"message.{kind}.received",
        "message": {
            "message_id": "2d758cb5e222177a4e35",
            "date": 1789316131602,
            "from": {"id": CHAT, "display_name": "Lan", "is_bot": False},
            "chat": {"id": CHAT, "chat_type": "PRIVATE"},
            **content,
        },
    }


def wrapped(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event in its envelope."""
    return {"ok": True, "result": update}
