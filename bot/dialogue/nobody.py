"""Somebody of whom nothing is known, before anything was stored: what a preview of the chat talks to."""

from collections.abc import Sequence

from bot.dialogue.directory import Code, Mentee
from bot.dialogue.places import Learning
from bot.learning.people import Learner, Unit

STRANGER = Learner(id=0)


class EmptyDirectory:
    """A `Directory` in which nothing is found."""

    def unit(self, code: str) -> Unit | None:
        """Find nothing."""

    def units_like(self, text: str, limit: int = 3) -> Sequence[Unit]:
        """Find nothing."""
        return ()

    def people_here(self) -> Sequence[tuple[int, str]]:
        """Find nobody."""
        return ()

    def person(self, person_id: int) -> tuple[Learner, Learning | None]:
        """Return the stranger."""
        return STRANGER, None

    def may_guess(self, *, is_link: bool = False) -> bool:
        """Let nobody guess what cannot be counted."""
        return False

    def code(self, text: str) -> Code | None:
        """Find nothing."""

    def code_by_id(self, code_id: int) -> Code | None:
        """Find nothing."""

    def link_waiting(self, person_id: int) -> Code | None:
        """Find nothing."""

    def channels(self) -> Sequence[str]:
        """Find nothing."""
        return ()

    def mentees(self) -> Sequence[Mentee]:
        """Find nobody."""
        return ()

    def link(self, code: str) -> str:
        """Lead nowhere."""
        return ""
