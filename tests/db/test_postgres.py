"""What only a PostgreSQL server does: several writers at once, transactions that lose, connections that vanish."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, text

from bot.learning.completion import Completion
from bot.ports import StorageUnavailable, Work
from db.database import Database
from db.tables import person
from tests.db.talks import HOA, LAN, passed_quiz, person_at, plant, say, talk_at
from tests.storage import KEY, MONDAY, Place, administer

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.parametrize("place", ["postgres"], indirect=True),
]


@pytest.fixture
async def other(place: Place) -> AsyncIterator[Database]:
    """Another process beside `database`."""
    opened = await place.open()
    yield opened
    await opened.close()


async def test_two_processes_keep_one_chat_in_order(database: Database, other: Database) -> None:
    turns = [process.write(say, HOA, f"m{number}", "ừ") for number in range(20) for process in (database, other)]

    answers = await asyncio.gather(*turns)

    assert sum(answer is None for answer in answers) == 20
    talk_id = await database.write(talk_at, HOA)
    lines = await other.read(lambda work: work.outbox.lines(talk_id, 0, 100))
    assert [line.seq for line in lines] == list(range(1, 41))


async def test_transactions_that_block_each_other_both_come_through(database: Database, other: Database) -> None:
    await database.write(person_at, HOA)
    await database.write(person_at, LAN)

    def lock(work: Work, person_id: int) -> None:
        plant(work, select(person.c.id).where(person.c.id == person_id).with_for_update())

    tries: list[str] = []

    def one_then_other(work: Work, name: str, first: int, second: int) -> None:
        tries.append(name)
        lock(work, first)
        plant(work, text("SELECT pg_sleep(0.2)"))
        lock(work, second)

    await asyncio.gather(database.write(one_then_other, "a", 1, 2), other.write(one_then_other, "b", 2, 1))

    assert len(tries) == 3


async def test_what_two_phones_show_at_once_is_counted_together(database: Database, other: Database) -> None:
    """Each sees the evidence of the other, so that one of them finds the rule fulfilled."""
    hoa = await database.write(person_at, HOA)

    def show(work: Work, skill: str) -> int:
        work.ledger.add(passed_quiz(hoa, skill, source=skill))
        plant(work, text("SELECT pg_sleep(0.1)"))
        return len(work.ledger.evidence(hoa))

    seen = await asyncio.gather(database.write(show, "an-toan"), other.write(show, "mua-sam"))

    assert sorted(seen) == [1, 2]


async def test_completing_twice_at_once_records_once(database: Database, other: Database) -> None:
    hoa = await database.write(person_at, HOA)
    entry = await database.write(lambda work: work.ledger.add(passed_quiz(hoa)))
    assert entry is not None
    done = Completion("an-toan", "Q", MONDAY, 1, entry)

    await asyncio.gather(
        *(process.write(lambda work: work.ledger.complete(hoa, [done])) for process in (database, other) * 4)
    )

    assert await database.read(lambda work: work.ledger.completions(hoa)) == (done,)


async def test_a_lost_connection_is_told_and_then_replaced(database: Database, place: Place) -> None:
    await database.write(person_at, HOA)
    await administer(
        place.url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hocso'"
    )

    with pytest.raises(StorageUnavailable):
        await database.write(person_at, LAN)
    assert await database.write(person_at, LAN) == 2


async def test_a_server_that_is_not_there_is_told(place: Place) -> None:
    nowhere = f"postgresql://postgres@/postgres?host={place.folder}"
    database = await Database.open(nowhere, place.folder, KEY)

    with pytest.raises(StorageUnavailable):
        await database.read(person_at, HOA)
    await database.close()


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match="read-only"):
        await database.read(person_at, HOA)


async def test_a_reader_sees_the_data_of_one_moment(database: Database, place: Place) -> None:
    def snapshot(work: Work) -> str:
        level: str = plant(work, text("SHOW transaction_isolation")).scalar()
        return level

    assert await database.read(snapshot) == "repeatable read"
