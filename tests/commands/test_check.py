import json
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Hocso
from tests.commands.processes import ROOT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the lessons, to be spoilt."""
    folder = tmp_path / "bai-hoc"
    shutil.copytree(ROOT / "content", folder)
    return folder


def spoil(content: Path) -> None:
    (content / "course.yaml").write_text("title: [\n", encoding="utf-8")


def test_the_shipped_content_is_clean(hocso: Hocso) -> None:
    ran = hocso("check")

    assert (ran.status, ran.err) == (0, "")
    assert "Không có lỗi nào." in ran.out


def test_the_last_line_is_json_if_asked_for(hocso: Hocso) -> None:
    counts = json.loads(hocso("check", "--json").out.splitlines()[-1])

    assert counts["problems"] == 0
    assert counts["lessons"] >= 10


def test_who_teaches_what_is_shown_if_asked_for(hocso: Hocso) -> None:
    shown = hocso("check", "--coverage").out.splitlines()

    assert any(line.startswith("XEM LẠI") and line.endswith("NGUỒN") for line in shown)


def test_there_is_no_table_of_broken_content(hocso: Hocso, content: Path) -> None:
    spoil(content)

    assert "Sửa hết lỗi rồi mới lập được bảng nội dung.\n" in hocso("check", "--coverage", "--content", content).out


def test_problems_are_said_with_file_line_and_the_way_out(hocso: Hocso, content: Path) -> None:
    spoil(content)

    ran = hocso("check", "--content", content, "--json")

    assert ran.status == 1
    assert "bai-hoc/course.yaml:2: " in ran.out
    assert "    sửa: " in ran.out
    assert json.loads(ran.out.splitlines()[-1])["problems"] >= 1


def test_lessons_of_ones_own_are_the_ones_that_are_checked(
    hocso: Hocso, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(content)
    monkeypatch.setenv("HOCSO_CONTENT_DIR", str(content))

    assert hocso("check").status == 1
    assert hocso("check", "--content", ROOT / "content").status == 0


@pytest.mark.parametrize("option", ["--content", "--quizzes"])
def test_a_folder_that_is_not_there_is_said_to_be_missing(hocso: Hocso, tmp_path: Path, option: str) -> None:
    ran = hocso("check", option, tmp_path / "nowhere")

    assert (ran.status, ran.err) == (1, f"Không có thư mục {tmp_path / 'nowhere'}.\n")


def test_nothing_is_written(hocso: Hocso, tmp_path: Path) -> None:
    hocso("check")

    assert list(tmp_path.iterdir()) == []
