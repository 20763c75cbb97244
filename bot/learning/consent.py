"""What people agree to, each purpose by itself, in words they understand."""

from dataclasses import dataclass
from typing import ClassVar

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Consent:
    """One question about one purpose; the answer can be changed at any time."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    version: int
    """Grows when the meaning of the text changes: people are then asked again."""
    title: str
    text: tuple[str, ...]
    """One or more messages, said before the question."""
    yes: str
    """The words on the button that agrees, at most 40 characters."""
    no: str
    after_yes: str
    after_no: str
