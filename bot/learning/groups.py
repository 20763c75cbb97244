"""The groups that counts are split by: cadre, pupil, worker, resident."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Group:
    """One group, as people find themselves in it."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}

    id: str
    label: str
    """The words on the button, at most 40 characters."""
    about: str
    """Who belongs to it, in one sentence."""
    synonyms: tuple[str, ...] = ()
    """Other words people type for it."""
