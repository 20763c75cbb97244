"""Nobody knows whether it arrived: once more where that is right, never where it is not, and always counted."""

import asyncio
from typing import Any

import pytest

from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import JOINING, ONCE_ONLY, REPEATING, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE = 60.0


@in_virtual_time
async def test_a_reply_that_may_have_arrived_is_sent_once_more(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["một"] = [SendFailed("uncertain")]
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(MINUTE)

        assert [one.text for one in rig.channel.tries] == ["một", "một", "hai"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 1), ("sent", 0)]
        assert rig.account().unknowns == 1


@in_virtual_time
async def test_a_reply_that_may_have_arrived_twice_is_taken_for_sent(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["một"] = [SendFailed("uncertain")] * 5
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(MINUTE)

        assert [one.text for one in rig.channel.tries] == ["một", "một", "hai"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 2), ("sent", 0)]
        assert rig.account().unknowns == 2


@in_virtual_time
async def test_what_comes_behind_an_unknown_bubble_goes_on(content: Content) -> None:
    async with a_rig(content, ONCE_ONLY) as rig:
        rig.channel.fails["hai"] = [SendFailed("uncertain")]
        await rig.say("Hoa", "một|hai|ba")
        await asyncio.sleep(MINUTE)

        assert [one.text for one in rig.channel.tries] == ["một", "hai", "ba"]
        assert [(row.state, row.bubbles, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 3, 1)]


@pytest.mark.parametrize("caps", [ONCE_ONLY, JOINING], ids=["once", "joining"])
@in_virtual_time
async def test_where_it_is_not_right_nothing_is_sent_once_more(content: Content, caps: Any) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.fails["một"] = [SendFailed("uncertain")]
        await rig.say("Hoa", "một")
        await asyncio.sleep(MINUTE)
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert [one.text for one in rig.channel.tries] == ["một"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 1)]
        assert rig.account().unknowns == 1


@in_virtual_time
async def test_a_notice_is_never_sent_once_more(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["nhắc"] = [SendFailed("uncertain")]
        rig.notice("Hoa", "nhắc")
        await asyncio.sleep(MINUTE)

        assert [one.text for one in rig.channel.tries] == ["nhắc"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 1)]


# --- a process that dies in the middle of sending ---------------------------------------------------------------------


@in_virtual_time
async def test_a_reply_that_was_being_sent_when_the_process_died_is_sent_again(content: Content) -> None:
    async with a_rig(content) as rig:
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(0.05)
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert rig.channel.times("một")[1:] != []
        assert rig.channel.sent == ["một", "hai"]


@pytest.mark.parametrize("is_notice", [False, True])
@in_virtual_time
async def test_what_must_not_go_twice_is_lost_and_counted_when_the_process_dies(
    content: Content, is_notice: bool
) -> None:
    async with a_rig(content, REPEATING if is_notice else ONCE_ONLY) as rig:
        if is_notice:
            rig.notice("Hoa", "một")
        else:
            await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(0.06)
        assert len(rig.channel.begun) == 1
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert len(rig.channel.times("một")) == 1
        assert rig.channel.sent == ([] if is_notice else ["hai"])
        first = rig.rows("Hoa")[0]
        assert (first.state, first.error, first.unknowns) == ("sent", "uncertain", 1)
        assert rig.account().unknowns == 1


@in_virtual_time
async def test_what_had_not_left_when_the_process_died_is_sent(content: Content) -> None:
    async with a_rig(content, ONCE_ONLY) as rig:
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(0.002)
        assert rig.channel.begun == []
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["một", "hai"]


@in_virtual_time
async def test_of_messages_that_go_together_only_those_on_their_way_are_lost_when_the_process_dies(
    content: Content,
) -> None:
    async with a_rig(content, JOINING) as rig:
        await rig.say("Hoa", "một", "hai", "ba|bốn", "năm")
        await asyncio.sleep(0.06)
        assert [text for _, text in rig.channel.begun] == ["một + hai"]
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["ba", "bốn", "năm"]
        assert [row.unknowns for row in rig.rows("Hoa")] == [1, 1, 0, 0]


@in_virtual_time
async def test_what_was_sent_but_not_written_down_when_the_process_died_is_never_sent_a_third_time(
    content: Content,
) -> None:
    async with a_rig(content) as rig:
        await rig.say("Hoa", "một")
        await asyncio.sleep(0.101)
        assert rig.channel.sent == ["một"]
        await rig.restart()
        await asyncio.sleep(MINUTE)
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["một", "một"]
