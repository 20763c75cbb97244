"""The poster of a unit: scanned at the door of the nhà văn hoá, it opens the chat with the unit already known."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from bot.drawing import svg
from bot.learning.course import Lesson
from bot.office.door import Visit
from bot.office.pages.tally import Option
from bot.office.rendering import page
from bot.ports import Work
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by
from bot.webkit import qr
from bot.webkit.leading import is_reachable, public_base, to_chat, typed


@dataclass(frozen=True, slots=True)
class PosterPage:
    """One sheet for one unit, and for one lesson if there is to be a class about it."""

    unit: str
    qr: Markup
    address: str
    """What to type where nothing can be scanned."""
    is_reachable: bool
    lesson: Lesson | None
    drawing: Markup | None
    """What the lesson shows first."""
    lessons: Sequence[Option]
    """What the sheet may be about."""


async def show(visit: Visit) -> Response:
    """Show the poster of a unit that the member of staff sees."""
    code = visit.request.path_params["code"]

    def name(work: Work) -> str:
        for unit in units_seen_by(work, visit.staff):
            if unit.code == code:
                return unit.name
        raise Refused("Không tìm thấy đơn vị này.", 404)

    unit, base = await visit.office.database.read(name), public_base(visit.office.public_url, visit.request)
    course = visit.office.course()
    _, lesson = course.lesson(visit.field("bai")) or (None, None)
    address = to_chat(base, unit=code, lesson=lesson.id if lesson else "")
    poster = PosterPage(
        unit,
        qr.drawing(address, "Mã QR của trang học"),
        typed(address),
        is_reachable(base),
        lesson,
        _drawing(lesson) if lesson else None,
        [Option("", "mọi bài", lesson is None), *(Option(one.id, one.title, one is lesson) for one in course.lessons)],
    )
    return page("poster.html", poster, visit.frame)


def _drawing(lesson: Lesson) -> Markup | None:
    pictures = (card.picture for card in lesson.cards if card.picture and not card.picture.file)
    first = next(pictures, None)
    return None if first is None else Markup(svg(first))  # noqa: S704 - made here; every word in it is escaped
