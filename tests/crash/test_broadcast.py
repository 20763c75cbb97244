"""An announcement while the program dies again and again: nobody hears it twice, and whoever may not is counted."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import pytest

from bot.channels.capabilities import Capabilities, Pace
from bot.channels.rendering import Bubble
from bot.channels.telegram import CAPABILITIES
from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, Work
from bot.services.announcing import announce
from tests.channels.delivery.rig import Rig, ScriptedChannel
from tests.crash.conftest import Times
from tests.simulation.loop import run_virtually

pytestmark = [pytest.mark.slow, pytest.mark.crash]

KILLS = 10
PACE = cast(Pace, CAPABILITIES.pace)
_NEWS = Outgoing("Mai có buổi học ở nhà văn hoá thôn.")


class Wire(ScriptedChannel):
    """A platform that has shown a message some time before it says so."""

    def __init__(self, caps: Capabilities) -> None:
        super().__init__(caps)
        self.shown: Counter[str] = Counter()

    async def send(self, to: Address, bubble: Bubble) -> str:
        await asyncio.sleep(0.05)
        self.shown[to.external_id] += 1
        return await super().send(to, bubble)


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_hears_it_once_and_whoever_may_not_have_is_counted(content: Content, seed: int, times: Times) -> None:
    recipients = [str(1_001 + number) for number in range(times(1_000, nightly=20_000))]

    run_virtually(broadcast(content, recipients, seed))


async def broadcast(content: Content, recipients: list[str], seed: int) -> None:
    wire, chance = Wire(CAPABILITIES), random.Random(seed)
    rig = Rig(content, wire)
    rig.run()
    talks = rig.disk.carry_out(lambda work: [_known(work, rig, who) for who in recipients])
    await asyncio.sleep(1)
    rig.postman.put(rig.disk.carry_out(lambda work: _announce(work, rig, talks)))

    whole = len(recipients) / PACE.notices_per_second
    for moment in sorted(chance.uniform(0, whole) for _ in range(KILLS)):
        await asyncio.sleep(max(0, moment - rig.loop.time()))
        await rig.restart()
    await asyncio.sleep(whole + 60)

    states = [state for who in recipients for state in rig.states(who)]
    unknown = {who for who in recipients if rig.rows(who)[0].unknowns}
    unheard = {who for who in recipients if not wire.shown[who]}
    assert states == ["sent"] * len(recipients)
    assert max(wire.shown.values()) == 1
    assert unheard <= unknown
    assert 0 < len(unknown) <= KILLS * PACE.burst
    assert rig.account().unknowns == len(unknown)
    await rig.kill()
    rig.disk.close()


def _known(work: Work, rig: Rig, who: str) -> int:
    return work.conversations.take(rig.address(who), rig.now()).id


def _announce(work: Work, rig: Rig, talks: list[int]) -> Sequence[Parcel]:
    return announce(work, talks, _NEWS, "news", rig.now(), rig.now() + timedelta(days=1))
