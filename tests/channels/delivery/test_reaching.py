"""Whoever has shut us out is left alone until they write again."""

import asyncio

from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import a_rig
from tests.simulation.loop import in_virtual_time


@in_virtual_time
async def test_everything_for_somebody_who_is_not_there_is_given_up(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.refuses["Hoa"] = SendFailed("unreachable")
        await rig.say("Hoa", "H1|H2", "H3")
        await rig.say("Hoa", "H4")
        rig.notice("Hoa", "nhắc")
        await rig.say("Lan", "L1")
        await asyncio.sleep(30)

        assert rig.channel.sent == ["L1"]
        assert [(row.state, row.error) for row in rig.rows("Hoa")] == [("expired", "unreachable")] * 4
        assert (rig.is_reachable("Hoa"), rig.is_reachable("Lan")) == (False, True)
        assert len(rig.channel.times("H1")) == 1
        assert rig.channel.times("H3") == []


@in_virtual_time
async def test_nothing_new_is_thought_up_for_somebody_who_is_not_there(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.refuses["Hoa"] = SendFailed("unreachable")
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)

        assert rig.notice("Hoa", "nhắc") is None


@in_virtual_time
async def test_whoever_writes_again_is_answered_and_reminded_again(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.refuses["Hoa"] = SendFailed("unreachable")
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        del rig.channel.refuses["Hoa"]
        await rig.say("Hoa", "H2")
        await asyncio.sleep(1)
        rig.notice("Hoa", "nhắc")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["H2", "nhắc"]
        assert rig.is_reachable("Hoa")


@in_virtual_time
async def test_whoever_writes_again_while_a_message_is_refused_is_answered(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("unreachable")]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(0.05)
        await rig.say("Hoa", "H2")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["H2"]
        assert rig.is_reachable("Hoa")
