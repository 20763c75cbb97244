"""
The power fails: what was confirmed is there afterwards.

Between two commits the files are as a power cut would leave them at that moment. While the next commit is being
written, each of its sectors may have reached the disk or not. That a commit waits for the disk is for another test:
`test_the_writer_is_durable_and_checks_references`.
"""

import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Incoming, Outgoing, Pressed
from bot.ports import Work
from bot.services.conversing import take
from db.database import Database
from tests.crash.conftest import Times
from tests.crash.knowing import Course, Press
from tests.dice import SeededDice
from tests.storage import KEY, MONDAY

pytestmark = [pytest.mark.slow, pytest.mark.crash]

CHATS, EACH = 20, 40
_SECTOR = 512
_HEADER = 32
"""Bytes at the beginning of the log, which change when it is begun anew."""
FILES = ("hocso.db", "hocso.db-wal")


@dataclass(frozen=True, slots=True)
class Picture:
    """The files at one moment, and the keys of everything that was confirmed before it."""

    file: bytes
    log: bytes
    confirmed: frozenset[str]


class Crowd:
    """People who learn, and what was confirmed to them."""

    def __init__(self, database: Database, content: Content, seed: int) -> None:
        self.database = database
        self.confirmed: set[str] = set()
        self._content = content
        self._course = Course(content)
        self._seed = seed

    async def learn(self) -> None:
        await asyncio.gather(*(self._learn(str(1_001 + number)) for number in range(CHATS)))

    async def _learn(self, chat: str) -> None:
        chance = random.Random(f"{chat} {self._seed}")
        asked: Outgoing | None = None
        for number in range(EACH):
            act = self._course.go_on([button.key for button in asked.buttons], chance) if asked else None
            pressed = Pressed(asked.prompt or 0, act.key) if asked and isinstance(act, Press) else None
            incoming = Incoming(Address("telegram", "1", chat), f"u{number}", pressed or self._course.opening(chance))
            asked = await self.database.write_now(self._take, incoming) or asked
            self.confirmed.add(f"{chat} {incoming.key}")

    def _take(self, work: Work, incoming: Incoming) -> Outgoing | None:
        parcels = take(work, self._content, incoming, MONDAY, SeededDice()).parcels
        return next((parcel.message for parcel in reversed(parcels) if parcel.message.buttons), None)


async def pictures(crowd: Crowd, folder: Path, chance: random.Random) -> tuple[list[Picture], list[Picture]]:
    """Return what the disk holds between commits, and what it holds when it is interrupted within one."""
    learning = asyncio.create_task(crowd.learn())
    between, within = [], []

    def look(_work: Work) -> Picture:
        """Whoever writes, writes alone: at this moment nothing changes in the files."""
        file, log = ((folder / name).read_bytes() for name in FILES)
        return Picture(file, log, confirmed)

    while not learning.done():
        confirmed = frozenset(crowd.confirmed)
        before = await crowd.database.write(look)
        after = await crowd.database.write(look)
        between.append(after)
        if before.file == after.file and before.log[:_HEADER] == after.log[:_HEADER]:
            within.append(Picture(after.file, torn(before.log, after.log, chance), before.confirmed))
        await asyncio.sleep(chance.uniform(0, 0.2))
    await learning
    return between, within


def torn(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """Return a log of which each sector is still as it was, or already new; its end may not be there at all."""
    share = chance.random()
    old_all = old.ljust(len(new), b"\0")
    sectors = ((new if chance.random() < share else old_all)[at : at + _SECTOR] for at in range(0, len(new), _SECTOR))
    return b"".join(sectors)[: chance.randint(min(len(old), len(new)), len(new))]


def found(picture: Picture, folder: Path) -> set[str]:
    """Return the keys that a program finds that starts with such files; they must be sound."""
    for name, data in zip(FILES, (picture.file, picture.log), strict=True):
        (folder / name).write_bytes(data)
    (folder / f"{FILES[0]}-shm").unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / FILES[0])) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        query = """
            SELECT c.external_id || ' ' || i.key FROM inbox i JOIN conversation c ON c.id = i.conversation_id
            WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.cause = i.key || '/0')
        """
        return {key for (key,) in connection.execute(query)}


def test_what_was_confirmed_outlives_a_power_cut(
    sqlite_template: Path, tmp_path: Path, content: Content, times: Times
) -> None:
    for seed in range(times(5, nightly=100)):
        folder, afterwards = tmp_path / f"run-{seed}", tmp_path / f"after-{seed}"
        for each in (folder, afterwards):
            each.mkdir()
        (folder / FILES[0]).write_bytes(sqlite_template.read_bytes())

        between, within = asyncio.run(a_run(folder, content, seed))

        assert between
        assert within
        assert between[-1].confirmed
        for picture in (*between, *within):
            assert picture.confirmed - found(picture, afterwards) == set(), f"seed {seed}"


async def a_run(folder: Path, content: Content, seed: int) -> tuple[list[Picture], list[Picture]]:
    database = await Database.open("", folder, KEY)
    try:
        return await pictures(Crowd(database, content, seed), folder, random.Random(seed))
    finally:
        await database.close()


def test_a_commit_that_is_not_on_the_disk_is_missed(sqlite_template: Path, tmp_path: Path) -> None:
    picture = Picture(sqlite_template.read_bytes(), b"", frozenset({"1001 u0"}))

    assert picture.confirmed - found(picture, tmp_path) == {"1001 u0"}
