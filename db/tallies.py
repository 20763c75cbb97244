"""Counts for reports: one grouped query over completions, answered from the covering index; and closed periods."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, distinct, func, insert, select

from bot.learning.reach import Reach, Reached
from bot.learning.tally import Dimension, Question, Tally
from bot.ports import Snapshot
from bot.reports.stored import as_data, from_data
from bot.reports.table import Report
from db.reaching import count_reached
from db.subtree import unit_ids_below
from db.tables import completion, snapshot
from db.units import Units

_COLUMNS = {
    "unit": completion.c.unit_id,
    "skill": completion.c.skill_id,
    "group": completion.c.group_id,
    "month": completion.c.month,
}

_PERIODS = select(completion.c.month).distinct().order_by(completion.c.month.desc())

_VERSIONS = select(func.count()).select_from(snapshot).where(snapshot.c.question_key == bindparam("key"))

_KEEP = insert(snapshot).returning(snapshot.c.id)

_SNAPSHOTS = select(snapshot).order_by(snapshot.c.taken_at.desc(), snapshot.c.id.desc())

_SNAPSHOTS_OF = _SNAPSHOTS.where(snapshot.c.question_key == bindparam("key"))

_SNAPSHOT = select(snapshot).where(snapshot.c.id == bindparam("snapshot_id"))


class Tallies:
    """Keeps `bot.ports.Tallies`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, question: Question) -> Sequence[Tally]:
        """Return the answer to a question: units in the order of their tree, what is unknown last."""
        rows = self._connection.execute(statement(question), values_of(question))
        tallies = [_tally(question.by, row) for row in rows]
        places: dict[int | None, int] = {}
        if "unit" in question.by:
            units = Units(self._connection).all(question.unit_id)
            places = {unit.id: place for place, unit in enumerate(units)}
        return sorted(tallies, key=lambda tally: _place(tally, places))

    def reached(self, reach: Reach) -> Sequence[Reached]:
        """Return how many people have enough skills, a row for each unit and group."""
        return count_reached(self._connection, reach)

    def periods(self) -> Sequence[int]:
        """Return the months (as 202611) that have completions, newest first."""
        return self._connection.scalars(_PERIODS).all()

    def keep(
        self, question: Question, rows: Sequence[Tally], report: Report, taken_by: str, reason: str, now: datetime
    ) -> Snapshot:
        """Keep an answer for ever, as the next version of its question."""
        asked = asdict(question)
        key = question_key(question)
        version = self._connection.execute(_VERSIONS, {"key": key}).scalar_one() + 1
        kept = {"tallies": [asdict(row) for row in rows], "report": as_data(report)}
        values = {
            "question": asked,
            "question_key": key,
            "version": version,
            "rows": kept,
            "taken_at": now,
            "taken_by": taken_by,
            "reason": reason,
        }
        snapshot_id = self._connection.execute(_KEEP, values).scalar_one()
        return Snapshot(snapshot_id, question, version, now, taken_by, reason, tuple(rows), report)

    def snapshots(self, question: Question | None = None) -> Sequence[Snapshot]:
        """Return what was kept, newest first; only of one question if it is given."""
        if question is None:
            return [_snapshot(row) for row in self._connection.execute(_SNAPSHOTS)]
        return [_snapshot(row) for row in self._connection.execute(_SNAPSHOTS_OF, {"key": question_key(question)})]

    def snapshot(self, snapshot_id: int) -> Snapshot | None:
        """Return what was kept under an id, or None."""
        row = self._connection.execute(_SNAPSHOT, {"snapshot_id": snapshot_id}).first()
        return _snapshot(row) if row else None


def statement(question: Question) -> Select[*tuple[Any, ...]]:
    """
    Return the query that answers a question.

    A person has at most one completion of a skill at a level, so where a row is about one skill its completions are
    as many as its people, and counting rows is cheaper than telling people apart.
    """
    columns = [_COLUMNS[dimension] for dimension in question.by]
    one_skill = "skill" in question.by or question.skill_id is not None
    people = func.count() if one_skill else func.count(distinct(completion.c.person_id))
    counted = select(*columns, people.label("people")).select_from(completion).group_by(*columns)
    # Without anything to group by, a database answers even about nobody; with it, nobody is no row.
    return counted.where(completion.c.level == bindparam("level"), *_conditions(question))


def question_key(question: Question) -> str:
    """Return what tells a question from every other, whatever the order in which its parts were given."""
    asked = asdict(question) | {"by": sorted(question.by), "among": sorted(question.among)}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _conditions(question: Question) -> list[Any]:
    conditions = []
    if question.first_month is not None and question.first_month == question.last_month:
        conditions.append(completion.c.month == bindparam("first_month"))  # lets the index deliver rows in order
    else:
        if question.first_month is not None:
            conditions.append(completion.c.month >= bindparam("first_month"))
        if question.last_month is not None:
            conditions.append(completion.c.month <= bindparam("last_month"))
    if question.unit_id is not None:
        conditions.append(completion.c.unit_id.in_(unit_ids_below()))
    if question.skill_id is not None:
        conditions.append(completion.c.skill_id == bindparam("skill"))
    elif question.among:
        conditions.append(completion.c.skill_id.in_(bindparam("among", expanding=True)))
    if question.group is not None:
        conditions.append(completion.c.group_id == bindparam("group"))
    return conditions


def values_of(question: Question) -> dict[str, Any]:
    """Return what the query of a question is executed with."""
    return {
        "level": question.level,
        "first_month": question.first_month,
        "last_month": question.last_month,
        "below": question.unit_id,
        "skill": question.skill_id,
        "among": list(question.among),
        "group": question.group,
    }


def _tally(by: tuple[Dimension, ...], row: Row[*tuple[Any, ...]]) -> Tally:
    found = dict(zip(by, row, strict=False))
    return Tally(found.get("unit"), found.get("skill"), found.get("group"), found.get("month"), row.people)


def _place(tally: Tally, units: dict[int | None, int]) -> tuple[Any, ...]:
    return (
        units.get(tally.unit_id, len(units)),
        tally.group is None,
        tally.group or "",
        tally.month or 0,
        tally.skill_id or "",
    )


def _snapshot(row: Row[*tuple[Any, ...]]) -> Snapshot:
    asked = row.question | {"by": tuple(row.question["by"]), "among": tuple(row.question["among"])}
    return Snapshot(
        id=row.id,
        question=Question(**asked),
        version=row.version,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        reason=row.reason,
        rows=tuple(Tally(**tally) for tally in row.rows["tallies"]),
        report=from_data(row.rows["report"]),
    )
