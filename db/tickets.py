"""Requests for a person."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from bot.learning.codes import hide_codes
from db import codec
from db.tables import ticket

_REFRESH = (
    update(ticket)
    .where(ticket.c.person_id == bindparam("asking"), ticket.c.closed_at.is_(None))
    .values(conversation_id=bindparam("talk_id"), at_place=bindparam("place"))
)
_REFRESH_TEXT = (
    update(ticket)
    .where(ticket.c.person_id == bindparam("asking"), ticket.c.closed_at.is_(None))
    .values(text=bindparam("words"))
)
_ADD = insert(ticket)
_CLOSE = (
    update(ticket)
    .where(ticket.c.person_id == bindparam("asking"), ticket.c.closed_at.is_(None))
    .values(closed_at=bindparam("now"))
)


class Tickets:
    """Keeps `bot.ports.Tickets`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open(self, person_id: int, talk_id: int, at: str, text: str, now: datetime) -> None:
        """
        Keep a request; an open one of the same person is refreshed instead.

        It goes on waiting since it was first made, and keeps its words unless there are new ones.
        """
        at, text = codec.clean(at)[:120], hide_codes(codec.clean(text))[:500]
        refreshed = self._connection.execute(_REFRESH, {"asking": person_id, "talk_id": talk_id, "place": at})
        if refreshed.rowcount == 0:
            self._connection.execute(
                _ADD,
                {"person_id": person_id, "conversation_id": talk_id, "at_place": at, "text": text, "opened_at": now},
            )
        elif text:
            self._connection.execute(_REFRESH_TEXT, {"asking": person_id, "words": text})

    def close(self, person_id: int, now: datetime) -> None:
        """Close the open request of a person, if there is one."""
        self._connection.execute(_CLOSE, {"asking": person_id, "now": now})
