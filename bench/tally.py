"""
The month's report over many completions, against a scan of the same table; and what its index costs to keep.

`dense`: a hundred units, so that every row of the report stands for many people. `sparse`: ten thousand units, so that
most rows stand for one or two, and grouping costs more than finding. What the index costs is measured by recording
completions of this month as turns do, and the same in a copy of the file whose index was dropped.
"""

import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Connection

from bench.harness import Ratio, Spent, arguments, measure, report
from bench.message import NOW
from bot.learning.completion import Completion
from bot.learning.tally import Question
from db.ledger import Ledger
from db.sqlite import writing_engine
from db.tallies import statement, values_of
from db.upgrading import upgrade

SHAPES = {"dense": (100, 0.12), "sparse": (10_000, 0.30)}
"""How many units there are, and how much of the scan's time the month may take."""

MONTHS = [year * 100 + month for year in (2025, 2026) for month in range(1, 13)]
SKILLS = ("an-toan", "thanh-toan", "mua-sam", "dich-vu-cong", "thu-tuc")
GROUPS = ("cadre", "pupil", "worker", "resident", "elderly")
LEVELS = ("S", "Q", "Q", "T")
RECORDED = 1_920
A_COMMIT = 32

MONTH = Question(level="Q", first_month=202611, last_month=202611, by=("unit", "skill"))
YEAR = Question(level="Q", first_month=202601, last_month=202612, by=("unit", "skill", "group", "month"))

SCAN = """
SELECT unit_id, skill_id, count(*) FROM completion NOT INDEXED WHERE level = 'Q' AND month = 202611
GROUP BY unit_id, skill_id
"""
SCAN_YEAR = """
SELECT unit_id, skill_id, group_id, month, count(*) FROM completion NOT INDEXED
WHERE level = 'Q' AND month BETWEEN 202601 AND 202612 GROUP BY unit_id, skill_id, group_id, month
"""
INSERT = """
INSERT OR IGNORE INTO completion
(person_id, skill_id, level, at, month, unit_id, group_id, rule_version, evidence_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

Row = tuple[int, str, str, str, int, int, str, int, int]


def rows(how_many: int, units: int) -> Iterator[Row]:
    """Return completions of made-up people, the same ones every time."""
    chance = random.Random(how_many)
    for number in range(how_many):
        month = chance.choice(MONTHS)
        at = f"{month // 100}-{month % 100:02}-15 02:00:00.000000"
        skill, level = SKILLS[number % 5], LEVELS[number % 4]
        unit, group = chance.randrange(units) + 1, chance.choice(GROUPS)
        yield 1 + number // 20, skill, level, at, month, unit, group, 1, number


def build(file: Path, how_many: int, units: int) -> None:
    """Make a database with so many completions; the index is made last, which is faster and ends the same."""
    asyncio.run(upgrade(f"sqlite:///{file}", file.parent, NOW))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        index = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'ix_completion_tally'").fetchone()[0]
        connection.execute("DROP INDEX ix_completion_tally")
        connection.execute("BEGIN")
        connection.executemany(INSERT, rows(how_many, units))
        connection.execute("COMMIT")
        connection.execute(index)


async def timed(work: Callable[[], object]) -> Spent:
    """Run something once."""

    async def once() -> int:
        work()
        return 1

    return await measure(once)


def compare(name: str, ours: Callable[[], object], other: Callable[[], object], rounds: int) -> float:
    """Return the median of how much of the other's time ours takes, in turns, after a round to warm up."""
    ours()
    other()
    pairs = [(asyncio.run(timed(ours)), asyncio.run(timed(other))) for _ in range(rounds)]
    first, second = (median(pair[side].seconds for pair in pairs) * 1000 for side in (0, 1))
    print(f"  {name:<54}{first:10.1f} ms  against {second:10.1f} ms")
    return median(one.seconds / two.seconds for one, two in pairs)


def reading(connection: Connection, label: str, bar: float, rounds: int) -> list[Ratio]:
    """Ask for the month and for the whole cross table of a year, as the office pages do."""
    driver = connection.connection.cursor()

    def ask(question: Question) -> Callable[[], object]:
        query, values = statement(question), values_of(question)
        return lambda: connection.execute(query, values).all()

    def scan(sql: str) -> Callable[[], object]:
        return lambda: driver.execute(sql).fetchall()

    month = compare(f"{label}: month", ask(MONTH), scan(SCAN), rounds)
    year = compare(f"{label}: year by everything", ask(YEAR), scan(SCAN_YEAR), rounds)
    return [
        Ratio(f"tally, {label}: month x scan", month, at_most=bar),
        Ratio(f"tally, {label}: year by everything x scan", year),
    ]


class Recording:
    """Records completions of this month for one new person after the other, 32 to a commit."""

    def __init__(self, connection: Connection, units: int) -> None:
        self._connection = connection
        self._ledger = Ledger(connection)
        self._units = units
        self._next_person = 10**8

    def once(self) -> None:
        for _ in range(0, RECORDED, A_COMMIT):
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            for _ in range(A_COMMIT):
                self._record()
            self._connection.exec_driver_sql("COMMIT")

    def _record(self) -> None:
        person, self._next_person = self._next_person, self._next_person + 1
        unit, group = person * 7919 % self._units + 1, GROUPS[person % len(GROUPS)]
        self._connection.exec_driver_sql(
            "INSERT INTO membership (person_id, unit_id, group_id, from_at) VALUES (?, ?, ?, '2026-01-01')",
            (person, unit, group),
        )
        self._ledger.complete(person, [Completion(SKILLS[person % len(SKILLS)], "Q", NOW, 1, person)])


def writing(with_index: Connection, without: Connection, label: str, units: int, rounds: int) -> Ratio:
    """Record completions in both files; the references to people are not checked, there are only their completions."""
    without.exec_driver_sql("DROP INDEX ix_completion_tally")
    for connection in (with_index, without):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    ours, other = Recording(with_index, units), Recording(without, units)
    cost = compare(f"{label}: recording {RECORDED}", ours.once, other.once, rounds)
    return Ratio(f"tally, {label}: write x without the index", cost, at_most=1.7)


def measure_shape(how_many: int, shape: str, folder: Path, rounds: int) -> list[Ratio]:
    """Return every ratio of one shape of the data."""
    units, bar = SHAPES[shape]
    label = f"{how_many:,} rows, {shape}"
    file, copy = folder / "hocso.db", folder / "copy.db"
    build(file, how_many, units)
    shutil.copy(file, copy)
    with writing_engine(file).connect() as connection, writing_engine(copy).connect() as other:
        return [
            *reading(connection, label, bar, rounds),
            writing(connection, other, label, units, rounds),
        ]


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--rows", default="1e6", help="how many completions there are, several with commas")
    parser.add_argument("--shape", default="dense,sparse", help="dense, sparse, or both with a comma")
    options = parser.parse_args()
    ratios: list[Ratio] = []
    for how_many in (int(float(one)) for one in options.rows.split(",")):
        for shape in options.shape.split(","):
            with tempfile.TemporaryDirectory() as folder:
                ratios += measure_shape(how_many, shape, Path(folder), options.rounds)
    report(ratios, options)


if __name__ == "__main__":
    main()
