"""A postman at work in virtual time: a real database, a channel that does what a test tells it, and what came of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Probe
from bot.channels.delivery import Postman, Supplies, Troubles
from bot.channels.rendering import Bubble
from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, SendFailed, TroubleKind, Work
from tests.dice import SeededDice
from tests.simulation.loop import WallClock
from tests.simulation.storage import Disk, SimulatedStorage

REPEATING = Capabilities(longest_text=4096, repeats_unknown=True)
ONCE_ONLY = Capabilities(longest_text=2000)
JOINING = Capabilities(longest_text=2000, joins=True)

PART = "|"
"""Parts the bubbles of a message."""
JOINT = " + "
"""Stands between messages that go as one bubble."""


@dataclass(frozen=True, slots=True)
class Try:
    """One request to the platform."""

    at: float
    to: str
    text: str
    came: str
    """"ok", or the kind of failure."""


class ScriptedChannel:
    """Keeps `bot.channels.channel.Channel`; what fails is said beforehand, by the text of the bubble."""

    def __init__(self, caps: Capabilities, name: str = "fake", account: str = "ours") -> None:
        self.name, self.account, self.caps = name, account, caps
        self.tries: list[Try] = []
        self.begun: list[tuple[float, str]] = []
        """When each request left, and with which text."""
        self.fails: dict[str, list[Exception]] = {}
        self.down: SendFailed | None = None
        """What happens to every request."""
        self.refuses: dict[str, SendFailed] = {}
        """What happens to every request for a chat."""
        self.takes: dict[str, float] = {}
        """Seconds that a bubble needs, where it is not the usual tenth."""
        self.typed: list[str] = []
        self.when_sent: Callable[[str], None] = lambda text: None

    async def send(self, to: Address, bubble: Bubble) -> str:
        loop, text = asyncio.get_running_loop(), bubble.text
        self.begun.append((loop.time(), text))
        await asyncio.sleep(self.takes.get(text, 0.1))
        failure = self.down or self.refuses.get(to.external_id)
        if failure is None and self.fails.get(text):
            problem = self.fails[text].pop(0)
            if not isinstance(problem, SendFailed):
                raise problem
            failure = problem
        came = "ok" if failure is None else failure.kind
        self.tries.append(Try(loop.time(), to.external_id, text, came))
        if failure is not None:
            raise replace(failure)
        self.when_sent(text)
        return f"{self.name}-{len(self.tries)}"

    @property
    def sent(self) -> list[str]:
        """The texts that the platform took, in order."""
        return [one.text for one in self.tries if one.came == "ok"]

    def sent_to(self, who: str) -> list[str]:
        return [one.text for one in self.tries if one.to == who and one.came == "ok"]

    def times(self, text: str) -> list[float]:
        """When requests with a text left."""
        return [at for at, what in self.begun if what == text]

    async def typing(self, to: Address) -> None:
        self.typed.append(to.external_id)

    async def probe(self) -> Probe:
        raise NotImplementedError

    async def set_webhook(self, url: str) -> None:
        raise NotImplementedError

    async def remove_webhook(self) -> None:
        raise NotImplementedError


def simple_render(messages: Sequence[Outgoing], caps: Capabilities) -> Sequence[Bubble]:
    """Return a bubble for each part of a text; where messages join, those of one part go as one bubble."""
    bubbles: list[Bubble] = []
    may_grow = False
    for message in messages:
        *parts, last = message.text.split(PART)
        if may_grow and not parts:
            bubbles[-1] = replace(bubbles[-1], text=f"{bubbles[-1].text}{JOINT}{last}", ends=bubbles[-1].ends + 1)
        else:
            bubbles += [*map(Bubble, parts), Bubble(last, ends=1)]
        may_grow = caps.joins and not parts
    return bubbles


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the outbox as it is stored."""

    seq: int
    text: str
    state: str
    error: str | None
    attempts: int
    bubbles: int
    unknowns: int


@dataclass
class Rig:
    """Everything a postman needs, and his process, which may die and be started again."""

    content: Content
    channel: ScriptedChannel
    disk: Disk = field(default_factory=Disk)
    is_shared: bool = False
    render: Callable[[Sequence[Outgoing], Capabilities], Sequence[Bubble]] = simple_render
    told: list[tuple[TroubleKind, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.now = WallClock(self.loop)
        self.dice = SeededDice()
        self.causes = 0
        self.start()

    # --- the process --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start a process, which knows nothing but what is stored; `run` makes it work."""
        self.storage = SimulatedStorage(self.disk, is_shared=self.is_shared)
        supplies = Supplies(
            storage=self.storage, content=lambda: self.content, render=self.render, now=self.now, dice=self.dice
        )
        troubles = Troubles(self.channel.name, self.channel.account, self.storage, self.now, self._tell)
        self.postman = Postman(self.channel, supplies, troubles)
        self.task: asyncio.Task[None] | None = None

    def run(self) -> None:
        self.task = asyncio.create_task(self.postman.run())

    async def kill(self) -> None:
        """Let the process die: nothing it still does has any effect."""
        self.storage.die()
        everything = asyncio.all_tasks() - {asyncio.current_task()}
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)

    async def restart(self) -> None:
        """Let the process die and another one begin."""
        await self.kill()
        self.start()
        self.run()

    async def stop(self) -> None:
        """End the process as the program does."""
        await self.postman.stop()
        if self.task is not None:
            await self.task

    async def _tell(self, _channel: str, kind: TroubleKind, words: str) -> None:
        self.told.append((kind, words))

    # --- what happens -------------------------------------------------------------------------------------------------

    def address(self, who: str) -> Address:
        return Address(self.channel.name, self.channel.account, who)

    async def say(self, who: str, *texts: str, put: bool = True) -> Sequence[Parcel]:
        """Answer something that somebody has just written, and hand the answers to the postman, or do not."""
        parcels: Sequence[Parcel] = self.commit(who, *texts)
        if put:
            self.postman.put(parcels)
        return parcels

    def commit(self, who: str, *texts: str) -> Sequence[Parcel]:
        """Keep answers to something that somebody has just written, in no time."""
        self.causes += 1
        cause, now = f"k{self.causes}", self.now()
        return self.disk.carry_out(lambda work: _answer(work, self.address(who), cause, texts, now))

    def notice(self, who: str, text: str, lasts: timedelta = timedelta(days=1), *, put: bool = True) -> Parcel | None:
        """Keep something that nobody waits for, and hand it to the postman, or do not."""
        self.causes += 1
        cause, now = f"notice-{self.causes}", self.now()

        def add(work: Work) -> Parcel | None:
            talk = work.conversations.take(self.address(who), now)
            return work.outbox.add_notice(talk.id, cause, Outgoing(text), now, now + lasts)

        parcel = self.disk.carry_out(add)
        if parcel is not None and put:
            self.postman.put([parcel])
        return parcel

    async def until(self, happened: Callable[[], bool]) -> None:
        """Let time pass until something has happened."""
        while not happened():  # noqa: ASYNC110 - it costs nothing in virtual time
            await asyncio.sleep(0.0005)

    # --- what came of it ----------------------------------------------------------------------------------------------

    def rows(self, who: str) -> list[Row]:
        found = self.disk.rows(
            "SELECT o.seq, json_extract(o.message, '$.text'), o.state, o.error, o.attempts, o.bubbles, o.unknowns"
            " FROM outbox o JOIN conversation c ON c.id = o.conversation_id WHERE c.external_id = ? ORDER BY o.seq",
            who,
        )
        return [Row(*row) for row in found]

    def states(self, who: str) -> list[str]:
        return [row.state for row in self.rows(who)]

    def is_reachable(self, who: str) -> bool:
        ((reachable,),) = self.disk.rows("SELECT is_reachable FROM conversation WHERE external_id = ?", who)
        return bool(reachable)

    def account(self) -> Any:
        return self.disk.carry_out(lambda work: work.accounts.get(self.channel.name, self.channel.account))


def _answer(work: Work, address: Address, cause: str, texts: Sequence[str], now: datetime) -> Sequence[Parcel]:
    talk = work.conversations.take(address, now)
    parcels = work.outbox.add(talk, talk.seq + 1, cause, [Outgoing(text) for text in texts], now)
    state = replace(talk.conversation, last_at=now)
    work.conversations.save(talk.id, talk.learner.id, state, talk.seq + len(texts), now)
    return parcels


@asynccontextmanager
async def a_rig(
    content: Content, caps: Capabilities = REPEATING, *, runs: bool = True, **named: Any
) -> AsyncIterator[Rig]:
    """A postman of one account at work; afterwards his process dies, whatever it was doing."""
    rig = Rig(content, ScriptedChannel(caps), **named)
    if runs:
        rig.run()
        await asyncio.sleep(0.1)
    try:
        yield rig
    finally:
        await rig.kill()
        with suppress(Exception):
            rig.disk.close()
