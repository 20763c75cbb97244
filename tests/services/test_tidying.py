from datetime import timedelta

from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Incoming, Said
from bot.ports import Work
from bot.services.conversing import take
from bot.services.tidying import KEEP_FOR, tidy
from db.database import Database
from tests.dice import SeededDice
from tests.storage import MONDAY

HOA = Address("web", "web", "hoa")
A_MINUTE = timedelta(minutes=1)


def say(work: Work, content: Content, words: str, *, agreed: bool) -> int:
    """Let somebody say something on Monday, who has or has not agreed to be counted."""
    talk_id = take(work, content, Incoming(HOA, "key-1", Said(words)), MONDAY, SeededDice()).talk_id
    if agreed:
        person_id = work.conversations.take(HOA, MONDAY).learner.id
        work.people.set_membership(person_id, None, "resident", MONDAY)
        work.people.add_consent(person_id, "progress", 1, "Đồng ý không ạ?", True, MONDAY)
    return talk_id


def typed(work: Work, talk_id: int) -> list[str]:
    return [line.action.text for line in work.outbox.lines(talk_id, 0, 100) if isinstance(line.action, Said)]


async def test_words_are_kept_for_thirty_days_and_not_a_minute_longer(database: Database, content: Content) -> None:
    talk_id = await database.write(say, content, "máy cháu bị treo", agreed=True)

    await database.write(tidy, MONDAY + KEEP_FOR)
    assert await database.read(typed, talk_id) == ["máy cháu bị treo"]

    await database.write(tidy, MONDAY + KEEP_FOR + A_MINUTE)
    assert "treo" not in str(await database.read(typed, talk_id))


async def test_whoever_never_agreed_is_forgotten_with_the_chat(database: Database, content: Content) -> None:
    await database.write(say, content, "xin chào", agreed=False)

    await database.write(tidy, MONDAY + KEEP_FOR)
    assert await database.read(lambda work: work.conversations.find(HOA)) is not None

    await database.write(tidy, MONDAY + KEEP_FOR + A_MINUTE)
    assert await database.read(lambda work: work.conversations.find(HOA)) is None


async def test_whoever_agreed_stays(database: Database, content: Content) -> None:
    talk_id = await database.write(say, content, "xin chào", agreed=True)

    await database.write(tidy, MONDAY + 12 * KEEP_FOR)

    assert await database.read(lambda work: work.conversations.find(HOA)) == talk_id


async def test_events_that_led_to_nothing_are_forgotten(database: Database) -> None:
    def stumble(work: Work) -> int:
        return work.accounts.stumbled("telegram", "bot", "u7", "message", "KeyError", MONDAY)

    def stumbles(work: Work) -> int:
        return work.accounts.stumbles("telegram", "bot", MONDAY)

    await database.write(stumble)

    await database.write(tidy, MONDAY + KEEP_FOR)
    assert await database.read(stumbles) == 1

    await database.write(tidy, MONDAY + KEEP_FOR + A_MINUTE)
    assert await database.read(stumbles) == 0


async def test_tidying_twice_is_as_good_as_once(database: Database, content: Content) -> None:
    talk_id = await database.write(say, content, "xin chào", agreed=True)
    after = MONDAY + 2 * KEEP_FOR
    await database.write(tidy, after)
    once = await database.read(lambda work: work.outbox.lines(talk_id, 0, 100))

    await database.write(tidy, after)

    assert await database.read(lambda work: work.outbox.lines(talk_id, 0, 100)) == once
