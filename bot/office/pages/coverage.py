"""What is taught and where that comes from: what the framework asks for, each with its lessons, sources and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from bot.curriculum.coverage import Coverage, coverage
from bot.office.door import Visit
from bot.office.pages.tally import Option
from bot.office.rendering import page

PATH = "/van-phong/noi-dung"


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The table, of all courses or of one."""

    courses: Sequence[Option]
    rows: Sequence[Coverage]
    today: date
    """Sources that should have been looked at before are marked."""


async def show(visit: Visit) -> Response:
    """Show the table."""
    office, chosen = visit.office, visit.field("ky-nang")
    course = office.course()
    courses = [Option("", "tất cả", not chosen)]
    courses += [Option(skill.id, skill.title, skill.id == chosen) for skill in course.skills]
    rows = coverage(course, office.framework(), chosen or None)
    return page("coverage.html", CoveragePage(courses, rows, office.today()), visit.frame)
