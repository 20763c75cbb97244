"""What is wrong with a whole account is none of a single message: everything waits, and one goes first to try."""

import asyncio
from typing import Any

import pytest

from bot.curriculum.content import Content
from bot.ports import SendFailed
from tests.channels.delivery.rig import ONCE_ONLY, REPEATING, a_rig
from tests.simulation.loop import in_virtual_time

MINUTE, HOUR = 60.0, 3_600.0
PEOPLE = [f"who {number}" for number in range(20)]


@pytest.mark.parametrize(("kind", "trouble"), [("auth_broken", "auth"), ("quota_exhausted", "quota")])
@in_virtual_time
async def test_an_account_that_may_not_send_leaves_the_platform_alone_and_says_so(
    content: Content, kind: Any, trouble: str
) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed(kind)
        await rig.say("Hoa", "H1")
        await asyncio.sleep(0.5)
        for who in PEOPLE:
            await rig.say(who, who)
        await asyncio.sleep(10)

        assert [text for _, text in rig.channel.begun] == ["H1"]
        assert rig.account().trouble == trouble
        assert rig.told == [(trouble, "")]
        assert [(row.state, row.attempts) for row in rig.rows("Hoa")] == [("waiting", 0)]


@pytest.mark.parametrize("caps", [REPEATING, ONCE_ONLY], ids=["repeating", "once"])
@pytest.mark.parametrize("kind", ["auth_broken", "quota_exhausted"])
@in_virtual_time
async def test_one_goes_first_and_when_it_gets_through_all_follow(content: Content, kind: Any, caps: Any) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.down = SendFailed(kind)
        for who in ("Hoa", *PEOPLE):
            await rig.say(who, who)
            await asyncio.sleep(0.2)
        before = len(rig.channel.begun)
        rig.channel.down = None
        rig.channel.takes = dict.fromkeys(["Hoa", *PEOPLE], 3.0)
        await asyncio.sleep(10 * MINUTE)

        first, *others = rig.channel.begun[before:]
        assert all(at >= first[0] + 3 for at, _ in others)
        assert sorted(rig.channel.sent) == sorted(["Hoa", *PEOPLE])
        assert rig.account().trouble == ""
        assert [kind for kind, _ in rig.told][-1] == ""


@in_virtual_time
async def test_the_platform_is_asked_seldom_while_nothing_gets_through(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("auth_broken")
        for who in PEOPLE:
            await rig.say(who, who)
        await asyncio.sleep(3 * HOUR)

        assert len(rig.channel.begun) <= len(PEOPLE) + 30


@in_virtual_time
async def test_other_accounts_do_not_notice(content: Content) -> None:
    async with a_rig(content) as rig, a_rig(content) as other:
        rig.channel.down = SendFailed("auth_broken")
        await rig.say("Hoa", "H1")
        await other.say("Hoa", "H1")
        await asyncio.sleep(1)
        await other.say("Hoa", "H2")
        await asyncio.sleep(1)

        assert (rig.channel.sent, other.channel.sent) == ([], ["H1", "H2"])


@in_virtual_time
async def test_a_quota_that_comes_back_is_waited_for_and_nothing_is_lost(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("quota_exhausted", retry_after=600)]
        await rig.say("Hoa", "H1")
        await rig.say("Lan", "L1")
        await asyncio.sleep(11 * MINUTE)

        assert sorted(rig.channel.sent) == ["H1", "L1"]
        assert min(at for at, text in rig.channel.begun if text == "H1" and at > 1) >= 600


@in_virtual_time
async def test_an_outage_of_ten_minutes_kills_no_message_and_everything_arrives_in_order(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("retry_later")
        for who in PEOPLE:
            await rig.say(who, f"{who} a", f"{who} b")
        await asyncio.sleep(10 * MINUTE)
        rig.channel.down = None
        await asyncio.sleep(3 * MINUTE)

        assert all(rig.channel.sent_to(who) == [f"{who} a", f"{who} b"] for who in PEOPLE)
        assert rig.account().trouble == ""


@in_virtual_time
async def test_an_outage_is_shown_while_it_lasts(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("retry_later")
        for who in PEOPLE:
            await rig.say(who, who)
        await asyncio.sleep(MINUTE)

        assert rig.account().trouble == "network"


@in_virtual_time
async def test_an_outage_of_an_hour_kills_no_message_and_each_conversation_gets_one_apology(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("retry_later")
        for who in PEOPLE:
            await rig.say(who, f"{who} a", f"{who} b")
        await asyncio.sleep(HOUR)
        rig.channel.down = None
        await asyncio.sleep(10 * MINUTE)

        for who in PEOPLE:
            assert rig.channel.sent_to(who)[0].startswith("Mong cô bác thông cảm")
            assert len([text for text in rig.channel.sent_to(who) if "thông cảm" in text]) == 1
            assert not [text for text in rig.channel.sent_to(who) if who in text]
            assert "dead" not in rig.states(who)
            assert "waiting" not in rig.states(who)


@in_virtual_time
async def test_after_an_outage_notices_go_on_even_if_nobody_writes(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.down = SendFailed("auth_broken")
        await rig.say("Hoa", "H1|H2")
        await asyncio.sleep(1)
        rig.channel.down = None
        rig.channel.refuses["Hoa"] = SendFailed("unreachable")  # nobody is left to try with
        await asyncio.sleep(5 * MINUTE)
        rig.notice("Lan", "nhắc")
        await asyncio.sleep(5 * MINUTE)

        assert rig.channel.sent == ["nhắc"]
