"""What came in, each exactly once."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, literal_column, update

from bot.dialogue.messages import Incoming
from bot.learning.codes import hide_codes
from db import codec
from db.prepared import Prepared
from db.tables import inbox, ticket
from db.upserts import insert_new

_CLAIM = Prepared(insert_new(inbox, inbox.c.conversation_id, inbox.c.key))

# The comparison with an empty text is spelled out, so that the partial index answers it.
_FORGET = update(inbox).where(inbox.c.at < bindparam("before"), inbox.c.words != literal_column("''")).values(words="")
_FORGET_REQUESTS = (
    update(ticket)
    .where(ticket.c.opened_at < bindparam("before"), ticket.c.text != literal_column("''"))
    .values(text="")
)


class Inbox:
    """Keeps `bot.ports.Inbox`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, talk_id: int, seq: int, incoming: Incoming, now: datetime) -> bool:
        """Keep an incoming; return False if its key was seen before; a code that was typed is kept as dots."""
        action, words = codec.encode_action(incoming.action)
        words = hide_codes(words)
        kept = _CLAIM.run(
            self._connection,
            {
                "conversation_id": talk_id,
                "key": codec.clean(incoming.key),
                "seq": seq,
                "action": action,
                "words": words,
                "at": now,
            },
        )
        return kept == 1

    def forget_words(self, before: datetime) -> int:
        """Blank the free text of everything older than a moment, requests included; return how many lines."""
        moment = {"before": before}
        lines = self._connection.execute(_FORGET, moment).rowcount
        return lines + self._connection.execute(_FORGET_REQUESTS, moment).rowcount
