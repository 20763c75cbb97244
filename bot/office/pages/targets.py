"""The targets of a plan: actual beside target, the days that are coming, and the same as a file."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from bot.learning.plan import Duty, Plan
from bot.learning.targets import Board, Standing, Status
from bot.office.door import Visit
from bot.office.files import download
from bot.office.pages.tally import Option, unit_options
from bot.office.planning import PlanDay, plan_days, report_day
from bot.office.rendering import page
from bot.office.showing import cell_words
from bot.ports import Work
from bot.reports.filenames import slug
from bot.reports.table import Report, Row
from bot.reports.targets import STATUS_SIGNS, STATUS_WORDS, targets_report
from bot.reports.words import DIMENSION_NAMES
from bot.services import counting, targets
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by

PATH = "/van-phong/chi-tieu"


@dataclass(frozen=True, slots=True)
class Bar:
    """How far one target is, drawn: both in percent."""

    reached: float
    goal: float


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target as the page shows it: the words of the file, by the titles of its columns."""

    words: Mapping[str, str]
    status: Status
    sign: str
    bar: Bar | None
    is_counted: bool
    """Whether anybody could be counted."""
    has_source: bool
    has_helpers: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """How many targets stand alike."""

    sign: str
    words: str
    count: int
    status: Status


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """A plan in one year, with the form to choose another."""

    report: Report
    lines: Sequence[TargetLine]
    sums: Sequence[Sum]
    plans: Sequence[Option]
    years: Sequence[Option]
    units: Sequence[Option]
    paper: str
    """The document behind the plan."""
    days: Sequence[PlanDay]
    reporting: PlanDay | None
    also: Sequence[str]
    """Reports out of turn."""
    mentor_minimum: int | None
    duties: Sequence[Duty]
    xlsx: str
    csv: str


@dataclass(frozen=True, slots=True)
class NoPlanPage:
    """There is nothing to show yet."""


async def show(visit: Visit) -> Response:
    """Show the plan, year and unit in the address."""
    plan = _plan(visit)
    if plan is None:
        return page("no_plan.html", NoPlanPage(), visit.frame)
    content = await visit.office.database.read(_page, visit, plan)
    return page("targets.html", content, visit.frame)


async def as_file(visit: Visit) -> Response:
    """Give the same as a file."""
    office, plan = visit.office, _plan(visit)
    if plan is None:
        raise Refused("Chưa có kế hoạch nào.", 404)
    board = await office.database.read(_board, visit, plan)
    report = targets_report(board, _skills(visit))
    unit = slug(dict(report.about)[DIMENSION_NAMES["unit"]])
    name, kind = f"hoc-so_chi-tieu_{plan.id}_{board.year}_{unit}", visit.request.path_params["kind"]
    response = await asyncio.to_thread(download, report, name, kind)
    await office.database.write(counting.note_export, visit.staff, f"{name}.{kind}", office.now())
    return response


def _plan(visit: Visit) -> Plan | None:
    """Return the plan that is asked for, or else the one in force, or else any."""
    plans = {plan.id: plan for plan in visit.office.plans()}
    wanted = (visit.field("ke-hoach"), visit.office.plan_id, *plans)
    return next((plans[name] for name in wanted if name in plans), None)


def _year(visit: Visit, plan: Plan) -> int:
    """Return the year that is asked for, or else the one of the plan that is nearest to today."""
    year, present = visit.number("nam"), visit.office.today().year
    return year if year in plan.goal_years else min(plan.goal_years, key=lambda one: abs(one - present))


def _skills(visit: Visit) -> Mapping[str, str]:
    return {skill.id: skill.title for skill in visit.office.course().skills}


def _board(work: Work, visit: Visit, plan: Plan) -> Board:
    office = visit.office
    return targets.board(
        work, visit.staff, plan, _year(visit, plan), visit.number("don-vi"), office.labels.counted, office.today()
    )


def _page(work: Work, visit: Visit, plan: Plan) -> TargetsPage:
    board = _board(work, visit, plan)
    report = targets_report(board, _skills(visit))
    unit_id = board.unit.id if board.unit is not None else None
    today = visit.office.today()
    return TargetsPage(
        report=report,
        lines=[_line(report, row, one) for row, one in zip(report.rows, board.standings, strict=True)],
        sums=_sums(board),
        plans=_plan_options(visit, plan),
        years=[Option(str(year), str(year), year == board.year) for year in plan.goal_years],
        units=unit_options(units_seen_by(work, visit.staff), unit_id, visit.staff.unit_id is None),
        paper=_paper(plan),
        days=plan_days(plan, today),
        reporting=report_day(plan.reporting, today) if plan.reporting is not None else None,
        also=plan.reporting.also if plan.reporting is not None else (),
        mentor_minimum=plan.mentor_minimum,
        duties=plan.duties,
        xlsx=_address("xlsx", plan, board.year, unit_id),
        csv=_address("csv", plan, board.year, unit_id),
    )


def _line(report: Report, row: Row, standing: Standing) -> TargetLine:
    words = {
        column.title: cell_words(column, cell if cell != "" else None)
        for column, cell in zip(report.columns, row.cells, strict=True)
    }
    return TargetLine(
        words=words,
        status=standing.status,
        sign=STATUS_SIGNS[standing.status],
        bar=_bar(standing),
        is_counted=standing.share is not None,
        has_source=standing.share is not None and standing.share.on is not None,
        has_helpers=bool(standing.target.helpers),
    )


def _bar(standing: Standing) -> Bar | None:
    exact = standing.share.percent if standing.share is not None else None
    if exact is None or not standing.goal.is_share:
        return None
    return Bar(round(min(exact, 100), 1), standing.goal.number)


def _sums(board: Board) -> list[Sum]:
    counts = Counter(one.status for one in board.standings)
    return [
        Sum(STATUS_SIGNS[status], words, counts[status], status)
        for status, words in STATUS_WORDS.items()
        if counts[status]
    ]


def _plan_options(visit: Visit, chosen: Plan) -> list[Option]:
    force = visit.office.plan_id
    plans = sorted(visit.office.plans(), key=lambda plan: plan.id != force)
    return [
        Option(plan.id, plan.place + (" (đang dùng)" if plan.id == force else ""), plan.id == chosen.id)
        for plan in plans
    ]


def _paper(plan: Plan) -> str:
    paper = plan.document
    number, dated = (f"số {paper.number}" if paper.number else ""), paper.dated
    return ", ".join(part for part in (number, dated, paper.issued_by) if part)


def _address(kind: str, plan: Plan, year: int, unit_id: int | None) -> str:
    fields = {"ke-hoach": plan.id, "nam": str(year), "don-vi": str(unit_id or "")}
    return f"{PATH}.{kind}?{urlencode({name: value for name, value in fields.items() if value})}"
