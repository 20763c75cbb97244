"""
A Bot API that fails in every way it can, over a real wire: everything arrives in order, or is known not to have.

Ten thousand sends in virtual time are the simulation's; these few go through sockets, timers and the adapter itself.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest

from bot import clock
from bot.channels.capabilities import Capabilities
from bot.channels.channel import Probe
from bot.channels.delivery import Postman, Supplies, Troubles
from bot.channels.rendering import Bubble, render
from bot.channels.telegram import CHANNEL, Telegram
from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Account, Parcel, SendFailed, Work
from db.database import Database
from tests.channels.telegram.fakes import FakeFileIds, FakeMedia, wording
from tests.crash.books import Books, Said, read_books
from tests.crash.conftest import Times
from tests.crash.inside import until_quiet
from tests.platforms import telegram as platform
from tests.platforms.telegram import TOKEN, FakeTelegram, Refusal
from tests.storage import KEY

pytestmark = [pytest.mark.slow, pytest.mark.crash]

CHATS, EACH = 100, 5
WEATHER = {
    "429": 0.05,
    "5xx": 0.05,
    "answer lost after effect": 0.02,
    "reset before effect": 0.01,
    "403 blocked": 0.01,
    "400": 0.005,
}
RETRY_AFTER = 1.0
_SOON = 5.0
"""Seconds within which a second chat that is slowed down means everybody."""
_ROUNDING = 0.01


@dataclass
class Weathered:
    """The bot on a bad day, without limits of its own."""

    telegram: Telegram
    fake: FakeTelegram
    chance: random.Random
    name: str = CHANNEL
    begun: list[tuple[float, str]] = field(default_factory=list)
    slowed: list[tuple[float, str]] = field(default_factory=list)
    """When somebody was told to slow down, and who."""

    def __post_init__(self) -> None:
        self.account = self.telegram.account

    @property
    def caps(self) -> Capabilities:
        return replace(self.telegram.caps, pace=None)

    async def send(self, to: Address, bubble: Bubble) -> str:
        for failure, share in WEATHER.items():
            if self.chance.random() < share:
                self.fake.fail_next(failure, method="sendMessage")
        now = asyncio.get_running_loop().time
        self.begun.append((now(), to.external_id))
        try:
            return await self.telegram.send(to, bubble)
        except SendFailed as failed:
            if failed.kind == "throttled":
                self.slowed.append((now(), to.external_id))
            raise

    async def typing(self, to: Address) -> None:
        """Nothing is shown."""

    async def probe(self) -> Probe:
        raise NotImplementedError

    async def set_webhook(self, url: str) -> None:
        raise NotImplementedError

    async def remove_webhook(self) -> None:
        raise NotImplementedError


@asynccontextmanager
async def sending(channel: Weathered, database: Database, content: Content) -> AsyncIterator[Postman]:
    """Let a postman work."""
    supplies = Supplies(
        storage=database,
        content=lambda: content,
        render=lambda messages, caps: render(messages, caps, ""),
        now=clock.now,
        dice=clock.dice(),
    )
    postman = Postman(channel, supplies, Troubles(CHANNEL, channel.account, database, clock.now))
    running = asyncio.create_task(postman.run())
    await asyncio.sleep(0.2)
    yield postman
    await postman.stop()
    await running


def say(work: Work, address: Address, number: int) -> Sequence[Parcel]:
    """Answer something that somebody has written."""
    now = clock.now()
    talk = work.conversations.take(address, now)
    parcels = work.outbox.add(talk, talk.seq + 1, f"u{number}", [Outgoing(f"answer {number}")], now)
    work.conversations.save(talk.id, talk.learner.id, replace(talk.conversation, last_at=now), talk.seq + 1, now)
    return parcels


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has to slow down may go on after a second."""
    slower = Refusal(429, "Too Many Requests: retry after 1", {"retry_after": RETRY_AFTER})
    monkeypatch.setattr(platform, "REFUSALS", {**platform.REFUSALS, "429": slower})


@pytest.mark.usefixtures("impatient")
async def test_whatever_a_platform_does_nothing_is_lost_without_being_known(
    sqlite_folder: Path, content: Content, times: Times
) -> None:
    database = await Database.open("", sqlite_folder, KEY)
    for seed in range(1, 1 + times(1, nightly=20)):
        await a_bad_day(database, content, seed)
    await database.close()


async def a_bad_day(database: Database, content: Content, seed: int) -> None:
    fake = FakeTelegram(token=f"{seed}{TOKEN}")
    await fake.start()
    async with aiohttp.ClientSession() as session:
        telegram = Telegram(
            fake.token, fake.url, session=session, media=FakeMedia(), file_ids=FakeFileIds(), wording=wording
        )
        channel = Weathered(telegram, fake, random.Random(seed))
        chats = [f"{seed}{1_001 + number}" for number in range(CHATS)]
        async with sending(channel, database, content) as postman:
            for number in range(EACH):
                for chat in chats:
                    postman.put(await database.write(say, Address(CHANNEL, telegram.account, chat), number))
                await asyncio.sleep(0.5)
            await until_quiet(database)
    books = await database.read(read_books)
    account = await database.read(lambda work: work.accounts.get(CHANNEL, telegram.account))
    await fake.stop()

    check_arrivals({chat: books[chat] for chat in chats}, fake, account)
    check_patience(channel)
    assert fake.refused == []


def check_arrivals(books: Books, fake: FakeTelegram, account: Account) -> None:
    shown = defaultdict(list)
    for sent in fake.sent:
        shown[sent.chat_id].append(sent.shown)
    for chat, kept in books.items():
        arrived = Counter(shown[chat])
        assert list(arrived) == sorted(arrived), "in order"
        for said in kept.said:
            check_arrival(said, arrived[said.message.text])
    states = Counter(said.state for kept in books.values() for said in kept.said)
    assert states["sent"] > 0.8 * CHATS * EACH
    assert states["dead"]
    assert states["expired"]
    assert account.unknowns >= sum(said.unknowns for kept in books.values() for said in kept.said) > 0


def check_arrival(said: Said, times: int) -> None:
    match said.state:
        case "sent" if said.unknowns < 2:
            assert 1 <= times <= 1 + said.unknowns
        case "dead" | "expired":
            assert times <= said.unknowns
        case _:
            assert said.state == "sent"


def check_patience(channel: Weathered) -> None:
    """Nobody was sent anything while they had to wait."""
    assert channel.slowed
    for at, chat in channel.slowed:
        until = at + RETRY_AFTER - _ROUNDING
        assert [begun for begun, who in channel.begun if who == chat and at < begun < until] == []
    for (before, one), (at, other) in zip(channel.slowed, channel.slowed[1:], strict=False):
        if one != other and at - before < _SOON:
            assert [begun for begun, _ in channel.begun if at < begun < at + RETRY_AFTER - _ROUNDING] == []
