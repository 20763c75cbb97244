"""What the web chat needs from the program."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.web.hub import Hub
from bot.dialogue.messages import Address, Incoming, Opened, Outgoing
from bot.learning.course import Picture
from bot.ports import Line

CHANNEL = "web"
ACCOUNT = "web"


@dataclass(slots=True, kw_only=True)
class WebChat:
    """The web chat. Its pages fetch their lines themselves, and are told by a bell when there are new ones."""

    take: Callable[[Incoming], Awaitable[int]]
    """Run a turn and commit it; return the id of the conversation."""
    lines: Callable[[int, int, int], Awaitable[Sequence[Line]]]
    """Return the lines of a conversation above a number, the newest so many."""
    find: Callable[[Address], Awaitable[int | None]]
    """Return the id of the conversation at an address, if there is one."""
    preview: Callable[[Opened], Sequence[Outgoing]]
    """Return what a newcomer will be greeted with. Nothing is stored."""
    media: Callable[[str], Path | None]
    """Return where a picture or recording of the course lies, or None for any other name."""
    drawing: Callable[[str], Picture | None]
    """Return the described picture with a name, or None if there is none."""
    https: bool = False
    """Whether people reach us over https, which makes the cookie stricter."""
    place: str = ""
    """Whose chat it is, for the header: Xã Bình An."""
    busy: tuple[type[Exception], ...] = (TimeoutError,)
    """What the callables raise when the storage cannot serve right now; the page asks to wait and tries again."""
    hub: Hub = field(default_factory=Hub)
