"""Whoever knows the secret posts whatever JSON there is: the program answers, keeps its calm, and does not grow."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot import clock
from bot.channels import telegram, zalo_bot, zalo_oa
from bot.channels.receiving import MOST_TRIES
from bot.connecting import webhook_secret
from bot.connecting.zalo_oa import PairStore
from bot.curriculum.shelf import Shelf
from db.tables import inbox
from tests.crash.conftest import Times
from tests.crash.holding import sizes
from tests.crash.inside import SECRET_HEADER, Inside, inside, until_quiet
from tests.db.talks import plant
from tests.platforms import zalo_oa as oa
from tests.platforms.telegram import FakeTelegram
from tests.platforms.zalo_bot import TOKEN as ZALO_BOT_TOKEN
from tests.platforms.zalo_bot import FakeZaloBot
from tests.storage import KEY

pytestmark = [pytest.mark.slow, pytest.mark.crash]

EXAMPLES = 2_000
MOST_KEPT = 1_100
"""How much of anything is held in memory, however many events came."""
_REPEATED = 0.1
_NEW_NUMBER, _NEW_NAME = 987_654_321_987, "a new name"
"""What stands in an example for an id that no other event has."""
_MOMENT = "1763280000000"

Json = Any
_EXAMPLES: Mapping[str, list[Json]] = {
    telegram.PATH: [
        *(
            {
                "update_id": _NEW_NUMBER,
                "message": {
                    "message_id": 5,
                    "date": 1_763_280_000,
                    "from": {"id": chat, "is_bot": False, "first_name": "Lan"},
                    "chat": {"id": chat, "type": kind},
                    **content,
                },
            }
            for chat, kind in ((11, "private"), (12, "private"), (-100, "supergroup"))
            for content in ({"text": "/start b_wifi-la"}, {"text": "1"}, {"photo": [{"file_id": "a"}], "caption": "ạ"})
        ),
        {
            "update_id": _NEW_NUMBER,
            "callback_query": {
                "id": "77",
                "from": {"id": 11, "is_bot": False, "first_name": "Lan"},
                "message": {"message_id": 1, "date": 1, "chat": {"id": 11, "type": "private"}},
                "data": "1:next",
            },
        },
        {
            "update_id": _NEW_NUMBER,
            "my_chat_member": {
                "chat": {"id": 12, "type": "private"},
                "from": {"id": 12},
                "new_chat_member": {"status": "kicked"},
            },
        },
    ],
    zalo_bot.PATH: [
        {
            "ok": True,
            "result": {
                "event_name": f"message.{kind}.received",
                "message": {
                    "from": {"id": chat, "display_name": "Lan", "is_bot": False},
                    "chat": {"id": chat, "chat_type": "PRIVATE"},
                    "message_id": _NEW_NAME,
                    "date": 1_763_280_000_000,
                    **content,
                },
            },
        }
        for chat in ("6ede9afa66b88fe6d6a1", "6ede9afa66b88fe6d6a2")
        for kind, content in (
            ("text", {"text": "/start b_wifi-la"}),
            ("text", {"text": "2"}),
            ("image", {"photo_url": "https://zalo.example/a.jpg"}),
            ("unsupported", {}),
        )
    ],
    zalo_oa.PATH: [
        {
            "app_id": oa.APP_ID,
            "event_name": name,
            "sender": {"id": chat},
            "recipient": {"id": oa.OA_ID},
            "timestamp": _MOMENT,
            **content,
        }
        for chat in ("246845883529197001", "246845883529197002")
        for name, content in (
            ("user_send_text", {"message": {"text": "/start b_wifi-la", "msg_id": _NEW_NAME}}),
            ("user_send_text", {"message": {"text": "1", "msg_id": _NEW_NAME}}),
            ("user_send_image", {"message": {"msg_id": _NEW_NAME, "attachments": [{"type": "image"}]}}),
            ("unfollow", {"follower": {"id": chat}}),
        )
    ],
}

_words = st.sampled_from(["/start", "/id", "menu", "b_wifi-la", "private", "group", "user_send_text", "\x00", "𝒳" * 60])
_plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40) | _words
_anything = st.recursive(
    _plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt(draw: st.DrawFn, path: str) -> Json:
    """Draw an event of a platform in which some places hold something else, or nothing."""
    event = json.loads(json.dumps(draw(st.sampled_from(_EXAMPLES[path]))))
    for _ in range(draw(st.integers(0, 3))):
        holder, name = draw(st.sampled_from([*_places(event), (event, "message")]))
        match draw(st.sampled_from(["other", "gone", "more"])):
            case "other":
                holder[name] = draw(_anything)
            case "gone":
                holder.pop(name, None)
            case "more":
                holder[draw(st.text(max_size=9))] = draw(_anything)
    return event


def _places(event: Json) -> Iterator[tuple[dict[str, Json], str]]:
    if isinstance(event, dict):
        for name, value in event.items():
            yield event, name
            yield from _places(value)


_posts = st.sampled_from([*_EXAMPLES]).flatmap(lambda path: st.tuples(st.just(path), spoilt(path) | _anything))


# --- who is posted to ---------------------------------------------------------------------------------------------


@dataclass
class Target:
    """A program with every channel there is."""

    program: Inside
    runner: asyncio.Runner
    numbers: Iterator[int]

    def post(self, path: str, body: bytes) -> tuple[int, str]:
        """Post something with the right secret; return the status, and when to come again."""
        answer = self.runner.run(self.program.client.post(path, content=body, headers=_headers(path, body)))
        return answer.status_code, answer.headers.get("retry-after", "")

    def body(self, path: str, event: Json) -> bytes:
        """Return an event as it is posted, with ids of its own."""
        if path == zalo_oa.PATH and isinstance(event, dict):
            event = {**event, "timestamp": _MOMENT}  # without one nobody can sign it
        number = next(self.numbers)
        text = json.dumps(event).replace(str(_NEW_NUMBER), str(number)).replace(_NEW_NAME, f"id-{number}")
        return text.encode()

    @property
    def taken(self) -> int:
        """How many events are in the inbox."""
        counted = self.program.database.read(lambda work: plant(work, select(func.count()).select_from(inbox)).scalar())
        number: int = self.runner.run(counted)
        return number


def _headers(path: str, body: bytes) -> dict[str, str]:
    kind = {"content-type": "application/json"}
    if path == telegram.PATH:
        return {**kind, SECRET_HEADER: webhook_secret(KEY, telegram.CHANNEL)}
    if path == zalo_bot.PATH:
        return {**kind, "x-bot-api-secret-token": webhook_secret(KEY, zalo_bot.NAME)}
    return {**kind, "x-zevent-signature": oa.mac(body, _MOMENT)}


@asynccontextmanager
async def _nodding() -> AsyncIterator[str]:
    """A platform that says yes to everything."""

    async def nod(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"error": 0, "message": "Success", "data": {"message_id": "1", "attachment_id": "1"}})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", nod)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield "http://{}:{}".format(*runner.addresses[0][:2])
    await runner.cleanup()


@asynccontextmanager
async def _every_channel(folder: Path, shelf: Shelf) -> AsyncIterator[Inside]:
    bot, zalo = FakeTelegram(), FakeZaloBot()
    await bot.start()
    await zalo.start()
    async with _nodding() as url:
        settings = {
            "zalo_bot_token": ZALO_BOT_TOKEN,
            "zalo_bot_base_url": zalo.url,
            "zalo_bot_webhook": True,
            "zalo_oa_id": oa.OA_ID,
            "zalo_oa_app_id": oa.APP_ID,
            "zalo_oa_app_secret": oa.APP_SECRET,
            "zalo_oa_webhook_secret": oa.WEBHOOK_SECRET,
            "zalo_oa_base_url": url,
            "zalo_oauth_base_url": url,
        }
        async with inside(folder, shelf, bot, **settings) as program:
            tokens = zalo_oa.TokenPair("access", "refresh", clock.now() + timedelta(days=1))
            await PairStore(oa.OA_ID, program.database).save(tokens)
            yield program
    await zalo.stop()
    await bot.stop()


def _unlimited(kind: Any) -> Any:
    """Return what a channel can do, as if it could be done as fast as one likes."""
    limited = kind.caps.fget
    return property(lambda self: replace(limited(self), pace=None, budget=None))


@pytest.fixture
def target(sqlite_folder: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    for kind in (telegram.Telegram, zalo_bot.ZaloBot, zalo_oa.ZaloOA):
        monkeypatch.setattr(kind, "caps", _unlimited(kind))
    with asyncio.Runner() as runner:
        opened = _every_channel(sqlite_folder, shelf)
        yield Target(runner.run(opened.__aenter__()), runner, count(1))
        runner.run(opened.__aexit__(None, None, None))


def test_it_takes_anything_and_grows_by_nothing(target: Target, times: Times) -> None:
    chance = random.Random(1)

    @settings(
        max_examples=times(EXAMPLES, nightly=100_000),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_posts)
    def deliver(post: tuple[str, Json]) -> None:
        path, event = post
        body = target.body(path, event)
        for _ in range(MOST_TRIES + 1):
            status, retry_after = target.post(path, body)
            if status < 500:
                break
            assert status == 503
            assert retry_after
        assert status in ({200} if isinstance(event, dict) else {400, 403})
        if chance.random() < _REPEATED:
            before = target.taken
            assert target.post(path, body)[0] == status
            assert target.taken == before

    deliver()

    assert target.taken > 100
    target.runner.run(until_quiet(target.program.database))
    held = sizes(target.program.server.connections)
    assert {way: size for way, size in held.items() if size > MOST_KEPT} == {}
