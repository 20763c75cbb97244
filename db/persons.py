"""The bare rows of people: a nameless one is made, one is deleted with everything that belongs to it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert

from db.tables import completion, evidence, person

_ADD = insert(person).returning(person.c.id)

# Completions before the evidence they name, both before the person; everything else goes with the person by itself.
_DELETE = (
    delete(completion).where(completion.c.person_id == bindparam("person_id")),
    delete(evidence).where(evidence.c.person_id == bindparam("person_id")),
    delete(person).where(person.c.id == bindparam("person_id")),
)


def add_nameless(connection: Connection, now: datetime) -> int:
    """Make a person of whom nothing is known yet; return the id."""
    person_id: int = connection.execute(_ADD, {"consents": {}, "created_at": now}).scalar_one()
    return person_id


def delete_person(connection: Connection, person_id: int) -> None:
    """Delete a person who speaks in no conversation any more."""
    for statement in _DELETE:
        connection.execute(statement, {"person_id": person_id})
