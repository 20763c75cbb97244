"""What a form of the chat says: one action, its key, and where the page stands."""

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.dialogue.messages import Action, Opened, Pressed, Said, Sent
from bot.text.folding import nfc

LONGEST_TEXT = 20_000
"""Characters; the dialogue answers kindly from 10,000 on."""

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_PAGE_KEY = re.compile(r"(p-[0-9a-f]{32})(?:-[0-9a-f]{12})?")
_CODE = re.compile(r"[\w.-]{1,64}")
_PRESS = re.compile(r"(\d{1,9}):(.{1,200})", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent."""

    key: str
    action: Action | None
    """None if nothing was typed or pressed."""
    opened: Opened
    """What the page was opened with, for somebody who is here for the first time."""
    after: int
    """The last line that the page shows."""
    page: str = ""
    """Which open page it is; only a page with script says so."""


def new_page_key() -> str:
    """Return a key for one form of a page; it can be told from one that the script made."""
    return "p-" + secrets.token_hex(16)


def code(text: str | None) -> str | None:
    """Return a code of an address as it may be passed on, or None."""
    text = nfc(text or "").strip()
    return text if _CODE.fullmatch(text) else None


def opened(given: Callable[[str], str | None]) -> Opened:
    """Return what an address or a form says it was opened with: a unit, a code, a lesson."""
    return Opened(code(given("u")), code(given("c")), code(given("b")))


def page_id(text: str | None) -> str:
    """Return the name of an open page, or nothing."""
    return text if text and _KEY.fullmatch(text) else ""


def number(text: str | None) -> int:
    """Return the number of a line, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0  # noqa: PLR2004 - 64 bits.


async def read(request: Request) -> Form:
    """Return the form of a request. Raise HTTPException for one that no page of ours could have sent."""
    async with request.form(max_files=0, max_fields=20) as fields:
        came_with = opened(partial(_field, fields))
        action = _action(fields, came_with)
        return Form(
            key=_key(_field(fields, "key"), action),
            action=action,
            opened=came_with,
            after=number(_field(fields, "after")),
            page=page_id(_field(fields, "page")),
        )


def _action(fields: FormData, opened: Opened) -> Action | None:
    if press := _field(fields, "press"):
        found = _PRESS.fullmatch(press)
        if found is None:
            raise HTTPException(400)
        return Pressed(int(found[1]), found[2])
    if text := _clean(_field(fields, "text")):
        return Said(text)
    if _field(fields, "photo"):
        return Sent("photo")
    return opened if _field(fields, "open") else None


def _clean(text: str) -> str:
    """Return the text composed, with plain line ends, without signs that no storage takes, and cut."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return nfc(_CONTROL.sub("", unified)).strip()[:LONGEST_TEXT]


def _key(key: str, action: Action | None) -> str:
    """
    Return what makes the same message twice the same as once.

    A page without script keeps the key of its form when somebody goes back to it and writes something else. That is
    another message, so there the content is part of the key.
    """
    if made_by_page := _PAGE_KEY.fullmatch(key):
        return f"{made_by_page[1]}-{hashlib.sha256(repr(action).encode()).hexdigest()[:12]}"
    return key if _KEY.fullmatch(key) else new_page_key()


def _field(fields: FormData, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
