"""What is said to people without being asked: once for each cause, to whoever can be reached, while it is fresh."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.dialogue.messages import Address, Outgoing
from bot.ports import Parcel, Work
from bot.services.announcing import announce, tell_operator
from db.database import Database
from tests.storage import MONDAY

HOA, LAN, PAGE = Address("telegram", "us", "hoa"), Address("zalo_bot", "us", "lan"), Address("web", "", "cookie")
DAY = timedelta(days=1)
HELLO = Outgoing("Ngày mai có lớp.")


def talks(work: Work, *addresses: Address) -> list[int]:
    return [work.conversations.take(address, MONDAY).id for address in addresses]


def say(
    work: Work, talk_ids: Sequence[int], cause: str = "class-1", message: Outgoing = HELLO, now: datetime = MONDAY
) -> Sequence[Parcel]:
    return announce(work, talk_ids, message, cause, now, now + DAY)


def texts(work: Work, talk_id: int) -> list[str]:
    return [line.said.text for line in work.outbox.lines(talk_id, 0, 100) if line.said is not None]


def waiting(work: Work, channel: str, now: datetime = MONDAY) -> list[str]:
    return [parcel.message.text for parcel in work.outbox.waiting(channel, "us", "notice", 100, now)]


async def test_everybody_is_told_and_what_is_to_be_sent_is_returned(database: Database) -> None:
    ids = await database.write(talks, HOA, LAN)

    parcels = await database.write(say, ids)

    assert [(parcel.talk_id, parcel.address, parcel.kind) for parcel in parcels] == [
        (ids[0], HOA, "notice"), (ids[1], LAN, "notice"),
    ]  # fmt: skip
    assert {(parcel.message, parcel.not_after) for parcel in parcels} == {(HELLO, MONDAY + DAY)}
    assert await database.read(waiting, "telegram") == [HELLO.text]


async def test_the_same_cause_is_told_once_whatever_is_said(database: Database) -> None:
    ids = await database.write(talks, HOA, LAN)
    await database.write(say, ids[:1])

    again = await database.write(say, ids, message=Outgoing("Ngày kia có lớp."))

    assert [parcel.address for parcel in again] == [LAN]
    assert await database.read(texts, ids[0]) == [HELLO.text]


async def test_somebody_named_twice_is_told_once(database: Database) -> None:
    (hoa,) = await database.write(talks, HOA)

    assert len(await database.write(say, [hoa, hoa])) == 1
    assert await database.read(texts, hoa) == [HELLO.text]


async def test_another_cause_is_told_as_well_behind_the_first(database: Database) -> None:
    (hoa,) = await database.write(talks, HOA)

    (first,) = await database.write(say, [hoa])
    (second,) = await database.write(say, [hoa], "class-2")

    assert second.seq == first.seq + 1


async def test_who_cannot_be_reached_is_left_out(database: Database) -> None:
    ids = await database.write(talks, HOA, LAN)
    await database.write(lambda work: work.conversations.set_reachable(HOA, False))

    parcels = await database.write(say, ids)

    assert [parcel.address for parcel in parcels] == [LAN]
    assert await database.read(texts, ids[0]) == []


async def test_who_is_not_there_is_left_out(database: Database) -> None:
    assert await database.write(say, [4711]) == []


async def test_nobody_is_told_where_nobody_is_named(database: Database) -> None:
    assert await database.write(say, []) == []


async def test_a_page_shows_it_when_it_is_opened_and_nothing_waits_to_be_sent(database: Database) -> None:
    (page,) = await database.write(talks, PAGE)

    await database.write(say, [page])

    assert await database.read(texts, page) == [HELLO.text]
    assert await database.read(lambda work: work.outbox.waiting("web", "", "notice", 100, MONDAY)) == []


@pytest.mark.parametrize("address", [HOA, LAN])
async def test_the_operator_is_told_where_they_have_written_to_us(database: Database, address: Address) -> None:
    await database.write(talks, HOA, LAN)

    (parcel,) = await database.write(tell_operator, address, "⚠️ Kênh Zalo OA", MONDAY)

    assert (parcel.address, parcel.message) == (address, Outgoing("⚠️ Kênh Zalo OA"))
    assert parcel.not_after == MONDAY + DAY


async def test_an_operator_who_never_wrote_to_us_is_not_told_and_not_made_up(database: Database) -> None:
    assert await database.write(tell_operator, HOA, "⚠️ Kênh Zalo OA", MONDAY) == ()
    assert await database.read(lambda work: work.conversations.find(HOA)) is None


async def test_the_operator_is_told_each_piece_of_news(database: Database) -> None:
    await database.write(talks, HOA)
    for number, text in enumerate(("⚠️ hỏng", "✅ chạy lại", "⚠️ hỏng")):
        await database.write(tell_operator, HOA, text, MONDAY + timedelta(minutes=number))

    assert await database.read(waiting, "telegram") == ["⚠️ hỏng", "✅ chạy lại", "⚠️ hỏng"]


async def test_the_operator_is_told_of_two_channels_that_break_at_the_same_moment(database: Database) -> None:
    await database.write(talks, HOA)

    for channel in ("Zalo Bot", "Zalo OA"):
        await database.write(tell_operator, HOA, f"⚠️ Kênh {channel}", MONDAY)

    assert await database.read(waiting, "telegram") == ["⚠️ Kênh Zalo Bot", "⚠️ Kênh Zalo OA"]
