"""Codes that people read aloud and type; only their keyed hash is kept."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.dialogue.facts import CodeIssued
from bot.learning.codes import read_any_code
from db import codec
from db.tables import code, miss

MENTEES_PER_INVITATION = 30
"""How many people may accept one invitation of a mentor: it hangs on the wall of a group session."""

_MISS_KEPT = timedelta(days=1)

IS_GOOD = (
    code.c.uses_left > 0,
    code.c.expires_at.is_(None) | (code.c.expires_at > bindparam("now")),
)

_ADD = insert(code).returning(code.c.id)
_DELETE_RECOVERY = delete(code).where(code.c.person_id == bindparam("owner_id"), code.c.kind == "recovery")
_DELETE_SPENT = delete(code).where(
    code.c.person_id == bindparam("owner_id"), (code.c.uses_left == 0) | (code.c.expires_at <= bindparam("now"))
)
_DELETE_LINK = delete(code).where(code.c.person_id == bindparam("owner_id"), code.c.kind == "link")
# Six digits come up again: what nobody can use any more must not keep them from being used.
_DELETE_TWIN = delete(code).where(
    code.c.hash == bindparam("of_hash"), (code.c.uses_left == 0) | (code.c.expires_at <= bindparam("now"))
)
_USE = update(code).where(code.c.id == bindparam("code_id"), *IS_GOOD).values(uses_left=code.c.uses_left - 1)

_TYPED = (
    update(code)
    .where(code.c.id == bindparam("code_id"), code.c.kind == "link", code.c.typed_in_id.is_(None), *IS_GOOD)
    .values(typed_in_id=bindparam("talk_id"), typed_by_id=bindparam("by_id"))
)
_DELETE_TYPED_BEFORE = delete(code).where(
    code.c.typed_in_id == bindparam("talk_id"), code.c.id != bindparam("code_id"), code.c.uses_left > 0
)

_ADD_MISS = insert(miss)
_DELETE_MISSES = delete(miss).where(miss.c.at < bindparam("before"))
_MISSES = select(func.count()).select_from(miss).where(miss.c.at >= bindparam("since"))
_MISSES_OF = _MISSES.where(miss.c.scope == bindparam("within"))


def keyed_hash(key: bytes, code: str) -> str:
    """
    Return what is kept of a code. The key lies outside the database, whose theft alone reveals no code.

    Eight characters have 40 bits: an unkeyed hash would be guessed in minutes.
    """
    return hmac.new(key, code.encode(), hashlib.sha256).hexdigest()


class Codes:
    """Keeps `bot.ports.Codes`."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key

    def issue(self, person_id: int, talk_id: int, issued: CodeIssued, now: datetime) -> None:
        """Keep a code of a learner or mentor; a recovery code or a link code replaces the one of before."""
        hashed = self._hash(issued.code)
        self._connection.execute(_DELETE_SPENT, {"owner_id": person_id, "now": now})
        if issued.kind == "recovery":
            self._connection.execute(_DELETE_RECOVERY, {"owner_id": person_id})
        if issued.kind == "link":
            self._connection.execute(_DELETE_LINK, {"owner_id": person_id})
            self._connection.execute(_DELETE_TWIN, {"of_hash": hashed, "now": now})
        self._connection.execute(
            _ADD,
            {
                "hash": hashed,
                "kind": issued.kind,
                "person_id": person_id,
                "conversation_id": talk_id,
                "skill_id": issued.skill_id,
                "task_id": issued.task_id,
                "uses_left": MENTEES_PER_INVITATION if issued.kind == "mentee" else 1,
                "expires_at": issued.expires_at,
            },
        )

    def issue_for_mentors(self, code: str, unit_id: int, staff_id: int, uses: int, expires_at: datetime) -> int:
        """Keep an office invitation that so many people may accept as mentors of a unit; return its id."""
        values = {
            "hash": self._hash(code),
            "kind": "mentor",
            "unit_id": unit_id,
            "staff_id": staff_id,
            "uses_left": uses,
            "expires_at": expires_at,
        }
        code_id: int = self._connection.execute(_ADD, values).scalar_one()
        return code_id

    def use(self, code_id: int, person_id: int, now: datetime) -> bool:
        """Use a code once; return False if it has just been used up, or has expired."""
        return self._connection.execute(_USE, {"code_id": code_id, "now": now}).rowcount == 1

    def typed(self, code_id: int, talk_id: int, person_id: int, now: datetime) -> bool:
        """Keep where and by whom a link code was typed; one typed there before becomes void."""
        here = {"code_id": code_id, "talk_id": talk_id}
        if self._connection.execute(_TYPED, {**here, "by_id": person_id, "now": now}).rowcount == 0:
            return False
        self._connection.execute(_DELETE_TYPED_BEFORE, here)
        return True

    def missed(self, scope: str, now: datetime) -> None:
        """Count a wrong guess within a scope; those of before yesterday are forgotten."""
        self._connection.execute(_DELETE_MISSES, {"before": now - _MISS_KEPT})
        self._connection.execute(_ADD_MISS, {"scope": codec.clean(scope)[:120], "at": now})

    def misses(self, scope: str | None, since: datetime) -> int:
        """Return how many wrong guesses a scope, or everybody together, made since a moment."""
        if scope is None:
            return self._connection.scalar(_MISSES, {"since": since}) or 0
        return self._connection.scalar(_MISSES_OF, {"since": since, "within": codec.clean(scope)[:120]}) or 0

    def _hash(self, code: str) -> str:
        readable = read_any_code(code)
        if readable is None:
            message = "nobody could type this code"
            raise ValueError(message)
        return keyed_hash(self._key, readable)
