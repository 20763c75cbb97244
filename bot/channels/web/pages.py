"""The pages and fragments of the chat: one frozen dataclass each, and its template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment

from bot.channels.web.bubbles import Bubble
from bot.channels.web.forms import Form, new_page_key
from bot.dialogue.messages import Opened, Pressed, Said
from bot.webkit import templates
from bot.webkit.errors import TROUBLES, Trouble

_TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The one page of the chat."""

    place: str
    bubbles: Sequence[Bubble]
    is_known: bool
    """Whether this browser has a conversation; otherwise the bubbles are only a greeting."""
    opened: Opened
    """What the address of the page carries: for a newcomer in every form, else in a form of its own."""
    has_older: bool
    is_embedded: bool
    """Whether another site shows the page in a frame, where the browser withholds the cookie."""
    lacks_cookies: bool
    id: str = field(default_factory=new_page_key)
    """The name of this page while it is open: what it got as an answer is not sent to it again as news."""

    @property
    def offers_code(self) -> bool:
        """Return True if somebody who is known opened a link with a code: a button opens it, not the visit."""
        return self.is_known and self.opened != Opened()

    @property
    def carried(self) -> Opened:
        """Return what every form carries."""
        return Opened() if self.is_known else self.opened

    @property
    def needs_start(self) -> bool:
        """Return True if there is nothing to press: then a newcomer gets a button to begin."""
        return not self.is_known and not any(bubble.choices for bubble in self.bubbles)

    @property
    def last(self) -> int:
        """Return the number of the newest line shown."""
        return max((bubble.seq for bubble in self.bubbles if bubble.seq is not None), default=0)


@dataclass(frozen=True, slots=True)
class BusyPage:
    """What somebody without script sees while the storage is busy: their message, kept, and a button."""

    trouble: Trouble
    key: str
    text: str
    press: str
    opened: Opened


def chat_page(page: ChatPage) -> str:
    """Return the page as HTML."""
    return _engine().get_template("chat.html").render(page=page)


def fragment(bubbles: Sequence[Bubble]) -> str:
    """Return bubbles as HTML, to be put behind others."""
    return _engine().get_template("fragment.html").render(bubbles=bubbles)


def busy_page(form: Form) -> str:
    """Return a page that keeps a message and sends it again under the same key."""
    page = BusyPage(
        TROUBLES[503],
        form.key,
        form.action.text if isinstance(form.action, Said) else "",
        f"{form.action.prompt}:{form.action.key}" if isinstance(form.action, Pressed) else "",
        form.opened,
    )
    return _engine().get_template("busy.html").render(page=page)


@cache
def _engine() -> Environment:
    engine = templates.environment(_TEMPLATES)
    engine.globals["new_key"] = new_page_key
    return engine
