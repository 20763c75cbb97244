"""Chance that a test decides."""

import random


class SeededDice:
    """The same throws in every run."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)

    def randrange(self, stop: int, /) -> int:
        return self._random.randrange(stop)
