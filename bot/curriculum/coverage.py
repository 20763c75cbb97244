"""Which lesson teaches what the movement asks for, by which source, and when that must be looked at again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.learning.course import Course, Lesson, Skill, Source
from bot.learning.framework import FrameworkItem


@dataclass(frozen=True, slots=True)
class Coverage:
    """One item of the framework, one lesson that teaches it, one source of that lesson."""

    item: FrameworkItem
    skill: Skill | None = None
    lesson: Lesson | None = None
    """None, like the skill and the source, for an item that nobody teaches yet."""
    source: Source | None = None


def coverage(course: Course, framework: Sequence[FrameworkItem], skill_id: str | None = None) -> tuple[Coverage, ...]:
    """Return every item with every lesson and source of it; of one course only, if its id is given."""
    rows = [row for item in framework for row in _rows(item, course)]
    return tuple(sorted((row for row in rows if skill_id is None or _course_of(row) == skill_id), key=_order))


def _rows(item: FrameworkItem, course: Course) -> Iterator[Coverage]:
    teaching = [(skill, lesson) for skill in course.skills for lesson in skill.lessons if item.id in lesson.covers]
    for skill, lesson in teaching:
        yield from (Coverage(item, skill, lesson, source) for source in lesson.sources)
    if not teaching:
        yield Coverage(item)


def _course_of(row: Coverage) -> str:
    return row.skill.id if row.skill is not None else row.item.skill


def _order(row: Coverage) -> tuple[date, str, str]:
    """Put items without a lesson first, then what must be looked at again soonest."""
    if row.lesson is None or row.source is None:
        return date.min, "", row.item.id
    return row.source.review_by, row.lesson.id, row.item.id
