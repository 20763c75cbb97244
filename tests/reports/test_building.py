from dataclasses import replace

import pytest

from bot.learning.tally import Share
from bot.reports.building import percent
from tests.reports.samples import COUNTED, Answered, a_report, a_tally, shown

BY_UNIT: Answered = {
    (None, ("unit",)): [a_tally(100, 2), a_tally(7, 1), a_tally(4)],
    (None, ()): [a_tally(110)],
    (1, ()): [a_tally(106)],
}


def test_every_unit_is_a_row_even_where_nobody_finished() -> None:
    rows = shown(a_report(COUNTED, BY_UNIT))

    assert list(rows) == [
        "Xã Mẫu",
        "Thôn Đông",
        "Thôn Tây",
        "Xã Mẫu, chưa rõ nơi cụ thể",
        "Chưa rõ đơn vị",
        "Tổng cộng",
    ]
    assert rows["Thôn Tây"][:3] == (0, 0, None)


def test_totals_are_what_the_ledger_counted_not_the_sum_of_the_rows() -> None:
    rows = shown(a_report(COUNTED, BY_UNIT))

    assert rows["Xã Mẫu"][1] == 106
    assert rows["Tổng cộng"][1] == 110


def test_a_share_stands_beside_its_denominator_with_source_and_date() -> None:
    people, passed, share, source, on = shown(a_report(COUNTED, BY_UNIT))["Thôn Đông"]

    assert (people, passed, share, source, str(on)) == (400, 100, 25.0, "Công an xã", "2026-10-01")


def test_people_whose_place_is_unknown_have_no_denominator() -> None:
    rows = shown(a_report(COUNTED, BY_UNIT))

    assert rows["Chưa rõ đơn vị"] == (None, 4, None, "", None)
    assert rows["Xã Mẫu, chưa rõ nơi cụ thể"] == (None, 7, None, "", None)


def test_within_a_unit_its_own_sum_is_the_total() -> None:
    answers: Answered = {(1, ("unit",)): [a_tally(100, 2)], (1, ()): [a_tally(100)]}
    rows = shown(a_report(replace(COUNTED, unit_id=1), answers))

    assert list(rows) == ["Thôn Đông", "Thôn Tây", "Tổng cộng"]


def test_skills_go_across_with_any_of_them_last() -> None:
    report = a_report(
        replace(COUNTED, by=("skill", "unit")),
        {
            (None, ("unit", "skill")): [a_tally(30, 2, "an-toan"), a_tally(20, 2, "thanh-toan")],
            (None, ("unit",)): [a_tally(45, 2)],
            (None, ()): [a_tally(45)],
            (None, ("skill",)): [a_tally(30, skill_id="an-toan"), a_tally(20, skill_id="thanh-toan")],
            (1, ()): [a_tally(45)],
            (1, ("skill",)): [a_tally(30, skill_id="an-toan")],
        },
    )

    assert [column.over for column in report.columns] == [
        "", "", "Thanh toán trực tuyến", "Thanh toán trực tuyến", "Tự bảo vệ", "Tự bảo vệ",
        "Ít nhất một kỹ năng", "Ít nhất một kỹ năng", "", "",
    ]  # fmt: skip
    assert shown(report)["Thôn Đông"][:7] == (400, 20, 5.0, 30, 7.5, 45, 11.2)
    assert shown(report)["Tổng cộng"][:7] == (1_000, 20, 2.0, 30, 3.0, 45, 4.5)


def test_groups_have_their_own_denominators() -> None:
    rows = shown(
        a_report(
            replace(COUNTED, by=("group",), unit_id=1),
            {(1, ("group",)): [a_tally(5, group="cadre"), a_tally(2)], (1, ()): [a_tally(7)]},
        )
    )

    assert list(rows) == ["Cán bộ", "Người dân", "Chưa rõ nhóm", "Tổng cộng"]
    assert rows["Cán bộ"][:4] == (50, 5, 10.0, "Văn phòng")
    assert rows["Người dân"][:3] == (None, 0, None)


def test_a_period_without_a_gap_has_every_month() -> None:
    rows = shown(
        a_report(
            replace(COUNTED, by=("month",), first_month=202511, last_month=202602),
            {(None, ("month",)): [a_tally(5, month=202601)], (None, ()): [a_tally(5)]},
        )
    )

    assert list(rows) == ["11/2025", "12/2025", "01/2026", "02/2026", "Tổng cộng"]
    assert rows["01/2026"][:2] == (1_000, 5)


def test_unit_and_group_together_show_every_pair() -> None:
    report = a_report(
        replace(COUNTED, by=("unit", "group")),
        {(None, ("unit", "group")): [a_tally(5, 2, group="cadre"), a_tally(1)], (None, ()): [a_tally(6)]},
    )

    assert [row.cells[:2] for row in report.rows] == [
        ("Thôn Đông", "Cán bộ"),
        ("Thôn Đông", "Người dân"),
        ("Thôn Tây", "Cán bộ"),
        ("Thôn Tây", "Người dân"),
        ("Chưa rõ đơn vị", "Chưa rõ nhóm"),
        ("Tổng cộng", ""),
    ]


def test_one_skill_alone_is_no_column_of_its_own() -> None:
    report = a_report(replace(COUNTED, skill_id="an-toan", by=("unit", "skill")), {(None, ("unit",)): [a_tally(9, 2)]})

    assert dict(report.about)["Kỹ năng"] == "Tự bảo vệ"
    assert shown(report)["Thôn Đông"][1] == 9
    assert not any(column.over for column in report.columns)


def test_more_people_than_there_are_is_said_below_the_table() -> None:
    report = a_report(COUNTED, {(None, ("unit",)): [a_tally(500, 2)]})

    assert "Thôn Đông: số người đạt (500) lớn hơn tổng số (400), nên kiểm tra lại tổng số." in report.notes


@pytest.mark.parametrize(("last", "is_open"), [(202610, False), (202611, True), (202612, True), (None, False)])
def test_a_period_that_is_not_over_says_so(last: int | None, is_open: bool) -> None:
    notes = a_report(replace(COUNTED, last_month=last), {}).notes

    assert ("Kỳ này chưa hết, số còn có thể tăng." in notes) is is_open


def test_the_lines_above_say_what_was_asked() -> None:
    about = dict(a_report(replace(COUNTED, first_month=202601, last_month=202603, group="cadre"), {}).about)

    assert about == {
        "Đơn vị": "Tất cả đơn vị",
        "Kỳ": "Quý I năm 2026 (01/2026–03/2026)",
        "Kỹ năng": "2 kỹ năng của phong trào",
        "Nhóm": "Cán bộ",
        "Mức": "Ít nhất Q – Đạt bài kiểm tra",
        "Ngày lập": "20/11/2026",
    }


@pytest.mark.parametrize(
    ("people", "of", "shown_as"),
    [(1, 3, 33.3), (4_199, 4_200, 99.9), (4_200, 4_200, 100.0), (1, 4_200, 0.1), (0, 4_200, 0.0), (3, 0, None)],
)
def test_a_percentage_never_claims_all_or_nothing_wrongly(people: int, of: int, shown_as: float | None) -> None:
    assert percent(Share(people, of)) == shown_as
