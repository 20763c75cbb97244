"""From the outbox to a channel: what becomes of a message that was tried, came too late, or had nobody to go to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.curriculum.content import Content
from bot.dialogue.engine import catch_up
from bot.dialogue.messages import Address
from bot.learning.calendar import local_month
from bot.learning.codes import Dice
from bot.ports import Parcel, Progress, SendFailed, Work

MOST_ATTEMPTS = 8
LONGEST_WAIT = timedelta(minutes=5)
_UNKNOWN_AGAIN = timedelta(seconds=3)
"""How long to wait before a bubble is sent that may have arrived already."""

_DOUBLED = 16
"""How often a pause doubles at most: any has reached its bound by then."""
_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one go at a parcel came to: which bubbles went out, and why it went no further."""

    parcel: Parcel
    external_ids: tuple[str, ...] = ()
    failure: SendFailed | None = None
    of: int = 1
    """How many bubbles it has in all; none if another message's bubble says it too."""


def judge(outcome: Outcome, repeats_unknown: bool, is_down: bool, now: datetime, dice: Dice) -> Progress:
    """
    Return what becomes of a parcel after a go.

    A failure of the whole account (no right to send, quota used up, asked to slow down, everything `is_down`) is none
    of the message: it waits, and no attempt is counted.
    """
    ids = outcome.external_ids
    parcel = replace(outcome.parcel, bubbles=outcome.parcel.bubbles + len(ids), not_before=None)
    failure = outcome.failure
    if failure is None:
        return Progress(parcel, "sent" if parcel.bubbles >= outcome.of else "waiting", external_ids=ids)
    match failure.kind:
        case "unreachable":
            return Progress(parcel, "expired", failure.kind, ids)
        case "invalid":
            return Progress(replace(parcel, attempts=parcel.attempts + 1), "dead", failure.kind, ids)
        case "uncertain":
            return _after_unknown(parcel, outcome.of, repeats_unknown, ids, now)
        case "retry_later" if not is_down:
            return _after_failure(replace(parcel, attempts=parcel.attempts + 1), failure, ids, now, dice)
        case _:
            wait = timedelta(seconds=failure.retry_after or 0)
            return Progress(replace(parcel, not_before=now + wait), "waiting", failure.kind, ids)


def _after_unknown(parcel: Parcel, of: int, repeats_unknown: bool, ids: tuple[str, ...], now: datetime) -> Progress:
    """Send a bubble once more that may have arrived, if that is right for it; otherwise take it for sent."""
    parcel = replace(parcel, unknowns=parcel.unknowns + 1)
    if repeats_unknown and parcel.unknowns == 1:
        return Progress(replace(parcel, not_before=now + _UNKNOWN_AGAIN), "waiting", "uncertain", ids)
    parcel = replace(parcel, bubbles=parcel.bubbles + 1)
    return Progress(parcel, "sent" if parcel.bubbles >= of else "waiting", "uncertain", ids)


def _after_failure(parcel: Parcel, failure: SendFailed, ids: tuple[str, ...], now: datetime, dice: Dice) -> Progress:
    if parcel.attempts >= MOST_ATTEMPTS:
        return Progress(parcel, "dead", failure.kind, ids)
    wait = max(timedelta(seconds=failure.retry_after or 0), backoff(parcel.attempts, dice))
    return Progress(replace(parcel, not_before=now + wait), "waiting", failure.kind, ids)


def backoff(attempts: int, dice: Dice, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """Return how long to wait after so many failures: 1, 2, 4 … seconds, give or take a quarter, never too long."""
    whole = timedelta(seconds=2 ** min(attempts - 1, _DOUBLED))
    return min(whole * (0.75 + 0.5 * dice.randrange(_PARTS) / _PARTS), longest)


def lost(parcel: Parcel) -> Progress:
    """Return what becomes of a message that a process was sending when it died, and that must not be sent twice."""
    return Progress(replace(parcel, unknowns=parcel.unknowns + 1), "sent", "uncertain")


def settle(work: Work, progress: Sequence[Progress], now: datetime) -> None:
    """Write down what became of parcels, what was sent in this month, and who cannot be reached any more."""
    work.outbox.settle(progress, now)
    for one in progress:
        if one.error == "unreachable" and not _has_written_since(work, one.parcel):
            work.conversations.set_reachable(one.parcel.address, reachable=False)


def _has_written_since(work: Work, parcel: Parcel) -> bool:
    """Return whether somebody wrote while we were told that they cannot be reached: then they can."""
    talk = work.conversations.talk(parcel.talk_id)
    last_at = None if talk is None else talk.conversation.last_at
    return last_at is not None and last_at > parcel.last_in_at


def count(work: Work, channel: str, account: str, bubbles: int, unknowns: int, now: datetime) -> None:
    """Count what an account has sent, for its budget."""
    work.accounts.count(channel, account, local_month(now), bubbles, unknowns)


def begin(work: Work, parcels: Iterable[Parcel]) -> None:
    """Mark parcels as being sent, where nobody may ever be sent the same twice."""
    work.outbox.begin(parcels)


def turn(work: Work, address: Address, reachable: bool, now: datetime) -> None:
    """Keep that somebody shut us out, or let us in again."""
    work.conversations.set_reachable(address, reachable)


def apologise(
    work: Work, content: Content, late: Sequence[Parcel], behind: Parcel | None, now: datetime, dice: Dice
) -> Sequence[Parcel]:
    """
    Give up replies of one conversation that nobody would understand any more, and say sorry once; return what to send.

    If a newer answer waits `behind` them, it begins with the apology; otherwise what was asked last is asked again.
    """
    work.outbox.settle([Progress(parcel, "expired", "late") for parcel in late], now)
    talk = work.conversations.talk(late[0].talk_id)
    if talk is None:
        return ()
    directory = work.conversations.directory(talk, now)
    if behind is not None:
        sorry = content.phrases.to(content.address_form(talk.learner.form)).say("late.sorry", 0)
        message = replace(behind.message, text=f"{sorry}\n\n{behind.message.text}")
        work.outbox.replace(behind.talk_id, behind.seq, message)
        return (replace(behind, message=message),)
    turn = catch_up(content, talk.conversation, talk.learner, now, dice, directory)
    parcels = work.outbox.add(talk, talk.seq + 1, f"late:{late[-1].seq}", turn.outgoing, now)
    if not parcels:
        return ()  # somebody else has said sorry for these
    last_in_at = talk.conversation.last_at or now
    # Asking again is no step: on another phone they may have gone on in the meantime.
    after = replace(turn.conversation, bookmark=talk.conversation.bookmark)
    work.conversations.save(talk.id, talk.learner.id, after, talk.seq + len(turn.outgoing), last_in_at)
    return [replace(parcel, last_in_at=last_in_at) for parcel in parcels]
