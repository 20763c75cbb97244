import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports import Work
from db import backup as backups
from db.backup import backup, check_integrity, restore
from db.database import Database
from db.errors import AlreadyRunning, StorageProblem
from tests.db.talks import HOA, LAN, person_at, say
from tests.storage import KEY, MONDAY


@pytest.fixture
async def running(sqlite_folder: Path) -> AsyncIterator[Database]:
    database = await Database.open("", sqlite_folder, KEY)
    yield database
    await database.close()


def lines_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        count: int = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    return count


async def test_a_backup_beside_a_running_server_has_everything_committed_before(
    running: Database, sqlite_folder: Path, tmp_path: Path
) -> None:
    """Writing goes on all the while; what was answered before the backup began is in it, and it is sound."""
    answered = 0
    stop = asyncio.Event()

    async def chat() -> None:
        nonlocal answered
        while not stop.is_set():
            await running.write(say, HOA, f"m{answered}", "Chào!")
            answered += 1

    chatting = asyncio.create_task(chat())
    for number in range(5):
        await asyncio.sleep(0.05)
        before = answered
        target = await asyncio.to_thread(backup, "", sqlite_folder, tmp_path / f"copy-{number}.db")
        assert before <= lines_in(target) <= answered + 1
    stop.set()
    await chatting


async def test_a_folder_takes_the_backup_under_its_own_name(
    running: Database, sqlite_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()

    assert backup("", sqlite_folder, tmp_path / "usb") == tmp_path / "usb" / "hocso.db"
    assert os.listdir(tmp_path / "usb") == ["hocso.db"]


async def test_a_backup_is_one_private_file(running: Database, sqlite_folder: Path, tmp_path: Path) -> None:
    target = backup("", sqlite_folder, tmp_path / "copy.db")

    assert target.stat().st_mode & 0o077 == 0
    check_integrity(target)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
async def test_a_backup_is_private_before_it_is_done(
    running: Database, sqlite_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    monkeypatch.setattr(backups, "check_integrity", lambda part: modes.append(part.stat().st_mode & 0o077))
    before = os.umask(0)
    try:
        backup("", sqlite_folder, tmp_path / "copy.db")
    finally:
        os.umask(before)

    assert modes == [0]


async def test_nothing_is_ever_overwritten(running: Database, sqlite_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")

    with pytest.raises(StorageProblem) as problem:
        backup("", sqlite_folder, target)

    assert (problem.value.kind, target.read_text()) == ("exists", "precious")


@pytest.mark.parametrize(("target", "kind"), [("missing/copy.db", "unwritable")])
def test_a_place_that_cannot_be_written_to_is_told(sqlite_folder: Path, target: str, kind: str) -> None:
    with pytest.raises(StorageProblem) as problem:
        backup("", sqlite_folder, sqlite_folder / target)

    assert problem.value.kind == kind


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem) as problem:
        backup("", tmp_path, tmp_path / "copy.db")

    assert (problem.value.kind, os.listdir(tmp_path)) == ("missing", [])


def test_a_damaged_database_makes_no_backup(sqlite_folder: Path, tmp_path: Path) -> None:
    file = sqlite_folder / "hocso.db"
    content = bytearray(file.read_bytes())
    content[8192:24576] = os.urandom(16384)
    file.write_bytes(content)

    with pytest.raises(StorageProblem) as problem:
        backup("", sqlite_folder, tmp_path / "copy.db")

    assert problem.value.kind == "damaged"
    assert not (tmp_path / "copy.db").exists()


def test_a_copy_that_fails_its_check_does_not_stay(
    sqlite_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Path) -> None:
        raise StorageProblem("damaged", str(file))

    monkeypatch.setattr(backups, "check_integrity", fail)

    with pytest.raises(StorageProblem):
        backup("", sqlite_folder, tmp_path / "copy.db")
    assert [name for name in os.listdir(tmp_path) if name.startswith("copy")] == []


def test_a_server_has_tools_of_its_own(tmp_path: Path) -> None:
    url, copy = "postgresql+asyncpg://localhost/hocso", tmp_path / "copy.db"

    with pytest.raises(StorageProblem, match="unsupported"):
        backup(url, tmp_path, copy)
    with pytest.raises(StorageProblem, match="unsupported"):
        restore(url, tmp_path, copy, MONDAY)


# --- back again ---------------------------------------------------------------------------------------------------


async def people(folder: Path) -> tuple[bool, bool]:
    """Return whether Hoa and Lan are known."""
    database = await Database.open("", folder, KEY)

    def known(work: Work) -> tuple[bool, bool]:
        return work.conversations.find(HOA) is not None, work.conversations.find(LAN) is not None

    found = await database.read(known)
    await database.close()
    return found


async def fill(folder: Path) -> Path:
    """Back up a database that knows Hoa, then let it learn of Lan; return the copy."""
    database = await Database.open("", folder, KEY)
    await database.write(person_at, HOA)
    copy = await asyncio.to_thread(backup, "", folder, folder / "copy.db")
    await database.write(person_at, LAN)
    await database.close()
    return copy


async def test_a_restored_copy_is_as_it_was_and_the_replaced_file_is_kept(sqlite_folder: Path) -> None:
    copy = await fill(sqlite_folder)
    assert await people(sqlite_folder) == (True, True)

    kept = await asyncio.to_thread(restore, "", sqlite_folder, copy, MONDAY)

    assert kept == sqlite_folder / "hocso-20261116-020000-replaced.db"
    assert await people(sqlite_folder) == (True, False)
    await asyncio.to_thread(restore, "", sqlite_folder, kept, MONDAY.replace(hour=9))
    assert await people(sqlite_folder) == (True, True)


async def test_a_copy_can_be_restored_where_nothing_was(sqlite_folder: Path) -> None:
    copy = await fill(sqlite_folder)

    assert await asyncio.to_thread(restore, "", sqlite_folder / "new", copy, MONDAY) is None
    assert await people(sqlite_folder / "new") == (True, False)


async def test_nothing_is_restored_under_a_running_server(running: Database, sqlite_folder: Path) -> None:
    copy = backup("", sqlite_folder, sqlite_folder / "copy.db")

    with pytest.raises(AlreadyRunning):
        restore("", sqlite_folder, copy, MONDAY)


async def test_nothing_is_restored_while_somebody_is_reading(sqlite_folder: Path) -> None:
    copy = await fill(sqlite_folder)
    with closing(sqlite3.connect(sqlite_folder / "hocso.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchone()

        with pytest.raises(StorageProblem, match="busy"):
            await asyncio.to_thread(restore, "", sqlite_folder, copy, MONDAY)

    assert await people(sqlite_folder) == (True, True)


async def test_a_damaged_database_is_kept_beside_the_copy_that_replaces_it(sqlite_folder: Path) -> None:
    copy = await fill(sqlite_folder)
    await asyncio.to_thread((sqlite_folder / "hocso.db").write_bytes, b"no database any more" * 1000)

    kept = await asyncio.to_thread(restore, "", sqlite_folder, copy, MONDAY)

    assert kept is not None
    assert await asyncio.to_thread(kept.read_bytes) == b"no database any more" * 1000
    assert await people(sqlite_folder) == (True, False)


def test_only_a_sound_copy_of_a_known_schema_is_restored(sqlite_folder: Path) -> None:
    copy = backup("", sqlite_folder, sqlite_folder / "copy.db")
    newer = backup("", sqlite_folder, sqlite_folder / "newer.db")
    foreign, damaged = sqlite_folder / "foreign.db", sqlite_folder / "damaged.db"
    with closing(sqlite3.connect(newer, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(foreign, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    damaged.write_bytes(copy.read_bytes()[:20000] + b"\x00" * 9000)

    kinds = []
    for source in (newer, foreign, damaged, sqlite_folder / "missing.db"):
        with pytest.raises(StorageProblem) as problem:
            restore("", sqlite_folder, source, MONDAY)
        kinds.append(problem.value.kind)

    assert kinds == ["newer", "foreign", "damaged", "missing"]
    check_integrity(sqlite_folder / "hocso.db")
