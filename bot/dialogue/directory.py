"""What the talk may look up while it thinks: read only, in the same transaction, bound to this conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.dialogue.places import Learning
from bot.learning.evidence import Level
from bot.learning.people import Learner, Unit


@dataclass(frozen=True, slots=True)
class Link:
    """Between which chats a link code is on its way."""

    shown_in: int
    shown_on: str
    """The channel of that chat."""
    typed_in: int | None = None
    typed_on: str = ""
    typed_by: int | None = None
    """Who typed it, if it is still they who speak there."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that exists, is not used up and has not expired."""

    id: int
    kind: Literal["mentor", "mentee", "confirm", "recovery", "link"]
    person_id: int | None
    """Who showed it: the mentor who invites, the learner who wants a confirmation, the owner of a recovery code."""
    person_name: str
    unit_id: int | None
    unit_name: str
    skill_id: str
    task_id: str
    shown_here: bool
    """Whether it was issued in this very conversation."""
    link: Link | None = None
    """Only of a code that links two chats, and whose first chat is still there."""


@dataclass(frozen=True, slots=True)
class Mentee:
    """One line of a mentor's list."""

    person_id: int
    name: str
    levels: Mapping[str, Level]
    """The highest level of the ladder per skill, where there is one."""
    bookmark: Learning | None
    last_at: datetime | None
    asked_for_help: bool


class Directory(Protocol):
    """Look-ups of one conversation."""

    def unit(self, code: str) -> Unit | None:
        """Return the unit with that code, in any case."""

    def units_like(self, text: str, limit: int = 3) -> Sequence[Unit]:
        """Return units whose folded name resembles the text, best first; within the commune of the poster if known."""

    def people_here(self) -> Sequence[tuple[int, str]]:
        """Return id and label of everybody who learns on this phone, in the order they came."""

    def person(self, person_id: int) -> tuple[Learner, Learning | None]:
        """Return what a turn may know of somebody who learns on this phone, and where they go on."""

    def may_guess(self, *, is_link: bool = False) -> bool:
        """Return whether this conversation, and everybody together, still has tries left for typing such codes."""

    def code(self, text: str) -> Code | None:
        """Return the code behind the typed characters, or None if it does not exist, is used or has expired."""

    def code_by_id(self, code_id: int) -> Code | None:
        """Return a code found earlier, if it is still good."""

    def link_waiting(self, person_id: int) -> Code | None:
        """Return the link code that was shown here to a person, was typed elsewhere and waits for their answer."""

    def channels(self) -> Sequence[str]:
        """Return the channel of every chat in which the person who speaks learns, this one first."""

    def mentees(self) -> Sequence[Mentee]:
        """Return those whom the person who speaks follows, whoever needs help first."""

    def link(self, code: str) -> str:
        """Return the address of the web chat that carries the code."""
