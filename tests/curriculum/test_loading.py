"""All files together: one content in the order of the authors, every problem at once, reminders that do not stop it."""

import random
from datetime import date
from pathlib import Path

from bot.curriculum.loading import load
from bot.curriculum.report import json_report, text_report
from tests.curriculum.trees import BROKEN, GOOD, break_it, look, plant


def test_the_content_is_in_the_order_of_the_authors() -> None:
    content = look(GOOD).content
    assert content is not None

    (skill,) = content.course.skills

    assert [lesson.id for lesson in skill.lessons] == ["tin-la", "cuoc-goi-la"]
    assert skill.quiz is not None
    assert skill.quiz.id == "kiem-tra-an-toan"
    assert [drill.id for drill in content.drills] == ["trung-thuong", "bao-dien"]
    assert [form.id for form in content.addresses] == ["ba", "em"]
    assert content.rules.in_force.version == 1


def test_forms_of_address_are_known_by_their_id() -> None:
    content = look(GOOD).content
    assert content is not None

    assert content.address_form("em").me == "mình"
    assert content.address_form(None).you == "cô bác"
    assert content.address_form("không còn nữa").you == "cô bác"


def test_pictures_have_an_address() -> None:
    content = look(GOOD).content
    assert content is not None

    assert content.media_path("an-toan", "mo-tin.svg") == "an-toan/mo-tin.svg"
    assert content.media_path("an-toan", "../skill.yaml") is None
    assert content.media == {"an-toan/mo-tin.svg": "content"}


def test_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    chosen = {"rules-share", "value-text-for-number", "quiz-few-variants", "drill-no-signs", "skill-text-empty"}
    for broken in BROKEN:
        if broken.stem in chosen:
            break_it(tree, broken)

    loaded = look(tree)

    assert loaded.content is None
    assert [problem.file for problem in loaded.problems] == [
        "content/an-toan/skill.yaml",
        "content/an-toan/tin-la.yaml",
        "content/drills/mau.yaml",
        "content/rules.yaml",
        "quizzes/an-toan/kiem-tra-an-toan.yaml",
    ]
    assert loaded.counts.problems == len(chosen)
    assert loaded.counts.lessons == 2


def test_any_mix_of_breaks_yields_problems_and_never_an_exception(tmp_path: Path) -> None:
    dice = random.Random(7)
    for turn in range(30):
        tree = plant(tmp_path / str(turn))
        for broken in dice.sample(BROKEN, 6):
            try:
                break_it(tree, broken)
            except (AssertionError, FileNotFoundError):
                continue  # An earlier break took away what this one would change.

        loaded = look(tree)

        assert loaded.content is None
        assert list(loaded.problems) == sorted(set(loaded.problems))


def test_missing_folders_are_problems_too(tmp_path: Path) -> None:
    loaded = load(tmp_path / "content", tmp_path / "quizzes")

    assert loaded.content is None
    assert {problem.what for problem in loaded.problems} == {"thiếu tệp này"}


def test_sources_past_their_date_are_only_reminders() -> None:
    loaded = look(GOOD, today=date(2027, 4, 1))

    assert loaded.content is not None
    assert loaded.counts.problems == 0
    assert [str(problem) for problem in loaded.problems] == [
        "content/emergency.yaml:11: nhắc: nguồn 1 › review_by: nguồn này cần xem lại từ ngày 31/03/2027\n"
        "    sửa: mở lại trang nguồn, sửa bài nếu có gì đổi, rồi ghi ngày mới"
    ]


def test_without_required_phrases_their_ids_are_not_compared() -> None:
    assert load(GOOD / "content", GOOD / "quizzes").content is not None


def test_equal_texts_have_equal_versions_wherever_they_lie(tmp_path: Path) -> None:
    here, there = look(plant(tmp_path / "a")).content, look(plant(tmp_path / "b")).content
    assert here is not None
    assert there is not None

    assert here == there


def test_the_reports_count_and_list() -> None:
    loaded = look(GOOD)

    assert text_report(loaded) == "2 bài học, 4 mục tiêu kiểm tra, 2 tin luyện. Không có lỗi nào."
    assert json_report(loaded) == '{"lessons": 2, "objectives": 4, "faq": 0, "drills": 2, "plans": 0, "problems": 0}'


def test_the_report_of_a_broken_tree_says_how_many(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    (tree / "content" / "rules.yaml").unlink()

    assert text_report(look(tree)) == (
        "content/rules.yaml:1: thiếu tệp này\n    sửa: tạo tệp; mẫu xem ở content/README.md\n"
        "2 bài học, 4 mục tiêu kiểm tra, 2 tin luyện. Còn 1 chỗ cần sửa."
    )
