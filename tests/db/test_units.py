from datetime import date

from sqlalchemy import select

from bot.ports import Denominator, NewUnit, Work
from db.database import Database
from db.tables import unit
from tests.db.talks import places, plant, unit_id
from tests.storage import MONDAY


def names(work: Work, below: str | None = None) -> list[str]:
    return [unit.name for unit in work.units.all(unit_id(work, below) if below else None)]


async def test_parents_come_before_children_and_siblings_in_vietnamese_order(database: Database) -> None:
    await database.write(places)
    rows = [NewUnit(f"XM-{place}", name, "thon", "XM") for place, name in enumerate(("Thôn Đa", "Thôn Da", "Thôn Ấm"))]
    await database.write(lambda work: work.units.put(rows, MONDAY))

    assert await database.read(names) == [
        "Xã Khác",
        "Thôn Đông Khác",
        "Xã Mẫu",
        "Thôn Ấm",
        "Thôn Da",
        "Thôn Đa",
        "Thôn Đông",
        "Thôn Tây",
    ]


async def test_numbers_in_names_are_in_their_own_order(database: Database) -> None:
    rows = [NewUnit(f"T{number}", f"Tổ dân phố số {number}", "to_dan_pho", None) for number in (10, 2, 1)]
    await database.write(lambda work: work.units.put(rows, MONDAY))

    assert await database.read(names) == ["Tổ dân phố số 1", "Tổ dân phố số 2", "Tổ dân phố số 10"]


async def test_a_subtree_holds_its_top_and_nothing_from_beside(database: Database) -> None:
    await database.write(places)

    assert await database.read(names, "XM") == ["Xã Mẫu", "Thôn Đông", "Thôn Tây"]
    assert await database.read(names, "XM-TAY") == ["Thôn Tây"]


async def test_a_path_is_no_prefix_of_a_neighbours(database: Database) -> None:
    rows = [NewUnit(f"U{number}", f"Đơn vị {number}", "thon", None) for number in range(12)]
    await database.write(lambda work: work.units.put(rows, MONDAY))

    assert await database.read(names, "U0") == ["Đơn vị 0"]


async def test_putting_a_unit_again_renames_it(database: Database) -> None:
    await database.write(places)
    before = await database.read(unit_id, "XM-DONG")
    renamed = [NewUnit("xm-dong", "Thôn Đông Mới", "thon", "XM")]
    await database.write(lambda work: work.units.put(renamed, MONDAY))

    (found,) = [one for one in await database.read(lambda work: work.units.all()) if one.id == before]
    assert (found.code, found.name) == ("XM-DONG", "Thôn Đông Mới")
    (row,) = await database.read(lambda work: plant(work, select(unit).where(unit.c.id == before)).all())
    assert row.name_search == "thon dong moi"


async def test_a_unit_that_moves_takes_its_subtree_along(database: Database) -> None:
    await database.write(places)
    await database.write(lambda work: work.units.put([NewUnit("TINH", "Tỉnh", "tinh", None)], MONDAY))
    await database.write(lambda work: work.units.put([NewUnit("XM", "Xã Mẫu", "xa", "TINH")], MONDAY))

    assert await database.read(names, "TINH") == ["Tỉnh", "Xã Mẫu", "Thôn Đông", "Thôn Tây"]
    assert await database.read(names, "XM") == ["Xã Mẫu", "Thôn Đông", "Thôn Tây"]


def people(work: Work, below: str | None, on: date) -> list[tuple[str | None, int, str]]:
    found = work.units.denominators(unit_id(work, below) if below else None, on)
    return sorted((one.group, one.people, str(one.on)) for one in found)


async def test_the_newest_number_not_later_than_a_day_counts(database: Database) -> None:
    await database.write(places)

    def put(work: Work) -> None:
        east, far = unit_id(work, "XM-DONG"), unit_id(work, "XK-DONG")
        work.units.put_denominators(
            [
                Denominator(east, None, 100, "Công an", date(2026, 1, 1)),
                Denominator(east, None, 110, "Công an", date(2026, 7, 1)),
                Denominator(far, None, 7, "Công an", date(2026, 1, 1)),
            ],
            MONDAY,
        )

    await database.write(put)

    assert await database.read(people, "XM", date(2026, 6, 30)) == [(None, 100, "2026-01-01")]
    assert await database.read(people, "XM", date(2026, 7, 1)) == [(None, 110, "2026-07-01")]
    assert await database.read(people, "XM", date(2025, 7, 1)) == []
    assert len(await database.read(people, None, date(2026, 7, 1))) == 2


async def test_a_number_of_the_same_day_replaces_the_one_of_before(database: Database) -> None:
    await database.write(places)

    def put(work: Work, number: int) -> None:
        east = unit_id(work, "XM-DONG")
        numbers = [Denominator(east, group, number, "Công an", date(2026, 1, 1)) for group in (None, "cadre")]
        work.units.put_denominators(numbers, MONDAY)

    await database.write(put, 100)
    await database.write(put, 120)

    found = await database.read(lambda work: work.units.denominators(None, date(2026, 1, 1)))
    assert {(one.group, one.people) for one in found} == {(None, 120), ("cadre", 120)}
