"""A reply that comes too late to be understood becomes one apology with what was asked last."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.channels.capabilities import Pace, Window
from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import JOINING, REPEATING, Rig, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE, HOUR = 60.0, 3_600.0
SORRY = "Mong cô bác thông cảm"


def sorry_in(texts: list[str]) -> int:
    return sum(SORRY in text for text in texts)


async def an_outage(rig: Rig, seconds: float) -> None:
    """Let the platform be away; that nobody can tell from outside whose fault it is makes no difference."""
    rig.channel.down = SendFailed("auth_broken")
    await asyncio.sleep(seconds)
    rig.channel.down = None


@in_virtual_time
async def test_late_replies_become_one_apology_and_the_current_card(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("auth_broken")
        await rig.say("Hoa", "H1", "H2", "H3")
        await an_outage(rig, HOUR)
        await asyncio.sleep(20 * MINUTE)

        sorry, *current = rig.channel.sent
        assert sorry.startswith(SORRY)
        assert current != []
        assert sorry_in(current) == 0
        assert [(row.state, row.error) for row in rig.rows("Hoa")][:3] == [("expired", "late")] * 3
        assert {row.state for row in rig.rows("Hoa")[3:]} <= {"sent", "expired"}


@in_virtual_time
async def test_a_reply_that_waited_less_than_a_quarter_of_an_hour_is_sent_as_it_is(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("quota_exhausted", retry_after=14 * MINUTE)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(20 * MINUTE)

        assert rig.channel.sent == ["H1"]


@in_virtual_time
async def test_a_newer_answer_behind_late_ones_begins_with_the_apology(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("quota_exhausted", retry_after=20 * MINUTE)]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(10 * MINUTE)
        await rig.say("Hoa", "H3", "H4")
        await asyncio.sleep(20 * MINUTE)

        assert len(rig.channel.sent) == 2
        assert rig.channel.sent[0].startswith(SORRY)
        assert rig.channel.sent[0].endswith("\n\nH3")
        assert rig.channel.sent[1] == "H4"
        assert rig.states("Hoa") == ["expired", "expired", "sent", "sent"]


@in_virtual_time
async def test_what_follows_the_apology_after_a_restart_is_the_same(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("quota_exhausted", retry_after=20 * MINUTE)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(10 * MINUTE)
        await rig.say("Hoa", "H2")
        await asyncio.sleep(10 * MINUTE)
        rig.channel.refuses["Hoa"] = SendFailed("throttled", retry_after=30)
        await asyncio.sleep(10)
        await rig.restart()
        del rig.channel.refuses["Hoa"]
        await asyncio.sleep(5 * MINUTE)

        assert sorry_in(rig.channel.sent) == 1
        assert rig.channel.sent[-1].endswith("\n\nH2")


@in_virtual_time
async def test_an_outage_that_goes_on_and_on_makes_no_second_apology(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("auth_broken")
        await rig.say("Hoa", "H1")
        await rig.say("Lan", "L1")
        await an_outage(rig, 6 * HOUR)
        await asyncio.sleep(20 * MINUTE)

        assert sorry_in(rig.channel.sent_to("Hoa")) == 1
        assert sorry_in(rig.channel.sent_to("Lan")) == 1
        assert "waiting" not in rig.states("Hoa") + rig.states("Lan")


@in_virtual_time
async def test_whoever_waited_for_a_place_when_the_outage_began_is_not_sent_old_answers_either(
    content: Content,
) -> None:
    pace = Pace(per_second=10, burst=1, per_chat=1, chat_burst=1, notices_per_second=1)
    async with a_rig(content, replace(REPEATING, pace=pace)) as rig:
        rig.channel.down = SendFailed("auth_broken")
        for number in range(40):
            await rig.say(f"who {number}", f"text {number}")
        await an_outage(rig, HOUR)
        await asyncio.sleep(20 * MINUTE)

        assert [text for text in rig.channel.sent if text.startswith("text")] == []
        assert sorry_in(rig.channel.sent) == 40


@in_virtual_time
async def test_a_message_that_is_half_said_and_late_is_given_up_as_well(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1b"] = [SendFailed("quota_exhausted", retry_after=20 * MINUTE)]
        await rig.say("Hoa", "H1a|H1b|H1c")
        await asyncio.sleep(25 * MINUTE)

        assert rig.channel.sent[0] == "H1a"
        assert rig.channel.sent[1].startswith(SORRY)
        assert "H1b" not in rig.channel.sent


@in_virtual_time
async def test_late_replies_found_at_the_start_become_an_apology_too(content: Content) -> None:
    async with a_rig(content, JOINING, runs=False) as rig:
        rig.commit("Hoa", "H1", "H2")
        await asyncio.sleep(HOUR)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert sorry_in(rig.channel.sent) == 1
        assert not [text for text in rig.channel.sent if "H1" in text]


@in_virtual_time
async def test_what_somebody_writes_while_the_apology_is_thought_of_is_answered_in_order(content: Content) -> None:
    async with a_rig(content, runs=False) as rig:
        rig.commit("Hoa", "H1")
        await asyncio.sleep(HOUR)
        rig.run()
        await rig.until(lambda: "expired" in rig.states("Hoa"))
        await rig.say("Hoa", "H2")  # committed behind the apology, put before the carrier hears of it
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent[0].startswith(SORRY)
        assert rig.channel.sent[-1] == "H2"
        assert set(rig.states("Hoa")) == {"expired", "sent"}


@in_virtual_time
async def test_where_answers_wait_to_be_fetched_none_is_late(content: Content) -> None:
    async with a_rig(content, replace(REPEATING, late_after=None), runs=False) as rig:
        rig.commit("Hoa", "H1", "H2")
        await asyncio.sleep(HOUR)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H1", "H2"]


@in_virtual_time
async def test_a_clock_that_is_set_back_makes_nobody_wait_for_a_day(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=10)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        rig.now.jump(-timedelta(days=1))
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["H1"]


@in_virtual_time
async def test_a_clock_that_is_set_back_during_a_restart_makes_nobody_wait_for_a_day(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=10)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(1)
        await rig.kill()
        rig.now.jump(-timedelta(days=1))
        rig.start()
        rig.run()
        await asyncio.sleep(2 * HOUR)

        assert rig.channel.sent == ["H1"]


@in_virtual_time
async def test_a_clock_that_is_set_forward_makes_one_apology(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=10)]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(1)
        rig.now.jump(timedelta(days=1))
        await asyncio.sleep(MINUTE)

        assert sorry_in(rig.channel.sent) == 1
        assert not {"H1", "H2"} & set(rig.channel.sent)


@in_virtual_time
async def test_a_reply_whose_window_has_closed_is_not_attempted(content: Content) -> None:
    window = Window(free=timedelta(hours=48), paid=timedelta(days=7))
    async with a_rig(content, replace(REPEATING, window=window), runs=False) as rig:
        rig.commit("Hoa", "H1")
        await asyncio.sleep(49 * HOUR)
        rig.run()
        await asyncio.sleep(MINUTE)

        assert rig.channel.begun == []
        assert [(row.state, row.error) for row in rig.rows("Hoa")] == [("expired", "window")]
