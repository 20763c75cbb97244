"""What making a channel takes, the same for each."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot import clock
from bot.channels.channel import Channel
from bot.channels.delivery import Supplies, Troubles
from bot.channels.library import Library
from bot.channels.receiving import Reception
from bot.channels.remembering import StoredFileIds
from bot.channels.rendering import render
from bot.channels.web import PICTURES, RECORDINGS
from bot.connecting.connections import Connection
from bot.connecting.watching import WebhookWatch
from bot.curriculum.content import Content
from bot.curriculum.shelf import Shelf
from bot.dialogue.choosing import how_to_choose
from bot.dialogue.messages import Address, Incoming
from bot.ports import Storage, StorageUnavailable, TroubleKind
from bot.services.announcing import tell_operator
from bot.services.conversing import Taken
from bot.services.troubles import news
from bot.settings import Settings

if TYPE_CHECKING:
    import aiohttp

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the program gives to its channels."""

    settings: Settings
    storage: Storage
    shelf: Shelf
    key: bytes
    take: Callable[[Incoming], Awaitable[Taken]]
    """Run a turn, commit it, and have what it says delivered."""
    is_stopping: Callable[[], bool]


WEBHOOKS = {"telegram": "/webhook/telegram", "zalo_bot": "/webhook/zalo-bot", "zalo_oa": "/webhook/zalo-oa"}
"""Where each platform delivers to, below the public address."""


class Listening:
    """Hands on what a poller says about itself, which does not wait for it to be written down."""

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles
        self._reports: set[asyncio.Task[None]] = set()

    def trouble(self, kind: TroubleKind, words: str) -> None:
        """Hear that nothing comes in, and why."""
        report = asyncio.create_task(self._troubles.report("receiving", kind, words))
        self._reports.add(report)
        report.add_done_callback(self._reports.discard)

    def well(self) -> None:
        """Hear that it does."""
        self.trouble("", "")


def webhook_secret(key: bytes, channel: str) -> str:
    """Return what a platform shows when it delivers to us: nothing to be set up, and nothing that anybody can guess."""
    return hmac.new(key, f"webhook:{channel}".encode(), "sha256").hexdigest()


class Workbench:
    """What making each channel takes."""

    def __init__(
        self, parts: Parts, session: "aiohttp.ClientSession", find: Callable[[str], Connection | None]
    ) -> None:
        """Lay everything out; `find` finds another channel by its name, once all are made."""
        self.parts = parts
        self.settings = parts.settings
        self.session = session
        self._find = find
        public = parts.settings.public_url if parts.settings.is_https else ""
        self.media = Library(
            parts.shelf.media_path,
            parts.shelf.drawing,
            pictures=f"{public}{PICTURES}" if public else "",
            recordings=f"{public}{RECORDINGS}" if public else "",
        )
        self._public = public
        self._asked = parts.shelf.content, how_to_choose(parts.shelf.content)
        self.supplies = Supplies(
            storage=parts.storage,
            content=lambda: parts.shelf.content,
            render=lambda messages, caps: render(
                messages,
                caps,
                self._how_to_choose(parts.shelf.content),
                link=self.link,
                is_there=lambda path: parts.shelf.media_path(path) is not None,
            ),
            now=clock.now,
            dice=clock.dice(),
        )

    def _how_to_choose(self, content: Content) -> str:
        """Return what is said under numbers, put together once for each state of the content."""
        if self._asked[0] is not content:
            self._asked = content, how_to_choose(content)
        return self._asked[1]

    def watch(self, channel: Channel, troubles: Troubles) -> WebhookWatch | None:
        """Return what sees to it that a platform delivers to us; None if we have no address that it could."""
        address = self.link(WEBHOOKS[channel.name])
        return None if address is None else WebhookWatch(channel, address, troubles)

    def wording(self, phrase_id: str, /, **values: object) -> str:
        """Return a phrase of the content in use, as it is said to somebody we know nothing of."""
        return self.parts.shelf.content.phrases.say(phrase_id, 0, **values)

    def link(self, path: str) -> str | None:
        """Return where anybody can open one of our pages; None if we have no such address."""
        return f"{self._public}{path}" if self._public else None

    def troubles(self, channel: str, account: str) -> Troubles:
        """Return what an account reports its troubles to."""
        return Troubles(channel, account, self.parts.storage, clock.now, self._tell)

    def reception(self, channel: str, account: str) -> Reception:
        """Return what takes the events of an account."""

        async def take(incoming: Incoming) -> None:
            await self.parts.take(incoming)

        return Reception(channel, account, self.parts.storage, take, clock.now)

    def file_ids(self, channel: str, account: str) -> StoredFileIds:
        """Return what a platform calls our files."""
        return StoredFileIds(channel, account, self.parts.storage, clock.now)

    async def _tell(self, channel: str, kind: TroubleKind, said: str) -> None:
        """Tell whoever runs the program over another channel, if there is one that they have named."""
        over, _, chat = self.settings.operator.partition(":")
        way = self._find(over)
        if way is None or over == channel:
            return
        address = Address(over, way.channel.account, chat)
        try:
            told = await self.parts.storage.write(tell_operator, address, news(channel, kind, said), clock.now())
        except StorageUnavailable:
            log.warning(
                "operator.not_told", channel=channel, kind=kind or "none"
            )  # the office page says it all the same
        else:
            way.postman.put(told)
