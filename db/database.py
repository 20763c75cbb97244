"""Where services get their unit of work from: a file of SQLite with one writer, or a PostgreSQL server."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from bot.ports import Lease, Work
from db.location import postgres_url, sqlite_file

P = ParamSpec("P")
T = TypeVar("T")


class Store(Protocol):
    """What either kind of database does."""

    is_shared: bool

    async def write(self, run: Callable[[Work], T]) -> T:
        """Carry out a call in a transaction of its own."""

    async def write_now(self, run: Callable[[Work], T]) -> T:
        """Carry out a call that is quick, so that nobody need make room for it."""

    async def read(self, run: Callable[[Work], T]) -> T:
        """Carry out a call that only reads, on the data of one moment."""

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        """Wait for the sole right to do something, and hold it."""

    async def close(self) -> None:
        """Finish what was begun, and let go."""


class Database:
    """
    Carries out services, which are plain functions of a unit of work: `await database.write(record, learner_id)`.

    Returning commits, an exception rolls back and comes out here; nobody calls commit. `StorageUnavailable` means that
    nothing was kept and that trying again later may help.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    async def open(cls, url: str, data_dir: Path, key: bytes, *, public_url: str = "", read_only: bool = False) -> Self:
        """
        Open a database whose schema is up to date (see `db.upgrading`); `key` is the secret behind hashes of codes.

        With `read_only` it opens beside a running server, and `write` refuses with `AlreadyRunning`.
        """
        file = sqlite_file(url, data_dir)
        if file is None:
            from db.postgres import PostgresStore  # noqa: PLC0415 - the driver is an extra

            return cls(PostgresStore(postgres_url(url), key, public_url))
        from db.sqlite_store import SqliteStore  # noqa: PLC0415

        return cls(await SqliteStore.open(file, key, public_url, read_only=read_only))

    async def write(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service in a transaction of its own; on SQLite after whatever was asked for before."""
        return await self._store.write(lambda work: service(work, *args, **kwargs))

    async def write_now(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service that takes a millisecond, such as a turn: the same as `write`, with less ado."""
        return await self._store.write_now(lambda work: service(work, *args, **kwargs))

    async def read(self, service: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Carry out a service that only reads, beside whatever is written; it sees the data of one moment."""
        return await self._store.read(lambda work: service(work, *args, **kwargs))

    @property
    def is_shared(self) -> bool:
        """Whether other processes may write as well."""
        return self._store.is_shared

    def lease(self, name: str) -> AbstractAsyncContextManager[Lease]:
        """Wait until no other process holds the lease of that name, and hold it; a process that dies lets go."""
        return self._store.lease(name)

    async def close(self) -> None:
        """Finish what was begun, and let another process write."""
        await self._store.close()
