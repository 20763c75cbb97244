"""The sample commune of a first run: somewhere to learn in before the office brings its own lists."""

from collections.abc import Sequence
from datetime import datetime

from bot.learning.groups import Group
from bot.ports import Work
from bot.services.importing import denominators, units
from bot.services.importing.headers import find_table
from bot.services.importing.sheets import read_sheets
from bot.services.seeing import OPERATOR


def plant_sample(work: Work, unit_list: bytes, people_list: bytes, groups: Sequence[Group], now: datetime) -> bool:
    """Make the sample commune where there is no unit at all; return whether it was made."""
    if work.units.all():
        return False
    plan = units.plan_units(find_table(read_sheets(unit_list), units.FIELDS), (), None)
    work.units.put(plan.ordered, now)
    table = find_table(read_sheets(people_list), denominators.FIELDS)
    people = denominators.preview_denominators(work, OPERATOR, table, groups, now.date())
    work.units.put_denominators(people.new, now)
    return True
