"""What goes wrong, in words that the delivery understands, and never with a secret in it."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator

import pytest
import structlog
from telegram.error import TelegramError

from bot.channels.rendering import Bubble
from bot.channels.telegram import Telegram
from bot.channels.telegram.request import Patience
from bot.ports import SendFailed
from tests.channels.telegram.conftest import MakeTelegram
from tests.channels.telegram.fakes import LAN, PICTURE, SECRET
from tests.platforms.telegram import FAILURES, TOKEN, FakeTelegram

TEXT = Bubble("Chào bác", ((0, 4),))
NOWHERE = "http://127.0.0.1:9/bot"
EXPECTED: dict[str, tuple[str, float | None]] = {
    "200 non-JSON": ("uncertain", None),
    "200 without result": ("uncertain", None),
    "400": ("invalid", None),
    "401": ("auth_broken", None),
    "403 blocked": ("unreachable", None),
    "404": ("auth_broken", None),
    "409": ("retry_later", None),
    "413": ("invalid", None),
    "429 without retry_after": ("throttled", None),
    "429": ("throttled", 7),
    "500 restart": ("uncertain", None),
    "5xx": ("uncertain", None),
    "answer lost after effect": ("uncertain", None),
    "can't initiate": ("unreachable", None),
    "chat not found": ("unreachable", None),
    "deactivated": ("unreachable", None),
    "file reference": ("invalid", None),
    "hang": ("uncertain", None),
    "message is too long": ("invalid", None),
    "migrated": ("unreachable", None),
    "non-JSON": ("uncertain", None),
    "photo refused": ("invalid", None),
    "query too old": ("invalid", None),
    "reset before effect": ("uncertain", None),
    "voice refused": ("invalid", None),
    "wrong file id": ("invalid", None),
}
GOES_ALL_THE_SAME = {"can't parse entities"}
"""What a text is sent once more after."""


AT_ONCE = Patience(connect=1e-6)
"""Nothing connects so fast."""
NO_CONNECTION = ("nobody there", "too far")


def patience_for(failure: str) -> Patience:
    if failure == "too far":
        return AT_ONCE
    return Patience(answer=0.2, upload=0.2) if failure == "hang" else Patience()


def test_every_failure_of_the_fake_is_expected() -> None:
    assert set(EXPECTED) | GOES_ALL_THE_SAME == set(FAILURES)


@pytest.mark.parametrize(("failure", "expected"), EXPECTED.items())
async def test_a_failure_has_one_meaning(
    make: MakeTelegram, fake: FakeTelegram, failure: str, expected: tuple[str, float | None]
) -> None:
    fake.fail_next(failure)

    with pytest.raises(SendFailed) as failed:
        await make(patience=patience_for(failure)).send(LAN, TEXT)

    assert (failed.value.kind, failed.value.retry_after) == expected
    assert len(fake.sent) == (failure == "answer lost after effect")


async def test_nothing_has_happened_where_nobody_is_there(make: MakeTelegram) -> None:
    with pytest.raises(SendFailed) as failed:
        await make(base_url=NOWHERE).send(LAN, TEXT)

    assert failed.value.kind == "retry_later"


async def test_nothing_has_happened_where_the_way_takes_too_long(make: MakeTelegram, fake: FakeTelegram) -> None:
    with pytest.raises(SendFailed) as failed:
        await make(patience=AT_ONCE).send(LAN, TEXT)

    assert failed.value.kind == "retry_later"
    assert fake.count == 0


async def test_nothing_has_happened_where_the_session_is_closed(make: MakeTelegram) -> None:
    telegram = make()
    await telegram._request._session.close()

    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, TEXT)

    assert failed.value.kind == "retry_later"


async def test_a_blocked_bot_is_told_so_by_telegram(telegram: Telegram, fake: FakeTelegram) -> None:
    fake.blocked.add(LAN.external_id)

    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, PICTURE)

    assert failed.value.kind == "unreachable"


@pytest.mark.parametrize("token", ["123456:short", "123456:" + "x" * 35])
async def test_a_wrong_token_is_known_as_such(make: MakeTelegram, token: str) -> None:
    with pytest.raises(SendFailed) as failed:
        await make(token=token).probe()

    assert failed.value.kind == "auth_broken"


async def test_a_text_that_is_too_long_is_our_mistake(telegram: Telegram) -> None:
    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, Bubble("ộ" * 4095 + "😀"))

    assert failed.value.kind == "invalid"


async def test_nothing_is_repeated_by_itself(make: MakeTelegram, fake: FakeTelegram) -> None:
    for failure in EXPECTED:
        telegram = make(patience=patience_for(failure))
        fake.fail_next(failure)
        with pytest.raises(SendFailed):
            await telegram.send(LAN, TEXT)

        assert await telegram.send(LAN, TEXT)


Act = Callable[[Telegram], Awaitable[object]]
ACTS: dict[str, Act] = {
    "send": lambda telegram: telegram.send(LAN, TEXT),
    "send a picture": lambda telegram: telegram.send(LAN, PICTURE),
    "typing": lambda telegram: telegram.typing(LAN),
    "link": lambda telegram: telegram.link(),
    "answer": lambda telegram: telegram.answer_press("43"),
    "probe": lambda telegram: telegram.probe(),
    "set": lambda telegram: telegram.set_webhook("https://hocso.xa-mau.vn/webhook/telegram"),
    "remove": lambda telegram: telegram.remove_webhook(),
    "updates": lambda telegram: telegram.updates(None, 0),
}
NEVER_FAIL = {"typing", "link", "answer"}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("failure", [*FAILURES, *NO_CONNECTION, ""])
async def test_no_failure_gives_a_secret_away(
    make: MakeTelegram,
    fake: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    act: str,
    failure: str,
) -> None:
    if failure == "hang":
        monkeypatch.setattr("bot.channels.telegram.telegram._SPARE", 0.2)
    caplog.set_level(logging.DEBUG)
    heard = []
    with structlog.testing.capture_logs() as events:
        telegram = make(base_url=NOWHERE if failure == "nobody there" else "", patience=patience_for(failure))
        if failure in FAILURES:
            fake.fail_next(failure)
        try:
            await ACTS[act](telegram)
        except (SendFailed, TelegramError) as problem:
            assert act not in NEVER_FAIL
            heard += [*_everything_about(problem), repr(telegram)]
    overheard = "\n".join([*heard, caplog.text, repr(events), *map(repr, caplog.records)])

    assert TOKEN.partition(":")[2] not in overheard
    assert SECRET not in overheard


@pytest.mark.parametrize("failure", FAILURES)
async def test_nothing_hangs_on_to_a_failure(
    make: MakeTelegram, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    if failure == "hang":
        monkeypatch.setattr("bot.channels.telegram.telegram._SPARE", 0.2)
    fake.fail_next(failure, times=3)
    telegram = make(patience=patience_for(failure))

    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, TEXT)
    with pytest.raises(TelegramError) as refused:
        await telegram.updates(None, 0)

    for problem in (failed.value, refused.value):
        assert problem.__cause__ is None
        assert problem.__context__ is None


def _everything_about(problem: BaseException) -> Iterator[str]:
    yield "".join(traceback.format_exception(problem))
    while_looking: BaseException | None = problem
    while while_looking is not None:
        yield from (str(while_looking), repr(while_looking), repr(while_looking.args))
        while_looking = while_looking.__cause__ or while_looking.__context__
