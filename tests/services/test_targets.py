"""Actual beside target: who is counted, of how many, and what is honestly not known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from bot.learning.plan import Gauge, Goal, Plan, Target
from bot.learning.tally import Share
from bot.learning.targets import Board, Standing
from bot.ports import Denominator, NewUnit, Staff, Work
from bot.services import targets
from bot.services.refusing import Refused
from db.database import Database
from db.tables import completion
from tests.ledgers import COUNTED, Entry, connection_of, put_ledger, put_units
from tests.plans import a_plan, a_target
from tests.storage import MONDAY

TODAY = date(2026, 11, 16)
EVERYTHING = Staff(1, "co.hanh", "Hạnh", None)
OF_MAU = Staff(2, "xa.mau", "Mẫu", 1)

ALL_THREE = [
    Entry(1, "an-toan", "Q", 202601, 2, "cadre"),
    Entry(1, "thanh-toan", "Q", 202602, 2, "cadre"),
    Entry(1, "mua-sam", "Q", 202603, 3, "resident"),
]
"""Somebody who moved, and was no cadre any more when the last skill was completed."""

TWO = [
    Entry(2, "an-toan", "Q", 202601, 2, "cadre"),
    Entry(2, "thanh-toan", "Q", 202601, 2, "cadre"),
    Entry(2, "lam-quen", "Q", 202601, 2, "cadre"),
]
"""Somebody with two skills that count, and one that does not."""

LEDGER = [
    *ALL_THREE,
    *TWO,
    *(Entry(3, skill, "Q", 202602, 6, "resident") for skill in COUNTED),
    *(Entry(4, skill, "Q", 202602, 4, None) for skill in COUNTED),
    *(Entry(5, skill, "Q", 202602, None, "resident") for skill in COUNTED),
    Entry(6, "an-toan", "V", 202601, 2, "resident"),
]

WHOLES = [
    Denominator(1, None, 1_000, "Công an xã", date(2026, 1, 1)),
    Denominator(1, "cadre", 40, "Văn phòng", date(2026, 2, 1)),
    Denominator(1, "resident", 900, "Công an xã", date(2026, 1, 1)),
    Denominator(5, None, 500, "Công an xã", date(2025, 6, 1)),
    Denominator(5, "resident", 450, "Công an xã", date(2025, 6, 1)),
]


def commune(work: Work, ledger: Sequence[Entry] = LEDGER, wholes: Sequence[Denominator] = WHOLES) -> None:
    put_units(work)
    put_ledger(work, ledger)
    work.units.put_denominators(wholes, MONDAY)


async def board_of(
    database: Database, plan: Plan, year: int = 2026, unit_id: int | None = None, staff: Staff = EVERYTHING
) -> Board:
    return await database.read(targets.board, staff, plan, year, unit_id, COUNTED, TODAY)


async def stand(
    database: Database, target: Target, unit_id: int | None = 1, staff: Staff = EVERYTHING, year: int = 2026
) -> Standing:
    (standing,) = (await board_of(database, a_plan(target), year, unit_id, staff)).standings
    return standing


async def share(database: Database, target: Target, unit_id: int | None = 1) -> Share:
    standing = await stand(database, target, unit_id)
    assert standing.share is not None
    return standing.share


ADULTS = a_target("nguoi-lon", Goal(2026, 85), groups=("cadre", "resident"))
EVERYBODY = a_target("moi-nguoi", Goal(2026, 85))


async def test_learned_is_having_completed_all_of_the_skills_that_count(database: Database) -> None:
    await database.write(commune)

    assert (await share(database, ADULTS)).people == 1
    assert (await share(database, EVERYBODY)).people == 2
    assert (await share(database, a_target("hai", Goal(2026, 1), measure=Gauge("learned", at_least=2)))).people == 3
    one = Gauge("learned", ("lam-quen",))
    assert (await share(database, a_target("lam-quen", Goal(2026, 1), measure=one))).people == 1


async def test_a_group_is_the_one_that_people_had_when_it_was_enough(database: Database) -> None:
    await database.write(commune)

    assert (await share(database, a_target("can-bo", Goal(2026, 1), groups=("cadre",)))).people == 0
    assert (await share(database, a_target("dan", Goal(2026, 1), groups=("resident",)))).people == 1
    two = Gauge("learned", at_least=2)
    assert (await share(database, a_target("hai", Goal(2026, 1), groups=("cadre",), measure=two))).people == 2


async def test_the_official_confirmation_is_counted_by_itself(database: Database) -> None:
    await database.write(commune)

    assert (await share(database, a_target("vneid", Goal(2026, 40), measure=Gauge("official")))).people == 1


async def test_several_groups_have_the_sum_of_their_numbers_which_is_as_old_as_the_oldest(database: Database) -> None:
    await database.write(commune)

    assert await share(database, ADULTS) == Share(1, 940, "Văn phòng; Công an xã", date(2026, 1, 1))


async def test_everything_has_the_sum_of_the_communes(database: Database) -> None:
    await database.write(commune)
    everywhere = await share(database, EVERYBODY, None)

    assert everywhere == Share(4, 1_500, "Công an xã", date(2025, 6, 1))


async def test_a_missing_number_is_named_and_no_share_is_shown(database: Database) -> None:
    await database.write(commune)
    standing = await stand(database, ADULTS, None)

    assert (standing.status, standing.without_whole) == ("no_whole", ("Xã Khác",))
    assert standing.share == Share(3, None)


async def test_a_group_without_a_number_is_empty_where_the_others_are_everybody(database: Database) -> None:
    await database.write(commune)
    cadres = a_target("can-bo", Goal(2026, 95), groups=("cadre",))
    numbers = [
        Denominator(2, None, 812, "Trưởng thôn", date(2026, 1, 1)),
        Denominator(2, "resident", 800, "Trưởng thôn", date(2026, 1, 1)),
    ]
    await database.write(lambda work: work.units.put_denominators(numbers, MONDAY))
    assert (await stand(database, ADULTS, 2)).without_whole == ("Thôn Đông",)

    all_residents = [Denominator(2, "resident", 812, "Trưởng thôn", date(2026, 2, 1))]
    await database.write(lambda work: work.units.put_denominators(all_residents, MONDAY))

    assert await share(database, ADULTS, 2) == Share(0, 812, "Trưởng thôn", date(2026, 2, 1))
    assert (await stand(database, cadres, 2)).status == "nobody"


async def test_where_no_unit_is_of_the_kind_there_is_nobody(database: Database) -> None:
    await database.write(commune)

    assert (await stand(database, a_target("cho", Goal(2026, 70), unit_kinds=("cho",)))).status == "nobody"


async def test_a_number_that_came_later_is_not_used_for_an_earlier_year(database: Database) -> None:
    await database.write(commune)
    earlier = a_target("nguoi-lon", Goal(2025, 85))

    assert (await stand(database, earlier, 1, year=2025)).without_whole == ("Xã Mẫu",)
    assert (await stand(database, earlier, 5, year=2025)).share == Share(0, 500, "Công an xã", date(2025, 6, 1))


async def test_kinds_of_units_count_with_everything_below_them(database: Database) -> None:
    def schools(work: Work) -> None:
        commune(work)
        work.units.put(
            [
                NewUnit("XM-TRUONG", "Trường Mẫu", "truong", "XM"),
                NewUnit("XM-LOP", "Lớp 9A", "co_quan", "XM-TRUONG"),
                NewUnit("XM-TRUONG2", "Trường Hai", "truong", "XM"),
            ],
            MONDAY,
        )
        put_ledger(work, [*LEDGER, *(Entry(9, skill, "Q", 202601, 8, "cadre") for skill in COUNTED)])
        work.units.put_denominators([Denominator(7, "cadre", 30, "Nhà trường", date(2026, 9, 5))], MONDAY)

    await database.write(schools)
    target = a_target("thay-co", Goal(2026, 95), groups=("cadre",), unit_kinds=("truong",))
    before = await stand(database, target)
    second = [Denominator(9, "cadre", 20, "Nhà trường", date(2026, 9, 6))]
    await database.write(lambda work: work.units.put_denominators(second, MONDAY))

    assert (before.share, before.without_whole) == (Share(1, None), ("Trường Hai",))
    assert await share(database, target) == Share(1, 50, "Nhà trường", date(2026, 9, 5))


async def test_a_year_may_have_kinds_of_its_own(database: Database) -> None:
    await database.write(commune)
    target = a_target(
        "can-bo", Goal(2026, 1, unit="người"), Goal(2027, 1, unit="người", unit_kinds=("thon",)), unit_kinds=("truong",)
    )
    shares = [(await stand(database, target, year=year)).share for year in (2026, 2027)]

    assert shares == [Share(0, None), Share(2, None)]


@pytest.mark.parametrize(("hour", "people"), [(16, 1), (17, 0)])
async def test_a_goal_may_end_in_the_middle_of_a_month(database: Database, hour: int, people: int) -> None:
    def at_the_end_of_the_hundred_days(work: Work) -> None:
        commune(work, [Entry(1, "an-toan", "Q", 202510, 2, "cadre")])
        connection_of(work).execute(update(completion).values(at=datetime(2025, 10, 25, hour, 30, tzinfo=UTC)))

    await database.write(at_the_end_of_the_hundred_days)
    goal = Goal(2025, 1, unit="người", until=date(2025, 10, 25))
    standing = await stand(database, a_target("cao-diem", goal, measure=Gauge("learned", at_least=1)), year=2025)

    assert standing.share == Share(people, None)
    assert standing.status == ("reached" if people else "missed")


@pytest.mark.parametrize("kind", ["survey", "activity"])
async def test_what_nobody_records_is_never_nobody(database: Database, kind: str) -> None:
    await database.write(commune)
    gauge = Gauge(kind, fact="smartphone")  # type: ignore[arg-type]
    standing = await stand(database, a_target("dien-thoai", Goal(2026, 85), measure=gauge))

    assert (standing.status, standing.share) == ("not_measured", None)


async def test_targets_without_a_goal_in_the_year_are_left_out(database: Database) -> None:
    await database.write(commune)
    plan = a_plan(ADULTS, a_target("sau", Goal(2027, 1)))

    assert [one.target.id for one in (await board_of(database, plan)).standings] == ["nguoi-lon"]
    assert [one.target.id for one in (await board_of(database, plan, 2027)).standings] == ["sau"]


async def test_people_of_no_known_group_are_not_forgotten(database: Database) -> None:
    await database.write(commune)

    assert (await board_of(database, a_plan(ADULTS))).groupless == 1
    assert (await board_of(database, a_plan(EVERYBODY))).groupless == 0


async def test_staff_of_a_unit_see_that_unit(database: Database) -> None:
    await database.write(commune)
    board = await board_of(database, a_plan(EVERYBODY), staff=OF_MAU)

    assert board.unit is not None
    assert board.unit.id == 1
    assert board.standings[0].share == Share(2, 1_000, "Công an xã", date(2026, 1, 1))
    with pytest.raises(Refused, match="ngoài phạm vi"):
        await board_of(database, a_plan(EVERYBODY), unit_id=6, staff=OF_MAU)
