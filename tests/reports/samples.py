"""A small commune for reports: two thôn, a school, two skills that count and one that does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.learning.course import Skill
from bot.learning.groups import Group
from bot.learning.people import Unit
from bot.learning.tally import Question, Tally
from bot.reports.asking import questions, tidy
from bot.reports.building import build
from bot.reports.rows import Names
from bot.reports.table import Column, Report, Row

FRIDAY = date(2026, 11, 20)

COMMUNE = Unit(1, "XM", "Xã Mẫu", "xa", None)
EAST = Unit(2, "XM-DONG", "Thôn Đông", "thon", 1)
WEST = Unit(3, "XM-TAY", "Thôn Tây", "thon", 1)
UNITS = (COMMUNE, EAST, WEST)


def a_skill(skill_id: str, title: str, is_counted: bool = True) -> Skill:
    return Skill(skill_id, title, title, "", "", "skill" if is_counted else "track", (), None)


SKILLS = (
    a_skill("thanh-toan", "Thanh toán trực tuyến"),
    a_skill("an-toan", "Tự bảo vệ"),
    a_skill("lam-quen", "Làm quen", is_counted=False),
)
GROUPS = (Group("cadre", "Cán bộ", ""), Group("resident", "Người dân", ""))
NAMES = Names(UNITS, SKILLS, GROUPS)

COUNTED = Question(among=("thanh-toan", "an-toan"), by=("unit",))


@dataclass(frozen=True, slots=True)
class Number:
    people: int
    source: str = "Công an xã"
    on: date = date(2026, 10, 1)


WHOLES: Mapping[tuple[int, str | None], Number] = {
    (1, None): Number(1_000),
    (2, None): Number(400),
    (3, None): Number(0),
    (1, "cadre"): Number(50, "Văn phòng"),
}


Answered = Mapping[tuple[int | None, tuple[str, ...]], Sequence[Tally]]


def a_tally(
    people: int,
    unit_id: int | None = None,
    skill_id: str | None = None,
    group: str | None = None,
    month: int | None = None,
) -> Tally:
    return Tally(unit_id, skill_id, group, month, people)


def a_report(question: Question, answers: Answered, names: Names = NAMES) -> Report:
    """Build a report; `answers` are given by (unit, by), everything else was answered with nobody."""
    asked = tidy(question)
    units = [unit for unit in names.units if asked.unit_id is None or asked.unit_id in (unit.id, unit.parent_id)]
    said = {part: answers.get((part.unit_id, part.by), ()) for part in questions(asked, units)}
    return build(asked, said, replace(names, units=units), WHOLES, FRIDAY)


def shown(report: Report) -> dict[str, tuple[object, ...]]:
    """Return the rows of a report by their first cell."""
    return {str(row.cells[0]): row.cells[1:] for row in report.rows}


A_TABLE = Report(
    title="Số người đạt",
    about=(("Đơn vị", "Xã Mẫu"), ("Kỳ", "Quý I năm 2026")),
    columns=(
        Column("Đơn vị", "text"),
        Column("Tổng số người", "count"),
        Column("Số người đạt", "count", "Thanh toán"),
        Column("Tỉ lệ %", "percent", "Thanh toán"),
        Column("Ngày của tổng số", "date"),
    ),
    rows=(
        Row("unit:2", ("Thôn Đông", 400, 120, 30.0, date(2026, 10, 1)), depth=1),
        Row("unit:?", ("=1+1", None, 3, None, None), "unknown"),
        Row("total", ("Tổng cộng", 1_000, 123, 12.3, date(2026, 10, 1)), "total"),
    ),
    notes=("Mỗi người một lần.",),
)
