from collections.abc import Sequence

from bot.dialogue.messages import Button, Image, Outgoing, Said
from bot.ports import Parcel, Work
from db.database import Database
from tests.db.talks import HOA, LAN, MINH, MINUTE, say, talk_at
from tests.storage import MONDAY


async def due(database: Database, channel: str = "telegram", limit: int = 10, later: int = 0) -> Sequence[Parcel]:
    return await database.read(lambda work: work.outbox.due(channel, limit, MONDAY + later * MINUTE))


async def test_a_message_comes_out_as_it_went_in(database: Database) -> None:
    message = Outgoing(
        "Chọn **một** nhé\nbạn ơi", Image("an-toan/a.svg", "hai nút"), "an-toan/a.opus", (Button("a", "Có", ("ừ",)),), 3
    )

    def put(work: Work) -> int:
        talk_id = talk_at(work, HOA)
        work.outbox.add(talk_id, 1, "m1", [message], MONDAY)
        return talk_id

    talk_id = await database.write(put)
    (parcel,) = await due(database)

    assert parcel == Parcel(parcel.id, talk_id, 1, HOA, message, 0)


async def test_of_each_conversation_only_the_first_waiting_message_is_due(database: Database) -> None:
    await database.write(say, HOA, "m1", "một", "hai")
    await database.write(say, MINH, "m1", "ở kênh khác")
    await database.write(say, HOA, "m2", "ba")

    assert [parcel.message.text for parcel in await due(database)] == ["một"]


async def test_the_oldest_comes_first_and_no_more_than_asked_for(database: Database) -> None:
    others = [HOA.__class__("telegram", "bot", str(number)) for number in range(4)]
    for other in others:
        await database.write(say, other, "m1", f"cho {other.external_id}")

    assert [parcel.message.text for parcel in await due(database, limit=3)] == ["cho 0", "cho 1", "cho 2"]


async def test_a_sent_message_lets_the_next_one_go(database: Database) -> None:
    await database.write(say, HOA, "m1", "một", "hai")
    (first,) = await due(database)
    await database.write(lambda work: work.outbox.sent([first.id], ["tg-1"], MONDAY))

    assert [parcel.message.text for parcel in await due(database)] == ["hai"]


async def test_a_failed_message_waits_and_holds_up_those_behind_it(database: Database) -> None:
    await database.write(say, HOA, "m1", "một", "hai")
    (first,) = await due(database)
    await database.write(lambda work: work.outbox.failed(first.id, "throttled", MONDAY + 2 * MINUTE))

    assert await due(database, later=1) == []
    assert [(parcel.message.text, parcel.attempts) for parcel in await due(database, later=2)] == [("một", 1)]


async def test_a_dead_message_lets_the_next_one_go(database: Database) -> None:
    await database.write(say, HOA, "m1", "một", "hai")
    (first,) = await due(database)
    await database.write(lambda work: work.outbox.failed(first.id, "invalid" * 20, None))

    assert [parcel.message.text for parcel in await due(database)] == ["hai"]


async def test_the_same_cause_puts_nothing_twice(database: Database) -> None:
    def remind(work: Work) -> None:
        talk = work.conversations.take(HOA, MONDAY)
        work.outbox.add(talk.id, talk.seq + 1, "reminder-20261116", [Outgoing("Học tiếp nhé?")], MONDAY)

    await database.write(remind)
    await database.write(remind)

    assert len(await due(database)) == 1


async def test_a_chat_is_shown_in_order_with_both_sides(database: Database) -> None:
    await database.write(say, LAN, "m1", "một", "hai")
    await database.write(say, LAN, "m2", "ba")
    talk_id = await database.write(talk_at, LAN)

    lines = await database.read(lambda work: work.outbox.lines(talk_id, 0, 10))

    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]
    assert [line.said.text if line.said else line.action for line in lines] == [
        Said("chào bạn"),
        "một",
        "hai",
        Said("chào bạn"),
        "ba",
    ]


async def test_a_long_chat_shows_its_newest_lines_and_what_came_after(database: Database) -> None:
    for number in range(6):
        await database.write(say, LAN, f"m{number}", "ừ")
    talk_id = await database.write(talk_at, LAN)

    newest = await database.read(lambda work: work.outbox.lines(talk_id, 0, 3))
    later = await database.read(lambda work: work.outbox.lines(talk_id, 10, 100))

    assert [line.seq for line in newest] == [10, 11, 12]
    assert [line.seq for line in later] == [11, 12]


async def test_noting_nothing_is_nothing(database: Database) -> None:
    def nothing(work: Work) -> None:
        work.outbox.sent([], [], MONDAY)
        work.outbox.add(talk_at(work, HOA), 1, "m1", [], MONDAY)

    await database.write(nothing)

    assert await due(database) == []
