"""What goes out, per conversation in order."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, literal_column, null, select, update

from bot.dialogue.messages import Address, Outgoing
from bot.ports import PULLED, DeadLetter, Line, OutboxCounts, Parcel, Progress, Talk
from db import codec
from db.people import PROGRESS
from db.prepared import Prepared
from db.sealing import seal, unseal
from db.subtree import unit_ids_below
from db.tables import conversation, inbox, membership, outbox, person, unit
from db.upserts import insert_new

_ADD = Prepared(insert_new(outbox, outbox.c.conversation_id, outbox.c.cause))

# Spelled out, so that the partial indexes serve.
_on_its_way: ColumnElement[bool] = literal_column("outbox.state IN ('waiting', 'sending')")
_is_dead: ColumnElement[bool] = literal_column("outbox.state = 'dead'")
_is_expired: ColumnElement[bool] = literal_column("outbox.state = 'expired'")

_WAITING = (
    select(outbox, conversation.c.account, conversation.c.external_id.label("chat_id"), conversation.c.last_at)
    .join(conversation)
    .where(
        _on_its_way,
        outbox.c.channel == bindparam("channel"),
        outbox.c.kind == bindparam("wanted"),
        conversation.c.account == bindparam("account"),
    )
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_WAITING_OF_KIND = {
    "reply": _WAITING,
    "notice": _WAITING.where(outbox.c.not_before.is_(None) | (outbox.c.not_before <= bindparam("now"))),
}

# What is done with stays as it is: a process that has lost its lease may still be busy with what another one has sent.
_named = (outbox.c.conversation_id == bindparam("talk_id"), outbox.c.seq == bindparam("number"), _on_its_way)
_BEGIN = update(outbox).where(*_named).values(state="sending")
_SETTLE = Prepared(
    update(outbox)
    .where(*_named)
    .values(
        state=bindparam("new_state"),
        attempts=bindparam("tried"),
        bubbles=bindparam("out"),
        unknowns=bindparam("unknown"),
        not_before=bindparam("again_at"),
        error=bindparam("why"),
        external_id=func.trim(func.coalesce(outbox.c.external_id, "") + bindparam("given")),
        sent_at=bindparam("now"),
    )
)
# Nearly every message arrives at the first go: a statement of its own, as short as it can be.
_SENT = Prepared(
    update(outbox)
    .where(*_named)
    .values(
        state="sent",
        bubbles=bindparam("out"),
        not_before=null(),
        error=null(),
        external_id=bindparam("given"),
        sent_at=bindparam("now"),
    )
)
_REPLACE = update(outbox).where(*_named).values(message=bindparam("new_message"))

# --- notices ------------------------------------------------------------------------------------------------------

_LOCK_TALK = (
    select(
        conversation.c.channel,
        conversation.c.account,
        conversation.c.external_id,
        conversation.c.seq,
        conversation.c.last_at,
        conversation.c.is_reachable,
    )
    .where(conversation.c.id == bindparam("talk_id"))
    .with_for_update()
)
_WAS_PUT = select(outbox.c.id).where(
    outbox.c.conversation_id == bindparam("talk_id"), outbox.c.cause == bindparam("why")
)
_COUNT_ON = update(conversation).where(conversation.c.id == bindparam("talk_id")).values(seq=conversation.c.seq + 1)
_ADD_NOTICE = insert(outbox)

# --- what could not be sent ---------------------------------------------------------------------------------------

_DEAD = (
    select(
        outbox.c.id,
        outbox.c.channel,
        outbox.c.kind,
        outbox.c.error,
        outbox.c.created_at,
        person.c.name,
        person.c.consents,
        unit.c.id.label("unit_id"),
        unit.c.name.label("unit_name"),
    )
    .join(conversation, conversation.c.id == outbox.c.conversation_id)
    .join(person, person.c.id == conversation.c.speaker_id)
    .outerjoin(membership, (membership.c.person_id == person.c.id) & membership.c.to_at.is_(None))
    .outerjoin(unit, unit.c.id == membership.c.unit_id)
    .where(_is_dead)
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most"))
)
_DEAD_BELOW = _DEAD.where(membership.c.unit_id.in_(unit_ids_below()))
_ONE_DEAD = select(outbox.c.conversation_id, outbox.c.message, outbox.c.kind).where(
    outbox.c.id == bindparam("dead_id"), _is_dead
)
_SENT_AGAIN = "sent again"
"""Why a dead letter is done with whose words went into a new one."""
_GIVE_UP = (
    update(outbox).where(outbox.c.id == bindparam("dead_id"), _is_dead).values(state="expired", error=_SENT_AGAIN)
)

# --- how an account's messages stand: each number from an index of its own, whatever there is that was sent -----------

_of_account = (outbox.c.channel == bindparam("channel"), conversation.c.account == bindparam("account"))
_HOW_MANY = (
    select(func.count(), func.min(outbox.c.created_at)).select_from(outbox.join(conversation)).where(*_of_account)
)
_HOW_MANY_WAIT = _HOW_MANY.where(_on_its_way)
_HOW_MANY_EXPIRED = _HOW_MANY.where(
    _is_expired, outbox.c.created_at >= bindparam("since"), outbox.c.error.is_distinct_from(_SENT_AGAIN)
)
_HOW_MANY_DEAD = _HOW_MANY.where(_is_dead)
_EVER = datetime.min.replace(tzinfo=UTC)

# --- a chat as its page shows it ----------------------------------------------------------------------------------

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

    def add(self, talk: Talk, seq: int, cause: str, messages: Sequence[Outgoing], now: datetime) -> Sequence[Parcel]:
        """Put replies behind each other; `cause` makes putting them twice impossible. Return what is to be sent."""
        if not messages:
            return ()
        channel, cause = talk.address.channel, codec.clean(cause)
        is_pulled = channel in PULLED
        rows = [
            {
                "conversation_id": talk.id,
                "channel": channel,
                "seq": seq + place,
                "cause": f"{cause}/{place}",
                "message": codec.encode_outgoing(self._sealed(message)),
                "state": "sent" if is_pulled else "waiting",
                "created_at": now,
            }
            for place, message in enumerate(messages)
        ]
        first, *others = rows
        if _ADD.run(self._connection, first) == 0:
            return ()
        if others:
            _ADD.many(self._connection, others)
        if is_pulled:
            return ()
        return [
            Parcel(talk.id, seq + place, talk.address, message, now, last_in_at=now)
            for place, message in enumerate(messages)
        ]

    def add_notice(
        self, talk_id: int, cause: str, message: Outgoing, now: datetime, not_after: datetime
    ) -> Parcel | None:
        """Put something that nobody waits for at the end of a conversation; see `bot.ports`."""
        cause = codec.clean(cause)[:120]
        talk = self._connection.execute(_LOCK_TALK, {"talk_id": talk_id}).first()
        was_put = self._connection.scalar(_WAS_PUT, {"talk_id": talk_id, "why": cause}) is not None
        if talk is None or was_put or not talk.is_reachable:
            return None
        self._connection.execute(_COUNT_ON, {"talk_id": talk_id})
        is_pulled = talk.channel in PULLED
        self._connection.execute(
            _ADD_NOTICE,
            {
                "conversation_id": talk_id,
                "channel": talk.channel,
                "kind": "notice",
                "seq": talk.seq + 1,
                "cause": cause,
                "message": codec.encode_outgoing(self._sealed(message)),
                "state": "sent" if is_pulled else "waiting",
                "not_after": not_after,
                "created_at": now,
            },
        )
        address = Address(talk.channel, talk.account, talk.external_id)
        return Parcel(talk_id, talk.seq + 1, address, message, now, talk.last_at, "notice", not_after=not_after)

    def waiting(self, channel: str, account: str, kind: str, limit: int, now: datetime) -> Sequence[Parcel]:
        """Return what is on its way, oldest first; of notices only those whose time has come."""
        wanted = {"channel": channel, "account": account, "wanted": kind, "most": limit, "now": now}
        return [self._parcel(row) for row in self._connection.execute(_WAITING_OF_KIND[kind], wanted)]

    def begin(self, parcels: Iterable[Parcel]) -> None:
        """Mark parcels as being sent."""
        names = [{"talk_id": parcel.talk_id, "number": parcel.seq} for parcel in parcels]
        if names:
            self._connection.execute(_BEGIN, names)

    def settle(self, progress: Iterable[Progress], now: datetime) -> None:
        """Write down what became of parcels."""
        smooth, rough = [], []
        for one in progress:
            parcel = one.parcel
            named = {
                "talk_id": parcel.talk_id,
                "number": parcel.seq,
                "out": parcel.bubbles,
                "given": codec.clean(" ".join(one.external_ids)),
                "now": now,
            }
            is_smooth = parcel.bubbles == len(one.external_ids) and not (parcel.attempts or parcel.unknowns)
            if one.state == "sent" and is_smooth:
                smooth.append(named)
                continue
            rough.append(
                {
                    **named,
                    "given": f" {named['given']}",
                    "new_state": one.state,
                    "tried": parcel.attempts,
                    "unknown": parcel.unknowns,
                    "again_at": parcel.not_before,
                    "why": one.error[:40],
                    "now": now if one.state == "sent" else None,
                }
            )
        for statement, rows in ((_SENT, smooth), (_SETTLE, rough)):
            if rows:
                statement.many(self._connection, rows)

    def replace(self, talk_id: int, seq: int, message: Outgoing) -> None:
        """Change what is said in a message that still waits."""
        encoded = codec.encode_outgoing(self._sealed(message))
        self._connection.execute(_REPLACE, {"talk_id": talk_id, "number": seq, "new_message": encoded})

    def dead(self, below: int | None, limit: int) -> Sequence[DeadLetter]:
        """Return the newest messages that could not be sent, of a subtree or of everybody."""
        found = (
            self._connection.execute(_DEAD, {"most": limit})
            if below is None
            else self._connection.execute(_DEAD_BELOW, {"most": limit, "below": below})
        )
        return [
            DeadLetter(
                row.id,
                row.channel,
                row.kind,
                row.error or "",
                row.created_at,
                (row.name or "") if row.consents.get(PROGRESS) else "",
                row.unit_id,
                row.unit_name or "",
            )
            for row in found
        ]

    def send_again(self, dead_ids: Iterable[int], now: datetime) -> int:
        """Put dead messages at the end of their conversations once more; return how many there were."""
        return sum(self._send_again(dead_id, now) for dead_id in sorted(dead_ids))

    def counts(self, channel: str, account: str, since: datetime | None = None) -> OutboxCounts:
        """Return how many messages of an account are on their way or dead, and how many expired since a moment."""
        named = {"channel": channel, "account": account}
        waiting, oldest = self._connection.execute(_HOW_MANY_WAIT, named).one()
        expired, _ = self._connection.execute(_HOW_MANY_EXPIRED, {**named, "since": since or _EVER}).one()
        dead, _ = self._connection.execute(_HOW_MANY_DEAD, named).one()
        return OutboxCounts(waiting, oldest, expired, dead)

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

    def _send_again(self, dead_id: int, now: datetime) -> bool:
        """Put one dead message at the end; its old line is done with, so that it cannot be sent twice."""
        found = self._connection.execute(_ONE_DEAD, {"dead_id": dead_id}).first()
        talk = found and self._connection.execute(_LOCK_TALK, {"talk_id": found.conversation_id}).first()
        if not found or not talk or self._connection.execute(_GIVE_UP, {"dead_id": dead_id}).rowcount == 0:
            return False
        self._connection.execute(_COUNT_ON, {"talk_id": found.conversation_id})
        self._connection.execute(
            _ADD_NOTICE,
            {
                "conversation_id": found.conversation_id,
                "channel": talk.channel,
                "kind": found.kind,
                "seq": talk.seq + 1,
                "cause": f"again:{dead_id}",
                "message": found.message,
                "state": "waiting",
                "created_at": now,
            },
        )
        return True

    def _parcel(self, row: Row[*tuple[Any, ...]]) -> Parcel:
        return Parcel(
            row.conversation_id,
            row.seq,
            Address(row.channel, row.account, row.chat_id),
            self._read(row.message),
            row.created_at,
            row.last_at,
            row.kind,
            row.not_before,
            row.not_after,
            row.attempts,
            row.bubbles,
            row.unknowns,
            row.state == "sending",
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
