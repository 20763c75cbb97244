"""Attempts, evidence and completions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, literal_column, select, union, update

from bot.learning.calendar import local_month
from bot.learning.completion import Completion
from bot.learning.evidence import Evidence
from bot.ports import NewEvidence
from db.differences import Recorded, differences
from db.learners import evidence_of
from db.tables import answer, attempt, completion, evidence, membership, person
from db.upserts import insert_new

_START = insert_new(attempt, attempt.c.id)
_ANSWER = insert_new(answer, answer.c.attempt_id, answer.c.variant_id)
_FINISH = (
    update(attempt)
    .where(attempt.c.id == bindparam("attempt_id"), attempt.c.finished_at.is_(None))
    .values(right=bindparam("how_many"), passed=bindparam("is_passed"), finished_at=bindparam("now"))
)

# Whatever conflicts (the same source again, an entry that is revoked already) has been said before.
_ADD = insert_new(evidence, returning=evidence.c.id)

# PostgreSQL only: what two phones show of one person at once is added one after the other, so that both are counted.
_LOCK = select(person.c.id).where(person.c.id == bindparam("person_id")).with_for_update(key_share=True)

_COMPLETIONS = (
    select(
        completion.c.id,
        completion.c.skill_id,
        completion.c.level,
        completion.c.at,
        completion.c.rule_version,
        completion.c.evidence_id,
        completion.c.unit_id,
        completion.c.group_id,
        completion.c.month,
    )
    .where(completion.c.person_id == bindparam("person_id"))
    .order_by(completion.c.at, completion.c.id)
)
_COMPLETE = insert_new(completion, completion.c.person_id, completion.c.skill_id, completion.c.level)
_UNCOMPLETE = delete(completion).where(completion.c.id == bindparam("completion_id"))

_MEMBERSHIPS = (
    select(membership.c.unit_id, membership.c.group_id, membership.c.from_at, membership.c.to_at)
    .where(membership.c.person_id == bindparam("person_id"))
    .order_by(membership.c.from_at.desc(), membership.c.id.desc())
)

_PEOPLE = union(select(evidence.c.person_id), select(completion.c.person_id)).order_by(literal_column("1"))


class Ledger:
    """Keeps `bot.ports.Ledger`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def start_attempt(
        self, person_id: int, attempt_id: str, quiz_id: str, skill_id: str, seed: int, asked: int, now: datetime
    ) -> None:
        """Keep that an attempt was begun."""
        self._connection.execute(
            _START[self._dialect],
            {
                "id": attempt_id,
                "person_id": person_id,
                "quiz_id": quiz_id,
                "skill_id": skill_id,
                "seed": seed,
                "asked": asked,
                "started_at": now,
            },
        )

    def answer(
        self, attempt_id: str, objective_id: str, variant_id: str, choice: str, right: bool, now: datetime
    ) -> None:
        """Keep one answer; answering the same question of an attempt again changes nothing."""
        self._connection.execute(
            _ANSWER[self._dialect],
            {
                "attempt_id": attempt_id,
                "objective_id": objective_id,
                "variant_id": variant_id,
                "choice": choice,
                "right": right,
                "at": now,
            },
        )

    def finish_attempt(self, attempt_id: str, right: int, passed: bool, now: datetime) -> None:
        """Keep how an attempt ended; the first end is the one that counts."""
        self._connection.execute(
            _FINISH, {"attempt_id": attempt_id, "how_many": right, "is_passed": passed, "now": now}
        )

    def add(self, entry: NewEvidence) -> int | None:
        """Add an entry and return its id; None if the same source has already given the same evidence."""
        self._lock(entry.person_id)
        entry_id: int | None = self._connection.execute(_ADD[self._dialect], asdict(entry)).scalar()
        return entry_id

    def evidence(self, person_id: int) -> tuple[Evidence, ...]:
        """Return all entries of a person, in the order in which they were made."""
        return evidence_of(self._connection, person_id)

    def completions(self, person_id: int) -> tuple[Completion, ...]:
        """Return the recorded completions of a person."""
        return tuple(recorded.completion for _, recorded in self._recorded(person_id))

    def complete(self, person_id: int, completions: Iterable[Completion]) -> None:
        """Record completions that are not yet recorded, with the unit and group of their moment."""
        rows = [_row(person_id, placed) for placed in self._placed(person_id, completions)]
        if rows:
            self._connection.execute(_COMPLETE[self._dialect], rows)

    def uncomplete(self, person_id: int, keep: Iterable[Completion]) -> None:
        """Take away every recorded completion of a person that is not among those to keep."""
        kept = set(keep)
        gone = [
            {"completion_id": completion_id}
            for completion_id, recorded in self._recorded(person_id)
            if recorded.completion not in kept
        ]
        if gone:
            self._connection.execute(_UNCOMPLETE, gone)

    def people(self) -> Iterable[int]:
        """Return the ids of everybody who has evidence or a completion."""
        return self._connection.scalars(_PEOPLE).all()

    def differences(self, person_id: int, expected: Sequence[Completion]) -> Sequence[str]:
        """Compare what is recorded with what should be; say each difference in a line."""
        recorded = [recorded for _, recorded in self._recorded(person_id)]
        return differences(person_id, recorded, self._placed(person_id, expected))

    def _lock(self, person_id: int) -> None:
        if self._dialect == "postgresql":
            self._connection.execute(_LOCK, {"person_id": person_id})

    def _recorded(self, person_id: int) -> Sequence[tuple[int, Recorded]]:
        rows = self._connection.execute(_COMPLETIONS, {"person_id": person_id})
        return [
            (completion_id, Recorded(Completion(skill_id, level, at, version, evidence_id), unit_id, group, month))
            for completion_id, skill_id, level, at, version, evidence_id, unit_id, group, month in rows
        ]

    def _placed(self, person_id: int, completions: Iterable[Completion]) -> Sequence[Recorded]:
        """Return completions with the unit and group in force at their moment, and its local month."""
        wanted = tuple(completions)
        if not wanted:
            return ()
        memberships = self._connection.execute(_MEMBERSHIPS, {"person_id": person_id}).all()
        placed = []
        for one in wanted:
            at_the_time = (row for row in memberships if row.from_at <= one.at and _lasts_beyond(row.to_at, one.at))
            unit_id, group = next(((row.unit_id, row.group_id) for row in at_the_time), (None, None))
            placed.append(Recorded(one, unit_id, group, local_month(one.at)))
        return placed


def _lasts_beyond(end: datetime | None, moment: datetime) -> bool:
    return end is None or moment < end


def _row(person_id: int, recorded: Recorded) -> dict[str, Any]:
    return {
        "person_id": person_id,
        **asdict(recorded.completion),
        "unit_id": recorded.unit_id,
        "group_id": recorded.group,
        "month": recorded.month,
    }
