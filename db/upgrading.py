"""
Bringing the schema up to date, on a first start as after a new version of the program.

An upgrade is one transaction: killed in the middle it leaves the old schema, never something between. An existing file
of SQLite is backed up first; the backup is the way back.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db import revisions
from db.backup import back_up_file
from db.errors import StorageProblem, problem_with
from db.location import postgres_url, sqlite_file
from db.lock import FileLock
from db.revisions import check_known, check_newest, newest, revision_in, schema_of
from db.sqlite import writing_engine

T = TypeVar("T")

_PG_LOCK = text("SELECT pg_advisory_xact_lock(4858553)")  # any number, as long as every process takes the same
_NOT_LET_IN = ("08", "28", "3D", "53", "57P")
"""How the codes of failures begin with which a server turns everybody away, whatever they ask for."""
_BROKEN_KEYS = text("PRAGMA foreign_key_check")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The schema of before (None: there was none) and of now, and where the data of before was kept."""

    before: str | None
    now: str
    backup: Path | None = None


async def upgrade(url: str, data_dir: Path, now: datetime) -> Upgraded:
    """
    Make the schema what this version of the program needs; nothing happens if it is already.

    Raise `StorageProblem` if the data was made by a newer version or cannot be reached, `AlreadyRunning` if a server
    writes to the file.
    """
    file = sqlite_file(url, data_dir)
    if file is not None:
        return await asyncio.to_thread(_upgrade_file, file, now)
    return await _on_server(postgres_url(url), _upgrade_server)


async def check_current(url: str, data_dir: Path) -> None:
    """Raise `StorageProblem` unless there is data of the very schema that this version of the program needs."""
    file = sqlite_file(url, data_dir)
    if file is not None:
        await asyncio.to_thread(_check_file, file)
    else:
        await _on_server(postgres_url(url), _check_server)


async def _on_server(url: URL, act: Callable[[Connection], T]) -> T:
    """Carry something out in a transaction of its own; say what is wrong with the server or with its address."""
    shown = url.set(drivername="postgresql").render_as_string(hide_password=True)
    try:
        engine = create_async_engine(url)
    except ModuleNotFoundError as problem:
        raise StorageProblem("undriven", shown) from problem
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(act)
    except OSError as problem:
        raise StorageProblem("unreachable", shown) from problem
    except DBAPIError as problem:
        if not str(getattr(problem.orig, "sqlstate", None) or "").startswith(_NOT_LET_IN):
            raise
        raise StorageProblem("unreachable", shown) from problem
    finally:
        await engine.dispose()


def _check_server(connection: Connection) -> None:
    revision = revision_in(connection)
    check_newest(revision, connection.engine.url.database or "")


def _check_file(file: Path) -> None:
    if not file.is_file():
        raise StorageProblem("missing", str(file))
    try:
        revision = schema_of(file)
    except sqlite3.Error as problem:
        raise problem_with(str(file), problem) or problem from problem
    check_newest(revision, str(file))


def _upgrade_server(connection: Connection) -> Upgraded:
    connection.execute(_PG_LOCK)
    before = revision_in(connection)
    check_known(before, connection.engine.url.database or "")
    return Upgraded(before, newest()) if before == newest() else _migrate(connection, before)


def _upgrade_file(file: Path, now: datetime) -> Upgraded:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(file):
        try:
            with writing_engine(file, foreign_keys=False).connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return _upgrade_connected(connection, file, now)
        except DatabaseError as problem:
            raise problem_with(file.name, problem) or problem from problem


def _upgrade_connected(connection: Connection, file: Path, now: datetime) -> Upgraded:
    before = revision_in(connection)
    check_known(before, file.name)
    if before == newest():
        connection.rollback()
        return Upgraded(before, before)
    backup = _keep(file, before, now) if before else None
    upgraded = _migrate(connection, before)
    if connection.execute(_BROKEN_KEYS).first() is not None:
        raise StorageProblem("damaged", file.name)
    connection.commit()
    return Upgraded(upgraded.before, upgraded.now, backup)


def _keep(file: Path, before: str, now: datetime) -> Path:
    """Back the file up beside itself, under a name that says when and before what."""
    backup = file.with_name(f"{file.stem}-{now:%Y%m%d-%H%M%S}-schema-{before}{file.suffix}")
    back_up_file(file, backup)
    return backup


def _migrate(connection: Connection, before: str | None) -> Upgraded:
    from alembic import command  # noqa: PLC0415 - only where there is something to migrate; see db.revisions
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(revisions.MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
    return Upgraded(before, newest())
