"""What to do in the first minutes after being cheated, in the order that saves most."""

from dataclasses import dataclass
from typing import ClassVar

from bot.learning.course import Source

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class EmergencyCard:
    """One situation and the steps out of it."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    """What happened, as the learner would say it; also the words on the button, at most 40 characters."""
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Emergency:
    """The answer to "vừa bị lừa": first a calm sentence and the one urgent act, then a card per situation."""

    __pydantic_config__: ClassVar = _STRICT

    first: str
    cards: tuple[EmergencyCard, ...]
    sources: tuple[Source, ...]
