"""What goes out, per conversation in order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, literal_column, select, update

from bot.dialogue.messages import Address, Outgoing
from bot.ports import Line, Parcel
from db import codec
from db.sealing import seal, unseal
from db.tables import conversation, inbox, outbox
from db.upserts import insert_new

_channel = select(conversation.c.channel).where(conversation.c.id == bindparam("talk_id")).scalar_subquery()
_ADD = insert_new(outbox, outbox.c.conversation_id, outbox.c.cause, values={"channel": _channel})

_waiting: ColumnElement[str] = literal_column("'waiting'")  # spelled out, so that the partial indexes serve
_earlier = outbox.alias("earlier")

# Only the first that waits may go: a later one never overtakes it, not even while it waits for its next try.
_DUE = (
    select(
        outbox.c.id,
        outbox.c.conversation_id,
        outbox.c.seq,
        outbox.c.message,
        outbox.c.attempts,
        outbox.c.channel,
        conversation.c.account,
        conversation.c.external_id,
    )
    .join(conversation)
    .where(
        outbox.c.state == _waiting,
        outbox.c.channel == bindparam("channel"),
        outbox.c.not_before.is_(None) | (outbox.c.not_before <= bindparam("now")),
        ~exists().where(
            _earlier.c.conversation_id == outbox.c.conversation_id,
            _earlier.c.state == _waiting,
            _earlier.c.seq < outbox.c.seq,
        ),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
)

_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"))
    .values(state="sent", external_id=bindparam("given"), sent_at=bindparam("now"), attempts=outbox.c.attempts + 1)
)

_FAILED = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"))
    .values(
        state=bindparam("new_state"),
        error=bindparam("why"),
        not_before=bindparam("again_at"),
        attempts=outbox.c.attempts + 1,
    )
)

_SAID = (
    select(outbox.c.seq, outbox.c.created_at, outbox.c.message)
    .where(outbox.c.conversation_id == bindparam("talk_id"), outbox.c.seq > bindparam("after"))
    .order_by(outbox.c.seq.desc())
    .limit(bindparam("limit"))
)

_DONE = (
    select(inbox.c.seq, inbox.c.at, inbox.c.action, inbox.c.words)
    .where(inbox.c.conversation_id == bindparam("talk_id"), inbox.c.seq > bindparam("after"))
    .order_by(inbox.c.seq.desc())
    .limit(bindparam("limit"))
)


class Outbox:
    """Keeps `bot.ports.Outbox`."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key

    def add(self, talk_id: int, seq: int, cause: str, messages: Sequence[Outgoing], now: datetime) -> None:
        """Put messages behind each other; `cause` makes putting them twice impossible."""
        if not messages:
            return
        cause = codec.clean(cause)
        rows = [
            {
                "conversation_id": talk_id,
                "talk_id": talk_id,
                "seq": seq + place,
                "cause": f"{cause}/{place}",
                "message": codec.encode_outgoing(self._sealed(message)),
                "state": "waiting",
                "created_at": now,
            }
            for place, message in enumerate(messages)
        ]
        self._connection.execute(_ADD[self._connection.dialect.name], rows)

    def due(self, channel: str, limit: int, now: datetime) -> Sequence[Parcel]:
        """Return the first unsent message of each conversation of a channel that may be sent now, oldest first."""
        rows = self._connection.execute(_DUE, {"channel": channel, "limit": limit, "now": now})
        return [self._parcel(row) for row in rows]

    def sent(self, parcel_ids: Iterable[int], external_ids: Iterable[str], now: datetime) -> None:
        """Note that messages were accepted by the channel."""
        rows = [
            {"parcel_id": parcel_id, "given": external_id, "now": now}
            for parcel_id, external_id in zip(parcel_ids, external_ids, strict=True)
        ]
        if rows:
            self._connection.execute(_SENT, rows)

    def failed(self, parcel_id: int, error: str, again_at: datetime | None) -> None:
        """Note a failure; without a next moment the message is dead, and the one behind it may go."""
        state = "dead" if again_at is None else "waiting"
        self._connection.execute(
            _FAILED, {"parcel_id": parcel_id, "new_state": state, "why": error[:40], "again_at": again_at}
        )

    def lines(self, talk_id: int, after: int, limit: int) -> Sequence[Line]:
        """Return the lines of a chat numbered above `after`, in order; the newest `limit` if there are more."""
        wanted = {"talk_id": talk_id, "after": after, "limit": limit}
        said = [
            Line(row.seq, row.created_at, None, self._read(row.message))
            for row in self._connection.execute(_SAID, wanted)
        ]
        done = [
            Line(row.seq, row.at, codec.decode_action(row.action, row.words), None)
            for row in self._connection.execute(_DONE, wanted)
        ]
        return sorted(said + done, key=lambda line: line.seq)[-limit:]

    def _parcel(self, row: Row[*tuple[Any, ...]]) -> Parcel:
        return Parcel(
            row.id,
            row.conversation_id,
            row.seq,
            Address(row.channel, row.account, row.external_id),
            self._read(row.message),
            row.attempts,
        )

    def _sealed(self, message: Outgoing) -> Outgoing:
        """Return a message in which no code can be read; most have none."""
        text = seal(self._key, message.text)
        if text == message.text and message.qr is None:
            return message
        return replace(message, text=text, qr=seal(self._key, message.qr) if message.qr else None)

    def _read(self, stored: codec.Stored) -> Outgoing:
        message = codec.decode_outgoing(stored)
        text = unseal(self._key, message.text)
        if text is message.text and message.qr is None:
            return message
        return replace(message, text=text, qr=unseal(self._key, message.qr) if message.qr else None)
