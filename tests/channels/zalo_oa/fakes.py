"""What an official account is handed by the program, in memory, and an account on the fake of Zalo."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from bot.channels.channel import File
from bot.channels.zalo_oa import TokenPair, Tokens, ZaloOA, exchange, oauth
from bot.dialogue.messages import Address, Document
from bot.ports import StorageUnavailable
from tests.platforms import zalo_oa as platform
from tests.platforms.zalo_oa import APP_ID, APP_SECRET, OA_ID, FakeZaloOA, Pair

LAN = "246845883529197922"
MINH = "246845883529197923"
TO_LAN = Address("zalo_oa", OA_ID, LAN)
TO_MINH = Address("zalo_oa", OA_ID, MINH)


def a_file(name: str = "hinh.png", media_type: str = "image/png", size: int = 100) -> File:
    start = b"\x89PNG\r\n\x1a\n" if media_type == "image/png" else b"\xff\xd8\xff"
    data = (start + name.encode()).ljust(size, b".")
    return File(name, media_type, data, hashlib.sha256(data).hexdigest())


@dataclass
class FakeMedia:
    """The files that there are; `where` is the address below which anybody can fetch them."""

    pictures: dict[str, File] = field(default_factory=dict)
    documents: dict[str, File] = field(default_factory=dict)
    where: str = ""
    broken: bool = False

    async def picture(self, path: str) -> File | None:
        if self.broken:
            raise OSError("no such paint")
        return self.pictures.get(path)

    async def sound(self, path: str) -> File | None:
        return None

    async def document(self, document: Document) -> File | None:
        return self.documents.get(document.path)

    def address(self, path: str) -> str | None:
        return f"{self.where}/{path}" if self.where else None


@dataclass
class FakeFileIds:
    """What Zalo calls files, with the moment until which it does."""

    now: Callable[[], datetime]
    known: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    broken: bool = False

    async def find(self, digest: str) -> str | None:
        self._stumble()
        file_id, until = self.known.get(digest, (None, None))
        return None if until is not None and self.now() >= until else file_id

    async def keep(self, digest: str, file_id: str, until: datetime | None = None) -> None:
        self._stumble()
        self.known[digest] = (file_id, until)

    async def forget(self, digest: str) -> None:
        self._stumble()
        self.known.pop(digest, None)

    def _stumble(self) -> None:
        if self.broken:
            raise StorageUnavailable


@dataclass
class FakeFlags:
    """What was learned of the account; `broken` says how often it cannot be read or written."""

    lost: bool = False
    broken: int = 0

    async def lost_buttons(self) -> bool:
        self._stumble()
        return self.lost

    async def lose_buttons(self) -> None:
        self._stumble()
        self.lost = True

    def _stumble(self) -> None:
        if self.broken:
            self.broken -= 1
            raise StorageUnavailable


@dataclass
class FakeTokenStore:
    """Where the pair is kept, for as many processes as are handed the same store."""

    pair: TokenPair | None = None
    saved: list[TokenPair] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    """What the next attempts to save run into."""
    cannot_lock: bool = False
    is_alone: bool = False
    """Whether the lock keeps nobody out, as that of SQLite, which only one process may write to."""
    locked: int = 0
    """How often it was locked."""
    most_inside: int = 0
    """How many have held the lock at once."""
    before_commit: Callable[[], None] = lambda: None
    """Called when a pair is about to be committed."""
    _inside: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def load(self) -> TokenPair | None:
        return self.pair

    async def save(self, pair: TokenPair) -> None:
        assert self._inside
        self.before_commit()
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails.pop(0)
        self.pair = pair
        self.saved.append(pair)

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        if self.cannot_lock:
            raise StorageUnavailable
        async with nullcontext() if self.is_alone else self._lock:
            self.locked += 1
            self._inside += 1
            self.most_inside = max(self.most_inside, self._inside)
            try:
                yield
            finally:
                self._inside -= 1


def as_pair(pair: Pair) -> TokenPair:
    """Return a pair that the platform handed out, as the program keeps it."""
    return TokenPair(pair.access, pair.refresh, pair.expires_at)


@dataclass
class Setup:
    """One account on the fake of Zalo, and everything that it was made from."""

    fake: FakeZaloOA
    session: aiohttp.ClientSession
    store: FakeTokenStore
    media: FakeMedia
    file_ids: FakeFileIds
    flags: FakeFlags
    opened: list[ZaloOA] = field(default_factory=list)

    def tokens(self, **more: Any) -> Tokens:
        given = {"base": self.fake.url, "patience": oauth.PATIENCE, **more}
        return Tokens(self.session, self.store, APP_ID, APP_SECRET, self.fake.clock, **given)

    def channel(self, *, patience: float | None = None, tokens: Tokens | None = None, **more: Any) -> ZaloOA:
        given: dict[str, Any] = {
            "account": OA_ID,
            "tokens": tokens or self.tokens(),
            "session": self.session,
            "media": self.media,
            "file_ids": self.file_ids,
            "flags": self.flags,
            "now": self.fake.clock,
            "base": self.fake.url,
            "patience": exchange.PATIENCE if patience is None else aiohttp.ClientTimeout(total=patience, connect=5),
        }
        self.opened.append(ZaloOA(**{**given, **more}))
        return self.opened[-1]


@asynccontextmanager
async def a_setup() -> AsyncIterator[Setup]:
    """Start a Zalo with one account, whose tokens are fresh and to which Lan and Minh have just written."""
    fake = FakeZaloOA()
    await fake.start()
    fake.said(LAN, "Chào")
    fake.said(MINH, "Chào")
    store = FakeTokenStore(as_pair(fake.sign_in()))
    async with aiohttp.ClientSession() as session:
        setup = Setup(fake, session, store, FakeMedia(), FakeFileIds(fake.clock), FakeFlags())
        yield setup
        for channel in setup.opened:
            await channel.close()
    await fake.stop()


def messages(fake: FakeZaloOA) -> list[Any]:
    """Return what was said, in order."""
    return [accepted.params for accepted in fake.sent]


def uploads(fake: FakeZaloOA) -> list[Any]:
    """Return what was uploaded, in order."""
    return [accepted.params for accepted in fake.accepted if accepted.method.startswith("upload/")]


__all__ = [
    "LAN",
    "MINH",
    "TO_LAN",
    "TO_MINH",
    "FakeFileIds",
    "FakeFlags",
    "FakeMedia",
    "FakeTokenStore",
    "Setup",
    "a_file",
    "a_setup",
    "as_pair",
    "messages",
    "platform",
    "uploads",
]
