"""The accounts of the office: who there is, a new one, a new password, one that ends. And the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.learning.codes import new_code, spell
from bot.office.door import Visit, see
from bot.office.pages.tally import Option, unit_options
from bot.office.passwords import Passwords
from bot.office.rendering import moment_words, page
from bot.ports import Staff, Work
from bot.reports.words import EVERYWHERE
from bot.services import staffing
from bot.services.refusing import Refused
from bot.services.seeing import units_seen_by

PATH = "/van-phong/nhan-vien"

_LINES = 200
_FIRST_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class ColleagueLine:
    """One account in the list."""

    id: int
    login: str
    name: str
    unit: str
    is_oneself: bool


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A first password, shown this once."""

    login: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class ColleaguesPage:
    """The list of accounts and the form for a new one."""

    lines: Sequence[ColleagueLine]
    units: Sequence[Option]
    login: str = ""
    name: str = ""
    problem: str = ""
    fresh: NewPassword | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the audit log."""

    at: str
    who: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """The newest lines of the audit log."""

    lines: Sequence[LogLine]


class ColleaguesDesk:
    """The page of the accounts."""

    def __init__(self, passwords: Passwords) -> None:
        self._passwords = passwords

    async def show(self, visit: Visit) -> Response:
        """Show the accounts."""
        return await _shown(visit)

    async def add(self, visit: Visit) -> Response:
        """Make an account with a first password that is shown once."""
        login, name = visit.field("ten"), visit.field("ho-ten")
        password = _first_password(visit)
        password_hash = await self._passwords.hash(password)
        try:
            staff = await visit.office.database.write(
                staffing.add_colleague,
                visit.staff,
                login,
                name,
                visit.number("don-vi"),
                password_hash,
                visit.office.now(),
            )
        except Refused as refusal:
            return await _shown(visit, login, name, refusal.sentence)
        return await _shown(visit, fresh=NewPassword(staff.login, staff.name, password))

    async def reset(self, visit: Visit) -> Response:
        """Give a colleague a new first password."""
        password = _first_password(visit)
        password_hash = await self._passwords.hash(password)
        staff = await visit.office.database.write(
            staffing.reset_password, visit.staff, visit.request.path_params["id"], password_hash, visit.office.now()
        )
        return await _shown(visit, fresh=NewPassword(staff.login, staff.name, password))


async def let_go(visit: Visit) -> Response:
    """End a colleague's account."""
    staff_id = visit.request.path_params["id"]
    await visit.office.database.write(staffing.let_go, visit.staff, staff_id, visit.office.now())
    return see(PATH)


async def show_log(visit: Visit) -> Response:
    """Show the audit log."""
    lines = await visit.office.database.read(staffing.audit_log, visit.staff, _LINES)
    shown = [LogLine(moment_words(at), who, action, subject) for at, who, action, subject in lines]
    return page("log.html", LogPage(shown), visit.frame)


async def _shown(
    visit: Visit, login: str = "", name: str = "", problem: str = "", fresh: NewPassword | None = None
) -> Response:
    lines, units = await visit.office.database.read(_lists, visit)
    content = ColleaguesPage(lines, units, login, name, problem, fresh)
    return page("colleagues.html", content, visit.frame, 422 if problem else 200)


def _lists(work: Work, visit: Visit) -> tuple[list[ColleagueLine], list[Option]]:
    units = units_seen_by(work, visit.staff)
    names = {unit.id: unit.name for unit in units}
    lines = [_line(visit.staff, one, names) for one in staffing.colleagues(work, visit.staff)]
    return lines, unit_options(units, visit.staff.unit_id, visit.staff.unit_id is None)


def _line(oneself: Staff, one: Staff, names: dict[int, str]) -> ColleagueLine:
    unit = names.get(one.unit_id, "") if one.unit_id is not None else EVERYWHERE
    return ColleagueLine(one.id, one.login, one.name, unit, one.id == oneself.id)


def _first_password(visit: Visit) -> str:
    return spell(new_code(visit.office.dice, _FIRST_PASSWORD))
