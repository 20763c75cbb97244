"""Described pictures in the content: each is found under its name, and edits are followed."""

from pathlib import Path

import pytest

from bot import drawing
from bot.curriculum.checks.media import pictures_in
from bot.curriculum.content import Content
from bot.curriculum.shelf import Shelf
from bot.learning.course import Picture
from tests.curriculum.trees import REQUIRED, plant

LESSON = "content/an-toan/tin-la.yaml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return plant(tmp_path / "tree")


@pytest.fixture
def shelf(tree: Path) -> Shelf:
    shelf = Shelf(tree / "content", tree / "quizzes", required_phrases=REQUIRED)
    shelf.refresh()
    return shelf


def edit(tree: Path, old: str, new: str) -> None:
    file = tree / LESSON
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def pictures(content: Content) -> list[Picture]:
    return [picture for lesson in content.course.lessons for _, picture in pictures_in(lesson)]


def test_every_described_picture_is_found_under_its_name(shelf: Shelf) -> None:
    described = {drawing.name(picture): picture for picture in pictures(shelf.content) if not picture.file}

    assert len(described) > 3
    assert {key: shelf.content.drawings.get(key) for key in described} == described


def test_a_picture_from_a_file_is_no_drawing(shelf: Shelf) -> None:
    files = [picture for picture in pictures(shelf.content) if picture.file]

    assert files
    assert [shelf.drawing(drawing.name(picture)) for picture in files] == [None] * len(files)


def test_an_edit_makes_another_drawing_and_forgets_the_old_one(shelf: Shelf, tree: Path) -> None:
    before = set(shelf.content.drawings)
    edit(tree, "[Chép, Xoá]", "[Chép lại, Xoá]")
    shelf.refresh()
    after = set(shelf.content.drawings)

    assert (len(before - after), len(after - before)) == (1, 1)
    assert [shelf.drawing(name) for name in before - after] == [None]


def test_the_words_of_a_drawing_speak_to_anybody(shelf: Shelf, tree: Path) -> None:
    edit(tree, "alt: Dưới tin có hai nút Chép và Xoá", 'alt: "Tin của {bác}, dưới có hai nút"')
    shelf.refresh()
    (name,) = [name for name, picture in shelf.content.drawings.items() if "{bác}" in picture.alt]
    shown = shelf.drawing(name)

    assert shown is not None
    assert shown.alt == f"Tin của {shelf.content.phrases.form.you}, dưới có hai nút"
    assert drawing.address(shelf.content.drawings[name]) == f"ve/{name}.svg"
