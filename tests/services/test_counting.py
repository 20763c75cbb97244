from dataclasses import replace
from datetime import date

import pytest

from bot.learning.tally import Question
from bot.ports import Denominator, Snapshot, Staff, Work
from bot.reports.stored import Change
from bot.services import counting
from bot.services.counting import Labels
from bot.services.refusing import Refused
from db.database import Database
from tests.ledgers import COUNTED, Entry, put_ledger, put_units
from tests.reports.samples import GROUPS, a_skill
from tests.storage import MONDAY

TODAY = date(2026, 11, 16)
LABELS = Labels(
    (*(a_skill(skill, skill) for skill in COUNTED), a_skill("lam-quen", "Làm quen", is_counted=False)), GROUPS
)
LEDGER = [
    Entry(1, "an-toan", "Q", 202601, 2, "resident"),
    Entry(1, "thanh-toan", "Q", 202602, 3, "resident"),
    Entry(2, "an-toan", "Q", 202602, 4, None),
    Entry(3, "lam-quen", "Q", 202602, 2, "resident"),
    Entry(4, "an-toan", "Q", 202602, 6, "cadre"),
    Entry(5, "an-toan", "Q", 202603, None, "cadre"),
]
LATER = [*LEDGER, Entry(9, "an-toan", "Q", 202603, 3, "resident")]
"""One more person of Thôn Tây, whose evidence came late."""

QUARTER = Question(first_month=202601, last_month=202603, by=("unit",))


def commune(work: Work) -> tuple[Staff, Staff]:
    """Return somebody who sees everything, and somebody of Xã Mẫu."""
    put_units(work)
    put_ledger(work, LEDGER)
    return (
        work.offices.add("co.hanh", "Hạnh", "-", None, MONDAY),
        work.offices.add("mau", "Mẫu", "-", 1, MONDAY),
    )


async def counts(database: Database, staff: Staff, question: Question) -> dict[str, object]:
    answer = await database.read(counting.answer, staff, question, LABELS, TODAY)
    return {str(row.cells[0]): row.cells[2] for row in answer.report.rows}


async def test_whoever_moved_or_finished_two_skills_is_one_person_in_every_sum(database: Database) -> None:
    everything, _ = await database.write(commune)

    assert await counts(database, everything, QUARTER) == {
        "Xã Khác": 1,
        "Thôn Xa": 1,
        "Xã Mẫu": 2,
        "Thôn Đông": 2,
        "Xóm Chùa": 1,
        "Thôn Đông, chưa rõ nơi cụ thể": 1,
        "Thôn Tây": 1,
        "Chưa rõ đơn vị": 1,
        "Tổng cộng": 4,
    }


async def test_staff_of_a_unit_count_in_that_unit_whatever_they_ask(database: Database) -> None:
    _, mau = await database.write(commune)

    assert (await counts(database, mau, QUARTER))["Tổng cộng"] == 2
    assert "Thôn Xa" not in await counts(database, mau, QUARTER)
    with pytest.raises(Refused, match="ngoài phạm vi"):
        await counts(database, mau, replace(QUARTER, unit_id=6))


async def test_a_course_beside_the_five_skills_is_counted_only_where_it_is_asked_for(database: Database) -> None:
    everything, _ = await database.write(commune)

    assert (await counts(database, everything, replace(QUARTER, skill_id="lam-quen")))["Tổng cộng"] == 1


async def test_numbers_of_the_period_are_compared_with_the_denominator_of_its_end(database: Database) -> None:
    everything, _ = await database.write(commune)

    def put(work: Work) -> None:
        work.units.put_denominators(
            [
                Denominator(1, None, 200, "Công an", date(2026, 1, 1)),
                Denominator(1, None, 400, "Công an", date(2026, 4, 1)),
            ],
            MONDAY,
        )

    await database.write(put)
    quarter = await database.read(counting.answer, everything, QUARTER, LABELS, TODAY)
    until_now = await database.read(counting.answer, everything, replace(QUARTER, last_month=None), LABELS, TODAY)

    assert [row.cells[1:4] for row in quarter.report.rows if row.cells[0] == "Xã Mẫu"] == [(200, 2, 1.0)]
    assert [row.cells[1:4] for row in until_now.report.rows if row.cells[0] == "Xã Mẫu"] == [(400, 2, 0.5)]


# --- closed periods -------------------------------------------------------------------------------------------------


async def close(database: Database, staff: Staff, question: Question = QUARTER, reason: str = "") -> Snapshot:
    return await database.write(counting.close_period, staff, question, LABELS, reason, MONDAY, TODAY)


async def test_a_closed_period_stays_as_it_was(database: Database) -> None:
    everything, _ = await database.write(commune)
    kept = await close(database, everything)
    await database.write(put_ledger, LATER)

    closed = await database.read(counting.closed_period, everything, kept.id)
    assert closed.snapshot == kept
    assert closed.before is None
    assert (kept.question.among, kept.question.by) == (COUNTED, ("unit",))


async def test_a_restated_period_is_a_new_version_with_its_reason_and_its_difference(database: Database) -> None:
    everything, _ = await database.write(commune)
    first = await close(database, everything)
    await database.write(put_ledger, LATER)

    with pytest.raises(Refused, match="ghi lý do"):
        await close(database, everything)
    second = await close(database, everything, reason=" Thôn Tây nộp muộn ")

    assert (second.version, second.reason) == (2, "Thôn Tây nộp muộn")
    closed = await database.read(counting.closed_period, everything, second.id)
    assert closed.before == first
    assert closed.changes == (
        Change("Xã Mẫu", "Số người đạt", 2, 3),
        Change("Thôn Tây", "Số người đạt", 1, 2),
        Change("Tổng cộng", "Số người đạt", 4, 5),
    )


async def test_closing_twice_without_a_difference_is_refused(database: Database) -> None:
    everything, _ = await database.write(commune)
    await close(database, everything)

    with pytest.raises(Refused, match="vẫn đúng như lần chốt trước"):
        await close(database, everything, reason="cho chắc")


async def test_a_period_without_an_end_cannot_be_closed(database: Database) -> None:
    everything, _ = await database.write(commune)

    with pytest.raises(Refused, match="tháng cuối"):
        await close(database, everything, replace(QUARTER, last_month=None))


async def test_closed_periods_are_seen_by_those_who_see_the_unit(database: Database) -> None:
    everything, mau = await database.write(commune)
    of_all = await close(database, everything)
    of_mau = await close(database, mau)

    assert of_mau.question.unit_id == 1
    assert await database.read(counting.closed_periods, everything) == [of_mau, of_all]
    assert await database.read(counting.closed_periods, mau) == [of_mau]
    with pytest.raises(Refused, match="Không tìm thấy"):
        await database.read(counting.closed_period, mau, of_all.id)


async def test_closing_leaves_a_line(database: Database) -> None:
    everything, _ = await database.write(commune)
    await close(database, everything)

    ((_, who, action, _),) = await database.read(lambda work: work.offices.log(10))
    assert (who, action) == ("co.hanh", "chốt số")
