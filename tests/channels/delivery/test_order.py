"""In one conversation one after the other, whatever happens; all conversations at once."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import pytest

from bot.channels.capabilities import Capabilities
from bot.channels.rendering import Bubble
from bot.curriculum.content import Content
from bot.dialogue.messages import Outgoing
from bot.ports import SendFailed
from bot.services.delivering import MOST_ATTEMPTS
from tests.channels.delivery.rig import JOINING, JOINT, ONCE_ONLY, REPEATING, a_rig, simple_render
from tests.simulation.loop import in_virtual_time

KINDS = get_args(get_type_hints(SendFailed)["kind"])
HOPELESS = {"invalid", "unreachable"}
MINUTE, HOUR = 60.0, 3_600.0


class Broken(Exception):
    """Something that no channel should raise."""


@in_virtual_time
async def test_what_is_put_is_sent_at_once_and_in_order(content: Content) -> None:
    async with a_rig(content) as rig:
        await rig.say("Hoa", "một", "hai", "ba")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["một", "hai", "ba"]
        assert [(row.state, row.bubbles) for row in rig.rows("Hoa")] == [("sent", 1)] * 3


@in_virtual_time
async def test_what_is_only_in_the_outbox_is_found_there(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.commit("Hoa", "một", "hai")
        await asyncio.sleep(6)

        assert rig.channel.sent == ["một", "hai"]


@in_virtual_time
async def test_whoever_rings_is_heard_at_once(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.commit("Hoa", "một")
        rig.postman.wake()
        await asyncio.sleep(0.5)

        assert rig.channel.sent == ["một"]


@in_virtual_time
async def test_where_other_processes_write_too_the_outbox_is_looked_into_often(content: Content) -> None:
    async with a_rig(content, is_shared=True) as rig:
        rig.commit("Hoa", "một")
        await asyncio.sleep(0.6)
        await rig.say("Hoa", "hai")
        await asyncio.sleep(0.6)

        assert rig.channel.sent == ["một", "hai"]


@in_virtual_time
async def test_another_accounts_messages_are_not_touched(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.commit("Hoa", "một")
        rig.disk.rows("UPDATE conversation SET account = 'theirs'")
        rig.postman.wake()
        await asyncio.sleep(6)

        assert rig.channel.sent == []


@pytest.mark.parametrize("caps", [REPEATING, ONCE_ONLY, JOINING], ids=["repeating", "once", "joining"])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - HOPELESS))
@in_virtual_time
async def test_a_failure_that_may_pass_holds_up_its_own_conversation_only(
    content: Content, kind: Any, caps: Any
) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.fails["H1"] = [SendFailed(kind)]
        await rig.say("Hoa", "H1")
        await rig.say("Hoa", "H2")
        await asyncio.sleep(HOUR if kind in {"auth_broken", "quota_exhausted"} else MINUTE)
        await rig.say("Lan", "L1", "L2")
        await asyncio.sleep(MINUTE)

        taken = [part for text in rig.channel.sent_to("Hoa") for part in text.split(JOINT)]
        assert taken in (["H1", "H2"], ["H2"] if kind == "uncertain" and not caps.repeats_unknown else [])
        assert [part for text in rig.channel.sent_to("Lan") for part in text.split(JOINT)] == ["L1", "L2"]


@in_virtual_time
async def test_conversations_do_not_wait_for_one_that_fails(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.refuses["Hoa"] = SendFailed("retry_later")
        await rig.say("Hoa", "H1")
        await asyncio.sleep(2)
        await rig.say("Lan", "L1", "L2")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["L1", "L2"]


@pytest.mark.parametrize("kind", sorted(HOPELESS))
@in_virtual_time
async def test_a_message_that_never_goes_lets_the_next_one_go_if_anybody_is_there(content: Content, kind: Any) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed(kind)]
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(1)

        assert rig.channel.sent == (["H2"] if kind == "invalid" else [])
        assert rig.states("Hoa") == (["dead", "sent"] if kind == "invalid" else ["expired", "expired"])


@in_virtual_time
async def test_a_message_that_fails_too_often_dies_and_lets_the_next_one_go(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later")] * 20
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(HOUR / 6)

        assert len(rig.channel.times("H1")) == MOST_ATTEMPTS
        assert rig.channel.sent == ["H2"]
        assert [(row.state, row.error) for row in rig.rows("Hoa")] == [("dead", "retry_later"), ("sent", None)]


@in_virtual_time
async def test_pauses_between_attempts_double_and_are_never_the_same_twice(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.refuses["Hoa"] = SendFailed("retry_later")
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(20 * MINUTE)

        pauses = []
        for text in ("một", "hai"):
            times = rig.channel.times(text)
            pauses.append([later - earlier - 0.1 for earlier, later in pairwise(times)])
        assert pauses[0] != pauses[1]
        for of_one in pauses:
            assert len(of_one) == MOST_ATTEMPTS - 1
            assert all(0.74 * 2**place <= pause <= 1.26 * 2**place + 0.1 for place, pause in enumerate(of_one))


@in_virtual_time
async def test_a_platform_that_says_when_is_believed(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [SendFailed("retry_later", retry_after=42)]
        await rig.say("Hoa", "H1")
        await asyncio.sleep(MINUTE)

        first, second = rig.channel.times("H1")
        assert second - first >= 42


@in_virtual_time
async def test_a_channel_that_stumbles_over_one_message_still_carries_the_others(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["H1"] = [Broken("Hoa, thôn Đông")]
        await rig.say("Hoa", "H1", "H2")
        await rig.say("Lan", "L1")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["L1", "H1", "H2"]


@in_virtual_time
async def test_a_message_that_cannot_be_put_into_bubbles_lets_the_next_one_go(content: Content) -> None:
    def stumbling(messages: Sequence[Outgoing], caps: Capabilities) -> Sequence[Bubble]:
        if messages[0].text == "H1":
            raise Broken
        return simple_render(messages, caps)

    async with a_rig(content, render=stumbling) as rig:
        await rig.say("Hoa", "H1", "H2")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["H2"]
        assert rig.states("Hoa") == ["dead", "sent"]


@in_virtual_time
async def test_all_lanes_go_at_once_and_one_that_hangs_holds_nobody_up(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.takes["hangs"] = HOUR
        await rig.say("Hoa", "hangs", "behind it")
        for number in range(200):
            await rig.say(f"who {number}", f"text {number}")
        await asyncio.sleep(0.3)

        assert len(rig.channel.sent) == 200
        assert rig.channel.sent_to("Hoa") == []


@in_virtual_time
async def test_never_two_bubbles_of_one_conversation_are_on_their_way(content: Content) -> None:
    async with a_rig(content) as rig:
        for text in ("một|hai", "ba", "bốn|năm|sáu"):
            await rig.say("Hoa", text)
        await asyncio.sleep(MINUTE)

        begun = [at for at, _ in rig.channel.begun]
        ended = [one.at for one in rig.channel.tries]
        assert all(end <= begin for end, begin in zip(ended, begun[1:], strict=False))
        assert rig.channel.sent == ["một", "hai", "ba", "bốn", "năm", "sáu"]


@in_virtual_time
async def test_a_message_that_fails_in_the_middle_goes_on_at_that_bubble(content: Content) -> None:
    async with a_rig(content) as rig:
        rig.channel.fails["hai"] = [SendFailed("retry_later"), SendFailed("throttled", retry_after=2)]
        await rig.say("Hoa", "một|hai|ba")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["một", "hai", "ba"]
        assert [(row.state, row.bubbles) for row in rig.rows("Hoa")] == [("sent", 3)]


@pytest.mark.parametrize("caps", [REPEATING, ONCE_ONLY], ids=["repeating", "once"])
@in_virtual_time
async def test_a_message_that_failed_in_the_middle_goes_on_at_that_bubble_after_a_restart(
    content: Content, caps: Any
) -> None:
    async with a_rig(content, caps) as rig:
        rig.channel.fails["hai"] = [SendFailed("retry_later", retry_after=30)]
        await rig.say("Hoa", "một|hai|ba", "bốn")
        await asyncio.sleep(5)
        await rig.restart()
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == ["một", "hai", "ba", "bốn"]


# --- joining ----------------------------------------------------------------------------------------------------------


@in_virtual_time
async def test_where_each_bubble_is_counted_messages_go_together(content: Content) -> None:
    async with a_rig(content, JOINING) as rig:
        await rig.say("Hoa", "một", "hai", "ba|bốn", "năm")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["một + hai", "ba", "bốn", "năm"]
        assert rig.states("Hoa") == ["sent"] * 4


@in_virtual_time
async def test_of_messages_that_go_together_a_refused_one_takes_no_other_with_it(content: Content) -> None:
    async with a_rig(content, JOINING) as rig:
        rig.channel.fails["một + hai"] = [SendFailed("invalid")]
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(1)

        assert rig.channel.sent == ["hai"]
        assert rig.states("Hoa") == ["dead", "sent"]


@in_virtual_time
async def test_messages_that_went_together_into_the_unknown_are_all_counted_and_go_no_second_time(
    content: Content,
) -> None:
    async with a_rig(content, JOINING) as rig:
        rig.channel.fails["một + hai"] = [SendFailed("uncertain")]
        await rig.say("Hoa", "một", "hai")
        await asyncio.sleep(MINUTE)

        assert rig.channel.sent == []
        assert [(row.state, row.error, row.unknowns) for row in rig.rows("Hoa")] == [("sent", "uncertain", 1)] * 2
