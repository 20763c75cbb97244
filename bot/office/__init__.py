"""
The commune office's side: the tally, the units, invitations for mentors, accounts.

`routes(office)` are handed to the app. They expect `bot.webkit.guard.Guard` around them (with `BODY_LIMITS`),
`bot.webkit.static.mount()` beside them, and `bot.webkit.errors.handlers()` for failures.
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.office.door import HOME, SIGN_IN, START, inside, see
from bot.office.office import Office
from bot.office.pages import (
    channels,
    closed,
    colleagues,
    coverage,
    invitations,
    password,
    posters,
    sign_in,
    tally,
    targets,
    units,
)
from bot.office.passwords import Passwords

__all__ = ["BODY_LIMITS", "Office", "routes"]

BODY_LIMITS: Mapping[str, int] = {units.PATH: 3 * 1024 * 1024}
"""Bytes of a body by the beginning of its path: lists are uploaded there."""

_GET, _POST = ["GET"], ["POST"]


def routes(office: Office, passwords: Passwords | None = None) -> list[Route]:
    """Return the routes of the office; `passwords` is there for tests, which have no time for slow hashes."""
    passwords = passwords or Passwords()
    front = sign_in.FrontDoor(office, passwords)
    own = password.PasswordDesk(passwords)
    staff = colleagues.ColleaguesDesk(passwords)
    in_front = [
        Route(HOME, _home, methods=_GET),
        Route(SIGN_IN, front.show_sign_in, methods=_GET),
        Route(SIGN_IN, front.sign_in, methods=_POST),
        Route(f"{HOME}/bat-dau/{{token}}", front.show_set_up, methods=_GET),
        Route(f"{HOME}/bat-dau/{{token}}", front.set_up, methods=_POST),
    ]
    behind = [
        (f"{HOME}/dang-xuat", sign_in.sign_out, _POST),
        (f"{HOME}/dang-xuat-moi-noi", sign_in.sign_out_everywhere, _POST),
        (f"{HOME}/mat-khau", own.show, _GET),
        (f"{HOME}/mat-khau", own.change, _POST),
        (tally.PATH, tally.show, _GET),
        (f"{tally.PATH}.{{kind}}", tally.as_file, _GET),
        (targets.PATH, targets.show, _GET),
        (f"{targets.PATH}.{{kind}}", targets.as_file, _GET),
        (coverage.PATH, coverage.show, _GET),
        (tally.CLOSED, closed.show_all, _GET),
        (tally.CLOSED, closed.close, _POST),
        (f"{tally.CLOSED}/{{id:int}}", closed.show, _GET),
        (f"{tally.CLOSED}/{{id:int}}.{{kind}}", closed.as_file, _GET),
        (units.PATH, units.show, _GET),
        (f"{units.PATH}/nhap", units.look_at, _POST),
        (f"{units.PATH}/nhap/ghi", units.confirm, _POST),
        (f"{units.PATH}/tep/{{list}}.xlsx", units.as_file, _GET),
        (f"{units.PATH}/to-dan/{{code}}", posters.show, _GET),
        (f"{HOME}/moi", invitations.show, _GET),
        (f"{HOME}/moi", invitations.invite, _POST),
        (colleagues.PATH, staff.show, _GET),
        (colleagues.PATH, staff.add, _POST),
        (f"{colleagues.PATH}/{{id:int}}/mat-khau", staff.reset, _POST),
        (f"{colleagues.PATH}/{{id:int}}/ngung", colleagues.let_go, _POST),
        (f"{HOME}/nhat-ky", colleagues.show_log, _GET),
        (channels.PATH, channels.show, _GET),
        (channels.PATH, channels.send_again, _POST),
    ]
    return in_front + [Route(path, inside(office, handler), methods=methods) for path, handler, methods in behind]


async def _home(request: Request) -> Response:
    return see(START)
