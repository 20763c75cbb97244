"""The storage cannot serve for a while: nothing is taken that is not kept, and everything goes on by itself."""

import asyncio
import shutil
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.curriculum.shelf import Shelf
from bot.ports import Work
from tests.crash.conftest import Times
from tests.crash.inside import Inside, inside
from tests.db.talks import plant
from tests.platforms.telegram import FakeTelegram

pytestmark = [pytest.mark.slow, pytest.mark.crash]

CHATS = 10
PATIENCE = 10.0
"""Seconds within which a platform is answered, whatever happens."""

_HOLDING = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform was told about an update."""

    status: int
    seconds: float
    retry_after: str
    is_kept: bool
    """Whether somebody else finds the update in the file at that moment."""


async def deliver_until_taken(program: Inside, folder: Path, update: dict[str, Any]) -> list[Answer]:
    """Deliver an update again and again, and return all answers."""
    answers: list[Answer] = []
    while not answers or answers[-1].status != 200:
        began = time.monotonic()
        answer = await program.deliver(update)
        seconds, retry_after = time.monotonic() - began, answer.headers.get("retry-after", "")
        is_kept = f"u{update['update_id']}" in await asyncio.to_thread(_keys, folder)
        answers.append(Answer(answer.status_code, seconds, retry_after, is_kept))
        if answer.status_code != 200:
            await asyncio.sleep(0.2)
    return answers


def _keys(folder: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{folder / 'hocso.db'}?mode=ro", uri=True)) as reader:
        return [key for (key,) in reader.execute("SELECT key FROM inbox")]


@asynccontextmanager
async def held(folder: Path, seconds: float) -> AsyncIterator[None]:
    """Another process holds the file for some seconds."""
    file = str(folder / "hocso.db")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDING, file, str(seconds), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await process.communicate()


def check(answers: Sequence[Sequence[Answer]], folder: Path) -> None:
    """Every answer was in time and true, and in the end everything is there once."""
    everything = [answer for each in answers for answer in each]
    assert max(answer.seconds for answer in everything) < PATIENCE
    assert {answer.status for answer in everything} <= {200, 503}
    assert all(answer.retry_after for answer in everything if answer.status == 503)
    assert all(answer.is_kept for answer in everything if answer.status == 200)
    assert [len([answer for answer in each if answer.status == 200]) for each in answers] == [1] * len(answers)
    assert sorted(_keys(folder)) == sorted(set(_keys(folder)))
    assert len(_keys(folder)) == len(answers)


async def a_locked_run(folder: Path, shelf: Shelf, seconds: float) -> list[list[Answer]]:
    """Let people write while somebody else holds the file; return what the platform was told, update by update."""
    telegram = FakeTelegram()
    await telegram.start()
    try:
        async with inside(folder, shelf, telegram) as program:
            known = telegram.said(1, "chào")
            assert (await program.deliver(known)).status_code == 200
            await telegram.has_sent(2)
            async with held(folder, seconds):
                updates = [telegram.said(2 + chat, "chào") for chat in range(CHATS)]
                answers = await asyncio.gather(*(deliver_until_taken(program, folder, update) for update in updates))
            await telegram.has_sent(2 * (CHATS + 1))
    finally:
        await telegram.stop()
    check([[Answer(200, 0, "", is_kept=True)], *answers], folder)
    return answers


async def test_a_file_that_another_process_holds(
    sqlite_template: Path, tmp_path: Path, shelf: Shelf, times: Times
) -> None:
    runs = [(seconds, run) for seconds in (1, 5, 40) for run in range(times(3, nightly=30))]
    folders = [tmp_path / f"{seconds}-{run}" for seconds, run in runs]
    for folder in folders:
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "hocso.db")

    answers = await asyncio.gather(
        *(a_locked_run(folder, shelf, seconds) for folder, (seconds, _) in zip(folders, runs, strict=True))
    )

    for (seconds, _), each in zip(runs, answers, strict=True):
        refused = [answer for one in each for answer in one if answer.status == 503]
        assert bool(refused) == (seconds > 4), seconds


@pytest.mark.parametrize("room", [0, 1, 3])
async def test_a_disk_that_is_full(sqlite_folder: Path, shelf: Shelf, room: int) -> None:
    telegram = FakeTelegram()
    await telegram.start()
    try:
        async with inside(sqlite_folder, shelf, telegram) as program:
            assert (await program.deliver(telegram.said(1, "chào"))).status_code == 200
            await telegram.has_sent(2)
            pages = await program.database.write(lambda work: plant(work, text("PRAGMA page_count")).scalar())
            await program.database.write(_limit, pages + room)
            updates = [telegram.said(2 + chat, "chào") for chat in range(CHATS)]
            delivering = asyncio.gather(*(deliver_until_taken(program, sqlite_folder, update) for update in updates))
            await asyncio.sleep(1.5)
            assert not delivering.done()
            await program.database.write(_limit, 1_000_000)
            answers = await delivering
            await telegram.has_sent(2 * (CHATS + 1))
    finally:
        await telegram.stop()
    check([[Answer(200, 0, "", is_kept=True)], *answers], sqlite_folder)
    assert any(len(each) > 1 for each in answers)


def _limit(work: Work, pages: int) -> None:
    plant(work, text(f"PRAGMA max_page_count = {pages}"))
