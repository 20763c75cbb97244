"""
How the file of SQLite is opened: once for writing, any number of times for reading.

Only the connection that writes ever moves the log (WAL) into the file: SQLite before 3.51.3 can corrupt a file when two
connections write and checkpoint at once.
"""

import os
import sqlite3
from pathlib import Path

import aiosqlite
from sqlalchemy import AsyncAdaptedQueuePool, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.ports import StorageBusy, StorageFull, StorageUnavailable
from db.codec import to_json
from db.location import read_only_uri
from db.prepared import may_go_directly

BUSY_SECONDS = 4.0
"""How long another process that holds the file is waited for; whoever waits behind that is answered within twice."""

_READERS = 4
_STATEMENTS = 512
_WAL_LIMIT = 64 * 1024 * 1024

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL loses confirmed messages in a power cut
    "PRAGMA fullfsync = ON",  # macOS lets a disk say that it is done before it is
    "PRAGMA temp_store = MEMORY",  # savepoints would keep their pages in a file otherwise
    "PRAGMA secure_delete = ON",  # what a person has erased is overwritten, not only unlinked
    f"PRAGMA journal_size_limit = {_WAL_LIMIT}",
)


def writing_engine(file: Path, foreign_keys: bool = True) -> Engine:
    """
    Return an engine that writes; transactions are begun by hand, so that nothing begins them in the wrong mode.

    A migration that rebuilds a table has to switch foreign keys off before it begins.
    """

    def connect() -> sqlite3.Connection:
        _make_private(file)
        connection = sqlite3.connect(
            file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        return connection

    engine = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        poolclass=NullPool,
        json_serializer=to_json,
        pool_reset_on_return=None,
        hide_parameters=True,  # they are names and words of people, and a failure ends up in a log
    )
    event.listen(engine, "connect", lambda driver, record: may_go_directly(record.info, driver))
    return engine


def reading_engine(file: Path) -> AsyncEngine:
    """Return an engine whose connections cannot write; each transaction sees the data of one moment."""

    async def connect() -> aiosqlite.Connection:
        connection = await aiosqlite.connect(
            read_only_uri(file), uri=True, timeout=BUSY_SECONDS, isolation_level=None, cached_statements=_STATEMENTS
        )
        await connection.execute("PRAGMA wal_autocheckpoint = 0")
        return connection

    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=connect,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=_READERS,
        max_overflow=0,
        json_serializer=to_json,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def unavailable(problem: BaseException) -> StorageUnavailable | None:
    """Return a failure of SQLite as something that may pass, or None if it is not of that sort."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    if not isinstance(original, sqlite3.Error):
        return None
    match getattr(original, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageBusy()
        case sqlite3.SQLITE_FULL:
            return StorageFull()
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return StorageUnavailable()
    return None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _make_private(file: Path) -> None:
    """Make a new file that only this account may read; it holds the names of people."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
