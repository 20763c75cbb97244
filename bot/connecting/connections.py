"""The channels of this installation: run beside the server, stopped before it ends."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog
from starlette.routing import Route

from bot.channels.channel import Channel
from bot.channels.delivery import Postman
from bot.ports import Parcel
from bot.services.troubles import ConnectedChannel

if TYPE_CHECKING:
    import aiohttp

_RESTART = 5.0
"""Seconds after which something that fell over is started again."""

log = structlog.get_logger()


class Poller(Protocol):
    """Asks a platform for what is new."""

    async def run(self) -> None:
        """Ask until told to stop."""

    async def stop(self) -> None:
        """Finish what was begun."""


async def _nothing() -> None:
    """Nothing is to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One channel that is set up."""

    channel: Channel
    postman: Postman
    poller: Poller | None = None
    """None where the platform delivers."""
    watch: Poller | None = None
    """Sees to it that it still does."""
    routes: Sequence[Route] = ()
    prepare: Callable[[], Awaitable[None]] = _nothing
    close: Callable[[], Awaitable[None]] = _nothing


class Connections:
    """All of them."""

    def __init__(self, connections: Sequence[Connection] = (), session: "aiohttp.ClientSession | None" = None) -> None:
        """Take them over, with the way to the platforms that they share."""
        self.all = tuple(connections)
        self._session = session
        self._by_channel = {connection.channel.name: connection for connection in connections}
        self._tasks: list[asyncio.Task[None]] = []

    def put(self, parcels: Sequence[Parcel]) -> None:
        """Send what was just committed; what belongs to a channel that is not set up waits until it is."""
        for parcel in parcels:
            connection = self._by_channel.get(parcel.address.channel)
            if connection is not None:
                connection.postman.put([parcel])

    def wake(self) -> None:
        """Let every channel look into the outbox soon."""
        for connection in self.all:
            connection.postman.wake()

    def known(self) -> Sequence[ConnectedChannel]:
        """Return what the office may know of them."""
        return [
            ConnectedChannel(
                each.channel.name,
                each.channel.account,
                each.channel.caps.budget.per_month if each.channel.caps.budget else None,
            )
            for each in self.all
        ]

    @property
    def routes(self) -> Sequence[Route]:
        """What platforms deliver to."""
        return [route for connection in self.all for route in connection.routes]

    async def start(self) -> None:
        """Begin to send, and to ask for what is new."""
        for connection in self.all:
            await connection.prepare()
            for worker in (connection.postman, connection.poller, connection.watch):
                if worker is not None:
                    self._tasks.append(asyncio.create_task(_again_and_again(connection.channel.name, worker.run)))

    async def stop(self) -> None:
        """Take nothing more in, then let what is on its way arrive."""
        listening = (worker for each in self.all for worker in (each.poller, each.watch) if worker is not None)
        await asyncio.gather(*(worker.stop() for worker in listening))
        await asyncio.gather(*(each.postman.stop() for each in self.all))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.close()

    async def close(self) -> None:
        """Let go of the platforms."""
        for connection in self.all:
            await connection.close()
        if self._session is not None:
            await self._session.close()


async def _again_and_again(channel: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run something until it ends by itself; if it falls over, that is logged and it is started again."""
    while True:
        try:
            await run()
        except Exception:
            log.exception("channel.fell_over", channel=channel)
            await asyncio.sleep(_RESTART)
        else:
            return
