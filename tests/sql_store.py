"""Real stores for the conversations, which also run on the fake one: a file of SQLite, or a PostgreSQL server."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.ports import NewUnit, Work
from db.location import postgres_url
from db.sqlite import writing_engine
from db.tables import person
from db.work import SqlWork
from tests.conftest import MONDAY
from tests.fakes import PUBLIC_URL, UNITS
from tests.storage import KEY


class SqliteStore:
    """Keeps `tests.transcripts.Store` in a file whose schema is up to date; each call is one transaction."""

    def __init__(self, file: Path) -> None:
        self.connection = writing_engine(file).connect()
        self.connection.exec_driver_sql("PRAGMA synchronous = OFF")
        self.write(put_units)

    def write(self, function: Callable[..., Any], *args: Any) -> Any:
        self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            result = function(SqlWork(self.connection, KEY, PUBLIC_URL), *args)
        except BaseException:
            self.connection.exec_driver_sql("ROLLBACK")
            raise
        self.connection.exec_driver_sql("COMMIT")
        return result

    def knows(self, person_id: int) -> bool:
        return self.connection.scalar(select(person.c.id).where(person.c.id == person_id)) is not None

    def add_mentor_code(self, code: str, unit: str) -> None:
        self.write(invite_mentors, code, unit)

    def close(self) -> None:
        self.connection.close()


class PostgresStore:
    """The same on a server."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.engine = create_async_engine(postgres_url(url))
        self.write(put_units)

    def write(self, function: Callable[..., Any], *args: Any) -> Any:
        async def transaction() -> Any:
            async with self.engine.begin() as connection:
                return await connection.run_sync(lambda sync: function(SqlWork(sync, KEY, PUBLIC_URL), *args))

        return self.runner.run(transaction())

    def knows(self, person_id: int) -> bool:
        async def found() -> bool:
            async with self.engine.connect() as connection:
                return await connection.scalar(select(person.c.id).where(person.c.id == person_id)) is not None

        return self.runner.run(found())

    def add_mentor_code(self, code: str, unit: str) -> None:
        self.write(invite_mentors, code, unit)

    def close(self) -> None:
        self.runner.run(self.engine.dispose())
        self.runner.close()


def put_units(work: Work) -> None:
    """Make the units that the fake store has."""
    codes = {unit.id: unit.code for unit in UNITS}
    work.units.put([NewUnit(unit.code, unit.name, unit.kind, codes.get(unit.parent_id or 0)) for unit in UNITS], MONDAY)


def invite_mentors(work: Work, code: str, unit: str) -> None:
    """Do what the office page does."""
    unit_id = next(known.id for known in work.units.all() if known.code == unit)
    staff = work.offices.by_login("co.hanh")
    staff_id = staff[0].id if staff else work.offices.add("co.hanh", "Hạnh", "-", None, MONDAY).id
    work.codes.issue_for_mentors(code, unit_id, staff_id, 10, MONDAY + timedelta(days=365))
