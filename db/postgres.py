"""
PostgreSQL: several processes may write, each conversation in order because its row is locked.

A transaction that loses against another (a deadlock, a serialization failure) is begun again a few times: nothing of it
was kept, and services are plain functions of a unit of work. Nothing else is ever repeated silently.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy import URL, Connection, NullPool, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.ports import StorageBusy, StorageFull, StorageUnavailable, Work
from db.codec import to_json
from db.work import SqlWork

T = TypeVar("T")

_POOL = 16
_PATIENCE = 8
"""Seconds to wait for a connection, or for a lock that somebody else holds."""

_ASK_AGAIN = 0.5
"""Seconds after which a lease that another process holds is asked for again."""
# The server lets go by itself when the connection ends, however its process ended.
_TRY_LEASE = text("SELECT pg_try_advisory_lock(4858553, hashtext(:name))")
_ALIVE = text("SELECT 1")

_TRIES = 5
_LOST = frozenset({"40001", "40P01"})
_LOCKED = "55P03"
_FULL = "53100"
_GONE = ("08", "53", "57P", "58")
"""How the codes of failures begin that are about the server and not about the statement."""

_SETTINGS = {
    "application_name": "hocso",
    "lock_timeout": f"{_PATIENCE}s",
    "idle_in_transaction_session_timeout": "60s",
}
# A machine that loses its power closes nothing: the server has to ask whether it is still there.
_SETTINGS_OF_LEASES = {
    "application_name": "hocso lease",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class _Held:
    """A lease, for as long as the connection that holds it is alive."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def is_held(self) -> bool:
        """Return whether it is still ours; a server that does not answer in time may have given it to others."""
        if self._connection.invalidated:
            return False
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._connection.execute(_ALIVE)
        except (SQLAlchemyError, OSError):
            return False
        return True


class PostgresStore:
    """Keeps `db.database.Store` on a server."""

    is_shared = True

    def __init__(self, url: URL, key: bytes, public_url: str) -> None:
        self._key = key
        self._public_url = public_url
        self._engine = create_async_engine(
            url,
            pool_size=_POOL,
            max_overflow=0,
            pool_timeout=_PATIENCE,
            json_serializer=to_json,
            hide_parameters=True,  # they are names and words of people, and a failure ends up in a log
            connect_args={"timeout": _PATIENCE, "server_settings": _SETTINGS},
        )
        # A lease may be held for days: outside of transactions, and never on a connection that a turn could need.
        self._leases = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"timeout": _PATIENCE, "server_settings": _SETTINGS_OF_LEASES},
        )
        self._snapshots = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def write(self, run: Callable[[Work], T]) -> T:
        """
        Carry out a call in a transaction of its own.

        If the server vanishes during the commit nobody knows whether it was kept; whoever asks again brings the same
        key, which tells.
        """
        for tries in range(_TRIES):
            try:
                return await self._carry_out(self._engine, run)
            except _LostRace:
                await asyncio.sleep(0.01 * 2**tries)
        raise StorageBusy

    async def write_now(self, run: Callable[[Work], T]) -> T:
        """Carry out a quick call; here every call has a connection of its own."""
        return await self.write(run)

    async def read(self, run: Callable[[Work], T]) -> T:
        """Carry out a call that only reads, on the data of one moment."""
        try:
            return await self._carry_out(self._snapshots, run)
        except _LostRace as problem:
            raise StorageBusy from problem

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[_Held]:
        """Wait until no other process holds a lease, and hold it; raise StorageUnavailable if the server is away."""
        try:
            connection = await self._leases.connect()
        except (DBAPIError, OSError) as problem:
            raise StorageUnavailable from problem
        try:
            while not await self._is_granted(connection, name):  # noqa: ASYNC110 - another process holds it
                await asyncio.sleep(_ASK_AGAIN)
            yield _Held(connection)
        finally:
            # Ends the connection and the lease with it, without asking anything of a server that may be gone.
            await connection.invalidate()
            await connection.close()

    async def _is_granted(self, connection: AsyncConnection, name: str) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                return bool(await connection.scalar(_TRY_LEASE, {"name": name}))
        except (SQLAlchemyError, OSError) as problem:
            raise StorageUnavailable from problem

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
        await self._leases.dispose()

    async def _carry_out(self, engine: AsyncEngine, run: Callable[[Work], T]) -> T:
        def on(connection: Connection) -> T:
            return run(SqlWork(connection, self._key, self._public_url))

        try:
            async with engine.begin() as connection:
                return await connection.run_sync(on)
        except DBAPIError as problem:
            raise _what(problem) or problem from problem
        except PoolTimeout as problem:
            raise StorageBusy from problem
        except OSError as problem:
            raise StorageUnavailable from problem


class _LostRace(Exception):
    """The transaction had to give way to another one."""


def _what(problem: DBAPIError) -> Exception | None:
    """Return a failure of the server in words that the edges understand; None if the statement itself is at fault."""
    code: str = getattr(problem.orig, "sqlstate", None) or ""
    if code in _LOST:
        return _LostRace()
    if code == _LOCKED:
        return StorageBusy()
    if code == _FULL:
        return StorageFull()
    if problem.connection_invalidated or code.startswith(_GONE):
        return StorageUnavailable()
    return None
