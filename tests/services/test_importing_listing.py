from datetime import date

import pytest

from bot.ports import Work
from bot.reports.xlsx import report_xlsx
from bot.services.importing import denominators, units
from bot.services.importing.denominators import apply_denominators, preview_denominators
from bot.services.importing.headers import find_table
from bot.services.importing.listing import denominator_list, unit_list
from bot.services.importing.sheets import read_sheets
from bot.services.importing.units import preview_units
from db.database import Database
from tests.services.test_importing_denominators import GOOD, GROUPS, TODAY, hanh
from tests.storage import MONDAY

pytestmark = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


async def test_the_list_of_units_comes_back_unchanged(database: Database) -> None:
    staff = await database.write(hanh)
    file = report_xlsx(await database.read(unit_list, staff))
    plan = await database.read(preview_units, staff, find_table(read_sheets(file), units.FIELDS))

    assert (plan.new, plan.changed, plan.unchanged, plan.problems) == ((), (), 5, ())


async def test_the_list_of_ones_own_units_comes_back_unchanged(database: Database) -> None:
    staff = await database.write(hanh, "XM-DONG")
    file = report_xlsx(await database.read(unit_list, staff))
    plan = await database.read(preview_units, staff, find_table(read_sheets(file), units.FIELDS))

    assert (plan.new, plan.changed, plan.unchanged, plan.problems) == ((), (), 1, ())


async def test_an_example_stands_where_there_are_no_units(database: Database) -> None:
    staff = await database.write(lambda work: work.offices.add("co.hanh", "Hạnh", "-", None, MONDAY))
    report = await database.read(unit_list, staff)
    plan = await database.read(preview_units, staff, find_table(read_sheets(report_xlsx(report)), units.FIELDS))

    assert [unit.code for unit in plan.ordered] == ["XA", "XA-DONG", "XA-TDP1"]


async def test_the_list_of_numbers_asks_for_those_that_are_missing(database: Database) -> None:
    staff = await database.write(hanh)
    await database.write(apply_denominators, staff, GOOD, GROUPS, MONDAY, TODAY)

    def listed(work: Work, today: date) -> bytes:
        return report_xlsx(denominator_list(work, staff, GROUPS, today))

    table = find_table(read_sheets(await database.read(listed, TODAY)), denominators.FIELDS)
    plan = await database.read(preview_denominators, staff, table, GROUPS, TODAY)

    assert len(table.lines) == 7
    assert {problem.what for problem in plan.problems} == {"chưa ghi số người", "chưa ghi nguồn", "chưa ghi ngày"}
    assert {problem.row for problem in plan.problems} == {line.number for line in table.lines if not line["people"]}
