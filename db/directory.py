"""What the talk may look up while it thinks: read only, in the same transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Row, Select, bindparam, case, exists, func, select

from bot.dialogue.directory import Code, Link, Mentee
from bot.dialogue.places import Learning
from bot.learning.codes import read_any_code
from bot.learning.people import Learner, Unit
from bot.ports import Talk
from db.codes import IS_GOOD, Codes, keyed_hash
from db.learners import load_learner
from db.mentees import mentees_of
from db.people import People
from db.resemblance import unit_with_code, units_resembling
from db.tables import address, code, conversation, evidence, miss, person, unit

GUESSES = 5
"""Wrong codes that one conversation may type within the window."""

GUESSES_OF_ALL = 1_000
"""
Wrong codes that everybody together may type within the window, so that nobody guesses from many browsers.

More than one address can make in that time, which would otherwise keep a whole commune from typing codes. Of 2^40 codes
a thousand may be good at once: years of guessing at this pace still find none.
"""

LINK_GUESSES_OF_ALL = 100
"""
Wrong link codes that everybody together may type within the window, counted apart from the others.

Six digits are a million: while a code lives, all the guessers of the world hit it once in five thousand times, and then
its owner is asked. Somebody with twenty browsers may keep others from linking a second channel for ten minutes; a
recovery code still serves.
"""

GUESS_WINDOW = timedelta(minutes=10)


def _guesses(scopes: str) -> Select[int]:
    is_of_these = miss.c.scope.startswith(scopes)
    return select(func.count()).select_from(miss).where(miss.c.at >= bindparam("since"), is_of_these)


# Of all chats; somebody who fails to sign in at the office does not keep learners from typing codes.
_GUESSES_OF_ALL = _guesses("talk:")
_LINK_GUESSES_OF_ALL = _guesses("link:")

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

_shown = conversation.alias("shown")
_typed = conversation.alias("typed")

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
        code.c.typed_in_id,
        _shown.c.channel.label("shown_on"),
        _typed.c.channel.label("typed_on"),
        case((_typed.c.speaker_id == code.c.typed_by_id, code.c.typed_by_id)).label("typed_by"),
    )
    .outerjoin(person, person.c.id == code.c.person_id)
    .outerjoin(unit, unit.c.id == code.c.unit_id)
    .outerjoin(_shown, _shown.c.id == code.c.conversation_id)
    .outerjoin(_typed, _typed.c.id == code.c.typed_in_id)
    .where(*IS_GOOD)
)
_CODE_BY_HASH = _CODE.where(code.c.hash == bindparam("hash"))
_CODE_BY_ID = _CODE.where(code.c.id == bindparam("code_id"))
_LINK_WAITING = _CODE.where(
    code.c.person_id == bindparam("owner_id"),
    code.c.conversation_id == bindparam("talk_id"),
    code.c.kind == "link",
    code.c.typed_in_id.is_not(None),
)

_CHANNELS = (
    select(conversation.c.channel)
    .join(address, address.c.conversation_id == conversation.c.id)
    .where(address.c.person_id == bindparam("speaker_id"))
    .order_by(conversation.c.id != bindparam("talk_id"), conversation.c.id)
)


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

    def may_guess(self, *, is_link: bool = False) -> bool:
        """
        Return whether this conversation, and everybody together, still has tries left for typing such codes.

        Strangers who guess do not keep mentors from confirming: those the office has invited have only their own limit.
        For link codes they are like everybody else.
        """
        since = self._now - GUESS_WINDOW
        codes = Codes(self._connection, self._key)
        if sum(codes.misses(f"{kind}:{self._talk.id}", since) for kind in ("talk", "link")) >= GUESSES:
            return False
        if is_link:
            return (self._connection.scalar(_LINK_GUESSES_OF_ALL, {"since": since}) or 0) < LINK_GUESSES_OF_ALL
        if self._talk.learner.is_mentor:
            return True
        return (self._connection.scalar(_GUESSES_OF_ALL, {"since": since}) or 0) < GUESSES_OF_ALL

    def code(self, text: str) -> Code | None:
        """Return the code behind the typed characters, or None if it does not exist, is used or has expired."""
        readable = read_any_code(text)
        if readable is None:
            return None
        found = {"hash": keyed_hash(self._key, readable), "now": self._now}
        return self._code(self._connection.execute(_CODE_BY_HASH, found).first())

    def code_by_id(self, code_id: int) -> Code | None:
        """Return a code found earlier, if it is still good."""
        return self._code(self._connection.execute(_CODE_BY_ID, {"code_id": code_id, "now": self._now}).first())

    def link_waiting(self, person_id: int) -> Code | None:
        """Return the link code that was shown here to a person, was typed elsewhere and waits for their answer."""
        wanted = {"owner_id": person_id, "talk_id": self._talk.id, "now": self._now}
        return self._code(self._connection.execute(_LINK_WAITING, wanted).first())

    def channels(self) -> Sequence[str]:
        """Return the channel of every chat in which the person who speaks learns, this one first."""
        here = {"speaker_id": self._talk.learner.id, "talk_id": self._talk.id}
        return self._connection.scalars(_CHANNELS, here).all()

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
            link=_link(row) if row.kind == "link" and row.conversation_id is not None else None,
        )


def _link(row: Row[*tuple[Any, ...]]) -> Link:
    return Link(row.conversation_id, row.shown_on, row.typed_in_id, row.typed_on or "", row.typed_by)
