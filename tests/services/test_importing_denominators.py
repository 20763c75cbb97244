from collections.abc import Sequence
from datetime import date

import pytest

from bot.learning.groups import Group
from bot.ports import Denominator, Staff, Work
from bot.services.importing.denominators import Corrected, apply_denominators, preview_denominators
from bot.services.importing.headers import Line, Table
from bot.services.importing.problems import RowProblem
from db.database import Database
from tests.db.talks import places, unit_id
from tests.storage import MONDAY

TITLES = {"unit": "Mã đơn vị", "group": "Nhóm", "people": "Số người", "source": "Nguồn", "on": "Ngày"}
GROUPS = (Group("cadre", "Cán bộ, công chức", "", ("cbccvc",)), Group("resident", "Người dân", ""))
TODAY = date(2026, 11, 16)
NO_CODE = "Xem mã ở danh sách đơn vị; đơn vị mới thì nhập trước."


def a_table(*rows: Sequence[str]) -> Table:
    lines = (Line(number, dict(zip(TITLES, row, strict=False))) for number, row in enumerate(rows, 2))
    return Table(TITLES, tuple(lines))


def hanh(work: Work, unit: str | None = None) -> Staff:
    places(work)
    return work.offices.add("co.hanh", "Hạnh", "-", unit_id(work, unit) if unit else None, MONDAY)


GOOD = a_table(
    ("xm-dong", "", "812", "Công an xã", "01/10/2026"),
    ("XM-DONG", "cbccvc", "1.012", "Công an xã", "2026-10-01"),
    ("XM-TAY", "nguoi dan", "3", "Công an xã", "46296"),
)


async def test_numbers_are_kept_per_unit_group_and_day(database: Database) -> None:
    staff = await database.write(hanh)
    plan = await database.write(apply_denominators, staff, GOOD, GROUPS, MONDAY, TODAY)

    assert plan.problems == ()
    assert len(plan.new) == 3
    kept = await database.read(lambda work: work.units.denominators(None, TODAY))
    assert {(one.group, one.people, str(one.on)) for one in kept} == {
        (None, 812, "2026-10-01"),
        ("cadre", 1_012, "2026-10-01"),
        ("resident", 3, "2026-10-01"),
    }


async def test_a_correction_of_the_same_day_is_told_from_a_newer_number(database: Database) -> None:
    staff = await database.write(hanh)
    await database.write(apply_denominators, staff, GOOD, GROUPS, MONDAY, TODAY)
    again = a_table(
        ("XM-DONG", "", "820", "Công an xã", "01/10/2026"),
        ("XM-DONG", "", "830", "Công an xã", "01/11/2026"),
        ("XM-TAY", "resident", "3", "Công an xã", "01/10/2026"),
    )
    plan = await database.read(preview_denominators, staff, again, GROUPS, TODAY)
    east = await database.read(unit_id, "XM-DONG")

    assert plan.new == (Denominator(east, None, 830, "Công an xã", date(2026, 11, 1)),)
    assert plan.changed == (
        Corrected(
            Denominator(east, None, 812, "Công an xã", date(2026, 10, 1)),
            Denominator(east, None, 820, "Công an xã", date(2026, 10, 1)),
        ),
    )
    assert plan.unchanged == 1


BROKEN: list[tuple[tuple[tuple[str, ...], ...], list[RowProblem]]] = [
    (
        (("XX", "", "1", "Công an", "01/10/2026"),),
        [RowProblem(2, "Mã đơn vị", "không có đơn vị nào mang mã XX", NO_CODE)],
    ),
    (
        (("XM", "nông dân", "1", "Công an", "01/10/2026"),),
        [
            RowProblem(
                2, "Nhóm", "không hiểu nhóm “nông dân”", "Chọn: Cán bộ, công chức, Người dân; để trống là tất cả."
            )
        ],
    ),
    (
        (("XM", "", "1,5", "Công an", "01/10/2026"),),
        [RowProblem(2, "Số người", "số người có phần lẻ: 1,5", "Người phải là số nguyên; làm tròn rồi ghi lại.")],
    ),
    (
        (("XM", "", "-1", "Công an", "01/10/2026"),),
        [RowProblem(2, "Số người", "số người là số âm: -1", "Ghi một số từ 0 trở lên.")],
    ),
    (
        (("XM", "", "1", "Công an", "1/13/2026"),),
        [RowProblem(2, "Ngày", "không hiểu ngày “1/13/2026”", "Ghi ngày/tháng/năm, ví dụ 01/10/2026.")],
    ),
    (
        (("XM", "", "1", "x" * 201, "01/10/2026"),),
        [RowProblem(2, "Nguồn", "nguồn dài 201 ký tự", "Rút ngắn còn 200 ký tự.")],
    ),
    (
        (
            ("XM", "", "1", "Công an", "01/10/2026"),
            ("XM", "cadre", "1", "Công an", "01/10/2026"),
            ("xm", "tất cả", "2", "Công an", "2026-10-01"),
        ),
        [RowProblem(4, "Mã đơn vị", "trùng đơn vị, nhóm và ngày với dòng 2", "Giữ lại một dòng.")],
    ),
    (
        (("", "", "", "", ""),),
        [
            RowProblem(2, "Mã đơn vị", "chưa ghi mã đơn vị", NO_CODE),
            RowProblem(
                2, "Số người", "chưa ghi số người", "Ghi một số nguyên, ví dụ 812; chưa có số thì xoá dòng này."
            ),
            RowProblem(2, "Nguồn", "chưa ghi nguồn", "Ghi nơi cho số liệu, ví dụ: Công an xã."),
            RowProblem(2, "Ngày", "chưa ghi ngày", "Ghi ngày/tháng/năm, ví dụ 01/10/2026."),
        ],
    ),
]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("rows", "problems"), BROKEN)
async def test_every_mistake_is_told_and_nothing_is_kept(
    database: Database, rows: tuple[tuple[str, ...], ...], problems: list[RowProblem]
) -> None:
    staff = await database.write(hanh)
    good = ("XM-TAY", "", "1", "Công an", "01/10/2026")
    plan = await database.write(apply_denominators, staff, a_table(*rows, good), GROUPS, MONDAY, TODAY)

    assert list(plan.problems) == problems
    assert await database.read(lambda work: work.units.denominators(None, TODAY)) == []


async def test_a_unit_outside_is_as_unknown_as_any_other(database: Database) -> None:
    staff = await database.write(hanh, "XM")
    plan = await database.write(
        apply_denominators, staff, a_table(("XK", "", "1", "Công an", "01/10/2026")), GROUPS, MONDAY, TODAY
    )

    assert [problem.what for problem in plan.problems] == ["không có đơn vị nào mang mã XK"]
