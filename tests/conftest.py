"""What all tests share."""

from datetime import UTC, datetime

import pytest

from bot import shipped
from bot.curriculum.content import Content
from bot.curriculum.loading import load
from bot.dialogue.wording import REQUIRED

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the conversations as they are now")
    parser.addoption("--update-screenshots", action="store_true", help="take the pictures of the documentation anew")


@pytest.fixture(scope="session")
def content() -> Content:
    """The shipped content."""
    loaded = load(shipped.content_root(), shipped.quizzes_root(), required_phrases=REQUIRED)
    assert loaded.content is not None, "\n".join(map(str, loaded.problems))
    return loaded.content
