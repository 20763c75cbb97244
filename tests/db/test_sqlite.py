"""What only a file of SQLite does: shared commits, one writing process, a disk that can be full."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.ports import Storage, StorageBusy, StorageFull, StorageUnavailable, Work
from db import conversations, learners, sqlite
from db.database import Database
from db.errors import AlreadyRunning, StorageProblem
from db.sqlite_store import SqliteStore
from db.tables import miss, outbox, person
from db.writer import GROUP
from tests.db.plans import scans
from tests.db.talks import HOA, LAN, person_at, plant, say, talk_at
from tests.storage import KEY, MONDAY


@pytest.fixture
async def opened(sqlite_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    database = await Database.open("", sqlite_folder, KEY)
    yield database
    await database.close()


class Held:
    """Holds the writer in the middle of a call, so that what is asked for meanwhile lands in one group."""

    def __init__(self) -> None:
        self._has_begun = threading.Event()
        self._go_on = threading.Event()

    async def begin(self, database: Database) -> asyncio.Task[bool]:
        task = asyncio.create_task(database.write(self._hold))
        await asyncio.to_thread(self._has_begun.wait, 10)
        return task

    def end(self) -> None:
        self._go_on.set()

    def _hold(self, work: Work) -> bool:
        self._has_begun.set()
        return self._go_on.wait(10)


def add_miss(work: Work, scope: str) -> None:
    work.codes.missed(scope, MONDAY)


def fail_after_writing(work: Work) -> None:
    work.codes.missed("half done", MONDAY)
    message = "a mistake in a service"
    raise RuntimeError(message)


def scopes(work: Work) -> list[str]:
    return list(plant(work, select(miss.c.scope).order_by(miss.c.id)).scalars())


async def test_a_call_that_fails_does_not_hurt_its_neighbours(opened: Database) -> None:
    held = Held()
    first = await held.begin(opened)
    group = asyncio.gather(
        opened.write(add_miss, "a"),
        opened.write(fail_after_writing),
        opened.write(add_miss, "b"),
        return_exceptions=True,
    )
    await asyncio.sleep(0.05)
    held.end()
    await first

    assert [type(outcome) for outcome in await group] == [type(None), RuntimeError, type(None)]
    assert await opened.read(scopes) == ["a", "b"]


async def test_a_statement_that_fails_does_not_hurt_its_neighbours(opened: Database) -> None:
    def same_twice(work: Work) -> None:
        talk_id = talk_at(work, HOA)
        for _ in range(2):
            plant(
                work,
                insert(outbox).values(
                    conversation_id=talk_id, seq=1, cause=f"c{_}", message={}, state="waiting", created_at=MONDAY
                ),
            )

    outcomes = await asyncio.gather(
        opened.write(add_miss, "a"), opened.write(same_twice), opened.write(add_miss, "b"), return_exceptions=True
    )

    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert await opened.read(lambda work: work.conversations.find(HOA)) is None


async def test_a_commit_that_fails_fails_everybody_of_its_group(opened: Database) -> None:
    def promise_what_is_not_there(work: Work) -> None:
        plant(work, text("PRAGMA defer_foreign_keys = ON"))
        plant(work, text("INSERT INTO mentor (person_id, unit_id, since) VALUES (7, 7, '2026-11-16 00:00:00.000000')"))

    held = Held()
    first = await held.begin(opened)
    group = asyncio.gather(opened.write(add_miss, "a"), opened.write(promise_what_is_not_there), return_exceptions=True)
    await asyncio.sleep(0.05)
    held.end()
    await first

    assert [type(outcome) for outcome in await group] == [sqlite3.IntegrityError, sqlite3.IntegrityError]
    await opened.write(add_miss, "b")
    assert await opened.read(scopes) == ["b"]


async def test_a_call_that_ends_the_transaction_is_found_out(opened: Database) -> None:
    def commit(work: Work) -> None:
        plant(work, text("ROLLBACK"))
        message = "and then fails"
        raise RuntimeError(message)

    outcomes = await asyncio.gather(opened.write(commit), opened.write(add_miss, "a"), return_exceptions=True)

    assert isinstance(outcomes[0], RuntimeError)
    await opened.write(add_miss, "b")
    assert (await opened.read(scopes))[-1] == "b"


async def test_answers_come_in_the_order_of_the_questions(opened: Database) -> None:
    await asyncio.gather(*(opened.write(add_miss, str(number)) for number in range(100)))

    assert await opened.read(scopes) == [str(number) for number in range(100)]


async def test_whoever_does_not_wait_for_the_answer_changes_nothing(opened: Database) -> None:
    held = Held()
    first = await held.begin(opened)
    impatient = asyncio.create_task(opened.write(add_miss, "a"))
    await asyncio.sleep(0.05)
    impatient.cancel()
    held.end()
    await first
    await opened.write(add_miss, "b")

    assert await opened.read(scopes) == ["a", "b"]


# --- calls that are quick -----------------------------------------------------------------------------------------


class Commits:
    """The driver of the writer, which may be told to fail at its commits, or to be held up there."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        writer = cast(Any, database)._store._writer
        self._driver = writer._driver
        self.failure: sqlite3.Error | None = None
        self.statements: list[tuple[str, str]] = []
        """Each with the name of its thread."""
        monkeypatch.setattr(writer, "_driver", self)

    @property
    def in_transaction(self) -> bool:
        return bool(self._driver.in_transaction)

    def execute(self, statement: str) -> Any:
        self.statements.append((statement, threading.current_thread().name))
        if statement == "COMMIT" and self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return self._driver.execute(statement)

    def count(self, statement: str) -> int:
        return [each for each, _ in self.statements].count(statement)


async def test_a_quick_call_returns_what_it_came_to_once_that_is_committed(
    opened: Database, sqlite_folder: Path
) -> None:
    def talk(work: Work) -> int:
        return talk_at(work, HOA)

    talk_id = await opened.write_now(talk)

    with closing(sqlite3.connect(sqlite_folder / "hocso.db")) as other:
        assert other.execute("SELECT id FROM conversation").fetchall() == [(talk_id,)]


async def test_a_quick_call_takes_its_arguments(opened: Database) -> None:
    await opened.write_now(add_miss, scope="a")

    assert await opened.read(scopes) == ["a"]


@pytest.mark.parametrize("seed", range(5))
async def test_quick_calls_and_long_ones_keep_their_order(opened: Database, seed: int) -> None:
    dice = random.Random(seed)
    ways = [dice.choice((opened.write, opened.write_now)) for _ in range(100)]

    await asyncio.gather(*(way(add_miss, str(number)) for number, way in enumerate(ways)))

    assert await opened.read(scopes) == [str(number) for number in range(100)]


async def test_no_two_calls_are_ever_carried_out_at_once(opened: Database) -> None:
    inside, most = 0, 0

    def look(work: Work) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        scopes(work)
        inside -= 1

    await asyncio.gather(*((opened.write_now if number % 3 else opened.write)(look) for number in range(60)))

    assert (inside, most) == (0, 1)


async def test_a_quick_call_waits_for_a_long_one_while_the_loop_goes_on(opened: Database) -> None:
    held = Held()
    first = await held.begin(opened)
    quick = asyncio.create_task(opened.write_now(add_miss, "a"))
    for _ in range(20):
        await asyncio.sleep(0.001)
    waited = not quick.done() and not first.done()
    held.end()
    await quick

    assert waited
    assert first.done()
    assert await opened.read(scopes) == ["a"]


async def test_quick_calls_are_carried_out_on_the_loop_and_the_disk_is_waited_for_elsewhere(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = Commits(opened, monkeypatch)
    threads: list[str] = []

    await opened.write_now(lambda _: threads.append(threading.current_thread().name))
    await opened.write(lambda _: threads.append(threading.current_thread().name))

    assert threads[0] == threading.main_thread().name
    assert threads[1].startswith("writer")
    assert all(
        thread.startswith("writer")
        for statement, thread in commits.statements
        if statement in {"BEGIN IMMEDIATE", "COMMIT"}
    )


async def test_quick_calls_that_wait_together_share_a_commit(opened: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = Commits(opened, monkeypatch)

    await asyncio.gather(*(opened.write_now(add_miss, str(number)) for number in range(GROUP + 1)))

    assert commits.count("COMMIT") == 2


async def test_a_quick_call_that_fails_does_not_hurt_its_neighbours(opened: Database) -> None:
    outcomes = await asyncio.gather(
        opened.write_now(add_miss, "a"),
        opened.write_now(fail_after_writing),
        opened.write_now(add_miss, "b"),
        opened.write(add_miss, "c"),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), RuntimeError, type(None), type(None)]
    assert await opened.read(scopes) == ["a", "b", "c"]


async def test_a_statement_of_a_quick_call_that_fails_does_not_hurt_its_neighbours(opened: Database) -> None:
    def write_twice(work: Work) -> None:
        work.codes.missed("half done", MONDAY)
        for _ in range(2):
            plant(work, text("INSERT INTO miss (id, scope, at) VALUES (99, 'x', '2026-11-16 00:00:00.000000')"))

    outcomes = await asyncio.gather(
        opened.write_now(add_miss, "a"),
        opened.write_now(write_twice),
        opened.write_now(add_miss, "b"),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), IntegrityError, type(None)]
    assert await opened.read(scopes) == ["a", "b"]


@pytest.mark.parametrize("is_quick", [True, False])
async def test_a_group_whose_commit_fails_is_not_kept_and_the_next_is(
    opened: Database, monkeypatch: pytest.MonkeyPatch, is_quick: bool
) -> None:
    commits = Commits(opened, monkeypatch)
    write = opened.write_now if is_quick else opened.write
    commits.failure = sqlite3.OperationalError("disk I/O error")
    commits.failure.sqlite_errorcode = sqlite3.SQLITE_IOERR

    outcomes = await asyncio.gather(
        write(add_miss, "a"), write(fail_after_writing), write(add_miss, "b"), return_exceptions=True
    )
    await write(add_miss, "c")

    assert [type(outcome) for outcome in outcomes] == [StorageUnavailable, RuntimeError, StorageUnavailable]
    assert await opened.read(scopes) == ["c"]


async def test_a_promise_that_a_quick_call_breaks_fails_its_group(opened: Database) -> None:
    def promise_what_is_not_there(work: Work) -> None:
        plant(work, text("PRAGMA defer_foreign_keys = ON"))
        plant(work, text("INSERT INTO mentor (person_id, unit_id, since) VALUES (7, 7, '2026-11-16 00:00:00.000000')"))

    outcomes = await asyncio.gather(
        opened.write_now(add_miss, "a"), opened.write_now(promise_what_is_not_there), return_exceptions=True
    )
    await opened.write_now(add_miss, "b")

    assert [type(outcome) for outcome in outcomes] == [sqlite3.IntegrityError, sqlite3.IntegrityError]
    assert await opened.read(scopes) == ["b"]


async def test_a_quick_call_that_ends_the_transaction_is_found_out(opened: Database) -> None:
    def roll_back(work: Work) -> None:
        plant(work, text("ROLLBACK"))
        message = "and then fails"
        raise RuntimeError(message)

    outcomes = await asyncio.gather(
        opened.write_now(add_miss, "a"), opened.write_now(roll_back), return_exceptions=True
    )
    await opened.write_now(add_miss, "b")

    assert [isinstance(outcome, Exception) for outcome in outcomes] == [True, True]
    assert await opened.read(scopes) == ["b"]


@pytest.mark.parametrize("is_quick", [True, False])
async def test_a_service_that_ends_like_an_iterator_is_answered_all_the_same(opened: Database, is_quick: bool) -> None:
    def end(_work: Work) -> None:
        raise StopIteration

    write = opened.write_now if is_quick else opened.write
    with pytest.raises(RuntimeError, match="iterator"):
        await write(end)
    await write(add_miss, "a")

    assert await opened.read(scopes) == ["a"]


async def test_who_no_longer_waits_for_a_quick_call_changes_nothing(opened: Database) -> None:
    held = Held()
    first = await held.begin(opened)
    impatient = asyncio.create_task(opened.write_now(add_miss, "a"))
    await asyncio.sleep(0)
    impatient.cancel()
    held.end()
    await first
    await opened.write_now(add_miss, "b")

    assert impatient.cancelled()
    assert await opened.read(scopes) == ["a", "b"]


async def test_while_a_busy_file_is_waited_for_the_loop_goes_on(opened: Database, sqlite_folder: Path) -> None:
    steps = 0

    async def step() -> None:
        nonlocal steps
        while True:
            await asyncio.sleep(0.005)
            steps += 1

    stepping = asyncio.create_task(step())
    with closing(sqlite3.connect(sqlite_folder / "hocso.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.wait_for(
            asyncio.gather(*(opened.write_now(add_miss, "a") for _ in range(50)), return_exceptions=True), 2
        )
        other.execute("ROLLBACK")
    stepping.cancel()
    await opened.write_now(add_miss, "b")

    assert {type(outcome) for outcome in outcomes} == {StorageBusy}
    assert steps > 5
    assert await opened.read(scopes) == ["b"]


async def test_a_full_disk_fails_quick_calls_and_is_recovered_from(opened: Database) -> None:
    def limit(work: Work, pages: int) -> None:
        plant(work, text(f"PRAGMA max_page_count = {pages}"))

    await opened.write_now(limit, await opened.write(lambda work: plant(work, text("PRAGMA page_count")).scalar()))
    outcomes = await asyncio.gather(
        *(opened.write_now(say, HOA, f"long-{number}", "dài " * 1000) for number in range(20)), return_exceptions=True
    )
    await opened.write_now(limit, 1_000_000)

    assert any(isinstance(outcome, StorageFull) for outcome in outcomes)
    assert all(isinstance(outcome, StorageFull | int) for outcome in outcomes)
    kept = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert await opened.write_now(say, HOA, "m2", "Lại có chỗ rồi") == 2 + 2 * len(kept)


async def test_closing_carries_out_quick_calls_and_long_ones_that_were_put_before(sqlite_folder: Path) -> None:
    database = await Database.open("", sqlite_folder, KEY)
    asked = [
        asyncio.create_task((database.write_now if number % 2 else database.write)(add_miss, str(number)))
        for number in range(50)
    ]
    await asyncio.sleep(0)
    await database.close()

    assert await asyncio.gather(*asked) == [None] * 50
    with pytest.raises(StorageUnavailable):
        await database.write_now(add_miss, "late")
    again = await Database.open("", sqlite_folder, KEY, read_only=True)
    assert await again.read(scopes) == [str(number) for number in range(50)]
    await again.close()


async def test_whoever_only_reads_is_refused_a_quick_call_too(opened: Database, sqlite_folder: Path) -> None:
    beside = await Database.open("", sqlite_folder, KEY, read_only=True)

    with pytest.raises(AlreadyRunning):
        await beside.write_now(add_miss, "b")
    await beside.close()


# --- the disk and other processes ---------------------------------------------------------------------------------


async def test_a_full_disk_keeps_nothing_and_is_recovered_from(opened: Database) -> None:
    def limit(work: Work, pages: int) -> None:
        plant(work, text(f"PRAGMA max_page_count = {pages}"))

    await opened.write(say, HOA, "m1", "Chào!")
    await opened.write(limit, await opened.write(lambda work: plant(work, text("PRAGMA page_count")).scalar()))

    outcomes = await asyncio.gather(
        *(opened.write(say, HOA, f"long-{number}", "dài " * 1000) for number in range(20)), return_exceptions=True
    )
    await opened.write(limit, 1_000_000)

    assert any(isinstance(outcome, StorageFull) for outcome in outcomes)
    assert all(isinstance(outcome, StorageFull | int) for outcome in outcomes)
    kept = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert await opened.write(say, HOA, "m2", "Lại có chỗ rồi") == 4 + 2 * len(kept)


async def test_a_file_held_by_somebody_else_is_waited_for_and_then_refused(
    opened: Database, sqlite_folder: Path
) -> None:
    with closing(sqlite3.connect(sqlite_folder / "hocso.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        outcomes = await asyncio.wait_for(
            asyncio.gather(*(opened.write(add_miss, "a") for _ in range(100)), return_exceptions=True), 2
        )
        other.execute("ROLLBACK")

    assert {type(outcome) for outcome in outcomes} == {StorageBusy}
    await opened.write(add_miss, "b")
    assert await opened.read(scopes) == ["b"]


async def test_a_file_held_for_a_moment_is_waited_for(opened: Database, sqlite_folder: Path) -> None:
    with closing(sqlite3.connect(sqlite_folder / "hocso.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(opened.write(add_miss, "a"))
        await asyncio.sleep(0.05)
        other.execute("ROLLBACK")

        await waiting

    assert await opened.read(scopes) == ["a"]


async def test_only_one_process_writes(opened: Database, sqlite_folder: Path) -> None:
    with pytest.raises(AlreadyRunning):
        await Database.open("", sqlite_folder, KEY)


async def test_reading_commands_work_beside_a_server_and_writing_ones_refuse(
    opened: Database, sqlite_folder: Path
) -> None:
    await opened.write(add_miss, "a")
    beside = await Database.open("", sqlite_folder, KEY, read_only=True)

    assert await beside.read(scopes) == ["a"]
    with pytest.raises(AlreadyRunning):
        await beside.write(add_miss, "b")
    await beside.close()


async def test_a_file_can_be_read_when_no_server_runs(sqlite_folder: Path) -> None:
    database = await Database.open("", sqlite_folder, KEY, read_only=True)

    assert await database.read(scopes) == []
    await database.close()


async def test_a_missing_file_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem) as problem:
        await Database.open("", tmp_path, KEY)

    assert problem.value.kind == "missing"
    assert os.listdir(tmp_path) == []


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "hocso.db").write_bytes, b"a shopping list" * 100)

    with pytest.raises(StorageProblem) as problem:
        await Database.open("", tmp_path, KEY)

    assert problem.value.kind == "damaged"


async def test_the_lock_ends_with_closing(sqlite_folder: Path) -> None:
    for _ in range(2):
        database = await Database.open("", sqlite_folder, KEY)
        await database.close()


async def test_closing_finishes_what_was_asked_for_and_takes_nothing_more(sqlite_folder: Path) -> None:
    database = await Database.open("", sqlite_folder, KEY)
    asked = [asyncio.create_task(database.write(add_miss, str(number))) for number in range(50)]
    await asyncio.sleep(0)
    await database.close()

    assert await asyncio.gather(*asked) == [None] * 50
    with pytest.raises(StorageUnavailable):
        await database.write(add_miss, "late")


async def test_closing_leaves_one_file_behind(sqlite_folder: Path) -> None:
    database = await Database.open("", sqlite_folder, KEY)
    await database.write(add_miss, "a")
    await database.read(scopes)
    await database.close()

    assert sorted(os.listdir(sqlite_folder)) == ["hocso.db", "hocso.db.lock"]


# --- readers ------------------------------------------------------------------------------------------------------


async def test_readers_cannot_write(opened: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        await opened.read(add_miss, "a")


async def test_reading_goes_on_beside_a_long_transaction(opened: Database) -> None:
    held = Held()
    first = await held.begin(opened)
    await asyncio.sleep(0.05)

    assert await asyncio.wait_for(opened.read(scopes), 1) == []
    held.end()
    await first


async def test_a_reader_sees_the_data_of_one_moment(opened: Database, sqlite_folder: Path) -> None:
    def twice(work: Work) -> tuple[list[str], list[str]]:
        before = scopes(work)
        with closing(sqlite3.connect(sqlite_folder / "hocso.db")) as other:
            other.execute("INSERT INTO miss (scope, at) VALUES ('x', '2026-11-16 00:00:00.000000')")
            other.commit()
        return before, scopes(work)

    assert await opened.read(twice) == ([], [])
    assert await opened.read(scopes) == ["x"]


async def test_a_failing_reader_gives_its_connection_back(opened: Database) -> None:
    for _ in range(10):
        with pytest.raises(RuntimeError):
            await opened.read(lambda _: (_ for _ in ()).throw(RuntimeError()))

    assert await opened.read(scopes) == []


# --- how it is kept -----------------------------------------------------------------------------------------------


async def test_the_writer_is_durable_and_checks_references(opened: Database) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")

    kept = await opened.write(
        lambda work: {pragma: plant(work, text(f"PRAGMA {pragma}")).scalar() for pragma in pragmas}
    )

    assert kept == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
async def test_nobody_else_on_the_machine_may_read_the_file(tmp_path: Path) -> None:
    from db.upgrading import upgrade

    await upgrade("", tmp_path / "data", MONDAY)

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "hocso.db").stat().st_mode & 0o077 == 0


EVERY_MESSAGE = {
    "take": conversations._TAKE,
    "shown": learners._SHOWN,
    "save": conversations._SAVE,
}


@pytest.mark.parametrize("name", EVERY_MESSAGE)
def test_what_every_message_asks_never_scans_a_table(sqlite_folder: Path, name: str) -> None:
    assert scans(sqlite_folder, EVERY_MESSAGE[name]) == []


CRASHING = """
import asyncio, sys
from pathlib import Path
from db.database import Database
from tests.db.talks import HOA, say

async def main():
    database = await Database.open("", Path(sys.argv[1]), b"key")
    for number in range(100000):
        await database.write(say, HOA, f"m{number}", "Chào!")
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.crash
def test_killing_the_program_loses_nothing_that_was_acknowledged(sqlite_folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(sqlite_folder)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(200)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split()]
    process.stdout.close()
    process.wait()

    async def where_it_stopped() -> int:
        database = await Database.open("", sqlite_folder, KEY)
        talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))
        await database.close()
        return talk.seq

    stopped = asyncio.run(where_it_stopped())

    assert stopped in {2 * len(acknowledged), 2 * len(acknowledged) + 2}


async def test_the_store_is_what_the_database_uses(sqlite_folder: Path) -> None:
    store = await SqliteStore.open(sqlite_folder / "hocso.db", KEY, "")
    database: Storage = Database(store)

    assert await database.write(person_at, LAN) == 1
    assert await database.read(lambda work: plant(work, select(func.count()).select_from(person)).scalar()) == 1
    await store.close()
