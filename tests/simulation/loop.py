"""An event loop in virtual time: nothing sleeps, nothing runs beside it, and the same program takes the same course."""

import asyncio
import functools
import math
import selectors
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from tests.storage import MONDAY

P = ParamSpec("P")
T = TypeVar("T")

_AT_ONCE = 20_000
"""Rounds of the loop in which no time passes, before that is taken for going round in circles."""


class Stuck(Exception):
    """Nothing will ever happen any more, or time stands still."""


class _Selector(selectors.BaseSelector):
    """Waits for nothing: where a real one would sleep, time is moved on."""

    def __init__(self, wait: Callable[[float | None], None]) -> None:
        self._wait = wait

    def select(self, timeout: float | None = None) -> list[Any]:
        self._wait(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> Any:
        raise NotImplementedError

    def unregister(self, fileobj: Any) -> Any:
        raise NotImplementedError

    def get_map(self) -> dict[Any, Any]:
        return {}


class VirtualLoop(asyncio.BaseEventLoop):
    """Time goes on only when nobody has anything to do, and then at once to the next moment that somebody waits for."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: Any  # the base class keeps these to itself
        self._scheduled: Any
        self._now = 0.0
        self._stood_still = 0
        self._clock_resolution = 0.0
        self._selector = _Selector(self._move_on)

    def time(self) -> float:
        """Return the seconds since the loop was made."""
        return self._now

    def _move_on(self, timeout: float | None) -> None:
        if timeout is None:
            message = "everybody waits, and nothing will ever happen"
            raise Stuck(message)
        if self._ready:
            self._stood_still += 1
        else:
            # A hair beyond the moment that is waited for: whoever then asks how long remains is told "not at all".
            self._now = max(self._now, math.nextafter(self._scheduled[0]._when, math.inf))
            self._stood_still = 0
        if self._stood_still > _AT_ONCE:
            message = f"time stands still at {self._now:.3f} s"
            raise Stuck(message)

    def _process_events(self, _events: list[Any]) -> None:
        """Do nothing: there are no files and no sockets."""

    def _write_to_self(self) -> None:
        """Do nothing: there is no other thread to be woken by."""

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # type: ignore[override]
        """Refuse: what runs in a thread ends whenever it likes."""
        message = "there are no threads in virtual time"
        raise RuntimeError(message)


class WallClock:
    """What the clock on the wall of a virtual loop shows; somebody may set it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, start: datetime = MONDAY) -> None:
        self._loop = loop
        self._start = start
        self._set_by = timedelta()

    def __call__(self) -> datetime:
        return self._start + self._set_by + timedelta(seconds=self._loop.time())

    def jump(self, by: timedelta) -> None:
        """Set the clock; nobody who measures time notices, only those who look at the wall."""
        self._set_by += by


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time, and return what comes of it."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


def in_virtual_time(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Make a test of a coroutine: it runs in virtual time."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        run_virtually(test(*args, **kwargs))

    return run
