"""The lists as files to fill in: what is known now, under the very titles that are understood on the way back."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.learning.groups import Group
from bot.learning.people import Unit
from bot.learning.unit_kinds import KINDS, kind_words
from bot.ports import Denominator, Staff, Work
from bot.reports.table import Column, ColumnKind, Report, Row
from bot.services.importing import denominators, units
from bot.services.seeing import units_seen_by


def unit_list(work: Work, staff: Staff) -> Report:
    """Return the units that a member of staff sees, to be corrected and read in again; an example if there are none."""
    seen = units_seen_by(work, staff)
    codes = {unit.id: unit.code for unit in seen}
    rows = [
        Row(
            f"unit:{unit.id}",
            (unit.code, unit.name, kind_words(unit.kind), codes.get(unit.parent_id) if unit.parent_id else None),
        )
        for unit in seen
    ]
    example = [
        Row("1", ("XA", "Xã …", "Xã", None)),
        Row("2", ("XA-DONG", "Thôn Đông", "Thôn", "XA")),
        Row("3", ("XA-TDP1", "Tổ dân phố số 1", "Tổ dân phố", "XA")),
    ]
    return Report(
        title="Danh sách đơn vị",
        # Everything there is to say stands above the titles: a line below the table would be read in as a unit.
        about=(
            ("Cách ghi", "Mỗi đơn vị một dòng. “Thuộc mã” là mã của đơn vị cấp trên."),
            ("Loại", f"Một trong: {', '.join(KINDS.values())}."),
        ),
        columns=tuple(Column(field.title, "text") for field in units.FIELDS),
        rows=tuple(rows or example),
    )


def denominator_list(work: Work, staff: Staff, groups: Sequence[Group], today: date) -> Report:
    """Return a line per unit with the number known now, to be brought up to date and read in again."""
    known = {(one.unit_id, one.group): one for one in work.units.denominators(staff.unit_id, today)}
    labels = {group.id: group.label for group in groups}
    rows: list[Row] = []
    for unit in units_seen_by(work, staff):
        for group in (None, *labels):
            number = known.get((unit.id, group))
            if number is not None or group is None:
                rows.append(_number_row(unit, labels.get(group or "", ""), number))
    return Report(
        title="Tổng số người của từng đơn vị",
        about=(
            ("Cách ghi", "Để trống “Nhóm” là mọi người. Ngày là ngày có số liệu. Chưa có số thì xoá dòng."),
            ("Nhóm", f"Một trong: {', '.join(labels.values())}."),
        ),
        columns=tuple(Column(field.title, _KINDS.get(field.id, "text")) for field in denominators.FIELDS),
        rows=tuple(rows),
    )


_KINDS: Mapping[str, ColumnKind] = {"people": "count", "on": "date"}


def _number_row(unit: Unit, group: str, number: Denominator | None) -> Row:
    people, source, on = (number.people, number.source, number.on) if number else (None, None, None)
    return Row(f"unit:{unit.id} group:{group}", (unit.code, group, people, source, on))
