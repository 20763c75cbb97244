from datetime import datetime

import pytest

from bot.ports import Staff, Work
from bot.services import staffing
from bot.services.refusing import Refused
from db.database import Database
from tests.db.talks import DAY, MINUTE, places, unit_id
from tests.dice import SeededDice
from tests.storage import MONDAY

ADDRESS = "203.0.113.5"


def hanh(work: Work) -> Staff:
    return work.offices.add("co.hanh", "Hạnh", "hash-1", None, MONDAY)


async def wrong(database: Database, times: int, login: str = "co.hanh", address: str = ADDRESS) -> None:
    for _ in range(times):
        await database.write(staffing.miss, login, address, MONDAY)


async def may_try(database: Database, login: str = "co.hanh", address: str = ADDRESS, now: datetime = MONDAY) -> bool:
    return (await database.read(staffing.knock, login, address, now)).may_try


# --- the first account ----------------------------------------------------------------------------------------------


async def test_a_one_time_link_makes_one_account_that_sees_everything(database: Database) -> None:
    expires_at = await database.write(staffing.add_setup_link, "link", MONDAY)
    assert expires_at == MONDAY + DAY

    staff = await database.write(staffing.set_up, "link", " Co.Hanh ", "Nguyễn  Thị Hạnh", "hash", MONDAY)

    assert (staff.login, staff.name, staff.unit_id) == ("co.hanh", "Nguyễn Thị Hạnh", None)
    with pytest.raises(Refused, match="đã dùng rồi hoặc đã hết hạn"):
        await database.write(staffing.set_up, "link", "ke.xau", "Kẻ Xấu", "hash", MONDAY)
    assert await database.read(lambda work: work.offices.count()) == 1


async def test_a_link_survives_a_form_that_was_filled_in_wrongly(database: Database) -> None:
    await database.write(staffing.add_setup_link, "link", MONDAY)

    with pytest.raises(Refused):
        await database.write(staffing.set_up, "link", "cô hạnh", "Hạnh", "hash", MONDAY)

    assert await database.read(staffing.link_works, "link", MONDAY)


async def test_a_link_is_worth_nothing_after_a_day(database: Database) -> None:
    await database.write(staffing.add_setup_link, "link", MONDAY)

    assert not await database.read(staffing.link_works, "link", MONDAY + DAY)
    with pytest.raises(Refused):
        await database.write(staffing.set_up, "link", "co.hanh", "Hạnh", "hash", MONDAY + DAY)


# --- guessing -------------------------------------------------------------------------------------------------------


async def test_a_login_and_address_have_five_guesses_in_ten_minutes(database: Database) -> None:
    await wrong(database, 4)
    assert await may_try(database)
    await wrong(database, 1, login=" CO.HANH")

    assert not await may_try(database)
    assert await may_try(database, address="198.51.100.7")
    assert await may_try(database, now=MONDAY + 10 * MINUTE + MINUTE)


async def test_an_address_cannot_try_one_login_after_the_other(database: Database) -> None:
    for number in range(staffing.GUESSES_PER_ADDRESS):
        await wrong(database, 1, login=f"login-{number}")

    assert not await may_try(database, login="another")
    assert await may_try(database, login="another", address="198.51.100.7")


async def test_many_addresses_together_have_a_limit_too(database: Database) -> None:
    for number in range(staffing.GUESSES_OVERALL):
        await wrong(database, 1, address=f"203.0.113.{number}")

    assert not await may_try(database, address="198.51.100.7")


async def test_addresses_of_one_household_are_one(database: Database) -> None:
    for number in range(5):
        await wrong(database, 1, address=f"2001:db8:1:2::{number}")

    assert not await may_try(database, address="2001:db8:1:2:ffff::9")
    assert await may_try(database, address="2001:db8:1:3::1")


async def test_what_was_typed_as_a_login_is_not_kept(database: Database) -> None:
    scopes: list[str] = []

    def note(work: Work) -> None:
        work.codes.missed = lambda scope, now: scopes.append(scope)  # type: ignore[method-assign]
        staffing.miss(work, "my secret password", ADDRESS, MONDAY)
        del work.codes.missed

    await database.write(note)

    assert len(scopes) == 3
    assert not any("secret" in scope for scope in scopes)


# --- in and out -----------------------------------------------------------------------------------------------------


async def test_a_sign_in_fails_if_the_password_was_changed_while_it_was_compared(database: Database) -> None:
    staff = await database.write(hanh)
    await database.write(lambda work: work.offices.set_password(staff.id, "hash-2"))

    assert not await database.write(staffing.sign_in, (staff, "hash-1"), "token", MONDAY)
    assert await database.write(staffing.signed_in, "token", MONDAY) is None


async def test_signing_out_everywhere_ends_every_sign_in(database: Database) -> None:
    staff = await database.write(hanh)
    for token in ("office", "home"):
        await database.write(staffing.sign_in, (staff, "hash-1"), token, MONDAY)

    assert await database.write(staffing.sign_out_everywhere, staff, MONDAY) == 2
    assert await database.write(staffing.signed_in, "home", MONDAY) is None


async def test_a_changed_password_leaves_only_the_sign_in_that_changed_it(database: Database) -> None:
    staff = await database.write(hanh)
    await database.write(staffing.sign_in, (staff, "hash-1"), "old", MONDAY)

    assert await database.write(staffing.change_password, (staff, "hash-1"), "hash-2", "new", MONDAY)
    assert await database.write(staffing.signed_in, "old", MONDAY) is None
    assert await database.write(staffing.signed_in, "new", MONDAY) == staff
    assert not await database.write(staffing.change_password, (staff, "hash-1"), "hash-3", "x", MONDAY)


# --- passwords ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["con mèo vàng", "abcde12345", "Xanh-Đỏ-Tím"])
def test_a_long_password_is_good(password: str) -> None:
    assert staffing.password_problem(password, "co.hanh") is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("ngắn quá", "ít nhất 10 ký tự"),
        ("x" * 129, "dài quá 128"),
        ("Cô Hạnh 2026", "không nên chứa tên đăng nhập"),
        ("1111111111", "dễ đoán"),
    ],
)
def test_a_bad_password_says_why(password: str, words: str) -> None:
    assert words in (staffing.password_problem(password, "co.hanh") or "")


def test_a_token_is_new_each_time_and_long() -> None:
    dice = SeededDice()
    tokens = {staffing.new_token(dice) for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {40}


# --- colleagues -----------------------------------------------------------------------------------------------------


async def office(database: Database) -> tuple[Staff, Staff, Staff]:
    """Return somebody who sees everything, somebody of Xã Mẫu, somebody of Xã Khác."""

    def make(work: Work) -> tuple[Staff, Staff, Staff]:
        places(work)
        return (
            hanh(work),
            work.offices.add("mau", "Mẫu", "-", unit_id(work, "XM"), MONDAY),
            work.offices.add("khac", "Khác", "-", unit_id(work, "XK"), MONDAY),
        )

    return await database.write(make)


async def test_staff_see_the_accounts_of_their_own_unit(database: Database) -> None:
    everything, mau, khac = await office(database)

    assert await database.read(staffing.colleagues, everything) == [everything, khac, mau]
    assert await database.read(staffing.colleagues, mau) == [mau]


async def test_nobody_makes_an_account_that_sees_more_than_their_own(database: Database) -> None:
    _, mau, _ = await office(database)
    east, far = await database.read(unit_id, "XM-DONG"), await database.read(unit_id, "XK-DONG")

    added = await database.write(staffing.add_colleague, mau, "dong", "Đông", east, "-", MONDAY)
    everything = await database.write(staffing.add_colleague, mau, "moi", "Mới", None, "-", MONDAY)

    assert added.unit_id == east
    assert everything.unit_id == mau.unit_id
    with pytest.raises(Refused, match="ngoài phạm vi"):
        await database.write(staffing.add_colleague, mau, "thon.xa", "Xa", far, "-", MONDAY)


async def test_nobody_touches_an_account_outside_their_own_unit(database: Database) -> None:
    everything, mau, khac = await office(database)

    for other in (everything, khac):
        with pytest.raises(Refused, match="Không tìm thấy"):
            await database.write(staffing.reset_password, mau, other.id, "-", MONDAY)
        with pytest.raises(Refused, match="Không tìm thấy"):
            await database.write(staffing.let_go, mau, other.id, MONDAY)


async def test_nobody_ends_their_own_account(database: Database) -> None:
    everything, mau, _ = await office(database)

    with pytest.raises(Refused, match="chính mình"):
        await database.write(staffing.let_go, everything, everything.id, MONDAY)
    await database.write(staffing.let_go, everything, mau.id, MONDAY)
    assert mau not in await database.read(staffing.colleagues, everything)


async def test_the_log_of_others_stays_with_them(database: Database) -> None:
    everything, mau, khac = await office(database)

    def note(work: Work) -> None:
        for staff in (everything, mau, khac):
            work.offices.note(staff.id, "tải tệp", staff.login, MONDAY)

    await database.write(note)

    assert len(await database.read(staffing.audit_log, everything, 10)) == 3
    assert [line[1] for line in await database.read(staffing.audit_log, mau, 10)] == ["mau"]


@pytest.mark.parametrize(
    ("login", "name"), [("ab", "A"), ("cô hạnh", "A"), ("x" * 41, "A"), ("abc", ""), ("abc", "x" * 61)]
)
async def test_an_account_needs_a_plain_login_and_a_name(database: Database, login: str, name: str) -> None:
    everything, *_ = await office(database)

    with pytest.raises(Refused):
        await database.write(staffing.add_colleague, everything, login, name, None, "-", MONDAY)


async def test_a_login_belongs_to_one_person(database: Database) -> None:
    everything, *_ = await office(database)

    with pytest.raises(Refused, match="đã có người dùng"):
        await database.write(staffing.add_colleague, everything, "MAU", "Mẫu", None, "-", MONDAY)
