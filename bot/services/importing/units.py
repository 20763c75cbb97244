"""A list of units → what would be new and what would change, or every mistake in it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.learning.people import Unit
from bot.learning.unit_kinds import KINDS
from bot.ports import NewUnit, Staff, Work
from bot.services.importing.headers import Field, Line, Table
from bot.services.importing.kinds import read_kind
from bot.services.importing.problems import RowProblem
from bot.text.folding import fold

FIELDS = (
    Field("code", "Mã", ("Mã đơn vị", "Mã số", "Mã thôn", "code")),
    Field("name", "Tên", ("Tên đơn vị", "Tên thôn", "Tên thôn, tổ dân phố", "Đơn vị", "name")),
    Field("kind", "Loại", ("Loại đơn vị", "Loại hình", "kind")),
    Field("parent", "Thuộc mã", ("Thuộc", "Mã cấp trên", "Mã cha", "Thuộc đơn vị", "Mã đơn vị cấp trên", "parent")),
)

LONGEST_CODE = 40
LONGEST_NAME = 120

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Renamed:
    """A unit as it is and as it would be."""

    before: NewUnit
    after: NewUnit


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What a list of units comes to. With problems there is nothing to apply."""

    new: tuple[NewUnit, ...]
    changed: tuple[Renamed, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]
    ordered: tuple[NewUnit, ...] = ()
    """New and changed units, each behind its parent."""


def preview_units(work: Work, staff: Staff, table: Table) -> UnitPlan:
    """Return what a list would do, doing nothing."""
    return plan_units(table, work.units.all(), staff.unit_id)


def apply_units(work: Work, staff: Staff, table: Table, now: datetime) -> UnitPlan:
    """Do what a list says if nothing is wrong with it, and return what that was; with a problem, nothing is done."""
    plan = preview_units(work, staff, table)
    if not plan.problems and plan.ordered:
        work.units.put(plan.ordered, now)
        work.offices.note(staff.id, "nhập đơn vị", f"{len(plan.new)} mới, {len(plan.changed)} thay đổi", now)
    return plan


def plan_units(table: Table, known: Sequence[Unit], top: int | None) -> UnitPlan:
    """Return the plan for a list, given all units there are and the one whose subtree may be changed."""
    return _Planner(table, known, top).plan()


class _Planner:
    """One list while it is being checked; every row is looked at, so that all mistakes are known at once."""

    def __init__(self, table: Table, known: Sequence[Unit], top: int | None) -> None:
        self._table = table
        self._codes = {unit.id: unit.code for unit in known}
        self._known = {unit.code.casefold(): unit for unit in known}
        self._top = top
        self._own = _below(known, top)
        self._problems: list[RowProblem] = []
        self._listed = {line["code"].casefold(): line["code"] for line in table.lines if line["code"]}

    def plan(self) -> UnitPlan:
        """Return the plan."""
        self._find_repeated_codes()
        read = {line.number: unit for line in self._table.lines if (unit := self._read(line)) is not None}
        self._find_circles(read)
        problems = tuple(sorted(self._problems, key=lambda problem: problem.row))
        if problems:
            return UnitPlan((), (), 0, problems)
        return self._sorted_out(list(read.values()))

    def _say(self, line: Line, field: str, what: str, fix: str) -> None:
        self._problems.append(RowProblem(line.number, self._table.titles.get(field, field), what, fix))

    def _find_repeated_codes(self) -> None:
        first: dict[str, int] = {}
        for line in self._table.lines:
            code = line["code"].casefold()
            if code and code in first:
                self._say(line, "code", f"mã {line['code']} đã có ở dòng {first[code]}", "Mỗi đơn vị một mã riêng.")
            first.setdefault(code, line.number)

    def _read(self, line: Line) -> NewUnit | None:
        before = len(self._problems)
        code, name = self._code(line), self._name(line)
        kind, parent = self._kind(line), self._parent(line)
        return NewUnit(code, name, kind, parent) if len(self._problems) == before else None

    def _code(self, line: Line) -> str:
        code = line["code"]
        if not code:
            self._say(line, "code", "chưa ghi mã", "Ghi một mã ngắn, ví dụ XM-DONG.")
        elif not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            plain = re.sub(r"[^A-Z0-9]+", "-", fold(code).upper()).strip("-")[:LONGEST_CODE]
            self._say(
                line, "code", f"mã “{code}” có dấu, có khoảng trắng hoặc quá dài", f"Ghi chẳng hạn {plain or 'XM-1'}."
            )
        elif (unit := self._known.get(code.casefold())) is not None:
            if unit.id not in self._own:
                self._say(line, "code", f"mã {code} là của một đơn vị ngoài phạm vi tài khoản này", "Chọn một mã khác.")
            return unit.code
        return code

    def _name(self, line: Line) -> str:
        name = line["name"]
        if not name:
            self._say(line, "name", "chưa ghi tên", "Ghi tên đầy đủ có dấu, ví dụ Thôn Đông.")
        elif len(name) > LONGEST_NAME:
            self._say(line, "name", f"tên dài {len(name)} ký tự", f"Rút ngắn còn {LONGEST_NAME} ký tự.")
        return name

    def _kind(self, line: Line) -> str:
        kind = read_kind(line["kind"])
        if kind is None:
            what = f"không hiểu loại “{line['kind']}”" if line["kind"] else "chưa ghi loại"
            self._say(line, "kind", what, f"Chọn một trong: {', '.join(KINDS.values())}.")
        return kind or ""

    def _parent(self, line: Line) -> str | None:
        """Return the code of the parent; left empty it stays what it is."""
        wanted = line["parent"].casefold()
        unit = self._known.get(line["code"].casefold())
        present = self._codes.get(unit.parent_id) if unit and unit.parent_id is not None else None
        if not wanted or (present is not None and wanted == present.casefold()):
            if unit is None and not wanted and self._top is not None:
                self._say(line, "parent", "chưa ghi thuộc đơn vị nào", self._inside())
            return present
        if wanted == line["code"].casefold():
            self._say(line, "parent", "đơn vị thuộc chính nó", "Ghi mã của đơn vị cấp trên, hoặc để trống.")
            return None
        if unit is not None and unit.id == self._top:
            self._say(line, "parent", "không đổi được cấp trên của chính đơn vị mình", "Để trống ô này.")
            return None
        return self._parent_called(line, wanted)

    def _parent_called(self, line: Line, wanted: str) -> str | None:
        found = self._known.get(wanted)
        if found is not None and found.id in self._own:
            return found.code
        if found is None and wanted in self._listed:
            return self._listed[wanted]
        if found is not None:
            self._say(line, "parent", f"mã {found.code} nằm ngoài phạm vi tài khoản này", self._inside())
        else:
            fix = "Thêm một dòng cho đơn vị ấy, hoặc sửa lại mã."
            self._say(line, "parent", f"không có đơn vị nào mang mã {line['parent']}", fix)
        return None

    def _inside(self) -> str:
        own = self._codes.get(self._top, "") if self._top is not None else ""
        return f"Ghi mã {own} hoặc mã một đơn vị thuộc {own}."

    def _find_circles(self, read: Mapping[int, NewUnit]) -> None:
        """Find units that would lie below themselves, following parents in the list first, then as they are now."""
        parents = {
            unit.code.casefold(): self._codes[unit.parent_id].casefold()
            for unit in self._known.values()
            if unit.parent_id is not None
        }
        for unit in read.values():
            if unit.parent_code is not None:
                parents[unit.code.casefold()] = unit.parent_code.casefold()
        for line in self._table.lines:
            if line.number in read and _is_in_circle(read[line.number].code.casefold(), parents):
                path = _circle(read[line.number].code.casefold(), parents)
                shown = " → ".join(self._listed.get(code, code.upper()) for code in path)
                self._say(line, "parent", f"các đơn vị thuộc vòng quanh nhau: {shown}", "Sửa lại một mã cấp trên.")

    def _sorted_out(self, units: Sequence[NewUnit]) -> UnitPlan:
        new = [unit for unit in units if unit.code.casefold() not in self._known]
        changed = [
            Renamed(self._present(unit.code), unit)
            for unit in units
            if unit.code.casefold() in self._known and self._present(unit.code) != unit
        ]
        ordered = _parents_first([*new, *(pair.after for pair in changed)])
        return UnitPlan(tuple(new), tuple(changed), len(units) - len(ordered), (), tuple(ordered))

    def _present(self, code: str) -> NewUnit:
        unit = self._known[code.casefold()]
        parent = self._codes[unit.parent_id] if unit.parent_id is not None else None
        return NewUnit(unit.code, unit.name, unit.kind, parent)


def _below(known: Sequence[Unit], top: int | None) -> set[int]:
    """Return the ids of the subtree of a unit; of everything if there is none. Parents come before children."""
    own = {unit.id for unit in known} if top is None else {top}
    for unit in known:
        if unit.parent_id in own:
            own.add(unit.id)
    return own


def _is_in_circle(code: str, parents: Mapping[str, str]) -> bool:
    return code in _circle(code, parents)[1:]


def _circle(code: str, parents: Mapping[str, str]) -> list[str]:
    """Return the way upwards from a unit until it ends or comes back to itself."""
    path = [code]
    steps = Counter(path)
    while (up := parents.get(path[-1])) is not None:
        path.append(up)
        steps[up] += 1
        if steps[up] > 1:
            break
    return path


def _parents_first(units: Sequence[NewUnit]) -> list[NewUnit]:
    by_code = {unit.code.casefold(): unit for unit in units}
    ordered: dict[str, NewUnit] = {}
    for unit in units:
        branch = [unit]
        while (up := by_code.get((branch[-1].parent_code or "").casefold())) is not None:
            branch.append(up)
        for one in reversed(branch):
            ordered.setdefault(one.code, one)
    return list(ordered.values())
