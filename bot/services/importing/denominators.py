"""A list of how many people there are → what would be new and what would change, or every mistake in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.learning.groups import Group
from bot.learning.people import Unit
from bot.ports import Denominator, Staff, Work
from bot.services.importing.cells import Bad, read_day, read_people
from bot.services.importing.headers import Field, Line, Table
from bot.services.importing.problems import RowProblem
from bot.services.seeing import units_seen_by
from bot.text.folding import fold

FIELDS = (
    Field("unit", "Mã đơn vị", ("Mã", "Mã thôn", "Mã số", "unit")),
    Field("group", "Nhóm", ("Đối tượng", "Nhóm đối tượng", "group"), required=False),
    Field("people", "Số người", ("Số lượng", "Tổng số", "Tổng số người", "Dân số", "Số dân", "people")),
    Field("source", "Nguồn", ("Nguồn số liệu", "Theo", "source")),
    Field("on", "Ngày", ("Ngày số liệu", "Tính đến ngày", "Đến ngày", "Thời điểm", "date")),
)

LONGEST_SOURCE = 200

_EVERYBODY = frozenset({"", "tat ca", "moi nguoi", "chung", "tong so", "toan bo", "tat ca cac nhom"})


@dataclass(frozen=True, slots=True)
class Corrected:
    """A number as it is and as it would be, for the same unit, group and day."""

    before: Denominator
    after: Denominator


@dataclass(frozen=True, slots=True)
class DenominatorPlan:
    """What a list of numbers comes to. With problems there is nothing to apply."""

    new: tuple[Denominator, ...]
    changed: tuple[Corrected, ...]
    unchanged: int
    problems: tuple[RowProblem, ...]


def preview_denominators(
    work: Work, staff: Staff, table: Table, groups: Sequence[Group], today: date
) -> DenominatorPlan:
    """Return what a list would do, doing nothing."""
    reader = _Reader(table, units_seen_by(work, staff), groups, today)
    read = reader.read()
    if reader.problems:
        return DenominatorPlan((), (), 0, tuple(reader.problems))
    present = _present(work, staff, {denominator.on for denominator in read})
    new = tuple(one for one in read if _key(one) not in present)
    changed = tuple(
        Corrected(present[_key(one)], one) for one in read if _key(one) in present and present[_key(one)] != one
    )
    return DenominatorPlan(new, changed, len(read) - len(new) - len(changed), ())


def apply_denominators(
    work: Work, staff: Staff, table: Table, groups: Sequence[Group], now: datetime, today: date
) -> DenominatorPlan:
    """Do what a list says if nothing is wrong with it, and return what that was; with a problem, nothing is done."""
    plan = preview_denominators(work, staff, table, groups, today)
    due = [*plan.new, *(pair.after for pair in plan.changed)]
    if not plan.problems and due:
        work.units.put_denominators(due, now)
        work.offices.note(staff.id, "nhập tổng số", f"{len(plan.new)} mới, {len(plan.changed)} thay đổi", now)
    return plan


Value = TypeVar("Value", int, date)

_Key = tuple[int, str | None, date]


def _key(denominator: Denominator) -> _Key:
    return denominator.unit_id, denominator.group, denominator.on


def _present(work: Work, staff: Staff, days: Iterable[date]) -> Mapping[_Key, Denominator]:
    return {
        _key(denominator): denominator
        for day in days
        for denominator in work.units.denominators(staff.unit_id, day)
        if denominator.on == day
    }


class _Reader:
    """One list while it is being read; every row is looked at, so that all mistakes are known at once."""

    def __init__(self, table: Table, units: Sequence[Unit], groups: Sequence[Group], today: date) -> None:
        self.problems: list[RowProblem] = []
        self._table = table
        self._units = {unit.code.casefold(): unit for unit in units}
        self._groups = {fold(word): group.id for group in groups for word in (*group.synonyms, group.label, group.id)}
        self._labels = [group.label for group in groups]
        self._today = today

    def read(self) -> list[Denominator]:
        """Return the numbers of every row without a mistake; the mistakes are in `problems`."""
        first: dict[_Key, int] = {}
        read = []
        for line in self._table.lines:
            denominator = self._read(line)
            if denominator is None:
                continue
            key = _key(denominator)
            if key in first:
                self._say(line, "unit", f"trùng đơn vị, nhóm và ngày với dòng {first[key]}", "Giữ lại một dòng.")
            first.setdefault(key, line.number)
            read.append(denominator)
        return read

    def _say(self, line: Line, field: str, what: str, fix: str) -> None:
        self.problems.append(RowProblem(line.number, self._table.titles.get(field, field), what, fix))

    def _read(self, line: Line) -> Denominator | None:
        before = len(self.problems)
        unit_id, group = self._unit(line), self._group(line)
        people = self._value(line, "people", read_people(line["people"]), 0)
        source = self._source(line)
        on = self._value(line, "on", read_day(line["on"], self._today), self._today)
        return Denominator(unit_id, group, people, source, on) if len(self.problems) == before else None

    def _value(self, line: Line, field: str, value: Value | Bad, otherwise: Value) -> Value:
        if isinstance(value, Bad):
            self._say(line, field, value.what, value.fix)
            return otherwise
        return value

    def _unit(self, line: Line) -> int:
        unit = self._units.get(line["unit"].casefold())
        if unit is not None:
            return unit.id
        what = f"không có đơn vị nào mang mã {line['unit']}" if line["unit"] else "chưa ghi mã đơn vị"
        self._say(line, "unit", what, "Xem mã ở danh sách đơn vị; đơn vị mới thì nhập trước.")
        return 0

    def _group(self, line: Line) -> str | None:
        folded = fold(line["group"])
        if folded in _EVERYBODY:
            return None
        if folded not in self._groups:
            names = ", ".join(self._labels)
            self._say(line, "group", f"không hiểu nhóm “{line['group']}”", f"Chọn: {names}; để trống là tất cả.")
        return self._groups.get(folded)

    def _source(self, line: Line) -> str:
        source = line["source"]
        if not source:
            self._say(line, "source", "chưa ghi nguồn", "Ghi nơi cho số liệu, ví dụ: Công an xã.")
        elif len(source) > LONGEST_SOURCE:
            self._say(line, "source", f"nguồn dài {len(source)} ký tự", f"Rút ngắn còn {LONGEST_SOURCE} ký tự.")
        return source
