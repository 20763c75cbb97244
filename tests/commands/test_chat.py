"""The conversation at the keyboard."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.curriculum.content import Content
from tests.commands.conftest import Hocso
from tests.commands.processes import PATIENCE, ROOT
from tests.conftest import MONDAY
from tests.fakes import FakeStore
from tests.transcripts import Player


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str | BaseException]:
    """What is typed, line after line; then Ctrl-D."""
    lines: list[str | BaseException] = []

    def read(prompt: str) -> str:
        sys.stdout.write(prompt)
        line = lines.pop(0) if lines else EOFError()
        if isinstance(line, BaseException):
            raise line
        return line

    monkeypatch.setattr("builtins.input", read)
    return lines


Typed = list[str | BaseException]


def people(data: Path) -> Sequence[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "hocso.db")) as connection:
        return connection.execute("SELECT form FROM person").fetchall()


def test_somebody_types_and_is_answered(hocso: Hocso, data: Path, typed: Typed) -> None:
    typed += ["2", "tiếp", "1"]

    ran = hocso("chat")

    assert ran.status == 0
    assert ran.err == "Gõ chữ hoặc số, Enter để gửi, Ctrl-D để thôi.\n"
    assert ran.out.count("> ") == 4
    assert ran.out.startswith("\nChào cô bác ạ!")
    assert ran.out.endswith("> \n")


def test_the_chat_goes_on_next_time(hocso: Hocso, data: Path, typed: Typed) -> None:
    typed += ["2", "1"]
    hocso("chat")

    ran = hocso("chat")

    assert ran.status == 0
    assert len(people(data)) == 1
    assert not ran.out.startswith("\nChào cô bác ạ! Cháu là trợ lý tự động")


def test_ctrl_c_is_as_good_as_the_end(hocso: Hocso, data: Path, typed: Typed) -> None:
    typed += ["2", KeyboardInterrupt(), "never typed"]

    ran = hocso("chat")

    assert ran.status == 0
    assert typed == ["never typed"]


def test_a_poster_of_a_unit_is_taken_up(hocso: Hocso, data: Path, typed: Typed) -> None:
    assert hocso("chat", "--unit", "XM-DONG").status == 0
    assert hocso("chat", "--unit", "nowhere").status == 0


def test_a_fresh_chat_leaves_nothing(
    hocso: Hocso, tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    typed += ["2"]

    ran = hocso("chat", "--fresh")

    assert ran.status == 0
    assert list(tmp_path.iterdir()) == []


def test_what_was_typed_can_be_played_again(hocso: Hocso, tmp_path: Path, typed: Typed, content: Content) -> None:
    typed += ["2", "1", "Bà", "menu", "tôi bị lừa"]

    ran = hocso("chat", "--fresh", "--unit", "XM-DONG", "--save", "thu.chat")

    script = (tmp_path / "thu.chat").read_text(encoding="utf-8")
    played = Player(content, FakeStore(), MONDAY).play(script)
    assert ran.status == 0
    assert [line for line in played.splitlines() if line.startswith(">")] == script.splitlines()
    assert played.count("< ") >= 6


def test_a_place_that_cannot_be_written_to_is_said(hocso: Hocso, tmp_path: Path, typed: Typed) -> None:
    ran = hocso("chat", "--fresh", "--save", "nowhere/thu.chat")

    assert ran.status == 1
    assert "Không tìm thấy nowhere/thu.chat." in ran.err


def test_a_chat_whose_lines_were_erased_elsewhere_goes_on(hocso: Hocso, data: Path, typed: Typed) -> None:
    hocso("chat")
    with closing(sqlite3.connect(data / "hocso.db")) as connection, connection:
        connection.execute("DELETE FROM outbox")
        connection.execute("DELETE FROM inbox")
    typed += ["menu"]

    assert hocso("chat").status == 0


@pytest.mark.slow
def test_words_may_come_from_a_pipe(tmp_path: Path) -> None:
    no_utf8 = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        env={**os.environ, "HOCSO_DATA_DIR": str(tmp_path / "data"), **no_utf8},
        input="đồng ý\n2\n".encode(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout.decode().startswith("\nChào cô bác ạ!")
