"""What the database holds of each chat, as plain values that can be compared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Select, select

from bot.dialogue.messages import Outgoing
from bot.ports import Work
from db.tables import answer, attempt, completion, conversation, evidence, inbox, outbox, person

_MANY = 100_000


@dataclass(frozen=True, slots=True)
class Said:
    """A message of ours."""

    seq: int
    cause: str
    """The key of the incoming that it answers, and its place among the answers."""
    state: str
    bubbles: int
    """How many of its bubbles are known to be out."""
    unknowns: int
    message: Outgoing


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation."""

    seq: int
    state: Any
    bookmark: Any
    taken: tuple[tuple[int, str], ...] = ()
    """What came in: its number, its key."""
    said: tuple[Said, ...] = ()
    shown: frozenset[tuple[str, ...]] = frozenset()
    """The evidence: kind, item, level, key of the incoming."""
    answers: frozenset[tuple[str, ...]] = frozenset()
    """The answers in quizzes: attempt, question, choice."""
    completed: frozenset[tuple[str, str]] = frozenset()
    """Skills and levels."""


Books = Mapping[str, Chat]
"""Every chat by what the platform calls it."""


def read_books(work: Work) -> Books:
    """Return everything that there is."""
    rows = _Rows(work)
    taken, said = rows.of(select(inbox.c.conversation_id, inbox.c.seq, inbox.c.key)), _said(work, rows)
    shown = rows.of(
        select(evidence.c.person_id, evidence.c.kind, evidence.c.item_id, evidence.c.level, evidence.c.source)
    )
    completed = rows.of(select(completion.c.person_id, completion.c.skill_id, completion.c.level))
    answers = rows.of(
        select(attempt.c.person_id, attempt.c.id, answer.c.variant_id, answer.c.choice).join(
            answer, answer.c.attempt_id == attempt.c.id
        )
    )
    return {
        row.external_id: Chat(
            row.seq,
            row.state,
            row.bookmark,
            tuple(sorted(taken[row.id])),
            tuple(sorted(said[row.id], key=lambda one: one.seq)),
            frozenset(shown[row.speaker_id]),
            frozenset(answers[row.speaker_id]),
            frozenset(completed[row.speaker_id]),
        )
        for row in rows.all(select(conversation, person.c.bookmark).join(person))
    }


def times_of(work: Work) -> dict[tuple[str, str], Any]:
    """Return when each incoming was taken, by its chat and key."""
    found = select(conversation.c.external_id, inbox.c.key, inbox.c.at).join(inbox)
    return {(row.external_id, row.key): row.at for row in _Rows(work).all(found)}


def attempts_of(work: Work) -> dict[tuple[str, Any], tuple[str, int]]:
    """Return id and seed of the attempts at quizzes, by the chat and the moment in which they were begun."""
    found = select(conversation.c.external_id, attempt.c.started_at, attempt.c.id, attempt.c.seed).join(
        attempt, attempt.c.person_id == conversation.c.speaker_id
    )
    return {(row.external_id, row.started_at): (row.id, row.seed) for row in _Rows(work).all(found)}


def waiting_of(work: Work) -> int:
    """Return how many messages are still on their way."""
    return len(_Rows(work).all(select(outbox.c.id).where(outbox.c.state.in_(("waiting", "sending")))))


class _Rows:
    """Rows of any table, which no repository would give."""

    def __init__(self, work: Work) -> None:
        self._connection = cast(Any, work.ledger)._connection

    def all(self, what: Select[*tuple[Any, ...]]) -> list[Row[*tuple[Any, ...]]]:
        return list(self._connection.execute(what))

    def of(self, what: Select[*tuple[Any, ...]]) -> dict[int, list[Any]]:
        """Return rows by the number in their first column, without it."""
        found = defaultdict(list)
        for owner, *values in self.all(what):
            found[owner].append(tuple(values))
        return found


def _said(work: Work, rows: _Rows) -> dict[int, list[Said]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for talk_id, *values in rows.all(
        select(
            outbox.c.conversation_id, outbox.c.seq, outbox.c.cause, outbox.c.state, outbox.c.bubbles, outbox.c.unknowns
        )
    ):
        found[talk_id].append(values)
    said = {}
    for talk_id, messages in found.items():
        lines = {line.seq: line.said for line in work.outbox.lines(talk_id, 0, _MANY) if line.said is not None}
        said[talk_id] = [
            Said(seq, cause, state, bubbles, unknowns, lines[seq]) for seq, cause, state, bubbles, unknowns in messages
        ]
    return defaultdict(list, said)
