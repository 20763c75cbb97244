from collections.abc import Sequence

import pytest

from bot.learning.people import Unit
from bot.learning.unit_kinds import KINDS
from bot.ports import NewUnit, Staff, Work
from bot.services.importing.headers import Line, Table
from bot.services.importing.problems import RowProblem
from bot.services.importing.units import Renamed, apply_units, plan_units, preview_units
from db.database import Database
from tests.storage import MONDAY

TITLES = {"code": "Mã", "name": "Tên", "kind": "Loại", "parent": "Thuộc mã"}
KNOWN = (
    Unit(1, "XM", "Xã Mẫu", "xa", None),
    Unit(2, "XM-DONG", "Thôn Đông", "thon", 1),
    Unit(3, "XM-TAY", "Thôn Tây", "thon", 1),
    Unit(4, "XK", "Xã Khác", "xa", None),
)
ALL_KINDS = f"Chọn một trong: {', '.join(KINDS.values())}."


def a_table(*rows: Sequence[str]) -> Table:
    """Return a table whose first row is row 2 of the file."""
    lines = (Line(number, dict(zip(TITLES, row, strict=False))) for number, row in enumerate(rows, 2))
    return Table(TITLES, tuple(lines))


def test_new_and_changed_units_are_told_apart() -> None:
    plan = plan_units(
        a_table(
            ("XM-NAM", "Thôn Nam", "Thôn", "XM"),
            ("xm-dong", "Thôn Đông Mới", "Thôn", ""),
            ("XM-TAY", "Thôn Tây", "thôn", "xm"),
        ),
        KNOWN,
        None,
    )

    assert plan.new == (NewUnit("XM-NAM", "Thôn Nam", "thon", "XM"),)
    assert plan.changed == (
        Renamed(NewUnit("XM-DONG", "Thôn Đông", "thon", "XM"), NewUnit("XM-DONG", "Thôn Đông Mới", "thon", "XM")),
    )
    assert plan.unchanged == 1
    assert plan.problems == ()


def test_parents_come_first_in_whatever_order_the_list_is() -> None:
    plan = plan_units(
        a_table(
            ("C", "Xóm C", "thôn", "B"), ("B", "Thôn B", "thôn", "A"), ("A", "Xã A", "xã", ""), ("D", "D", "chợ", "C")
        ),
        (),
        None,
    )

    assert [unit.code for unit in plan.ordered] == ["A", "B", "C", "D"]


BROKEN: list[tuple[tuple[tuple[str, ...], ...], list[RowProblem]]] = [
    (
        (("", "Thôn Nam", "Thôn", "XM"),),
        [RowProblem(2, "Mã", "chưa ghi mã", "Ghi một mã ngắn, ví dụ XM-DONG.")],
    ),
    (
        (("Thôn Nam", "Thôn Nam", "Thôn", "XM"),),
        [RowProblem(2, "Mã", "mã “Thôn Nam” có dấu, có khoảng trắng hoặc quá dài", "Ghi chẳng hạn THON-NAM.")],
    ),
    ((("A", "", "Thôn", "XM"),), [RowProblem(2, "Tên", "chưa ghi tên", "Ghi tên đầy đủ có dấu, ví dụ Thôn Đông.")]),
    ((("A", "Â" * 121, "Thôn", "XM"),), [RowProblem(2, "Tên", "tên dài 121 ký tự", "Rút ngắn còn 120 ký tự.")]),
    ((("A", "A", "", "XM"),), [RowProblem(2, "Loại", "chưa ghi loại", ALL_KINDS)]),
    ((("A", "A", "làng nghề", "XM"),), [RowProblem(2, "Loại", "không hiểu loại “làng nghề”", ALL_KINDS)]),
    (
        (("A", "A", "thôn", "XX"),),
        [RowProblem(2, "Thuộc mã", "không có đơn vị nào mang mã XX", "Thêm một dòng cho đơn vị ấy, hoặc sửa lại mã.")],
    ),
    (
        (("A", "A", "thôn", "a"),),
        [RowProblem(2, "Thuộc mã", "đơn vị thuộc chính nó", "Ghi mã của đơn vị cấp trên, hoặc để trống.")],
    ),
    (
        (("A", "A", "thôn", "XM"), ("B", "B", "thôn", "XM"), ("a", "C", "thôn", "XM")),
        [RowProblem(4, "Mã", "mã a đã có ở dòng 2", "Mỗi đơn vị một mã riêng.")],
    ),
    (
        (("A", "A", "thôn", "B"), ("B", "B", "thôn", "C"), ("C", "C", "thôn", "A")),
        [
            RowProblem(row, "Thuộc mã", f"các đơn vị thuộc vòng quanh nhau: {way}", "Sửa lại một mã cấp trên.")
            for row, way in ((2, "A → B → C → A"), (3, "B → C → A → B"), (4, "C → A → B → C"))
        ],
    ),
    (
        (("XM", "Xã Mẫu", "xã", "XM-DONG"),),
        [
            RowProblem(
                2,
                "Thuộc mã",
                "các đơn vị thuộc vòng quanh nhau: XM → XM-DONG → XM",
                "Sửa lại một mã cấp trên.",
            )
        ],
    ),
    (
        (("", "", "", "XX"),),
        [
            RowProblem(2, "Mã", "chưa ghi mã", "Ghi một mã ngắn, ví dụ XM-DONG."),
            RowProblem(2, "Tên", "chưa ghi tên", "Ghi tên đầy đủ có dấu, ví dụ Thôn Đông."),
            RowProblem(2, "Loại", "chưa ghi loại", ALL_KINDS),
            RowProblem(
                2, "Thuộc mã", "không có đơn vị nào mang mã XX", "Thêm một dòng cho đơn vị ấy, hoặc sửa lại mã."
            ),
        ],
    ),
]


@pytest.mark.parametrize(("rows", "problems"), BROKEN)
def test_every_mistake_is_told_with_its_place_and_its_cure(
    rows: tuple[tuple[str, ...], ...], problems: list[RowProblem]
) -> None:
    plan = plan_units(a_table(*rows), KNOWN, None)

    assert list(plan.problems) == problems
    assert plan.ordered == ()


OUTSIDE: list[tuple[tuple[str, ...], RowProblem]] = [
    (
        ("XK", "Xã Khác", "xã", ""),
        RowProblem(2, "Mã", "mã XK là của một đơn vị ngoài phạm vi tài khoản này", "Chọn một mã khác."),
    ),
    (
        ("A", "A", "thôn", "XK"),
        RowProblem(2, "Thuộc mã", "mã XK nằm ngoài phạm vi tài khoản này", "Ghi mã XM hoặc mã một đơn vị thuộc XM."),
    ),
    (
        ("A", "A", "thôn", ""),
        RowProblem(2, "Thuộc mã", "chưa ghi thuộc đơn vị nào", "Ghi mã XM hoặc mã một đơn vị thuộc XM."),
    ),
    (
        ("XM", "Xã Mẫu", "xã", "XM-DONG"),
        RowProblem(2, "Thuộc mã", "không đổi được cấp trên của chính đơn vị mình", "Để trống ô này."),
    ),
]


@pytest.mark.parametrize(("row", "problem"), OUTSIDE)
def test_nobody_reaches_outside_their_own_unit(row: tuple[str, ...], problem: RowProblem) -> None:
    assert plan_units(a_table(row), KNOWN, 1).problems == (problem,)


def test_ones_own_unit_may_be_renamed_and_grow() -> None:
    plan = plan_units(a_table(("XM", "Xã Mẫu Mới", "xã", ""), ("A", "A", "thôn", "XM")), KNOWN, 1)

    assert [unit.code for unit in plan.ordered] == ["A", "XM"] or [unit.code for unit in plan.ordered] == ["XM", "A"]
    assert plan.problems == ()


GOOD = a_table(("XM", "Xã Mẫu", "xã", ""), ("XM-DONG", "Thôn Đông", "thôn", "XM"))
HALF = a_table(("XM", "Xã Mẫu", "xã", ""), ("XM-DONG", "Thôn Đông", "thôn", "XX"))


def hanh(work: Work) -> Staff:
    return work.offices.add("co.hanh", "Hạnh", "-", None, MONDAY)


async def test_a_list_is_applied_as_a_whole(database: Database) -> None:
    staff = await database.write(hanh)
    looked = await database.read(preview_units, staff, GOOD)
    assert await database.read(lambda work: work.units.all()) == []

    assert await database.write(apply_units, staff, GOOD, MONDAY) == looked
    assert [unit.name for unit in await database.read(lambda work: work.units.all())] == ["Xã Mẫu", "Thôn Đông"]
    ((_, who, action, subject),) = await database.read(lambda work: work.offices.log(10))
    assert (who, action, subject) == ("co.hanh", "nhập đơn vị", "2 mới, 0 thay đổi")


async def test_a_list_with_a_mistake_is_not_applied_at_all(database: Database) -> None:
    staff = await database.write(hanh)
    plan = await database.write(apply_units, staff, HALF, MONDAY)

    assert len(plan.problems) == 1
    assert await database.read(lambda work: work.units.all()) == []
    assert await database.read(lambda work: work.offices.log(10)) == []


async def test_a_failure_in_the_middle_leaves_nothing_behind(database: Database) -> None:
    staff = await database.write(hanh)

    def break_down(work: Work) -> None:
        apply_units(work, staff, GOOD, MONDAY)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await database.write(break_down)
    assert await database.read(lambda work: work.units.all()) == []


async def test_the_same_list_again_changes_nothing(database: Database) -> None:
    staff = await database.write(hanh)
    await database.write(apply_units, staff, GOOD, MONDAY)
    plan = await database.write(apply_units, staff, GOOD, MONDAY)

    assert (plan.new, plan.changed, plan.unchanged) == ((), (), 2)
