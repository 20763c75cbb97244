"""What comes in from a platform, taken into the store before the platform hears that we have it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.dialogue.messages import Address, Incoming
from bot.ports import Storage, StorageUnavailable
from bot.services import delivering

MOST_TRIES = 3
"""How often an event is tried that makes the program stumble, before the platform is told that we have it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turned:
    """Somebody shut us out, or let us in again."""

    address: Address
    reachable: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event that we know nothing about: its key, and what the platform calls it."""

    key: str
    kind: str


Received = Incoming | Turned | Unknown


class TryAgain(Exception):
    """An event could not be taken now: the platform is asked to deliver it again."""


class Reception:
    """Takes the events of one account. What returns is committed; what raises `TryAgain` is not."""

    def __init__(
        self,
        channel: str,
        account: str,
        storage: Storage,
        take: Callable[[Incoming], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._channel = channel
        self._account = account
        self._storage = storage
        self._take = take
        self._now = now

    async def receive(self, received: Received) -> None:
        """
        Take one event; several of one chat must be handed over one after the other.

        An event that makes the program stumble again and again is written down as such and done with, so that the next
        of its chat gets through.
        """
        try:
            match received:
                case Incoming():
                    await self._try(received)
                case Turned(address, reachable):
                    await self._storage.write(delivering.turn, address, reachable, self._now())
                case Unknown(key, kind):
                    await self._note(key, kind, "unknown")
        except (StorageUnavailable, TimeoutError) as problem:
            raise TryAgain from problem

    async def _try(self, incoming: Incoming) -> None:
        try:
            await self._take(incoming)
        except (StorageUnavailable, TimeoutError):
            raise
        except Exception as problem:
            log.exception("receiving.stumbled", channel=self._channel)
            if await self._note(incoming.key, type(incoming.action).__name__, type(problem).__name__) < MOST_TRIES:
                raise TryAgain from problem

    async def _note(self, key: str, kind: str, why: str) -> int:
        """Write an event down that led to nothing; return how often it was tried."""
        return await self._storage.write(
            lambda work: work.accounts.stumbled(self._channel, self._account, key, kind, why, self._now())
        )
