"""The door of the office: who comes in, with which cookie, and that a form really is ours."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.office.office import Office
from bot.office.rendering import NEVER_KEPT, Frame, page
from bot.ports import Staff
from bot.services import staffing, troubles
from bot.services.refusing import Refused
from bot.services.troubles import Trouble
from bot.webkit import csrf

HOME = "/van-phong"
SIGN_IN = f"{HOME}/dang-nhap"
START = f"{HOME}/so-lieu"

_MOST_FIELDS = troubles.MOST_AT_ONCE + 20
"""The longest form has a check box for each message that could not be sent."""
_LARGEST_FIELD = 2 * 1024 * 1024
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    office: Office
    request: Request
    staff: Staff
    token: str
    """The content of the cookie."""
    form: FormData
    broken: Sequence[tuple[str, Trouble]] = ()
    """Channels in trouble."""

    @property
    def frame(self) -> Frame:
        """What stands around the page."""
        word, path = form_token(self.office, self.token), self.request.url.path
        return Frame(word, self.office.commune, self.staff.name, path, self.broken)

    def field(self, name: str) -> str:
        """Return a text of the form or of the address, without spaces around; empty if it is missing."""
        value = self.form.get(name, self.request.query_params.get(name, ""))
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """Return a whole number of the form or of the address, or None if it is none."""
        return _whole(self.field(name))

    def numbers(self, name: str) -> set[int]:
        """Return the whole numbers of all fields of that name in the form: of check boxes that are ticked."""
        numbers = (_whole(value) for value in self.form.getlist(name) if isinstance(value, str))
        return {number for number in numbers if number is not None}

    async def file(self, name: str) -> bytes | None:
        """Return the content of an uploaded file, or None."""
        value = self.form.get(name)
        return await value.read() if isinstance(value, UploadFile) and value.filename else None


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004


Handler = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def inside(office: Office, handler: Handler) -> Endpoint:
    """Return an endpoint for people who are signed in; others are asked to, and then led where they wanted to go."""

    async def endpoint(request: Request) -> Response:
        token = request.cookies.get(cookie_name(office), "")
        staff = await office.database.write(staffing.signed_in, staffing.hash_of(token), office.now())
        if staff is None:
            return to_sign_in(request)
        try:
            form = await checked_form(office, request, token)
            response = await _handled(handler, Visit(office, request, staff, token, form, await _broken(office)))
        finally:
            await request.close()  # uploaded files, wherever they were kept meanwhile
        response.headers.update(NEVER_KEPT)
        return response

    return endpoint


async def _broken(office: Office) -> Sequence[tuple[str, Trouble]]:
    channels = office.channels()
    return await office.database.read(troubles.broken, channels) if channels else ()


async def _handled(handler: Handler, visit: Visit) -> Response:
    try:
        return await handler(visit)
    except Refused as refusal:
        return page("refused.html", refusal, visit.frame, refusal.status)


async def checked_form(office: Office, request: Request, token: str) -> FormData:
    """Return the form that was sent, empty if none was; refuse one that does not come from a page of this visit."""
    if request.method in ("GET", "HEAD"):
        return FormData()
    form = await request.form(max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD)
    given = form.get(csrf.FIELD)
    if not isinstance(given, str) or not csrf.check(office.secret, staffing.hash_of(token), given):
        raise HTTPException(403)
    return form


def form_token(office: Office, token: str) -> str:
    """Return the hidden word for the forms of one visitor."""
    return csrf.token(office.secret, staffing.hash_of(token))


def cookie_name(office: Office) -> str:
    """Return the name of the cookie; on https it is one that no other site can set."""
    return "__Host-hocso-vp" if office.https else "hocso-vp"


def let_in(office: Office, response: Response, token: str) -> Response:
    """Hand out the cookie; it ends with the browser."""
    response.set_cookie(cookie_name(office), token, path="/", secure=office.https, httponly=True, samesite="lax")
    return response


def to_sign_in(request: Request) -> Response:
    """Return the way to the sign-in page, and back from there to what was only going to be looked at."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?tiep={quote(wanted)}" if request.method == "GET" and wanted not in (HOME, START) else ""
    return see(f"{SIGN_IN}{back}")


def see(address: str) -> Response:
    """Return the way to another page."""
    return RedirectResponse(address, _SEE_OTHER, headers=NEVER_KEPT)
