"""A real database in memory, and the processes that use it in turn; calls are carried out in the thread of the loop."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import StaticPool, create_engine, event

from bot.ports import StorageUnavailable, Work
from db.codec import to_json
from db.prepared import may_go_directly
from db.upgrading import upgrade
from db.work import SqlWork
from tests.storage import KEY, MONDAY, PUBLIC_URL

P = ParamSpec("P")
T = TypeVar("T")

COMMIT = 0.004
"""Seconds from asking to the commit, which everything asked for meanwhile shares."""
ANSWER = 0.001
"""Seconds from the commit to the answer: a process may die knowing nothing of what it has kept."""
READ = 0.002


@cache
def _schema() -> bytes:
    """Return an empty database with the newest schema."""
    with tempfile.TemporaryDirectory() as folder:
        with ThreadPoolExecutor(1) as elsewhere:  # where no loop runs yet
            elsewhere.submit(lambda: asyncio.run(upgrade("", Path(folder), MONDAY))).result()
        file = sqlite3.connect(Path(folder, "hocso.db"), isolation_level=None)
        try:
            file.execute("PRAGMA journal_mode = DELETE")  # a database in memory has no log
            return file.serialize()
        finally:
            file.close()


def stored(moment: datetime) -> str:
    """Return a moment as SQLite keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Disk:
    """What outlives a process."""

    def __init__(self) -> None:
        self._driver = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
        self._driver.deserialize(_schema())
        self._driver.execute("PRAGMA foreign_keys = ON")
        engine = create_engine(
            "sqlite+pysqlite://",
            creator=lambda: self._driver,
            poolclass=StaticPool,
            json_serializer=to_json,
            pool_reset_on_return=None,
        )
        event.listen(engine, "connect", lambda driver, record: may_go_directly(record.info, driver))
        self.connection = engine.connect().execution_options(compiled_cache={})
        self._work = SqlWork(self.connection, KEY, PUBLIC_URL)

    def carry_out(self, run: Callable[[Work], T], *, keep: bool = True) -> T:
        """Carry out a call in a transaction of its own, and keep what it did unless told not to, or it fails."""
        self._driver.execute("BEGIN IMMEDIATE")
        try:
            result = run(self._work)
        except BaseException:
            self._driver.execute("ROLLBACK")
            raise
        self._driver.execute("COMMIT" if keep else "ROLLBACK")
        return result

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self._driver.execute(statement, values).fetchall()

    def close(self) -> None:
        self.connection.close()
        self._driver.close()


@dataclass(slots=True)
class Call:
    """A service that a process has asked for."""

    service: Callable[..., Any]
    args: tuple[Any, ...]
    future: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = None

    def run(self, work: Work) -> Any:
        return self.service(work, *self.args)

    def answer(self) -> None:
        if self.future.done():
            return
        if self.failure is not None:
            self.future.set_exception(self.failure)
        else:
            self.future.set_result(self.result)


class Lease:
    """A lease that can be lost."""

    def __init__(self) -> None:
        self.held = True

    async def is_held(self) -> bool:
        return self.held


class SimulatedStorage:
    """
    Keeps `bot.ports.Storage` for one process.

    As with the writer's thread of the program, cancelling the wait for a call does not undo it; only `die` does.
    """

    is_shared = False

    def __init__(self, disk: Disk, *, is_shared: bool = False) -> None:
        self.disk = disk
        self.is_shared = is_shared
        self.is_away = False
        """Whether it cannot serve for now."""
        self.failures: dict[int, BaseException] = {}
        """What happens to calls instead of being carried out, by their number."""
        self.calls = 0
        self.leases: list[Lease] = []
        self.dies_at_commit: tuple[bool, Callable[[], None]] | None = None
        """Whether what is about to be committed is kept, and what to do at that very moment."""
        self.when_committed: Callable[[Call], None] = lambda call: None
        self.when_answered: Callable[[Call], None] = lambda call: None
        self._loop = asyncio.get_running_loop()
        self._queue: list[Call] = []
        self._is_dead = False

    async def write(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = self._call(service, *args, **kwargs)
        if not self._queue:
            self._loop.call_later(COMMIT, self._commit)
        self._queue.append(call)
        result: T = await call.future
        return result

    write_now = write

    async def read(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = self._call(service, *args, **kwargs)
        self._loop.call_later(READ, self._look, call)
        result: T = await call.future
        return result

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[Lease]:
        lease = Lease()
        self.leases.append(lease)
        yield lease

    def die(self) -> None:
        """Be the storage of a process that is no more: what was not committed never will be, nobody hears anything."""
        self._is_dead = True
        self._queue.clear()

    # --- carrying out -------------------------------------------------------------------------------------------------

    def _call(self, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Call:
        assert not kwargs, "a call is written down with its arguments in their places"
        return Call(service, args, self._loop.create_future())

    def _commit(self) -> None:
        group, self._queue = self._queue, []
        if self._is_dead:
            return
        keeps, dies = (True, None) if self.dies_at_commit is None else self.dies_at_commit
        for call in group:
            self._carry_out(call, keeps)
            if keeps and call.failure is None:
                self.when_committed(call)
        if dies is not None:
            dies()
        self._loop.call_later(ANSWER, self._answer, group)

    def _look(self, call: Call) -> None:
        if not self._is_dead:
            self._carry_out(call, keeps=False)
            self._loop.call_later(READ, self._answer, [call])

    def _carry_out(self, call: Call, keeps: bool) -> None:
        self.calls += 1
        failure = self.failures.pop(self.calls, None)
        if failure is None and self.is_away:
            failure = StorageUnavailable()
        try:
            if failure is not None:
                raise failure
            call.result = self.disk.carry_out(call.run, keep=keeps)
        except Exception as problem:
            call.failure = problem

    def _answer(self, group: list[Call]) -> None:
        if not self._is_dead:
            for call in group:
                self.when_answered(call)
                call.answer()
