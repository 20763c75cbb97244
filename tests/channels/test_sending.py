"""The postman, with a channel that fails in every way there is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest

from bot.channels.sending import Postman
from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, SendFailed, StorageUnavailable, Work
from bot.services.delivering import MOST_ATTEMPTS
from db.database import Database
from tests.storage import MONDAY

KINDS = get_args(get_type_hints(SendFailed)["kind"])
HOPELESS = {"invalid", "unreachable"}
PATIENCE = 20


class Broken(Exception):
    """Something that no channel should raise."""


@dataclass
class FakeChannel:
    """Sends nothing anywhere; `fails` says what happens to a text, as often as it stands there."""

    name: str = "fake"
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    when_sent: Callable[[str], Coroutine[Any, Any, None]] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, parcel: Parcel) -> str:
        text = parcel.message.text
        if self.when_sent is not None:
            await self.when_sent(text)
        if self.fails.get(text):
            raise self.fails[text].pop(0)
        self.sent.append(text)
        self.news.set()
        return f"id-{text}"

    async def carried(self, text: str) -> None:
        """Wait until a text was sent."""
        while text not in self.sent:
            self.news.clear()
            await self.news.wait()


class ShakyStorage:
    """A storage that cannot serve the first few times."""

    def __init__(self, database: Database, failures: list[Exception], on: str) -> None:
        self.database, self.failures, self.on = database, failures, on
        self.after_failure: Callable[[], None] = lambda: None

    async def read(self, service: Any, *args: Any, **named: Any) -> Any:
        self._perhaps("read")
        return await self.database.read(service, *args, **named)

    async def write(self, service: Any, *args: Any, **named: Any) -> Any:
        self._perhaps("write")
        return await self.database.write(service, *args, **named)

    def _perhaps(self, what: str) -> None:
        if what == self.on and self.failures:
            asyncio.get_running_loop().call_soon(self.after_failure)
            raise self.failures.pop(0)


@dataclass
class Clock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


def queue(work: Work, who: str, *texts: str) -> None:
    talk = work.conversations.take(Address("fake", "fake", who), MONDAY)
    work.outbox.add(talk.id, talk.seq + 1, f"cause-{who}", [Outgoing(text) for text in texts], MONDAY)


async def rounds(postman: Postman) -> None:
    """Go on until there is nothing to do for now."""
    while await postman.round():
        pass


@asynccontextmanager
async def running(postman: Postman) -> AsyncIterator[None]:
    task = asyncio.create_task(postman.run())
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize("kind", sorted(set(KINDS) - HOPELESS))
async def test_a_failure_that_may_pass_holds_up_its_own_conversation_only(database: Database, kind: Any) -> None:
    await database.write(queue, "Hoa", "H1", "H2")
    await database.write(queue, "Lan", "L1", "L2")
    channel, clock = FakeChannel(fails={"H1": [SendFailed(kind)]}), Clock()
    postman = Postman(channel, database, clock)

    await rounds(postman)
    assert channel.sent == ["L1", "L2"]

    clock.now += timedelta(seconds=1)
    await rounds(postman)
    assert channel.sent == ["L1", "L2", "H1", "H2"]


@pytest.mark.parametrize("kind", sorted(HOPELESS))
async def test_a_message_that_never_goes_lets_the_next_one_go(database: Database, kind: Any) -> None:
    await database.write(queue, "Hoa", "H1", "H2")
    channel = FakeChannel(fails={"H1": [SendFailed(kind)]})

    await rounds(Postman(channel, database, Clock()))

    assert channel.sent == ["H2"]


async def test_a_message_that_fails_too_often_lets_the_next_one_go(database: Database) -> None:
    await database.write(queue, "Hoa", "H1", "H2")
    channel, clock = FakeChannel(fails={"H1": [SendFailed("retry_later")] * MOST_ATTEMPTS}), Clock()
    postman = Postman(channel, database, clock)

    for _ in range(MOST_ATTEMPTS):
        assert channel.sent == []
        await rounds(postman)
        clock.now += timedelta(minutes=5)

    await rounds(postman)
    assert channel.sent == ["H2"]


async def test_a_channel_that_stumbles_over_one_message_still_carries_the_others(database: Database) -> None:
    await database.write(queue, "Hoa", "H1")
    await database.write(queue, "Lan", "L1")
    channel, clock = FakeChannel(fails={"H1": [Broken("Hoa, thôn Đông")]}), Clock()
    postman = Postman(channel, database, clock)

    await rounds(postman)
    assert channel.sent == ["L1"]

    clock.now += timedelta(seconds=1)
    await rounds(postman)
    assert channel.sent == ["L1", "H1"]


async def test_conversations_do_not_wait_for_each_other(database: Database) -> None:
    for who in ("Hoa", "Lan"):
        await database.write(queue, who, who)
    both = asyncio.Barrier(2)

    async def wait_for_the_other(_text: str) -> None:
        await both.wait()

    channel = FakeChannel(when_sent=wait_for_the_other)
    async with asyncio.timeout(PATIENCE):
        await Postman(channel, database, Clock()).round()

    assert sorted(channel.sent) == ["Hoa", "Lan"]


async def test_more_conversations_than_fit_into_a_round_all_get_theirs(database: Database) -> None:
    def queue_many(work: Work) -> None:
        for number in range(120):
            queue(work, f"who-{number}", f"text-{number}")

    await database.write(queue_many)
    channel = FakeChannel()

    await rounds(Postman(channel, database, Clock()))

    assert sorted(channel.sent) == sorted(f"text-{number}" for number in range(120))


async def test_nothing_due_is_no_round(database: Database) -> None:
    assert not await Postman(FakeChannel(), database, Clock()).round()


async def test_another_channels_messages_are_not_touched(database: Database) -> None:
    await database.write(queue, "Hoa", "H1")
    channel = FakeChannel(name="other")

    assert not await Postman(channel, database, Clock()).round()


@pytest.mark.parametrize("on", ["read", "write"])
@pytest.mark.parametrize("failure", [StorageUnavailable(), Broken("Hoa, thôn Đông")])
async def test_a_storage_that_cannot_serve_is_asked_again(database: Database, on: str, failure: Exception) -> None:
    await database.write(queue, "Hoa", "H1", "H2")
    channel, storage = FakeChannel(), ShakyStorage(database, [failure], on)
    postman = Postman(channel, storage, Clock())
    storage.after_failure = postman.wake

    async with running(postman):
        await channel.carried("H2")

    assert not storage.failures
    assert [text for text in channel.sent if text == "H2"] == ["H2"]


async def test_whoever_rings_is_heard_at_once(database: Database) -> None:
    channel = FakeChannel()
    postman = Postman(channel, database, Clock())

    async with running(postman):
        await database.write(queue, "Hoa", "H1")
        postman.wake()
        await channel.carried("H1")

    assert channel.sent == ["H1"]
