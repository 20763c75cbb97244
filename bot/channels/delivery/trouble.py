"""What is wrong with an account: kept where staff see it, and told to whoever runs the program."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.ports import Storage, StorageUnavailable, TroubleKind

Tell = Callable[[str, TroubleKind, str], Awaitable[None]]
"""Hands news of a channel to somebody: its name, what is wrong ("" if all is well again), what the platform said."""

log = structlog.get_logger()


class Troubles:
    """The troubles of one account, which sending and receiving report each for itself."""

    def __init__(
        self, channel: str, account: str, storage: Storage, now: Callable[[], datetime], tell: Tell | None = None
    ) -> None:
        self._channel, self._account = channel, account
        self._storage = storage
        self._now = now
        self._tell = tell
        self._reported: dict[str, tuple[TroubleKind, str]] = {}
        self._shown: TroubleKind | None = None

    async def report(self, source: str, kind: TroubleKind, words: str = "") -> None:
        """Say how things stand at one source; nothing happens unless that is news."""
        self._reported[source] = (kind, words)
        shown, said = next((known for known in self._reported.values() if known[0]), ("", ""))
        if shown == self._shown:
            return
        try:
            is_news = await self._storage.write(
                lambda work: work.accounts.set_trouble(self._channel, self._account, shown, said, self._now())
            )
        except StorageUnavailable:
            return  # it is reported again at the next opportunity
        self._shown = shown
        if is_news:
            log.warning("channel.trouble", channel=self._channel, kind=shown or "none", words=said)
            if self._tell is not None:
                await self._tell(self._channel, shown, said)
