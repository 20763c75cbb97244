"""The log: events with keys, one line each; never a learner's words, name or number."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TextIO

import structlog

_Failure = tuple[type[BaseException], BaseException, TracebackType | None]


def set_up(stream: TextIO) -> None:
    """Log our own events, and the warnings of libraries."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Discreet("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(lambda failure: where(failure[1])),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )


def where(problem: BaseException) -> str:
    """
    Return where a failure happened and of which kind it is, without its words.

    A failure of the database quotes the values of its statement: what somebody has written, or their name.
    """
    return "".join(_lines(problem))


def _lines(problem: BaseException) -> Iterator[str]:
    cause = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if cause is not None:
        yield from _lines(cause)
        yield "which led to:\n"
    yield from traceback.format_tb(problem.__traceback__)
    yield f"{type(problem).__module__}.{type(problem).__qualname__}\n"


class _Discreet(logging.Formatter):
    def formatException(self, ei: Any) -> str:
        return where(ei[1])
