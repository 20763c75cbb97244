"""The state of one chat between two messages, and what a message turns it into."""

from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.facts import Fact
from bot.dialogue.messages import Outgoing, Prompt
from bot.dialogue.places import Learning, Place


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat. `bookmark` is where the person who speaks goes on learning; it is kept with the person."""

    place: Place
    prompt: Prompt | None = None
    bookmark: Learning | None = None
    prompts: int = 0
    """How many prompts were shown so far: the number of the last one."""
    misses: int = 0
    """How many messages in a row were not understood."""
    last_at: datetime | None = None
    """When the person last did something."""
    unit_code: str | None = None
    """The unit of the poster that led here."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows from one incoming: the new state, the messages back, the facts to record."""

    conversation: Conversation
    outgoing: tuple[Outgoing, ...]
    facts: tuple[Fact, ...]
