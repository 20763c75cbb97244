import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from bot.dialogue.messages import Address, Button, Document, Image, Outgoing, Said
from bot.ports import DeadLetter, OutboxCounts, Parcel, ParcelKind, Progress, Work
from db import outbox as sending
from db.database import Database
from db.tables import conversation, outbox
from tests.db.plans import plan, scans
from tests.db.talks import DAY, HOA, LAN, MINH, MINUTE, counted, named, places, plant, say, talk_at, unit_id
from tests.storage import MONDAY

NAM = replace(HOA, external_id="nam")
ELSEWHERE = replace(HOA, account="another-bot")
TERMINAL = Address("terminal", "", "me")
KINDS: tuple[ParcelKind, ...] = ("reply", "notice")
CODE = "Mã giữ chỗ: Q016-JG5Y-N9H1"


def put(work: Work, address: Address, cause: str, *texts: str) -> Sequence[Parcel]:
    """Put replies as a turn does."""
    talk = work.conversations.take(address, MONDAY)
    parcels = work.outbox.add(talk, talk.seq + 1, cause, [Outgoing(text) for text in texts], MONDAY)
    work.conversations.save(talk.id, talk.learner.id, talk.conversation, talk.seq + len(texts), MONDAY)
    return parcels


def remind(work: Work, address: Address, cause: str = "reminder", text: str = "Học tiếp nhé?") -> Parcel | None:
    """Put a notice, a day after the person last gave a sign of life."""
    return work.outbox.add_notice(talk_at(work, address), cause, Outgoing(text), MONDAY + DAY, MONDAY + 2 * DAY)


async def one(database: Database, address: Address = HOA, text: str = "một") -> Parcel:
    """Put one reply and return it."""
    (parcel,) = await database.write(put, address, f"cause of {text}", text)
    return parcel


async def settle(database: Database, *progress: Progress) -> None:
    await database.write(lambda work: work.outbox.settle(progress, MONDAY + MINUTE))


async def waiting(
    database: Database, address: Address = HOA, kind: ParcelKind = "reply", limit: int = 10, minutes: int = 0
) -> Sequence[Parcel]:
    """Return what is on its way through the account of an address, so many minutes after Monday."""
    now = MONDAY + minutes * MINUTE
    return await database.read(lambda work: work.outbox.waiting(address.channel, address.account, kind, limit, now))


def texts(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.message.text for parcel in parcels]


async def stored(database: Database, parcel: Parcel) -> Any:
    """Return the row of a parcel."""
    row = select(outbox).where(outbox.c.conversation_id == parcel.talk_id, outbox.c.seq == parcel.seq)
    return await database.read(lambda work: plant(work, row).one())


# --- what is on its way -------------------------------------------------------------------------------------------


async def test_a_message_comes_out_as_it_went_in(database: Database) -> None:
    message = Outgoing(
        "Chọn **một** nhé\nbạn ơi",
        Image("an-toan/a.svg", "hai nút"),
        "an-toan/a.opus",
        (Button("a", "Có", ("ừ",)),),
        3,
        document=Document("giay.pdf", "Giấy"),
    )

    def add(work: Work) -> Sequence[Parcel]:
        return work.outbox.add(work.conversations.take(HOA, MONDAY), 1, "m1", [message], MONDAY)

    (parcel,) = await database.write(add)

    assert parcel == Parcel(await database.write(talk_at, HOA), 1, HOA, message, MONDAY, last_in_at=MONDAY)
    assert await waiting(database) == [parcel]


async def test_what_a_turn_says_is_what_waits_in_the_order_in_which_it_was_said(database: Database) -> None:
    first = await database.write(put, HOA, "m1", "một", "hai")
    other = await database.write(put, NAM, "m1", "cho Nam")
    last = await database.write(put, HOA, "m2", "ba")

    assert await waiting(database) == [*first, *other, *last]
    assert texts(await waiting(database, limit=2)) == ["một", "hai"]


async def test_each_account_has_messages_of_its_own(database: Database) -> None:
    for address in (HOA, ELSEWHERE, MINH):
        await one(database, address, f"cho {address.channel} {address.account}")

    assert [texts(await waiting(database, address)) for address in (HOA, ELSEWHERE, MINH)] == [
        ["cho telegram bot"],
        ["cho telegram another-bot"],
        ["cho zalo_bot bot"],
    ]


async def test_saying_nothing_is_nothing(database: Database) -> None:
    def nothing(work: Work) -> Sequence[Parcel]:
        work.outbox.settle([], MONDAY)
        work.outbox.begin([])
        return work.outbox.add(work.conversations.take(HOA, MONDAY), 1, "m1", [], MONDAY)

    assert list(await database.write(nothing)) == []
    assert await waiting(database) == []


@pytest.mark.parametrize("again", [("một", "hai"), ("một",), ("một", "hai", "ba")])
async def test_the_same_cause_says_nothing_twice(database: Database, again: Sequence[str]) -> None:
    await database.write(put, HOA, "m1", "một", "hai")

    assert list(await database.write(put, HOA, "m1", *again)) == []
    assert texts(await waiting(database)) == ["một", "hai"]


async def test_the_same_cause_in_another_chat_is_another_one(database: Database) -> None:
    await database.write(put, HOA, "m1", "một")

    assert texts(await database.write(put, NAM, "m1", "cho Nam")) == ["cho Nam"]


@pytest.mark.parametrize("address", [LAN, TERMINAL], ids=str)
async def test_what_a_page_fetches_itself_is_never_on_its_way(database: Database, address: Address) -> None:
    assert list(await database.write(put, address, "m1", "một", "hai")) == []

    assert await waiting(database, address) == []
    talk_id = await database.write(talk_at, address)
    lines = await database.read(lambda work: work.outbox.lines(talk_id, 0, 10))
    assert [line.said and line.said.text for line in lines] == ["một", "hai"]


async def test_what_was_being_sent_when_a_process_died_is_found_with_a_mark(database: Database) -> None:
    begun, other = await database.write(put, HOA, "m1", "một", "hai")
    notice = await database.write(remind, HOA)
    assert notice is not None

    await database.write(lambda work: work.outbox.begin([begun, notice]))

    assert await waiting(database) == [replace(begun, was_begun=True), other]
    assert await waiting(database, kind="notice") == [replace(notice, was_begun=True)]


async def test_a_reply_that_waits_for_its_time_holds_its_place(database: Database) -> None:
    """Whoever sends must know of it, or the next one would go first."""
    later, other = await database.write(put, HOA, "m1", "một", "hai")
    later = replace(later, attempts=1, not_before=MONDAY + 5 * MINUTE)

    await settle(database, Progress(later, "waiting", "retry_later"))

    assert await waiting(database) == [later, other]


# --- what nobody waits for ----------------------------------------------------------------------------------------


async def test_a_notice_waits_apart_from_replies_at_the_end_of_its_chat(database: Database) -> None:
    reply = await one(database)

    notice = await database.write(remind, HOA)

    assert notice == Parcel(
        reply.talk_id,
        2,
        HOA,
        Outgoing("Học tiếp nhé?"),
        MONDAY + DAY,
        last_in_at=MONDAY,
        kind="notice",
        not_after=MONDAY + 2 * DAY,
    )
    assert await waiting(database) == [reply]
    assert await waiting(database, kind="notice") == [notice]
    assert (await one(database, text="hai")).seq == 3


async def test_of_notices_only_those_wait_whose_time_has_come(database: Database) -> None:
    notice, other = await database.write(remind, HOA), await database.write(remind, NAM)
    assert notice is not None
    notice = replace(notice, not_before=MONDAY + 5 * MINUTE)
    await settle(database, Progress(notice, "waiting", "throttled"))

    assert await waiting(database, kind="notice", minutes=4) == [other]
    assert await waiting(database, kind="notice", minutes=5) == [notice, other]


async def test_the_same_notice_is_put_once(database: Database) -> None:
    notice = await database.write(remind, HOA, "announcement " * 20)

    assert await database.write(remind, HOA, "announcement " * 20) is None
    assert await waiting(database, kind="notice") == [notice]
    assert (await database.write(lambda work: work.conversations.take(HOA, MONDAY))).seq == 1


async def test_whoever_cannot_be_reached_gets_no_notice_until_they_write_again(database: Database) -> None:
    await one(database)
    await database.write(lambda work: work.conversations.set_reachable(HOA, reachable=False))
    assert await database.write(remind, HOA) is None

    await database.write(say, HOA, "m9")

    assert await database.write(remind, HOA) is not None


async def test_an_unknown_chat_gets_no_notice(database: Database) -> None:
    def add(work: Work) -> Parcel | None:
        work.conversations.set_reachable(HOA, reachable=False)
        return work.outbox.add_notice(7, "reminder", Outgoing("Học tiếp nhé?"), MONDAY, MONDAY + DAY)

    assert await database.write(add) is None


async def test_notices_and_turns_at_once_leave_no_number_out(database: Database) -> None:
    await one(database)

    await asyncio.gather(
        *(database.write(remind, HOA, f"reminder {number}") for number in range(8)),
        *(database.write(put, HOA, f"m{number}", "ừ") for number in range(8)),
    )

    numbers = [parcel.seq for kind in KINDS for parcel in await waiting(database, kind=kind, limit=20, minutes=9_999)]
    assert sorted(numbers) == list(range(1, 18))


async def test_on_a_page_a_notice_is_a_line_that_nobody_sends(database: Database) -> None:
    await database.write(say, LAN, "m1", "một")

    notice = await database.write(remind, LAN)

    assert notice is not None
    assert await waiting(database, LAN, "notice") == []
    (line,) = await database.read(lambda work: work.outbox.lines(notice.talk_id, 2, 10))
    assert (line.seq, line.said, line.at) == (3, notice.message, MONDAY + DAY)


async def test_a_code_in_a_notice_is_sealed(database: Database) -> None:
    notice = await database.write(remind, HOA, "reminder", CODE)
    assert notice is not None

    assert "Q016" not in str((await stored(database, notice)).message)
    assert texts(await waiting(database, kind="notice")) == [CODE]


# --- what became of it --------------------------------------------------------------------------------------------


async def test_a_message_that_arrived_is_done_with(database: Database) -> None:
    parcel, other = await database.write(put, HOA, "m1", "một", "hai")

    await settle(database, Progress(replace(parcel, bubbles=2), "sent", external_ids=("tg-1", "tg-2")))

    assert await waiting(database) == [other]
    row = await stored(database, parcel)
    assert (row.state, row.bubbles, row.external_id, row.sent_at) == ("sent", 2, "tg-1 tg-2", MONDAY + MINUTE)
    assert (row.attempts, row.unknowns, row.not_before, row.error) == (0, 0, None, None)


async def test_what_goes_out_in_several_goes_is_counted_together(database: Database) -> None:
    parcel = await one(database)
    begun = replace(parcel, bubbles=1, attempts=1, not_before=MONDAY + MINUTE)
    unsure = replace(begun, unknowns=1, not_before=None)
    done = replace(unsure, bubbles=4)

    await settle(database, Progress(begun, "waiting", "retry_later", ("tg-1",)))
    assert await waiting(database) == [begun]
    await settle(database, Progress(unsure, "waiting", "uncertain"))
    assert await waiting(database) == [unsure]
    await settle(database, Progress(done, "sent", external_ids=("tg-3", "tg-4")))

    row = await stored(database, parcel)
    assert (row.state, row.bubbles, row.attempts, row.unknowns) == ("sent", 4, 1, 1)
    assert (row.external_id, row.sent_at) == ("tg-1 tg-3 tg-4", MONDAY + MINUTE)


async def test_what_was_in_the_way_is_forgotten_once_a_message_has_arrived(database: Database) -> None:
    parcel = await one(database)
    slowed = replace(parcel, not_before=MONDAY + MINUTE)
    await settle(database, Progress(slowed, "waiting", "throttled"))
    assert (await stored(database, parcel)).error == "throttled"

    await settle(database, Progress(replace(parcel, bubbles=1), "sent", external_ids=("tg-1",)))

    row = await stored(database, parcel)
    assert (row.state, row.external_id, row.error, row.not_before) == ("sent", "tg-1", None, None)


async def test_messages_of_many_people_are_settled_together(database: Database) -> None:
    addresses = [replace(HOA, external_id=str(number)) for number in range(6)]
    parcels = [await one(database, address) for address in addresses]
    ends = ("sent", "waiting", "expired", "dead", "sent", "sent")

    await settle(
        database,
        *(
            Progress(replace(parcel, bubbles=number % 2, attempts=number), end)  # type: ignore[arg-type]
            for number, (parcel, end) in enumerate(zip(parcels, ends, strict=True))
        ),
    )

    assert [(await stored(database, parcel)).state for parcel in parcels] == list(ends)
    assert [(await stored(database, parcel)).attempts for parcel in parcels] == list(range(6))


async def test_only_what_was_sent_has_a_moment_of_sending(database: Database) -> None:
    parcel = await one(database)

    await settle(database, Progress(parcel, "expired", "late"))

    row = await stored(database, parcel)
    assert (row.state, row.error, row.sent_at, row.external_id) == ("expired", "late", None, "")


async def test_what_a_platform_says_is_kept_as_far_as_there_is_room(database: Database) -> None:
    parcel = await one(database)

    await settle(database, Progress(replace(parcel, attempts=1, bubbles=1), "dead", "invalid" * 20, ("a\x00b",)))

    row = await stored(database, parcel)
    assert (row.error, row.external_id) == (("invalid" * 20)[:40], "ab")


@pytest.mark.parametrize("end", ["sent", "expired", "dead"])
async def test_what_is_done_with_stays_as_it_is(database: Database, end: Any) -> None:
    """A process that has lost its lease may still be busy with what another one has sent in the meantime."""
    parcel = await one(database)
    await settle(database, Progress(replace(parcel, bubbles=1), end, external_ids=("tg-1",)))
    before = await stored(database, parcel)

    await settle(database, Progress(replace(parcel, attempts=1), "waiting", "retry_later"))
    await settle(database, Progress(replace(parcel, bubbles=1), "sent", external_ids=("tg-2",)))
    await database.write(lambda work: work.outbox.begin([parcel]))
    await database.write(lambda work: work.outbox.replace(parcel.talk_id, parcel.seq, Outgoing("khác")))

    assert await stored(database, parcel) == before
    assert await waiting(database) == []


async def test_what_was_erased_in_the_meantime_is_settled_as_nothing(database: Database) -> None:
    parcel = await one(database)
    person = (await database.write(lambda work: work.conversations.take(HOA, MONDAY))).learner.id
    await database.write(lambda work: work.people.erase(person, MONDAY))

    await settle(database, Progress(replace(parcel, bubbles=1), "sent", external_ids=("tg-1",)))
    await settle(database, Progress(replace(parcel, attempts=1), "waiting", "retry_later"))

    assert await database.read(lambda work: plant(work, select(func.count()).select_from(outbox)).scalar()) == 0


async def test_a_message_that_waits_can_be_put_in_other_words(database: Database) -> None:
    parcel, other = await database.write(put, HOA, "m1", "một", "hai")
    said = Outgoing(f"Xin lỗi. {CODE}", qr="https://hoc.example/?c=Q016JG5YN9H1")

    await database.write(lambda work: work.outbox.replace(parcel.talk_id, parcel.seq, said))

    assert await waiting(database) == [replace(parcel, message=said), other]
    assert "Q016" not in str((await stored(database, parcel)).message)


# --- what could not be sent ---------------------------------------------------------------------------------------


def hamlets(work: Work) -> None:
    """Let Hoa live in Thôn Đông, Nam in Thôn Tây of the same commune, and Minh nobody knows where."""
    places(work)
    counted(work, HOA, "XM-DONG")
    counted(work, NAM, "XM-TAY")
    counted(work, MINH)
    for address, name in ((HOA, "Hoa"), (NAM, "Nam"), (MINH, "Minh")):
        named(work, address, name)


async def all_dead(database: Database) -> dict[str, DeadLetter]:
    """Let a reply to Hoa, one to Minh and a notice to Nam die, one after the other; return them by name."""
    await database.write(hamlets)
    parcels = [await one(database, HOA), await one(database, MINH, CODE), await database.write(remind, NAM)]
    await settle(database, *(Progress(parcel, "dead", "invalid") for parcel in parcels if parcel))
    return {letter.person_name: letter for letter in await dead(database)}


async def dead(database: Database, below: str | None = None, limit: int = 10) -> Sequence[DeadLetter]:
    def found(work: Work) -> Sequence[DeadLetter]:
        return work.outbox.dead(unit_id(work, below) if below else None, limit)

    return await database.read(found)


async def send_again(database: Database, *letters: DeadLetter) -> int:
    return await database.write(lambda work: work.outbox.send_again([letter.id for letter in letters], MONDAY + DAY))


async def test_what_could_not_be_sent_is_listed_newest_first(database: Database) -> None:
    letters = await all_dead(database)
    west = await database.read(unit_id, "XM-TAY")

    assert [letter.person_name for letter in await dead(database)] == ["Nam", "Minh", "Hoa"]
    assert [letter.person_name for letter in await dead(database, limit=1)] == ["Nam"]
    assert letters["Nam"] == DeadLetter(
        letters["Nam"].id, "telegram", "notice", "invalid", MONDAY + DAY, "Nam", west, "Thôn Tây"
    )
    assert letters["Minh"] == DeadLetter(letters["Minh"].id, "zalo_bot", "reply", "invalid", MONDAY, "Minh", None, "")


@pytest.mark.parametrize(
    ("below", "names"), [("XM", ["Nam", "Hoa"]), ("XM-DONG", ["Hoa"]), ("XM-TAY", ["Nam"]), ("XK", [])]
)
async def test_staff_see_what_could_not_be_sent_below_their_unit(
    database: Database, below: str, names: list[str]
) -> None:
    await all_dead(database)

    assert [letter.person_name for letter in await dead(database, below)] == names


async def test_whoever_never_agreed_to_be_counted_has_no_name_there(database: Database) -> None:
    await database.write(named, HOA, "Hoa")
    await settle(database, Progress(await one(database), "dead", "invalid"))

    assert [letter.person_name for letter in await dead(database)] == [""]


async def test_what_is_sent_again_goes_to_the_end_of_its_chat_once(database: Database) -> None:
    letters = await all_dead(database)
    await database.write(put, MINH, "m2", "sau đó")

    assert await send_again(database, letters["Minh"]) == 1
    assert await send_again(database, letters["Minh"]) == 0

    earlier, again = await waiting(database, MINH)
    assert texts([earlier, again]) == ["sau đó", CODE]
    assert (again.seq, again.created_at, again.last_in_at, again.attempts) == (3, MONDAY + DAY, MONDAY, 0)
    assert [letter.person_name for letter in await dead(database)] == ["Nam", "Hoa"]
    assert (await one(database, MINH, "kế tiếp")).seq == 4


async def test_a_notice_that_is_sent_again_is_a_notice_still(database: Database) -> None:
    letters = await all_dead(database)

    assert await send_again(database, *letters.values()) == 3

    (notice,) = await waiting(database, kind="notice")
    assert (notice.message.text, notice.not_after) == ("Học tiếp nhé?", None)


async def test_what_dies_again_can_be_sent_again_again(database: Database) -> None:
    letter = (await all_dead(database))["Hoa"]
    for _ in range(2):
        assert await send_again(database, letter) == 1
        (parcel,) = await waiting(database)
        await settle(database, Progress(parcel, "dead", "invalid"))
        letter = (await dead(database))[0]

    assert letter.person_name == "Hoa"


async def test_a_code_that_is_sent_again_stays_sealed(database: Database) -> None:
    letters = await all_dead(database)

    await send_again(database, letters["Minh"])

    messages = await database.read(lambda work: plant(work, select(outbox.c.message)).all())
    assert "Q016" not in str(messages)


async def test_two_members_of_staff_at_once_send_it_again_once(database: Database) -> None:
    letters = await all_dead(database)

    again = await asyncio.gather(*(send_again(database, *letters.values()) for _ in range(4)))

    assert sum(again) == 3
    assert len(await waiting(database)) == 1


async def test_only_what_is_dead_is_sent_again(database: Database) -> None:
    first, second = await database.write(put, HOA, "m1", "một", "hai")
    await settle(database, Progress(replace(first, bubbles=1), "sent", external_ids=("tg-1",)))
    every_id = await database.read(lambda work: plant(work, select(outbox.c.id)).scalars().all())

    assert await database.write(lambda work: work.outbox.send_again([*every_id, 12345], MONDAY)) == 0
    assert await waiting(database) == [second]


async def test_letters_to_somebody_erased_are_gone(database: Database) -> None:
    letters = await all_dead(database)
    await database.write(lambda work: plant(work, delete(conversation).where(conversation.c.external_id == "hoa")))

    assert await send_again(database, letters["Hoa"]) == 0


# --- how an account's messages stand ------------------------------------------------------------------------------


async def test_an_account_without_messages_counts_nothing(database: Database) -> None:
    assert await database.read(lambda work: work.outbox.counts("telegram", "bot")) == OutboxCounts(0, None, 0, 0)


async def test_the_messages_of_an_account_are_counted(database: Database) -> None:
    sent, late, late_too, invalid, begun, other = await database.write(put, HOA, "m1", *"abcdef")
    await database.write(remind, NAM)
    await one(database, ELSEWHERE)
    await settle(
        database,
        Progress(replace(sent, bubbles=1), "sent", external_ids=("tg-1",)),
        Progress(late, "expired", "late"),
        Progress(late_too, "expired", "late"),
        Progress(invalid, "dead", "invalid"),
    )
    await database.write(lambda work: work.outbox.begin([begun]))

    assert len(await waiting(database)) == len([begun, other])
    assert await database.read(lambda work: work.outbox.counts("telegram", "bot")) == OutboxCounts(3, MONDAY, 2, 1)
    assert await database.read(lambda work: work.outbox.counts("telegram", "another-bot")) == OutboxCounts(
        1, MONDAY, 0, 0
    )


async def test_what_expired_is_counted_since_a_moment(database: Database) -> None:
    await settle(database, Progress(await one(database), "expired", "late"))

    def counted_since(work: Work) -> list[int]:
        return [work.outbox.counts("telegram", "bot", since).expired for since in (MONDAY, MONDAY + MINUTE)]

    assert await database.read(counted_since) == [1, 0]


async def test_what_was_sent_again_is_not_counted_as_lost(database: Database) -> None:
    letters = await all_dead(database)
    await send_again(database, letters["Hoa"])

    assert await database.read(lambda work: work.outbox.counts("telegram", "bot")) == OutboxCounts(
        1, MONDAY + DAY, expired=0, dead=1
    )


# --- a chat as its page shows it ----------------------------------------------------------------------------------


async def test_a_chat_is_shown_in_order_with_both_sides(database: Database) -> None:
    await database.write(say, LAN, "m1", "một", "hai")
    await database.write(remind, LAN)
    await database.write(say, LAN, "m2", "ba")
    talk_id = await database.write(talk_at, LAN)

    lines = await database.read(lambda work: work.outbox.lines(talk_id, 0, 10))

    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.said.text if line.said else line.action for line in lines] == [
        Said("chào bạn"),
        "một",
        "hai",
        "Học tiếp nhé?",
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


# --- how it is found ----------------------------------------------------------------------------------------------

ASKED = {
    "replies": sending._WAITING_OF_KIND["reply"],
    "notices": sending._WAITING_OF_KIND["notice"],
    "begin": sending._BEGIN,
    "settle": sending._SETTLE,
    "sent": sending._SENT,
    "dead": sending._DEAD,
    "how many wait": sending._HOW_MANY_WAIT,
    "how many expired": sending._HOW_MANY_EXPIRED,
    "how many are dead": sending._HOW_MANY_DEAD,
    "lines": sending._SAID,
}


@pytest.mark.parametrize("name", ASKED)
def test_nothing_looks_at_every_message_there_ever_was(sqlite_folder: Path, name: str) -> None:
    assert scans(sqlite_folder, ASKED[name]) == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("replies", "ix_outbox_due (channel=? AND kind=?)"),
        ("notices", "ix_outbox_due (channel=? AND kind=?)"),
        ("settle", "(conversation_id=? AND seq=?)"),
        ("sent", "(conversation_id=? AND seq=?)"),
        ("how many wait", "ix_outbox_due (channel=?)"),
        ("how many expired", "ix_outbox_expired (channel=? AND created_at>?)"),
    ],
)
def test_messages_are_found_by_an_index(sqlite_folder: Path, name: str, index: str) -> None:
    first = plan(sqlite_folder, ASKED[name])[0]

    assert first.startswith("SEARCH outbox USING INDEX ")
    assert first.endswith(index)


@pytest.mark.parametrize("name", ["dead", "how many are dead"])
def test_only_what_is_dead_is_looked_through_for_the_dead(sqlite_folder: Path, name: str) -> None:
    assert plan(sqlite_folder, ASKED[name])[0] == "SCAN outbox USING INDEX ix_outbox_dead"
