"""Everybody with enough skills is counted once, where and as what they had enough."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.learning.calendar import end_of
from bot.learning.evidence import LEVELS
from bot.learning.reach import Reach, Reached
from bot.ports import Work
from db.database import Database
from db.tables import completion
from tests.ledgers import COUNTED, MONTHS, SKILLS, Entry, connection_of, ledgers, put_ledger, put_units

_BELOW = {1: {1, 2, 3, 4}, 2: {2, 4}, 4: {4}, 5: {5, 6}}

ALL = Reach(COUNTED, 3, "Q", end_of(date(2026, 12, 31)))

reaches = st.builds(
    Reach,
    among=st.sampled_from((COUNTED, SKILLS, COUNTED[:1], ())),
    at_least=st.integers(1, 3),
    level=st.sampled_from(("Q", "Q", *LEVELS)),
    before=st.sampled_from([end_of(date(month // 100, month % 100, 28)) for month in MONTHS]),
    unit_id=st.sampled_from((None, None, *_BELOW)),
)


def expected(reach: Reach, ledger: Sequence[Entry]) -> Counter[tuple[int | None, str | None]]:
    """Count by hand: walk each person's completions in their order, and stop at the one that makes it enough."""
    found: Counter[tuple[int | None, str | None]] = Counter()
    for person_id in {entry.person_id for entry in ledger}:
        own = [entry for entry in ledger if entry.person_id == person_id and _fits(reach, entry)]
        enough = sorted(own, key=lambda entry: entry.month)[reach.at_least - 1 : reach.at_least]
        for entry in enough:
            if reach.unit_id is None or entry.unit_id in _BELOW[reach.unit_id]:
                found[entry.unit_id, entry.group] += 1
    return found


def _fits(reach: Reach, entry: Entry) -> bool:
    day = date(entry.month // 100, entry.month % 100, 15)
    return entry.level == reach.level and entry.skill_id in (reach.among or SKILLS) and end_of(day) <= reach.before


def counted(rows: Sequence[Reached]) -> Counter[tuple[int | None, str | None]]:
    return Counter({(row.unit_id, row.group): row.people for row in rows})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledger=ledgers, reach=reaches)
async def test_everybody_is_counted_where_they_had_enough(
    database: Database, ledger: list[Entry], reach: Reach
) -> None:
    if not await database.read(lambda work: work.units.all()):
        await database.write(put_units)
    await database.write(put_ledger, ledger)

    rows = await database.read(lambda work: work.tallies.reached(reach))

    assert counted(rows) == expected(reach, ledger)
    assert len(rows) == len(counted(rows))


async def test_whoever_moved_counts_where_the_last_skill_was_completed(database: Database) -> None:
    await database.write(put_units)
    moved = [
        Entry(1, "an-toan", "Q", 202601, 2, "resident"),
        Entry(1, "thanh-toan", "Q", 202602, 3, "resident"),
        Entry(1, "mua-sam", "Q", 202603, 6, "cadre"),
    ]
    await database.write(put_ledger, moved)

    async def of(reach: Reach) -> list[Reached]:
        return list(await database.read(lambda work: work.tallies.reached(reach)))

    assert await of(ALL) == [Reached(6, "cadre", 1)]
    assert await of(replace(ALL, at_least=2)) == [Reached(3, "resident", 1)]
    assert await of(replace(ALL, unit_id=1)) == []
    assert await of(replace(ALL, at_least=1, unit_id=1)) == [Reached(2, "resident", 1)]


@pytest.mark.parametrize(
    ("at", "people"),
    [
        (datetime(2025, 10, 25, 16, 59, 59, tzinfo=UTC), 1),  # 23:59:59 in Việt Nam
        (datetime(2025, 10, 25, 17, 0, tzinfo=UTC), 0),  # the next day there
    ],
)
async def test_a_day_ends_when_it_ends_in_vietnam(database: Database, at: datetime, people: int) -> None:
    await database.write(put_units)

    def put(work: Work) -> None:
        put_ledger(work, [Entry(1, "an-toan", "Q", 202510, 2, "resident")])
        connection_of(work).execute(update(completion).values(at=at))

    await database.write(put)
    reach = replace(ALL, at_least=1, before=end_of(date(2025, 10, 25)))

    rows = await database.read(lambda work: work.tallies.reached(reach))

    assert sum(row.people for row in rows) == people
