"""A platform that asks us to slow down is obeyed, and our own pace is kept so that it need not ask."""

import asyncio
from dataclasses import replace
from itertools import pairwise

from bot.channels.capabilities import Pace
from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import ONCE_ONLY, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

PACE = Pace(per_second=5, burst=3, per_chat=1, chat_burst=2, notices_per_second=2)
PACED = replace(REPEATING, pace=PACE)


def begun_between(rig: Rig, start: float, end: float) -> list[str]:
    return [text for at, text in rig.channel.begun if start < at < end]


@in_virtual_time
async def test_a_chat_that_is_slowed_down_waits_as_long_as_it_was_told_and_nobody_else_does(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("throttled", retry_after=30)]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(1)
        await rig.say("Lan", "L1", "L2")
        await asyncio.sleep(60)

        assert rig.channel.sent == ["L1", "L2", "H1", "H2"]
        refused = rig.channel.tries[0].at
        assert begun_between(rig, refused, refused + 30) == ["L1", "L2"]


@in_virtual_time
async def test_a_second_chat_that_is_slowed_down_within_seconds_stops_the_account(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("throttled", retry_after=60)]
        rig.channel.fails["L1"] = [SendFailed("throttled", retry_after=20)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(2)
        await rig.say("Lan", "L1")
        await asyncio.sleep(0.5)
        for who in ("Mai", "Sơn", "Tèo"):
            await rig.say(who, who)
        rig.notice("Mai", "nhắc")
        await asyncio.sleep(120)

        refused = rig.channel.tries[0].at
        assert begun_between(rig, refused + 3, refused + 60) == []
        assert sorted(rig.channel.sent) == sorted(["H1", "L1", "Mai", "Sơn", "Tèo", "nhắc"])


@in_virtual_time
async def test_whoever_waits_for_its_place_does_not_slip_into_a_pause_of_the_account(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        rig.channel.fails = {name: [SendFailed("throttled", retry_after=30)] for name in ("who 0", "who 1")}
        for number in range(100):
            await rig.say(f"who {number}", f"who {number}")
        await asyncio.sleep(120)

        refused = max(one.at for one in rig.channel.tries if one.came == "throttled")
        assert begun_between(rig, refused, refused + 30) == []
        assert sorted(rig.channel.sent) == sorted(f"who {number}" for number in range(100))


@in_virtual_time
async def test_no_attempt_is_counted_when_asked_to_slow_down(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("throttled", retry_after=1)] * 20
        await rig.say("Hoa", "H1")
        await asyncio.sleep(120)

        assert rig.channel.sent == ["H1"]
        assert [(row.state, row.attempts) for row in rig.rows("Hoa")] == [("sent", 0)]


# --- our own pace -----------------------------------------------------------------------------------------------------


def assert_paced(times: list[float], per_second: float, burst: int) -> None:
    """No window of time has more than the burst and what was earned in it."""
    for place, start in enumerate(times):
        for count, end in enumerate(times[place:], 1):
            assert count <= burst + per_second * (end - start) + 1e-6, (start, end, count)


@in_virtual_time
async def test_an_account_keeps_to_its_pace(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        for number in range(60):
            await rig.say(f"who {number}", f"text {number}")
        await asyncio.sleep(60)

        assert len(rig.channel.sent) == 60
        assert_paced([at for at, _ in rig.channel.begun], PACE.per_second, PACE.burst)


@in_virtual_time
async def test_a_chat_keeps_to_its_pace(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        await rig.say("Hoa", "1|2|3", "4|5", "6")
        await asyncio.sleep(60)

        assert rig.channel.sent == list("123456")
        assert_paced([at for at, _ in rig.channel.begun], PACE.per_chat, PACE.chat_burst)


@in_virtual_time
async def test_a_chat_keeps_to_its_pace_also_after_it_had_to_wait_for_a_place_among_all(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        for number in range(40):
            await rig.say(f"who {number}", "x")
        await rig.say("Hoa", *"123456")
        await asyncio.sleep(60)

        assert rig.channel.sent_to("Hoa") == list("123456")
        assert_paced([at for at, text in rig.channel.begun if text in "123456"], PACE.per_chat, PACE.chat_burst)


@in_virtual_time
async def test_an_account_keeps_to_its_pace_also_when_a_pause_ends(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        rig.channel.fails = {name: [SendFailed("throttled", retry_after=10)] for name in ("who 0", "who 1")}
        for number in range(60):
            await rig.say(f"who {number}", f"who {number}")
        await asyncio.sleep(60)

        assert len(rig.channel.sent) == 60
        assert_paced([at for at, _ in rig.channel.begun], PACE.per_second, PACE.burst)


@in_virtual_time
async def test_an_account_keeps_to_its_pace_also_when_the_network_comes_back(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        rig.channel.down = SendFailed("retry_later")
        for number in range(60):
            await rig.say(f"who {number}", f"who {number}")
        await asyncio.sleep(120)
        back = rig.loop.time()
        rig.channel.down = None
        await asyncio.sleep(120)

        assert len(rig.channel.sent) == 60
        assert_paced([at for at, _ in rig.channel.begun if at >= back], PACE.per_second, PACE.burst)


@in_virtual_time
async def test_whoever_has_to_wait_sees_that_somebody_writes(content: Content) -> None:
    async with a_rig(content, replace(PACED, types=True, pace=replace(PACE, per_chat=0.5))) as rig:
        await rig.say("Hoa", "1|2|3")
        await asyncio.sleep(60)

        assert rig.channel.typed == ["Hoa"]


@in_virtual_time
async def test_whoever_does_not_wait_for_long_sees_nothing_of_it(content: Content) -> None:
    async with a_rig(content, replace(PACED, types=True, pace=replace(PACE, per_chat=2))) as rig:
        await rig.say("Hoa", "1|2|3|4")
        await asyncio.sleep(60)

        assert rig.channel.typed == []


@in_virtual_time
async def test_without_a_pace_nothing_waits(content: Content) -> None:
    async with a_rig(content, ONCE_ONLY) as rig:
        for number in range(60):
            await rig.say(f"who {number}", f"text {number}")
        await asyncio.sleep(0.3)

        times = sorted(at for at, _ in rig.channel.begun)
        assert len(times) == 60
        assert all(later - earlier < 0.1 for earlier, later in pairwise(times))
