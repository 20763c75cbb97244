"""The shelf: follows the files, keeps the last good content, starts from what an earlier run has kept."""

import os
import pickle
from pathlib import Path

import pytest

from bot.curriculum import loading
from bot.curriculum.checks.glossary import Glossary
from bot.curriculum.content import Content
from bot.curriculum.examining import Examined, examine
from bot.curriculum.layout import SourceFile
from bot.curriculum.loading import Loaded
from bot.curriculum.shelf import Shelf
from tests.curriculum.trees import BROKEN, REQUIRED, break_it, look, plant


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return plant(tmp_path / "tree")


def a_shelf(tree: Path, cache: Path | None = None) -> Shelf:
    return Shelf(tree / "content", tree / "quizzes", required_phrases=REQUIRED, cache=cache)


def change(file: Path, old: str, new: str) -> None:
    """Edit a file as an editor does: a moment later."""
    before = file.stat().st_mtime_ns
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


def title(content: Content) -> str:
    return content.course.skills[0].lessons[0].title


def refreshed(shelf: Shelf) -> Loaded:
    loaded = shelf.refresh()
    assert loaded is not None
    return loaded


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were examined since."""
    names: list[str] = []

    def noted(file: SourceFile, data: bytes, glossary: Glossary, is_thorough: bool) -> Examined:
        names.append(file.name)
        return examine(file, data, glossary, is_thorough)

    monkeypatch.setattr(loading, "examine", noted)
    return names


def test_an_empty_shelf_says_so(tree: Path) -> None:
    with pytest.raises(LookupError):
        _ = a_shelf(tree).content


def test_nothing_changed_is_nothing_new(tree: Path) -> None:
    shelf = a_shelf(tree)

    assert refreshed(shelf).content is shelf.content
    assert shelf.refresh() is None


def test_a_change_is_swapped_in_and_the_old_content_stays_as_it_was(tree: Path) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()
    old = shelf.content

    change(tree / "content/an-toan/tin-la.yaml", "title: Tin nhắn lạ", "title: Tin lạ")
    refreshed(shelf)

    assert title(shelf.content) == "Tin lạ"
    assert title(old) == "Tin nhắn lạ"
    assert shelf.content.version != old.version


def test_only_the_changed_file_is_read_again(tree: Path, read_files: list[str]) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()
    read_files.clear()

    change(tree / "content/an-toan/tin-la.yaml", "title: Tin nhắn lạ", "title: Tin lạ")
    shelf.refresh()

    assert read_files == ["content/an-toan/tin-la.yaml"]


def test_a_new_global_word_is_held_against_every_file(tree: Path) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()

    change(tree / "content/words.yaml", "[lạc rồi]", "[xoá tin]")
    loaded = refreshed(shelf)

    assert [problem.file for problem in loaded.problems] == ["content/an-toan/tin-la.yaml"]


def test_broken_content_is_told_and_the_last_good_one_stays(tree: Path) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()
    lesson = tree / "content/an-toan/tin-la.yaml"

    change(lesson, "minutes: 8", "minutes: 80")
    broken = refreshed(shelf)
    kept = shelf.content
    change(lesson, "minutes: 80", "minutes: 9")
    mended = refreshed(shelf)

    assert broken.content is None
    assert broken.counts.problems == 1
    assert kept.course.skills[0].lessons[0].minutes == 8
    assert mended.content is shelf.content
    assert shelf.content.course.skills[0].lessons[0].minutes == 9


def test_what_only_authors_mind_does_not_stop_a_running_program(tree: Path) -> None:
    for broken in BROKEN:
        if broken.stem == "cards-nearly-alike":
            break_it(tree, broken)
    shelf = a_shelf(tree)

    assert refreshed(shelf).counts.problems == 0
    assert look(tree).counts.problems == 1


def test_a_file_that_goes_and_comes_is_followed(tree: Path) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()
    picture = tree / "content/an-toan/mo-tin.svg"
    drawing = picture.read_bytes()

    picture.unlink()
    gone = refreshed(shelf)
    picture.write_bytes(drawing)
    back = refreshed(shelf)

    assert gone.counts.problems == 1
    assert back.content is not None


def test_media_are_found_and_nothing_else(tree: Path) -> None:
    shelf = a_shelf(tree)
    shelf.refresh()

    assert shelf.media_path("an-toan/mo-tin.svg") == tree / "content/an-toan/mo-tin.svg"
    assert shelf.media_path("an-toan/skill.yaml") is None
    assert shelf.media_path("../tree/content/rules.yaml") is None


def test_a_second_start_reads_no_file(tree: Path, tmp_path: Path, read_files: list[str]) -> None:
    cold = refreshed(a_shelf(tree, tmp_path / "cache"))
    read_files.clear()

    warm = refreshed(a_shelf(tree, tmp_path / "cache"))

    assert read_files == []
    assert warm == cold


def test_untouched_texts_elsewhere_are_warm_too(tree: Path, tmp_path: Path, read_files: list[str]) -> None:
    cold = refreshed(a_shelf(tree, tmp_path / "cache"))
    read_files.clear()

    for _ in range(2):
        assert refreshed(a_shelf(plant(tmp_path / "copy"), tmp_path / "cache")) == cold

    assert read_files == []


def test_changed_texts_are_not_taken_from_the_cache(tree: Path, tmp_path: Path) -> None:
    a_shelf(tree, tmp_path / "cache").refresh()

    change(tree / "content/an-toan/tin-la.yaml", "title: Tin nhắn lạ", "title: Tin lạ")
    shelf = a_shelf(tree, tmp_path / "cache")
    shelf.refresh()

    assert title(shelf.content) == "Tin lạ"
    assert len(list((tmp_path / "cache").glob("content-*.pickle"))) == 1


def test_other_required_phrases_are_not_taken_from_the_cache(tree: Path, tmp_path: Path) -> None:
    a_shelf(tree, tmp_path / "cache").refresh()

    asking_more = REQUIRED | {"goodbye": frozenset[str]()}
    shelf = Shelf(tree / "content", tree / "quizzes", required_phrases=asking_more, cache=tmp_path / "cache")

    assert refreshed(shelf).counts.problems == 1


def test_a_change_after_a_warm_start_is_followed(tree: Path, tmp_path: Path) -> None:
    a_shelf(tree, tmp_path / "cache").refresh()
    shelf = a_shelf(tree, tmp_path / "cache")
    shelf.refresh()

    change(tree / "content/an-toan/tin-la.yaml", "title: Tin nhắn lạ", "title: Tin lạ")
    shelf.refresh()

    assert title(shelf.content) == "Tin lạ"


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x80\x04garbage", b'{"version": "0"', b"null"])
def test_a_damaged_or_foreign_cache_is_ignored(tree: Path, tmp_path: Path, damage: bytes) -> None:
    cold = refreshed(a_shelf(tree, tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").glob("content-*.pickle")

    kept.write_bytes(damage)

    assert refreshed(a_shelf(tree, tmp_path / "cache")) == cold


class Foreign:
    """Pickles as a call of something that the program would notice."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("foreign",)


def test_a_foreign_cache_is_never_executed(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cold = refreshed(a_shelf(tree, tmp_path / "cache"))
    (kept,) = (tmp_path / "cache").glob("content-*.pickle")

    kept.write_bytes(pickle.dumps(Foreign()))

    assert refreshed(a_shelf(tree, tmp_path / "cache")) == cold
    assert not (tmp_path / "foreign").exists()


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\xff" * 97])
def test_a_damaged_note_only_costs_time(tree: Path, tmp_path: Path, damage: bytes) -> None:
    cold = refreshed(a_shelf(tree, tmp_path / "cache"))

    (tmp_path / "cache" / "seen").write_bytes(damage)

    assert refreshed(a_shelf(tree, tmp_path / "cache")) == cold


def test_kept_content_of_another_version_is_not_believed(tree: Path, tmp_path: Path) -> None:
    shelf = a_shelf(tree, tmp_path / "cache")
    shelf.refresh()
    (kept,) = (tmp_path / "cache").glob("content-*.pickle")

    kept.write_bytes(kept.read_bytes().replace(shelf.content.version.encode(), b"0" * 32))

    assert refreshed(a_shelf(tree, tmp_path / "cache")).content == shelf.content


def test_a_cache_that_cannot_be_written_is_no_reason_to_stop(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")

    assert refreshed(a_shelf(tree, tmp_path / "cache")).content is not None


def test_broken_content_is_not_kept(tree: Path, tmp_path: Path) -> None:
    (tree / "content" / "rules.yaml").unlink()

    a_shelf(tree, tmp_path / "cache").refresh()

    assert not (tmp_path / "cache").exists()
