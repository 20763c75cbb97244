import pytest
from sqlalchemy import func, select

from bot.dialogue.messages import Action, Incoming, Opened, Pressed, Said, Sent
from bot.ports import Work
from db.database import Database
from db.tables import inbox
from tests.db.talks import DAY, HOA, LAN, MINUTE, person_at, plant, said, say, talk_at
from tests.storage import MONDAY


async def test_a_key_that_was_seen_is_claimed_once(database: Database) -> None:
    assert await database.write(say, HOA, "m1", "Chào!") == 2
    assert await database.write(say, HOA, "m1", "Chào!") is None
    assert await database.write(say, HOA, "m2", "Chào!") == 4


async def test_the_same_key_at_another_address_is_another_message(database: Database) -> None:
    await database.write(say, HOA, "m1", "Chào!")

    assert await database.write(say, LAN, "m1", "Chào!") == 2


async def test_a_number_that_is_taken_is_a_fault_and_not_a_repetition(database: Database) -> None:
    def claim_twice(work: Work) -> None:
        talk_id = talk_at(work, HOA)
        work.inbox.claim(talk_id, 1, said(HOA, "m1"), MONDAY)
        work.inbox.claim(talk_id, 1, said(HOA, "m2"), MONDAY)

    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.write(claim_twice)


async def test_a_fault_that_lands_in_a_log_holds_no_words(database: Database) -> None:
    def claim_twice(work: Work) -> None:
        talk_id = talk_at(work, HOA)
        work.inbox.claim(talk_id, 1, said(HOA, "m1"), MONDAY)
        work.inbox.claim(talk_id, 1, Incoming(HOA, "m2", Said("con tôi tên Hoa")), MONDAY)

    with pytest.raises(Exception, match=r"(?i)unique") as problem:
        await database.write(claim_twice)

    assert "Hoa" not in str(problem.value)


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        (Said("chào bạn"), Said("chào bạn")),
        (Pressed(3, "next"), Pressed(3, "next")),
        (Opened("XM-DONG", "7QK29FXM"), Opened("XM-DONG")),
        (Opened(), Opened()),
        (Sent("photo"), Sent("photo")),
        (Said("7qk2-9fxm"), Said("••••-••••")),
        (Said("mã của tôi là q016-jg5y-n9h1 ạ"), Said("mã của tôi là ••••-•••• ạ")),
        (Said("Mã đây: 7QK2 9FXM, năm 2026 tôi 70 tuổi"), Said("Mã đây: ••••-••••, năm 2026 tôi 70 tuổi")),
        (Said("a\x00b\ud800c"), Said("ab?c")),
    ],
    ids=str,
)
async def test_what_was_done_is_kept_except_codes(database: Database, action: Action, kept: Action) -> None:
    def claim(work: Work) -> int:
        talk_id = talk_at(work, HOA)
        work.inbox.claim(talk_id, 1, Incoming(HOA, "m1", action), MONDAY)
        return talk_id

    talk_id = await database.write(claim)
    (line,) = await database.read(lambda work: work.outbox.lines(talk_id, 0, 10))

    assert line.action == kept


async def test_old_words_are_forgotten_and_keys_are_not(database: Database) -> None:
    def long_ago(work: Work) -> None:
        talk_id = talk_at(work, HOA)
        work.inbox.claim(talk_id, 1, said(HOA, "m1", "tôi bị lừa"), MONDAY - 31 * DAY)
        work.inbox.claim(talk_id, 2, Incoming(HOA, "m2", Pressed(1, "next")), MONDAY - 31 * DAY)
        work.inbox.claim(talk_id, 3, said(HOA, "m3", "mới đây"), MONDAY)
        work.tickets.open(person_at(work, HOA), talk_id, "menu", "giúp tôi với", MONDAY - 31 * DAY)

    await database.write(long_ago)

    assert await database.write(lambda work: work.inbox.forget_words(MONDAY - 30 * DAY)) == 2
    assert await database.write(lambda work: work.inbox.forget_words(MONDAY - 30 * DAY)) == 0
    talk_id = await database.write(talk_at, HOA)
    lines = await database.read(lambda work: work.outbox.lines(talk_id, 0, 10))
    assert [line.action for line in lines] == [Said(""), Pressed(1, "next"), Said("mới đây")]
    assert await database.write(lambda work: work.inbox.claim(talk_id, 9, said(HOA, "m1"), MONDAY + MINUTE)) is False


async def test_nothing_is_kept_of_a_repetition(database: Database) -> None:
    await database.write(say, HOA, "m1", "Chào!")
    await database.write(say, HOA, "m1", "Chào!")

    assert await database.read(lambda work: plant(work, select(func.count()).select_from(inbox)).scalar()) == 1
