import asyncio
import os
import sqlite3
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from db import migrations, revisions
from db.database import Database
from db.errors import AlreadyRunning, StorageProblem
from db.lock import FileLock
from db.revisions import newest
from db.upgrading import Upgraded, upgrade
from tests.db.talks import HOA, person_at
from tests.storage import BOTH, KEY, MONDAY, Place, administer, named


@pytest.fixture(params=BOTH)
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a database is going to be."""
    if request.param == "sqlite":
        yield Place("", tmp_path / "new")
        return
    server: str = request.getfixturevalue("postgres_server")
    asyncio.run(administer(server, "CREATE DATABASE brand_new"))
    yield Place(named(server, "brand_new"), tmp_path)
    asyncio.run(administer(server, "DROP DATABASE brand_new WITH (FORCE)"))


async def test_a_first_start_makes_the_newest_schema_and_a_second_changes_nothing(nothing_yet: Place) -> None:
    first = await upgrade(nothing_yet.url, nothing_yet.folder, MONDAY)
    second = await upgrade(nothing_yet.url, nothing_yet.folder, MONDAY)

    assert (first, second) == (Upgraded(None, newest()), Upgraded(newest(), newest()))


@pytest.mark.parametrize("nothing_yet", BOTH[1:], indirect=True)
async def test_several_processes_may_start_at_once_on_a_server(nothing_yet: Place) -> None:
    upgraded = await asyncio.gather(*(upgrade(nothing_yet.url, nothing_yet.folder, MONDAY) for _ in range(3)))

    assert sorted(str(one.before) for one in upgraded) == [newest(), newest(), "None"]


def test_alembic_check_finds_no_drift(place: Place) -> None:
    """The migrations make what `db.tables` says; if not, this fails with the difference."""
    ini = Path(migrations.__path__[0], "alembic.ini")
    url = place.url or f"sqlite:///{place.folder / 'hocso.db'}"

    command.check(Config(ini, cmd_opts=Namespace(x=[f"url={url}"])))


@pytest.fixture
def old(sqlite_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a person in it whose schema is one step behind."""

    async def fill() -> None:
        database = await Database.open("", sqlite_folder, KEY)
        await database.write(person_at, HOA)
        await database.close()

    asyncio.run(fill())
    add_step(sqlite_folder / "steps", monkeypatch, "op.add_column('person', sa.Column('shoe', sa.Integer()))")
    return sqlite_folder


def add_step(folder: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let there be one more migration than the program comes with."""
    real = revisions.MIGRATIONS
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001.py"):
        (folder / name).write_text((real / name).read_text())
    (folder / "versions" / "0002.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        f"def upgrade():\n    {step}\n"
    )
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)


async def test_an_existing_file_is_backed_up_before_it_is_changed(old: Path) -> None:
    upgraded = await upgrade("", old, MONDAY)

    assert upgraded == Upgraded("0001", "0002", old / "hocso-20261116-020000-schema-0001.db")
    assert upgraded.backup is not None
    with closing(sqlite3.connect(upgraded.backup)) as backup, closing(sqlite3.connect(old / "hocso.db")) as now:
        assert backup.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]
        assert backup.execute("SELECT count(*) FROM person").fetchone() == (1,)
        assert now.execute("SELECT count(*), max(shoe) FROM person").fetchone() == (1, None)


async def test_an_upgrade_that_fails_changes_nothing(sqlite_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = "op.add_column('person', sa.Column('shoe', sa.Integer())); op.execute('nonsense')"
    add_step(sqlite_folder / "steps", monkeypatch, step)

    with pytest.raises(Exception, match="nonsense"):
        await upgrade("", sqlite_folder, MONDAY)

    with closing(sqlite3.connect(sqlite_folder / "hocso.db")) as file:
        assert file.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]
        assert "shoe" not in [row[1] for row in file.execute("PRAGMA table_info(person)")]


async def test_a_table_that_others_refer_to_can_be_rebuilt(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite changes columns by copying a table; with foreign keys on, that would delete what refers to it."""
    (old / "steps" / "versions" / "0002.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    with op.batch_alter_table('person') as table:\n"
        "        table.alter_column('name', existing_type=sa.String(60), type_=sa.String(90))\n"
    )

    await upgrade("", old, MONDAY)

    with closing(sqlite3.connect(old / "hocso.db")) as file:
        counts = file.execute("SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM address)").fetchone()
    assert counts == (1, 1)


async def test_data_of_a_newer_version_is_left_alone(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await upgrade("", old, MONDAY)
    monkeypatch.undo()

    with pytest.raises(StorageProblem) as problem:
        await upgrade("", old, MONDAY)

    assert problem.value.kind == "newer"


async def test_nothing_is_upgraded_under_a_running_server(sqlite_folder: Path) -> None:
    with FileLock(sqlite_folder / "hocso.db"), pytest.raises(AlreadyRunning):
        await upgrade("", sqlite_folder, MONDAY)


async def test_something_else_is_not_taken_for_a_database(tmp_path: Path) -> None:
    (tmp_path / "hocso.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(StorageProblem) as problem:
        await upgrade("", tmp_path, MONDAY)

    assert problem.value.kind == "damaged"


async def test_a_relative_url_lies_in_the_data_folder(tmp_path: Path) -> None:
    await upgrade("sqlite:///other.db", tmp_path, MONDAY)

    assert "other.db" in os.listdir(tmp_path)


def test_files_are_named_after_their_revisions() -> None:
    scripts = ScriptDirectory(str(revisions.MIGRATIONS))

    assert revisions.known() == sorted(script.revision for script in scripts.walk_revisions())
    assert newest() == scripts.get_current_head()
