from collections.abc import Sequence

import pytest

from bot.dialogue.conversation import Conversation
from bot.dialogue.directory import Mentee
from bot.dialogue.messages import Address
from bot.dialogue.places import STUCK_AFTER, AtLesson, AtMenu, AtQuiz, Learning
from bot.learning.completion import Completion
from bot.learning.grading import Attempt
from bot.ports import Work
from db.database import Database
from tests.db.talks import DAY, HOA, LAN, MINH, directory_at, learner_at, named, passed_quiz, person_at, places, talk_at
from tests.storage import MONDAY


def mentee(work: Work, name: str, days_ago: int, bookmark: Learning | None = None, asks: bool = False) -> int:
    """Let Minh follow somebody who was last here so many days ago."""
    address = Address("web", "", name)
    person_id, talk_id = named(work, address, name), talk_at(work, address)
    state = Conversation(AtMenu(), bookmark=bookmark)
    work.conversations.save(talk_id, person_id, state, 1, MONDAY - days_ago * DAY)
    work.mentorships.follow(person_at(work, MINH), person_id, MONDAY)
    if asks:
        work.tickets.open(person_id, talk_id, "menu", "", MONDAY)
    return person_id


def mentees(work: Work) -> Sequence[Mentee]:
    return directory_at(work, MINH).mentees()


async def test_whoever_needs_help_comes_first(database: Database) -> None:
    def follow(work: Work) -> list[str]:
        mentee(work, "mới học", 0)
        mentee(work, "lâu rồi", 9)
        mentee(work, "đang kẹt", 1, AtLesson("tin-gia", "a", STUCK_AFTER))
        mentee(work, "làm bài", 2, AtQuiz("an-toan", Attempt("a1", "q", 1, ("v",))))
        mentee(work, "nhờ giúp", 1, asks=True)
        silent = work.people.join(talk_at(work, MINH), "chưa học", MONDAY)
        work.mentorships.follow(person_at(work, MINH), silent, MONDAY)
        return [one.name or "chưa học" for one in mentees(work)]

    assert await database.write(follow) == ["nhờ giúp", "đang kẹt", "chưa học", "lâu rồi", "làm bài", "mới học"]


async def test_a_line_tells_where_a_mentee_is(database: Database) -> None:
    lesson = AtLesson("tin-gia", "a")

    def follow(work: Work) -> tuple[Sequence[Mentee], int]:
        hoa = mentee(work, "Hoa", 3, lesson, asks=True)
        entry = work.ledger.add(passed_quiz(hoa))
        assert entry is not None
        done = [Completion("an-toan", level, MONDAY, 1, entry) for level in ("S", "T", "Q", "V")]
        work.ledger.complete(hoa, done)
        return mentees(work), hoa

    (found,), hoa = await database.write(follow)

    assert found == Mentee(hoa, "Hoa", {"an-toan": "T"}, lesson, MONDAY - 3 * DAY, asked_for_help=True)


async def test_a_new_mentor_takes_over_from_the_old_one(database: Database) -> None:
    def take_over(work: Work) -> tuple[int, int, str | None]:
        hoa, lan = mentee(work, "Hoa", 0), named(work, LAN, "Lan")
        work.mentorships.follow(lan, hoa, MONDAY + DAY)
        work.mentorships.follow(lan, hoa, MONDAY + 2 * DAY)
        return len(mentees(work)), len(directory_at(work, LAN).mentees()), work.people.learner(hoa).mentor_name

    assert await database.write(take_over) == (0, 1, "Lan")


async def test_whoever_leaves_a_mentor_is_followed_by_nobody(database: Database) -> None:
    def leave(work: Work) -> tuple[int, str | None]:
        hoa = mentee(work, "Hoa", 0)
        work.mentorships.leave(hoa, MONDAY + DAY)
        work.mentorships.leave(hoa, MONDAY + DAY)
        return len(mentees(work)), work.people.learner(hoa).mentor_name

    assert await database.write(leave) == (0, None)


async def test_nobody_follows_himself(database: Database) -> None:
    def follow_himself(work: Work) -> None:
        work.mentorships.follow(person_at(work, MINH), person_at(work, MINH), MONDAY)

    with pytest.raises(Exception, match="not_oneself"):
        await database.write(follow_himself)


async def test_becoming_a_mentor_twice_changes_nothing(database: Database) -> None:
    def become(work: Work) -> bool:
        places(work)
        minh = person_at(work, MINH)
        work.mentorships.make_mentor(minh, 1, MONDAY)
        work.mentorships.make_mentor(minh, 2, MONDAY + DAY)
        return learner_at(work, MINH).is_mentor

    assert await database.write(become)
    assert not (await database.write(learner_at, HOA)).is_mentor


async def test_asking_again_refreshes_the_request(database: Database) -> None:
    def ask(work: Work) -> Sequence[Mentee]:
        hoa = mentee(work, "Hoa", 0, asks=True)
        work.tickets.open(hoa, talk_at(work, HOA), "lesson", "tôi không hiểu " * 100, MONDAY + DAY)
        work.tickets.open(hoa, talk_at(work, HOA), "quiz", "", MONDAY + DAY)
        return mentees(work)

    assert [one.asked_for_help for one in await database.write(ask)] == [True]


async def test_whoever_leaves_is_no_longer_seen(database: Database) -> None:
    def leave(work: Work) -> list[str]:
        person_id = mentee(work, "Hoa", 0)
        work.mentorships.leave(person_id, MONDAY)
        return [found.name for found in mentees(work)]

    names = await database.write(leave)

    assert names == []


async def test_a_closed_request_is_no_longer_waiting(database: Database) -> None:
    def close(work: Work) -> list[bool]:
        person_id = mentee(work, "Hoa", 0, asks=True)
        work.tickets.close(person_id, MONDAY)
        return [found.asked_for_help for found in mentees(work)]

    asking = await database.write(close)

    assert asking == [False]
