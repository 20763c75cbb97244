"""SQLite: one writer, several readers, one process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.ports import Work
from db.errors import AlreadyRunning, StorageProblem, problem_with
from db.lock import FileLock
from db.sqlite import reading_engine, unavailable, writing_engine
from db.work import SqlWork
from db.writer import Writer

T = TypeVar("T")


class _Held:
    """A lease that nobody can take: only one process writes to the file."""

    async def is_held(self) -> bool:
        """Return whether it is still ours."""
        return True


class SqliteStore:
    """Keeps `db.database.Store` in a file."""

    is_shared = False

    def __init__(self, file: Path, key: bytes, public_url: str, lock: FileLock | None) -> None:
        self._file = file
        self._key = key
        self._public_url = public_url
        self._lock = lock
        self._writer = Writer(writing_engine(file), key, public_url) if lock else None
        self._readers = reading_engine(file)

    @classmethod
    async def open(cls, file: Path, key: bytes, public_url: str, *, read_only: bool = False) -> Self:
        """Open the file; raise `AlreadyRunning` if another process writes to it."""
        lock = await asyncio.to_thread(_lock, file, read_only)
        try:
            return cls(file, key, public_url, lock)
        except BaseException as problem:
            if lock:
                lock.release()
            raise problem_with(file.name, problem) or problem from problem

    async def write(self, run: Callable[[Work], T]) -> T:
        """Carry out a call in the writer's thread; cancelling the wait does not undo it."""
        if self._writer is None:
            raise AlreadyRunning(self._file.name)
        result: T = await self._writer.put(run)
        return result

    async def write_now(self, run: Callable[[Work], T]) -> T:
        """Carry out a quick call on the loop itself, between other things; only its commit is waited for."""
        if self._writer is None:
            raise AlreadyRunning(self._file.name)
        result: T = await self._writer.put(run, quick=True)
        return result

    async def read(self, run: Callable[[Work], T]) -> T:
        """Carry out a call on a connection that cannot write."""

        def on(connection: Connection) -> T:
            return run(SqlWork(connection, self._key, self._public_url))

        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(on)
        except DBAPIError as problem:
            raise unavailable(problem) or problem from problem

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[_Held]:
        """Hold a lease; there is nobody else, unless this process only reads beside one that writes."""
        if self._writer is None:
            raise AlreadyRunning(self._file.name)
        yield _Held()

    async def close(self) -> None:
        """Close the readers, then the writer, whose connection tidies the log away; then let another process write."""
        await self._readers.dispose()
        if self._writer:
            await self._writer.close()
        if self._lock:
            await asyncio.to_thread(self._lock.release)


def _lock(file: Path, read_only: bool) -> FileLock | None:
    if not file.exists():
        raise StorageProblem("missing", str(file))
    return None if read_only else FileLock(file)
