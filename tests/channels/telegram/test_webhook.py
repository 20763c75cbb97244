"""Deliveries of Telegram: in the store before Telegram hears that we have them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.channels.asides import Aside, Asides
from bot.channels.receiving import TryAgain
from bot.channels.telegram import PATH, Telegram, routes
from bot.dialogue.messages import Incoming, Pressed, Said
from bot.webkit.hooks import Hooks
from tests.channels.telegram.fakes import ACCOUNT, LAN, SECRET, Clock, Desk, served, wording
from tests.channels.telegram.test_parsing import BLOCKED, GROUP, POLL, PRESS, START, message
from tests.platforms.telegram import FakeTelegram, Webhook

HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@dataclass
class Door:
    """Whether the program is stopping."""

    is_closing: bool = False

    def __call__(self) -> bool:
        return self.is_closing


@pytest.fixture
def door() -> Door:
    return Door()


class Mouth(Asides):
    """Only remembers what it was to say."""

    def __init__(self) -> None:
        self.said: list[Aside] = []

    async def answer(self, aside: Aside) -> None:
        self.said.append(aside)


@pytest.fixture
def mouth() -> Mouth:
    return Mouth()


@pytest.fixture
def client(desk: Desk, door: Door, mouth: Mouth) -> TestClient:
    app = Hooks(routes(ACCOUNT, SECRET, desk, mouth, door), pages=Starlette())
    return TestClient(app, raise_server_exceptions=False)


def post(client: TestClient, update: Any, secret: str = SECRET) -> Any:
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return client.post(PATH, content=body, headers={"X-Telegram-Bot-Api-Secret-Token": secret})


def test_a_message_is_taken_and_nothing_is_answered(client: TestClient, desk: Desk) -> None:
    response = post(client, message(text="chào"))

    assert (response.status_code, response.content) == (200, b"")
    assert desk.taken == [Incoming(LAN, "u700000005", Said("chào"))]


def test_a_press_is_answered_in_the_same_breath(client: TestClient, desk: Desk) -> None:
    response = post(client, PRESS)

    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/json")
    assert response.json() == {"method": "answerCallbackQuery", "callback_query_id": "4300000000000001"}
    assert desk.taken == [Incoming(LAN, "u700000002", Pressed(12, "lua"))]


@pytest.mark.parametrize(
    "press",
    [
        {"id": "77", "data": "1:gone"},
        {"id": "77", "from": {"id": 1001}, "data": "something old"},
        {"id": "77", "from": {"id": 1001}, "data": "1:a", "message": {"chat": GROUP}},
    ],
    ids=["nobody's", "stale", "in a group"],
)
@pytest.mark.parametrize("update_id", [{"update_id": 9}, {}], ids=["numbered", "not numbered"])
def test_every_press_stops_glowing(client: TestClient, press: dict[str, Any], update_id: dict[str, int]) -> None:
    response = post(client, {**update_id, "callback_query": press})

    assert response.json()["callback_query_id"] == "77"


@pytest.mark.parametrize("event", [POLL, BLOCKED, START, {"update_id": 3, "novelty": {}}])
def test_every_kind_of_update_is_taken(client: TestClient, desk: Desk, event: dict[str, Any]) -> None:
    response = post(client, event)

    assert response.status_code == 200
    assert len(desk.taken) == 1


@pytest.mark.parametrize("event", [{"update_id": 4, "edited_message": {}}, {}, message(GROUP, text="chào cả nhà")])
def test_what_needs_nothing_is_done_with(client: TestClient, desk: Desk, event: dict[str, Any]) -> None:
    assert post(client, event).status_code == 200
    assert desk.taken == []


@pytest.mark.parametrize(
    "headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": ""}, {"X-Telegram-Bot-Api-Secret-Token": "x"}]
)
@pytest.mark.parametrize("body", [json.dumps(PRESS).encode(), b"{", b"x" * 900_000])
def test_nobody_else_delivers_anything(client: TestClient, desk: Desk, headers: dict[str, str], body: bytes) -> None:
    response = client.post(PATH, content=body, headers=headers)

    assert (response.status_code, response.content) == (403, b"")
    assert desk.taken == []


@pytest.mark.parametrize("secret", [SECRET + "x", SECRET[:-1], SECRET.upper(), "bí mật".encode().decode("latin-1")])
def test_a_secret_that_is_nearly_right_is_wrong(client: TestClient, desk: Desk, secret: str) -> None:
    headers = {b"X-Telegram-Bot-Api-Secret-Token": secret.encode("latin-1")}

    assert client.post(PATH, json=PRESS, headers=headers).status_code == 403
    assert desk.taken == []


async def test_the_secret_is_looked_at_before_the_body_is_read(desk: Desk, door: Door) -> None:
    [route] = routes(ACCOUNT, SECRET, desk, Mouth(), door)
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body was read")

    async def send(part: Any) -> None:
        sent.append(part)

    for is_closing, headers, status in (
        (False, [], 403),
        (True, [(b"x-telegram-bot-api-secret-token", SECRET.encode())], 503),
    ):
        door.is_closing = is_closing
        scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers, "query_string": b""}
        await route.app(scope, receive, send)
        assert sent[-2]["status"] == status


def test_a_webhook_without_a_secret_is_refused(desk: Desk, door: Door) -> None:
    with pytest.raises(ValueError, match="secret"):
        routes(ACCOUNT, "", desk, Mouth(), door)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b"1" * 5_000, b'"text"'])
def test_what_is_no_update_is_refused(client: TestClient, desk: Desk, body: bytes) -> None:
    assert post(client, body).status_code == 400
    assert desk.taken == []


def test_what_is_too_large_is_refused(client: TestClient, desk: Desk) -> None:
    assert post(client, message(text="a" * 1_100_000)).status_code == 413
    assert desk.taken == []


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_there_is_nothing_else_to_be_had(client: TestClient, method: str) -> None:
    assert getattr(client, method)(PATH, headers=HEADERS).status_code == 405


def test_what_cannot_be_taken_now_comes_again(client: TestClient, desk: Desk) -> None:
    desk.fails["u700000002"] = [TryAgain()]

    refused, taken = post(client, PRESS), post(client, PRESS)

    assert (refused.status_code, refused.headers["retry-after"], refused.content) == (503, "5", b"")
    assert taken.status_code == 200
    assert len(desk.taken) == 1


def test_a_program_that_stops_takes_nothing_more(client: TestClient, desk: Desk, door: Door) -> None:
    door.is_closing = True

    response = post(client, PRESS)

    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert desk.taken == []


def test_a_group_gets_an_aside_and_leaves_no_trace(client: TestClient, desk: Desk, mouth: Mouth) -> None:
    response = post(client, message(GROUP, text="/menu"))

    assert (response.status_code, response.content) == (200, b"")
    assert mouth.said == [Aside(str(GROUP["id"]), "group")]
    assert desk.taken == []


# --- With Telegram on the other side -------------------------------------------------


@asynccontextmanager
async def delivering(fake: FakeTelegram, telegram: Telegram, desk: Desk) -> AsyncIterator[None]:
    asides = Asides(telegram, wording, Clock())
    app = Hooks(routes(ACCOUNT, SECRET, desk, asides, Door()), pages=Starlette())
    async with served(app) as url:
        fake.webhook = Webhook(url + PATH, SECRET)
        yield


async def test_what_was_set_is_what_is_delivered_to(fake: FakeTelegram, telegram: Telegram, desk: Desk) -> None:
    async with delivering(fake, telegram, desk):
        assert fake.webhook is not None
        await telegram.set_webhook(fake.webhook.url)

        status = await fake.post_update(fake.said(1001, "chào"))

    assert status == 200
    assert desk.taken == [Incoming(LAN, "u700000001", Said("chào"))]


async def test_telegram_does_what_it_is_told_with_the_answer(
    fake: FakeTelegram, telegram: Telegram, desk: Desk
) -> None:
    async with delivering(fake, telegram, desk):
        press = fake.pressed(1001, "3:lua")
        await fake.post_update(press)

    assert fake.answered == {press["callback_query"]["id"]}
    assert fake.refused == []


async def test_telegram_delivers_again_what_was_not_taken_in_its_order(
    fake: FakeTelegram, telegram: Telegram, desk: Desk
) -> None:
    first, second = fake.said(1001, "một"), fake.said(1001, "hai")
    desk.fails["u700000001"] = [TryAgain(), TryAgain()]
    async with delivering(fake, telegram, desk):
        statuses = [await fake.post_update(first), await fake.post_update(second), *await fake.redeliver()]

    assert statuses == [503, 503, 200]
    assert desk.keys == ["u700000001", "u700000002"]


async def test_a_press_and_a_text_of_one_person_arrive_at_once(
    fake: FakeTelegram, telegram: Telegram, desk: Desk
) -> None:
    desk.gate.clear()
    async with delivering(fake, telegram, desk):
        posting = [fake.post_update(update) for update in (fake.said(1001, "hai"), fake.pressed(1001, "3:lua"))]
        both = asyncio.gather(*posting)
        await desk.until(at_once=2)
        desk.gate.set()

        assert await both == [200, 200]


async def test_somebody_with_another_secret_gets_nowhere(fake: FakeTelegram, telegram: Telegram, desk: Desk) -> None:
    async with delivering(fake, telegram, desk):
        status = await fake.post_update(fake.said(1001, "chào"), secret="guessed")

    assert status == 403
    assert desk.taken == []


async def test_a_group_is_answered_through_telegram(fake: FakeTelegram, telegram: Telegram, desk: Desk) -> None:
    async with delivering(fake, telegram, desk):
        await fake.post_update(message(GROUP, text="/id"))
        await fake.has_sent(1)

    assert [(sent.chat_id, sent.shown) for sent in fake.sent] == [(str(GROUP["id"]), f"telegram:{GROUP['id']}")]
