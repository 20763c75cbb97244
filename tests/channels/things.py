"""A clock and channels that tests of what all channels share are told with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Probe
from bot.channels.rendering import Bubble
from bot.dialogue.messages import Address
from bot.ports import SendFailed
from tests.conftest import MONDAY


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Lines:
    """A channel that keeps what was said through it, or fails."""

    name = "zalo_bot"
    account = "us"
    caps = Capabilities(longest_text=2000)

    def __init__(self, failure: SendFailed | None = None) -> None:
        self.said: list[tuple[str, str]] = []
        self.tried: list[Address] = []
        self.failure = failure

    async def send(self, to: Address, bubble: Bubble) -> str:
        self.tried.append(to)
        if self.failure is not None:
            raise self.failure
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
