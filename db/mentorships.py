"""Who may follow and confirm, and whom."""

from datetime import datetime

from sqlalchemy import Connection, Executable, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import mentor, mentorship
from db.upserts import PerDialect


def _again(insert: sqlite.Insert | postgresql.Insert) -> Executable:
    """Whoever was a mentor before becomes one again; whoever is one stays as they are."""
    new = insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[mentor.c.person_id],
        set_={"unit_id": new.unit_id, "since": new.since, "until": None},
        where=mentor.c.until.is_not(None),
    )


_MAKE_MENTOR: PerDialect = {"sqlite": _again(sqlite.insert(mentor)), "postgresql": _again(postgresql.insert(mentor))}

_FOLLOWED_BY = (
    select(mentorship.c.mentor_id)
    .where(mentorship.c.mentee_id == bindparam("mentee"), mentorship.c.to_at.is_(None))
    .with_for_update()
)
_END = (
    update(mentorship)
    .where(mentorship.c.mentee_id == bindparam("mentee"), mentorship.c.to_at.is_(None))
    .values(to_at=bindparam("now"))
)
_ADD = insert(mentorship)


class Mentorships:
    """Keeps `bot.ports.Mentorships`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make_mentor(self, person_id: int, unit_id: int, now: datetime) -> None:
        """Make a person a mentor of a unit; being one already changes nothing."""
        self._connection.execute(
            _MAKE_MENTOR[self._connection.dialect.name], {"person_id": person_id, "unit_id": unit_id, "since": now}
        )

    def follow(self, mentor_id: int, mentee_id: int, now: datetime) -> None:
        """Let a mentor follow a person from now on, instead of whoever did before."""
        before = self._connection.scalar(_FOLLOWED_BY, {"mentee": mentee_id})
        if before == mentor_id:
            return
        self.leave(mentee_id, now)
        self._connection.execute(_ADD, {"mentor_id": mentor_id, "mentee_id": mentee_id, "from_at": now})

    def leave(self, mentee_id: int, now: datetime) -> None:
        """Let nobody follow a person from now on."""
        self._connection.execute(_END, {"mentee": mentee_id, "now": now})
