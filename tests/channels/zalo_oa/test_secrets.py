"""No failure tells a token or a secret: not what is raised, not what hangs on it, not what is logged."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from aiohttp import ClientTimeout
from structlog.testing import capture_logs

from bot.channels.rendering import Bubble
from bot.channels.zalo_oa import Refused, Tokens, ZaloOA
from bot.dialogue.messages import Button, Document, Image
from bot.ports import SendFailed
from tests.channels.zalo_oa.fakes import TO_LAN, Setup, a_file, platform
from tests.platforms.zalo_oa import ACCOUNT, FAILURES, MESSAGE, TOKEN, UPLOAD_FILE, UPLOAD_PICTURE, FakeZaloOA

CHAO = Bubble("Chào bác", buttons=((Button("yes", "Có"),),), prompt=1)
ROOF = Image("nha/mai.png", "Một mái nhà đỏ")
NOTE = Document("/giay/XM-DONG", "giay.pdf")
VERIFIER = "VeRiFiEr" + "x" * 35
NOWHERE = "http://127.0.0.1:9"

Act = Callable[[ZaloOA, Tokens, FakeZaloOA], Awaitable[object]]
ACTS: Mapping[str, tuple[str, Act]] = {
    "text": (MESSAGE, lambda channel, tokens, fake: channel.send(TO_LAN, CHAO)),
    "picture": (UPLOAD_PICTURE, lambda channel, tokens, fake: channel.send(TO_LAN, Bubble("Nhìn này", image=ROOF))),
    "document": (UPLOAD_FILE, lambda channel, tokens, fake: channel.send(TO_LAN, Bubble(document=NOTE))),
    "probe": (ACCOUNT, lambda channel, tokens, fake: channel.probe()),
    "refresh": (TOKEN, lambda channel, tokens, fake: _much_later(channel, fake)),
    "authorize": (TOKEN, lambda channel, tokens, fake: tokens.authorize(fake.consent(VERIFIER), VERIFIER)),
    "adopt": (TOKEN, lambda channel, tokens, fake: tokens.adopt(fake.sign_in().refresh)),
}
"""What can be done, and where it is told to fail."""


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("failure", [*FAILURES, "nobody there"])
async def test_no_failure_gives_a_secret_away(
    setup: Setup, fake: FakeZaloOA, caplog: pytest.LogCaptureFixture, act: str, failure: str
) -> None:
    caplog.set_level(logging.DEBUG)
    setup.media.pictures[ROOF.path] = a_file()
    setup.media.documents[NOTE.path] = a_file(NOTE.name, "application/pdf")
    fake.supports_buttons = True
    where, do = ACTS[act]
    base = NOWHERE if failure == "nobody there" else fake.url
    patience = 0.1 if failure == "hang" else 20
    tokens = setup.tokens(base=base, patience=ClientTimeout(total=patience))
    channel = setup.channel(base=base, patience=patience, tokens=tokens, buttons=True)
    if failure in FAILURES:
        fake.fail_next(failure, times=2, path=where)
    heard = [repr(channel), repr(tokens)]

    with capture_logs() as logs:
        try:
            await do(channel, tokens, fake)
        except (SendFailed, Refused) as problem:
            heard += _everything_about(problem)
    heard += [caplog.text, *map(repr, caplog.records), *map(str, logs), tokens.trouble]
    overheard = "\n".join(heard)

    assert [secret for secret in (*fake.secrets, VERIFIER) if secret in overheard] == []
    assert TO_LAN.external_id not in "".join(map(str, logs))


async def _much_later(channel: ZaloOA, fake: FakeZaloOA) -> None:
    fake.now += timedelta(seconds=platform.ACCESS_SECONDS)
    await channel.send(TO_LAN, CHAO)


def _everything_about(problem: BaseException) -> Iterator[str]:
    yield "".join(traceback.format_exception(problem))
    looked_at: BaseException | None = problem
    while looked_at is not None:
        yield from (str(looked_at), repr(looked_at), repr(looked_at.args))
        looked_at = looked_at.__cause__ or looked_at.__context__


@pytest.mark.parametrize("act", ["text", "picture", "refresh"])
@pytest.mark.parametrize("failure", ["-204", "5xx", "reset before effect"])
async def test_nothing_hangs_on_to_a_failure(setup: Setup, fake: FakeZaloOA, act: str, failure: str) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    tokens = setup.tokens()
    where, do = ACTS[act]
    fake.fail_next(failure, path=where)

    with pytest.raises(SendFailed) as caught:
        await do(setup.channel(tokens=tokens, buttons=True), tokens, fake)

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
