from datetime import datetime, timedelta

from bot.ports import Staff, Work
from db.database import Database
from db.offices import ABSOLUTE_LIMIT, IDLE_LIMIT, USE_NOTED_EVERY
from tests.db.talks import DAY, MINUTE
from tests.storage import MONDAY


def hanh(work: Work) -> Staff:
    return work.offices.add("co.hanh", "Hạnh", "hash-1", None, MONDAY)


async def signed_in(database: Database, token: str, now: datetime) -> Staff | None:
    return await database.write(lambda work: work.offices.signed_in(token, now))


async def a_sign_in(database: Database, token: str = "token") -> Staff:  # noqa: S107 - no password
    staff = await database.write(hanh)
    await database.write(lambda work: work.offices.sign_in(staff.id, token, MONDAY))
    return staff


async def test_an_account_is_found_by_its_login(database: Database) -> None:
    staff = await database.write(hanh)

    assert await database.read(lambda work: work.offices.by_login("co.hanh")) == (staff, "hash-1")
    assert await database.read(lambda work: work.offices.by_login("ai.do")) is None
    assert await database.read(lambda work: work.offices.all()) == [staff]
    assert await database.read(lambda work: work.offices.count()) == 1


async def test_a_sign_in_says_whose_it_is(database: Database) -> None:
    staff = await a_sign_in(database)

    assert await signed_in(database, "token", MONDAY + MINUTE) == staff
    assert await signed_in(database, "another", MONDAY + MINUTE) is None


async def test_a_sign_in_that_rests_too_long_is_over(database: Database) -> None:
    await a_sign_in(database)

    assert await signed_in(database, "token", MONDAY + IDLE_LIMIT) is None


async def test_using_a_sign_in_keeps_it_alive_until_it_is_too_old(database: Database) -> None:
    staff = await a_sign_in(database)
    pause = IDLE_LIMIT - MINUTE
    now = MONDAY
    while now + pause < MONDAY + ABSOLUTE_LIMIT:
        now += pause
        assert await signed_in(database, "token", now) == staff

    assert await signed_in(database, "token", MONDAY + ABSOLUTE_LIMIT) is None


async def test_not_every_click_is_noted(database: Database) -> None:
    await a_sign_in(database)
    await signed_in(database, "token", MONDAY + USE_NOTED_EVERY)

    assert await signed_in(database, "token", MONDAY + IDLE_LIMIT + timedelta(seconds=1)) is None


async def test_signing_out_ends_one_sign_in(database: Database) -> None:
    staff = await a_sign_in(database)
    await database.write(lambda work: work.offices.sign_in(staff.id, "at-home", MONDAY))
    await database.write(lambda work: work.offices.sign_out("token"))

    assert await signed_in(database, "token", MONDAY + MINUTE) is None
    assert await signed_in(database, "at-home", MONDAY + MINUTE) == staff


async def test_revoking_all_tells_how_many_there_were(database: Database) -> None:
    staff = await a_sign_in(database)
    await database.write(lambda work: work.offices.sign_in(staff.id, "at-home", MONDAY))

    assert await database.write(lambda work: work.offices.revoke_all(staff.id)) == 2
    assert await database.write(lambda work: work.offices.revoke_all(staff.id)) == 0
    assert await signed_in(database, "at-home", MONDAY + MINUTE) is None


async def test_a_new_password_ends_every_sign_in(database: Database) -> None:
    staff = await a_sign_in(database)
    await database.write(lambda work: work.offices.set_password(staff.id, "hash-2"))

    assert await database.read(lambda work: work.offices.by_login("co.hanh")) == (staff, "hash-2")
    assert await signed_in(database, "token", MONDAY + MINUTE) is None


async def test_whoever_left_is_gone_but_not_from_the_log(database: Database) -> None:
    staff = await a_sign_in(database)
    await database.write(lambda work: work.offices.note(staff.id, "đăng nhập", "co.hanh", MONDAY))
    await database.write(lambda work: work.offices.leave(staff.id, MONDAY + DAY))

    assert await database.read(lambda work: work.offices.by_login("co.hanh")) is None
    assert await database.read(lambda work: work.offices.all()) == []
    assert await signed_in(database, "token", MONDAY + MINUTE) is None
    ((_, who, _, _),) = await database.read(lambda work: work.offices.log(10))
    assert who == f"co.hanh (nghỉ, {staff.id})"
    assert (await database.write(hanh)).id != staff.id


async def test_a_one_time_link_is_used_once(database: Database) -> None:
    await database.write(lambda work: work.offices.add_setup_link("link", MONDAY + DAY))

    assert await database.read(lambda work: work.offices.has_setup_link("link", MONDAY))
    assert await database.write(lambda work: work.offices.use_setup_link("link", MONDAY))
    assert not await database.write(lambda work: work.offices.use_setup_link("link", MONDAY))
    assert not await database.read(lambda work: work.offices.has_setup_link("link", MONDAY))


async def test_a_one_time_link_expires_and_a_newer_one_replaces_it(database: Database) -> None:
    await database.write(lambda work: work.offices.add_setup_link("older", MONDAY + 3 * DAY))
    await database.write(lambda work: work.offices.add_setup_link("link", MONDAY + DAY))

    assert not await database.write(lambda work: work.offices.use_setup_link("older", MONDAY))
    assert not await database.write(lambda work: work.offices.use_setup_link("link", MONDAY + DAY))


async def test_the_log_has_the_newest_line_first(database: Database) -> None:
    staff = await database.write(hanh)

    def note(work: Work) -> None:
        work.offices.note(None, "tạo đường dẫn", "x" * 300, MONDAY)
        work.offices.note(staff.id, "đăng nhập", "co.hanh", MONDAY + MINUTE)

    await database.write(note)

    assert await database.read(lambda work: work.offices.log(10)) == [
        (MONDAY + MINUTE, "co.hanh", "đăng nhập", "co.hanh"),
        (MONDAY, "", "tạo đường dẫn", "x" * 200),
    ]
    assert len(await database.read(lambda work: work.offices.log(1))) == 1
