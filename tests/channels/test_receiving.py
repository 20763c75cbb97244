"""What comes in is taken, or written down as something that led to nothing, or asked for again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.receiving import MOST_TRIES, Reception, TryAgain, Turned, Unknown
from bot.dialogue.messages import Address, Incoming, Outgoing, Said
from bot.ports import StorageBusy, StorageFull, StorageUnavailable, Work
from db.database import Database
from tests.channels.things import Clock
from tests.storage import KEY, MONDAY

US = ("telegram", "123456")
HOA = Address(*US, "7")
WORDS = "bí mật của bà Hoa"
AWAY = [StorageUnavailable, StorageBusy, StorageFull, TimeoutError]


@pytest.fixture
async def kept(sqlite_folder: Path) -> AsyncIterator[Database]:
    opened = await Database.open("", sqlite_folder, KEY)
    yield opened
    await opened.close()


class Turns:
    """Takes what comes in, or fails as it is told to."""

    def __init__(self, failure: Callable[[], BaseException] | None = None) -> None:
        self.failure = failure
        self.taken: list[Incoming] = []
        self.tries = 0

    async def take(self, incoming: Incoming) -> None:
        self.tries += 1
        if self.failure is not None:
            raise self.failure()
        self.taken.append(incoming)


def a_reception(storage: Any, turns: Turns) -> Reception:
    return Reception(*US, storage, turns.take, Clock(MONDAY))


def said(key: str = "u1") -> Incoming:
    return Incoming(HOA, key, Said(WORDS))


async def stumbles(kept: Database) -> int:
    return await kept.read(lambda work: work.accounts.stumbles(*US, MONDAY))


def written_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("hocso.db*"))


class Away:
    """A storage that is not to be reached."""

    def __init__(self, failure: type[Exception]) -> None:
        self._failure = failure

    async def write(self, *_: Any) -> Any:
        raise self._failure


async def test_what_comes_in_is_taken_as_it_is(kept: Database) -> None:
    turns = Turns()

    await a_reception(kept, turns).receive(said())

    assert turns.taken == [said()]
    assert await stumbles(kept) == 0


@pytest.mark.parametrize("failure", AWAY)
async def test_while_the_store_is_away_everything_is_asked_for_again_and_nothing_counted(
    kept: Database, failure: type[Exception]
) -> None:
    turns = Turns(failure)
    reception = a_reception(kept, turns)
    for _ in range(MOST_TRIES + 2):
        with pytest.raises(TryAgain):
            await reception.receive(said())
    turns.failure = None
    await reception.receive(said())

    assert turns.taken == [said()]
    assert await stumbles(kept) == 0


@pytest.mark.parametrize("failure", AWAY)
@pytest.mark.parametrize("received", [Turned(HOA, False), Unknown("u1", "poll")])
async def test_what_cannot_be_written_down_is_asked_for_again(failure: type[Exception], received: Any) -> None:
    with pytest.raises(TryAgain):
        await a_reception(Away(failure), Turns()).receive(received)


@pytest.mark.parametrize("failure", AWAY)
async def test_a_stumble_that_cannot_be_counted_is_asked_for_again(failure: type[Exception]) -> None:
    with capture_logs(), pytest.raises(TryAgain):
        await a_reception(Away(failure), Turns(lambda: KeyError("place"))).receive(said())


async def test_an_event_that_makes_us_stumble_is_tried_a_few_times_and_then_done_with(kept: Database) -> None:
    turns = Turns(lambda: KeyError("place"))
    reception = a_reception(kept, turns)
    with capture_logs():
        for _ in range(MOST_TRIES - 1):
            with pytest.raises(TryAgain):
                await reception.receive(said())
        await reception.receive(said())

    assert turns.tries == MOST_TRIES
    assert await stumbles(kept) == 1


async def test_tries_are_counted_across_restarts_and_for_each_event_by_itself(kept: Database) -> None:
    turns = Turns(lambda: KeyError("place"))
    with capture_logs():
        for _ in range(MOST_TRIES - 1):
            for key in ("u1", "u2"):
                with pytest.raises(TryAgain):
                    await a_reception(kept, turns).receive(said(key))
        for key in ("u1", "u2"):
            await a_reception(kept, turns).receive(said(key))

    assert turns.tries == 2 * MOST_TRIES
    assert await stumbles(kept) == 2


async def test_an_event_that_stumbled_once_may_still_be_taken(kept: Database) -> None:
    turns = Turns(lambda: KeyError("place"))
    reception = a_reception(kept, turns)
    with capture_logs(), pytest.raises(TryAgain):
        await reception.receive(said())
    turns.failure = None
    await reception.receive(said())

    assert turns.taken == [said()]


async def test_who_is_cancelled_in_the_middle_is_cancelled(kept: Database) -> None:
    with pytest.raises(asyncio.CancelledError):
        await a_reception(kept, Turns(asyncio.CancelledError)).receive(said())

    assert await stumbles(kept) == 0


async def test_an_event_that_nobody_knows_is_counted_once_however_often_it_comes(kept: Database) -> None:
    reception = a_reception(kept, Turns())
    for _ in range(MOST_TRIES + 2):
        await reception.receive(Unknown("u1", "poll"))
    await reception.receive(Unknown("u2", "gift"))

    assert await stumbles(kept) == 2


async def test_who_shuts_us_out_cannot_be_reached_until_they_let_us_in(kept: Database) -> None:
    def can_be_reached(work: Work) -> bool:
        talk = work.conversations.take(HOA, MONDAY)
        notice = work.outbox.add_notice(talk.id, f"n{len(asked)}", Outgoing("Chào bà!"), MONDAY, MONDAY)
        asked.append(notice)
        return notice is not None

    asked: list[object] = []
    reception = a_reception(kept, Turns())
    found = [await kept.write(can_be_reached)]
    for reachable in (False, False, True):
        await reception.receive(Turned(HOA, reachable))
        found.append(await kept.write(can_be_reached))

    assert found == [True, False, False, True]


@pytest.mark.parametrize("received", [Turned(HOA, False), Turned(HOA, True)])
async def test_a_stranger_who_turns_is_no_problem(kept: Database, received: Turned) -> None:
    await a_reception(kept, Turns()).receive(received)

    assert await kept.read(lambda work: work.conversations.find(HOA)) is None


async def test_no_words_and_no_chat_get_into_what_is_logged_and_raised(kept: Database) -> None:
    with capture_logs() as logs, pytest.raises(TryAgain) as again:
        await a_reception(kept, Turns(lambda: KeyError("place"))).receive(said())

    assert [(entry["event"], entry["channel"]) for entry in logs] == [("receiving.stumbled", "telegram")]
    assert WORDS not in repr(logs) + repr(again.value) + str(again.value)


async def test_no_words_get_into_what_is_written_down(kept: Database, sqlite_folder: Path) -> None:
    with capture_logs(), pytest.raises(TryAgain):
        await a_reception(kept, Turns(lambda: ValueError(WORDS))).receive(said())

    files = await asyncio.to_thread(written_in, sqlite_folder)
    assert b"ValueError" in files
    assert WORDS.encode() not in files
