"""What Zalo delivers is in the store before it hears that we have it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message
from structlog.testing import capture_logs

from bot.channels.receiving import Received, Reception, TryAgain, Turned, Unknown
from bot.channels.zalo_oa import PATH, Asides, routes
from bot.dialogue.messages import Incoming, Opened, Said
from tests.channels.zalo_oa.fakes import LAN, MINH, TO_LAN, Setup, messages
from tests.platforms.zalo_oa import APP_ID, APP_SECRET, LONG_ENOUGH, MESSAGE, OA_ID, WEBHOOK_SECRET, FakeZaloOA, mac


class Desk(Reception):
    """Takes what comes in, unless it is told that it cannot; while the gate is shut, everybody waits."""

    def __init__(self) -> None:
        self.tried: list[Received] = []
        self.taken: list[Received] = []
        self.fails: list[Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._news = asyncio.Event()

    async def receive(self, received: Received) -> None:
        self.tried.append(received)
        self._news.set()
        self._news = asyncio.Event()
        await self.gate.wait()
        if self.fails:
            raise self.fails.pop(0)
        self.taken.append(received)

    async def asked(self, times: int) -> None:
        """Wait until so much was brought here; complain if it never is."""
        async with asyncio.timeout(LONG_ENOUGH):
            while len(self.tried) < times:
                await self._news.wait()

    @property
    def texts(self) -> list[str]:
        return [said.action.text for said in self.taken if isinstance(said, Incoming) and isinstance(said.action, Said)]


def said_plainly(phrase_id: str, /, **_values: object) -> str:
    return phrase_id


@dataclass
class Door:
    """The route, where Zalo delivers to."""

    setup: Setup
    desk: Desk = field(default_factory=Desk)
    is_stopping: bool = False

    @property
    def app(self) -> ASGIApp:
        asides = Asides(self.setup.channel(), said_plainly, self.setup.fake.clock)
        return Starlette(
            routes=routes(
                account=OA_ID,
                app_id=APP_ID,
                webhook_secret=WEBHOOK_SECRET,
                app_secret=APP_SECRET,
                reception=self.desk,
                asides=asides,
                is_stopping=lambda: self.is_stopping,
            )
        )

    async def post(self, raw: bytes, signature: str) -> int:
        """Deliver some bytes; return the status of the answer."""
        url, headers = self.setup.fake.webhook, {"X-ZEvent-Signature": signature}
        async with self.setup.session.post(url, data=raw, headers=headers) as answer:
            return answer.status


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


@pytest.fixture
async def door(setup: Setup) -> AsyncIterator[Door]:
    door = Door(setup)
    async with served(door.app) as address:
        setup.fake.webhook = address + PATH
        yield door


@pytest.fixture
def desk(door: Door) -> Desk:
    return door.desk


async def test_a_signed_event_is_taken(fake: FakeZaloOA, desk: Desk) -> None:
    event = fake.said(LAN, "Chào cháu")

    assert await fake.post_update(event) == 200
    assert desk.taken == [Incoming(TO_LAN, f"m{event['message']['msg_id']}", Said("Chào cháu"))]


async def test_whoever_follows_opens_the_chat_and_whoever_leaves_has_shut_us_out(fake: FakeZaloOA, desk: Desk) -> None:
    statuses = [await fake.post_update(fake.followed(LAN)), await fake.post_update(fake.unfollowed(LAN))]

    assert statuses == [200, 200]
    followed, left = desk.taken
    assert isinstance(followed, Incoming)
    assert followed.action == Opened()
    assert left == Turned(TO_LAN, reachable=False)


async def test_an_unknown_event_is_stored_as_such(fake: FakeZaloOA, desk: Desk) -> None:
    event = fake.message(LAN, "dance")

    assert await fake.post_update(event) == 200
    assert desk.taken == [Unknown(f"m{event['message']['msg_id']}", "user_send_dance")]


async def test_an_echo_is_thanked_for_and_leads_to_nothing(fake: FakeZaloOA, desk: Desk) -> None:
    event = fake.said(LAN, "Chào") | {"event_name": "oa_send_text", "sender": {"id": OA_ID}, "recipient": {"id": LAN}}

    assert await fake.post_update(event) == 200
    assert desk.tried == []


# --- strangers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "secret", "would_match"),
    [
        (APP_ID, APP_SECRET, "app_id + app_secret"),
        (OA_ID, WEBHOOK_SECRET, "oa_id + webhook_secret"),
        (OA_ID, APP_SECRET, "oa_id + app_secret"),
        (APP_ID, "no secret of ours", "nothing"),
    ],
)
async def test_of_an_event_that_is_signed_otherwise_nothing_is_kept_but_how(
    fake: FakeZaloOA, desk: Desk, first: str, secret: str, would_match: str
) -> None:
    with capture_logs() as logs:
        status = await fake.post_update(fake.said(LAN, "Chào"), first=first, secret=secret)

    assert status == 403
    assert desk.tried == []
    assert logs == [
        {
            "event": "zalo_oa.signature_refused",
            "log_level": "warning",
            "is_signed": True,
            "would_match": would_match,
        }
    ]


@pytest.mark.parametrize("signature", ["", "mac=", "mac=é", "mac=" + "0" * 64])
async def test_a_stranger_is_sent_away(fake: FakeZaloOA, desk: Desk, signature: str) -> None:
    with capture_logs() as logs:
        status = await fake.post_update(fake.said(LAN, "Chào"), signature=signature)

    assert status == 403
    assert desk.tried == []
    assert [(event["is_signed"], event["would_match"]) for event in logs] == [(signature != "", "nothing")]


async def test_an_event_that_was_changed_on_the_way_is_refused(door: Door, fake: FakeZaloOA) -> None:
    raw, signature = fake.signed(fake.said(LAN, "Chào"))

    assert await door.post(raw.replace("Chào".encode(), "Cháo".encode()), signature) == 403
    assert await door.post(raw, signature) == 200
    assert door.desk.texts == ["Chào"]


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
async def test_only_deliveries_are_answered(door: Door, method: str) -> None:
    async with door.setup.session.request(method, door.setup.fake.webhook) as answer:
        assert answer.status == 405


def test_there_is_no_route_without_a_secret() -> None:
    asides = Asides(None, None, None)  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="secret"):
        routes(
            account=OA_ID,
            app_id=APP_ID,
            webhook_secret="",
            app_secret=APP_SECRET,
            reception=Desk(),
            asides=asides,
            is_stopping=lambda: False,
        )


# --- odd bodies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b'{"timestamp":"1"',
        b'["timestamp",{"timestamp":"1"}]',
        b'"timestamp":"1"',
        b'{"timestamp":"1"}}',
        b'{"timestamp":"1","text":"\xff"}',
        b'{"a":' * 50_000 + b'{"timestamp":"1"}',
    ],
)
async def test_what_is_signed_but_no_object_is_refused(door: Door, raw: bytes) -> None:
    assert await door.post(raw, mac(raw, "1")) == 400
    assert door.desk.tried == []


async def test_what_is_signed_but_says_nothing_is_thanked_for(door: Door) -> None:
    raw = json.dumps({"timestamp": 1, "message": 7}).encode()

    assert await door.post(raw, mac(raw, "1")) == 200
    assert [type(received) for received in door.desk.tried] == [Unknown]


async def test_a_connection_that_breaks_stores_nothing(setup: Setup) -> None:
    door, answers = Door(setup), []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        answers.append(message)

    await door.app({"type": "http", "method": "POST", "path": PATH, "query_string": b"", "headers": []}, receive, send)

    assert answers[0]["status"] == 400
    assert door.desk.tried == []


# --- again ------------------------------------------------------------------------------------------------------------


async def test_what_cannot_be_taken_now_comes_again_and_is_known_by_its_key(fake: FakeZaloOA, desk: Desk) -> None:
    desk.fails = [TryAgain(), TryAgain()]

    statuses = [await fake.post_update(fake.said(LAN, "Chào")), await fake.post_update(fake.followed(MINH))]
    statuses += await fake.redeliver()

    assert statuses == [503, 503, 200, 200]
    assert desk.tried == [*desk.taken, *desk.taken]
    assert await fake.redeliver() == []


async def test_zalo_is_told_when_to_come_again(door: Door, fake: FakeZaloOA) -> None:
    door.desk.fails = [TryAgain()]
    raw, signature = fake.signed(fake.said(LAN, "Chào"))

    async with door.setup.session.post(fake.webhook, data=raw, headers={"X-ZEvent-Signature": signature}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


async def test_nothing_is_taken_while_the_program_stops(door: Door, fake: FakeZaloOA) -> None:
    door.is_stopping = True
    raw, signature = fake.signed(fake.said(LAN, "Chào"))

    async with door.setup.session.post(fake.webhook, data=raw, headers={"X-ZEvent-Signature": signature}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert door.desk.tried == []


async def test_an_event_that_makes_the_program_stumble_is_not_answered_as_taken(fake: FakeZaloOA, desk: Desk) -> None:
    desk.fails = [RuntimeError("stumbled")]

    assert await fake.post_update(fake.said(LAN, "Chào")) == 500
    assert await fake.redeliver() == [200]


# --- order ------------------------------------------------------------------------------------------------------------


async def test_messages_of_one_chat_are_taken_one_after_the_other_and_those_of_others_meanwhile(
    fake: FakeZaloOA, desk: Desk
) -> None:
    desk.gate.clear()
    first = asyncio.create_task(fake.post_update(fake.said(LAN, "một")))
    await desk.asked(1)
    second = asyncio.create_task(fake.post_update(fake.unfollowed(LAN)))
    other = asyncio.create_task(fake.post_update(fake.said(MINH, "khác")))
    await desk.asked(2)

    assert [received.address.external_id for received in desk.tried if isinstance(received, Incoming)] == [LAN, MINH]

    desk.gate.set()
    assert set(await asyncio.gather(first, second, other)) == {200}
    assert desk.texts == ["một", "khác"]
    assert desk.taken[-1] == Turned(TO_LAN, reachable=False)


# --- asides -----------------------------------------------------------------------------------------------------------


async def test_whoever_asks_how_the_chat_is_called_is_told_once_an_hour(fake: FakeZaloOA, desk: Desk) -> None:
    statuses = [await fake.post_update(fake.said(LAN, "/id")) for _ in range(3)]
    fake.now += timedelta(hours=1)
    statuses.append(await fake.post_update(fake.said(LAN, "/id")))
    await fake.asked_for(MESSAGE, times=2)

    assert statuses == [200] * 4
    assert desk.tried == []
    assert messages(fake) == [{"text": f"zalo_oa:{LAN}"}] * 2


async def test_an_aside_that_cannot_be_said_is_nobodys_problem(fake: FakeZaloOA, desk: Desk) -> None:
    fake.fail_next("-230")

    assert await fake.post_update(fake.said(LAN, "/id")) == 200
    await fake.asked_for(MESSAGE)
    assert messages(fake) == []
