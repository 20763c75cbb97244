"""The command line itself: what it knows, and how little it needs to say so."""

import argparse
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest

from bot import cli
from tests.commands.conftest import Hocso
from tests.commands.processes import ROOT

HEAVY = ("bot.app", "bot.settings", "db", "pydantic", "sqlalchemy", "starlette", "yaml", "asyncio", "pathlib")


def commands() -> dict[str, argparse.ArgumentParser]:
    return dict(_subcommands(cli.parser()))


def _subcommands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield f"{before}{name}", command
                yield from _subcommands(command, f"{before}{name} ")


@pytest.mark.parametrize("name", [name for name in commands() if " " not in name])
def test_every_command_has_a_module_that_runs_it(name: str) -> None:
    module = import_module(f"bot.commands.{commands()[name].get_default('module')}")

    assert callable(module.run)
    assert (module.__doc__ or "").startswith(f"`hocso {name}`")


def test_every_module_that_runs_belongs_to_a_command() -> None:
    files = {path.stem for path in (ROOT / "bot" / "commands").glob("*.py")}
    runs = {stem for stem in files if hasattr(import_module(f"bot.commands.{stem}"), "run")}

    assert runs == {command.get_default("module") for command in commands().values()} - {None}


def test_everything_that_can_be_chosen_is_explained() -> None:
    parsers = {"hocso": cli.parser(), **commands()}
    silent = [
        f"{name} {action.dest}"
        for name, parser in parsers.items()
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]

    assert silent == []


@pytest.mark.slow
def test_help_imports_next_to_nothing() -> None:
    script = (
        "import sys; before = set(sys.modules)\n"
        "from bot.cli import parser; parser().format_help()\n"
        "print(*sorted(set(sys.modules) - before))"
    )

    loaded = subprocess.run(
        [sys.executable, "-S", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()

    assert [module for module in loaded if module.partition(".")[0] in HEAVY or module in HEAVY] == []


def test_the_data_folder_may_stand_before_or_behind_the_command(hocso: Hocso, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"

    for line in (
        ["--data-dir", nothing, "verify"],
        ["verify", "--data-dir", nothing],
        ["--data-dir", tmp_path, "verify", "--data-dir", nothing],
    ):
        ran = hocso(*line)

        assert ran.status == 1
        assert f"Chưa có dữ liệu ở đây ({nothing / 'hocso.db'})" in ran.err
        assert not nothing.exists()


def test_ctrl_c_ends_a_command_without_a_word(hocso: Hocso, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_chosen: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.commands.check.run", interrupted)

    ran = hocso("check")

    assert (ran.status, ran.out, ran.err) == (130, "", "")


def test_a_setting_that_nobody_knows_stops_every_command(
    hocso: Hocso, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_DATADIR", str(data))

    for command in (["run"], ["chat"], ["check"], ["verify"], ["backup"], ["export", "a.csv"], ["staff", "link"]):
        ran = hocso(*command)

        assert ran.status == 1
        assert ran.err == "Không có cài đặt nào tên là HOCSO_DATADIR. Có phải là HOCSO_DATA_DIR không?\n"


def test_what_is_not_understood_is_status_2(hocso: Hocso) -> None:
    assert hocso("dance").status == 2
    assert hocso().status == 2


@pytest.mark.parametrize("command", [["verify"], ["export", "a.csv"], ["backup"], ["chat"], ["staff", "link"]])
def test_a_file_that_is_no_database_is_said_to_be_damaged(hocso: Hocso, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "hocso.db").write_bytes(b"x" * 8192)

    ran = hocso(*command)

    assert ran.status == 1
    assert "bị hỏng" in ran.err


def test_data_of_a_newer_version_is_not_touched(hocso: Hocso, data: Path) -> None:
    with closing(sqlite3.connect(data / "hocso.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    for command in (["verify"], ["export", "a.csv"], ["chat"]):
        ran = hocso(*command)

        assert ran.status == 1
        assert "do một bản Học Số mới hơn tạo ra" in ran.err


def test_data_of_an_older_version_wants_to_be_brought_up_to_date_first(
    hocso: Hocso, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.revisions.newest", lambda: "9999")

    ran = hocso("verify")

    assert ran.status == 1
    assert "do một bản Học Số cũ hơn tạo ra" in ran.err
