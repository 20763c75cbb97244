"""The sole right to do something: among processes on one server, and for the asking where there is only one process."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.ports import StorageUnavailable, Work
from db.database import Database
from db.errors import AlreadyRunning
from tests.db.talks import HOA, person_at, plant
from tests.storage import BOTH, KEY, Place, administer, named

SOON = 2.0
"""Seconds within which a lease that somebody has let go of is somebody else's."""
FOR_LEASES = "FROM pg_stat_activity WHERE application_name = 'hocso lease'"
HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'"

on_a_server = pytest.mark.parametrize("place", BOTH[1:], indirect=True)


@pytest.fixture
async def other(place: Place) -> AsyncIterator[Database]:
    """Another process beside `database`."""
    opened = await place.open()
    yield opened
    await opened.close()


class Asker:
    """Somebody who asks for a lease, and holds it until told to let go."""

    def __init__(self, database: Database, name: str = "send") -> None:
        self._has_it = asyncio.Event()
        self._may_go = asyncio.Event()
        self.task = asyncio.create_task(self._hold(database, name))

    async def gets_it(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_it.wait(), SOON)
        return self._has_it.is_set()

    async def waits(self) -> bool:
        """Return whether the lease is not had at once."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._has_it.wait(), 0.7)
        return not self._has_it.is_set() and not self.task.done()

    async def lets_go(self) -> None:
        self._may_go.set()
        await self.task

    async def is_cancelled(self) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    async def _hold(self, database: Database, name: str) -> None:
        async with database.lease(name):
            self._has_it.set()
            await self._may_go.wait()


def connections_for_leases(work: Work) -> int:
    count: int = plant(work, text(f"SELECT count(*) {FOR_LEASES}")).scalar_one()
    return count


async def test_a_lease_is_held_while_it_lasts_and_can_be_had_again(database: Database) -> None:
    for _ in range(2):
        async with asyncio.timeout(SOON), database.lease("send") as lease:
            assert await lease.is_held()
            assert await lease.is_held()


async def test_only_what_is_on_a_server_is_shared(database: Database, place: Place) -> None:
    assert database.is_shared is bool(place.url)


@pytest.mark.parametrize("place", BOTH[:1], indirect=True)
async def test_where_there_is_only_one_process_nobody_waits(database: Database) -> None:
    async with asyncio.timeout(SOON), database.lease("send"), database.lease("send") as lease:
        assert await lease.is_held()


async def test_whoever_only_reads_beside_a_server_gets_no_lease(sqlite_folder: Path) -> None:
    database = await Database.open("", sqlite_folder, KEY, read_only=True)

    with pytest.raises(AlreadyRunning):
        async with database.lease("send"):
            pass
    await database.close()


@on_a_server
async def test_the_second_waits_until_the_first_lets_go(database: Database, other: Database) -> None:
    first = Asker(database)
    assert await first.gets_it()
    second = Asker(other)
    assert await second.waits()

    await first.lets_go()

    assert await second.gets_it()
    await second.lets_go()


@on_a_server
async def test_what_fails_under_a_lease_lets_go_of_it(database: Database, other: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.lease("send"):
            raise RuntimeError

    asker = Asker(other)
    assert await asker.gets_it()
    await asker.lets_go()


@on_a_server
async def test_another_name_is_another_lease(database: Database, other: Database) -> None:
    askers = [Asker(database, "send:telegram"), Asker(other, "send:zalo_bot"), Asker(other, "poll:telegram")]

    assert [await asker.gets_it() for asker in askers] == [True] * 3
    for asker in askers:
        await asker.lets_go()


@on_a_server
async def test_a_lost_connection_loses_the_lease_to_whoever_waits(
    database: Database, other: Database, place: Place
) -> None:
    async with database.lease("send") as lease:
        second = Asker(other)
        assert await second.waits()

        await administer(place.url, f"SELECT pg_terminate_backend(pid) {FOR_LEASES} AND pid IN ({HOLDERS})")

        assert await second.gets_it()
        assert not await lease.is_held()
        assert not await lease.is_held()
    await second.lets_go()
    async with asyncio.timeout(SOON), database.lease("send") as lease:
        assert await lease.is_held()


@on_a_server
async def test_somebody_who_asks_and_is_cut_off_is_told(database: Database, other: Database, place: Place) -> None:
    first = Asker(database)
    assert await first.gets_it()
    second = Asker(other)
    assert await second.waits()

    await administer(place.url, f"SELECT pg_terminate_backend(pid) {FOR_LEASES} AND pid NOT IN ({HOLDERS})")

    with pytest.raises(StorageUnavailable):
        await asyncio.wait_for(second.task, SOON)
    await first.lets_go()


@on_a_server
async def test_whoever_is_cancelled_while_asking_leaves_nothing_behind(database: Database, other: Database) -> None:
    first = Asker(database)
    assert await first.gets_it()
    impatient = [Asker(other) for _ in range(5)]
    for tenths, asker in enumerate(impatient):
        await asyncio.sleep(tenths / 10)
        await asker.is_cancelled()

    assert await database.read(connections_for_leases) == 1
    await first.lets_go()
    last = Asker(other)
    assert await last.gets_it()
    await last.is_cancelled()
    assert await database.read(connections_for_leases) == 0


@on_a_server
async def test_leases_take_no_connection_from_turns(database: Database) -> None:
    askers = [Asker(database, f"lease {number}") for number in range(20)]
    assert [await asker.gets_it() for asker in askers] == [True] * 20

    assert await asyncio.wait_for(database.write(person_at, HOA), SOON) == 1
    for asker in askers:
        await asker.lets_go()


@on_a_server
async def test_a_server_that_is_away_is_told(place: Place) -> None:
    database = await Database.open(f"postgresql://postgres@/postgres?host={place.folder}", place.folder, KEY)

    with pytest.raises(StorageUnavailable):
        async with database.lease("send"):
            pass
    await database.close()


@on_a_server
async def test_a_server_that_lets_nobody_in_is_told(place: Place) -> None:
    database = await Database.open(named(place.url, "not_there"), place.folder, KEY)

    with pytest.raises(StorageUnavailable):
        async with database.lease("send"):
            pass
    await database.close()


HOLDING = """
import asyncio, sys
from pathlib import Path
from db.database import Database

async def main():
    database = await Database.open(sys.argv[1], Path(), b"key")
    async with database.lease("send"):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@on_a_server
@pytest.mark.crash
async def test_a_process_that_is_killed_lets_go(database: Database, place: Place) -> None:
    process = subprocess.Popen(  # noqa: ASYNC220 - what it says is waited for anyway
        [sys.executable, "-c", HOLDING, place.url], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == "held\n"
    asker = Asker(database)
    assert await asker.waits()

    os.kill(process.pid, signal.SIGKILL)

    assert await asker.gets_it()
    await asker.lets_go()
    process.stdout.close()
    await asyncio.to_thread(process.wait)
