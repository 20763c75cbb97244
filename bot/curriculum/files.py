"""The outer shape of each file, where it is not the shape of a single thing that is learned."""

from dataclasses import dataclass
from typing import ClassVar

from bot.learning.consent import Consent
from bot.learning.drill import Drill
from bot.learning.groups import Group
from bot.text.phrasebook import AddressForm

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class CourseFile:
    """content/course.yaml: which skills there are, in the order in which they are offered."""

    __pydantic_config__: ClassVar = _STRICT

    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillFile:
    """content/<skill>/skill.yaml: one skill and the order of its lessons."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    """The name of the folder."""
    title: str
    short: str
    """The title in two or three words, for buttons and tables."""
    icon: str
    """One emoji."""
    about: str
    """What it is good for, in one or two sentences."""
    counted: bool
    """True for the five skills of the movement; false for a course shown beside them."""
    lessons: tuple[str, ...]
    """Ids of its lessons, in order."""


@dataclass(frozen=True, slots=True)
class DrillsFile:
    """content/drills/*.yaml: messages to judge."""

    __pydantic_config__: ClassVar = _STRICT

    drills: tuple[Drill, ...]


@dataclass(frozen=True, slots=True)
class AddressesFile:
    """content/addresses.yaml: the ways in which people speak to each other."""

    __pydantic_config__: ClassVar = _STRICT

    default: AddressForm
    """Used before the person was asked; it is not offered as a choice."""
    forms: tuple[AddressForm, ...]


@dataclass(frozen=True, slots=True)
class GroupsFile:
    """content/groups.yaml: the groups that counts are split by."""

    __pydantic_config__: ClassVar = _STRICT

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ConsentsFile:
    """content/consents.yaml: what people are asked to agree to."""

    __pydantic_config__: ClassVar = _STRICT

    consents: tuple[Consent, ...]
    guardian: Consent
    """Asked of the guardian of a child before the child is counted."""
