import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.dialogue.messages import Outgoing
from bot.ports import Work
from db import migrations, revisions
from db.database import Database
from db.errors import AlreadyRunning, StorageProblem
from db.lock import FileLock
from db.revisions import newest
from db.upgrading import Upgraded, upgrade
from tests.db.talks import HOA, LAN, MINUTE, person_at, plant, talk_at
from tests.storage import BOTH, KEY, MONDAY, Place, administer, named

NEWEST = newest()
NEXT = f"{int(NEWEST) + 1:04}"
HEAD = (
    "import sqlalchemy as sa\nfrom alembic import op\n"
    f"revision = '{NEXT}'\ndown_revision = '{NEWEST}'\ndef upgrade():\n"
)


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
    copy_steps(folder, revisions.known())
    (folder / "versions" / f"{NEXT}.py").write_text(f"{HEAD}    {step}\n")
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)


def copy_steps(folder: Path, known: Sequence[str]) -> None:
    """Make a folder of some of the migrations that the program comes with."""
    real = revisions.MIGRATIONS
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", *(f"versions/{revision}.py" for revision in known)):
        (folder / name).write_text((real / name).read_text())


async def test_an_existing_file_is_backed_up_before_it_is_changed(old: Path) -> None:
    upgraded = await upgrade("", old, MONDAY)

    assert upgraded == Upgraded(NEWEST, NEXT, old / f"hocso-20261116-020000-schema-{NEWEST}.db")
    assert upgraded.backup is not None
    with closing(sqlite3.connect(upgraded.backup)) as backup, closing(sqlite3.connect(old / "hocso.db")) as now:
        assert backup.execute("SELECT * FROM alembic_version").fetchall() == [(NEWEST,)]
        assert backup.execute("SELECT count(*) FROM person").fetchone() == (1,)
        assert now.execute("SELECT count(*), max(shoe) FROM person").fetchone() == (1, None)


async def test_an_upgrade_that_fails_changes_nothing(sqlite_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = "op.add_column('person', sa.Column('shoe', sa.Integer())); op.execute('nonsense')"
    add_step(sqlite_folder / "steps", monkeypatch, step)

    with pytest.raises(Exception, match="nonsense"):
        await upgrade("", sqlite_folder, MONDAY)

    with closing(sqlite3.connect(sqlite_folder / "hocso.db")) as file:
        assert file.execute("SELECT * FROM alembic_version").fetchall() == [(NEWEST,)]
        assert "shoe" not in [row[1] for row in file.execute("PRAGMA table_info(person)")]


async def test_a_table_that_others_refer_to_can_be_rebuilt(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite changes columns by copying a table; with foreign keys on, that would delete what refers to it."""
    (old / "steps" / "versions" / f"{NEXT}.py").write_text(
        f"{HEAD}    with op.batch_alter_table('person') as table:\n"
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


# --- from 0001 to 0002 --------------------------------------------------------------------------------------------

OF_0001 = Path(__file__).with_name("of_0001.sql").read_text(encoding="utf-8").strip().split(";\n")
LAST_OUTBOX, LAST_CODE = 8, 3
"""The largest ids that were ever given there."""
BEFORE = (
    "SELECT id, conversation_id, channel, seq, cause, message, attempts, not_before, error, external_id, created_at, "
    "sent_at FROM outbox ORDER BY id",
    "SELECT id, hash, kind, person_id, conversation_id, unit_id, staff_id, skill_id, task_id, uses_left, expires_at "
    "FROM code ORDER BY id",
    "SELECT id, channel, account, external_id, speaker_id, seq, last_at, created_at FROM conversation ORDER BY id",
    "SELECT id, consents, created_at FROM person ORDER BY id",
)
"""Everything that must be the same afterwards."""
STATES = "SELECT state FROM outbox ORDER BY id"
OLD_STATES = ["waiting", "sent", "dead", "sent", "dead", "waiting", "waiting"]
NEW_STATES = ["sent", "sent", "sent", "sent", "dead", "waiting", "sent"]

Rows = list[list[tuple[Any, ...]]]


async def ask(place: Place, *statements: str) -> Rows:
    """Carry out statements in one transaction; return the rows of each."""
    url = place.url or f"sqlite+aiosqlite:///{place.folder / 'hocso.db'}"
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        results = [await connection.execute(text(statement)) for statement in statements]
        rows = [[tuple(row) for row in result] if result.returns_rows else [] for result in results]
    await engine.dispose()
    return rows


async def states(place: Place) -> list[str]:
    (rows,) = await ask(place, STATES)
    return [state for (state,) in rows]


def a_message(seq: int, kind: str = "reply", state: str = "waiting", cause: str = "m9/0") -> str:
    """Return how Hoa is said something in the schema of 0002."""
    values = f"2, 'telegram', '{kind}', {seq}, '{cause}', '{{}}', '{state}', '2026-11-16 02:00:00.000000'"
    columns = "conversation_id, channel, kind, seq, cause, message, state, created_at"
    return f"INSERT INTO outbox ({columns}) VALUES ({values})"  # noqa: S608 - plain values of the tests below


def a_code(hashed: str, kind: str = "link", uses: int = 1) -> str:
    """Return how a code is kept in the schema of 0002."""
    return f"INSERT INTO code (hash, kind, uses_left) VALUES ('{hashed}', '{kind}', {uses})"  # noqa: S608 - the same


@pytest.fixture
async def of_0001(nothing_yet: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    """A database as the first version of the program left it, with something in every state that there was."""
    copy_steps(tmp_path / "first", ["0001"])
    with monkeypatch.context() as patched:
        patched.setattr(revisions, "MIGRATIONS", tmp_path / "first")
        await upgrade(nothing_yet.url, nothing_yet.folder, MONDAY)
    await ask(nothing_yet, *OF_0001)
    return nothing_yet


async def test_nothing_that_was_kept_is_lost(of_0001: Place) -> None:
    before = await ask(of_0001, *BEFORE)
    assert await states(of_0001) == OLD_STATES

    upgraded = await upgrade(of_0001.url, of_0001.folder, MONDAY)

    assert (upgraded.before, upgraded.now) == ("0001", newest())
    assert await ask(of_0001, *BEFORE) == before
    assert [len(rows) for rows in before] == [7, 2, 3, 2]


async def test_what_a_page_fetches_itself_is_on_its_way_no_more(of_0001: Place) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)

    assert await states(of_0001) == NEW_STATES


async def test_what_was_on_its_way_is_taken_up_where_it_was(of_0001: Place) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)
    database = await of_0001.open()

    (parcel,) = await database.read(lambda work: work.outbox.waiting("telegram", "bot", "reply", 10, MONDAY))
    (letter,) = await database.read(lambda work: work.outbox.dead(None, 10))
    lines = await database.read(lambda work: work.outbox.lines(1, 0, 10))

    assert (parcel.address, parcel.seq, parcel.message) == (HOA, 3, Outgoing("sáu"))
    assert (parcel.kind, parcel.attempts, parcel.bubbles, parcel.unknowns) == ("reply", 2, 0, 0)
    assert (parcel.not_before, parcel.not_after, parcel.was_begun) == (MONDAY, None, False)
    assert (letter.kind, letter.error) == ("reply", "invalid")
    assert [line.said for line in lines] == [Outgoing("một"), Outgoing("hai"), Outgoing("ba")]
    await database.close()


async def test_everybody_can_be_reached_until_they_say_otherwise(of_0001: Place) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)
    database = await of_0001.open()

    def remind(work: Work) -> bool:
        notice = work.outbox.add_notice(talk_at(work, HOA), "reminder", Outgoing("Học nhé?"), MONDAY, MONDAY + MINUTE)
        return notice is not None

    assert await database.write(remind)
    await database.close()


async def test_a_table_that_was_copied_gives_no_id_twice(of_0001: Place) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)

    await ask(of_0001, a_message(5, state="sending"), a_code("h4"))

    largest = await ask(of_0001, "SELECT max(id) FROM outbox", "SELECT max(id) FROM code")
    assert largest == [[(LAST_OUTBOX + 1,)], [(LAST_CODE + 1,)]]


async def test_a_table_that_was_empty_gives_no_id_twice_either(of_0001: Place) -> None:
    await ask(of_0001, "DELETE FROM outbox", "DELETE FROM code")
    await upgrade(of_0001.url, of_0001.folder, MONDAY)

    await ask(of_0001, a_message(5), a_code("h4"))

    assert await ask(of_0001, "SELECT id FROM outbox", "SELECT id FROM code") == [
        [(LAST_OUTBOX + 1,)],
        [(LAST_CODE + 1,)],
    ]


@pytest.mark.parametrize(
    "row",
    [
        a_message(9, state="lost"),
        a_message(9, kind="greeting"),
        a_message(3),
        a_message(9, cause="m2/0"),
        a_code("h9", kind="other"),
        a_code("h9", uses=-1),
        a_code("h1"),
    ],
)
async def test_what_the_tables_refuse_they_refuse_after_it(of_0001: Place, row: str) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)

    with pytest.raises(Exception, match=r"(?i)constraint"):
        await ask(of_0001, row)


async def test_what_belongs_to_a_chat_still_goes_with_it(of_0001: Place) -> None:
    await upgrade(of_0001.url, of_0001.folder, MONDAY)
    database = await of_0001.open()

    def erase(work: Work) -> tuple[list[int], list[tuple[str, int | None]]]:
        work.people.erase(person_at(work, LAN), MONDAY)
        plant(work, text("DELETE FROM conversation WHERE id = 2"))
        messages = plant(work, text("SELECT conversation_id FROM outbox")).scalars().all()
        codes = plant(work, text("SELECT hash, conversation_id FROM code")).all()
        return list(messages), [tuple(code) for code in codes]

    assert await database.write(erase) == ([3], [("h1", None)])
    await database.close()


UPGRADING = """
import asyncio, sys, time
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from db.upgrading import upgrade

url, folder, moment = sys.argv[1:]

@event.listens_for(Engine, "before_cursor_execute")
def stop_in_the_middle(connection, cursor, statement, *rest):
    if moment in statement:
        print("there", flush=True)
        time.sleep(600)

@event.listens_for(Engine, "commit")
def go_on_to_the_end(connection):
    print("there", flush=True)

asyncio.run(upgrade(url, Path(folder), datetime(2026, 11, 16, 2, 0, tzinfo=UTC)))
"""


@pytest.mark.slow
@pytest.mark.crash
@pytest.mark.parametrize("moment", ["UPDATE outbox SET state", "the commit itself"])
async def test_killed_in_the_middle_it_leaves_the_old_or_the_new(of_0001: Place, moment: str) -> None:
    before = await ask(of_0001, *BEFORE)
    process = subprocess.Popen(  # noqa: ASYNC220 - what it says is waited for anyway
        [sys.executable, "-c", UPGRADING, of_0001.url, str(of_0001.folder), moment],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path.cwd(),
    )
    assert process.stdout is not None
    assert await asyncio.to_thread(process.stdout.readline) == "there\n"
    os.kill(process.pid, signal.SIGKILL)
    process.stdout.close()
    await asyncio.to_thread(process.wait)
    await until_nobody_is_connected(of_0001)

    left = (await schema(of_0001), await states(of_0001))

    assert left in [("0001", OLD_STATES), (newest(), NEW_STATES)]
    assert await ask(of_0001, *BEFORE) == before
    await upgrade(of_0001.url, of_0001.folder, MONDAY + MINUTE)
    assert (await schema(of_0001), await states(of_0001)) == (newest(), NEW_STATES)
    assert await ask(of_0001, *BEFORE) == before


async def schema(place: Place) -> str:
    ((row,),) = await ask(place, "SELECT version_num FROM alembic_version")
    version: str = row[0]
    return version


async def until_nobody_is_connected(place: Place) -> None:
    """Let a server find out that somebody is gone."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while place.url and (await ask(place, f"SELECT pid {others}"))[0]:  # noqa: ASYNC110 - nothing else tells
        await asyncio.sleep(0.05)
