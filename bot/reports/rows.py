"""Which rows a report has, in which order, and what each is called; an empty thôn is a row, too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bot.learning.course import Skill
from bot.learning.groups import Group
from bot.learning.people import Unit
from bot.learning.tally import Dimension, Question, Tally
from bot.reports.asking import has_subtotals, parents, row_dimensions
from bot.reports.table import RowKind
from bot.reports.words import NO_GROUP, NO_UNIT, month_words

Mark = int | str | None
"""What a row is about in one dimension: the id of a unit, skill or group, a month; None where nobody knows."""

_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Names:
    """What everything in a report is called, in the order of the report."""

    units: Sequence[Unit]
    """The units that may be seen, parents before children."""
    skills: Sequence[Skill]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Heading:
    """A row before it has numbers."""

    marks: tuple[Mark, ...]
    labels: tuple[str, ...]
    kind: RowKind = "plain"
    depth: int = 0
    optional: bool = False
    """Shown only if somebody is counted in it."""
    has_whole: bool = True
    """Whether there can be a number to compare with: not for people of whom the unit or group is unknown."""


def headings(question: Question, tallies: Iterable[Tally], names: Names) -> tuple[Heading, ...]:
    """Return the rows of a report on a tidy question, without its total."""
    dimensions = row_dimensions(question)
    seen = [marks_of(tally, dimensions) for tally in tallies]
    axes = [
        _AXES[dimension](question, {marks[place] for marks in seen}, names)
        for place, dimension in enumerate(dimensions)
    ]
    if not axes:
        return ()
    rows = tuple(_joined(parts) for parts in product(*axes))
    if len(axes) > 1 and "month" in dimensions:  # Every thôn in every month would be a long list of zeros.
        return tuple(replace(row, optional=True) for row in rows)
    return rows


def row_key(dimensions: Sequence[Dimension], marks: Sequence[Mark]) -> str:
    """Return a row's key: `unit:3 group:cadre`, `unit:?` where nobody knows."""
    pairs = zip(dimensions, marks, strict=True)
    return " ".join(f"{dimension}:{'?' if mark is None else mark}" for dimension, mark in pairs)


def marks_of(tally: Tally, dimensions: Sequence[Dimension]) -> tuple[Mark, ...]:
    """Return what a tally is about in the given dimensions."""
    values: Mapping[Dimension, Mark] = {
        "unit": tally.unit_id,
        "skill": tally.skill_id,
        "group": tally.group,
        "month": tally.month,
    }
    return tuple(values[dimension] for dimension in dimensions)


def _joined(parts: Sequence[Heading]) -> Heading:
    kinds = [part.kind for part in parts if part.kind != "plain"]
    return Heading(
        marks=tuple(mark for part in parts for mark in part.marks),
        labels=tuple(label for part in parts for label in part.labels),
        kind=kinds[0] if kinds else "plain",
        depth=parts[0].depth,
        optional=any(part.optional for part in parts),
        has_whole=all(part.has_whole for part in parts),
    )


def _units(question: Question, seen: set[Mark], names: Names) -> list[Heading]:
    """
    Return the tree: a unit that others lie below sums them up, and behind them come the people known only there.

    Where rows cannot be summed up (several dimensions), such a unit has only that last row.
    """
    inner = set(parents(names.units))
    deep = depths(names.units)
    rows: list[Heading] = []
    waiting: list[Unit] = []
    for unit in names.units:
        while waiting and deep[waiting[-1].id] >= deep[unit.id]:
            rows += _only_at(waiting.pop(), deep, seen)
        if unit.id not in inner:
            rows.append(Heading((unit.id,), (unit.name,), depth=deep[unit.id]))
            continue
        waiting.append(unit)
        if has_subtotals(question) and unit.id != question.unit_id:
            rows.append(Heading((unit.id,), (unit.name,), "subtotal", deep[unit.id]))
    for unit in reversed(waiting):
        rows += _only_at(unit, deep, seen)
    if None in seen:
        rows.append(Heading((None,), (NO_UNIT,), "unknown", optional=True, has_whole=False))
    return rows


def _only_at(unit: Unit, deep: Mapping[int, int], seen: set[Mark]) -> list[Heading]:
    if unit.id not in seen:
        return []
    label = f"{unit.name}, chưa rõ nơi cụ thể"
    return [Heading((unit.id,), (label,), "unknown", deep[unit.id] + 1, optional=True, has_whole=False)]


def depths(units: Sequence[Unit]) -> dict[int, int]:
    """Return how far below the top each unit stands."""
    deep: dict[int, int] = {}
    for unit in units:
        deep[unit.id] = deep.get(unit.parent_id, -1) + 1 if unit.parent_id is not None else 0
    return deep


def _groups(question: Question, seen: set[Mark], names: Names) -> list[Heading]:
    known = {group.id: group.label for group in names.groups}
    strange = sorted(str(mark) for mark in seen - known.keys() - {None})
    wanted = [question.group] if question.group is not None else [*known, *strange]
    rows = [Heading((group,), (known.get(group, group),)) for group in wanted]
    if None in seen:
        rows.append(Heading((None,), (NO_GROUP,), "unknown", optional=True, has_whole=False))
    return rows


def _months(question: Question, seen: set[Mark], _names: Names) -> list[Heading]:
    found = {month for month in seen if isinstance(month, int)}
    first = question.first_month or min(found, default=None)
    last = question.last_month or max(found, default=None)
    months = months_between(first, last) if first is not None and last is not None else ()
    return [Heading((month,), (month_words(month),)) for month in months]


def months_between(first: int, last: int) -> tuple[int, ...]:
    """Return the months from the first to the last, both included."""
    months = []
    year, month = divmod(first, 100)
    while year * 100 + month <= last:
        months.append(year * 100 + month)
        year, month = (year, month + 1) if month < _IN_A_YEAR else (year + 1, 1)
    return tuple(months)


def _skills(question: Question, seen: set[Mark], names: Names) -> list[Heading]:
    return [Heading((skill,), (title,)) for skill, title in skill_titles(question, seen, names).items()]


def skill_titles(question: Question, seen: Iterable[Mark], names: Names) -> dict[str, str]:
    """Return the skills of a report with their titles, in the order of the course; one taken out of it comes last."""
    titles = {skill.id: skill.title for skill in names.skills}
    if question.among:
        return {skill: titles.get(skill, skill) for skill in (*titles, *question.among) if skill in question.among}
    strange = sorted(str(mark) for mark in set(seen) - titles.keys() - {None})
    return titles | {skill: skill for skill in strange}


_AXES = {"unit": _units, "group": _groups, "month": _months, "skill": _skills}
