"""Plain values → the things of the course, or what keeps them from fitting."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import SchemaValidator

from bot.curriculum.explaining import explain
from bot.curriculum.files import (
    AddressesFile,
    BrandsFile,
    ConsentsFile,
    CourseFile,
    DecoysFile,
    DrillsFile,
    FaqFile,
    FrameworkFile,
    GroupsFile,
    HostsFile,
    ScamsFile,
    SkillFile,
    SpokenFile,
    ValuesFile,
)
from bot.curriculum.problems import Finding
from bot.curriculum.reading import Value
from bot.learning.course import Lesson, Measure, Quiz
from bot.learning.emergency import Emergency
from bot.learning.plan import Plan
from bot.learning.rules import Rules

SHAPES: dict[str, Any] = {
    "course": CourseFile,
    "skill": SkillFile,
    "lesson": Lesson,
    "quiz": Quiz,
    "measure": Measure,
    "drills": DrillsFile,
    "phrases": dict[str, tuple[str, ...]],
    "words": dict[str, tuple[str, ...]],
    "foreign-words": dict[str, str],
    "addresses": AddressesFile,
    "groups": GroupsFile,
    "consents": ConsentsFile,
    "emergency": Emergency,
    "rules": Rules,
    "plans": Plan,
    "values": ValuesFile,
    "framework": FrameworkFile,
    "faq": FaqFile,
    "decoys": DecoysFile,
    "hosts": HostsFile,
    "brands": BrandsFile,
    "scams": ScamsFile,
    "abbreviations": dict[str, tuple[str, ...]],
    "spoken": SpokenFile,
    "concepts": dict[str, tuple[str, ...]],
    "keep": tuple[str, ...],
}
"""What each kind of file holds."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A value of the right shape, or why there is none."""

    value: Any = None
    findings: tuple[Finding, ...] = ()


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    """Return what pydantic knows about a shape, built once."""
    if isinstance(shape, type):
        return TypeAdapter(shape)
    return TypeAdapter(shape, config=ConfigDict(strict=True))


def fit(shape: Any, value: Value) -> Shaped:
    """Return the value as that shape, strictly: no number for a text, no unknown key."""
    try:
        return Shaped(_validator(shape).validate_python(value))
    except ValidationError as error:
        return Shaped(findings=explain(error, shape))


@cache
def _validator(shape: Any) -> SchemaValidator:
    return SchemaValidator(_taking_mappings(adapter(shape).core_schema))


def _taking_mappings(schema: Any) -> Any:
    """
    Return a schema whose dataclasses take mappings.

    Strict dataclasses take only instances of themselves, except from JSON; the way through JSON would double the time.
    The fields stay as strict as they were.
    """
    if isinstance(schema, dict):
        relaxed = {name: _taking_mappings(inner) for name, inner in schema.items()}
        return relaxed | {"strict": False} if schema.get("type") == "dataclass" else relaxed
    if isinstance(schema, (list, tuple)):
        return type(schema)(_taking_mappings(inner) for inner in schema)
    return schema
