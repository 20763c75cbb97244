"""Signing in and out, and the first account by a one-time link: the pages in front of the door."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.office.door import (
    SIGN_IN,
    START,
    Visit,
    checked_form,
    cookie_name,
    form_token,
    let_in,
    see,
)
from bot.office.office import Office
from bot.office.passwords import Passwords
from bot.office.rendering import Frame, page
from bot.ports import Staff
from bot.services import staffing
from bot.services.refusing import Refused

_WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Anh/chị thử lại nhé."
_WAIT = "Đã thử sai nhiều lần. Anh/chị chờ 10 phút rồi đăng nhập lại, hoặc nhờ đồng nghiệp đặt lại mật khẩu."


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The sign-in form."""

    login: str = ""
    back: str = ""
    """Where to go afterwards."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """The form of the first account, or the news that its link is no longer good."""

    works: bool
    login: str = ""
    name: str = ""
    problem: str = ""


class FrontDoor:
    """The pages for people who are not signed in."""

    def __init__(self, office: Office, passwords: Passwords) -> None:
        self._office = office
        self._passwords = passwords

    async def show_sign_in(self, request: Request) -> Response:
        """Show the form."""
        return self._page(request, "sign_in.html", SignInPage(back=_back(request.query_params.get("tiep", ""))))

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in who knows the password; a wrong guess is counted before the next may begin."""
        form = await checked_form(self._office, request, self._cookie(request))
        login, password, back = (_text(form.get(name)) for name in ("ten", "mat-khau", "tiep"))
        token = staffing.new_token(self._office.dice)
        problem = await self._guess(login, password, _address(request), token)
        if problem:
            content = SignInPage(login.strip(), _back(back), problem)
            return self._page(request, "sign_in.html", content, 429 if problem == _WAIT else 422)
        return let_in(self._office, see(_back(back) or START), token)

    async def _guess(self, login: str, password: str, address: str, token: str) -> str:
        """Return what to say to somebody who is not let in; otherwise the token is good from now on."""
        database, now = self._office.database, self._office.now
        async with self._passwords.few:
            knock = await database.read(staffing.knock, login, address, now())
            if not knock.may_try:
                return _WAIT
            found = knock.account
            if not await self._passwords.verify(found[1] if found else None, password) or found is None:
                await database.write(staffing.miss, login, address, now())
                return _WRONG
            is_in = await database.write(staffing.sign_in, found, staffing.hash_of(token), now())
            return "" if is_in else _WRONG

    async def show_set_up(self, request: Request) -> Response:
        """Show the form of the first account if its link is good."""
        works = await self._link_works(request)
        return self._page(request, "set_up.html", SetUpPage(works), 200 if works else 410)

    async def set_up(self, request: Request) -> Response:
        """Make the first account and let its owner in."""
        form = await checked_form(self._office, request, self._cookie(request))
        login, name, password, again = (_text(form.get(field)) for field in ("ten", "ho-ten", "mat-khau", "lai"))
        if not await self._link_works(request):
            return self._page(request, "set_up.html", SetUpPage(works=False), 410)
        problem = new_password_problem(password, again, login)
        if not problem:
            password_hash = await self._passwords.hash(password)
            try:
                staff = await self._office.database.write(
                    staffing.set_up, _link_hash(request), login, name, password_hash, self._office.now()
                )
            except Refused as refusal:
                problem = refusal.sentence
            else:
                return await self._welcome(staff, password_hash)
        return self._page(request, "set_up.html", SetUpPage(True, login.strip(), name.strip(), problem), 422)

    async def _welcome(self, staff: Staff, password_hash: str) -> Response:
        token = staffing.new_token(self._office.dice)
        await self._office.database.write(
            staffing.sign_in, (staff, password_hash), staffing.hash_of(token), self._office.now()
        )
        return let_in(self._office, see(START), token)

    async def _link_works(self, request: Request) -> bool:
        return await self._office.database.read(staffing.link_works, _link_hash(request), self._office.now())

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(cookie_name(self._office), "")

    def _page(self, request: Request, template: str, content: object, status: int = 200) -> Response:
        """Return a page with a cookie that stands for nobody yet: it ties the form to this browser."""
        token = self._cookie(request) or staffing.new_token(self._office.dice)
        response = page(template, content, Frame(form_token(self._office, token), self._office.commune), status)
        return let_in(self._office, response, token)


async def sign_out(visit: Visit) -> Response:
    """End this sign-in."""
    office = visit.office
    await office.database.write(staffing.sign_out, visit.staff, staffing.hash_of(visit.token), office.now())
    return _out(visit)


async def sign_out_everywhere(visit: Visit) -> Response:
    """End every sign-in of this account, on whatever computer."""
    await visit.office.database.write(staffing.sign_out_everywhere, visit.staff, visit.office.now())
    return _out(visit)


def new_password_problem(password: str, again: str, login: str) -> str:
    """Return what is wrong with a password that was typed twice, or nothing."""
    if password != again:
        return "Hai lần gõ mật khẩu chưa giống nhau."
    return staffing.password_problem(password, staffing.tidy_login(login)) or ""


def _out(visit: Visit) -> Response:
    response = see(SIGN_IN)
    response.delete_cookie(
        cookie_name(visit.office), path="/", secure=visit.office.https, httponly=True, samesite="lax"
    )
    return response


def _back(address: str) -> str:
    """Return where to go after signing in, if it is a page of the office."""
    return address if address.startswith("/van-phong/") and "\\" not in address else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _link_hash(request: Request) -> str:
    return staffing.hash_of(request.path_params["token"])
