"""
The one thread that writes to SQLite, with the one connection that does.

Calls that arrive while a commit is on its way are carried out together: each within its own savepoint, all in one
transaction, and everybody is answered after the one durable commit. A sync of the disk is paid once per group.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
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
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._is_closed = False
        self._thread = Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, run: Callable[[SqlWork], Any]) -> asyncio.Future[Any]:
        """Put a call at the end of the queue; return what will be its answer."""
        if self._is_closed:
            raise StorageUnavailable
        future = self._loop.create_future()
        self._calls.put(_Call(run, future))
        return future

    async def close(self) -> None:
        """Carry out what was put before, and close the connection; the last one to close tidies the log away."""
        self._is_closed = True
        self._calls.put(None)
        await asyncio.to_thread(self._thread.join)

    # --- in the thread ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        going_on = True
        while going_on:
            group, going_on = self._next_group()
            if group:
                self._carry_out(group)
                self._answer(group)
        self._connection.close()

    def _next_group(self) -> tuple[list[_Call], bool]:
        """Wait for a call and return it with those behind it, and whether there will be more."""
        group: list[_Call] = []
        call = self._calls.get()
        with suppress(Empty):
            while call is not None:
                group.append(call)
                if len(group) == GROUP:
                    return group, True
                call = self._calls.get_nowait()
            return group, False
        return group, True

    def _carry_out(self, group: list[_Call]) -> None:
        try:
            self._begin(group)
            for call in group:
                self._carry_out_one(call)
            self._driver.execute("COMMIT")
        except sqlite3.Error as problem:
            with suppress(sqlite3.Error):
                self._driver.execute("ROLLBACK")
            _fail(group, unavailable(problem) or problem)

    def _begin(self, group: list[_Call]) -> None:
        """Begin; if another process does not let go, everybody who waits by now has waited long enough."""
        try:
            self._driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            group.extend(self._everything_waiting())
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

    def _everything_waiting(self) -> list[_Call]:
        waiting: list[_Call] = []
        with suppress(Empty):
            while True:
                call = self._calls.get_nowait()
                if call is None:
                    self._calls.put(None)
                    break
                waiting.append(call)
        return waiting

    def _answer(self, group: Sequence[_Call]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is left to be answered
            self._loop.call_soon_threadsafe(_answer_all, group)


def _answer_all(group: Sequence[_Call]) -> None:
    for call in group:
        call.answer()


def _fail(group: Sequence[_Call], problem: BaseException) -> None:
    """Fail every call that had not failed by itself: nothing of the group was kept."""
    for call in group:
        if call.failure is None:
            call.failure = problem


def _given_up(problem: BaseException) -> sqlite3.Error:
    """Return why SQLite gave the whole transaction up in the middle of a call, as it does on a full disk."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    return original if isinstance(original, sqlite3.Error) else sqlite3.OperationalError("a call ended the transaction")
