"""Values in texts: a change in one place changes them all, and a plan has the last word."""

from dataclasses import replace
from pathlib import Path

from bot.curriculum.filling import fill
from bot.curriculum.loading import load
from bot.curriculum.shelf import Shelf
from bot.learning.course import Choice, Mistake
from tests.curriculum.trees import GOOD, REQUIRED, look, plant

VALUES = {"so-giup": "1900 0000"}


def with_plan(folder: Path) -> Path:
    """A tree whose commune has a number of its own."""
    tree = plant(folder)
    plan = tree / "content" / "plans" / "xa-mau.yaml"
    plan.parent.mkdir(exist_ok=True)
    plan.write_text(PLAN, "utf-8")
    return tree


PLAN = """
id: xa-mau
title: Kế hoạch mẫu
place: Xã Mẫu
document: {issued_by: UBND Xã Mẫu}
first_year: 2026
last_year: 2027
unit_kinds: [thon]
groups: {resident: Người dân, pupil: Học sinh}
values: {so-giup: 0900 000 111}
targets:
  - id: nguoi-lon
    indicator: Tỉ lệ người trưởng thành biết dùng
    whom: người trưởng thành
    measure: {kind: learned}
    goals: [{year: 2026, number: 50}, {year: 2027, number: 60}]
"""


def test_values_stand_in_every_text_and_nothing_else_changes() -> None:
    mistake = Mistake("Lỡ {so-giup}", "{Bác} gọi {so-giup} {ạ}, {lạ}.")

    assert fill((mistake, 7, None), VALUES) == (Mistake("Lỡ 1900 0000", "{Bác} gọi 1900 0000 {ạ}, {lạ}."), 7, None)


def test_what_uses_no_value_is_the_same_object() -> None:
    several = (Choice("a", "Gọi {bác}", "Phải rồi {ạ}.", synonyms=("gọi",)), Mistake("Một", "Hai"))

    assert fill(several, VALUES) is several


def test_texts_of_all_kinds_are_filled() -> None:
    content = look(GOOD).content
    assert content is not None

    assert "gọi số 1900 0000" in content.course.skills[0].lessons[0].loudspeaker
    assert content.faq[0].answer.endswith("gọi 1900 0000.")
    assert content.values == {"so-giup": "1900 0000", "gio-mo-cua": "bảy giờ rưỡi sáng"}


def test_a_phrase_may_use_a_value(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    (tree / "content/phrases.yaml").write_text("hello: Chào {bác} {tên}, số {so-giup} {ạ}.\npraise: Phải rồi {ạ}!\n")
    content = look(tree).content
    assert content is not None

    assert content.phrases.say("hello", tên="Hoa") == "Chào cô bác Hoa, số 1900 0000 ạ."


def test_a_value_that_changes_is_followed_everywhere(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    shelf = Shelf(tree / "content", tree / "quizzes", required_phrases=REQUIRED)
    shelf.refresh()
    file = tree / "content/values.yaml"
    file.write_text(file.read_text("utf-8").replace("1900 0000", "1900 11110"), "utf-8")

    shelf.refresh()

    assert shelf.content.faq[0].answer.endswith("gọi 1900 11110.")


def test_the_plan_in_force_has_the_last_word(tmp_path: Path) -> None:
    tree = with_plan(tmp_path)
    roots = tree / "content", tree / "quizzes"

    national, local = load(*roots).content, load(*roots, plan="xa-mau").content
    assert national is not None
    assert local is not None

    assert national.faq[0].answer.endswith("gọi 1900 0000.")
    assert local.faq[0].answer.endswith("gọi 0900 000 111.")
    assert replace(local, faq=national.faq, course=national.course, values=national.values) == national


def test_content_of_another_plan_is_not_taken_from_the_cache(tmp_path: Path) -> None:
    tree, cache = with_plan(tmp_path / "tree"), tmp_path / "cache"
    roots = tree / "content", tree / "quizzes"
    Shelf(*roots, cache=cache).refresh()

    shelf = Shelf(*roots, plan="xa-mau", cache=cache)
    shelf.refresh()

    assert shelf.content.values["so-giup"] == "0900 000 111"
