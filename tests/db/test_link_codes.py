"""Link codes in the store: only a hash is kept, one lives per person, and one chat at a time has typed it."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Code, Link
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Address, Incoming, LinkAnswered, LinkAsked, Outgoing, Said
from bot.dialogue.places import AtMenu
from bot.ports import Line, Work
from db.database import Database
from db.directory import GUESSES_OF_ALL, LINK_GUESSES_OF_ALL
from db.tables import code, inbox, outbox
from tests.db.talks import (
    DAY,
    HOA,
    LAN,
    MINH,
    MINUTE,
    directory_at,
    named,
    passed_quiz,
    person_at,
    places,
    plant,
    talk_at,
)
from tests.storage import MONDAY

CODE = "482913"


def issue(work: Work, at: Address = HOA, text: str = CODE, now: datetime = MONDAY) -> int:
    """Let somebody be shown a link code for a quarter of an hour; return its id."""
    work.codes.issue(person_at(work, at), talk_at(work, at), CodeIssued("link", text, now + 15 * MINUTE), now)
    found: int = plant(work, select(func.max(code.c.id))).scalar_one()
    return found


def typed(work: Work, code_id: int, at: Address, now: datetime = MONDAY) -> bool:
    return work.codes.typed(code_id, talk_at(work, at), person_at(work, at), now)


async def test_a_link_code_is_found_however_it_is_typed(database: Database) -> None:
    code_id = await database.write(issue)

    found = await database.write(lambda work: directory_at(work, LAN).code("Liên kết 482 913"))

    expected = Code(
        code_id, "link", 1, "", None, "", "", "", shown_here=False, link=Link(shown_in=1, shown_on="telegram")
    )
    assert found == expected
    assert await database.write(lambda work: directory_at(work, LAN).code_by_id(code_id)) == expected


async def test_only_a_hash_of_six_digits_is_kept(database: Database) -> None:
    await database.write(issue)

    (row,) = await database.read(lambda work: plant(work, select(code)).all())

    assert CODE not in str(tuple(row))


async def test_a_new_link_code_voids_the_old_one_of_the_same_person_only(database: Database) -> None:
    def again(work: Work) -> list[bool]:
        issue(work)
        issue(work, LAN, "111222")
        issue(work, HOA, "333444")
        return [directory_at(work, MINH).code(text) is not None for text in (CODE, "111222", "333444")]

    assert await database.write(again) == [False, True, True]


async def test_digits_that_come_up_again_are_no_obstacle_once_nobody_can_use_them(database: Database) -> None:
    def again(work: Work) -> Code | None:
        work.codes.use(issue(work), person_at(work, HOA), MONDAY)
        issue(work, LAN, CODE, MONDAY + MINUTE)
        issue(work, MINH, CODE, MONDAY + 17 * MINUTE)
        talk = work.conversations.take(HOA, MONDAY)
        return work.conversations.directory(talk, MONDAY + 18 * MINUTE).code(CODE)

    found = await database.write(again)

    assert found is not None
    assert found.link == Link(3, "zalo_bot")


async def test_a_quarter_of_an_hour_later_it_can_be_neither_typed_nor_agreed_to(database: Database) -> None:
    def late(work: Work) -> tuple[bool, bool, Code | None]:
        code_id, now = issue(work), MONDAY + 15 * MINUTE
        talk = work.conversations.take(LAN, MONDAY)
        return (
            typed(work, code_id, LAN, now),
            work.codes.use(code_id, person_at(work, HOA), now),
            work.conversations.directory(talk, now).code(CODE),
        )

    assert await database.write(late) == (False, False, None)


async def test_of_many_who_type_it_at_once_one_is_first(database: Database) -> None:
    code_id = await database.write(issue)

    first = await asyncio.gather(
        *(database.write(typed, code_id, Address("web", "", str(number))) for number in range(12))
    )

    assert first.count(True) == 1


async def test_where_it_was_typed_is_known_as_long_as_that_person_speaks_there(database: Database) -> None:
    def type_it(work: Work) -> tuple[Link | None, Link | None, Code | None, Code | None]:
        code_id = issue(work)
        typed(work, code_id, LAN)
        waiting = directory_at(work, HOA).link_waiting(person_at(work, HOA))
        not_here = directory_at(work, LAN).link_waiting(person_at(work, HOA))
        not_theirs = directory_at(work, HOA).link_waiting(person_at(work, LAN))
        child = work.people.join(talk_at(work, LAN), "Nam", MONDAY)
        work.conversations.save(talk_at(work, LAN), child, Conversation(AtMenu()), 0, MONDAY)
        left = directory_at(work, HOA).code_by_id(code_id)
        return waiting.link if waiting else None, left.link if left else None, not_here, not_theirs

    waiting, left, *others = await database.write(type_it)

    assert waiting == Link(1, "telegram", 2, "web", 2)
    assert left == Link(1, "telegram", 2, "web", None)
    assert others == [None, None]


async def test_another_code_typed_in_the_same_chat_voids_the_first(database: Database) -> None:
    def type_two(work: Work) -> list[bool]:
        first, second = issue(work), issue(work, MINH, "111222")
        assert typed(work, first, LAN)
        assert typed(work, second, LAN)
        return [directory_at(work, LAN).code_by_id(code_id) is not None for code_id in (first, second)]

    assert await database.write(type_two) == [False, True]


async def test_it_goes_with_whoever_showed_it_and_with_whoever_typed_it(database: Database) -> None:
    def erase(work: Work, who: Address) -> int:
        typed(work, issue(work), LAN)
        work.people.erase(person_at(work, who), MONDAY)
        count: int = plant(work, select(func.count()).select_from(code)).scalar_one()
        return count

    assert [await database.write(erase, who) for who in (HOA, LAN)] == [0, 0]


async def test_a_code_whose_chat_is_gone_links_nothing(database: Database) -> None:
    def expire(work: Work) -> Link | None:
        hoa = person_at(work, HOA)
        work.people.move_in(talk_at(work, MINH), hoa, MONDAY)
        code_id = issue(work)
        work.conversations.take(LAN, MONDAY)
        for at in (MINH, LAN):
            talk = work.conversations.take(at, MONDAY)
            work.conversations.save(talk.id, talk.learner.id, talk.conversation, talk.seq, MONDAY + DAY)
        assert work.conversations.expire(MONDAY + MINUTE) == 1
        found = directory_at(work, LAN).code_by_id(code_id)
        assert found is not None
        return found.link

    assert await database.write(expire) is None


# --- what is kept of it -------------------------------------------------------------------------------------------


async def test_a_link_code_that_is_shown_is_not_in_the_database(database: Database) -> None:
    shown = Outgoing("Gõ mã nối này: **482\N{NO-BREAK SPACE}913**, gọi 0912 345 678, mất 500 000 đồng.")

    def show(work: Work) -> Line:
        talk = work.conversations.take(HOA, MONDAY)
        work.outbox.add(talk, 1, "m1", [shown], MONDAY)
        return work.outbox.lines(talk.id, 0, 1)[0]

    line = await database.write(show)
    (stored,) = await database.read(lambda work: plant(work, select(outbox.c.message)).scalars().all())

    assert line.said == shown
    assert "482" not in stored["text"]
    assert "0912 345 678, mất 500 000 đồng" in stored["text"]


async def test_a_link_code_that_is_typed_is_kept_as_dots(database: Database) -> None:
    def claim(work: Work) -> str:
        work.inbox.claim(talk_at(work, LAN), 1, Incoming(LAN, "m1", Said("482-913")), MONDAY)
        words: str = plant(work, select(inbox.c.words)).scalar_one()
        return words

    assert await database.write(claim) == "••• •••"


@pytest.mark.parametrize("event", [LinkAsked(7, "telegram"), LinkAnswered(True, "web"), LinkAnswered(False, "web")])
async def test_what_happened_elsewhere_is_kept_as_it_was(database: Database, event: LinkAsked | LinkAnswered) -> None:
    def claim(work: Work) -> Line:
        talk_id = talk_at(work, HOA)
        assert work.inbox.claim(talk_id, 1, Incoming(HOA, "link:7:asked", event), MONDAY)
        assert not work.inbox.claim(talk_id, 2, Incoming(HOA, "link:7:asked", event), MONDAY)
        return work.outbox.lines(talk_id, 0, 1)[0]

    assert (await database.write(claim)).action == event


# --- guessing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_mentor", [False, True])
async def test_everybody_together_may_guess_so_often_and_no_other_code_is_held_up(
    database: Database, is_mentor: bool
) -> None:
    def guess(work: Work) -> list[tuple[bool, bool]]:
        places(work)
        if is_mentor:
            work.mentorships.make_mentor(person_at(work, LAN), 1, MONDAY)
        found = []
        for number in range(LINK_GUESSES_OF_ALL):
            work.codes.missed(f"link:{1000 + number}", MONDAY)
            if number >= LINK_GUESSES_OF_ALL - 2:
                directory = directory_at(work, LAN)
                found.append((directory.may_guess(is_link=True), directory.may_guess()))
        later = work.conversations.directory(work.conversations.take(LAN, MONDAY), MONDAY + timedelta(minutes=11))
        return [*found, (later.may_guess(is_link=True), later.may_guess())]

    assert await database.write(guess) == [(True, True), (False, True), (True, True)]


async def test_guessing_other_codes_does_not_hold_up_linking(database: Database) -> None:
    def guess(work: Work) -> tuple[bool, bool]:
        for number in range(GUESSES_OF_ALL):
            work.codes.missed(f"talk:{1000 + number}", MONDAY)
        return directory_at(work, LAN).may_guess(), directory_at(work, LAN).may_guess(is_link=True)

    assert await database.write(guess) == (False, True)


async def test_one_chat_has_five_tries_for_both_kinds_together(database: Database) -> None:
    def guess(work: Work) -> list[tuple[bool, bool]]:
        found = []
        for kind in ("talk", "link", "talk", "link", "link"):
            found.append((directory_at(work, LAN).may_guess(), directory_at(work, LAN).may_guess(is_link=True)))
            work.codes.missed(f"{kind}:{talk_at(work, LAN)}", MONDAY)
        return [*found, (directory_at(work, LAN).may_guess(), directory_at(work, LAN).may_guess(is_link=True))]

    assert await database.write(guess) == [(True, True)] * 5 + [(False, False)]


# --- the chats of one person --------------------------------------------------------------------------------------


async def test_the_channels_of_a_person_begin_with_this_one(database: Database) -> None:
    def move(work: Work) -> list[list[str]]:
        hoa = named(work, HOA, "Hoa")
        work.people.join(talk_at(work, HOA), "Nam", MONDAY)
        for at in (LAN, MINH):
            work.people.move_in(talk_at(work, at), hoa, MONDAY)
            work.conversations.save(talk_at(work, at), hoa, Conversation(AtMenu()), 0, MONDAY)
        return [list(directory_at(work, at).channels()) for at in (HOA, LAN, MINH)]

    assert await database.write(move) == [
        ["telegram", "web", "zalo_bot"],
        ["web", "telegram", "zalo_bot"],
        ["zalo_bot", "telegram", "web"],
    ]


async def test_a_parted_chat_keeps_its_key_and_nothing_else(database: Database) -> None:
    def part(work: Work) -> tuple[int, int | None, list[Line], bool, int]:
        hoa, here = named(work, HOA, "Hoa"), talk_at(work, LAN)
        work.people.move_in(here, hoa, MONDAY)
        work.conversations.save(here, hoa, Conversation(AtMenu(), prompts=9), 2, MONDAY)
        talk = work.conversations.take(LAN, MONDAY)
        work.inbox.claim(here, 1, Incoming(LAN, "m1", Said("tên tôi là Hoa")), MONDAY)
        work.inbox.claim(here, 3, Incoming(LAN, "m2", Said("tách ra")), MONDAY)
        work.outbox.add(talk, 2, "m1", [Outgoing("Chào bà Hoa!")], MONDAY)
        work.ledger.add(passed_quiz(hoa))
        speaker = work.people.part(hoa, here, MONDAY)
        seen = work.inbox.claim(here, 9, Incoming(LAN, "m2", Said("tách ra")), MONDAY)
        return hoa, speaker, list(work.outbox.lines(here, 0, 10)), seen, len(work.people.learner(hoa).evidence)

    hoa, speaker, lines, seen_again, shown = await database.write(part)

    assert speaker not in (None, hoa)
    assert [line.action for line in lines] == [Said("")]
    assert not seen_again
    assert shown == 1


async def test_somebody_else_of_the_phone_goes_on_there(database: Database) -> None:
    def part(work: Work) -> tuple[int, int | None, list[str], int | None]:
        hoa, here = named(work, HOA, "Hoa"), talk_at(work, HOA)
        child = work.people.join(here, "Nam", MONDAY)
        alone = work.people.part(hoa, here, MONDAY)
        work.people.move_in(talk_at(work, LAN), hoa, MONDAY)
        speaker = work.people.part(hoa, here, MONDAY)
        return child, speaker, [label for _, label in directory_at(work, HOA).people_here()], alone

    child, speaker, here, alone = await database.write(part)

    assert speaker == child
    assert here == ["Nam"]
    assert alone is None
