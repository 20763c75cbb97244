"""What can go wrong around the storage as a whole, for the command line to put into words."""

import sqlite3
from typing import Literal

from sqlalchemy.exc import DBAPIError

Kind = Literal[
    "missing",  # there is no such file
    "exists",  # a file of that name is there already
    "damaged",  # the file is no database, or fails the check of its integrity
    "foreign",  # a database, but not one of this program
    "newer",  # made by a newer version of the program
    "older",  # made by an older version, and not brought up to date yet
    "full",  # no room on the disk
    "busy",  # somebody else is using it
    "unsupported",  # PostgreSQL has tools of its own: pg_dump, pg_restore
    "unwritable",  # the folder cannot be written to
    "unreachable",  # PostgreSQL does not answer, or does not know the database, the name or the password
    "undriven",  # the library that talks to PostgreSQL is not installed
]


class StorageProblem(Exception):
    """Something that whoever runs the program can do something about; `kind` says what, `subject` which file."""

    def __init__(self, kind: Kind, subject: str = "") -> None:
        super().__init__(f"{kind}: {subject}" if subject else kind)
        self.kind = kind
        self.subject = subject


class AlreadyRunning(StorageProblem):
    """Another process writes to this database file; there is only ever one."""

    def __init__(self, subject: str = "") -> None:
        super().__init__("busy", subject)


_KINDS: dict[int, Kind] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}


def problem_with(subject: str, failure: BaseException) -> StorageProblem | None:
    """Return what a failure of SQLite means for whoever runs the program; None if it is a fault of the program."""
    if isinstance(failure, StorageProblem):
        return failure
    original = failure.orig if isinstance(failure, DBAPIError) else failure
    kind = _KINDS.get(getattr(original, "sqlite_errorcode", 0) & 0xFF)
    return StorageProblem(kind, subject) if kind else None
