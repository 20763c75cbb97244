"""What is said to people without being asked: to many at once, or to whoever runs the program."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, Work

_WORTH_KNOWING = timedelta(days=1)


def announce(
    work: Work, talk_ids: Iterable[int], message: Outgoing, cause: str, now: datetime, not_after: datetime
) -> Sequence[Parcel]:
    """Say something in conversations, once for each cause and only until it is stale; return what is to be sent."""
    parcels = (work.outbox.add_notice(talk_id, cause, message, now, not_after) for talk_id in talk_ids)
    return [parcel for parcel in parcels if parcel is not None]


def tell_operator(work: Work, address: Address, text: str, now: datetime) -> Sequence[Parcel]:
    """Tell whoever runs the program something; nothing happens if they have never written to us from there."""
    talk_id = work.conversations.find(address)
    if talk_id is None:
        return ()
    cause = f"operator:{now.isoformat()}:{text}"  # two channels may break at the same moment
    return announce(work, [talk_id], Outgoing(text), cause, now, now + _WORTH_KNOWING)
