"""
The proof that a number can be relied on: screen = file = SQL written here by hand, on ledgers of any shape.

Nothing below uses the queries or the report of the program: rows, sums and denominators are asked for one by one.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from bot.learning.tally import Dimension, Question
from bot.office.asking import address_of
from bot.ports import Denominator, Work
from db.database import Database
from tests.ledgers import COUNTED, GROUPS, MONTHS, UNIT_NAMES, Entry, ask, ledgers, put_ledger, questions
from tests.office.browsing import Browser, Building, TableReading
from tests.storage import MONDAY

WAYS: Sequence[tuple[Dimension, ...]] = (
    ("unit",), ("unit", "skill"), ("skill",), ("group",), ("group", "skill"), ("month",), ("month", "skill"),
    ("unit", "group"),
)  # fmt: skip

PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: None, 6: 5}
INNER = {1, 2, 5}
GROUP_NAMES = {"cadre": "Cán bộ", "resident": "Người dân"}

PEOPLE = """
    WITH RECURSIVE asked (id) AS (
        SELECT id FROM unit WHERE id = {top}
        UNION ALL SELECT unit.id FROM unit JOIN asked ON unit.parent_id = asked.id
    ), part (id) AS (
        SELECT id FROM unit WHERE id = {branch}
        UNION ALL SELECT unit.id FROM unit JOIN part ON unit.parent_id = part.id
    )
    SELECT count(*) FROM (
        SELECT DISTINCT person_id FROM completion
        WHERE level = '{level}' AND month BETWEEN {first} AND {last} AND skill_id IN ({skills})
          AND ({top} = 0 OR unit_id IN (SELECT id FROM asked))
          AND ({branch} = 0 OR unit_id IN (SELECT id FROM part))
          AND {group} AND {row}
    ) AS people
"""

DENOMINATOR = """
    SELECT people FROM denominator
    WHERE unit_id = {unit} AND group_id = '{group}' AND on_date <= '{on}' ORDER BY on_date DESC LIMIT 1
"""

Numbers = tuple[int | None, ...]
"""What there is, then for each column how many passed."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One row as it has to be: a condition in SQL, and whose denominator stands beside it."""

    row: str
    unit: int | None
    group: str | None
    branch: int = 0
    is_optional: bool = False


def put_denominators(work: Work) -> None:
    numbers = [
        Denominator(unit, group, 10 * unit + len(group or ""), "Công an xã", date(2026, month, 1))
        for unit in (1, 2, 4, 5, 6)
        for group in (None, "cadre")
        for month in (1, 3)
    ]
    work.units.put_denominators(numbers, MONDAY)


# --- what has to be --------------------------------------------------------------------------------------------------


def rows_of(question: Question) -> dict[tuple[str, ...], Sum]:
    """Return every row that may be in the table, by its labels."""
    by = tuple(dimension for dimension in question.by if dimension != "skill" or question.by == ("skill",))
    if question.skill_id is not None:
        by = tuple(dimension for dimension in by if dimension != "skill")
    rows: dict[tuple[str, ...], Sum] = {}
    match by:
        case ("unit",):
            rows = unit_rows(question, with_sums=True)
        case ("group",):
            rows |= group_rows(question, question.unit_id)
        case ("unit", "group"):
            rows = pair_rows(question)
        case ("month",):
            rows = {
                (f"{month % 100:02}/{month // 100}",): Sum(f"month = {month}", question.unit_id, question.group)
                for month in MONTHS
                if (question.first_month or 0) <= month <= (question.last_month or 999999)
            }
        case ("skill",):
            skills = question.among or COUNTED
            rows = {
                (f"Kỹ năng {skill}",): Sum(f"skill_id = '{skill}'", question.unit_id, question.group)
                for skill in skills
            }
    labels = ("Tổng cộng",) + ("",) * (len(by) - 1)
    return rows | {labels: Sum("1 = 1", question.unit_id, question.group)}


def unit_rows(question: Question, with_sums: bool) -> dict[tuple[str, ...], Sum]:
    group = question.group
    rows: dict[tuple[str, ...], Sum] = {}
    for unit, name in enumerate(UNIT_NAMES, 1):
        if not lies_below(unit, question.unit_id):
            continue
        if unit not in INNER:
            rows[(name,)] = Sum(f"unit_id = {unit}", unit, group)
            continue
        if with_sums and unit != question.unit_id:
            rows[(name,)] = Sum("1 = 1", unit, group, branch=unit)
        label = f"{name}, chưa rõ nơi cụ thể"
        rows[(label,)] = Sum(f"unit_id = {unit}", None, group, is_optional=True)
    if question.unit_id is None:
        rows[("Chưa rõ đơn vị",)] = Sum("unit_id IS NULL", None, group, is_optional=True)
    return rows


def group_rows(question: Question, unit: int | None) -> dict[tuple[str, ...], Sum]:
    wanted = [question.group] if question.group else GROUPS
    rows: dict[tuple[str, ...], Sum] = {
        (GROUP_NAMES[group],): Sum(f"group_id = '{group}'", unit, group) for group in wanted
    }
    if question.group is None:
        rows[("Chưa rõ nhóm",)] = Sum("group_id IS NULL", None, None, is_optional=True)
    return rows


def pair_rows(question: Question) -> dict[tuple[str, ...], Sum]:
    rows = {}
    for unit_labels, of_unit in unit_rows(question, with_sums=False).items():
        for group_labels, of_group in group_rows(question, None).items():
            known = of_unit.unit is not None and of_group.group is not None
            rows[(*unit_labels, *group_labels)] = Sum(
                f"{of_unit.row} AND {of_group.row}",
                of_unit.unit if known else None,
                of_group.group,
                is_optional=of_unit.is_optional or of_group.is_optional,
            )
    return rows


def lies_below(unit: int | None, top: int | None) -> bool:
    while unit is not None and unit != top:
        unit = PARENTS[unit]
    return unit == top


def by_hand(work: Work, question: Question) -> dict[tuple[str, ...], Numbers]:
    """Ask SQL for every number of the table, one at a time."""
    across = "skill" in question.by and question.by != ("skill",) and question.skill_id is None
    skills = (question.skill_id,) if question.skill_id else question.among or COUNTED
    columns = [*((skill,) for skill in skills), skills] if across else [skills]
    if across:
        columns = [*((skill,) for skill in COUNTED if skill in skills), skills]
    table = {}
    for labels, row in rows_of(question).items():
        numbers = [count(work, question, row, column) for column in columns]
        if numbers[-1] or not row.is_optional:
            table[labels] = (whole(work, question, row, labels), *numbers)
    return without_open_ends(table, question) if question.by[:1] == ("month",) else table


def without_open_ends(table: dict[tuple[str, ...], Numbers], question: Question) -> dict[tuple[str, ...], Numbers]:
    """Where no month was given to begin or to end with, the first and last month with anybody stand for it."""
    busy = [labels for labels, numbers in table.items() if numbers[-1] and labels != ("Tổng cộng",)]
    months = [labels for labels in table if labels != ("Tổng cộng",)]
    first = months.index(busy[0]) if question.first_month is None and busy else 0
    last = months.index(busy[-1]) if question.last_month is None and busy else len(months) - 1
    if not busy and (question.first_month is None or question.last_month is None):
        last = -1
    return {labels: table[labels] for labels in (*months[first : last + 1], ("Tổng cộng",))}


def count(work: Work, question: Question, row: Sum, skills: Sequence[str]) -> int:
    sql = PEOPLE.format(
        top=question.unit_id or 0,
        branch=row.branch,
        level=question.level,
        first=question.first_month or 0,
        last=question.last_month or 999999,
        skills=", ".join(f"'{skill}'" for skill in skills),
        group=f"group_id = '{question.group}'" if question.group else "1 = 1",
        row=row.row,
    )
    ((people,),) = ask(work, sql)
    return int(people)


def whole(work: Work, question: Question, row: Sum, labels: tuple[str, ...]) -> int | None:
    """Return the denominator: of the row's own unit, or of everything, which is the two communes together."""
    if "chưa rõ" in " ".join(labels).lower():
        return None
    units = [1, 5] if row.unit is None else [row.unit]
    last = question.last_month or 202611
    on = min(date(last // 100, last % 100, 28), MONDAY.date())
    found = [ask(work, DENOMINATOR.format(unit=unit, group=row.group or "", on=on)) for unit in units]
    return sum(rows[0][0] for rows in found) if all(found) else None


# --- what is shown ---------------------------------------------------------------------------------------------------


def on_screen(html: str) -> dict[tuple[str, ...], list[str]]:
    """Return the numbers of the page as text, without the marks of the language; a dash where there is none."""
    head, *rows = TableReading.of(html)
    first = next(place for place, cell in enumerate(head) if cell[0] == "Tổng số người")
    is_wide = any("người, %" in cell for cell in head)
    table = {}
    for row in rows:
        labels = tuple(cell[0] if cell else "" for cell in row[:first])
        numbers = [row[first][0]]
        for cell in row[first + 1 : -1] if is_wide else row[first + 1 : first + 3]:
            numbers += [cell[0], cell[1] if len(cell) > 1 else "–"] if is_wide else [cell[0]]
        table[labels] = [plain(number) for number in numbers]
    return table


def plain(number: str) -> str:
    return number.replace(".", "").replace(",", ".").replace("%", "").replace("\N{NO-BREAK SPACE}", "").strip()


def in_rows(rows: Sequence[Sequence[object]]) -> dict[tuple[str, ...], list[str]]:
    """Return the numbers of a file in the same form."""
    titles = [str(title) for title in rows[0]]
    first = titles.index("Tổng số người")
    return {tuple(str(cell) for cell in row[:first]): [as_text(cell) for cell in row[first:-2]] for row in rows[1:]}


def as_text(cell: object) -> str:
    if cell == "":
        return "–"
    return f"{float(str(cell)):g}"


def in_csv(content: bytes) -> dict[tuple[str, ...], list[str]]:
    return in_rows(list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))))


def in_xlsx(content: bytes) -> dict[tuple[str, ...], list[str]]:
    rows = load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    start = next(place for place, row in enumerate(rows) if "Tổng số người" in row)
    table = rows[start:]
    if table[1][0] == "":  # a second line of titles, below those that columns share
        del table[1]
    end = next(place for place, row in enumerate(table) if row[0] == "Tổng cộng")
    return in_rows(table[: end + 1])


def numbers_of(table: Mapping[tuple[str, ...], Sequence[str]]) -> dict[tuple[str, ...], Numbers]:
    """Return denominators and counts; every second number behind the first is a percentage."""
    return {
        labels: tuple(None if number == "–" else int(number) for number in (texts[0], *texts[1::2]))
        for labels, texts in table.items()
    }


def check_percentages(table: Mapping[tuple[str, ...], Sequence[str]]) -> None:
    for of, *numbers in table.values():
        for people, share in zip(numbers[::2], numbers[1::2], strict=True):
            if of in ("–", "0"):
                assert share == "–"
            else:
                assert abs(float(share) - 100 * int(people) / int(of)) <= 0.1


async def prove(browser: Browser, database: Database, ledger: Sequence[Entry], question: Question) -> None:
    await database.write(put_ledger, ledger)
    expected = await database.read(by_hand, question)
    screen = on_screen((await browser.get(address_of("/van-phong/so-lieu", question))).text)
    as_csv = in_csv((await browser.get(address_of("/van-phong/so-lieu.csv", question))).content)
    as_xlsx = in_xlsx((await browser.get(address_of("/van-phong/so-lieu.xlsx", question))).content)

    normal = {
        labels: [number if number == "–" else as_text(number) for number in row] for labels, row in screen.items()
    }
    assert numbers_of(screen) == expected
    assert normal == as_csv == as_xlsx
    check_percentages(screen)


asked = questions(by=st.sampled_from(WAYS)).filter(lambda question: question.skill_id in (None, *COUNTED))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledger=ledgers, question=asked)
async def test_screen_and_files_and_sql_agree(
    hanh: Browser, database: Database, ledger: list[Entry], question: Question
) -> None:
    await database.write(put_denominators)
    await prove(hanh, database, ledger, question)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledger=ledgers, question=asked)
async def test_screen_and_files_and_sql_agree_at_length(
    hanh: Browser, database: Database, ledger: list[Entry], question: Question
) -> None:
    await database.write(put_denominators)
    await prove(hanh, database, ledger, question)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("by", WAYS)
async def test_every_way_of_looking_is_proven_once(
    building: Building, hanh: Browser, database: Database, by: tuple[Dimension, ...]
) -> None:
    ledger = [
        Entry(person, skill, "Q", month, unit, group)
        for person, skill, month, unit, group in (
            (1, "an-toan", 202601, 2, "cadre"),
            (1, "thanh-toan", 202602, 3, "cadre"),
            (2, "an-toan", 202602, 4, "resident"),
            (3, "mua-sam", 202603, None, None),
            (4, "lam-quen", 202603, 6, "resident"),
            (5, "an-toan", 202512, 1, None),
        )
    ]
    await database.write(put_denominators)
    check = partial(prove, hanh, database, ledger)

    await check(Question(by=by))
    await check(Question(by=by, unit_id=1, first_month=202601, last_month=202602))
