"""The pages of the sheets: the list of them, a note, an announcement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.curriculum.content import Content
from bot.learning.course import Lesson, Skill
from bot.sheets.note import Note, note_of
from bot.text.measure import syllables
from bot.webkit import qr, templates
from bot.webkit.leading import is_reachable, public_base, to_chat, typed

PATH = "/to-giay"

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_PACE = 160
"""Syllables a minute of a loudspeaker that old people can follow; conversation has 200 and more."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every lesson with its sheets."""

    skills: Sequence[Skill]
    unit: str
    """The code of the unit whose people scan the sheets, or empty."""


@dataclass(frozen=True, slots=True)
class NotePage:
    """The note of one lesson."""

    note: Note
    commune: str
    qr: Markup
    address: str
    """What to type where nothing can be scanned."""
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    """What the loudspeaker reads out about one lesson."""

    title: str
    text: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of paper of one installation."""

    content: Callable[[], Content]
    public_url: str
    commune: str
    pictures: str
    """The address under which the files of authors are served."""

    async def show_list(self, request: Request) -> Response:
        """Show which sheets there are."""
        return _page("list.html", ListPage(self.content().course.skills, request.query_params.get("u", "")))

    async def show_note(self, request: Request) -> Response:
        """Show the note of a lesson; its QR code opens that lesson, for the unit that the address names."""
        skill, lesson = self._find(request)
        base = public_base(self.public_url, request)
        address = to_chat(base, unit=request.query_params.get("u", ""), lesson=lesson.id)
        return _page(
            "note.html",
            NotePage(
                note_of(lesson, skill.id, self.pictures, self.content().phrases.form),
                self.commune,
                qr.drawing(address, "Mã QR mở bài này"),
                typed(address),
                is_reachable(base),
            ),
        )

    async def show_announcement(self, request: Request) -> Response:
        """Show what the loudspeaker reads out about a lesson."""
        _, lesson = self._find(request)
        seconds = round(60 * syllables(lesson.loudspeaker) / _PACE)
        return _page("announcement.html", AnnouncementPage(lesson.title, lesson.loudspeaker, seconds))

    def _find(self, request: Request) -> tuple[Skill, Lesson]:
        found = self.content().course.lesson(request.path_params["lesson"])
        if found is None:
            raise HTTPException(404)
        return found


def _page(template: str, page: object) -> HTMLResponse:
    return HTMLResponse(_environment().get_template(template).render(page=page, path=PATH))


@cache
def _environment() -> Environment:
    return templates.environment(_TEMPLATES)
