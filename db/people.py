"""Everybody who learns."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.dialogue.places import Learning
from bot.learning.people import Learner
from bot.text.folding import sort_key
from db import codec, erasing, merging, persons
from db.learners import load_learner
from db.tables import address, consent, membership, person
from db.upserts import insert_new

GUARDIAN = "guardian"
"""The consent that an adult gives for a child."""

PROGRESS = "progress"
"""The consent to be counted."""

_NAME_LENGTH = 60

_OF_PERSON = person.c.id == bindparam("of_id")

_MOVE_IN = insert_new(address, address.c.conversation_id, address.c.person_id)
_NAME = select(person.c.name).where(_OF_PERSON)
_BOOKMARK = select(person.c.bookmark).where(_OF_PERSON)
_SET_FORM = update(person).where(_OF_PERSON).values(form=bindparam("new_form"))
_SET_AGE = update(person).where(_OF_PERSON).values(is_child=bindparam("child"))
_SET_NAME = update(person).where(_OF_PERSON).values(name=bindparam("new_name"), name_sort=bindparam("new_sort"))
_SET_LABEL = (
    update(address)
    .where(address.c.conversation_id == bindparam("talk_id"), address.c.person_id == bindparam("of_id"))
    .values(label=bindparam("new_label"))
)

# --- where people are counted, and whether they are ---

_COUNTING = (
    select(
        person.c.consents,
        person.c.counted_from,
        membership.c.id.label("membership_id"),
        membership.c.unit_id,
        membership.c.group_id,
        membership.c.from_at,
    )
    .outerjoin(membership, (membership.c.person_id == person.c.id) & membership.c.to_at.is_(None))
    .where(_OF_PERSON)
    .with_for_update(of=person, key_share=True)
)
_ADD_MEMBERSHIP = insert(membership)
_CHANGE_MEMBERSHIP = (
    update(membership)
    .where(membership.c.id == bindparam("membership_id"))
    .values(unit_id=bindparam("new_unit"), group_id=bindparam("new_group"))
)
_END_MEMBERSHIP = update(membership).where(membership.c.id == bindparam("membership_id")).values(to_at=bindparam("now"))
_COUNT_FROM = update(person).where(_OF_PERSON).values(counted_from=bindparam("now"))
_ADD_CONSENT = insert(consent)
_SET_CONSENTS = update(person).where(_OF_PERSON).values(consents=bindparam("answers"))
_SET_GUARDIAN = update(person).where(_OF_PERSON).values(guardian_agreed=bindparam("agreed"))


class People:
    """Keeps `bot.ports.People`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def join(self, talk_id: int, label: str, now: datetime) -> int:
        """Make a nameless person on this phone under a label; return the id."""
        person_id = persons.add_nameless(self._connection, now)
        self._know_here(talk_id, person_id, label)
        return person_id

    def learner(self, person_id: int) -> Learner:
        """Return what a turn may know of a person."""
        return load_learner(self._connection, person_id)

    def move_in(self, talk_id: int, person_id: int, now: datetime) -> None:
        """Make a person known on this phone under their own name."""
        name = self._connection.scalar(_NAME, {"of_id": person_id})
        self._know_here(talk_id, person_id, name or "")

    def set_form(self, person_id: int, form: str) -> None:
        """Keep how a person is addressed."""
        self._connection.execute(_SET_FORM, {"of_id": person_id, "new_form": form})

    def set_name(self, person_id: int, talk_id: int, name: str) -> None:
        """Keep a person's name, and use it as the label on this phone."""
        name = _fitting(name)
        self._connection.execute(_SET_NAME, {"of_id": person_id, "new_name": name, "new_sort": sort_key(name)})
        self._connection.execute(_SET_LABEL, {"of_id": person_id, "talk_id": talk_id, "new_label": name})

    def set_membership(self, person_id: int, unit_id: int | None, group: str | None, now: datetime) -> None:
        """
        End the membership of before and begin this one; stating the same again changes nothing.

        Whoever agreed to be counted is counted from the first such moment on.
        """
        current = self._connection.execute(_COUNTING, {"of_id": person_id}).one()
        if current.membership_id is None:
            self._begin_membership(person_id, unit_id, group, now)
        elif current.from_at == now:
            self._connection.execute(
                _CHANGE_MEMBERSHIP,
                {"membership_id": current.membership_id, "new_unit": unit_id, "new_group": group},
            )
        elif (current.unit_id, current.group_id) != (unit_id, group):
            self._connection.execute(_END_MEMBERSHIP, {"membership_id": current.membership_id, "now": now})
            self._begin_membership(person_id, unit_id, group, now)
        if current.counted_from is None and current.consents.get(PROGRESS):
            self._connection.execute(_COUNT_FROM, {"of_id": person_id, "now": now})

    def set_age(self, person_id: int, is_child: bool) -> None:
        """Keep whether a guardian must agree."""
        self._connection.execute(_SET_AGE, {"of_id": person_id, "child": is_child})

    def add_consent(
        self, person_id: int, kind: str, version: int, text: str, agreed: bool, now: datetime, by: str = ""
    ) -> None:
        """
        Keep an answer with the text that was shown; the kind `guardian` is the answer of the adult beside a child.

        Whoever stated unit and group before agreeing is counted from the moment of agreeing.
        """
        current = self._connection.execute(_COUNTING, {"of_id": person_id}).one()
        self._connection.execute(
            _ADD_CONSENT,
            {
                "person_id": person_id,
                "kind": kind,
                "version": version,
                "text": text,
                "agreed": agreed,
                "answered_by": codec.clean(by)[:40],
                "at": now,
            },
        )
        answers = {**current.consents, kind: agreed}
        self._connection.execute(_SET_CONSENTS, {"of_id": person_id, "answers": answers})
        if kind == GUARDIAN:
            self._connection.execute(_SET_GUARDIAN, {"of_id": person_id, "agreed": agreed})
        is_placed = current.membership_id is not None
        if kind == PROGRESS and agreed and is_placed and current.counted_from is None:
            self._connection.execute(_COUNT_FROM, {"of_id": person_id, "now": now})

    def bookmark(self, person_id: int) -> Learning | None:
        """Return where a person goes on learning."""
        return codec.decode_bookmark(self._connection.scalar(_BOOKMARK, {"of_id": person_id}))

    def erase(self, person_id: int, now: datetime, talk_id: int | None = None) -> int | None:
        """Erase a person; see `bot.ports` and `db.erasing`."""
        return erasing.erase(self._connection, person_id, now, talk_id)

    def merge(self, from_id: int, into_id: int, now: datetime) -> None:
        """Make two people one; see `bot.ports` and `db.merging`."""
        merging.merge(self._connection, from_id, into_id, now)

    def part(self, person_id: int, talk_id: int, now: datetime) -> int | None:
        """Let a chat know nothing more of a person; see `bot.ports` and `db.erasing`."""
        return erasing.part(self._connection, person_id, talk_id, now)

    def _know_here(self, talk_id: int, person_id: int, label: str) -> None:
        self._connection.execute(
            _MOVE_IN[self._connection.dialect.name],
            {"conversation_id": talk_id, "person_id": person_id, "label": _fitting(label)},
        )

    def _begin_membership(self, person_id: int, unit_id: int | None, group: str | None, now: datetime) -> None:
        self._connection.execute(
            _ADD_MEMBERSHIP, {"person_id": person_id, "unit_id": unit_id, "group_id": group, "from_at": now}
        )


def _fitting(name: str) -> str:
    return codec.clean(name)[:_NAME_LENGTH]
