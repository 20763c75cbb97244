"""The tally: a question, its answer as a table and a drawing, and the same as a file."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from bot.learning.evidence import LEVELS
from bot.learning.people import Unit
from bot.learning.tally import Question
from bot.office.asking import WAYS, address_of, fields_of, near_periods, read_question
from bot.office.door import Visit
from bot.office.files import download
from bot.office.rendering import page
from bot.ports import Snapshot, Work
from bot.reports.filenames import report_name
from bot.reports.rows import depths, months_between
from bot.reports.table import Report
from bot.reports.words import EVERYBODY, EVERYWHERE, LEVEL_NAMES, month_words
from bot.services import counting
from bot.services.seeing import units_seen_by

PATH = "/van-phong/so-lieu"
CLOSED = "/van-phong/chot-so"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from."""

    value: str
    label: str
    chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    address: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TallyPage:
    """A report with the form that asked for it."""

    report: Report
    periods: Sequence[Link]
    first_months: Sequence[Option]
    last_months: Sequence[Option]
    units: Sequence[Option]
    groups: Sequence[Option]
    skills: Sequence[Option]
    levels: Sequence[Option]
    ways: Sequence[Option]
    xlsx: str
    csv: str
    fields: Mapping[str, str]
    """The question in the fields of the form that closes its period."""
    can_close: bool
    closed: Sequence[Link]
    """What was kept of this very question, newest first."""


async def show(visit: Visit) -> Response:
    """Show the answer to the question in the address."""
    content = await visit.office.database.read(_page, visit, read_question(visit.field))
    return page("tally.html", content, visit.frame)


async def as_file(visit: Visit) -> Response:
    """Give the answer to the question in the address as a file: the very report that the page shows."""
    office, kind = visit.office, visit.request.path_params["kind"]
    question = read_question(visit.field)
    answer = await office.database.read(counting.answer, visit.staff, question, office.labels, office.today())
    name = report_name(answer.question, answer.report)
    response = await asyncio.to_thread(download, answer.report, name, kind)
    await office.database.write(counting.note_export, visit.staff, f"{name}.{kind}", office.now())
    return response


def _page(work: Work, visit: Visit, question: Question) -> TallyPage:
    office = visit.office
    answer = counting.answer(work, visit.staff, question, office.labels, office.today())
    asked = answer.question
    months = _months(work.tallies.periods(), asked, _month_of(visit))
    return TallyPage(
        report=answer.report,
        periods=_periods(asked, _month_of(visit)),
        first_months=_month_options("từ đầu", months, asked.first_month),
        last_months=_month_options("đến nay", months, asked.last_month),
        units=unit_options(units_seen_by(work, visit.staff), asked.unit_id, visit.staff.unit_id is None),
        groups=_named(EVERYBODY, ((group.id, group.label) for group in office.groups()), asked.group),
        skills=_named(
            f"{len(office.labels.counted)} kỹ năng của phong trào",
            ((skill.id, skill.title) for skill in office.course().skills),
            asked.skill_id,
        ),
        levels=[Option(level, f"{level} – {LEVEL_NAMES[level]}", level == asked.level) for level in LEVELS],
        ways=_ways(question, asked),
        xlsx=address_of(f"{PATH}.xlsx", asked),
        csv=address_of(f"{PATH}.csv", asked),
        fields=fields_of(asked),
        can_close=asked.last_month is not None,
        closed=[closed_link(snapshot) for snapshot in counting.versions(work, asked)],
    )


def closed_link(snapshot: Snapshot) -> Link:
    """Return the way to a closed period."""
    return Link(f"{CLOSED}/{snapshot.id}", f"Lần {snapshot.version}")


def unit_options(units: Sequence[Unit], chosen: int | None, with_everything: bool) -> list[Option]:
    """Return the units to choose from, as the tree they are."""
    deep = depths(units)
    everything = [Option("", EVERYWHERE, chosen is None)] if with_everything else []
    return everything + [Option(str(unit.id), unit.name, unit.id == chosen, deep[unit.id]) for unit in units]


def _named(everything: str, named: Iterable[tuple[str, str]], chosen: str | None) -> list[Option]:
    options = [Option(value, label, value == chosen) for value, label in named]
    return [Option("", everything, chosen is None), *options]


def _ways(question: Question, asked: Question) -> list[Option]:
    """Return what the rows may be; a skill that is asked for alone leaves its dimension away but stays chosen."""
    chosen = fields_of(asked).get("theo", "")
    chosen = chosen if chosen in WAYS else fields_of(question).get("theo", "")
    return [Option(value, label, value == chosen) for value, label in WAYS.items()]


def _month_of(visit: Visit) -> int:
    today = visit.office.today()
    return today.year * 100 + today.month


def _months(known: Sequence[int], asked: Question, present: int) -> tuple[int, ...]:
    """Return every month to choose from, newest first."""
    ends = [month for month in (*known, asked.first_month, asked.last_month, present) if month is not None]
    first = min(*ends, present // 100 * 100 + 1)
    return months_between(first, max(ends))[::-1]


def _month_options(otherwise: str, months: Sequence[int], chosen: int | None) -> list[Option]:
    options = [Option(str(month), month_words(month), month == chosen) for month in months]
    return [Option("", otherwise, chosen is None), *options]


def _periods(asked: Question, present: int) -> list[Link]:
    return [
        Link(
            address_of(PATH, replace(asked, first_month=period.first, last_month=period.last)),
            period.name,
            (period.first, period.last) == (asked.first_month, asked.last_month),
        )
        for period in near_periods(present)
    ]
