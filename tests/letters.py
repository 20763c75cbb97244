"""Messages that could not be sent, and people to whom they should have gone."""

from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, ParcelKind, Progress, Work
from tests.storage import MONDAY

SECRET = "Bài tiếp theo: giữ kín mật khẩu"
"""What the messages say."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that could not be sent."""

    who: str
    unit_id: int | None = None
    error: str = "retry_later"
    channel: str = "telegram"
    kind: ParcelKind = "reply"
    agreed: bool = True


def put_letters(work: Work, *letters: Letter, now: datetime = MONDAY) -> list[int]:
    """Let messages to people (who are made if need be) fail for good; return what they are called, oldest first."""
    for letter in letters:
        parcel = put_waiting(work, letter, now)
        work.outbox.settle([Progress(parcel, "dead", letter.error)], now)
    return [dead.id for dead in reversed(work.outbox.dead(None, len(letters)))]


def put_waiting(work: Work, letter: Letter, now: datetime = MONDAY) -> Parcel:
    """Put a message to somebody into the outbox."""
    address = Address(letter.channel, "bot", letter.who)
    talk = work.conversations.take(address, now)
    if talk.is_new:
        if letter.agreed:
            work.people.add_consent(talk.learner.id, "progress", 1, "Ghi nhận nhé?", True, now)
        work.people.set_name(talk.learner.id, talk.id, letter.who)
        if letter.unit_id is not None:
            work.people.set_membership(talk.learner.id, letter.unit_id, "resident", now)
    if letter.kind == "notice":
        parcel = work.outbox.add_notice(talk.id, f"remind-{talk.seq}", Outgoing(SECRET), now, now.replace(year=2030))
        assert parcel is not None
        return parcel
    (parcel,) = work.outbox.add(talk, talk.seq + 1, f"turn-{talk.seq}", [Outgoing(SECRET)], now)
    work.conversations.save(talk.id, talk.learner.id, talk.conversation, talk.seq + 1, now)
    return parcel
