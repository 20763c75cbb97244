import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import Button, Prompt
from bot.dialogue.places import AtLesson, AtMenu, AtQuiz
from bot.learning.grading import Attempt
from bot.learning.people import Learner
from bot.ports import Talk, Work
from db.database import Database
from db.tables import address, conversation, person
from tests.db.talks import DAY, HOA, LAN, MINUTE, counted, learner_at, named, person_at, places, plant, say, talk_at
from tests.storage import MONDAY

LESSON = AtLesson("tin-gia", "dau-hieu", 2)


async def test_an_unknown_address_begins_a_conversation_with_a_nameless_person(database: Database) -> None:
    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert talk == Talk(talk.id, HOA, 0, Conversation(AtMenu()), Learner(talk.learner.id), is_new=True)


async def test_a_known_address_is_found_again_as_it_was_left(database: Database) -> None:
    left = Conversation(LESSON, Prompt(4, (Button("a", "Có", ("ừ",)),)), LESSON, 4, 1, MONDAY, "XM-DONG")

    def leave(work: Work) -> None:
        talk = work.conversations.take(HOA, MONDAY)
        work.conversations.save(talk.id, talk.learner.id, left, 7, MONDAY)

    await database.write(leave)
    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert (talk.conversation, talk.seq, talk.is_new) == (left, 7, False)


async def test_a_quiz_in_the_middle_is_a_bookmark_that_comes_back(database: Database) -> None:
    quiz = AtQuiz("an-toan", Attempt("a1", "q", 5, ("v1", "v2"), (True,)))

    def leave(work: Work) -> int:
        talk = work.conversations.take(HOA, MONDAY)
        work.conversations.save(talk.id, talk.learner.id, Conversation(AtMenu(), bookmark=quiz), 1, MONDAY)
        return talk.learner.id

    person_id = await database.write(leave)

    assert await database.write(lambda work: work.people.bookmark(person_id)) == quiz


async def test_the_bookmark_belongs_to_the_person_and_not_to_the_phone(database: Database) -> None:
    def hand_over(work: Work) -> None:
        talk = work.conversations.take(HOA, MONDAY)
        work.conversations.save(talk.id, talk.learner.id, Conversation(LESSON, bookmark=LESSON), 1, MONDAY)
        child = work.people.join(talk.id, "Cháu", MONDAY)
        work.conversations.save(talk.id, child, Conversation(AtMenu()), 2, MONDAY)

    await database.write(hand_over)
    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert talk.conversation.bookmark is None


async def test_a_turn_knows_everything_about_the_person_who_speaks(database: Database) -> None:
    def learn(work: Work) -> Learner:
        places(work)
        hoa, minh = counted(work, HOA, "XM-DONG", "elderly"), named(work, LAN, "Minh")
        work.people.set_form(hoa, "ba")
        named(work, HOA, "Hoa")
        work.mentorships.make_mentor(minh, 1, MONDAY)
        work.mentorships.follow(minh, hoa, MONDAY)
        work.ledger.start_attempt(hoa, "a1", "q", "an-toan", 1, 2, MONDAY)
        work.ledger.answer("a1", "o1", "v1", "c", True, MONDAY)
        return learner_at(work, HOA)

    hoa = await database.write(learn)
    unit = hoa.unit

    assert unit is not None
    assert unit.code == "XM-DONG"
    assert hoa == Learner(
        hoa.id,
        form="ba",
        name="Hoa",
        unit=unit,
        group="elderly",
        counted_from=MONDAY,
        consents={"progress": True},
        mentor_name="Minh",
        seen={"v1": 1},
    )


async def test_an_address_is_found_without_being_taken(database: Database) -> None:
    talk_id = await database.write(talk_at, HOA)

    assert await database.read(lambda work: work.conversations.find(HOA)) == talk_id
    assert await database.read(lambda work: work.conversations.find(LAN)) is None


async def test_a_chat_is_the_same_by_its_address_and_by_its_number(database: Database) -> None:
    await database.write(say, HOA, "m1", "Chào bạn!")
    taken = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert await database.write(lambda work: work.conversations.talk(taken.id)) == taken
    assert await database.write(lambda work: work.conversations.talk(taken.id + 1)) is None


async def test_only_at_its_address_somebody_cannot_be_reached(database: Database) -> None:
    def shut_out(work: Work) -> list[tuple[str, bool]]:
        for there in (HOA, LAN):
            talk_at(work, there)
        work.conversations.set_reachable(HOA, reachable=False)
        work.conversations.set_reachable(replace(HOA, account="another-bot"), reachable=False)
        who = select(conversation.c.external_id, conversation.c.is_reachable).order_by(conversation.c.id)
        return [tuple(row) for row in plant(work, who)]

    assert await database.write(shut_out) == [("hoa", False), ("lan", True)]


async def test_what_a_newer_version_has_stored_reads_as_the_menu(database: Database) -> None:
    await database.write(talk_at, HOA)
    unknown = {"place": {"at": "holodeck", "deck": 3}, "prompts": 2}
    await database.write(plant, update(conversation).values(state=unknown))

    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert talk.conversation == Conversation(AtMenu(), prompts=2)


async def test_messages_of_one_chat_at_once_lose_nothing(database: Database) -> None:
    """Read, add one, write: done carelessly this loses more than half."""

    def one_more(work: Work) -> None:
        talk = work.conversations.take(HOA, MONDAY)
        more = replace(talk.conversation, misses=talk.conversation.misses + 1)
        work.conversations.save(talk.id, talk.learner.id, more, talk.seq + 1, MONDAY)

    await asyncio.gather(*(database.write(one_more) for _ in range(64)))
    talk = await database.write(lambda work: work.conversations.take(HOA, MONDAY))

    assert (talk.conversation.misses, talk.seq) == (64, 64)


async def test_a_chat_that_is_taken_by_its_number_loses_nothing_either(database: Database) -> None:
    talk_id = await database.write(talk_at, HOA)

    def one_more(work: Work) -> None:
        talk = work.conversations.talk(talk_id)
        assert talk is not None
        work.conversations.save(talk.id, talk.learner.id, talk.conversation, talk.seq + 1, MONDAY)

    await asyncio.gather(*(database.write(one_more) for _ in range(16)))

    assert (await database.write(lambda work: work.conversations.take(HOA, MONDAY))).seq == 16


async def test_two_first_messages_at_once_make_one_conversation(database: Database) -> None:
    talks = await asyncio.gather(*(database.write(talk_at, HOA) for _ in range(8)))

    assert len(set(talks)) == 1
    assert await database.read(lambda work: plant(work, select(func.count()).select_from(person)).scalar()) == 1


async def test_a_conversation_of_nobody_in_particular_expires(database: Database) -> None:
    await database.write(say, HOA, "m1", "Chào bạn!")

    assert await database.write(lambda work: work.conversations.expire(MONDAY)) == 0
    assert await database.write(lambda work: work.conversations.expire(MONDAY + MINUTE)) == 1
    assert await database.read(lambda work: work.conversations.find(HOA)) is None
    assert await database.read(lambda work: plant(work, select(func.count()).select_from(person)).scalar()) == 0


@pytest.mark.parametrize("role", ["counted", "mentor"])
async def test_a_conversation_of_somebody_stays(database: Database, role: str) -> None:
    def become_somebody(work: Work) -> None:
        places(work)
        if role == "mentor":
            work.mentorships.make_mentor(person_at(work, HOA), 1, MONDAY)
        else:
            counted(work, HOA)

    await database.write(become_somebody)

    assert await database.write(lambda work: work.conversations.expire(MONDAY + DAY)) == 0


async def test_expiring_one_phone_leaves_a_person_who_is_known_on_another(database: Database) -> None:
    def move_in(work: Work) -> int:
        person_id = person_at(work, HOA)
        here = work.conversations.take(LAN, MONDAY)
        work.people.move_in(here.id, person_id, MONDAY)
        work.conversations.save(here.id, person_id, Conversation(AtMenu()), 1, MONDAY + DAY)
        return person_id

    person_id = await database.write(move_in)
    await database.write(lambda work: work.conversations.expire(MONDAY + MINUTE))

    assert (await database.read(lambda work: work.people.learner(person_id))).id == person_id


async def test_ids_are_never_given_twice(database: Database) -> None:
    """An entry of the ledger names who confirmed it: a later person must not inherit that."""
    first = await database.write(person_at, HOA)
    await database.write(lambda work: work.people.erase(first, MONDAY))

    assert await database.write(person_at, LAN) > first


async def test_a_new_person_is_known_on_the_phone_without_a_label(database: Database) -> None:
    await database.write(talk_at, HOA)

    assert await database.read(lambda work: plant(work, select(address.c.label)).scalars().all()) == [""]
