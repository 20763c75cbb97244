from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.exc import IntegrityError

from bot.learning.tally import Question, Tally
from bot.ports import Snapshot, Work
from db.database import Database
from db.tallies import question_key, statement, values_of
from tests.db.talks import DAY
from tests.ledgers import Entry, connection_of, ledgers, put_ledger, put_units, questions
from tests.reports.samples import A_TABLE
from tests.storage import MONDAY

_BELOW = {1: {1, 2, 3, 4}, 2: {2, 4}, 4: {4}, 5: {5, 6}}


def expected(question: Question, ledger: Sequence[Entry]) -> dict[tuple[object, ...], int]:
    """Count by hand, in sets of people."""
    people: dict[tuple[object, ...], set[int]] = {}
    for entry in ledger:
        if _fits(question, entry):
            row = {"unit": entry.unit_id, "skill": entry.skill_id, "group": entry.group, "month": entry.month}
            people.setdefault(tuple(row[dimension] for dimension in question.by), set()).add(entry.person_id)
    return {key: len(found) for key, found in people.items()}


def _fits(question: Question, entry: Entry) -> bool:
    return (
        entry.level == question.level
        and (question.first_month is None or entry.month >= question.first_month)
        and (question.last_month is None or entry.month <= question.last_month)
        and (question.unit_id is None or entry.unit_id in _BELOW[question.unit_id])
        and question.group in (None, entry.group)
        and question.skill_id in (None, entry.skill_id)
        and (not question.among or entry.skill_id in question.among)
    )


def counted(question: Question, tallies: Sequence[Tally]) -> dict[tuple[object, ...], int]:
    rows = {}
    for tally in tallies:
        row = {"unit": tally.unit_id, "skill": tally.skill_id, "group": tally.group, "month": tally.month}
        rows[tuple(row[dimension] for dimension in question.by)] = tally.people
    return {key: people for key, people in rows.items() if people}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledger=ledgers, question=questions())
async def test_different_people_are_counted_in_every_row(
    database: Database, ledger: list[Entry], question: Question
) -> None:
    if not await database.read(lambda work: work.units.all()):
        await database.write(put_units)
    await database.write(put_ledger, ledger)
    tallies = await database.read(lambda work: work.tallies.count(question))

    assert counted(question, tallies) == expected(question, ledger)


async def test_rows_come_in_the_order_of_a_report(database: Database) -> None:
    await database.write(put_units)
    ledger = [
        Entry(number, "an-toan", "Q", 202601, unit_id, group)
        for number, (unit_id, group) in enumerate([(None, None), (3, "cadre"), (6, None), (4, None), (3, None)], 1)
    ]
    await database.write(put_ledger, ledger)
    rows = await database.read(lambda work: work.tallies.count(Question(by=("unit", "group"))))

    assert [(row.unit_id, row.group) for row in rows] == [
        (6, None),
        (4, None),
        (3, "cadre"),
        (3, None),
        (None, None),
    ]


async def test_months_with_completions_are_known(database: Database) -> None:
    await database.write(put_units)
    await database.write(
        put_ledger, [Entry(1, "an-toan", "Q", 202601, 1, None), Entry(2, "an-toan", "S", 202512, 1, None)]
    )

    assert await database.read(lambda work: work.tallies.periods()) == [202601, 202512]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "question",
    [
        Question(first_month=202601, last_month=202601),
        Question(by=("unit",), among=("an-toan", "thanh-toan")),
        Question(by=("skill", "group", "month"), unit_id=1),
    ],
)
async def test_a_tally_is_answered_from_the_covering_index(database: Database, question: Question) -> None:
    def plan(work: Work) -> str:
        connection = connection_of(work)
        asked = statement(question).params(**values_of(question))
        sql = asked.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all())

    assert "COVERING INDEX ix_completion_tally" in await database.read(plan)


async def test_closed_periods_are_kept_word_for_word(database: Database) -> None:
    rows = (Tally(None, "an-toan", None, 202601, 3), Tally(2, None, "cadre", None, 1))
    question = Question(last_month=202601, unit_id=1, among=("an-toan",), by=("unit", "skill"))

    def keep(work: Work, reason: str) -> Snapshot:
        return work.tallies.keep(question, rows, A_TABLE, "Hạnh", reason, MONDAY if not reason else MONDAY + DAY)

    first = await database.write(keep, "")
    second = await database.write(keep, "Thôn Tây nộp muộn")

    assert (first.version, second.version) == (1, 2)
    assert await database.read(lambda work: work.tallies.snapshots()) == [second, first]
    assert await database.read(lambda work: work.tallies.snapshots(question)) == [second, first]
    assert await database.read(lambda work: work.tallies.snapshots(replace(question, level="T"))) == []
    assert await database.read(lambda work: work.tallies.snapshot(first.id)) == first
    assert await database.read(lambda work: work.tallies.snapshot(99)) is None


async def test_a_second_version_needs_a_reason(database: Database) -> None:
    def keep(work: Work) -> Snapshot:
        return work.tallies.keep(Question(), (), A_TABLE, "Hạnh", "", MONDAY)

    await database.write(keep)

    with pytest.raises(IntegrityError):
        await database.write(keep)


async def test_no_call_can_change_a_closed_period(database: Database) -> None:
    """The repository has no update; this says so, should somebody add one."""
    writes = [name for name in vars(type(await database.read(lambda work: work.tallies))) if not name.startswith("_")]

    assert sorted(writes) == ["count", "keep", "periods", "reached", "snapshot", "snapshots"]


def test_a_question_is_the_same_in_whatever_order_it_was_asked() -> None:
    question = Question(by=("unit", "skill"), among=("a", "b"))

    assert question_key(question) == question_key(replace(question, by=("skill", "unit"), among=("b", "a")))
    assert question_key(question) != question_key(replace(question, level="T"))


def test_rows_are_counted_only_where_no_person_can_be_twice_in_them() -> None:
    assert "count(*)" in str(statement(Question(by=("unit", "skill"))))
    assert "count(*)" in str(statement(Question(skill_id="an-toan", by=("unit",))))
    assert "count(distinct" in str(statement(Question(by=("unit",)))).lower()
