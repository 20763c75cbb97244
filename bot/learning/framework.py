"""What the movement asks to be taught: lessons say which of these items they cover."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FrameworkItem:
    """One thing that a framework or a plan asks people to be able to do."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}

    id: str
    title: str
    skill: str
    """Id of the course that it belongs to."""
    source: str
    """The document that asks for it, and where in it."""
