"""A data folder to run commands on, in this process or in one of their own."""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import cli
from bot.app import open_product
from bot.settings import PREFIX, read_settings
from tests.commands.processes import Process


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


Hocso = Callable[..., Ran]


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def the_log_of_tests() -> Iterator[None]:
    """Whatever a command does to the log is put back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the first start, with the sample commune in it."""
    folder = tmp_path_factory.mktemp("first") / "data"
    change(folder, lambda _work: None)
    return folder


@pytest.fixture
def data(first_start: Path, tmp_path: Path) -> Path:
    """A data folder of one's own after the first start."""
    folder = tmp_path / "data"
    shutil.copytree(first_start, folder)
    return folder


@pytest.fixture
def hocso(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hocso:
    """Run a command in this process, in an empty folder; `data` beside it is its data folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run


@pytest.fixture
def start() -> Iterator[Callable[..., Process]]:
    """Start processes; whatever still runs at the end is ended."""
    started: list[Process] = []

    def run(*arguments: str | Path, **settings: str | Path) -> Process:
        started.append(Process(*arguments, **settings))
        return started[-1]

    yield run
    for process in started:
        process.kill()


def change(data: Path, service: Callable[..., Any], *args: Any) -> Any:
    """Carry out a service on a data folder, made first if need be."""

    async def carry_out() -> Any:
        async with open_product(read_settings({"data_dir": data}, {})) as product:
            return await product.database.write(service, *args)

    return asyncio.run(carry_out())
