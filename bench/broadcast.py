"""
How a broadcast goes out, and what those who learn meanwhile notice of it.

One account sends as Telegram allows it, over a channel that takes a moment for every message. First people write while
nothing else happens; then the same while an announcement goes to everybody. The wait is from the commit of an answer
until the platform has it.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, report
from bench.turn import open_store
from bot import clock, shipped
from bot.channels.capabilities import Capabilities
from bot.channels.channel import Probe
from bot.channels.delivery import Postman, Supplies, Troubles
from bot.channels.rendering import Bubble, render
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.curriculum.content import Content
from bot.curriculum.loading import load
from bot.dialogue.messages import Address, Incoming, Opened, Outgoing, Said
from bot.dialogue.wording import REQUIRED
from bot.services.announcing import announce
from bot.services.conversing import take
from db.database import Database

RECIPIENTS = 400
LEARNERS = 40
LATENCY = 0.02
EVERY = 0.4
"""Seconds between two messages of learners; each of them writes seldom enough for the pace of a chat."""
_MOST_IN_A_SECOND = 30


@dataclass
class Wire:
    """A channel that takes a moment, and remembers when it sent what to whom."""

    name: str = "telegram"
    account: str = "1"
    caps: Capabilities = CAPABILITIES
    sent: list[tuple[float, str]] = field(default_factory=list)

    async def send(self, to: Address, bubble: Bubble) -> str:
        await asyncio.sleep(LATENCY)
        self.sent.append((time.perf_counter(), to.external_id))
        return str(len(self.sent))

    async def typing(self, to: Address) -> None:
        """Nothing is shown."""

    async def probe(self) -> Probe:
        return Probe("bench", "")

    async def set_webhook(self, url: str) -> None:
        """Nobody delivers."""

    async def remove_webhook(self) -> None:
        """Nobody delivers."""


class World:
    """One account with people who learn, and people who are only told something."""

    def __init__(self, database: Database, content: Content) -> None:
        self.database, self.content = database, content
        self.wire = Wire()
        self.dice = clock.dice()
        supplies = Supplies(
            storage=database,
            content=lambda: content,
            render=lambda messages, caps: render(messages, caps, ""),
            now=clock.now,
            dice=self.dice,
        )
        self.postman = Postman(self.wire, supplies, Troubles("telegram", "1", database, clock.now))
        self.said = 0

    async def know(self, who: Sequence[str]) -> list[int]:
        """Let people open the chat; return their conversations. What they are told is not sent."""
        talks = []
        for name in who:
            incoming = Incoming(Address("telegram", "1", name), "open", Opened())
            taken = await self.database.write_now(take, self.content, incoming, clock.now(), self.dice)
            talks.append(taken.talk_id)
        return talks

    async def learn(self, seconds: float) -> list[float]:
        """Let learners write at an even pace; return how long each waited for the first answer."""
        before, asked = len(self.wire.sent), {}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.said += 1
            name = f"learner-{self.said % LEARNERS}"
            incoming = Incoming(Address("telegram", "1", name), f"k{self.said}", Said("menu"))
            taken = await self.database.write_now(take, self.content, incoming, clock.now(), self.dice)
            asked[name] = time.perf_counter()
            self.postman.put(taken.parcels)
            await asyncio.sleep(EVERY)
        await asyncio.sleep(2)
        arrived = {name: at for at, name in reversed(self.wire.sent[before:])}
        return [arrived[name] - at for name, at in asked.items()]


def most_in_a_second(moments: Sequence[float]) -> int:
    """Return how many messages went out in the busiest second, wherever it begins."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


async def main() -> None:
    parser = arguments(__doc__, rounds=1)
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    options = parser.parse_args()
    content = load(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED).content
    assert content is not None
    with tempfile.TemporaryDirectory() as name:
        database = await open_store(Path(name, "store"))
        world = World(database, content)
        await world.know([f"learner-{number}" for number in range(LEARNERS)])
        told = await world.know([f"told-{number}" for number in range(options.recipients)])
        # Their greetings are of no interest here.
        waiting = await database.read(lambda work: work.outbox.waiting("telegram", "1", "reply", 100_000, clock.now()))
        from bot.ports import Progress

        await database.write(lambda work: work.outbox.settle([Progress(each, "sent") for each in waiting], clock.now()))
        running = asyncio.create_task(world.postman.run())
        await asyncio.sleep(1)
        seconds = options.recipients / (CAPABILITIES.pace.notices_per_second if CAPABILITIES.pace else 20)
        idle = await world.learn(seconds)
        start = len(world.wire.sent)
        notices = await database.write(
            announce, told, Outgoing("Mai có buổi học"), "bench", clock.now(), clock.now() + timedelta(hours=1)
        )
        world.postman.put(notices)
        busy = await world.learn(seconds)
        while sum(to.startswith("told") for _, to in world.wire.sent) < options.recipients:
            await asyncio.sleep(0.1)
        await world.postman.stop()
        await running
        await database.close()
    sent = world.wire.sent[start:]
    each = {to for _, to in sent if to.startswith("told")}
    p99_idle, p99_busy = (statistics.quantiles(waits, n=100)[-1] for waits in (idle, busy))
    print(f"  an answer while nothing else happens{p99_idle * 1e3:10.1f} ms p99")
    print(f"  an answer during the broadcast      {p99_busy * 1e3:10.1f} ms p99")
    ratios = [
        Ratio(
            "broadcast: messages in the busiest second",
            most_in_a_second([at for at, _ in sent]),
            at_most=_MOST_IN_A_SECOND,
        ),
        Ratio("broadcast: recipients told, of all", len(each) / options.recipients, at_least=1),
        Ratio("broadcast: told more than once", sum(to.startswith("told") for _, to in sent) - len(each), at_most=0),
        Ratio("broadcast: p99 of answers x idle", p99_busy / p99_idle, at_most=1.5),
    ]
    report(ratios, options)


if __name__ == "__main__":
    asyncio.run(main())
