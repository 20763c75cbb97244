"""The units, how many people there are, and reading both from a file: look first, then decide."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.learning.people import Unit
from bot.learning.unit_kinds import kind_words
from bot.office.apart import read_apart
from bot.office.door import Visit
from bot.office.files import download
from bot.office.rendering import page
from bot.office.uploads import Kind, unwrap, wrap
from bot.ports import Denominator, NewUnit, Work
from bot.reports.rows import depths
from bot.reports.words import EVERYBODY
from bot.services.importing import denominators, listing, units
from bot.services.importing.denominators import DenominatorPlan
from bot.services.importing.headers import Table, find_table
from bot.services.importing.problems import RowProblem, Unreadable
from bot.services.importing.units import UnitPlan
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by

PATH = "/van-phong/don-vi"

_FIELDS = {"don-vi": units.FIELDS, "tong-so": denominators.FIELDS}
_TITLES: Mapping[Kind, str] = {"don-vi": "danh sách đơn vị", "tong-so": "tổng số người"}
_SHOWN = 200
"""Lines of a preview or of mistakes that a page shows."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list, with its newest number."""

    code: str
    name: str
    kind: str
    depth: int
    number: Denominator | None
    group_count: int
    """For how many groups there are numbers as well."""


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The list of units and the two forms for files."""

    lines: Sequence[UnitLine]
    problem: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One thing that a list would do."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What a list would do, or what is wrong with it."""

    kind: Kind
    title: str
    problems: Sequence[RowProblem]
    problem_count: int
    new: Sequence[PlanLine]
    new_count: int
    changed: Sequence[PlanLine]
    changed_count: int
    unchanged: int
    kept: str
    """The list itself, to be sent back with the decision."""


async def show(visit: Visit) -> Response:
    """Show the units."""
    return await _shown(visit)


async def look_at(visit: Visit) -> Response:
    """Read an uploaded list and show what it would do; nothing changes yet."""
    kind = _kind(visit.field("loai"))
    content = await visit.file("tep")
    if content is None:
        return await _shown(visit, problem="Anh/chị chọn tệp rồi bấm lại nhé.")
    try:
        table = await asyncio.to_thread(_read, content, kind)
    except Unreadable as problem:
        return await _shown(visit, problem=problem.sentence)
    return await _previewed(visit, kind, table)


async def confirm(visit: Visit) -> Response:
    """Do what a list says that was looked at before; if it no longer fits, show that and do nothing."""
    kind = _kind(visit.field("loai"))
    table = unwrap(visit.office, visit.staff, kind, visit.field("danh-sach"))
    if table is None:
        raise Refused("Bản xem trước đã quá một giờ hoặc không còn nguyên. Anh/chị tải tệp lên lại nhé.")
    plan = await _applied(visit, kind, table)
    if plan.problems:
        return _preview(visit, kind, table, plan, {})
    done = f"Đã nhập {_TITLES[kind]}: {len(plan.new)} dòng mới, {len(plan.changed)} dòng thay đổi."
    return await _shown(visit, done=done)


async def as_file(visit: Visit) -> Response:
    """Give the list of units, or of numbers, as a file that can be corrected and read in again."""
    office = visit.office
    kind = _kind(visit.request.path_params["list"])
    if kind == "don-vi":
        report = await office.database.read(listing.unit_list, visit.staff)
    else:
        report = await office.database.read(listing.denominator_list, visit.staff, office.groups(), office.today())
    return await asyncio.to_thread(download, report, f"hoc-so_{kind}", "xlsx")


async def _shown(visit: Visit, problem: str = "", done: str = "") -> Response:
    lines = await visit.office.database.read(_lines, visit)
    return page("units.html", UnitsPage(lines, problem, done), visit.frame, 422 if problem else 200)


def _lines(work: Work, visit: Visit) -> list[UnitLine]:
    seen = units_seen_by(work, visit.staff)
    deep = depths(seen)
    numbers = work.units.denominators(visit.staff.unit_id, visit.office.today())
    everybody = {number.unit_id: number for number in numbers if number.group is None}
    groups = Counter(number.unit_id for number in numbers if number.group is not None)
    return [
        UnitLine(unit.code, unit.name, kind_words(unit.kind), deep[unit.id], everybody.get(unit.id), groups[unit.id])
        for unit in seen
    ]


def _kind(text: str) -> Kind:
    if text == "don-vi":
        return "don-vi"
    if text == "tong-so":
        return "tong-so"
    raise HTTPException(404)


def _read(content: bytes, kind: Kind) -> Table:
    return find_table(read_apart(content), _FIELDS[kind])


async def _previewed(visit: Visit, kind: Kind, table: Table) -> Response:
    office, staff = visit.office, visit.staff
    seen = {unit.id: unit for unit in await office.database.read(units_seen_by, staff)}
    plan: UnitPlan | DenominatorPlan
    if kind == "don-vi":
        plan = await office.database.read(units.preview_units, staff, table)
    else:
        plan = await office.database.read(
            denominators.preview_denominators, staff, table, office.groups(), office.today()
        )
    return _preview(visit, kind, table, plan, seen)


async def _applied(visit: Visit, kind: Kind, table: Table) -> UnitPlan | DenominatorPlan:
    office = visit.office
    if kind == "don-vi":
        return await office.database.write(units.apply_units, visit.staff, table, office.now())
    return await office.database.write(
        denominators.apply_denominators, visit.staff, table, office.groups(), office.now(), office.today()
    )


def _preview(
    visit: Visit, kind: Kind, table: Table, plan: UnitPlan | DenominatorPlan, seen: Mapping[int, Unit]
) -> Response:
    new, changed = _plan_lines(visit, plan, seen)
    content = ImportPage(
        kind=kind,
        title=_TITLES[kind],
        problems=plan.problems[:_SHOWN],
        problem_count=len(plan.problems),
        new=new[:_SHOWN],
        new_count=len(new),
        changed=changed[:_SHOWN],
        changed_count=len(changed),
        unchanged=plan.unchanged,
        kept="" if plan.problems else wrap(visit.office, visit.staff, kind, table),
    )
    return page("import.html", content, visit.frame, 422 if plan.problems else 200)


def _plan_lines(
    visit: Visit, plan: UnitPlan | DenominatorPlan, seen: Mapping[int, Unit]
) -> tuple[list[PlanLine], list[PlanLine]]:
    if isinstance(plan, UnitPlan):
        new = [PlanLine(unit.code, "", _unit_words(unit)) for unit in plan.new]
        pairs = [(pair.after.code, _unit_words(pair.before), _unit_words(pair.after)) for pair in plan.changed]
        return new, [PlanLine(*pair) for pair in pairs]
    what = partial(_number_of, {group.id: group.label for group in visit.office.groups()}, seen)
    return (
        [PlanLine(what(number), "", _number_words(number)) for number in plan.new],
        [PlanLine(what(pair.after), _number_words(pair.before), _number_words(pair.after)) for pair in plan.changed],
    )


def _unit_words(unit: NewUnit) -> str:
    place = f"thuộc {unit.parent_code}" if unit.parent_code else "cấp trên cùng"
    return f"{unit.name} · {kind_words(unit.kind)} · {place}"


def _number_of(labels: Mapping[str, str], seen: Mapping[int, Unit], number: Denominator) -> str:
    return f"{seen[number.unit_id].name} · {labels.get(number.group or '', EVERYBODY)}"


def _number_words(number: Denominator) -> str:
    return f"{number.people:,} người · {number.source} · {number.on:%d/%m/%Y}".replace(",", ".", 1)
