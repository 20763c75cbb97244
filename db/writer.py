"""
The one connection that writes to SQLite, and what carries out calls on it, one group after the other.

Calls that arrive while a commit is on its way are carried out together: each within its own savepoint, all in one
transaction, and everybody is answered after the one durable commit. A sync of the disk is paid once per group.

A call may take its time: it has a thread of its own, and the program goes on meanwhile. A quick one, such as a turn, is
carried out on the event loop itself, and only its commit in the thread: SQLite lets go of Python's lock at every
statement, and a thread that has a dozen of them would wait for the loop a dozen times.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.ports import StorageUnavailable
from db.sqlite import unavailable
from db.work import SqlWork

GROUP = 32
"""At most so many calls share a commit."""


@dataclass(slots=True)
class _Call:
    run: Callable[[SqlWork], Any]
    future: asyncio.Future[Any]
    is_quick: bool
    result: Any = None
    failure: BaseException | None = None

    def answer(self) -> None:
        """Tell whoever asked; they may have gone away in the meantime, what they asked for is done all the same."""
        if self.future.done():
            return
        if self.failure is None:
            self.future.set_result(self.result)
        elif isinstance(self.failure, StopIteration):
            self.future.set_exception(RuntimeError("a service ended like an iterator"))  # no future can hold the other
        else:
            self.future.set_exception(self.failure)


class Writer:
    """Carries out calls in the order in which they were put, and answers each after its commit."""

    def __init__(self, engine: Engine, key: bytes, public_url: str) -> None:
        # All statements are built at import, so there are only so many: a plain dictionary finds them fastest.
        self._connection = engine.connect().execution_options(compiled_cache={})
        self._driver = cast(sqlite3.Connection, self._connection.connection.driver_connection)
        self._work = SqlWork(self._connection, key, public_url)
        self._calls: deque[_Call] = deque()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._is_closed = False
        self._conductor = self._loop.create_task(self._conduct())

    def put(self, run: Callable[[SqlWork], Any], *, quick: bool = False) -> asyncio.Future[Any]:
        """Put a call at the end of the queue; return what will be its answer."""
        if self._is_closed:
            raise StorageUnavailable
        future = self._loop.create_future()
        self._calls.append(_Call(run, future, quick))
        self._came.set()
        return future

    async def close(self) -> None:
        """Carry out what was put before, and close the connection; the last one to close tidies the log away."""
        self._is_closed = True
        self._came.set()
        await self._conductor
        await self._in_thread(self._connection.close)
        self._thread.shutdown()

    # --- one group after the other ------------------------------------------------------------------------------------

    async def _conduct(self) -> None:
        while self._calls or not self._is_closed:
            await self._came.wait()
            while self._calls:
                group = self._next_group()
                try:
                    await (self._quickly(group) if group[0].is_quick else self._in_thread(self._carry_out, group))
                except Exception as problem:  # whatever it is, the next group must not wait for ever
                    _fail(group, problem)
                for call in group:
                    call.answer()
            if not self._is_closed:
                self._came.clear()

    def _next_group(self) -> list[_Call]:
        """Return the first calls that are all quick or all not."""
        group = [self._calls.popleft()]
        while self._calls and len(group) < GROUP and self._calls[0].is_quick == group[0].is_quick:
            group.append(self._calls.popleft())
        return group

    async def _quickly(self, group: list[_Call]) -> None:
        """Carry out a group here; what may have to wait, for another process or for the disk, waits in the thread."""
        try:
            await self._in_thread(self._begin, group)
            for call in group:
                self._carry_out_one(call)
            await self._in_thread(self._driver.execute, "COMMIT")
        except sqlite3.Error as problem:
            await self._in_thread(self._give_up, group, problem)

    async def _in_thread(self, act: Callable[..., Any], *args: Any) -> None:
        await self._loop.run_in_executor(self._thread, act, *args)

    # --- one transaction ----------------------------------------------------------------------------------------------

    def _carry_out(self, group: list[_Call]) -> None:
        try:
            self._begin(group)
            for call in group:
                self._carry_out_one(call)
            self._driver.execute("COMMIT")
        except sqlite3.Error as problem:
            self._give_up(group, problem)

    def _begin(self, group: list[_Call]) -> None:
        """Begin; if another process does not let go, everybody who waits by now has waited long enough."""
        try:
            self._driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            while self._calls:
                group.append(self._calls.popleft())
            raise

    def _carry_out_one(self, call: _Call) -> None:
        """Carry out a call within its savepoint; what it leaves half done is undone, its neighbours never notice."""
        self._driver.execute("SAVEPOINT one")
        try:
            call.result = call.run(self._work)
        except BaseException as problem:
            call.failure = unavailable(problem) or problem
            if not self._driver.in_transaction:
                raise _given_up(problem) from problem
            self._driver.execute("ROLLBACK TO one")
        self._driver.execute("RELEASE one")

    def _give_up(self, group: Sequence[_Call], problem: sqlite3.Error) -> None:
        """Undo a transaction; nothing of the group was kept."""
        with suppress(sqlite3.Error):
            self._driver.execute("ROLLBACK")
        _fail(group, unavailable(problem) or problem)


def _fail(group: Sequence[_Call], problem: BaseException) -> None:
    """Fail every call that had not failed by itself: nothing of the group was kept."""
    for call in group:
        if call.failure is None:
            call.failure = problem


def _given_up(problem: BaseException) -> sqlite3.Error:
    """Return why SQLite gave the whole transaction up in the middle of a call, as it does on a full disk."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    return original if isinstance(original, sqlite3.Error) else sqlite3.OperationalError("a call ended the transaction")
