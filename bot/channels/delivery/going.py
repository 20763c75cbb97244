"""One go at the first messages of a lane: which bubble belongs to which, and what is said in full once it is out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.rendering import Bubble
from bot.ports import Parcel, SendFailed
from bot.services.delivering import Outcome


@dataclass(frozen=True, slots=True)
class Step:
    """One bubble on its way."""

    bubble: Bubble
    owner: int
    """Which of the parcels it belongs to; the first, where it says several."""
    place: int
    """Which of its owner's bubbles it is."""
    ends: range
    """The parcels that are said in full once it is out."""


def steps(bubbles: Sequence[Bubble]) -> Iterator[Step]:
    """Yield the bubbles of consecutive messages, each with the messages it belongs to."""
    owner = place = 0
    for bubble in bubbles:
        ends = range(owner, owner + bubble.ends)
        yield Step(bubble, owner, place, ends)
        owner, place = (ends.stop, 0) if bubble.ends else (owner, place + 1)


class Going:
    """What came of a go so far."""

    def __init__(self, parcels: Sequence[Parcel], bubbles: Sequence[Bubble]) -> None:
        self._parcels = parcels
        self._steps = tuple(steps(bubbles))
        self._ids: dict[int, list[str]] = {}
        self._outcomes: list[Outcome] = []

    def ahead(self) -> Iterator[Step]:
        """Yield what is still to be sent; after each, say what became of it."""
        for step in self._steps:
            if step.place >= self._parcels[step.owner].bubbles:
                yield step
            else:
                self._end(step)

    def concerned(self, step: Step) -> Sequence[Parcel]:
        """Return the parcels that a bubble says something of: those said in full by it, else the one it belongs to."""
        return [self._parcels[parcel] for parcel in step.ends or (step.owner,)]

    def sent(self, step: Step, external_id: str) -> None:
        """Note that a bubble is out."""
        self._ids.setdefault(step.owner, []).append(external_id)
        self._end(step)

    def failed(self, step: Step, failure: SendFailed) -> Sequence[Outcome]:
        """Return what the go came to, with a bubble that did not get out; of one that may have, every message knows."""
        concerned = (step.ends or (step.owner,)) if failure.kind == "uncertain" else (step.owner,)
        return [*self._outcomes, *(self._outcome(parcel, failure) for parcel in concerned)]

    def interrupted(self, step: Step) -> Sequence[Outcome]:
        """Return what the go came to, ended before a bubble because the program stops."""
        begun = [self._outcome(step.owner, None)] if step.owner in self._ids else []
        return [*self._outcomes, *begun]

    def finished(self) -> Sequence[Outcome]:
        """Return what the go came to; a message that had nothing to show is out as well."""
        return [
            *self._outcomes,
            *(self._outcome(parcel, None, of=0) for parcel in range(len(self._outcomes), len(self._parcels))),
        ]

    def _end(self, step: Step) -> None:
        self._outcomes.extend(self._outcome(parcel, None) for parcel in step.ends)

    def _outcome(self, parcel: int, failure: SendFailed | None, of: int | None = None) -> Outcome:
        bubbles = sum(step.owner == parcel for step in self._steps) if of is None else of
        return Outcome(self._parcels[parcel], tuple(self._ids.get(parcel, ())), failure, bubbles)
