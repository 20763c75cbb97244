"""The server ends connections, or falls over and comes back: the program goes on by itself, and loses nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.curriculum.content import Content
from tests.crash.audit import Cut
from tests.crash.campaign import Campaign, Plan
from tests.crash.conftest import Times
from tests.crash.servers import Server, a_server

pytestmark = [pytest.mark.slow, pytest.mark.crash, pytest.mark.postgres]

NAME = "away"
MOST_AGAIN = 10
"""Bubbles that may come once more, because they were on their way when the right to send was lost."""
EVERY = 2.0
"""Seconds between two attacks."""
SOON = 5.0
"""Seconds within which updates are taken again, and bubbles sent."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with a_server() as server:
        yield server


async def test_it_resumes_by_itself(server: Server, tmp_path: Path, content: Content, times: Times) -> None:
    runs = times(3, nightly=20)
    campaign = Campaign(Plan(ends=0, seed=4, database_url=await server.create(NAME)), tmp_path / "data", content)
    pauses = []
    async with campaign.at_work():
        for _ in range(runs):
            program = campaign.program()
            await program.start()
            await campaign.serve(program)
            await asyncio.sleep(EVERY)
            for _ in range(2):
                await server.end_connections(NAME)
                pauses.append(await resumed(campaign))
                await asyncio.sleep(EVERY)
            await asyncio.to_thread(server.restart)
            pauses.append(await resumed(campaign))
            campaign.outcome.stops.append(await program.stop())
            campaign.outcome.stumbles += program.stumbles
            campaign.cuts.append(Cut({}, None))

    assert campaign.outcome.faults == []
    assert max(pauses) < SOON
    assert campaign.outcome.findings.repeated <= MOST_AGAIN * len(pauses)


async def resumed(campaign: Campaign) -> float:
    """Wait until something new was taken and something new was said; return how many seconds that took."""
    platform, loop = campaign.platform, asyncio.get_running_loop()
    began, taken, shown = loop.time(), len(platform.acknowledged), sum(map(len, platform.bubbles.values()))
    while len(platform.acknowledged) == taken or sum(map(len, platform.bubbles.values())) == shown:
        assert loop.time() < began + 60, "it does not go on"
        await asyncio.sleep(0.05)
    return loop.time() - began
