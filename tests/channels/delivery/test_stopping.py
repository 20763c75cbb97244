"""Told to stop, it begins nothing new, writes down what became of what was on its way, and ends in eight seconds."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.capabilities import Pace
from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import JOINING, ONCE_ONLY, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

PACE = Pace(per_second=1, burst=1, per_chat=1, chat_burst=1, notices_per_second=1)

every_way = pytest.mark.parametrize("caps", [REPEATING, ONCE_ONLY, JOINING], ids=["repeating", "once", "joining"])


async def stopped_after(rig: Rig, seconds: float) -> float:
    """Stop after so many seconds; return how long that took."""
    await asyncio.sleep(seconds)
    told = rig.loop.time()
    await rig.stop()
    return rig.loop.time() - told


async def again(rig: Rig) -> None:
    rig.start()
    rig.run()
    await asyncio.sleep(60)


@in_virtual_time
async def test_with_nothing_to_do_it_stops_at_once(content: Content) -> None:
    async with a_rig(content) as rig:
        assert await stopped_after(rig, 10) < 0.1


@every_way
@pytest.mark.parametrize("is_shared", [False, True])
@in_virtual_time
async def test_what_is_on_its_way_is_waited_for_and_written_down(content: Content, caps: Any, is_shared: bool) -> None:
    async with a_rig(content, caps, is_shared=is_shared) as rig:
        rig.channel.takes["H1"] = 7
        await rig.say("Hoa", "H1")
        took = await stopped_after(rig, 1)

        assert 5 < took <= 8
        assert rig.states("Hoa") == ["sent"]


@every_way
@in_virtual_time
async def test_nothing_new_is_begun(content: Content, caps: Any) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.takes = {"H1": 3, "H1|H2": 3}
        await rig.say("Hoa", "H1")
        await asyncio.sleep(0.5)
        await rig.say("Hoa", "H2")
        stopping = asyncio.create_task(rig.stop())
        await asyncio.sleep(0.5)
        await rig.say("Lan", "L1")
        await stopping

        assert rig.channel.sent == ["H1"]
        assert (rig.states("Hoa"), rig.states("Lan")) == (["sent", "waiting"], ["waiting"])


@every_way
@in_virtual_time
async def test_what_had_to_wait_is_sent_after_the_next_start(content: Content, caps: Any) -> None:
    async with a_rig(content, replace(caps, pace=PACE)) as rig:
        await rig.say("Hoa", "1|2|3", "4", "5")
        await rig.say("Lan", "6", "7|8")
        await stopped_after(rig, 1.5)
        assert "sending" not in rig.states("Hoa") + rig.states("Lan")
        await again(rig)

        assert "".join(rig.channel.sent_to("Hoa")).replace(" + ", "") == "12345"
        assert "".join(rig.channel.sent_to("Lan")).replace(" + ", "") == "678"
        assert [row.unknowns for row in rig.rows("Hoa") + rig.rows("Lan")] == [0] * 5


@in_virtual_time
async def test_a_notice_that_had_to_wait_is_sent_after_the_next_start(content: Content) -> None:
    async with a_rig(content, replace(REPEATING, pace=PACE)) as rig:
        for number in range(4):
            rig.notice("Hoa", f"nhắc {number}")
        await stopped_after(rig, 1.5)
        await again(rig)

        assert rig.channel.sent == [f"nhắc {number}" for number in range(4)]
        assert [row.unknowns for row in rig.rows("Hoa")] == [0] * 4


@every_way
@in_virtual_time
async def test_what_takes_too_long_is_not_waited_for(content: Content, caps: Any) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.takes["H1"] = 600
        await rig.say("Hoa", "H1")
        took = await stopped_after(rig, 1)
        rig.channel.takes.clear()
        await again(rig)

        assert took <= 8.1
        assert rig.channel.sent == (["H1"] if caps.repeats_unknown else [])
        assert rig.states("Hoa") == ["sent"]


@in_virtual_time
async def test_whoever_waits_for_the_next_attempt_does_not_hold_it_up(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=300)]
        await rig.say("Hoa", "H1")
        took = await stopped_after(rig, 1)
        await rig.kill()
        await again(rig)
        await asyncio.sleep(300)

        assert took < 0.1
        assert rig.channel.sent == ["H1"]


@in_virtual_time
async def test_a_storage_that_is_away_does_not_hold_it_up_for_longer(content: Content) -> None:
    async with a_rig(content) as rig:
        await rig.say("Hoa", "H1")
        await asyncio.sleep(0.05)
        rig.storage.is_away = True
        took = await stopped_after(rig, 1)

        assert took <= 9


@in_virtual_time
async def test_a_storage_that_comes_back_in_time_is_told_what_was_sent(content: Content) -> None:
    async with a_rig(content, ONCE_ONLY) as rig:
        await rig.say("Hoa", "H1")
        await asyncio.sleep(0.05)
        rig.storage.is_away = True
        stopping = asyncio.create_task(rig.stop())
        await asyncio.sleep(6)
        rig.storage.is_away = False
        await stopping

        assert rig.channel.sent == ["H1"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 0)]
