"""Lines outside any conversation, as this channel says them."""

from typing import Any

import pytest

from bot.channels.asides import Aside, Asides
from bot.channels.zalo_bot import ZaloBot
from tests.channels.zalo_bot.things import CHAT, Clock, wording
from tests.platforms.zalo_bot import FAILURES, FakeZaloBot


@pytest.mark.parametrize(
    ("what", "words"),
    [("unsupported", "«aside.unsupported»"), ("group", "«aside.group»"), ("id", f"zalo_bot:{CHAT}")],
)
async def test_each_aside_has_its_words(bot: ZaloBot, platform: FakeZaloBot, what: Any, words: str) -> None:
    await Asides(bot, wording, Clock()).answer(Aside(CHAT, what))

    assert [accepted.params for accepted in platform.accepted] == [{"chat_id": CHAT, "text": words}]


@pytest.mark.parametrize("failure", [failure for failure in FAILURES if failure != "hang"])
async def test_an_aside_that_cannot_be_said_is_nobodys_problem(
    bot: ZaloBot, platform: FakeZaloBot, failure: str
) -> None:
    asides = Asides(bot, wording, Clock())
    platform.fail_next(failure)
    await asides.answer(Aside(CHAT, "unsupported"))
    await asides.answer(Aside(CHAT, "unsupported"))

    assert platform.asked.count("sendMessage") == 1
