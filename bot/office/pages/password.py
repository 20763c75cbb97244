"""Changing one's own password."""

from dataclasses import dataclass

from starlette.responses import Response

from bot.office.door import Visit, let_in
from bot.office.pages.sign_in import new_password_problem
from bot.office.passwords import Passwords
from bot.office.rendering import page
from bot.services import staffing

_WRONG = "Mật khẩu đang dùng chưa đúng."
_WAIT = "Đã thử sai nhiều lần. Anh/chị chờ 10 phút rồi làm lại."


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The form."""

    login: str
    problem: str = ""
    is_changed: bool = False


class PasswordDesk:
    """The page of one's own password."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    async def show(self, visit: Visit) -> Response:
        """Show the form."""
        return page("password.html", PasswordPage(visit.staff.login), visit.frame)

    async def change(self, visit: Visit) -> Response:
        """Change the password; every other sign-in ends."""
        office, login = visit.office, visit.staff.login
        old, new, again = (str(visit.form.get(name, "")) for name in ("cu", "mat-khau", "lai"))
        problem = new_password_problem(new, again, login)
        found, wrong = (None, problem) if problem else await self._verified(visit, old)
        if found is None:
            return page("password.html", PasswordPage(login, wrong), visit.frame, 422)
        token = staffing.new_token(office.dice)
        new_hash = await self._passwords.hash(new)
        changed = await office.database.write(
            staffing.change_password, found, new_hash, staffing.hash_of(token), office.now()
        )
        if not changed:
            return page("password.html", PasswordPage(login, _WRONG), visit.frame, 422)
        fresh = Visit(office, visit.request, visit.staff, token, visit.form)
        return let_in(office, page("password.html", PasswordPage(login, is_changed=True), fresh.frame), token)

    async def _verified(self, visit: Visit, password: str) -> tuple[staffing.Account | None, str]:
        """Return the account if the password is its own; guesses are counted as at the door."""
        office, login = visit.office, visit.staff.login
        address = visit.request.client.host if visit.request.client else ""
        async with self._passwords.few:
            knock = await office.database.read(staffing.knock, login, address, office.now())
            if not knock.may_try:
                return None, _WAIT
            if knock.account is not None and await self._passwords.verify(knock.account[1], password):
                return knock.account, ""
            await office.database.write(staffing.miss, login, address, office.now())
            return None, _WRONG
