"""
What a learner notices of a backup, an export and a tally that run meanwhile.

Somebody writes at an even pace into a store with many people; each turn's wait is measured while nothing else happens,
and then while a backup, an export of every completion and a tally of everything run one after the other, again and
again. What is judged is the p99 of those waits.
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.harness import Ratio, arguments, report
from bench.turn import Crowd, fill, open_store
from bot import shipped
from bot.commands.serve import SWITCH_INTERVAL
from bot.curriculum.loading import load
from bot.dialogue.wording import REQUIRED
from bot.learning.tally import Question
from bot.reports.lists import write_list
from bot.reports.table import Column
from db.backup import back_up_file
from db.database import Database

LEARNERS = 100_000
PACE = 0.005
"""Seconds between two turns."""
COLUMNS = (Column("STT", "count"), Column("Đơn vị", "text"), Column("Kỹ năng", "text"), Column("Số người", "count"))
_KEY = b"a key of 32 bytes for the bench."


async def waits(crowd: Crowd, seconds: float) -> list[float]:
    """Return how long each turn took, of turns at an even pace."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    number = 0

    async def turn(number: int) -> None:
        before = time.perf_counter()
        await crowd.say(number % 32, f"b{time.perf_counter_ns()}-{number}")
        took.append(time.perf_counter() - before)

    async with asyncio.TaskGroup() as group:
        while time.perf_counter() < end:
            number += 1
            group.create_task(turn(number))
            await asyncio.sleep(PACE)
    return took


async def meanwhile(busy: Callable[[], Awaitable[None]], crowd: Crowd, seconds: float) -> list[float]:
    """Return the waits while something else runs again and again."""

    async def again() -> None:
        while True:
            await busy()

    task = asyncio.create_task(again())
    try:
        return await waits(crowd, seconds)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def complete(folder: Path, learners: int) -> None:
    """Let everybody have completed three skills, in one of twelve months and one of a hundred units."""
    skills = ("an-toan", "mua-sam", "thanh-toan")
    with closing(sqlite3.connect(folder / "hocso.db")) as connection:
        connection.executemany(
            "INSERT INTO unit (id, code, name, name_search, name_sort, kind, path, created_at) "
            "VALUES (?, ?, ?, ?, ?, 'thon', ?, '2026-01-01 00:00:00.000000')",
            ((one, f"U{one}", f"U{one}", f"u{one}", f"u{one}", f"/{one}/") for one in range(1, 101)),
        )
        connection.executemany(
            "INSERT INTO completion"
            " (person_id, skill_id, level, at, month, unit_id, group_id, rule_version, evidence_id) "
            "SELECT id, ?, 'Q', last_at, 202601 + id % 12, 1 + id % 100, 'resident', 1, 1 FROM person LIMIT ?",
            ((skill, learners) for skill in skills),
        )
        connection.commit()


def p99(took: list[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return statistics.quantiles(took, n=100)[-1] * 1e3


async def main() -> None:
    parser = arguments(__doc__, rounds=3)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each round lasts")
    parser.add_argument("--folder", type=Path, help="where the files lie; the disk is part of what is measured")
    options = parser.parse_args()
    sys.setswitchinterval(SWITCH_INTERVAL)  # as the program does
    content = load(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED).content
    assert content is not None
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name, "store")
        database = await open_store(folder)
        await database.close()
        fill(folder, options.learners, content)
        complete(folder, options.learners)
        database = await Database.open("", folder, _KEY)
        crowd = Crowd(database, content, "p")
        await crowd.open()
        backups = (Path(name, f"backup-{number}.db") for number in range(1_000_000))

        async def back_up() -> None:
            target = next(backups)
            await asyncio.to_thread(back_up_file, folder / "hocso.db", target)
            target.unlink()

        async def tally() -> None:
            await database.read(lambda work: work.tallies.count(Question(by=("unit", "skill", "group", "month"))))

        async def export() -> None:
            rows = ((number, f"Thôn {number % 977}", "An toàn", 1) for number in range(20_000))
            await asyncio.to_thread(write_list, COLUMNS, rows, Path(name, "list.xlsx"))

        sides = {"backup": back_up, "export": export, "tally": tally}
        quiet: list[float] = []
        busy: dict[str, list[float]] = {side: [] for side in sides}
        for _ in range(options.rounds):
            quiet.append(p99(await waits(crowd, options.seconds)))
            for side, act in sides.items():
                busy[side].append(p99(await meanwhile(act, crowd, options.seconds)))
        await database.close()
    idle = statistics.median(quiet)
    print(f"  a turn while nothing else happens{idle:10.1f} ms p99")
    ratios = []
    for side, found in busy.items():
        print(f"  a turn during a {side:<18}{statistics.median(found):10.1f} ms p99")
        ratios.append(Ratio(f"{side}: p99 in ms", statistics.median(found), at_most=50))
        ratios.append(Ratio(f"{side}: p99 x idle", statistics.median(found) / idle))
    report(ratios, options)


if __name__ == "__main__":
    asyncio.run(main())
