import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.ports import Account, TroubleKind, Work
from db import accounts
from db.database import Database
from db.tables import stumble, token
from tests.db.plans import scans
from tests.db.talks import DAY, MINUTE, plant
from tests.storage import KEY, MONDAY, Place

ZALO = ("zalo_oa", "oa-1")
OTHERS = [("zalo_oa", "oa-2"), ("zalo_bot", "oa-1")]
TOKENS = '{"access": "ACCESS-d41d8cd98f", "refresh": "REFRESH-00b204e980"}'
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


async def known(database: Database) -> Account:
    return await database.read(lambda work: work.accounts.get(*ZALO))


async def nothing_is_known_of_others(database: Database) -> bool:
    return await database.read(lambda work: all(work.accounts.get(*other) == Account() for other in OTHERS))


async def test_of_a_new_account_nothing_is_known(database: Database) -> None:
    assert await known(database) == Account()


# --- what was sent ------------------------------------------------------------------------------------------------


async def test_what_was_sent_in_a_month_adds_up(database: Database) -> None:
    for bubbles, unknowns in ((3, 0), (2, 1), (0, 2)):
        await database.write(lambda work, *how_many: work.accounts.count(*ZALO, 202611, *how_many), bubbles, unknowns)

    assert await known(database) == Account(month=202611, bubbles=5, unknowns=3)
    assert await nothing_is_known_of_others(database)


async def test_a_new_month_begins_with_nothing_sent_and_forgets_no_unknown(database: Database) -> None:
    await database.write(lambda work: work.accounts.count(*ZALO, 202611, 40, 1))

    await database.write(lambda work: work.accounts.count(*ZALO, 202612, 2, 1))

    assert await known(database) == Account(month=202612, bubbles=2, unknowns=2)


async def test_what_many_count_at_once_is_all_counted(database: Database) -> None:
    await asyncio.gather(*(database.write(lambda work: work.accounts.count(*ZALO, 202611, 1, 1)) for _ in range(16)))

    assert await known(database) == Account(month=202611, bubbles=16, unknowns=16)


# --- what is wrong ------------------------------------------------------------------------------------------------


async def test_a_trouble_is_news_once_and_its_end_is_too(database: Database) -> None:
    kinds: list[TroubleKind] = ["", "auth", "auth", "quota", "", "", "auth"]

    def troubles(work: Work) -> list[bool]:
        return [
            work.accounts.set_trouble(*ZALO, kind, f"words {number}", MONDAY + number * MINUTE)
            for number, kind in enumerate(kinds)
        ]

    assert await database.write(troubles) == [False, True, False, True, True, False, True]


async def test_it_is_kept_what_is_wrong_since_when_and_in_whose_words(database: Database) -> None:
    await database.write(lambda work: work.accounts.set_trouble(*ZALO, "auth", "token\x00 expired", MONDAY))
    await database.write(lambda work: work.accounts.set_trouble(*ZALO, "auth", "token expired", MONDAY + DAY))

    assert await known(database) == Account("auth", "token expired", MONDAY)
    assert await nothing_is_known_of_others(database)


async def test_of_long_words_the_beginning_is_kept(database: Database) -> None:
    await database.write(lambda work: work.accounts.set_trouble(*ZALO, "webhook", "địa chỉ " * 100, MONDAY))

    assert (await known(database)).trouble_words == ("địa chỉ " * 100)[:300]


async def test_of_many_who_find_the_same_trouble_one_tells(database: Database) -> None:
    found = await asyncio.gather(
        *(database.write(lambda work: work.accounts.set_trouble(*ZALO, "conflict", "", MONDAY)) for _ in range(8))
    )

    assert sorted(found) == [*[False] * 7, True]


async def test_buttons_that_were_refused_once_are_lost_for_ever(database: Database) -> None:
    await database.write(lambda work: work.accounts.lose_buttons(*ZALO))
    await database.write(lambda work: work.accounts.count(*ZALO, 202611, 1, 0))
    await database.write(lambda work: work.accounts.set_trouble(*ZALO, "", "", MONDAY))

    assert await known(database) == Account(has_lost_buttons=True, month=202611, bubbles=1)
    assert await nothing_is_known_of_others(database)


# --- what a platform calls our files ------------------------------------------------------------------------------


async def file_id(database: Database, after: timedelta = timedelta(0), digest: str = DIGEST) -> object:
    return await database.read(lambda work: work.accounts.file_id(*ZALO, digest, MONDAY + after))


async def test_a_file_is_known_until_the_platform_forgets_it(database: Database) -> None:
    await database.write(lambda work: work.accounts.keep_file_id(*ZALO, DIGEST, "file-1", MONDAY + DAY))

    assert await file_id(database) == ("file-1", MONDAY + DAY)
    assert await file_id(database, DAY - MINUTE) == ("file-1", MONDAY + DAY)
    assert await file_id(database, DAY) is None


async def test_a_file_without_an_end_is_known_for_ever(database: Database) -> None:
    await database.write(lambda work: work.accounts.keep_file_id(*ZALO, DIGEST, "file-1", None))

    assert await file_id(database, 10_000 * DAY) == ("file-1", None)


async def test_a_file_that_was_sent_again_has_its_newest_name(database: Database) -> None:
    await database.write(lambda work: work.accounts.keep_file_id(*ZALO, DIGEST, "file-1", MONDAY + DAY))
    await database.write(lambda work: work.accounts.keep_file_id(*ZALO, DIGEST, "f" * 400, MONDAY + 7 * DAY))

    assert await file_id(database, DAY) == ("f" * 400, MONDAY + 7 * DAY)


async def test_a_file_that_the_platform_has_lost_is_forgotten(database: Database) -> None:
    def keep_two_and_forget_one(work: Work) -> None:
        work.accounts.keep_file_id(*ZALO, DIGEST, "file-1", None)
        work.accounts.keep_file_id(*ZALO, "0" * 64, "file-2", None)
        work.accounts.forget_file_id(*ZALO, DIGEST)
        work.accounts.forget_file_id(*ZALO, "1" * 64)

    await database.write(keep_two_and_forget_one)

    assert await file_id(database) is None
    assert await file_id(database, digest="0" * 64) == ("file-2", None)


async def test_each_account_has_names_of_its_own_for_a_file(database: Database) -> None:
    def keep(work: Work) -> None:
        work.accounts.keep_file_id(*ZALO, DIGEST, "file-1", None)
        for number, other in enumerate(OTHERS):
            work.accounts.keep_file_id(*other, DIGEST, f"other-{number}", None)

    await database.write(keep)

    assert await file_id(database) == ("file-1", None)


# --- tokens -------------------------------------------------------------------------------------------------------


async def tokens(database: Database) -> object:
    return await database.read(lambda work: work.accounts.tokens(*ZALO))


async def test_tokens_come_back_as_they_were_given(database: Database) -> None:
    assert await tokens(database) is None

    await database.write(lambda work: work.accounts.keep_tokens(*ZALO, TOKENS, MONDAY + DAY))

    assert await tokens(database) == (TOKENS, MONDAY + DAY)
    assert await database.read(lambda work: [work.accounts.tokens(*other) for other in OTHERS]) == [None, None]


async def test_new_tokens_replace_the_old_ones(database: Database) -> None:
    for number in range(3):
        await database.write(
            lambda work, one: work.accounts.keep_tokens(*ZALO, f"tokens {one}", MONDAY + one * DAY), number
        )

    assert await tokens(database) == ("tokens 2", MONDAY + 2 * DAY)
    assert await database.read(lambda work: plant(work, select(func.count()).select_from(token)).scalar()) == 1


async def test_tokens_cannot_be_read_in_the_database(database: Database) -> None:
    await database.write(lambda work: work.accounts.keep_tokens(*ZALO, TOKENS, MONDAY + DAY))

    (row,) = await database.read(lambda work: plant(work, select(token)).all())

    assert "ACCESS" not in str(row)
    assert "REFRESH" not in str(row)


async def test_tokens_cannot_be_read_in_the_bytes_of_the_file(sqlite_folder: Path) -> None:
    def written() -> bytes:
        return b"".join(file.read_bytes() for file in sqlite_folder.iterdir())

    database = await Database.open("", sqlite_folder, KEY)
    await database.write(lambda work: work.accounts.keep_tokens(*ZALO, TOKENS, MONDAY + DAY))
    await database.write(lambda work: work.accounts.set_trouble(*ZALO, "auth", "these words are no secret", MONDAY))
    while_open = await asyncio.to_thread(written)
    await database.close()

    for files in (while_open, await asyncio.to_thread(written)):
        assert b"these words are no secret" in files
        assert b"d41d8cd98f" not in files
        assert b"00b204e980" not in files


async def test_another_key_reads_no_tokens(place: Place) -> None:
    database = await place.open()
    await database.write(lambda work: work.accounts.keep_tokens(*ZALO, TOKENS, MONDAY + DAY))
    await database.close()
    other = await Database.open(place.url, place.folder, b"another key")

    assert await tokens(other) is None
    await other.write(lambda work: work.accounts.keep_tokens(*ZALO, "new ones", MONDAY + DAY))
    assert await tokens(other) == ("new ones", MONDAY + DAY)
    await other.close()


async def test_tokens_that_somebody_tampered_with_are_none(database: Database) -> None:
    await database.write(lambda work: work.accounts.keep_tokens(*ZALO, TOKENS, MONDAY + DAY))
    sealed: str = await database.read(lambda work: plant(work, select(token.c.sealed)).scalar_one())
    changed = ("A" if sealed[20] != "A" else "B").join((sealed[:20], sealed[21:]))

    for tampered in (changed, sealed[:-4], sealed[4:], ""):
        await database.write(lambda work, to: plant(work, update(token).values(sealed=to)), tampered)

        assert await tokens(database) is None


# --- events that led to nothing -----------------------------------------------------------------------------------


def stumble_over(work: Work, key: str, after: timedelta = timedelta(0), why: str = "KeyError") -> int:
    return work.accounts.stumbled(*ZALO, key, "user_send_text", why, MONDAY + after)


async def stumbles(database: Database, after: timedelta = timedelta(0)) -> int:
    return await database.read(lambda work: work.accounts.stumbles(*ZALO, MONDAY + after))


async def test_it_is_counted_how_often_an_event_was_tried(database: Database) -> None:
    tries = [await database.write(stumble_over, key) for key in ("e1", "e2", "e1", "e1")]

    assert tries == [1, 1, 2, 3]
    assert await stumbles(database) == 2


async def test_an_event_that_stumbles_again_counts_from_then_on(database: Database) -> None:
    await database.write(stumble_over, "e1")
    await database.write(stumble_over, "e2", DAY)
    await database.write(stumble_over, "e1", 2 * DAY)

    assert [await stumbles(database, days * DAY) for days in range(4)] == [2, 2, 1, 0]


async def test_events_of_other_accounts_are_others(database: Database) -> None:
    await database.write(stumble_over, "e1")

    def elsewhere(work: Work) -> list[int]:
        return [work.accounts.stumbled(*other, "e1", "text", "KeyError", MONDAY) for other in OTHERS]

    assert await database.write(elsewhere) == [1, 1]
    assert await stumbles(database) == 1


async def test_whatever_an_event_is_called_there_is_room_for_it(database: Database) -> None:
    def tries(work: Work) -> list[int]:
        return [work.accounts.stumbled(*ZALO, "k\x00" * 90, "ệ" * 100, "\ud800" * 100, MONDAY) for _ in range(2)]

    assert await database.write(tries) == [1, 2]
    row = await database.read(lambda work: plant(work, select(stumble)).one())
    assert (row.key, row.kind, row.why) == ("k" * 80, "ệ" * 60, "?" * 60)


async def test_old_events_are_forgotten(database: Database) -> None:
    for days, key in enumerate(("e1", "e2", "e3")):
        await database.write(stumble_over, key, days * DAY)

    await database.write(lambda work: work.accounts.forget_stumbles(MONDAY + DAY))

    assert await stumbles(database) == 2
    assert await database.write(stumble_over, "e1") == 1


# --- how it is found ----------------------------------------------------------------------------------------------

ASKED = {
    "get": accounts._GET,
    "count": accounts._COUNT,
    "file": accounts._FIND_FILE,
    "token": accounts._FIND_TOKEN,
    "tries": accounts._TRIES,
    "stumbles": accounts._COUNT_STUMBLES,
    "forget": accounts._FORGET_STUMBLES,
}


@pytest.mark.parametrize("name", ASKED)
def test_nothing_looks_at_every_row(sqlite_folder: Path, name: str) -> None:
    assert scans(sqlite_folder, ASKED[name]) == []
