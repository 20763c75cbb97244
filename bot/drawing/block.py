"""A piece of a drawing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.drawing.letters import Tight, Where
from bot.drawing.svg import moved


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing is that a finger can point at."""

    x: float
    y: float
    w: float
    h: float

    def moved(self, x: float, y: float) -> "Spot":
        """Return the same thing at another place."""
        return Spot(self.x + x, self.y + y, self.w, self.h)


@dataclass(frozen=True, slots=True)
class Block:
    """Shapes that begin at 0, 0, with what whoever places them has to know."""

    svg: str
    height: float
    things: tuple[Spot, ...] = ()
    """What a finger can point at, in the order in which it is counted."""
    tight: tuple[Tight, ...] = ()
    """Words that have too little room."""

    def at(self, x: float, y: float) -> str:
        """Return the shapes at a place."""
        return moved(self.svg, x, y)


def below(tight: Iterable[Tight], where: Where) -> tuple[Tight, ...]:
    """Return words with too little room, as seen from further outside."""
    return tuple(replace(one, at=(*where, *one.at)) for one in tight)
