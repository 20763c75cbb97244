from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Executable, delete, select, update

from bot.learning.completion import Completion
from bot.ports import NewEvidence, Work
from db.database import Database
from db.tables import answer, attempt, completion
from tests.db.talks import DAY, HOA, LAN, MINUTE, counted, passed_quiz, person_at, places, plant, unit_id
from tests.storage import MONDAY

SECOND = timedelta(seconds=1)


def passed(work: Work, at: datetime = MONDAY) -> tuple[int, Completion]:
    """Let a resident of Thôn Đông pass a quiz; return who, and the completion that follows."""
    places(work)
    hoa = counted(work, HOA, "XM-DONG", "resident")
    entry = work.ledger.add(replace(passed_quiz(hoa), at=at))
    assert entry is not None
    return hoa, Completion("an-toan", "Q", at, 1, entry)


def where(work: Work) -> list[tuple[int | None, str | None, int]]:
    """Return unit, group and month of every recorded completion."""
    columns = completion.c.unit_id, completion.c.group_id, completion.c.month
    return [tuple(row) for row in plant(work, select(*columns).order_by(completion.c.id))]


async def test_evidence_comes_back_in_the_order_in_which_it_was_made(database: Database) -> None:
    def add(work: Work) -> Sequence[str]:
        hoa = person_at(work, HOA)
        work.ledger.add(replace(passed_quiz(hoa, source="b"), at=MONDAY + DAY))
        work.ledger.add(passed_quiz(hoa, skill="mua-sam", source="a"))
        return [entry.skill_id for entry in work.ledger.evidence(hoa)]

    assert await database.write(add) == ["an-toan", "mua-sam"]


async def test_the_same_source_gives_the_same_evidence_once(database: Database) -> None:
    def add_twice(work: Work) -> tuple[int | None, int | None, int]:
        hoa = person_at(work, HOA)
        first, second = work.ledger.add(passed_quiz(hoa)), work.ledger.add(passed_quiz(hoa))
        return first, second, len(work.ledger.evidence(hoa))

    first, second, how_many = await database.write(add_twice)

    assert first is not None
    assert (second, how_many) == (None, 1)


async def test_an_entry_is_revoked_once_and_with_a_reason(database: Database) -> None:
    def revoke(work: Work) -> tuple[int | None, list[int | None]]:
        hoa, done = passed(work)
        revocation = NewEvidence(
            hoa,
            "quiz",
            "an-toan",
            "an-toan-quiz",
            "Q",
            MONDAY,
            1,
            "staff-1",
            revokes_id=done.evidence_id,
            reason="nhầm",
        )
        work.ledger.add(revocation)
        again = work.ledger.add(replace(revocation, source="staff-2"))
        return again, [entry.revokes_id for entry in work.ledger.evidence(hoa)]

    again, revoked = await database.write(revoke)

    assert again is None
    assert revoked[0] is None
    assert revoked[1] is not None


async def test_a_revocation_without_a_reason_is_refused(database: Database) -> None:
    def revoke(work: Work) -> None:
        hoa, done = passed(work)
        work.ledger.add(replace(passed_quiz(hoa, source="staff-1"), revokes_id=done.evidence_id))

    with pytest.raises(Exception, match="reason"):
        await database.write(revoke)


async def test_an_attempt_is_kept_once_from_beginning_to_end(database: Database) -> None:
    def try_quiz(work: Work) -> None:
        hoa = person_at(work, HOA)
        for _ in range(2):
            work.ledger.start_attempt(hoa, "a1", "q", "an-toan", 2**31 - 1, 2, MONDAY)
            work.ledger.answer("a1", "o1", "v1", "c1", True, MONDAY)
        work.ledger.answer("a1", "o1", "v1", "c2", False, MONDAY)
        work.ledger.answer("a1", "o2", "v2", "c1", False, MONDAY)
        work.ledger.finish_attempt("a1", 1, False, MONDAY + MINUTE)
        work.ledger.finish_attempt("a1", 2, True, MONDAY + DAY)

    await database.write(try_quiz)
    ended = await database.read(lambda work: plant(work, select(attempt.c.right, attempt.c.passed)).all())
    answers = await database.read(
        lambda work: plant(work, select(answer.c.variant_id, answer.c.right).order_by(answer.c.id)).all()
    )

    assert [tuple(row) for row in ended] == [(1, False)]
    assert [tuple(row) for row in answers] == [("v1", True), ("v2", False)]


async def test_how_often_a_variant_was_answered_is_counted_over_all_attempts(database: Database) -> None:
    def try_twice(work: Work) -> dict[str, int]:
        hoa, lan = person_at(work, HOA), person_at(work, LAN)
        for attempt_id, who, variants in (("a1", hoa, "vw"), ("a2", hoa, "v"), ("a3", lan, "v")):
            work.ledger.start_attempt(who, attempt_id, "q", "an-toan", 1, 2, MONDAY)
            for variant in variants:
                work.ledger.answer(attempt_id, "o", variant, "c", True, MONDAY)
        return dict(work.people.learner(hoa).seen)

    assert await database.write(try_twice) == {"v": 2, "w": 1}


async def test_a_completion_is_recorded_once_with_the_unit_and_group_of_its_moment(database: Database) -> None:
    def complete_twice(work: Work) -> tuple[Sequence[Completion], Completion, int]:
        hoa, done = passed(work)
        work.ledger.complete(hoa, [done])
        work.people.set_membership(hoa, unit_id(work, "XM-TAY"), "elderly", MONDAY + DAY)
        work.ledger.complete(hoa, [replace(done, at=MONDAY + 2 * DAY)])
        return work.ledger.completions(hoa), done, unit_id(work, "XM-DONG")

    recorded, done, dong = await database.write(complete_twice)

    assert recorded == (done,)
    assert await database.read(where) == [(dong, "resident", 202611)]


@pytest.mark.parametrize(
    ("after", "group"),
    [
        (timedelta(), "resident"),  # the very moment from which counting began
        (DAY - SECOND, "resident"),
        (DAY, "elderly"),
        (2 * DAY, "elderly"),
        (-SECOND, None),
    ],
)
async def test_the_membership_in_force_at_the_moment_counts(
    database: Database, after: timedelta, group: str | None
) -> None:
    def complete(work: Work) -> None:
        hoa, done = passed(work)
        work.people.set_membership(hoa, unit_id(work, "XM-TAY"), "elderly", MONDAY + DAY)
        work.ledger.complete(hoa, [replace(done, at=MONDAY + after)])

    await database.write(complete)

    assert [recorded[1] for recorded in await database.read(where)] == [group]


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC), 202611),
        (datetime(2026, 11, 30, 17, 0, 0, tzinfo=UTC), 202612),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), 202701),
    ],
)
async def test_the_month_is_the_one_in_vietnam(database: Database, at: datetime, month: int) -> None:
    def complete(work: Work) -> None:
        hoa, done = passed(work, at)
        work.ledger.complete(hoa, [done])

    await database.write(complete)

    assert [recorded[2] for recorded in await database.read(where)] == [month]


async def test_a_completion_that_no_longer_follows_is_taken_away(database: Database) -> None:
    def revoke(work: Work) -> tuple[Sequence[Completion], Completion]:
        hoa, done = passed(work)
        later = replace(done, at=MONDAY + DAY)
        work.ledger.complete(hoa, [done, replace(done, level="S")])
        work.ledger.uncomplete(hoa, [later])
        work.ledger.complete(hoa, [later])
        return work.ledger.completions(hoa), later

    recorded, later = await database.write(revoke)

    assert recorded == (later,)


async def test_everybody_with_evidence_or_a_completion_is_listed(database: Database) -> None:
    def list_people(work: Work) -> tuple[list[int], int]:
        hoa, done = passed(work)
        work.ledger.complete(hoa, [done])
        person_at(work, LAN)
        return list(work.ledger.people()), hoa

    people, hoa = await database.write(list_people)

    assert people == [hoa]


async def test_a_sound_ledger_has_no_differences(database: Database) -> None:
    def verify(work: Work) -> Sequence[str]:
        hoa, done = passed(work)
        work.ledger.complete(hoa, [done])
        return work.ledger.differences(hoa, [done])

    assert await database.write(verify) == []


CORRUPTIONS: list[tuple[Executable, str]] = [
    (delete(completion), "đủ minh chứng nhưng sổ chưa ghi hoàn thành."),
    (update(completion).values(level="T"), "sổ ghi hoàn thành nhưng không có minh chứng."),
    (update(completion).values(unit_id=None), "đơn vị ghi chưa rõ, đúng ra là 2."),
    (update(completion).values(group_id="pupil"), "nhóm ghi pupil, đúng ra là resident."),
    (update(completion).values(month=202610), "tháng ghi 202610, đúng ra là 202611."),
    (update(completion).values(rule_version=9), "phiên bản quy tắc ghi 9, đúng ra là 1."),
    (update(completion).values(evidence_id=99), "minh chứng số ghi 99, đúng ra là 1."),
    (
        update(completion).values(at=MONDAY + MINUTE),
        "thời điểm ghi 2026-11-16T02:01:00+00:00, đúng ra là 2026-11-16T02:00:00+00:00.",
    ),
]


@pytest.mark.parametrize(("corruption", "line"), CORRUPTIONS, ids=[line for _, line in CORRUPTIONS])
async def test_planted_corruption_is_found(database: Database, corruption: Executable, line: str) -> None:
    def corrupt(work: Work) -> Sequence[str]:
        hoa, done = passed(work)
        work.ledger.complete(hoa, [done])
        plant(work, corruption)
        return work.ledger.differences(hoa, [done])

    found = await database.write(corrupt)

    assert any(one.endswith(line) for one in found), found
