"""Data folders, databases and campaigns for tests that kill the program."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest

from bot import shipped
from bot.curriculum.content import Content
from bot.curriculum.shelf import Shelf
from bot.dialogue.wording import REQUIRED
from tests.crash.campaign import Campaign, Outcome, Plan
from tests.storage import *  # noqa: F403 - fixtures are found by their names here
from tests.storage import administer, named

_number = count(1)


class Times(Protocol):
    """Tells how often something is done: seldom for everybody, often in the night."""

    def __call__(self, usually: int, *, nightly: int) -> int: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="as often as in the night, and with what takes hours")


@pytest.fixture(scope="session")
def times(request: pytest.FixtureRequest) -> Times:
    is_night = request.config.getoption("--nightly", False)

    def choose(usually: int, *, nightly: int) -> int:
        return nightly if is_night else usually

    return choose


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The shipped content."""
    shelf = Shelf(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED, plan="mau")
    shelf.refresh()
    return shelf


@pytest.fixture
def carry_out(tmp_path: Path, content: Content) -> Callable[[Plan], Outcome]:
    """Carry out a plan in a new data folder."""

    def run(plan: Plan) -> Outcome:
        return asyncio.run(Campaign(plan, tmp_path / f"data-{next(_number)}", content).run())

    return run


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database on a server, without a schema."""
    name = f"crash_{next(_number)}"
    asyncio.run(administer(postgres_server, f"CREATE DATABASE {name}"))
    yield named(postgres_server, name)
    asyncio.run(administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))
