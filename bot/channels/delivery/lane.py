"""What waits for one conversation: replies strictly in order, then what nobody waits for."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from bot.ports import Parcel, Progress


class Lane:
    """The parcels of one conversation that this process knows of."""

    def __init__(self) -> None:
        self._replies: deque[Parcel] = deque()
        self._notices: deque[Parcel] = deque()
        self._known: set[int] = set()
        """Numbers of all replies that were ever put here."""
        self.overtaken = asyncio.Event()
        """Set when a reply comes where only notices waited."""

    def __bool__(self) -> bool:
        """Return whether anything waits."""
        return bool(self._replies or self._notices)

    def put(self, parcel: Parcel) -> None:
        """Put a parcel where it belongs among the others of its kind; one that was put before changes nothing."""
        if parcel.kind == "reply" and parcel.seq not in self._known:
            self._known.add(parcel.seq)
            if not self._replies:
                self.overtaken.set()
            place = len(self._replies)
            while place and self._goes_before(parcel, self._replies[place - 1]):
                place -= 1
            self._replies.insert(place, parcel)
        elif parcel.kind == "notice" and not self.holds(parcel.seq):
            self._notices.append(parcel)

    @staticmethod
    def _goes_before(parcel: Parcel, other: Parcel) -> bool:
        """Return whether what comes late, as a dead letter does, was said earlier; nothing parts what is half said."""
        return parcel.seq < other.seq and not other.bubbles

    def holds(self, seq: int) -> bool:
        """Return whether the parcel of that number waits here."""
        return any(parcel.seq == seq for parcel in (*self._replies, *self._notices))

    def next(self, joins: bool) -> Sequence[Parcel]:
        """
        Return what goes next: a reply, a notice where there is none, nothing if the lane is empty.

        Where messages join, every reply that waits goes with the first, unless that is half said already.
        """
        if not self._replies:
            return tuple(self._notices)[:1]
        if not joins or self._replies[0].bubbles:
            return (self._replies[0],)
        return tuple(parcel for parcel in self._replies if not parcel.bubbles)

    def late(self, after: timedelta, now: datetime) -> tuple[Sequence[Parcel], Parcel | None]:
        """Return the first replies as far as they have waited too long, and the one behind them."""
        late = tuple(takewhile(lambda parcel: now - parcel.created_at > after, self._replies))
        return late, self._replies[len(late)] if len(late) < len(self._replies) else None

    def settle(self, progress: Iterable[Progress]) -> None:
        """Take out what is done with, and keep the new counts of what is not."""
        for one in progress:
            parcels = self._replies if one.parcel.kind == "reply" else self._notices
            for place, parcel in enumerate(parcels):
                if parcel.seq != one.parcel.seq:
                    continue
                if one.state == "waiting":
                    parcels[place] = one.parcel
                else:
                    del parcels[place]
                break

    def give_up(self, late: Sequence[Parcel], instead: Sequence[Parcel]) -> None:
        """Take late replies out; what is said instead replaces the first that stays, or goes behind."""
        gone = {parcel.seq for parcel in late}
        kept = [parcel for parcel in self._replies if parcel.seq not in gone]
        changed = {parcel.seq: parcel for parcel in instead}
        self._replies = deque(changed.pop(parcel.seq, parcel) for parcel in kept)
        for parcel in changed.values():
            self.put(parcel)

    @property
    def notices(self) -> int:
        """How many notices wait."""
        return len(self._notices)

    def everything(self) -> Sequence[Parcel]:
        """Return all that waits."""
        return (*self._replies, *self._notices)
