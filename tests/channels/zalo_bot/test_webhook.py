"""What the platform delivers is in the store before it hears that we have it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message

from bot.channels.asides import Asides
from bot.channels.receiving import Received, TryAgain, Unknown
from bot.channels.zalo_bot import PATH, ZaloBot, routes
from bot.dialogue.messages import Incoming, Said
from tests.channels.zalo_bot.things import (
    CHAT,
    LONG_ENOUGH,
    SECRET,
    TO,
    Clock,
    Lines,
    Recorder,
    asides,
    event,
    wording,
    wrapped,
)
from tests.platforms.zalo_bot import ACCOUNT, FakeZaloBot

HEADER = "x-bot-api-secret-token"
SHOWN = {HEADER: SECRET}
TAKEN = Incoming(TO, "m2d758cb5e222177a4e35", Said("chào"))


@dataclass
class Server:
    """The route alone, asked without a network between."""

    reception: Recorder = field(default_factory=Recorder)
    lines: Lines = field(default_factory=Lines)
    is_stopping: bool = False

    @property
    def app(self) -> ASGIApp:
        return Starlette(routes=routes(ACCOUNT, SECRET, self.reception, asides(self.lines), lambda: self.is_stopping))


@dataclass
class Delivery:
    """One request, and what becomes of it."""

    parts: list[bytes]
    read: int = 0
    """How many parts of the body were read."""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def to(self, app: ASGIApp, headers: dict[str, str], method: str = "POST", path: str = PATH) -> "Delivery":
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": raw}
        await app(scope, self._receive, self._send)
        return self

    async def _receive(self) -> Message:
        if self.read >= len(self.parts):
            return {"type": "http.disconnect"}
        self.read += 1
        return {"type": "http.request", "body": self.parts[self.read - 1], "more_body": self.read < len(self.parts)}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        elif not message.get("more_body"):
            self.answered.set()


async def deliver(server: Server, payload: Any) -> Delivery:
    return await Delivery([json.dumps(payload).encode()]).to(server.app, SHOWN)


@pytest.mark.parametrize("payload", [wrapped(event(text="chào")), event(text="chào")])
async def test_both_forms_of_an_event_are_taken(payload: dict[str, Any]) -> None:
    server = Server()
    delivery = await deliver(server, payload)

    assert delivery.status == 200
    assert server.reception.received == [TAKEN]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: SECRET[:-1]},
        {HEADER: SECRET + " x"},
        {HEADER: SECRET.upper()},
        {HEADER: "bí mật"},
        {"x-telegram-bot-api-secret-token": SECRET},
    ],
)
async def test_a_stranger_is_sent_away_before_anything_is_read(headers: dict[str, str]) -> None:
    server = Server()
    delivery = await Delivery([json.dumps(event(text="chào")).encode()]).to(server.app, headers)

    assert (delivery.status, delivery.read) == (403, 0)
    assert server.reception.tried == []


async def test_a_secret_may_have_letters_of_any_kind() -> None:
    reception, secret = Recorder(), "bí mật của xã"
    app = Starlette(routes=routes(ACCOUNT, secret, reception, asides(Lines()), lambda: False))
    delivery = await Delivery([json.dumps(event(text="chào")).encode()]).to(app, {HEADER: secret})

    assert delivery.status == 200
    assert reception.received == [TAKEN]


@pytest.mark.parametrize("secret", ["", "short", "x" * 257])
async def test_there_is_no_route_without_a_good_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="8 to 256"):
        routes(ACCOUNT, secret, Recorder(), asides(Lines()), lambda: False)


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_only_deliveries_are_answered(method: str) -> None:
    assert (await Delivery([b""]).to(Server().app, SHOWN, method)).status == 405


async def test_an_empty_body_tries_the_address_out() -> None:
    server = Server()
    delivery = await Delivery([b""]).to(server.app, SHOWN)

    assert delivery.status == 200
    assert server.reception.tried == []


@pytest.mark.parametrize(
    "body", [b"x", b"{", b"[]", b"[{}]", b"7", b'"x"', b"null", b"\xff\xfe\xfd", b"[" * 50_000, b'{"a":' * 50_000]
)
async def test_what_is_no_object_is_refused(body: bytes) -> None:
    server = Server()
    delivery = await Delivery([body]).to(server.app, SHOWN)

    assert delivery.status == 400
    assert server.reception.tried == []


@pytest.mark.parametrize("payload", [{}, {"ok": True, "result": None}, {"message": 7}])
async def test_what_says_nothing_is_thanked_for(payload: dict[str, Any]) -> None:
    server = Server()

    assert (await deliver(server, payload)).status == 200
    assert server.reception.tried == []


async def test_a_large_body_is_taken_and_a_larger_one_is_not_even_read() -> None:
    server = Server()
    small = json.dumps(event(text="chào")).encode()
    padding = b" " * (256 * 1024 - len(small))
    fits = await Delivery([small, padding]).to(server.app, SHOWN)
    too_large = await Delivery([small, padding, b" ", b" " * 9, b""]).to(server.app, SHOWN)

    assert (fits.status, too_large.status) == (200, 413)
    assert too_large.read == 3
    assert len(server.reception.received) == 1


async def test_a_connection_that_breaks_stores_nothing() -> None:
    server = Server()
    delivery = await Delivery([]).to(server.app, SHOWN)

    assert delivery.status == 400
    assert server.reception.tried == []


async def test_what_cannot_be_stored_is_asked_for_again() -> None:
    server = Server(Recorder([TryAgain()]))
    first = await deliver(server, event(text="chào"))
    again = await deliver(server, event(text="chào"))

    assert (first.status, first.headers["retry-after"], again.status) == (503, "5", 200)
    assert server.reception.received == [TAKEN]


async def test_nothing_is_taken_while_the_program_stops() -> None:
    server = Server(is_stopping=True)
    delivery = await deliver(server, event(text="chào"))

    assert (delivery.status, delivery.headers["retry-after"]) == (503, "5")
    assert server.reception.tried == []


async def test_an_unknown_event_is_noted() -> None:
    server = Server()

    assert (await deliver(server, {**event(text="x"), "event_name": "message.link.received"})).status == 200
    assert server.reception.received == [Unknown("m2d758cb5e222177a4e35", "message.link.received")]


async def test_a_message_that_cannot_be_read_is_answered_and_not_stored() -> None:
    server = Server()

    assert (await deliver(server, event("unsupported"))).status == 200
    assert server.lines.said == [(CHAT, "«aside.unsupported»")]
    assert server.reception.tried == []


async def test_the_platform_does_not_wait_for_an_aside() -> None:
    never = asyncio.Event()

    async def wait() -> None:
        await never.wait()

    app = Server(lines=Lines(wait)).app
    delivery = Delivery([json.dumps(event("unsupported")).encode()])
    task = asyncio.create_task(delivery.to(app, SHOWN))
    async with asyncio.timeout(LONG_ENOUGH):
        await delivery.answered.wait()

    assert (delivery.status, task.done()) == (200, False)
    never.set()
    await task


class Slow(Recorder):
    """Takes what it is given only when it is told to, and knows whose wait in it."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.both = asyncio.Event(), asyncio.Event()
        self.inside: list[str] = []

    async def receive(self, received: Received) -> None:
        assert isinstance(received, Incoming)
        assert received.address.external_id not in self.inside
        self.inside.append(received.address.external_id)
        if len(self.inside) == 2:
            self.both.set()
        await self.go.wait()
        self.inside.remove(received.address.external_id)
        await super().receive(received)


async def test_messages_of_one_chat_are_taken_in_order_and_those_of_others_meanwhile() -> None:
    reception = Slow()
    app = Server(reception).app
    payloads = [
        event(message_id=f"{chat}{number}", chat={"id": chat, "chat_type": "PRIVATE"}, text=str(number))
        for number in range(3)
        for chat in "ab"
    ]
    deliveries = [Delivery([json.dumps(payload).encode()]) for payload in payloads]
    tasks = [asyncio.create_task(delivery.to(app, SHOWN)) for delivery in deliveries]
    async with asyncio.timeout(LONG_ENOUGH):
        await reception.both.wait()
        reception.go.set()
        await asyncio.gather(*tasks)

    keys = [received.key for received in reception.received if isinstance(received, Incoming)]
    assert [key for key in keys if "a" in key] == ["ma0", "ma1", "ma2"]
    assert [key for key in keys if "b" in key] == ["mb0", "mb1", "mb2"]


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app on a port of this machine."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        await server.shutdown()


async def test_from_the_platform_to_the_store_and_back(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.allow_http = True
    reception = Recorder([TryAgain()])
    app = Starlette(routes=routes(bot.account, SECRET, reception, Asides(bot, wording, Clock()), lambda: False))
    async with served(app) as address:
        await bot.set_webhook(f"{address}{PATH}")
        statuses = [
            await platform.probe_webhook(),
            await platform.post_update(event(text="chào")),
            *await platform.redeliver(),
            await platform.post_update(event(text="chào"), wrapped=False),
            await platform.post_update(event(text="chào"), secret="another-secret"),
            await platform.post_update(event("unsupported")),
        ]

    assert statuses == [200, 503, 200, 200, 403, 200]
    assert reception.received == [TAKEN, TAKEN]
    assert [accepted.params.get("text") for accepted in platform.sent] == ["«aside.unsupported»"]
