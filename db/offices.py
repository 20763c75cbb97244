"""Staff accounts, their sign-ins, the one-time link of the first account, and the audit log."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from bot.ports import Staff
from db.tables import audit, setup_link, sign_in, staff

IDLE_LIMIT = timedelta(hours=12)
"""A sign-in that was not used for so long is over."""

ABSOLUTE_LIMIT = timedelta(days=14)
"""A sign-in is over after this time, however much it is used."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is known; noting every click would be a disk write for each."""

_LONGEST_SUBJECT = 200

_STAFF = (staff.c.id, staff.c.login, staff.c.name, staff.c.unit_id)

_IN_USE = staff.c.left_at.is_(None)

_COUNT = select(func.count()).select_from(staff)

_ADD = insert(staff).returning(staff.c.id)

_BY_LOGIN = select(*_STAFF, staff.c.password_hash).where(staff.c.login == bindparam("wanted"), _IN_USE)

_ALL = select(*_STAFF).where(_IN_USE).order_by(staff.c.login)

_SET_PASSWORD = update(staff).where(staff.c.id == bindparam("staff_id")).values(password_hash=bindparam("new_hash"))

# The sign-in name becomes free for a successor, and the lines of the audit log stay with whom they are about.
_LEAVE = (
    update(staff)
    .where(staff.c.id == bindparam("staff_id"), _IN_USE)
    .values(left_at=bindparam("now"), login=staff.c.login.concat(bindparam("left")))
)

_SIGN_IN = insert(sign_in)

_SIGNED_IN = (
    select(*_STAFF, sign_in.c.used_at)
    .join(sign_in, sign_in.c.staff_id == staff.c.id)
    .where(
        sign_in.c.token_hash == bindparam("token"),
        sign_in.c.revoked_at.is_(None),
        sign_in.c.used_at > bindparam("idle_since"),
        sign_in.c.at > bindparam("too_old"),
        _IN_USE,
    )
)

_USE = update(sign_in).where(sign_in.c.token_hash == bindparam("token")).values(used_at=bindparam("now"))

_FORGET = delete(sign_in).where(sign_in.c.at <= bindparam("too_old"))

# A revoked sign-in keeps the moment of its last use: nothing here reads a clock.
_SIGN_OUT = update(sign_in).where(sign_in.c.token_hash == bindparam("token")).values(revoked_at=sign_in.c.used_at)

_REVOKE_ALL = (
    update(sign_in)
    .where(sign_in.c.staff_id == bindparam("of_staff"), sign_in.c.revoked_at.is_(None))
    .values(revoked_at=sign_in.c.used_at)
)

_FORGET_LINKS = delete(setup_link)

_ADD_LINK = insert(setup_link)

_LINK_WORKS = (
    setup_link.c.token_hash == bindparam("token"),
    setup_link.c.used_at.is_(None),
    setup_link.c.expires_at > bindparam("now"),
)

_HAS_LINK = select(setup_link.c.token_hash).where(*_LINK_WORKS)

_USE_LINK = update(setup_link).where(*_LINK_WORKS).values(used_at=bindparam("now"))

_NOTE = insert(audit)

_LOG = (
    select(audit.c.at, staff.c.login, audit.c.action, audit.c.subject)
    .select_from(audit.outerjoin(staff, staff.c.id == audit.c.staff_id))
    .order_by(audit.c.id.desc())
    .limit(bindparam("newest"))
)


class Offices:
    """Keeps `bot.ports.Offices`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self) -> int:
        """Return how many accounts exist."""
        return self._connection.execute(_COUNT).scalar_one()

    def add(self, login: str, name: str, password_hash: str, unit_id: int | None, now: datetime) -> Staff:
        """Make an account."""
        values = {
            "login": login,
            "name": name,
            "password_hash": password_hash,
            "unit_id": unit_id,
            "created_at": now,
        }
        return Staff(self._connection.execute(_ADD, values).scalar_one(), login, name, unit_id)

    def by_login(self, login: str) -> tuple[Staff, str] | None:
        """Return an account that is in use with its password hash, or None."""
        row = self._connection.execute(_BY_LOGIN, {"wanted": login}).first()
        return (_staff(row), row.password_hash) if row else None

    def all(self) -> Sequence[Staff]:
        """Return every account that is in use."""
        return [_staff(row) for row in self._connection.execute(_ALL)]

    def set_password(self, staff_id: int, password_hash: str) -> None:
        """Change a password and revoke every sign-in of that account."""
        self._connection.execute(_SET_PASSWORD, {"staff_id": staff_id, "new_hash": password_hash})
        self.revoke_all(staff_id)

    def leave(self, staff_id: int, now: datetime) -> None:
        """Take an account out of use and revoke its sign-ins; its lines in the audit log stay."""
        self._connection.execute(_LEAVE, {"staff_id": staff_id, "now": now, "left": f" (nghỉ, {staff_id})"})
        self.revoke_all(staff_id)

    def sign_in(self, staff_id: int, token_hash: str, now: datetime) -> None:
        """Keep a sign-in; those that are too old anyway are forgotten."""
        self._connection.execute(_FORGET, {"too_old": now - ABSOLUTE_LIMIT})
        self._connection.execute(_SIGN_IN, {"token_hash": token_hash, "staff_id": staff_id, "at": now, "used_at": now})

    def signed_in(self, token_hash: str, now: datetime) -> Staff | None:
        """Return whose sign-in it is, unless it was revoked, idle too long or too old; note that it is used."""
        limits = {"idle_since": now - IDLE_LIMIT, "too_old": now - ABSOLUTE_LIMIT}
        row = self._connection.execute(_SIGNED_IN, {"token": token_hash, **limits}).first()
        if row is None:
            return None
        if now - row.used_at > USE_NOTED_EVERY:
            self._connection.execute(_USE, {"token": token_hash, "now": now})
        return _staff(row)

    def sign_out(self, token_hash: str) -> None:
        """Revoke one sign-in."""
        self._connection.execute(_SIGN_OUT, {"token": token_hash})

    def revoke_all(self, staff_id: int) -> int:
        """Revoke every sign-in of an account; return how many there were."""
        return self._connection.execute(_REVOKE_ALL, {"of_staff": staff_id}).rowcount

    def add_setup_link(self, token_hash: str, expires_at: datetime) -> None:
        """Keep a one-time link with which an account can be made; older ones stop working."""
        self._connection.execute(_FORGET_LINKS)
        self._connection.execute(_ADD_LINK, {"token_hash": token_hash, "expires_at": expires_at})

    def has_setup_link(self, token_hash: str, now: datetime) -> bool:
        """Return whether a one-time link could be used now."""
        return self._connection.execute(_HAS_LINK, {"token": token_hash, "now": now}).first() is not None

    def use_setup_link(self, token_hash: str, now: datetime) -> bool:
        """Use a one-time link; return False if it is unknown, used or expired."""
        return self._connection.execute(_USE_LINK, {"token": token_hash, "now": now}).rowcount == 1

    def note(self, staff_id: int | None, action: str, subject: str, now: datetime) -> None:
        """Add a line to the audit log."""
        line = {"at": now, "staff_id": staff_id, "action": action, "subject": subject[:_LONGEST_SUBJECT]}
        self._connection.execute(_NOTE, line)

    def log(self, limit: int) -> Sequence[tuple[datetime, str, str, str]]:
        """Return the newest lines of the audit log: when, who, action, subject."""
        rows = self._connection.execute(_LOG, {"newest": limit})
        return [(row.at, row.login or "", row.action, row.subject) for row in rows]


def _staff(row: Row[*tuple[Any, ...]]) -> Staff:
    return Staff(row.id, row.login, row.name, row.unit_id)
