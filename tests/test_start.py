"""`start.py` as far as it goes without installing anything."""

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module; it starts nothing, and believes that everything is installed."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setattr(module, "prepare", lambda _lock: None)
    monkeypatch.setattr(module, "speak_utf8", lambda: None)
    return module


@pytest.fixture
def handed_over(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return what the program is given for what was typed."""

    def main(*typed: str) -> list[str]:
        given: list[str] = []

        def become(arguments: list[str]) -> int:
            given.extend(arguments)
            return 0

        monkeypatch.setattr(start, "become_hocso", become)
        assert start.main(list(typed)) == 0
        return given

    return main


def parts_that_pass(start: ModuleType, monkeypatch: pytest.MonkeyPatch, but: str = "") -> list[str]:
    """Let every part of the tests do nothing; return the list to which each adds its name."""
    began: list[str] = []

    def part(name: str) -> bool:
        began.append(name)
        return name != but

    for parts in (start.PARTS, start.ONLY_IF_CHOSEN):
        for name in parts:
            monkeypatch.setitem(parts, name, partial(part, name))
    return began


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ([], ["run"]),
        (["--port", "8090"], ["run", "--port", "8090"]),
        (["--data-dir", "somewhere"], ["run", "--data-dir", "somewhere"]),
        (["check"], ["check"]),
        (["staff", "reset", "co.hanh"], ["staff", "reset", "co.hanh"]),
        (["--help"], ["--help"]),
        (["-h"], ["-h"]),
        (["run", "--help"], ["run", "--help"]),
    ],
)
def test_without_a_command_it_is_the_server(
    handed_over: Callable[..., list[str]], typed: list[str], given: list[str]
) -> None:
    assert handed_over(*typed) == given


def test_an_old_python_is_told_which_one_is_needed(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    assert start.main([]) == 1
    assert "Python 3.9, mà Học Số cần Python 3.11 trở lên" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("chosen", "run"),
    [
        ([], ["lint", "types", "imports", "deps", "content", "test"]),
        (["content", "lint"], ["lint", "content"]),
        (["quick"], ["quick"]),
    ],
)
def test_the_chosen_parts_run_in_their_order(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, chosen: list[str], run: list[str]
) -> None:
    began = parts_that_pass(start, monkeypatch)

    assert start.main(["test", *chosen]) == 0
    assert began == run


def test_a_part_that_fails_fails_everything_and_stops_nothing(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = parts_that_pass(start, monkeypatch, but="types")

    assert start.main(["test"]) == 1
    assert began == list(start.PARTS)


def test_an_unknown_part_is_refused_with_the_known_ones(start: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["test", "lnt"]) == 1
    assert "There are: lint types imports deps content test quick" in capsys.readouterr().err
