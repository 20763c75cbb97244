"""Closed periods: what was reported stays as it was; a restated one shows what it changed and why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.office.asking import read_question
from bot.office.door import Visit, see
from bot.office.files import download
from bot.office.pages.tally import CLOSED, Link, closed_link
from bot.office.rendering import moment_words, page
from bot.ports import Snapshot
from bot.reports.filenames import report_name
from bot.reports.stored import Change
from bot.reports.table import Report
from bot.services import counting

_LARGEST_ID = 2**63 - 1
"""More than any database can count to."""


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One closed period in the list."""

    link: Link
    title: str
    unit: str
    period: str
    taken: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClosedPeriodsPage:
    """The list of closed periods."""

    lines: Sequence[ClosedLine]


@dataclass(frozen=True, slots=True)
class ClosedPeriodPage:
    """One closed period, word for word."""

    report: Report
    version: int
    taken: str
    reason: str
    before: Link | None
    changes: Sequence[Change]
    xlsx: str
    csv: str


async def show_all(visit: Visit) -> Response:
    """Show the list."""
    snapshots = await visit.office.database.read(counting.closed_periods, visit.staff)
    return page("closed_periods.html", ClosedPeriodsPage([_line(snapshot) for snapshot in snapshots]), visit.frame)


async def close(visit: Visit) -> Response:
    """Close the period of the question in the form, and show what was kept."""
    office = visit.office
    kept = await office.database.write(
        counting.close_period,
        visit.staff,
        read_question(visit.field),
        office.labels,
        visit.field("ly-do")[:200],
        office.now(),
        office.today(),
    )
    return see(f"{CLOSED}/{kept.id}")


async def show(visit: Visit) -> Response:
    """Show one closed period."""
    closed = await visit.office.database.read(counting.closed_period, visit.staff, _id(visit))
    kept = closed.snapshot
    content = ClosedPeriodPage(
        report=kept.report,
        version=kept.version,
        taken=_taken(kept),
        reason=kept.reason,
        before=closed_link(closed.before) if closed.before else None,
        changes=closed.changes,
        xlsx=f"{CLOSED}/{kept.id}.xlsx",
        csv=f"{CLOSED}/{kept.id}.csv",
    )
    return page("closed_period.html", content, visit.frame)


async def as_file(visit: Visit) -> Response:
    """Give a closed period as a file."""
    office, kind = visit.office, visit.request.path_params["kind"]
    closed = await office.database.read(counting.closed_period, visit.staff, _id(visit))
    kept = closed.snapshot
    name = report_name(kept.question, kept.report, kept.version)
    response = await asyncio.to_thread(download, kept.report, name, kind)
    await office.database.write(counting.note_export, visit.staff, f"{name}.{kind}", office.now())
    return response


def _id(visit: Visit) -> int:
    number: int = visit.request.path_params["id"]
    if number > _LARGEST_ID:
        raise HTTPException(404)
    return number


def _line(snapshot: Snapshot) -> ClosedLine:
    about = dict(snapshot.report.about)
    return ClosedLine(
        link=closed_link(snapshot),
        title=snapshot.report.title,
        unit=about.get("Đơn vị", ""),
        period=about.get("Kỳ", ""),
        taken=_taken(snapshot),
        reason=snapshot.reason,
    )


def _taken(snapshot: Snapshot) -> str:
    return f"{moment_words(snapshot.taken_at)}, {snapshot.taken_by}"
