"""The report on a question: answers of the ledger beside the numbers they are compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.learning.people import Unit
from bot.learning.tally import Question, Share, Tally
from bot.reports.asking import has_subtotals, row_dimensions, skills_go_across
from bot.reports.rows import Heading, Mark, Names, headings, marks_of, row_key, skill_titles
from bot.reports.table import Cell, Column, Report, Row
from bot.reports.words import (
    DIMENSION_NAMES,
    EVERYBODY,
    EVERYWHERE,
    TOTAL,
    count_words,
    date_words,
    level_words,
    period_words,
)

ANY_SKILL = "Ít nhất một kỹ năng"

Answers = Mapping[Question, Sequence[Tally]]
"""Every question of `bot.reports.asking.questions` with what the ledger said."""


class Whole(Protocol):
    """How many people there are, said by whom and when."""

    @property
    def people(self) -> int:
        """How many."""

    @property
    def source(self) -> str:
        """Who says so."""

    @property
    def on(self) -> date:
        """As of which day."""


Wholes = Mapping[tuple[int, str | None], Whole]
"""The denominator of a unit and group; group None is everybody."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with its numbers: people per skill, and under None those with any."""

    heading: Heading
    counts: Mapping[str | None, int]
    share: Share


def build(question: Question, answers: Answers, names: Names, wholes: Wholes, as_of: date) -> Report:
    """Return the report on a tidy question."""
    lines = [*_lines(question, answers, names, wholes), _total_line(question, answers, names, wholes)]
    skills = _skill_columns(question, answers, names)
    return Report(
        title=_title(question),
        about=_about(question, names, as_of),
        columns=_columns(question, skills),
        rows=tuple(_row(question, line, skills) for line in lines),
        notes=_notes(question, lines, as_of),
    )


def percent(share: Share) -> float | None:
    """
    Return a share with one decimal, or None without a denominator.

    Nobody reads 100 while somebody is missing, nor 0 while somebody is there.
    """
    exact = share.percent
    if exact is None or share.of is None:
        return None
    shown = round(exact, 1)
    if shown == 100 and share.people < share.of:  # noqa: PLR2004 - per cent
        return 99.9
    return 0.1 if shown == 0 and share.people > 0 else shown


# --- rows -----------------------------------------------------------------------------------------------------------


def _lines(question: Question, answers: Answers, names: Names, wholes: Wholes) -> list[_Line]:
    main = answers[question]
    by_row = _counts(question, answers)
    lines = []
    for heading in headings(question, main, names):
        counts = _sum_of(question, heading, answers) if heading.kind == "subtotal" else by_row.get(heading.marks, {})
        if counts.get(None, 0) or not heading.optional:
            lines.append(_Line(heading, counts, _share(question, heading, counts, names, wholes)))
    return lines


def _counts(question: Question, answers: Answers) -> dict[tuple[Mark, ...], dict[str | None, int]]:
    """Return for each row how many people have each skill and, under None, any skill."""
    dimensions = row_dimensions(question)
    counts: dict[tuple[Mark, ...], dict[str | None, int]] = {}
    for asked in dict.fromkeys((question, replace(question, by=dimensions))):
        for tally in answers[asked]:
            marks = marks_of(tally, dimensions)
            skill = tally.skill_id if asked.by != dimensions else None
            counts.setdefault(marks, {})[skill] = tally.people
    return counts


def _sum_of(question: Question, heading: Heading, answers: Answers) -> dict[str | None, int]:
    unit_id = heading.marks[0]
    return _total_at(question, unit_id if isinstance(unit_id, int) else None, answers)


def _total_at(question: Question, unit_id: int | None, answers: Answers) -> dict[str | None, int]:
    """Return the different people below a unit: with any skill, and per skill where skills are columns."""
    counts: dict[str | None, int] = {}
    for tally in answers[replace(question, unit_id=unit_id, by=())]:
        counts[None] = tally.people
    if skills_go_across(question):
        for tally in answers[replace(question, unit_id=unit_id, by=("skill",))]:
            counts[tally.skill_id] = tally.people
    return counts


def _total_line(question: Question, answers: Answers, names: Names, wholes: Wholes) -> _Line:
    counts = _total_at(question, question.unit_id, answers)
    labels = (TOTAL, *("" for _ in row_dimensions(question)[1:]))
    heading = Heading((), labels, "total")
    return _Line(heading, counts, _share(question, heading, counts, names, wholes))


def _share(
    question: Question, heading: Heading, counts: Mapping[str | None, int], names: Names, wholes: Wholes
) -> Share:
    people = counts.get(None, 0)
    if not heading.has_whole:
        return Share(people, None)
    marks = dict(zip(row_dimensions(question), heading.marks, strict=False))
    group = marks.get("group", question.group)
    unit_id = marks.get("unit", question.unit_id)
    tops = [unit_id] if isinstance(unit_id, int) else _roots(names.units)
    found = [wholes.get((top, str(group) if group is not None else None)) for top in tops]
    return _beside(people, [whole for whole in found if whole is not None] if None not in found else [])


def _roots(units: Sequence[Unit]) -> list[int]:
    known = {unit.id for unit in units}
    return [unit.id for unit in units if unit.parent_id not in known]


def _beside(people: int, wholes: Sequence[Whole]) -> Share:
    """Return a count beside one denominator or the sum of several, which is as old as its oldest part."""
    if not wholes:
        return Share(people, None)
    sources = "; ".join(dict.fromkeys(whole.source for whole in wholes))
    return Share(people, sum(whole.people for whole in wholes), sources, min(whole.on for whole in wholes))


# --- columns and cells ----------------------------------------------------------------------------------------------


def _skill_columns(question: Question, answers: Answers, names: Names) -> tuple[tuple[str | None, str], ...]:
    """Return the skills that are columns, `any` last; only `any` where skills are not columns."""
    if not skills_go_across(question):
        return ((None, ""),)
    titles = skill_titles(question, {tally.skill_id for tally in answers[question]}, names)
    return (*titles.items(), (None, ANY_SKILL))


def _columns(question: Question, skills: Sequence[tuple[str | None, str]]) -> tuple[Column, ...]:
    labels = tuple(Column(DIMENSION_NAMES[dimension], "text") for dimension in row_dimensions(question))
    values = tuple(
        column
        for _, over in skills
        for column in (Column("Số người đạt", "count", over), Column("Tỉ lệ %", "percent", over))
    )
    return (
        *(labels or (Column("Nội dung", "text"),)),
        Column("Tổng số người", "count"),
        *values,
        Column("Nguồn của tổng số", "text"),
        Column("Ngày của tổng số", "date"),
    )


def _row(question: Question, line: _Line, skills: Sequence[tuple[str | None, str]]) -> Row:
    dimensions = row_dimensions(question)
    values: list[Cell] = []
    for skill, _ in skills:
        people = line.counts.get(skill, 0)
        values += [people, percent(replace(line.share, people=people))]
    heading = line.heading
    return Row(
        key="total" if heading.kind == "total" else _key(question, heading, row_key(dimensions, heading.marks)),
        cells=(*heading.labels, line.share.of, *values, line.share.source, line.share.on),
        kind=heading.kind,
        depth=heading.depth,
    )


def _key(question: Question, heading: Heading, key: str) -> str:
    return f"{key} below" if heading.kind == "subtotal" and has_subtotals(question) else key


# --- words around the table -----------------------------------------------------------------------------------------


def _title(question: Question) -> str:
    what = "xác nhận chính thức" if question.level == "V" else "đạt kỹ năng số"
    by = [DIMENSION_NAMES[dimension].lower() for dimension in question.by]
    return f"Số người {what}" + (f" theo {' và '.join(by)}" if by else "")


def _about(question: Question, names: Names, as_of: date) -> tuple[tuple[str, str], ...]:
    units = {unit.id: unit.name for unit in names.units}
    groups = {group.id: group.label for group in names.groups}
    unit = units.get(question.unit_id, EVERYWHERE) if question.unit_id is not None else EVERYWHERE
    group = groups.get(question.group, question.group) if question.group is not None else EVERYBODY
    return (
        (DIMENSION_NAMES["unit"], unit),
        ("Kỳ", period_words(question.first_month, question.last_month)),
        ("Kỹ năng", _skill_words(question, names)),
        ("Nhóm", group),
        ("Mức", level_words(question.level)),
        ("Ngày lập", date_words(as_of)),
    )


def _skill_words(question: Question, names: Names) -> str:
    titles = {skill.id: skill.title for skill in names.skills}
    if question.skill_id is not None:
        return titles.get(question.skill_id, question.skill_id)
    if question.among:
        return f"{len(question.among)} kỹ năng của phong trào"
    return "Tất cả, kể cả phần học ngoài phong trào"


def _notes(question: Question, lines: Sequence[_Line], as_of: date) -> tuple[str, ...]:
    notes = [
        "Mỗi người chỉ đếm một lần trong một ô. Dòng tổng đếm những người khác nhau, "
        "nên có thể nhỏ hơn tổng các dòng cộng lại.",
        "Người học được ghi ở đơn vị và nhóm của mình vào lúc đạt.",
    ]
    over = [line for line in lines if line.share.of is not None and line.share.people > line.share.of]
    notes += [
        f"{line.heading.labels[0]}: số người đạt ({count_words(line.share.people)}) lớn hơn tổng số "
        f"({count_words(line.share.of or 0)}), nên kiểm tra lại tổng số."
        for line in over
    ]
    if question.last_month is not None and question.last_month >= as_of.year * 100 + as_of.month:
        notes.append("Kỳ này chưa hết, số còn có thể tăng.")
    if any(line.share.of is None and line.heading.has_whole for line in lines):
        notes.append("Ô tỉ lệ để trống là nơi chưa có tổng số; nhập ở trang Đơn vị.")
    return tuple(notes)
