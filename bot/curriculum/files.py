"""The outer shape of each file, where it is not the shape of a single thing that is learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.learning.consent import Consent
from bot.learning.course import SkillKind, Source
from bot.learning.drill import Drill
from bot.learning.framework import FrameworkItem
from bot.learning.groups import Group
from bot.learning.knowledge import Brand, Decoy, Entry, Host, LocalValue, ScamForm
from bot.text.phrasebook import AddressForm

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class CourseFile:
    """content/course.yaml: which skills there are, in the order in which they are offered, and what comes first."""

    __pydantic_config__: ClassVar = _STRICT

    skills: tuple[str, ...]
    welcome: str
    """Id of the message that a newcomer judges first of all."""


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
    kind: SkillKind
    """`skill`: one of the five that count; `start`: the first steps; `track`: for one group of people."""
    lessons: tuple[str, ...]
    """Ids of its lessons, in order."""
    groups: tuple[str, ...] = ()
    """Ids of the groups of content/groups.yaml that a track is for: it is offered to them first."""


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


@dataclass(frozen=True, slots=True)
class FaqFile:
    """content/faq/*.yaml: what people ask, with the answers."""

    __pydantic_config__: ClassVar = _STRICT

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class DecoysFile:
    """content/decoys.yaml: what people ask that is none of ours, with where to ask it instead."""

    __pydantic_config__: ClassVar = _STRICT

    decoys: tuple[Decoy, ...]


@dataclass(frozen=True, slots=True)
class ValuesFile:
    """content/values.yaml: numbers, fees and names that change or differ from place to place."""

    __pydantic_config__: ClassVar = _STRICT

    values: tuple[LocalValue, ...]


@dataclass(frozen=True, slots=True)
class FrameworkFile:
    """content/framework.yaml: what the movement asks to be taught."""

    __pydantic_config__: ClassVar = _STRICT

    items: tuple[FrameworkItem, ...]


@dataclass(frozen=True, slots=True)
class HostsFile:
    """content/lists/hosts.yaml: addresses that are what they say, and what odd addresses look like."""

    __pydantic_config__: ClassVar = _STRICT

    hosts: tuple[Host, ...]
    odd_endings: tuple[str, ...]
    """Last labels that scams like: top, vip, icu."""
    shorteners: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class BrandsFile:
    """content/lists/brands.yaml: names that scams borrow."""

    __pydantic_config__: ClassVar = _STRICT

    brands: tuple[Brand, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ScamsFile:
    """content/lists/scams.yaml: the known kinds of scams."""

    __pydantic_config__: ClassVar = _STRICT

    scams: tuple[ScamForm, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SpokenFile:
    """content/language/spoken.yaml: regional and spoken words → the words of the lessons."""

    __pydantic_config__: ClassVar = _STRICT

    words: Mapping[str, str]
    marked_only: tuple[str, ...]
    """Those that count only when typed with their marks, since without them they are another common word."""
