import pytest
from sqlalchemy import Table, func, select

from bot.dialogue.conversation import Conversation
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Outgoing
from bot.dialogue.places import AtMenu
from bot.learning.completion import Completion
from bot.ports import Work
from db.database import Database
from db.tables import (
    address,
    answer,
    attempt,
    code,
    completion,
    consent,
    conversation,
    evidence,
    inbox,
    membership,
    mentor,
    mentorship,
    outbox,
    person,
    ticket,
)
from tests.db.talks import HOA, LAN, MINH, counted, named, passed_quiz, person_at, places, plant, said, say, talk_at
from tests.storage import MONDAY

OF_PEOPLE = (
    address,
    answer,
    attempt,
    code,
    completion,
    consent,
    evidence,
    inbox,
    membership,
    mentor,
    mentorship,
    outbox,
    ticket,
)


def rows(work: Work, table: Table) -> int:
    count: int = plant(work, select(func.count()).select_from(table)).scalar_one()
    return count


def a_full_life(work: Work) -> int:
    """Let one person leave a trace in every table."""
    places(work)
    say(work, HOA, "m1", "Chào!")
    hoa, here = counted(work, HOA, "XM-DONG"), talk_at(work, HOA)
    named(work, HOA, "Hoa")
    work.ledger.start_attempt(hoa, "a1", "q", "an-toan", 1, 1, MONDAY)
    work.ledger.answer("a1", "o1", "v1", "c", True, MONDAY)
    first = work.ledger.add(passed_quiz(hoa))
    assert first is not None
    work.ledger.complete(hoa, [Completion("an-toan", "Q", MONDAY, 1, first)])
    work.codes.issue(hoa, here, CodeIssued("recovery", "7QK29FXM", None), MONDAY)
    work.mentorships.make_mentor(hoa, 1, MONDAY)
    work.mentorships.follow(hoa, person_at(work, MINH), MONDAY)
    work.tickets.open(hoa, here, "menu", "giúp với", MONDAY)
    return hoa


async def test_nothing_of_an_erased_person_is_left(database: Database) -> None:
    hoa = await database.write(a_full_life)
    await database.write(lambda work: work.people.erase(person_at(work, MINH), MONDAY))

    assert await database.write(lambda work: work.people.erase(hoa, MONDAY)) is None
    left = {table.name: await database.read(rows, table) for table in (*OF_PEOPLE, person, conversation)}
    assert left == dict.fromkeys(left, 0)


async def test_the_chat_in_which_it_was_asked_for_can_say_that_it_is_done(database: Database) -> None:
    hoa = await database.write(a_full_life)

    def ask(work: Work) -> int | None:
        talk = work.conversations.take(HOA, MONDAY)
        work.inbox.claim(talk.id, talk.seq + 1, said(HOA, "m2", "xoá"), MONDAY)
        speaker = work.people.erase(hoa, MONDAY, talk.id)
        assert speaker is not None
        work.conversations.save(talk.id, speaker, Conversation(AtMenu()), talk.seq + 2, MONDAY)
        work.outbox.add(talk, talk.seq + 2, "m2", [Outgoing("Đã xoá.")], MONDAY)
        return speaker

    speaker = await database.write(ask)
    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert speaker != hoa
    assert (talk.learner.id, talk.learner.name, talk.seq) == (speaker, None, 4)
    lines = await database.read(lambda work: work.outbox.lines(talk.id, 0, 10))
    assert [line.said.text if line.said else line.action for line in lines] == [said(HOA, "m2", "").action, "Đã xoá."]
    assert await database.write(lambda work: work.inbox.claim(talk.id, 9, said(HOA, "m2"), MONDAY)) is False


async def test_a_shared_phone_goes_on_with_somebody_else(database: Database) -> None:
    def share(work: Work) -> tuple[int, int, int]:
        hoa = named(work, HOA, "Hoa")
        child = work.people.join(talk_at(work, HOA), "Nam", MONDAY)
        return hoa, child, talk_at(work, HOA)

    hoa, child, talk_id = await database.write(share)

    assert await database.write(lambda work: work.people.erase(hoa, MONDAY, talk_id)) == child
    assert await database.write(person_at, HOA) == child


async def test_erasing_somebody_who_is_not_speaking_lets_the_speaker_go_on(database: Database) -> None:
    def share(work: Work) -> tuple[int, int]:
        hoa = named(work, HOA, "Hoa")
        return hoa, work.people.join(talk_at(work, HOA), "Nam", MONDAY)

    hoa, child = await database.write(share)
    await database.write(lambda work: work.people.erase(child, MONDAY))

    assert await database.write(person_at, HOA) == hoa


async def test_other_phones_of_the_person_go_too(database: Database) -> None:
    def two_phones(work: Work) -> tuple[int, int]:
        hoa, elsewhere = named(work, HOA, "Hoa"), talk_at(work, LAN)
        stranger = person_at(work, LAN)
        work.people.move_in(elsewhere, hoa, MONDAY)
        work.conversations.save(elsewhere, hoa, Conversation(AtMenu()), 1, MONDAY)
        work.people.erase(stranger, MONDAY)
        return hoa, talk_at(work, HOA)

    hoa, here = await database.write(two_phones)
    await database.write(lambda work: work.people.erase(hoa, MONDAY, here))

    assert await database.read(lambda work: work.conversations.find(HOA)) == here
    assert await database.read(lambda work: work.conversations.find(LAN)) is None


async def test_what_an_erased_mentor_confirmed_stays(database: Database) -> None:
    def confirm(work: Work) -> tuple[int, int]:
        hoa, minh = person_at(work, HOA), person_at(work, MINH)
        work.ledger.add(
            passed_quiz(hoa, source="seen by minh", level="M").__class__(
                hoa, "task", "an-toan", "task-1", "M", MONDAY, 1, "seen", by_person_id=minh
            )
        )
        return hoa, minh

    hoa, minh = await database.write(confirm)
    await database.write(lambda work: work.people.erase(minh, MONDAY))

    assert [entry.level for entry in await database.read(lambda work: work.ledger.evidence(hoa))] == ["M"]


@pytest.mark.parametrize("how_often", [2])
async def test_erasing_twice_is_erasing_once(database: Database, how_often: int) -> None:
    hoa = await database.write(person_at, HOA)
    for _ in range(how_often):
        await database.write(lambda work: work.people.erase(hoa, MONDAY))

    assert await database.read(rows, person) == 0
