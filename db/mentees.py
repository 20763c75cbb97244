"""The list of a mentor: whom they follow, whoever needs help first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, select

from bot.dialogue.directory import Mentee
from bot.dialogue.places import is_stuck
from bot.learning.evidence import LADDER, Level
from db import codec
from db.tables import completion, mentorship, person, ticket

_FOLLOWED = (mentorship.c.mentor_id == bindparam("mentor_id"), mentorship.c.to_at.is_(None))

_MENTEES = (
    select(
        person.c.id,
        person.c.name,
        person.c.bookmark,
        person.c.last_at,
        exists().where(ticket.c.person_id == person.c.id, ticket.c.closed_at.is_(None)).label("asked"),
    )
    .join(mentorship, mentorship.c.mentee_id == person.c.id)
    .where(*_FOLLOWED)
    .order_by(person.c.name_sort, person.c.id)
)

_LEVELS = (
    select(completion.c.person_id, completion.c.skill_id, completion.c.level)
    .join(mentorship, mentorship.c.mentee_id == completion.c.person_id)
    .where(*_FOLLOWED, completion.c.level.in_(LADDER))
)


def mentees_of(connection: Connection, mentor_id: int) -> Sequence[Mentee]:
    """Return those who asked for help, then those who are stuck, then the others; the longest absent first."""
    levels = _levels(connection, mentor_id)
    mentees = [
        Mentee(
            person_id=row.id,
            name=row.name or "",
            levels=levels.get(row.id, {}),
            bookmark=codec.decode_bookmark(row.bookmark),
            last_at=row.last_at,
            asked_for_help=row.asked,
        )
        for row in connection.execute(_MENTEES, {"mentor_id": mentor_id})
    ]
    return sorted(mentees, key=_urgency)


def _levels(connection: Connection, mentor_id: int) -> Mapping[int, Mapping[str, Level]]:
    """Return the highest recorded level of the ladder per person and skill."""
    highest: defaultdict[int, dict[str, Level]] = defaultdict(dict)
    for person_id, skill_id, level in connection.execute(_LEVELS, {"mentor_id": mentor_id}):
        known = highest[person_id].get(skill_id)
        if known is None or LADDER.index(level) > LADDER.index(known):
            highest[person_id][skill_id] = level
    return highest


def _urgency(mentee: Mentee) -> tuple[bool, bool, bool, datetime | None]:
    """Return what sorts whoever needs help first; somebody who never did anything has been absent longest."""
    was_here = mentee.last_at is not None
    return (not mentee.asked_for_help, not is_stuck(mentee.bookmark), was_here, mentee.last_at)
