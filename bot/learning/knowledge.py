"""What the assistant knows besides lessons: answers to questions, and the lists that it judges messages by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from bot.learning.course import Source

_STRICT = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True)
class Entry:
    """One question that people ask, in the words of different people, and its answer."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    skill: str
    """Id of a course of content/course.yaml, or `phong-trao` for the movement itself."""
    title: str
    """The question in plain words, as it stands on a button: at most 60 characters."""
    examples: tuple[str, ...]
    """At least six, in different words: formal, without marks, spoken, describing what the screen shows."""
    keywords: tuple[str, ...]
    answer: str
    """At most 300 characters together with the premise."""
    source: Source
    premise: str = ""
    """What has changed, said first, where people ask about something that no longer exists."""
    lesson: str | None = None
    """Id of the lesson that teaches more."""


@dataclass(frozen=True, slots=True)
class Decoy:
    """A question next door to our subjects: not ours to answer, but we know whom to ask."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    examples: tuple[str, ...]
    keywords: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class LocalValue:
    """A number, fee or name that texts use as {id}: it has a national default, and a plan may set its own."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    label: str
    """What it is, for the people who set it."""
    kind: Literal["hotline", "fee", "app", "place", "date"]
    value: str
    source: Source
    uncertain: bool = False
    """Whether it could not be confirmed: a text that uses it must say where to ask again."""


@dataclass(frozen=True, slots=True)
class Host:
    """An address on the Internet that is what it says."""

    __pydantic_config__: ClassVar = _STRICT

    host: str
    """Its last labels: dichvucong.gov.vn."""
    owner: str
    kind: Literal["government", "bank", "shop", "carrier", "utility", "wallet", "telecom", "other"]


@dataclass(frozen=True, slots=True)
class Brand:
    """A name that scams borrow, and the addresses that are really its own."""

    __pydantic_config__: ClassVar = _STRICT

    name: str
    spellings: tuple[str, ...]
    """As it appears in messages and addresses, in small letters: vietcombank, vcb."""
    hosts: tuple[str, ...]
    """Empty where none is known for sure."""


@dataclass(frozen=True, slots=True)
class ScamForm:
    """One known kind of scam."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    title: str
    official: int | None = None
    """Its number among the 24 kinds of the official list, if it is one of them."""


@dataclass(frozen=True, slots=True)
class Language:
    """How people write and speak, beside the words of the lessons."""

    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is typed short, folded → the words it may stand for."""
    spoken: Mapping[str, str] = field(default_factory=dict)
    """Regional and spoken words → the words of the lessons."""
    marked_only: frozenset[str] = frozenset()
    """Those of them that count only when typed with their marks."""
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A name → words that mean nearly the same."""
    keep: frozenset[str] = frozenset()
    """Folded words that only look as if their marks were typed as letters: taxi, data."""
