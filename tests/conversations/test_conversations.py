"""
Every `.chat` file beside this one says what it said when somebody last looked; `--rewrite` updates them.

Each is played on every store there is, and must go the same way on all of them.
"""

from pathlib import Path

import pytest

from bot.curriculum.content import Content
from tests.conftest import MONDAY
from tests.fakes import FakeStore
from tests.transcripts import Player, Store

every_conversation = pytest.mark.parametrize(
    "file", sorted(Path(__file__).parent.glob("*.chat")), ids=lambda file: file.stem
)


@every_conversation
def test_the_conversation_goes_as_written(
    file: Path, fake_store: FakeStore, content: Content, request: pytest.FixtureRequest
) -> None:
    played = Player(content, fake_store, MONDAY).play(file.read_text(encoding="utf-8"))

    if request.config.getoption("--rewrite"):
        file.write_text(played, encoding="utf-8")
    assert played == file.read_text(encoding="utf-8")


@every_conversation
def test_it_goes_the_same_way_in_a_database(file: Path, sql_store: Store, content: Content) -> None:
    script = file.read_text(encoding="utf-8")

    played = Player(content, sql_store, MONDAY).play(script)

    assert played == script
