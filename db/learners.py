"""What a turn may know of a person: one statement for the person, one for everything they showed so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Integer,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from bot.learning.evidence import Evidence
from bot.learning.people import Learner, Unit
from db.columns import UTCDateTime
from db.prepared import Prepared
from db.tables import answer, attempt, code, evidence, membership, mentor, mentorship, person, unit

_guide = person.alias("guide")

_has_recovery_code = exists().where(
    code.c.person_id == person.c.id, code.c.kind == literal_column("'recovery'"), code.c.uses_left > literal_column("0")
)

# In the order in which `learner_of` unpacks them: by position is a good deal faster than by name.
LEARNER_COLUMNS = (
    person.c.id,
    person.c.form,
    person.c.name,
    person.c.is_child,
    person.c.guardian_agreed,
    person.c.consents,
    person.c.counted_from,
    membership.c.group_id,
    mentor.c.person_id.is_not(None),
    _guide.c.name,
    _has_recovery_code,
    unit.c.id,
    unit.c.code,
    unit.c.name,
    unit.c.kind,
    unit.c.parent_id,
)


def with_learner(people: FromClause) -> FromClause:
    """Return a source that has `person` in it, joined with what else `LEARNER_COLUMNS` ask for."""
    return (
        people.outerjoin(membership, (membership.c.person_id == person.c.id) & membership.c.to_at.is_(None))
        .outerjoin(unit, unit.c.id == membership.c.unit_id)
        .outerjoin(mentor, (mentor.c.person_id == person.c.id) & mentor.c.until.is_(None))
        .outerjoin(mentorship, (mentorship.c.mentee_id == person.c.id) & mentorship.c.to_at.is_(None))
        .outerjoin(_guide, _guide.c.id == mentorship.c.mentor_id)
    )


_LEARNER = select(*LEARNER_COLUMNS).select_from(with_learner(person)).where(person.c.id == bindparam("person_id"))

_SEEN = "seen"

# Entries of the ledger, and behind them how often each variant was answered, in one trip.
_EVERYTHING = union_all(
    select(
        evidence.c.id.label("number"),
        evidence.c.kind,
        evidence.c.skill_id,
        evidence.c.item_id,
        evidence.c.level,
        evidence.c.at,
        evidence.c.rule_version,
        evidence.c.revokes_id,
    ).where(evidence.c.person_id == bindparam("person_id")),
    select(
        func.count(),
        literal_column(f"'{_SEEN}'", String(10)),
        literal_column("''", String(40)),
        answer.c.variant_id,
        literal_column("''", String(1)),
        cast(null(), UTCDateTime),
        literal_column("0", Integer),
        cast(null(), Integer),
    )
    .select_from(attempt.join(answer))
    .where(attempt.c.person_id == bindparam("person_id"))
    .group_by(answer.c.variant_id),
)

_SHOWN = Prepared(_EVERYTHING)


def shown(connection: Connection, person_id: int) -> tuple[tuple[Evidence, ...], Mapping[str, int]]:
    """Return a person's evidence in the order in which it was made, and how often each variant was answered."""
    entries: list[Evidence] = []
    seen: dict[str, int] = {}
    for number, kind, skill_id, item_id, level, at, version, revokes_id in _SHOWN.all(
        connection, {"person_id": person_id}
    ):
        if kind == _SEEN:
            seen[item_id] = number
        else:
            entries.append(Evidence(number, kind, skill_id, item_id, level, at, version, revokes_id))
    entries.sort(key=lambda entry: entry.id)
    return tuple(entries), seen


def learner_of(values: Sequence[Any], evidence: tuple[Evidence, ...], seen: Mapping[str, int]) -> Learner:
    """Return the learner in a row of `LEARNER_COLUMNS`, with what they showed so far."""
    person_id, form, name, is_child, guardian, consents, since, group, is_mentor, guide, has_code, *of_unit = values
    return Learner(
        id=person_id,
        form=form,
        name=name,
        unit=None if of_unit[0] is None else Unit(*of_unit),
        group=group,
        counted_from=since,
        is_child=is_child,
        guardian_agreed=guardian,
        consents=consents,
        has_recovery_code=has_code,
        is_mentor=is_mentor,
        mentor_name=guide,
        evidence=evidence,
        seen=seen,
    )


def load_learner(connection: Connection, person_id: int) -> Learner:
    """Return what a turn may know of a person."""
    row = connection.execute(_LEARNER, {"person_id": person_id}).one()
    return learner_of(row, *shown(connection, person_id))


_EVIDENCE = (
    select(
        evidence.c.id,
        evidence.c.kind,
        evidence.c.skill_id,
        evidence.c.item_id,
        evidence.c.level,
        evidence.c.at,
        evidence.c.rule_version,
        evidence.c.revokes_id,
    )
    .where(evidence.c.person_id == bindparam("person_id"))
    .order_by(evidence.c.id)
)


def evidence_of(connection: Connection, person_id: int) -> tuple[Evidence, ...]:
    """Return all entries of a person, in the order in which they were made."""
    return tuple(Evidence(*row) for row in connection.execute(_EVIDENCE, {"person_id": person_id}))
