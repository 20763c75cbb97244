"""Pages as HTML: the template of a page sees its dataclass and what every page has, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.learning.calendar import local
from bot.office.showing import difference_words, shown, value_words
from bot.reports.words import count_words, date_words
from bot.services.troubles import Trouble
from bot.webkit import csrf, templates

FOLDER = Path(__file__).resolve().parent / "templates"

NEVER_KEPT: Mapping[str, str] = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    csrf: str
    commune: str
    who: str = ""
    """The name of whoever is signed in; empty on the pages in front of the door."""
    place: str = ""
    """The address of the page, to mark it in the menu."""
    broken: Sequence[tuple[str, Trouble]] = ()
    """Channels in trouble, which every page tells of."""


def page(template: str, content: object, frame: Frame, status: int = 200) -> HTMLResponse:
    """Return a page; pages of the office are never kept by a browser or on the way."""
    html = environment().get_template(template).render(page=content, frame=frame)
    return HTMLResponse(html, status, headers=NEVER_KEPT)


@cache
def environment() -> Environment:
    """Return the template engine of the office."""
    engine = templates.environment(FOLDER)
    engine.filters["count"] = count_words
    engine.filters["moment"] = moment_words
    engine.filters["day"] = date_words
    engine.globals["shown"] = shown
    engine.globals["value_words"] = value_words
    engine.globals["difference_words"] = difference_words
    engine.globals["csrf"] = _csrf
    return engine


@pass_context
def _csrf(context: Context) -> Markup:
    """Return the hidden field that every form of the office carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, context["frame"].csrf)


def moment_words(moment: datetime) -> str:
    """Return a moment as `20/11/2026, 09:12`."""
    return f"{local(moment):%d/%m/%Y, %H:%M}"
