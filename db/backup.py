"""
Copies of the database file: made while the server runs, checked before they count, and put back.

PostgreSQL brings tools of its own (`pg_dump`, `pg_restore`); these functions refuse and say so.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from db.errors import StorageProblem, problem_with
from db.location import read_only_uri, sqlite_file
from db.lock import FileLock
from db.revisions import check_known, schema_of

_SIDE_FILES = ("-wal", "-shm")


def backup(url: str, data_dir: Path, target: Path) -> Path:
    """
    Copy what is committed at this moment to a new file, and check the copy; a running server goes on meanwhile.

    Nothing is ever overwritten: if `target` is a folder, the copy goes into it under the name of the database.
    """
    file = _file_of(url, data_dir)
    if target.is_dir():
        target /= file.name
    back_up_file(file, target)
    return target


def back_up_file(file: Path, target: Path) -> None:
    """Copy a database file to a new file, and check the copy."""
    if not file.is_file():
        raise StorageProblem("missing", str(file))
    _reserve(target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        _reserve(part)  # so that it is private from its first byte
        with closing(sqlite3.connect(read_only_uri(file), uri=True)) as source:
            source.execute("VACUUM INTO ?", (str(part),))
        check_integrity(part)
        _sync(part)
        part.replace(target)
        _sync(target.parent)
    except (sqlite3.Error, OSError, StorageProblem) as problem:
        for half_done in (part, target):
            half_done.unlink(missing_ok=True)
        raise problem_with(str(target), problem) or StorageProblem("unwritable", str(target)) from problem


def restore(url: str, data_dir: Path, source: Path, now: datetime) -> Path | None:
    """
    Put a copy in the place of the database; return where the replaced one was kept, if there was one.

    Refuses while a server runs, and takes only a sound copy of a schema that this version knows.
    """
    file = _file_of(url, data_dir)
    check_integrity(source)
    check_known(schema_of(source), str(source))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(file):
        arriving = file.with_name(file.name + ".arriving")
        arriving.unlink(missing_ok=True)
        back_up_file(source, arriving)
        kept = _keep(file, now) if file.exists() else None
        arriving.replace(file)
        _sync(file.parent)
        return kept


def check_integrity(file: Path) -> None:
    """Raise `StorageProblem` unless the file is a sound database, whose references all lead somewhere."""
    if not file.is_file():
        raise StorageProblem("missing", str(file))
    try:
        with closing(sqlite3.connect(read_only_uri(file), uri=True)) as connection:
            is_sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            is_whole = connection.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError as problem:
        raise StorageProblem("damaged", str(file)) from problem
    if not (is_sound and is_whole):
        raise StorageProblem("damaged", str(file))


def _file_of(url: str, data_dir: Path) -> Path:
    file = sqlite_file(url, data_dir)
    if file is None:
        raise StorageProblem("unsupported")
    return file


def _reserve(target: Path) -> None:
    """Take the name, so that nobody else's file is ever overwritten."""
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as problem:
        raise StorageProblem("exists", str(target)) from problem
    except OSError as problem:
        raise StorageProblem("unwritable", str(target)) from problem


def _keep(file: Path, now: datetime) -> Path:
    """
    Give the present database a second name: what is in it may still be wanted.

    It keeps the first one too until the copy takes that over in one step, so that there is a database at every moment.
    """
    kept = file.with_name(f"{file.stem}-{now:%Y%m%d-%H%M%S}-replaced{file.suffix}")
    _gather_up(file)
    for ending in _SIDE_FILES:  # what is still there belongs to a file too damaged to be opened
        side = file.with_name(file.name + ending)
        if side.exists():
            side.rename(kept.with_name(kept.name + ending))
    _reserve(kept)
    shutil.copyfile(file, kept)
    _sync(kept)
    return kept


def _gather_up(file: Path) -> None:
    """Move the log into the database and do without it; raise `StorageProblem` if somebody is reading there."""
    try:
        with closing(sqlite3.connect(file, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as problem:
        known = problem_with(file.name, problem)
        if known is None or known.kind != "damaged":
            raise known or problem from problem


def _sync(path: Path) -> None:
    """Wait until a file or folder is really on the disk; some systems cannot do that for a folder."""
    try:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    except PermissionError:
        if path.is_dir():
            return
        raise
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
