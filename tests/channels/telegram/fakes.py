"""What a bot on Telegram is given in its tests, kept in memory."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import uvicorn
from starlette.types import ASGIApp

from bot.channels.channel import File
from bot.channels.receiving import Received, Reception
from bot.channels.rendering import Bubble
from bot.dialogue.messages import Address, Button, Document, Image

ACCOUNT = "123456"
SECRET = "webhook_secret-of-tests"
CHAT = 1001
PATIENCE = 20
LAN = Address("telegram", ACCOUNT, str(CHAT))
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)

PNG = b"\x89PNG\r\n\x1a\n picture"
BUTTONS = ((Button("lua", "Tin lừa"), Button("that", "Tin thật")),)
PICTURE = Bubble(
    "Bấm vào dấu **+**".replace("**", ""),
    ((14, 15),),
    Image("zalo/bam-dau-cong.svg", "Màn hình Zalo"),
    alt="Màn hình Zalo, dấu + ở góc <phải>.",
    buttons=BUTTONS,
    prompt=7,
)
RECORDING = Bubble("Nghe thử nhé", sound="zalo/bam.ogg")
PAPER = Bubble(document=Document("/giay/zalo", "Giấy ghi nhớ.pdf"))
WITH_FILES = {"photo": PICTURE, "voice": RECORDING, "document": PAPER}


class BrokenStorage(Exception):
    """What files are remembered in cannot serve."""


@dataclass
class FakeMedia:
    """Has every file, unless it is told to lack them."""

    lacks: bool = False
    breaks: bool = False
    picture_data: bytes = PNG

    async def picture(self, path: str) -> File | None:
        return self._file("bấm.png", "image/png", self.picture_data)

    async def sound(self, path: str) -> File | None:
        return self._file(path.rpartition("/")[2], "audio/ogg", b"OggS recording")

    async def document(self, document: Document) -> File | None:
        return self._file(document.name, "application/pdf", b"%PDF- paper")

    def address(self, path: str) -> str | None:
        return None

    def _file(self, name: str, media_type: str, data: bytes) -> File | None:
        if self.breaks:
            raise BrokenStorage
        return None if self.lacks else File(name, media_type, data, f"digest of {name}")


@dataclass
class FakeFileIds:
    """Remembers in a dictionary."""

    ids: dict[str, str] = field(default_factory=dict)
    breaks: bool = False

    async def find(self, digest: str) -> str | None:
        self._perhaps()
        return self.ids.get(digest)

    async def keep(self, digest: str, file_id: str, until: datetime | None = None) -> None:
        self._perhaps()
        self.ids[digest] = file_id

    async def forget(self, digest: str) -> None:
        self._perhaps()
        self.ids.pop(digest, None)

    def _perhaps(self) -> None:
        if self.breaks:
            raise BrokenStorage


class Desk(Reception):
    """Takes what comes in; `fails` says of a key what happens to it, as often as it stands there."""

    def __init__(self) -> None:
        self.taken: list[Received] = []
        self.fails: dict[str, list[BaseException]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.at_once = 0
        self.most_at_once = 0
        self._news = asyncio.Event()

    async def receive(self, received: Received) -> None:
        key = getattr(received, "key", "")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self._tell()
        try:
            await self.gate.wait()
            if self.fails.get(key):
                raise self.fails[key].pop(0)
            self.taken.append(received)
        finally:
            self.at_once -= 1
            self._tell()

    async def until(self, *, taken: int = 0, at_once: int = 0) -> None:
        """Wait until so many were taken, and so many are being taken."""
        async with asyncio.timeout(PATIENCE):
            while len(self.taken) < taken or self.at_once < at_once:
                await self._news.wait()

    @property
    def keys(self) -> list[str]:
        """The keys of what was taken, in order."""
        return [getattr(received, "key", "") for received in self.taken]

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **much: float) -> None:
        self.now += timedelta(**much)


def wording(phrase_id: str, /, **values: object) -> str:
    """Return words that show which phrase was asked for, and what was filled in."""
    return " ".join(["câu", phrase_id, *map(str, values.values())])


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app on a port of this machine; yield its address."""
    server = _Server(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_config=None, ws="none"))
    running = asyncio.create_task(server.serve())
    await server.is_up.wait()
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await running
