"""The plans that come with the program say what the communes wrote: figure by figure, and no more than that."""

from pathlib import Path
from typing import get_args

import pytest

from bot import shipped
from bot.curriculum.reading import read
from bot.curriculum.shapes import fit
from bot.learning.plan import Fact, Plan, Target
from bot.reports.targets import goal_words

FOLDER = shipped.content_root() / "plans"

PLANS: dict[str, Plan] = {
    file.stem: fit(Plan, read(file.read_bytes()).value).value for file in sorted(FOLDER.glob("*.yaml"))
}

# Typed by hand from the papers of the five communes, never made from the files: plan, id, its figures for 2025 and
# 2026, what is measured, in which groups. A figure of both years stands under the first with `(2025–2026)`.
TABLE = """
hong-van    | can-bo             | 95 %                      | 100 %   | learned  | cadre
hong-van    | hoc-sinh           | 100 %                     | 100 %   | learned  | pupil
tan-lap     | can-bo             | 80 %                      |         | learned  | cadre
tan-lap     | hoc-sinh           | 100 %                     |         | learned  | pupil
tan-lap     | nguoi-lon          | 60 %                      |         | learned  | cadre worker resident
tan-lap     | vneid              | 40 %                      |         | official | cadre worker resident
tan-lap     | lao-dong           | 60 %                      |         | learned  | worker
tan-lap     | app                | 30 %                      |         | survey   |
tan-lap     | chu-ky-so-can-bo   | 50 %                      |         | survey   | cadre
tan-lap     | chu-ky-so-nguoi-dan| 100 người                 |         | survey   |
tan-lap     | ten-mien           | ≥ 1 hộ                    |         | survey   |
le-dai-hanh | ho-gia-dinh        | ≥ 80 %                    | 100 %   | activity |
le-dai-hanh | nguoi-cao-tuoi     | 100 % (2025–2026)         |         | activity |
le-dai-hanh | nguoi-khuyet-tat   | 100 % (2025–2026)         |         | activity |
le-dai-hanh | lao-dong           | 100 % (2025–2026)         |         | learned  | worker
le-dai-hanh | danh-tinh-so       | 100 % (2025–2026)         |         | survey   |
le-dai-hanh | cho-so             | 100 % (2025–2026)         |         | activity |
le-dai-hanh | nguoi-co-anh-huong | ≥ 1 mỗi tổ (2025–2026)    |         | activity |
ung-hoa     | can-bo             | 95 %                      | 100 %   | learned  | cadre
ung-hoa     | hoc-sinh           | 100 %                     | 100 %   | learned  | pupil
ung-hoa     | nguoi-lon          | > 85 %                    | 100 %   | learned  | cadre worker resident
ung-hoa     | dien-thoai         | 85 %                      | > 85 %  | survey   | cadre worker resident
ung-hoa     | lao-dong           | 80 %                      |         | learned  | worker
phu-dong    | can-bo             | 100 %                     | 100 %   | learned  | cadre
phu-dong    | hoc-sinh           | 100 %                     | 100 %   | learned  | pupil
phu-dong    | dien-thoai         | > 85 %                    | > 85 %  | survey   | cadre worker resident
phu-dong    | nguoi-lon          | > 85 %                    | 100 %   | learned  | cadre worker resident
phu-dong    | tai-khoan          | 50 %                      | > 50 %  | survey   | cadre worker resident
phu-dong    | lao-dong           | 80 %                      | 100 %   | learned  | worker
phu-dong    | to-cong-dong       | 100 %                     |         | activity |
"""

ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]

ANSWERS = {
    "can-bo": ("Phòng Văn hóa - Xã hội", ("Văn phòng HĐND - UBND", "Các cơ quan chuyên môn, đơn vị")),
    "hoc-sinh": ("Các nhà trường", ("Phòng Văn hóa - Xã hội",)),
    "dien-thoai": ("Phòng Văn hóa - Xã hội", ("Các thôn, tổ dân phố",)),
    "nguoi-lon": ("Phòng Văn hóa - Xã hội", ("Các thôn, tổ dân phố",)),
    "tai-khoan": ("Phòng Kinh tế", ("Các thôn, tổ dân phố",)),
    "lao-dong": ("Phòng Kinh tế", ()),
}
"""Who answers in the appendix of Phù Đổng, and who helps."""


def target_of(plan: str, target_id: str) -> Target:
    return next(target for target in PLANS[plan].targets if target.id == target_id)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}:{row[1]}")
def test_every_figure_is_the_one_of_the_paper(row: tuple[str, ...]) -> None:
    plan, target_id, in_2025, in_2026, kind, groups = row
    target = target_of(plan, target_id)
    said = {goal.first_year or goal.year: goal_words(goal) for goal in target.goals}

    assert (said.get(2025, ""), said.get(2026, "")) == (in_2025, in_2026)
    assert len(said) == bool(in_2025) + bool(in_2026)
    assert (target.measure.kind, " ".join(target.groups)) == (kind, groups)


def test_no_target_is_made_up() -> None:
    written = {(plan.id, target.id) for plan in PLANS.values() for target in plan.targets if plan.id != "mau"}

    assert written == {row[:2] for row in ROWS}


@pytest.mark.parametrize("target_id", ANSWERS)
def test_who_answers_is_who_answers_in_the_paper(target_id: str) -> None:
    target = target_of("phu-dong", target_id)

    assert (target.responsible, target.helpers) == ANSWERS[target_id]


def test_the_hundred_days_end_in_october_but_pupils_have_the_whole_year() -> None:
    days = {target.id: f"{target.goals[0].last_day:%d/%m/%Y}" for target in PLANS["tan-lap"].targets}

    assert days.pop("hoc-sinh") == "31/12/2025"
    assert set(days.values()) == {"25/10/2025"}


def test_the_least_number_of_mentees_is_the_one_of_the_paper() -> None:
    minimum = {plan.id: plan.mentor_minimum for plan in PLANS.values() if plan.id != "mau"}

    assert minimum == {"hong-van": None, "tan-lap": 5, "le-dai-hanh": 5, "ung-hoa": 3, "phu-dong": None}


def test_only_the_schools_report_every_quarter() -> None:
    every = {plan.id: plan.reporting.every for plan in PLANS.values() if plan.reporting and plan.id != "mau"}

    assert every == {"hong-van": "quarter", "phu-dong": None, "tan-lap": None, "ung-hoa": None}


def test_every_plan_has_the_festival_and_the_schools_the_fourth_friday() -> None:
    days = {plan.id: {(day.every, day.week, day.weekday, day.day, day.month) for day in plan.recurring}
            for plan in PLANS.values()}  # fmt: skip

    assert all(("year", None, None, 10, 10) in several for several in days.values())
    assert ("month", 4, "friday", None, None) in days["hong-van"]


def test_names_and_values_of_one_place_are_its_own() -> None:
    assert PLANS["hong-van"].values["app-tinh"] == "iHanoi"
    assert PLANS["tan-lap"].values["app-tinh"] == "Đắk Lắk Số"
    assert PLANS["le-dai-hanh"].values["cong-an-xa"] == "Công an phường"
    assert PLANS["mau"].values == {}


def test_the_guide_names_everything_that_can_be_measured() -> None:
    guide = (shipped.content_root() / "README.md").read_text("utf-8")

    assert [fact for fact in get_args(Fact) if f"`{fact}`" not in guide] == []


def test_the_plan_of_the_guide_has_its_shape() -> None:
    guide = (shipped.content_root() / "README.md").read_text("utf-8")
    example = next(block for block in guide.split("```") if "id: binh-an" in block).removeprefix("yaml\n")

    assert fit(Plan, read(example.encode()).value).findings == ()


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_file_has_its_shape(file: Path) -> None:
    shaped = fit(Plan, read(file.read_bytes()).value)

    assert shaped.findings == ()
