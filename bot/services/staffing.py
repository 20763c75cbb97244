"""Staff accounts: the first one by a one-time link, signing in and out, passwords. Hashing happens elsewhere."""

import hashlib
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.learning.codes import Dice
from bot.ports import Staff, Work
from bot.services.refusing import Refused
from bot.services.seeing import sees, within
from bot.text.folding import fold, nfc

SETUP_LINK_LIFE = timedelta(hours=24)

GUESSES_WITHIN = timedelta(minutes=10)
GUESSES_PER_LOGIN_AND_ADDRESS = 5
GUESSES_PER_ADDRESS = 15
GUESSES_OVERALL = 100

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
FEWEST_SIGNS = 5
LONGEST_NAME = 60

_OVERALL = "vp"
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,39}")
_TOKEN_BITS = 160


Account = tuple[Staff, str]
"""An account with its password hash."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door: whether they may guess now, and the account with its password hash if there is one."""

    may_try: bool
    account: Account | None


def new_token(dice: Dice) -> str:
    """Return a token that nobody guesses, for a sign-in or a one-time link."""
    return f"{dice.randrange(2**_TOKEN_BITS):0{_TOKEN_BITS // 4}x}"


def hash_of(token: str) -> str:
    """Return the only form in which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def tidy_login(login: str) -> str:
    """Return a sign-in name as it is kept: capitals and spaces around do not matter."""
    return nfc(login).strip().casefold()


def password_problem(password: str, login: str) -> str | None:
    """Return what is wrong with a new password, or None."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự. Ghép ba, bốn từ dễ nhớ lại là đủ dài."
    if len(password) > LONGEST_PASSWORD:
        return f"Mật khẩu dài quá {LONGEST_PASSWORD} ký tự, anh/chị rút ngắn lại nhé."
    bare = fold(login).replace(" ", "")
    if len(bare) >= FEWEST_SIGNS and bare in fold(password).replace(" ", ""):
        return "Mật khẩu không nên chứa tên đăng nhập."
    if len(set(password.casefold())) < FEWEST_SIGNS:
        return "Mật khẩu lặp lại vài ký tự nên dễ đoán, anh/chị chọn mật khẩu khác nhé."
    return None


# --- the first account ----------------------------------------------------------------------------------------------


def add_setup_link(work: Work, token_hash: str, now: datetime) -> datetime:
    """Keep a one-time link for making an account that sees everything; return when it expires."""
    expires_at = now + SETUP_LINK_LIFE
    work.offices.add_setup_link(token_hash, expires_at)
    work.offices.note(None, "tạo đường dẫn", "đường dẫn một lần để lập tài khoản", now)
    return expires_at


def link_works(work: Work, token_hash: str, now: datetime) -> bool:
    """Return whether a one-time link can be used now."""
    return work.offices.has_setup_link(token_hash, now)


def set_up(work: Work, link_hash: str, login: str, name: str, password_hash: str, now: datetime) -> Staff:
    """Use a one-time link to make an account that sees everything."""
    checked = _new_account(work, login, name)
    if not work.offices.use_setup_link(link_hash, now):
        raise Refused(
            "Đường dẫn này đã dùng rồi hoặc đã hết hạn. Anh/chị nhờ người quản trị máy tạo đường dẫn mới.", 410
        )
    staff = work.offices.add(checked.login, checked.name, password_hash, None, now)
    work.offices.note(staff.id, "lập tài khoản", staff.login, now)
    return staff


# --- in and out -----------------------------------------------------------------------------------------------------


def knock(work: Work, login: str, address: str, now: datetime) -> Knock:
    """Return whether somebody may guess a password now, and what it is to be compared with."""
    since = now - GUESSES_WITHIN
    both, one, everybody = _scopes(login, address)
    may_try = (
        work.codes.misses(both, since) < GUESSES_PER_LOGIN_AND_ADDRESS
        and work.codes.misses(one, since) < GUESSES_PER_ADDRESS
        and work.codes.misses(everybody, since) < GUESSES_OVERALL
    )
    return Knock(may_try, work.offices.by_login(tidy_login(login)))


def miss(work: Work, login: str, address: str, now: datetime) -> None:
    """Count a wrong password."""
    for scope in _scopes(login, address):
        work.codes.missed(scope, now)


def sign_in(work: Work, verified: Account, token_hash: str, now: datetime) -> bool:
    """Keep a sign-in after the password was verified; return False if it was changed in the meantime."""
    staff, password_hash = verified
    if work.offices.by_login(staff.login) != (staff, password_hash):
        return False
    work.offices.sign_in(staff.id, token_hash, now)
    work.offices.note(staff.id, "đăng nhập", staff.login, now)
    return True


def signed_in(work: Work, token_hash: str, now: datetime) -> Staff | None:
    """Return whose sign-in it is, or None."""
    return work.offices.signed_in(token_hash, now)


def sign_out(work: Work, staff: Staff, token_hash: str, now: datetime) -> None:
    """End one sign-in."""
    work.offices.sign_out(token_hash)
    work.offices.note(staff.id, "đăng xuất", staff.login, now)


def sign_out_everywhere(work: Work, staff: Staff, now: datetime) -> int:
    """End every sign-in of an account; return how many there were."""
    ended = work.offices.revoke_all(staff.id)
    work.offices.note(staff.id, "đăng xuất mọi nơi", f"{ended} lượt đăng nhập", now)
    return ended


# --- passwords and colleagues ---------------------------------------------------------------------------------------


def change_password(work: Work, verified: Account, new_hash: str, token_hash: str, now: datetime) -> bool:
    """Change one's own password after the old one was verified; every sign-in ends but the new one begun here."""
    staff, old_hash = verified
    if work.offices.by_login(staff.login) != (staff, old_hash):
        return False
    work.offices.set_password(staff.id, new_hash)
    work.offices.sign_in(staff.id, token_hash, now)
    work.offices.note(staff.id, "đổi mật khẩu", staff.login, now)
    return True


def add_colleague(
    work: Work, by: Staff, login: str, name: str, unit_id: int | None, password_hash: str, now: datetime
) -> Staff:
    """Make an account for a unit within one's own."""
    checked = _new_account(work, login, name)
    allowed = within(work, by, unit_id)
    staff = work.offices.add(checked.login, checked.name, password_hash, allowed, now)
    work.offices.note(by.id, "lập tài khoản", staff.login, now)
    return staff


def reset_password(work: Work, by: Staff, staff_id: int, password_hash: str, now: datetime) -> Staff:
    """Give a colleague a new password, which ends all of their sign-ins; one's own wants the old one first."""
    staff = _colleague(work, by, staff_id)
    if staff.id == by.id:
        raise Refused("Mật khẩu của chính mình thì anh/chị đổi ở trang Đổi mật khẩu.")
    work.offices.set_password(staff.id, password_hash)
    work.offices.note(by.id, "đặt lại mật khẩu", staff.login, now)
    return staff


def find_login(work: Work, login: str) -> Account:
    """Return the account of a sign-in name, for whoever sits at the machine itself; refuse one that nobody has."""
    account = work.offices.by_login(tidy_login(login))
    if account is None:
        raise Refused(f"Không có tài khoản nào tên đăng nhập là {login}.")
    return account


def reset_lost_password(work: Work, login: str, password_hash: str, now: datetime) -> None:
    """Give somebody a new password from the machine's own keyboard, which ends all of their sign-ins."""
    staff, _ = find_login(work, login)
    work.offices.set_password(staff.id, password_hash)
    work.offices.note(None, "đặt lại mật khẩu", staff.login, now)


def let_go(work: Work, by: Staff, staff_id: int, now: datetime) -> Staff:
    """Take a colleague's account out of use; nobody can do so with their own."""
    staff = _colleague(work, by, staff_id)
    if staff.id == by.id:
        raise Refused("Anh/chị không thể ngừng tài khoản của chính mình; nhờ một đồng nghiệp làm giúp.")
    work.offices.leave(staff.id, now)
    work.offices.note(by.id, "ngừng tài khoản", staff.login, now)
    return staff


def colleagues(work: Work, by: Staff) -> list[Staff]:
    """Return the accounts within one's own unit, one's own included."""
    seen = {unit.id for unit in work.units.all(by.unit_id)}
    return [staff for staff in work.offices.all() if by.unit_id is None or staff.unit_id in seen]


def audit_log(work: Work, by: Staff, limit: int) -> list[tuple[datetime, str, str, str]]:
    """Return the newest lines of the audit log that are about one's own unit."""
    known = {staff.login for staff in colleagues(work, by)}
    lines = work.offices.log(limit if by.unit_id is None else limit * 10)
    return [line for line in lines if by.unit_id is None or line[1] in known][:limit]


@dataclass(frozen=True, slots=True)
class _NewAccount:
    login: str
    name: str


def _new_account(work: Work, login: str, name: str) -> _NewAccount:
    """Return a sign-in name and a name as they are kept; refuse what cannot be one."""
    login, name = tidy_login(login), " ".join(nfc(name).split())
    if not _LOGIN.fullmatch(login):
        raise Refused(
            "Tên đăng nhập dài từ 3 đến 40 ký tự, chỉ gồm chữ không dấu, số, dấu chấm và gạch: co.hanh, hanh-vhxh."
        )
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Anh/chị ghi họ tên, không quá {LONGEST_NAME} ký tự.")
    if work.offices.by_login(login) is not None:
        raise Refused("Tên đăng nhập này đã có người dùng, anh/chị chọn tên khác nhé.")
    return _NewAccount(login, name)


def _colleague(work: Work, by: Staff, staff_id: int) -> Staff:
    staff = next((one for one in work.offices.all() if one.id == staff_id), None)
    if staff is None or not sees(work, by, staff.unit_id):
        raise Refused("Không tìm thấy tài khoản này.", 404)
    return staff


def _scopes(login: str, address: str) -> tuple[str, str, str]:
    """Return the scopes in which a guess counts; what was typed is hashed, since it might be a password."""
    network = _network(address)
    both = hash_of(f"{tidy_login(login)}|{network}")[:32]
    return f"{_OVERALL}:{both}", f"{_OVERALL}:{network}", _OVERALL


def _network(address: str) -> str:
    """Return an internet address; of a version 6 address the half that one household shares."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if parsed.version == 4:  # noqa: PLR2004 - the version of the internet protocol
        return str(parsed)
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
