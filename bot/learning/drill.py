"""A message to judge: scam or genuine? Practised again every few weeks, in two minutes."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from bot.learning.course import Choice


@dataclass(frozen=True, slots=True)
class Drill:
    """One message as it might arrive on the learner's own phone."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}

    id: str
    kind: Literal["scam", "genuine"]
    """Genuine ones are mixed in, so that people learn to tell apart rather than to distrust everything."""
    sender: str
    """The name or number the message seems to come from."""
    message: str
    choices: tuple[Choice, ...]
    """What the learner could do about it."""
    signs: tuple[str, ...]
    """By what one can tell: words of the message itself, exactly as they stand there; none for a genuine one."""
    form: str | None = None
    """Id of the kind of scam in content/lists/scams.yaml."""
