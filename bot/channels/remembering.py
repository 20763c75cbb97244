"""What an account has to remember across restarts, kept in the store and at hand."""

from collections.abc import Callable
from datetime import datetime

from bot.ports import Storage

_MOST = 10_000


class StoredFileIds:
    """Keeps `bot.channels.channel.FileIds` for one account."""

    def __init__(self, channel: str, account: str, storage: Storage, now: Callable[[], datetime]) -> None:
        self._channel, self._account = channel, account
        self._storage = storage
        self._now = now
        self._at_hand: dict[str, tuple[str, datetime | None]] = {}

    async def find(self, digest: str) -> str | None:
        """Return the platform's id of a file, if it still has it."""
        known = self._at_hand.get(digest)
        if known is not None and (known[1] is None or known[1] > self._now()):
            return known[0]
        found = await self._storage.read(
            lambda work: work.accounts.file_id(self._channel, self._account, digest, self._now())
        )
        if found is not None:
            self._remember(digest, *found)
        return None if found is None else found[0]

    async def keep(self, digest: str, file_id: str, until: datetime | None = None) -> None:
        """Remember an id, for as long as the platform does."""
        await self._storage.write(
            lambda work: work.accounts.keep_file_id(self._channel, self._account, digest, file_id, until)
        )
        self._remember(digest, file_id, until)

    async def forget(self, digest: str) -> None:
        """Forget an id that the platform no longer knows."""
        self._at_hand.pop(digest, None)
        await self._storage.write(lambda work: work.accounts.forget_file_id(self._channel, self._account, digest))

    def _remember(self, digest: str, file_id: str, until: datetime | None) -> None:
        if len(self._at_hand) >= _MOST:
            self._at_hand.clear()
        self._at_hand[digest] = file_id, until


class StoredButtons:
    """Whether a platform has refused buttons once: then it is never asked again."""

    def __init__(self, channel: str, account: str, storage: Storage) -> None:
        self._channel, self._account = channel, account
        self._storage = storage

    async def lost_buttons(self) -> bool:
        """Return whether buttons were refused."""
        return await self._storage.read(lambda work: work.accounts.get(self._channel, self._account).has_lost_buttons)

    async def lose_buttons(self) -> None:
        """Remember that they were."""
        await self._storage.write(lambda work: work.accounts.lose_buttons(self._channel, self._account))
