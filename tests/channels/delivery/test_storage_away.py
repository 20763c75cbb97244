"""A storage that cannot serve for a while costs nothing but time, whatever it was asked just then."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.curriculum.content import Content
from bot.ports import SendFailed, StorageUnavailable
from tests.channels.delivery.rig import JOINING, ONCE_ONLY, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE, HOUR = 60.0, 3_600.0


class Broken(Exception):
    """Something that no storage should raise."""


async def a_busy_time(rig: Rig) -> None:
    """Let everything happen that the storage is asked something for."""
    rig.channel.fails = {
        "H2": [SendFailed("retry_later")],
        "H3": [SendFailed("throttled", retry_after=1)],
        "H4": [SendFailed("invalid")],
        "M1": [SendFailed("unreachable")],
    }
    await rig.say("Hoa", "H1")
    await asyncio.sleep(MINUTE)
    await rig.say("Hoa", "H2")
    await asyncio.sleep(MINUTE)
    await rig.say("Hoa", "H3")
    await asyncio.sleep(MINUTE)
    await rig.say("Hoa", "H4")
    await rig.say("Mai", "M1")
    rig.notice("Lan", "nhắc")
    await asyncio.sleep(MINUTE)


@pytest.mark.slow
@pytest.mark.parametrize("failure", [StorageUnavailable, Broken])
@pytest.mark.parametrize("caps", [REPEATING, ONCE_ONLY, JOINING], ids=["repeating", "once", "joining"])
@in_virtual_time
async def test_a_storage_that_fails_at_any_single_call_loses_and_doubles_nothing(
    content: Content, caps: Any, failure: type[Exception]
) -> None:
    async with a_rig(content, caps, runs=False) as rig:
        rig.run()
        await a_busy_time(rig)
        calls = rig.storage.calls
    for call in range(1, calls + 1):
        async with a_rig(content, caps, runs=False) as rig:
            rig.storage.failures[call] = failure()
            rig.run()
            await a_busy_time(rig)

            assert rig.channel.sent == ["H1", "H2", "H3", "nhắc"], call
            assert rig.states("Hoa") == ["sent", "sent", "sent", "dead"], call
            assert (rig.states("Mai"), rig.states("Lan")) == (["expired"], ["sent"]), call


@pytest.mark.parametrize("away_from", [0.0, 0.004, 0.02, 0.05, 0.104, 0.2])
@in_virtual_time
async def test_a_storage_that_is_away_for_ten_minutes_loses_and_doubles_nothing(
    content: Content, away_from: float
) -> None:
    async with a_rig(content, ONCE_ONLY) as rig:
        await rig.say("Hoa", "H1|H2", "H3")
        rig.notice("Lan", "nhắc")
        await asyncio.sleep(away_from)
        rig.storage.is_away = True
        await asyncio.sleep(10 * MINUTE)
        rig.storage.is_away = False
        await asyncio.sleep(MINUTE)

        assert sorted(rig.channel.sent) == ["H1", "H2", "H3", "nhắc"]
        assert rig.channel.sent_to("Hoa") == ["H1", "H2", "H3"]
        assert rig.states("Hoa") + rig.states("Lan") == ["sent"] * 3
        assert [row.unknowns for row in rig.rows("Hoa") + rig.rows("Lan")] == [0] * 3


@in_virtual_time
async def test_an_apology_that_could_not_be_kept_is_kept_later(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        rig.commit("Hoa", "H1")
        await asyncio.sleep(HOUR)
        rig.run()
        await asyncio.sleep(0.005)
        rig.storage.is_away = True
        await asyncio.sleep(MINUTE)
        rig.storage.is_away = False
        await asyncio.sleep(MINUTE)

        assert sum("thông cảm" in text for text in rig.channel.sent) == 1


@in_virtual_time
async def test_a_storage_that_stumbles_over_an_apology_is_asked_again(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        rig.commit("Hoa", "H1")
        await asyncio.sleep(HOUR)
        rig.run()
        rig.storage.failures[rig.storage.calls + 2] = Broken()
        await asyncio.sleep(MINUTE)

        assert sum("thông cảm" in text for text in rig.channel.sent) == 1


@in_virtual_time
async def test_whoever_tells_of_trouble_and_fails_at_that_holds_up_nothing(content: Content) -> None:
    async with a_rig(content, replace(REPEATING)) as rig:

        async def stumbling(*_rest: Any) -> None:
            raise Broken

        rig.postman._troubles._tell = stumbling
        rig.channel.fails["H1"] = [SendFailed("auth_broken")]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(10 * MINUTE)

        assert rig.channel.sent == ["H1", "H2"]
