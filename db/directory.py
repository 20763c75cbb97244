"""What the talk may look up while it thinks: read only, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Row, bindparam, exists, func, select

from bot.dialogue.directory import Code, Mentee
from bot.dialogue.places import Learning
from bot.learning.codes import read_code
from bot.learning.people import Learner, Unit
from bot.ports import Talk
from db.codes import IS_GOOD, Codes, keyed_hash
from db.learners import load_learner
from db.mentees import mentees_of
from db.people import People
from db.resemblance import unit_with_code, units_resembling
from db.tables import address, code, evidence, miss, person, unit

GUESSES = 5
"""Wrong codes that one conversation may type within the window."""

GUESSES_OF_ALL = 1_000
"""
Wrong codes that everybody together may type within the window, so that nobody guesses from many browsers.

More than one address can make in that time, which would otherwise keep a whole commune from typing codes. Of 2^40 codes
a thousand may be good at once: years of guessing at this pace still find none.
"""

GUESS_WINDOW = timedelta(minutes=10)

# Of all chats; somebody who fails to sign in at the office does not keep learners from typing codes.
_GUESSES_OF_ALL = (
    select(func.count()).select_from(miss).where(miss.c.at >= bindparam("since"), miss.c.scope.startswith("talk:"))
)

# A nameless person who has shown nothing is nobody to choose, unless it is they who speak.
_PEOPLE_HERE = (
    select(address.c.person_id, address.c.label)
    .where(
        address.c.conversation_id == bindparam("talk_id"),
        (address.c.label != "")
        | (address.c.person_id == bindparam("speaker_id"))
        | exists().where(evidence.c.person_id == address.c.person_id),
    )
    .order_by(address.c.id)
)

_CODE = (
    select(
        code.c.id,
        code.c.kind,
        code.c.person_id,
        person.c.name.label("person_name"),
        code.c.unit_id,
        unit.c.name.label("unit_name"),
        code.c.skill_id,
        code.c.task_id,
        code.c.conversation_id,
    )
    .outerjoin(person, person.c.id == code.c.person_id)
    .outerjoin(unit, unit.c.id == code.c.unit_id)
    .where(*IS_GOOD)
)
_CODE_BY_HASH = _CODE.where(code.c.hash == bindparam("hash"))
_CODE_BY_ID = _CODE.where(code.c.id == bindparam("code_id"))


class Directory:
    """Keeps `bot.dialogue.directory.Directory` for one conversation."""

    def __init__(self, connection: Connection, talk: Talk, now: datetime, key: bytes, public_url: str) -> None:
        self._connection = connection
        self._talk = talk
        self._now = now
        self._key = key
        self._public_url = public_url.rstrip("/")

    def unit(self, code: str) -> Unit | None:
        """Return the unit with that code, in any case."""
        return unit_with_code(self._connection, code)

    def units_like(self, text: str, limit: int = 3) -> Sequence[Unit]:
        """Return units whose folded name resembles the text, best first; within the commune of the poster if known."""
        return units_resembling(self._connection, text, self._talk.conversation.unit_code, limit)

    def people_here(self) -> Sequence[tuple[int, str]]:
        """Return id and label of everybody who learns on this phone, in the order they came."""
        here = {"talk_id": self._talk.id, "speaker_id": self._talk.learner.id}
        return [(row.person_id, row.label) for row in self._connection.execute(_PEOPLE_HERE, here)]

    def person(self, person_id: int) -> tuple[Learner, Learning | None]:
        """Return what a turn may know of somebody, and where they go on."""
        return load_learner(self._connection, person_id), People(self._connection).bookmark(person_id)

    def may_guess(self) -> bool:
        """
        Return whether this conversation, and everybody together, still has tries left for typing codes.

        Strangers who guess do not keep mentors from confirming: those the office has invited have only their own limit.
        """
        since = self._now - GUESS_WINDOW
        of_this = Codes(self._connection, self._key).misses(f"talk:{self._talk.id}", since)
        if of_this >= GUESSES or self._talk.learner.is_mentor:
            return of_this < GUESSES
        return (self._connection.scalar(_GUESSES_OF_ALL, {"since": since}) or 0) < GUESSES_OF_ALL

    def code(self, text: str) -> Code | None:
        """Return the code behind the typed characters, or None if it does not exist, is used or has expired."""
        readable = read_code(text)
        if readable is None:
            return None
        found = {"hash": keyed_hash(self._key, readable), "now": self._now}
        return self._code(self._connection.execute(_CODE_BY_HASH, found).first())

    def code_by_id(self, code_id: int) -> Code | None:
        """Return a code found earlier, if it is still good."""
        return self._code(self._connection.execute(_CODE_BY_ID, {"code_id": code_id, "now": self._now}).first())

    def mentees(self) -> Sequence[Mentee]:
        """Return those whom the person who speaks follows, whoever needs help first."""
        return mentees_of(self._connection, self._talk.learner.id)

    def link(self, code: str) -> str:
        """Return the address of the web chat that carries the code; relative if no public address is set."""
        return f"{self._public_url}/?c={quote(code)}"

    def _code(self, row: Row[*tuple[Any, ...]] | None) -> Code | None:
        if row is None:
            return None
        return Code(
            id=row.id,
            kind=row.kind,
            person_id=row.person_id,
            person_name=row.person_name or "",
            unit_id=row.unit_id,
            unit_name=row.unit_name or "",
            skill_id=row.skill_id,
            task_id=row.task_id,
            shown_here=row.conversation_id == self._talk.id,
        )
