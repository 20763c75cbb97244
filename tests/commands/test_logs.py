"""The log says where something failed, and never whose words were in it."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.commands import logs

SECRET = "Bà Hoa, thôn Đông"


def fail() -> None:
    try:
        raise ValueError(f"parameters: {SECRET}")
    except ValueError as problem:
        raise LookupError(SECRET) from problem


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as the server sets it up, and put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    level = root.level
    monkeypatch.setattr(root, "handlers", [])
    logs.set_up(stream)
    yield stream
    structlog.reset_defaults()
    root.setLevel(level)


def test_our_own_events_say_where_and_what_kind(said: io.StringIO) -> None:
    try:
        fail()
    except LookupError:
        structlog.get_logger().exception("background.failed", what="tidy")

    for words in ("background.failed", "what='tidy'", "builtins.ValueError", "builtins.LookupError", "in fail"):
        assert words in said.getvalue()
    assert SECRET not in said.getvalue()


def test_failures_that_libraries_log_keep_their_words_to_themselves(said: io.StringIO) -> None:
    try:
        fail()
    except LookupError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")

    assert "ERROR uvicorn.error Exception in ASGI application" in said.getvalue()
    assert "builtins.LookupError" in said.getvalue()
    assert SECRET not in said.getvalue()


def test_chatter_is_left_out(said: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process")

    assert said.getvalue() == ""
