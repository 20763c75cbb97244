import asyncio

import pytest
from sqlalchemy import select

from bot.dialogue.directory import Code
from bot.dialogue.facts import CodeIssued
from bot.dialogue.messages import Address
from bot.ports import Work
from db.codes import MENTEES_PER_INVITATION
from db.database import Database
from db.directory import GUESS_WINDOW, GUESSES, GUESSES_OF_ALL
from db.tables import code
from tests.db.talks import DAY, HOA, LAN, MINUTE, directory_at, learner_at, named, person_at, places, plant, talk_at
from tests.storage import MONDAY

CODE = "7QK29FXM"


def issue(work: Work, kind: str = "confirm", text: str = CODE, days: int | None = 1) -> int:
    """Let Hoa be shown a code on her own phone; return its id."""
    hoa = named(work, HOA, "Hoa")
    expires_at = MONDAY + days * DAY if days is not None else None
    issued = CodeIssued(kind, text, expires_at, "an-toan", "goi-113")  # type: ignore[arg-type]
    work.codes.issue(hoa, talk_at(work, HOA), issued, MONDAY)
    found = directory_at(work, HOA).code(text)
    assert found is not None
    return found.id


async def test_a_code_is_found_however_it_is_typed(database: Database) -> None:
    code_id = await database.write(issue)
    hoa = await database.write(person_at, HOA)

    found = await database.write(lambda work: directory_at(work, LAN).code("7qk2 9fxm"))

    assert found == Code(code_id, "confirm", hoa, "Hoa", None, "", "an-toan", "goi-113", shown_here=False)
    assert await database.write(lambda work: directory_at(work, LAN).code_by_id(code_id)) == found


async def test_it_is_known_where_a_code_was_shown(database: Database) -> None:
    await database.write(issue)

    found = await database.write(lambda work: directory_at(work, HOA).code(CODE))

    assert found is not None
    assert found.shown_here


async def test_only_a_hash_is_kept(database: Database) -> None:
    await database.write(issue)

    (row,) = await database.read(lambda work: plant(work, select(code)).all())

    assert CODE not in str(row)
    assert len(row.hash) == 64


@pytest.mark.parametrize("text", ["7QK29FXN", "hello", "", "12345678", "7QK2"])
async def test_what_is_no_code_is_not_found(database: Database, text: str) -> None:
    await database.write(issue)

    assert await database.write(lambda work: directory_at(work, LAN).code(text)) is None


async def test_an_expired_code_is_neither_found_nor_used(database: Database) -> None:
    code_id = await database.write(issue)

    def tomorrow(work: Work) -> tuple[Code | None, Code | None, bool]:
        talk = work.conversations.take(LAN, MONDAY)
        directory = work.conversations.directory(talk, MONDAY + DAY)
        return (
            directory.code(CODE),
            directory.code_by_id(code_id),
            work.codes.use(code_id, talk.learner.id, MONDAY + DAY),
        )

    assert await database.write(tomorrow) == (None, None, False)


async def test_a_code_serves_once_however_many_try_at_once(database: Database) -> None:
    code_id = await database.write(issue)

    def use(work: Work, number: int) -> bool:
        return work.codes.use(code_id, person_at(work, Address("web", "", str(number))), MONDAY)

    used = await asyncio.gather(*(database.write(use, number) for number in range(12)))

    assert used.count(True) == 1
    assert await database.write(lambda work: directory_at(work, LAN).code(CODE)) is None


async def test_an_invitation_of_a_mentor_serves_a_whole_group(database: Database) -> None:
    code_id = await database.write(issue, "mentee")

    def accept(work: Work) -> bool:
        return work.codes.use(code_id, person_at(work, LAN), MONDAY)

    used = [await database.write(accept) for _ in range(MENTEES_PER_INVITATION + 1)]

    assert used == [True] * MENTEES_PER_INVITATION + [False]


async def test_a_new_recovery_code_replaces_the_old_one(database: Database) -> None:
    await database.write(issue, "recovery", CODE, None)
    assert (await database.write(learner_at, HOA)).has_recovery_code

    await database.write(issue, "recovery", "9FXM7QK2", None)

    assert await database.write(lambda work: directory_at(work, LAN).code(CODE)) is None
    assert await database.write(lambda work: directory_at(work, LAN).code("9FXM7QK2")) is not None


async def test_a_spent_recovery_code_is_none(database: Database) -> None:
    code_id = await database.write(issue, "recovery", CODE, None)
    await database.write(lambda work: work.codes.use(code_id, person_at(work, LAN), MONDAY))

    assert not (await database.write(learner_at, HOA)).has_recovery_code


async def test_an_invitation_of_the_office_names_its_unit(database: Database) -> None:
    def invite(work: Work) -> Code | None:
        places(work)
        staff = work.offices.add("lan", "Lan", "hash", None, MONDAY)
        work.codes.issue_for_mentors(CODE, 1, staff.id, 2, MONDAY + DAY)
        return directory_at(work, LAN).code(CODE)

    found = await database.write(invite)

    assert found is not None
    assert (found.kind, found.person_id, found.person_name, found.unit_name) == ("mentor", None, "", "Xã Mẫu")


async def test_a_code_that_nobody_could_type_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="type"):
        await database.write(issue, "confirm", "không phải mã")


async def test_guessing_stops_after_a_few_tries_and_may_go_on_later(database: Database) -> None:
    def guess(work: Work) -> bool:
        work.codes.missed(f"talk:{talk_at(work, LAN)}", MONDAY)
        return directory_at(work, LAN).may_guess()

    may_guess = [await database.write(guess) for _ in range(GUESSES)]

    def later(work: Work) -> bool:
        talk = work.conversations.take(LAN, MONDAY)
        return work.conversations.directory(talk, MONDAY + GUESS_WINDOW + MINUTE).may_guess()

    assert may_guess == [True] * (GUESSES - 1) + [False]
    assert await database.write(later)
    assert await database.write(lambda work: directory_at(work, HOA).may_guess())


async def test_everybody_together_has_a_ceiling(database: Database) -> None:
    def many_guess(work: Work) -> bool:
        for number in range(GUESSES_OF_ALL):
            work.codes.missed(f"talk:{1000 + number}", MONDAY)
        return directory_at(work, LAN).may_guess()

    assert not await database.write(many_guess)


async def test_strangers_who_guess_do_not_keep_a_mentor_from_confirming(database: Database) -> None:
    def many_guess(work: Work) -> tuple[bool, bool]:
        places(work)
        work.mentorships.make_mentor(person_at(work, HOA), 1, MONDAY)
        for number in range(GUESSES_OF_ALL):
            work.codes.missed(f"talk:{1000 + number}", MONDAY)
        before = directory_at(work, HOA).may_guess()
        for _ in range(GUESSES):
            work.codes.missed(f"talk:{talk_at(work, HOA)}", MONDAY)
        return before, directory_at(work, HOA).may_guess()

    assert await database.write(many_guess) == (True, False)


async def test_failing_to_sign_in_at_the_office_leaves_learners_alone(database: Database) -> None:
    def many_fail(work: Work) -> bool:
        for _ in range(GUESSES_OF_ALL):
            work.codes.missed("login:lan", MONDAY)
        return directory_at(work, LAN).may_guess()

    assert await database.write(many_fail)


async def test_misses_are_counted_within_a_scope_and_forgotten(database: Database) -> None:
    def miss(work: Work) -> tuple[int, int, int]:
        work.codes.missed("login:lan", MONDAY - 2 * DAY)
        work.codes.missed("login:lan", MONDAY)
        work.codes.missed("login:minh", MONDAY)
        since = MONDAY - 3 * DAY
        return (
            work.codes.misses("login:lan", since),
            work.codes.misses(None, since),
            work.codes.misses(None, MONDAY + DAY),
        )

    assert await database.write(miss) == (1, 2, 0)
