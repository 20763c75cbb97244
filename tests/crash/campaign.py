"""One campaign: a crowd learns while the program is ended again and again; then everything is counted."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import select

from bot.channels.rendering import render
from bot.channels.telegram import CAPABILITIES, CHANNEL
from bot.connecting import webhook_secret
from bot.curriculum.content import Content
from bot.dialogue.choosing import how_to_choose
from bot.dialogue.messages import Outgoing
from bot.keys import secret_key
from bot.ports import Work
from db.database import Database
from db.tables import conversation, outbox
from tests.crash.audit import Crowd, Cut, Expected, Findings, Out, audit
from tests.crash.books import Books, Chat, attempts_of, read_books, times_of, waiting_of
from tests.crash.knowing import Course
from tests.crash.learner import Learner
from tests.crash.platform import Bubble, Platform
from tests.crash.program import PATIENCE, Program, outcome_of
from tests.crash.replay import replay

CHATS = 40
_EARLY = 0.2
"""How often the program is ended before it even serves."""
_AT_WORK = (0.3, 2.5)
"""Seconds for which it serves otherwise."""
_LAST_REQUESTS = 0.2
"""Seconds in which the platform has certainly carried out what was sent before the end."""
_LOOK_AGAIN = 0.3

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done to the program."""

    ends: int
    """How often it is ended in the middle of its work."""
    by: Literal["kill", "stop"] = "kill"
    seed: int = 1
    is_polled: bool = False
    database_url: str = ""
    chats: int = CHATS


@dataclass(kw_only=True)
class Outcome:
    """What came of it."""

    ends: int = 0
    updates: int = 0
    posts: int = 0
    bubbles: int = 0
    cold: float = 0
    """Seconds that a start takes after everything was ended properly."""
    ready: list[float] = field(default_factory=list)
    """Seconds that each start took after that."""
    stops: list[tuple[int, float]] = field(default_factory=list)
    """How it ended when asked to: status, seconds."""
    stumbles: list[str] = field(default_factory=list)
    verified: tuple[int, str] = (1, "")
    """What `hocso verify` said at the end."""
    findings: Findings = field(default_factory=Findings)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in lines."""
        badly = [f"ended with {status}" for status, _ in self.stops if status]
        unverified = [f"verify: {self.verified[1]}"] if self.verified[0] else []
        return [*self.findings.everything, *self.stumbles, *badly, *unverified]


class Campaign:
    """A crowd, a platform, and the program between them."""

    def __init__(self, plan: Plan, data: Path, content: Content) -> None:
        self.plan = plan
        self.outcome = Outcome()
        self.platform = Platform(plan.seed, plan.is_polled)
        self.cuts: list[Cut] = []
        self._data = data
        self._content = content
        self._chance = random.Random(f"campaign {plan.seed}")
        course = Course(content)
        self._learners = [Learner(str(1_001 + number), self.platform, course) for number in range(plan.chats)]

    async def run(self) -> Outcome:
        """Carry the plan out, and count."""
        async with self.at_work():
            for _ in range(self.plan.ends):
                await self.end_once()
                self.outcome.ends += 1
        return self.outcome

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Let the crowd learn; afterwards everything is waited for, ended properly and counted."""
        await self.platform.start()
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._prepare()
            tasks += (asyncio.create_task(learner.run()) for learner in self._learners)
            yield
            for learner in self._learners:
                learner.rest()
            await self._finish()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.platform.stop()
        await self._count()

    async def end_once(self) -> None:
        """Start the program, and end it at some moment."""
        program = self.program()
        await program.start()
        try:
            if self.plan.by == "kill" and self._chance.random() < _EARLY:
                await asyncio.sleep(self._chance.uniform(0, self.outcome.cold))
            else:
                await self.serve(program)
                await asyncio.sleep(self._chance.uniform(*_AT_WORK))
            if self.plan.by == "stop":
                self.outcome.stops.append(await program.stop())
        finally:
            await program.kill()
            self.outcome.stumbles += program.stumbles
        await self.note_cut()

    async def serve(self, program: Program) -> None:
        """Wait until a program serves, and let the platform know."""
        self.outcome.ready.append(await program.ready())
        if not self.plan.is_polled:
            secret = webhook_secret(secret_key(self._data), CHANNEL)
            self.platform.deliver_to(f"http://127.0.0.1:{program.port}/webhook/telegram", secret)

    async def note_cut(self) -> None:
        """Note what everybody knows at this moment."""
        await asyncio.sleep(_LAST_REQUESTS)
        out = await self.read(_known_out)
        self.cuts.append(Cut({chat: len(shown) for chat, shown in self.platform.bubbles.items()}, out))

    def program(self) -> Program:
        """Return a program that was not started yet."""
        return Program(self._data, self.settings)

    @property
    def settings(self) -> Mapping[str, str]:
        telegram = self.platform.telegram
        settings = {"telegram_token": telegram.token, "telegram_base_url": telegram.url}
        if not self.plan.is_polled:
            settings["telegram_webhook"] = "1"
        if self.plan.database_url:
            settings["database_url"] = self.plan.database_url
        return settings

    async def read(self, what: Callable[[Work], T]) -> T:
        """Return what the database says, whether or not the program runs."""
        key = secret_key(self._data)
        database = await Database.open(self.plan.database_url, self._data, key, read_only=True)
        try:
            return await database.read(what)
        finally:
            await database.close()

    # --- from the beginning to the end --------------------------------------------------------------------------------

    async def _prepare(self) -> None:
        """Let the program make everything that it makes once, and measure how long it takes to start after that."""
        for _ in range(2):
            program = self.program()
            await program.start()
            try:
                self.outcome.cold = await program.ready()
                self.outcome.stops.append(await program.stop())
            finally:
                await program.kill()

    async def _finish(self) -> None:
        program = self.program()
        await program.start()
        try:
            await self.serve(program)
            await self._quiet()
            self.outcome.stops.append(await program.stop())
        finally:
            await program.kill()
            self.outcome.stumbles += program.stumbles
        database = {"database_url": self.plan.database_url} if self.plan.database_url else {}
        self.outcome.verified = await outcome_of("verify", "--data-dir", self._data, **database)

    async def _quiet(self) -> None:
        """Wait until everything was taken and answered, but not for ever: what is missing then will be counted."""
        until = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < until:
            waiting = await self.read(waiting_of)
            if not waiting and not self.platform.unacknowledged:
                return
            await asyncio.sleep(_LOOK_AGAIN)

    async def _count(self) -> None:
        platform, outcome = self.platform, self.outcome
        books, times, attempts = await self.read(lambda work: (read_books(work), times_of(work), attempts_of(work)))
        account = platform.telegram.token.partition(":")[0]
        clean = replay(self._content, account, platform.sent, books, times, attempts)
        unacknowledged = platform.unacknowledged
        sent = {chat: {*updates} for chat, updates in platform.sent.items()}
        everything = {key for keys in sent.values() for key in keys}
        crowd = Crowd(sent=sent, acknowledged=everything - unacknowledged, bubbles=platform.bubbles, cuts=self.cuts)
        outcome.findings = audit(crowd, books, clean, expected_of(books, self._content))
        outcome.updates, outcome.posts = len(everything), platform.posts
        outcome.bubbles = sum(map(len, platform.bubbles.values()))
        # A question for news that nobody listens to any more is answered like this.
        refused = [words for words in platform.telegram.refused if not words.startswith("getUpdates: Conflict")]
        outcome.findings.different += map("the platform refused {}".format, refused)


def expected_of(books: Books, content: Content) -> Expected:
    """Return how every message of ours looks on the platform."""
    ask = how_to_choose(content)

    def bubbles(message: Outgoing) -> list[Bubble]:
        return [
            Bubble(
                bubble.text.strip(),
                tuple(f"{bubble.prompt}:{button.key}" for row in bubble.buttons for button in row),
            )
            for bubble in render((message,), CAPABILITIES, ask)
        ]

    def of_chat(chat: Chat) -> dict[int, list[Bubble]]:
        return {said.seq: bubbles(said.message) for said in chat.said}

    return {name: of_chat(chat) for name, chat in books.items()}


def _known_out(work: Work) -> Out:
    """Return of every message that something is known of how many of its bubbles are out."""
    connection: Any = work.ledger
    rows = connection._connection.execute(
        select(conversation.c.external_id, outbox.c.seq, outbox.c.state, outbox.c.bubbles).join(outbox)
    )
    out: dict[str, dict[int, int | None]] = {}
    for chat, seq, state, bubbles in rows:
        out.setdefault(chat, {})[seq] = None if state == "sent" else bubbles
    return out
