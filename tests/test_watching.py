"""A platform that does not deliver to us any more is noticed."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest

from bot.channels.channel import Channel, Probe
from bot.channels.delivery import Troubles
from bot.connecting.watching import WebhookWatch
from bot.ports import SendFailed

OURS = "https://hoc.example/webhook/telegram"


class Asked:
    """A channel whose answers are written down beforehand; the last one is given for ever."""

    def __init__(self, answers: Sequence[Probe | SendFailed]) -> None:
        self.answers = list(answers)

    async def probe(self) -> Probe:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, SendFailed):
            raise answer
        return answer


class Reports:
    """Keeps what was reported, and tells when there were so many."""

    def __init__(self, enough: int) -> None:
        self.said: list[tuple[str, str]] = []
        self.enough = enough
        self.were_enough = asyncio.Event()

    async def report(self, source: str, kind: str, words: str = "") -> None:
        assert source == "webhook"
        self.said.append((kind, words))
        if len(self.said) == self.enough:
            self.were_enough.set()


async def reported(*answers: Probe | SendFailed, enough: int = 1) -> Sequence[tuple[str, str]]:
    reports = Reports(enough)
    watch = WebhookWatch(cast(Channel, Asked(answers)), OURS, cast(Troubles, cast(Any, reports)), every=0)
    running = asyncio.create_task(watch.run())
    async with asyncio.timeout(20):
        await reports.were_enough.wait()
        await watch.stop()
        await running
    return reports.said[:enough]


async def test_a_platform_that_delivers_to_us_is_well() -> None:
    assert await reported(Probe("@bot", OURS)) == [("", "")]


@pytest.mark.parametrize("elsewhere", ["", "https://another.example/webhook/telegram"])
async def test_one_that_delivers_elsewhere_or_nowhere_is_reported(elsewhere: str) -> None:
    assert await reported(Probe("@bot", elsewhere)) == [("webhook", elsewhere)]


async def test_its_complaint_counts_while_something_waits() -> None:
    complaint = "Wrong response from the webhook: 502 Bad Gateway"

    assert await reported(Probe("@bot", OURS, 7, complaint)) == [("webhook", complaint)]
    assert await reported(Probe("@bot", OURS, 0, complaint)) == [("", "")]


async def test_a_refused_token_is_told_and_a_bad_line_is_not() -> None:
    found = await reported(
        SendFailed("retry_later"), SendFailed("uncertain"), SendFailed("auth_broken"), Probe("@bot", OURS), enough=2
    )

    assert found == [("auth", ""), ("", "")]


async def test_it_stops_at_once_however_long_its_pause_is() -> None:
    watch = WebhookWatch(cast(Channel, Asked([Probe("@bot", OURS)])), OURS, cast(Troubles, cast(Any, Reports(1))))
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(0)

    await watch.stop()

    async with asyncio.timeout(20):
        await running
