"""A backup beside a program that is busy: put back, it is sound and holds whatever was confirmed before it began."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.curriculum.content import Content
from db.database import Database
from tests.crash.books import read_books
from tests.crash.campaign import Campaign, Plan
from tests.crash.conftest import Times
from tests.crash.program import outcome_of

pytestmark = [pytest.mark.slow, pytest.mark.crash]


async def test_everything_confirmed_before_it_is_in_it(tmp_path: Path, content: Content, times: Times) -> None:
    data = tmp_path / "data"
    campaign = Campaign(Plan(ends=0, seed=6), data, content)
    before: dict[Path, set[str]] = {}
    async with campaign.at_work():
        program = campaign.program()
        await program.start()
        await campaign.serve(program)
        for run in range(times(2, nightly=20)):
            await asyncio.sleep(2)
            copy = tmp_path / f"copy-{run}.db"
            before[copy] = set(campaign.platform.acknowledged)
            status, said = await outcome_of("backup", copy, "--data-dir", data)
            assert (status, "Đã sao lưu" in said) == (0, True), said
        campaign.outcome.stops.append(await program.stop())
        await campaign.note_cut()

    assert campaign.outcome.faults == []
    for copy, confirmed in before.items():
        assert confirmed
        assert confirmed - await restored(copy, data) == set()


async def restored(copy: Path, data: Path) -> set[str]:
    """Put a copy back somewhere else; return the keys that it holds."""
    other = copy.with_suffix("")
    other.mkdir()
    shutil.copy(data / "secret.key", other / "secret.key")
    status, said = await outcome_of("restore", copy, "--data-dir", other)
    assert status == 0, said
    with closing(sqlite3.connect(other / "hocso.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert (await outcome_of("verify", "--data-dir", other))[0] == 0
    database = await Database.open("", other, (other / "secret.key").read_bytes(), read_only=True)
    try:
        books = await database.read(read_books)
    finally:
        await database.close()
    for chat in books.values():
        numbers = sorted([seq for seq, _ in chat.taken] + [said.seq for said in chat.said])
        assert numbers == list(range(1, chat.seq + 1))
    return {key for chat in books.values() for _, key in chat.taken}
