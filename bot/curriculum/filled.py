"""What files hold with the values in force: filled in once, and remembered until the file or the values change."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot import drawing
from bot.curriculum.checks.media import pictures_in
from bot.curriculum.examining import Examined
from bot.curriculum.filling import fill
from bot.learning.course import Picture


class Filled(NamedTuple):
    """One file with the values in force."""

    examined: Examined
    value: Any
    drawings: Mapping[str, Picture]
    """Name → described picture."""


class Filler:
    """Fills files, and remembers each as long as neither the file nor the values change."""

    def __init__(self) -> None:
        self._values: Mapping[str, str] = {}
        self._done: dict[str, Filled] = {}

    def use(self, values: Mapping[str, str]) -> None:
        """Fill in these values from now on."""
        if values != self._values:
            self._values = values
            self._done = {}

    def __call__(self, examined: Examined) -> Any:
        """Return what a file holds, its blanks filled."""
        return self._filled(examined).value

    def drawings(self, examined: Examined) -> Mapping[str, Picture]:
        """Return the described pictures of a file by their names."""
        return self._filled(examined).drawings

    def _filled(self, examined: Examined) -> Filled:
        known = self._done.get(examined.file.name)
        if known is None or known.examined is not examined:
            value = examined.value
            if not examined.blanks.isdisjoint(self._values):
                value = fill(value, self._values)
            drawings = {drawing.name(one): one for _, one in pictures_in(value) if not one.file}
            known = self._done[examined.file.name] = Filled(examined, value, drawings)
        return known
