"""`hocso import`: lists of units and of how many people there are; without `--apply` it only says what would happen."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import clock
from bot.app import open_product
from bot.commands.common import settings_of, spoken
from bot.commands.reading import reading
from bot.curriculum.content import Content
from bot.learning.groups import Group
from bot.ports import Work
from bot.services.importing import denominators, units
from bot.services.importing.denominators import DenominatorPlan
from bot.services.importing.headers import Table, find_table
from bot.services.importing.problems import Unreadable
from bot.services.importing.sheets import read_sheets
from bot.services.importing.units import UnitPlan
from bot.services.refusing import Refused
from bot.services.seeing import OPERATOR
from bot.settings import Settings
from db.database import Database
from db.location import sqlite_file

Plan = UnitPlan | DenominatorPlan

_FIELDS = {"units": units.FIELDS, "denominators": denominators.FIELDS}


def run(chosen: Namespace) -> int:
    """Bring the list in, whole or not at all; 1 if anything is wrong with it."""
    return spoken(lambda: asyncio.run(_bring_in(chosen)))


async def _bring_in(chosen: Namespace) -> int:
    table, settings = _table(chosen), settings_of(chosen)
    if chosen.apply:
        async with open_product(settings, with_sample=False) as product:
            plan = await product.database.write(_apply, chosen.what, table, product.shelf.content.groups)
    else:
        async with _looking(settings) as (database, content):
            plan = await database.read(_preview, chosen.what, table, content.groups)
    return _told(plan, applied=chosen.apply)


def _table(chosen: Namespace) -> Table:
    try:
        return find_table(read_sheets(chosen.file.read_bytes()), _FIELDS[chosen.what])
    except Unreadable as problem:
        raise Refused(problem.sentence) from problem


@asynccontextmanager
async def _looking(settings: Settings) -> AsyncIterator[tuple[Database, Content]]:
    """Open what there is for reading, beside a running server; before the first start that is an empty commune."""
    file = sqlite_file(settings.database_url, settings.data_dir)
    if file is None or file.exists():
        async with reading(settings) as opened:
            yield opened
        return
    with TemporaryDirectory() as folder:
        elsewhere = settings.model_copy(update={"data_dir": Path(folder)})
        async with open_product(elsewhere, with_sample=False) as product:
            yield product.database, product.shelf.content


def _preview(work: Work, what: str, table: Table, groups: Sequence[Group]) -> Plan:
    if what == "units":
        return units.preview_units(work, OPERATOR, table)
    return denominators.preview_denominators(work, OPERATOR, table, groups, clock.today())


def _apply(work: Work, what: str, table: Table, groups: Sequence[Group]) -> Plan:
    plan, now = _preview(work, what, table, groups), clock.now()
    if plan.problems:
        return plan
    if isinstance(plan, UnitPlan):
        work.units.put(plan.ordered, now)
    else:
        work.units.put_denominators([*plan.new, *(pair.after for pair in plan.changed)], now)
    done = "nhập đơn vị" if isinstance(plan, UnitPlan) else "nhập tổng số"
    work.offices.note(None, done, f"{len(plan.new)} mới, {len(plan.changed)} thay đổi", now)
    return plan


def _told(plan: Plan, *, applied: bool) -> int:
    for row in plan.problems:
        print(f"Dòng {row.row}, cột {row.column}: {row.what}\n    sửa: {row.fix}")
    if plan.problems:
        print(f"Có {len(plan.problems)} lỗi; chưa ghi gì cả.")
        return 1
    done = "Đã ghi" if applied else "Sẽ ghi (thêm --apply để ghi thật)"
    print(f"{done}: {len(plan.new)} mới, {len(plan.changed)} thay đổi, {plan.unchanged} như cũ.")
    return 0
