"""What every failure of the platform means for a message, and that none of them tells a secret."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp.client_proto import ResponseHandler
from structlog.testing import capture_logs

from bot.channels.rendering import Bubble
from bot.channels.zalo_bot import Patience, ZaloBot
from bot.channels.zalo_bot.failures import CallFailed
from bot.dialogue.messages import Image
from bot.ports import SendFailed
from tests.channels.zalo_bot.things import CHAT, IMPATIENT, SECRET, TO, FakeMedia
from tests.platforms.zalo_bot import FAILURES, TOKEN, FakeZaloBot

KINDS = {
    "400": "invalid",
    "401": "auth_broken",
    "403 blocked": "unreachable",
    "404": "invalid",
    "408": "uncertain",
    "409": "retry_later",
    "426": "retry_later",
    "429": "quota_exhausted",
    "429 without retry_after": "quota_exhausted",
    "5xx": "uncertain",
    "HTTP-200 error": "invalid",
    "HTTP-200 429": "quota_exhausted",
    "errorCode": "quota_exhausted",
    "unknown code": "retry_later",
    "non-JSON": "uncertain",
    "200 non-JSON": "uncertain",
    "403 non-JSON": "retry_later",
    "404 non-JSON": "retry_later",
    "redirect": "retry_later",
    "too long": "uncertain",
    "not an object": "uncertain",
    "no ok": "uncertain",
    "no reason": "retry_later",
    "secrets repeated": "invalid",
    "200 without result": None,
    "hang": "uncertain",
    "stops halfway": "uncertain",
    "answer lost after effect": "uncertain",
    "reset before effect": "uncertain",
}
UNKNOWN_TOKEN = ("401", "403 blocked", "404", "403 non-JSON", "404 non-JSON")
QUICK = [failure for failure in FAILURES if failure != "hang"]
SECRET_PART = TOKEN.partition(":")[2]

Action = Callable[[ZaloBot], Awaitable[object]]
ACTIONS: dict[str, Action] = {
    "text": lambda bot: bot.send(TO, Bubble("Chào bác", bold=((0, 4),))),
    "picture": lambda bot: bot.send(TO, Bubble("Nhìn nhé", image=Image("a.svg", "Ảnh"))),
    "recording": lambda bot: bot.send(TO, Bubble(sound="chao.aac")),
    "typing": lambda bot: bot.typing(TO),
    "probe": lambda bot: bot.probe(),
    "set_webhook": lambda bot: bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot"),
    "remove_webhook": lambda bot: bot.remove_webhook(),
}


def meet(bot: ZaloBot, platform: FakeZaloBot, failure: str, times: int = 1) -> None:
    """Let the next requests meet with a failure, and not wait long for what never comes."""
    platform.fail_next(failure, times)
    if failure == "hang":
        bot.client.patience = IMPATIENT


async def failure_of(asked: Awaitable[object]) -> SendFailed | None:
    try:
        await asked
    except SendFailed as failed:
        return failed
    return None


def told(failure: BaseException | None) -> str:
    """Return everything that a failure and what hangs on it could tell somebody."""
    words = []
    while failure is not None:
        assert failure.__cause__ is None
        words += [str(failure), repr(failure), *traceback.format_exception(failure)]
        failure = failure.__context__
    return "\n".join(words)


def test_every_failure_has_its_meaning() -> None:
    assert KINDS.keys() == set(FAILURES)


@pytest.mark.parametrize("failure", FAILURES)
async def test_every_failure_means_one_thing(bot: ZaloBot, platform: FakeZaloBot, failure: str) -> None:
    meet(bot, platform, failure)
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert (failed and failed.kind) == KINDS[failure]
    assert failed is None or failed.retry_after is None


@pytest.mark.parametrize("failure", UNKNOWN_TOKEN)
async def test_a_token_that_is_not_known_anywhere_is_broken(bot: ZaloBot, platform: FakeZaloBot, failure: str) -> None:
    platform.fail_next(failure, times=9)
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "auth_broken"


async def test_a_wrong_token_is_broken(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    bot = ZaloBot("12345689:wrong", platform.url, session=session, media=FakeMedia(), has_public_address=True)

    for action in ("text", "picture", "recording", "probe", "remove_webhook"):
        failed = await failure_of(ACTIONS[action](bot))
        assert failed is not None
        assert failed.kind == "auth_broken"


async def test_one_person_who_shut_us_out_does_not_stop_the_others(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.blocked.add(CHAT)
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "unreachable"
    assert platform.asked == ["sendMessage", "getMe"]


async def test_the_effect_of_a_lost_answer_is_not_repeated(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("answer lost after effect")
    await failure_of(bot.send(TO, Bubble("Chào bác", bold=((0, 4),))))

    assert len(platform.sent) == 1


async def test_a_connection_that_never_opened_may_be_tried_again(
    session: aiohttp.ClientSession, unused_tcp_port: int
) -> None:
    bot = ZaloBot(
        TOKEN, f"http://127.0.0.1:{unused_tcp_port}/bot", session=session, media=FakeMedia(), has_public_address=True
    )
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "retry_later"


class Nowhere(aiohttp.TCPConnector):
    """Connects to nothing, for ever."""

    async def _create_connection(self, *_: Any, **__: Any) -> ResponseHandler:
        await asyncio.Event().wait()
        raise AssertionError


@pytest.fixture
async def lost() -> AsyncIterator[ZaloBot]:
    """A bot on a network that leads nowhere; the library names the whole address in that failure."""
    async with aiohttp.ClientSession(connector=Nowhere()) as session:
        yield ZaloBot(
            TOKEN,
            "http://127.0.0.1:1/bot",
            session=session,
            media=FakeMedia(),
            has_public_address=True,
            webhook_secret=SECRET,
            patience=Patience(connect=0.05),
        )


async def test_a_connection_that_takes_too_long_to_open_may_be_tried_again(lost: ZaloBot) -> None:
    failed = await failure_of(lost.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "retry_later"


async def test_nothing_is_sent_over_a_session_that_is_closed(bot: ZaloBot, session: aiohttp.ClientSession) -> None:
    await session.close()
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "retry_later"


async def test_an_address_that_is_none_may_be_mended(session: aiohttp.ClientSession) -> None:
    bot = ZaloBot(TOKEN, "no address/", session=session, media=FakeMedia(), has_public_address=True)
    failed = await failure_of(bot.send(TO, Bubble("Chào bác")))

    assert failed is not None
    assert failed.kind == "retry_later"


async def test_every_request_has_a_connection_of_its_own(bot: ZaloBot, platform: FakeZaloBot) -> None:
    """Otherwise one that the platform has just closed would make a message uncertain that never left."""
    await bot.send(TO, Bubble("một"))

    assert platform.connections == ["close"]


@pytest.mark.parametrize("failure", FAILURES)
async def test_typing_never_fails(bot: ZaloBot, platform: FakeZaloBot, failure: str) -> None:
    meet(bot, platform, failure)
    await bot.typing(TO)

    assert platform.asked == ["sendChatAction"]


@pytest.mark.parametrize("failure", [*QUICK, pytest.param("hang", marks=pytest.mark.slow)])
async def test_no_failure_tells_a_secret(
    bot: ZaloBot, platform: FakeZaloBot, caplog: pytest.LogCaptureFixture, failure: str
) -> None:
    await bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot")
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        for action in ACTIONS.values():
            meet(bot, platform, failure, times=9)
            failed = await failure_of(action(bot))
            platform.forget_failures()

            assert failed is None or failed.__context__ is None
            for secret in (TOKEN, SECRET_PART, SECRET):
                assert secret not in told(failed)

    for secret in (TOKEN, SECRET_PART, SECRET):
        assert secret not in repr(logs)
        assert secret not in caplog.text


@pytest.mark.parametrize("failure", [failure for failure in QUICK if failure != "200 without result"])
async def test_nothing_hangs_on_what_a_call_failed_of(bot: ZaloBot, platform: FakeZaloBot, failure: str) -> None:
    """What the library raises names the whole address."""
    platform.fail_next(failure)
    with pytest.raises(CallFailed) as failed:
        await bot.client.call("getMe")

    assert failed.value.__context__ is None
    assert SECRET_PART not in told(failed.value)


async def test_nothing_hangs_on_a_connection_that_did_not_open(lost: ZaloBot) -> None:
    with pytest.raises(CallFailed) as failed:
        await lost.client.call("getMe")

    assert failed.value.__context__ is None
    assert SECRET_PART not in told(failed.value)


async def test_no_failure_to_connect_tells_a_secret(lost: ZaloBot, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        for action in ACTIONS.values():
            failed = await failure_of(action(lost))
            for secret in (TOKEN, SECRET_PART, SECRET):
                assert secret not in told(failed)

    for secret in (TOKEN, SECRET_PART, SECRET):
        assert secret not in repr(logs) + caplog.text


async def test_the_words_of_the_platform_come_without_secrets(bot: ZaloBot, platform: FakeZaloBot) -> None:
    for words in (
        f"no {TOKEN} here",
        f"no /bot{TOKEN.replace(':', '%3A')}/sendMessage here",
        f"no {SECRET_PART} here",
        f"no {SECRET} here",
    ):
        assert bot.client.discreet(words).startswith("no ")
        assert bot.client.discreet(words).endswith(" here")
        assert not any(secret in bot.client.discreet(words) for secret in (SECRET_PART, SECRET))
    assert len(bot.client.discreet("x" * 5000)) <= 300
    assert bot.client.discreet("một\n\x00hai") == "một hai"
    assert bot.client.discreet(None) == ""


async def test_the_patience_is_that_of_the_contract() -> None:
    assert (Patience().connect, Patience().answer, Patience().photo) == (5, 20, 60)
