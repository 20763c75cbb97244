"""All files together: one content in the order of the authors, every problem at once, reminders that do not stop it."""

import json
import random
from datetime import date
from pathlib import Path

from bot.curriculum.loading import load
from bot.curriculum.report import json_report, text_report
from bot.learning.knowledge import Language
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


def test_the_content_knows_more_than_lessons() -> None:
    content = look(GOOD).content
    assert content is not None
    measure = content.course.skills[0].measure
    assert measure is not None

    assert [item.objective for item in measure.items] == ["tin-nhan", "cuoc-goi", "ma-so", "tien-truoc", "lo-tay"]
    assert [entry.id for entry in content.faq] == ["lo-bam-duong-la", "bang-chung"]
    assert [decoy.id for decoy in content.decoys] == ["thoi-tiet"]
    assert [item.id for item in content.framework] == ["tin-lua", "goi-lua"]
    assert [host.host for host in content.hosts] == ["xamau.example.vn"]
    assert content.odd_endings == {"top", "vip"}
    assert content.shorteners == {"ngan.example"}
    assert [brand.spellings for brand in content.brands] == [("nganhangmau", "nhm"), ("chomau",)]
    assert [form.official for form in content.scams] == [7, None]
    assert content.language == Language(
        abbreviations={"k": ("không",), "tk": ("tài khoản", "thứ")},
        spoken={"vô": "vào", "răng": "sao"},
        marked_only=frozenset({"răng"}),
        concepts={"lua": ("lừa", "gạt", "dụ")},
        keep=frozenset({"taxi", "data"}),
    )


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


def test_every_kind_of_source_is_reminded_of() -> None:
    loaded = look(GOOD, today=date(2027, 12, 1))

    assert loaded.counts.problems == 0
    assert {problem.severity for problem in loaded.problems} == {"reminder"}
    assert {problem.file for problem in loaded.problems} >= {
        "content/an-toan/tin-la.yaml",
        "content/emergency.yaml",
        "content/faq/mau.yaml",
        "content/lists/brands.yaml",
        "content/lists/hosts.yaml",
        "content/lists/scams.yaml",
        "content/values.yaml",
        "quizzes/an-toan/kiem-tra-an-toan.yaml",
    }


def test_without_required_phrases_their_ids_are_not_compared() -> None:
    assert load(GOOD / "content", GOOD / "quizzes").content is not None


def test_equal_texts_have_equal_versions_wherever_they_lie(tmp_path: Path) -> None:
    here, there = look(plant(tmp_path / "a")).content, look(plant(tmp_path / "b")).content
    assert here is not None
    assert there is not None

    assert here == there


def test_the_reports_count_and_list() -> None:
    loaded = look(GOOD)

    assert text_report(loaded) == f"{THERE_IS}\nKhông có lỗi nào."
    assert json.loads(json_report(loaded)) == {
        "lessons": 2,
        "cards": 10,
        "drawings": 6,
        "objectives": 12,
        "questions": 36,
        "measured": 5,
        "faq": 2,
        "decoys": 1,
        "drills": 2,
        "genuine": 1,
        "values": 2,
        "plans": 1,
        "problems": 0,
    }


THERE_IS = (
    "2 bài học (10 thẻ, 6 hình), 12 mục tiêu kiểm tra (36 câu hỏi), 5 mục đo trước – sau, 2 câu hỏi đáp, "
    "1 câu ngoài lề, 2 tin luyện (1 tin thật), 2 giá trị, 1 kế hoạch."
)


def test_the_report_of_a_broken_tree_says_how_many(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    (tree / "content" / "rules.yaml").unlink()

    assert text_report(look(tree)) == (
        "content/rules.yaml:1: thiếu tệp này\n    sửa: tạo tệp; mẫu xem ở content/README.md\n"
        f"{THERE_IS}\nCòn 1 chỗ cần sửa."
    )
