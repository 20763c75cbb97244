"""Between the outbox, which knows all, and what is put into hands, nothing is lost, doubled or overtaken."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.capabilities import Pace
from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import ONCE_ONLY, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE, HOUR = 60.0, 3_600.0


@in_virtual_time
async def test_what_is_put_while_starting_comes_behind_what_waited(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        rig.commit("Hoa", "H1", "H2")
        rig.run()
        await rig.say("Hoa", "H3")
        await asyncio.sleep(0.001)
        await rig.say("Hoa", "H4")
        await asyncio.sleep(0.002)
        await rig.say("Hoa", "H5")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H1", "H2", "H3", "H4", "H5"]


@pytest.mark.parametrize("moment", [step / 1_000 for step in range(12)])
@in_virtual_time
async def test_what_is_put_at_any_moment_of_a_look_is_sent_once_and_in_order(content: Content, moment: float) -> None:
    async with a_rig(content) as rig:
        rig.channel.takes = {f"H{number}": 0.001 for number in range(9)}
        for number in range(9):
            rig.postman.wake()
            await asyncio.sleep(moment)
            await rig.say("Hoa", f"H{number}")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == [f"H{number}" for number in range(9)]


@pytest.mark.slow
@in_virtual_time
async def test_more_than_a_thousand_that_wait_at_the_start_stay_in_order(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        for turn in range(5):
            for who in range(250):
                rig.commit(f"who {who}", f"{who}.{turn} a", f"{who}.{turn} b")
        rig.run()
        await rig.say("who 0", "last")
        await asyncio.sleep(10 * MINUTE)

        for who in range(250):
            expected = [f"{who}.{turn} {part}" for turn in range(5) for part in "ab"]
            assert rig.channel.sent_to(f"who {who}") == [*expected, *(["last"] if who == 0 else [])]


@pytest.mark.slow
@in_virtual_time
async def test_more_than_a_thousand_that_wait_for_the_account_do_not_keep_the_storage_busy(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        for who in range(1_100):
            rig.commit(f"who {who}", f"text {who}")
        rig.channel.down = SendFailed("auth_broken")
        rig.run()
        await asyncio.sleep(MINUTE / 2)

        assert rig.storage.calls < 1_400  # each of them is written down once


@in_virtual_time
async def test_what_another_process_has_put_is_found(content: Content) -> None:
    async with a_rig(content, is_shared=True) as rig:
        for number in range(5):
            rig.commit("Hoa", f"H{number}")
            await asyncio.sleep(0.1)
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == [f"H{number}" for number in range(5)]


# --- the lease --------------------------------------------------------------------------------------------------------


@in_virtual_time
async def test_whoever_has_lost_the_lease_sends_nothing_more_until_it_is_back(content: Content) -> None:
    pace = Pace(per_second=1, burst=1, per_chat=1, chat_burst=1, notices_per_second=1)
    async with a_rig(content, replace(REPEATING, pace=pace)) as rig:
        await rig.say("Hoa", *"1234567890")
        await asyncio.sleep(3.5)
        rig.storage.leases[-1].held = False
        await asyncio.sleep(MINUTE)

        assert len(rig.storage.leases) == 2
        assert rig.channel.sent == list("1234567890")


@pytest.mark.parametrize("is_repeating", [True, False])
@in_virtual_time
async def test_what_was_sent_is_not_sent_again_when_lease_and_storage_were_lost_together(
    content: Content, is_repeating: bool
) -> None:
    async with a_rig(content, REPEATING if is_repeating else ONCE_ONLY, is_shared=True) as rig:
        await rig.say("Hoa", "H1", "H2")
        await rig.until(lambda: bool(rig.channel.begun))
        rig.storage.is_away = True
        await asyncio.sleep(0.65)
        assert rig.channel.sent == ["H1"]
        rig.storage.leases[-1].held = False
        rig.storage.is_away = False
        await asyncio.sleep(MINUTE)

        assert len(rig.storage.leases) == 2
        assert rig.channel.sent == ["H1", "H2"]
        assert [(row.state, row.unknowns) for row in rig.rows("Hoa")] == [("sent", 0), ("sent", 0)]


# --- dead letters -----------------------------------------------------------------------------------------------------


def send_again(rig: Rig) -> int:
    ids = [row_id for (row_id,) in rig.disk.rows("SELECT id FROM outbox WHERE state = 'dead'")]
    count: int = rig.disk.carry_out(lambda work: work.outbox.send_again(ids, rig.now()))
    return count


@in_virtual_time
async def test_dead_letters_that_are_sent_again_go_out_at_the_end_in_order(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails = {text: [SendFailed("invalid")] for text in ("H1", "H2", "H4")}
        await rig.say("Hoa", "H1", "H2", "H3", "H4", "H5")
        await asyncio.sleep(MINUTE)
        assert send_again(rig) == 3
        rig.postman.wake()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H3", "H5", "H1", "H2", "H4"]
        assert rig.states("Hoa") == ["expired", "expired", "sent", "expired", "sent", "sent", "sent", "sent"]
        assert send_again(rig) == 0


@in_virtual_time
async def test_a_dead_letter_that_is_sent_again_while_its_conversation_goes_on_is_sent_once(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("invalid")]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(MINUTE)
        rig.channel.takes["H3"] = 20
        await rig.say("Hoa", "H3")
        await asyncio.sleep(1)
        send_again(rig)
        await rig.say("Hoa", "H4")  # known at once, while the dead letter is only in the outbox
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H2", "H3", "H1", "H4"]


@in_virtual_time
async def test_a_conversation_whose_lines_were_erased_ends_its_lane(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=HOUR)]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(1)
        rig.disk.rows("DELETE FROM conversation")
        await asyncio.sleep(2 * HOUR)
        await rig.say("Hoa", "H3")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["H3"]
