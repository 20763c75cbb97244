from datetime import datetime

import pytest
from sqlalchemy import select

from bot.learning.people import Learner
from bot.ports import Work
from db.database import Database
from db.tables import consent, membership, person
from tests.db.talks import (
    DAY,
    HOA,
    LAN,
    MINUTE,
    counted,
    directory_at,
    learner_at,
    named,
    person_at,
    places,
    plant,
    talk_at,
    unit_id,
)
from tests.storage import MONDAY


def memberships(work: Work) -> list[tuple[str | None, datetime, datetime | None]]:
    columns = membership.c.group_id, membership.c.from_at, membership.c.to_at
    return [tuple(row) for row in plant(work, select(*columns).order_by(membership.c.id))]


async def test_somebody_else_joins_a_phone_under_a_label(database: Database) -> None:
    def join(work: Work) -> list[str]:
        named(work, HOA, "Hoa")
        work.people.join(talk_at(work, HOA), "Cháu Nam", MONDAY)
        return [label for _, label in directory_at(work, HOA).people_here()]

    assert await database.write(join) == ["Hoa", "Cháu Nam"]


async def test_a_name_is_kept_with_the_person_and_labels_this_phone(database: Database) -> None:
    await database.write(named, HOA, "Đặng Thị Hoa")

    assert (await database.write(learner_at, HOA)).name == "Đặng Thị Hoa"
    assert await database.write(lambda work: [label for _, label in directory_at(work, HOA).people_here()]) == [
        "Đặng Thị Hoa"
    ]


async def test_the_longest_name_still_has_a_place_to_sort_at(database: Database) -> None:
    await database.write(named, HOA, "Ễ" * 80)

    assert (await database.write(learner_at, HOA)).name == "Ễ" * 60


async def test_somebody_moves_in_under_their_own_name_once(database: Database) -> None:
    def move_in(work: Work) -> list[tuple[int, str]]:
        hoa, here = named(work, HOA, "Hoa"), talk_at(work, LAN)
        work.people.move_in(here, hoa, MONDAY)
        work.people.move_in(here, hoa, MONDAY)
        return [one for one in directory_at(work, LAN).people_here() if one[1]]

    (hoa,) = await database.write(move_in)

    assert hoa == (await database.write(person_at, HOA), "Hoa")


async def test_form_and_age_are_kept(database: Database) -> None:
    def state(work: Work) -> Learner:
        hoa = person_at(work, HOA)
        work.people.set_form(hoa, "ba")
        work.people.set_age(hoa, True)
        return work.people.learner(hoa)

    hoa = await database.write(state)

    assert (hoa.form, hoa.is_child) == ("ba", True)


async def test_a_new_membership_ends_the_one_of_before(database: Database) -> None:
    def move(work: Work) -> Learner:
        places(work)
        hoa = counted(work, HOA, "XM-DONG", "resident")
        work.people.set_membership(hoa, unit_id(work, "XM-TAY"), "elderly", MONDAY + DAY)
        return work.people.learner(hoa)

    hoa = await database.write(move)

    assert hoa.unit is not None
    assert (hoa.unit.code, hoa.group, hoa.counted_from) == ("XM-TAY", "elderly", MONDAY)
    assert await database.read(memberships) == [
        ("resident", MONDAY, MONDAY + DAY),
        ("elderly", MONDAY + DAY, None),
    ]


async def test_stating_the_same_again_changes_nothing(database: Database) -> None:
    def state_twice(work: Work) -> None:
        hoa = counted(work, HOA, None, "resident")
        work.people.set_membership(hoa, None, "resident", MONDAY + DAY)

    await database.write(state_twice)

    assert await database.read(memberships) == [("resident", MONDAY, None)]


async def test_stating_otherwise_at_the_same_moment_leaves_no_empty_time(database: Database) -> None:
    def state_both(work: Work) -> None:
        hoa = counted(work, HOA, None, None)
        work.people.set_membership(hoa, None, "pupil", MONDAY)

    await database.write(state_both)

    assert await database.read(memberships) == [("pupil", MONDAY, None)]


@pytest.mark.parametrize("agrees_first", [True, False])
async def test_counting_begins_when_both_are_known(database: Database, agrees_first: bool) -> None:
    def state(work: Work) -> tuple[datetime | None, datetime | None]:
        hoa = person_at(work, HOA)
        if agrees_first:
            work.people.add_consent(hoa, "progress", 1, "Đếm nhé?", True, MONDAY)
        else:
            work.people.set_membership(hoa, None, "resident", MONDAY)
        before = work.people.learner(hoa).counted_from
        if agrees_first:
            work.people.set_membership(hoa, None, "resident", MONDAY + MINUTE)
        else:
            work.people.add_consent(hoa, "progress", 1, "Đếm nhé?", True, MONDAY + MINUTE)
        return before, work.people.learner(hoa).counted_from

    assert await database.write(state) == (None, MONDAY + MINUTE)


async def test_whoever_declines_is_not_counted(database: Database) -> None:
    def decline(work: Work) -> Learner:
        hoa = person_at(work, HOA)
        work.people.set_membership(hoa, None, "resident", MONDAY)
        work.people.add_consent(hoa, "progress", 1, "Đếm nhé?", False, MONDAY)
        return work.people.learner(hoa)

    hoa = await database.write(decline)

    assert (hoa.counted_from, hoa.consents, hoa.is_counted) == (None, {"progress": False}, False)


async def test_every_answer_is_kept_and_the_last_one_is_in_force(database: Database) -> None:
    def change_mind(work: Work) -> Learner:
        hoa = person_at(work, HOA)
        work.people.add_consent(hoa, "reminders", 1, "Nhắc nhé?", True, MONDAY)
        work.people.add_consent(hoa, "reminders", 1, "Nhắc nhé?", False, MONDAY + DAY)
        return work.people.learner(hoa)

    hoa = await database.write(change_mind)
    kept = await database.read(
        lambda work: plant(work, select(consent.c.text, consent.c.agreed).order_by(consent.c.id)).all()
    )

    assert hoa.consents == {"reminders": False}
    assert [tuple(row) for row in kept] == [("Nhắc nhé?", True), ("Nhắc nhé?", False)]


async def test_a_guardian_answers_for_a_child(database: Database) -> None:
    def answer(work: Work) -> Learner:
        child = counted(work, HOA)
        work.people.set_age(child, True)
        work.people.add_consent(child, "guardian", 1, "Tôi đồng ý", True, MONDAY, by="bà")
        return work.people.learner(child)

    child = await database.write(answer)

    assert (child.guardian_agreed, child.is_counted) == (True, True)


async def test_a_naive_moment_is_refused(database: Database) -> None:
    def without_zone(work: Work) -> None:
        plant(work, person.insert().values(consents={}, created_at=datetime(2026, 11, 16)))  # noqa: DTZ001

    with pytest.raises(Exception, match="time zone"):
        await database.write(without_zone)
