"""
A platform for benchmarks: posts updates to a bot and answers what the bot sends, in one process and on one clock.

It keeps one update in flight in each chat, as Telegram does in each lane: the next is posted when the bot's webhook
has answered and its message has arrived. Speaks HTTP by hand: what is
spent here is missing in what is measured.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

_END = b"\r\n\r\n"
_PATIENCE = 30.0
_ME = b'{"ok":true,"result":{"id":1000001,"is_bot":true,"first_name":"Bot","username":"hoc_bot"}}'


@dataclass(frozen=True, slots=True)
class Kind:
    """How one platform speaks."""

    path: str
    """Of the webhook."""
    update: Callable[[int, int, str], tuple[bytes, Mapping[str, str]]]
    """Makes the body and headers of an update: its number, its chat, what was typed."""
    chat_of: Callable[[Mapping[str, object]], str]
    """Tells which chat a message of the bot is for."""
    answer: Callable[[int, str], bytes]
    """Makes the answer to a message: its number, its chat."""


@dataclass(slots=True)
class Figures:
    """What a round came to."""

    seconds: float
    updates: int
    waits: list[float] = field(default_factory=list)
    """From posting an update until the bot's message was answered, in seconds."""

    @property
    def rate(self) -> float:
        return self.updates / self.seconds

    def percentile(self, share: float) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(share * len(self.waits)))]


class Platform:
    """One platform with one bot."""

    def __init__(self, kind: Kind, latency: float = 0.0) -> None:
        self.kind = kind
        self.latency = latency
        self.port = 0
        self.messages = 0
        self._server: asyncio.Server | None = None
        self._arrived: dict[str, asyncio.Future[None]] = {}
        self._updates = 0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Answering(self), "127.0.0.1", 0, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    def arrived(self, body: bytes) -> bytes:
        """Take a message of the bot; return the answer to it."""
        fields = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
        chat = self.kind.chat_of(fields)
        self.messages += 1
        waiting = self._arrived.pop(chat, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        return self.kind.answer(self.messages, chat)

    async def load(self, port: int, chats: Sequence[int], texts: Sequence[str], updates: int) -> Figures:
        """Post so many updates to the bot at a port, one in flight in each of the chats."""
        lanes = [_Posting(port, self.kind.path) for _ in chats]
        for lane in lanes:
            await lane.open()
        figures = Figures(0, updates)
        left = iter(range(updates))
        before = time.perf_counter()
        await asyncio.gather(
            *(self._lane(lane, chat, texts, left, figures) for lane, chat in zip(lanes, chats, strict=True))
        )
        figures.seconds = time.perf_counter() - before
        for lane in lanes:
            lane.close()
        return figures

    async def _lane(
        self, posting: "_Posting", chat: int, texts: Sequence[str], left: Iterator[int], figures: Figures
    ) -> None:
        loop = asyncio.get_running_loop()
        for said, _ in enumerate(left):
            self._updates += 1
            body, headers = self.kind.update(self._updates, chat, texts[said % len(texts)])
            arrived = self._arrived[str(chat)] = loop.create_future()
            before = time.perf_counter()
            status = await asyncio.wait_for(posting.post(body, headers), _PATIENCE)
            if status != 200:
                raise SystemExit(f"the webhook answered {status}")
            await asyncio.wait_for(arrived, _PATIENCE)
            figures.waits.append(time.perf_counter() - before)


class _Answering(asyncio.Protocol):
    """The server's side: one connection of the bot's client."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = self._buffer.find(_END)
            if end < 0:
                return
            head = self._buffer[:end].lower()
            length = _length(head)
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            if b"/getme " in head:
                self._write(_ME)
            else:
                self._answer(body)

    def _answer(self, body: bytes) -> None:
        if self._platform.latency:
            asyncio.get_running_loop().call_later(self._platform.latency, self._arrive, body)
        else:
            self._arrive(body)

    def _arrive(self, body: bytes) -> None:
        self._write(self._platform.arrived(body))

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(answer), answer)
            )


class _Posting(asyncio.Protocol):
    """The client's side: one connection to the bot's webhook, one request at a time."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self._buffer = b""
        self._status: asyncio.Future[int] | None = None

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self._port)

    async def post(self, body: bytes, headers: Mapping[str, str]) -> int:
        self._status = asyncio.get_running_loop().create_future()
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._transport.write(
            f"POST {self._path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n{lines}"
            f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
        return await self._status

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_END)
        if end < 0 or self._status is None:
            return
        head = self._buffer[:end].lower()
        if len(self._buffer) < end + 4 + _length(head):
            return
        status = int(self._buffer[9:12])
        self._buffer = b""
        self._status.set_result(status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._status is not None and not self._status.done():
            self._status.set_exception(ConnectionResetError())

    def close(self) -> None:
        self._transport.close()


def _length(head: bytes) -> int:
    at = head.find(b"content-length:")
    return int(head[at + 15 :].partition(b"\r")[0]) if at >= 0 else 0
