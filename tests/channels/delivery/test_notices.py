"""What nobody waits for: after the replies, at its own pace, in time or not at all."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.channels.capabilities import Budget, Pace, Window
from bot.curriculum.content import Content
from bot.learning.calendar import local_month
from bot.ports import SendFailed, Work
from tests.channels.delivery.rig import ONCE_ONLY, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE, HOUR = 60.0, 3_600.0
PACE = Pace(per_second=25, burst=5, per_chat=1, chat_burst=4, notices_per_second=20)
PACED = replace(REPEATING, pace=PACE)
BUDGETED = replace(ONCE_ONLY, pace=PACE, budget=Budget(per_month=100, reserve=20))


def has_sent(rig: Rig, bubbles: int, month: int | None = None) -> None:
    def count(work: Work) -> None:
        in_month = month or local_month(rig.now())
        work.accounts.count(rig.channel.name, rig.channel.account, in_month, bubbles, 0)

    rig.disk.carry_out(count)


@in_virtual_time
async def test_a_notice_is_sent_where_no_reply_waits(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.notice("Hoa", "nhắc")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["nhắc"]
        assert rig.states("Hoa") == ["sent"]


@in_virtual_time
async def test_a_notice_that_is_only_in_the_outbox_is_found_there(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.notice("Hoa", "nhắc", put=False)
        await asyncio.sleep(6)

        assert rig.channel.sent == ["nhắc"]


@in_virtual_time
async def test_a_notice_never_goes_before_a_reply_of_its_conversation(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        rig.notice("Hoa", "nhắc", put=False)
        rig.commit("Hoa", "H1", "H2")
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H1", "H2", "nhắc"]


@in_virtual_time
async def test_a_reply_is_not_held_up_by_a_notice_that_has_to_be_tried_again(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["nhắc"] = [SendFailed("retry_later", retry_after=300)]
        rig.notice("Hoa", "nhắc")
        await asyncio.sleep(10)
        asked = rig.loop.time()
        await rig.say("Hoa", "H1")
        await asyncio.sleep(10 * MINUTE)

        assert rig.channel.sent == ["H1", "nhắc"]
        assert rig.channel.times("H1")[0] - asked < 0.5
        assert rig.channel.times("nhắc")[1] >= 300


@in_virtual_time
async def test_a_notice_whose_time_is_over_is_not_sent(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("quota_exhausted", retry_after=600)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        rig.notice("Lan", "nhắc", lasts=timedelta(minutes=5))
        rig.notice("Mai", "nhắc lâu", lasts=timedelta(hours=5))
        await asyncio.sleep(15 * MINUTE)

        assert rig.channel.sent == ["H1", "nhắc lâu"]
        assert [(row.state, row.error) for row in rig.rows("Lan")] == [("expired", "stale")]


@pytest.mark.parametrize(("hours", "state"), [(47, "sent"), (49, "expired"), (24 * 8, "expired")])
@in_virtual_time
async def test_a_notice_goes_only_where_it_may_be_written_for_free(content: Content, hours: int, state: str) -> None:
    window = Window(free=timedelta(hours=48), paid=timedelta(days=7))
    async with a_rig(content, replace(PACED, window=window)) as rig:
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        rig.now.jump(timedelta(hours=hours))
        rig.notice("Hoa", "nhắc")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H1", *(["nhắc"] if state == "sent" else [])]
        assert rig.states("Hoa") == ["sent", state]


@in_virtual_time
async def test_notices_keep_to_their_own_pace(content: Content) -> None:
    async with a_rig(content, replace(PACED, pace=replace(PACE, notices_per_second=2))) as rig:
        for number in range(20):
            rig.notice(f"who {number}", f"nhắc {number}")
        await asyncio.sleep(MINUTE)

        times = [at for at, _ in rig.channel.begun]
        assert len(times) == 20
        assert all(later - earlier >= 0.499 for earlier, later in pairwise(times))


@pytest.mark.slow
@in_virtual_time
async def test_replies_stay_fast_during_a_thousand_notices_and_the_pace_is_kept(content: Content) -> None:
    async with a_rig(content, PACED) as rig:
        for number in range(1_000):
            rig.notice(f"who {number}", f"nhắc {number}")
        asked: dict[str, float] = {}
        for number in range(100):
            await asyncio.sleep(0.45)
            asked[f"reply {number}"] = rig.loop.time()
            await rig.say(f"asks {number}", f"reply {number}")
        await asyncio.sleep(MINUTE)

        waits = [rig.channel.times(text)[0] - at for text, at in asked.items()]
        assert len(rig.channel.sent) == 1_100
        assert max(waits) < 0.25
        times = [at for at, _ in rig.channel.begun]
        for place, start in enumerate(times[: -PACE.burst]):
            within = sum(at <= start + 1 for at in times[place : place + 40])
            assert within <= PACE.burst + PACE.per_second


@in_virtual_time
async def test_notices_wait_while_something_is_wrong_with_the_account(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("auth_broken")
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        for number in range(5):
            rig.notice(f"who {number}", f"nhắc {number}")
        await asyncio.sleep(20)
        assert not [text for _, text in rig.channel.begun if text != "H1"]
        rig.channel.down = None
        await asyncio.sleep(5 * MINUTE)

        assert rig.channel.sent[0] == "H1"
        assert sorted(rig.channel.sent[1:]) == [f"nhắc {number}" for number in range(5)]


# --- the month's budget -----------------------------------------------------------------------------------------------


@in_virtual_time
async def test_what_is_left_of_the_budget_is_kept_for_replies(content: Content) -> None:
    async with a_rig(content, BUDGETED, runs=False) as rig:
        has_sent(rig, 80)
        rig.notice("Hoa", "nhắc", put=False)
        rig.commit("Lan", "L1")
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["L1"]
        assert rig.states("Hoa") == ["waiting"]


@in_virtual_time
async def test_no_notice_slips_out_while_lost_messages_are_written_down(content: Content) -> None:
    async with a_rig(content, BUDGETED, runs=False) as rig:
        has_sent(rig, 80)
        await rig.say("Lan", "L1")
        rig.disk.rows("UPDATE outbox SET state = 'sending'")
        rig.notice("Hoa", "nhắc", put=False)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.begun == []


@in_virtual_time
async def test_in_a_new_month_notices_go_again(content: Content) -> None:
    async with a_rig(content, BUDGETED, runs=False) as rig:
        has_sent(rig, 95, month=202610)
        rig.notice("Hoa", "nhắc", put=False)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["nhắc"]


@in_virtual_time
async def test_of_many_notices_no_more_go_than_the_reserve_leaves(content: Content) -> None:
    async with a_rig(content, BUDGETED) as rig:
        for number in range(100):
            rig.notice(f"who {number}", f"nhắc {number}")
        await asyncio.sleep(5 * MINUTE)

        assert len(rig.channel.sent) == 80


@in_virtual_time
async def test_a_budget_that_is_nearly_used_up_is_told_once(content: Content) -> None:
    async with a_rig(content, BUDGETED, runs=False) as rig:
        has_sent(rig, 90)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.told == [("budget", "90/100")]
        assert rig.account().trouble == "budget"


@in_virtual_time
async def test_bubbles_are_counted_where_there_is_a_budget(content: Content) -> None:
    async with a_rig(content, BUDGETED) as rig:
        await rig.say("Hoa", "1|2", "3")
        await rig.say("Lan", "4")
        await asyncio.sleep(MINUTE)

        assert (rig.account().month, rig.account().bubbles) == (202611, 4)
