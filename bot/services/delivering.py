"""From the outbox to a channel: what is due, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Parcel, SendFailed, Work

MOST_ATTEMPTS = 8
_LONGEST_WAIT = timedelta(minutes=5)
_FOR_EVER = frozenset({"invalid", "unreachable"})
"""Failures that trying again does not mend."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one parcel: the channel's id of it, or why it failed."""

    parcel: Parcel
    external_id: str = ""
    failure: SendFailed | None = None


def due(work: Work, channel: str, limit: int, now: datetime) -> Sequence[Parcel]:
    """Return what may be sent now: of each conversation its first unsent message."""
    return work.outbox.due(channel, limit, now)


def settle(work: Work, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down what became of parcels."""
    sent = [outcome for outcome in outcomes if outcome.failure is None]
    work.outbox.sent([outcome.parcel.id for outcome in sent], [outcome.external_id for outcome in sent], now)
    for outcome in outcomes:
        if outcome.failure is not None:
            again_at = next_try(outcome.parcel.attempts + 1, outcome.failure, now)
            work.outbox.failed(outcome.parcel.id, outcome.failure.kind, again_at)


def next_try(attempts: int, failure: SendFailed, now: datetime) -> datetime | None:
    """Return when to try again after so many attempts, not before the channel said; None if it is not worth trying."""
    if failure.kind in _FOR_EVER or attempts >= MOST_ATTEMPTS:
        return None
    seconds = max(failure.retry_after or 0, 2 ** (attempts - 1))
    return now + min(timedelta(seconds=seconds), _LONGEST_WAIT)
