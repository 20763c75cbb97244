"""
Which schema a database has, and which ones this version of the program knows.

A migration's file is named after its revision, so all of this is known without Alembic, which takes longer to import
than everything else a start does.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from db.errors import StorageProblem
from db.location import read_only_uri

MIGRATIONS = Path(__file__).parent / "migrations"

_TABLE = "alembic_version"
_REVISION = text("SELECT version_num FROM alembic_version")


def known() -> list[str]:
    """Return the revisions of every schema there ever was, oldest first."""
    return sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """Return the schema that this version of the program needs."""
    return known()[-1]


def check_known(revision: str | None, subject: str) -> None:
    """Raise `StorageProblem` if data has a schema that only a newer version of the program knows."""
    if revision is not None and revision not in known():
        raise StorageProblem("newer", subject)


def check_newest(revision: str | None, subject: str) -> None:
    """Raise `StorageProblem` unless data has the very schema that this version of the program needs."""
    if revision is None:
        raise StorageProblem("missing", subject)
    check_known(revision, subject)
    if revision != newest():
        raise StorageProblem("older", subject)


def revision_in(connection: Connection) -> str | None:
    """Return the revision of the schema behind a connection; None if there is none yet."""
    if not inspect(connection).has_table(_TABLE):
        return None
    revision: str | None = connection.scalar(_REVISION)
    return revision


def schema_of(file: Path) -> str:
    """Return the revision of the schema of a database file."""
    with closing(sqlite3.connect(read_only_uri(file), uri=True)) as connection, suppress(sqlite3.OperationalError):
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if row is not None:
            revision: str = row[0]
            return revision
    raise StorageProblem("foreign", str(file))
