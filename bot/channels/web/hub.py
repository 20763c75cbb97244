"""One bell per conversation: whoever adds a line rings it, every open page of that conversation hears it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """The bell as one listener hears it. A ring while nobody waits is not lost: the next wait returns at once."""

    def __init__(self, page: str = "") -> None:
        self.page = page
        """Which open page listens."""
        self.seen = 0
        """The last line that this page has got some other way, as the answer to its own message."""
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Ring."""
        self._rung.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - a heartbeat is due after it, nothing is cancelled.
        """Wait for a ring; return False if none came in time."""
        try:
            await asyncio.wait_for(self._rung.wait(), timeout)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Hub:
    """All bells of this process. Rung and heard on the event loop only."""

    def __init__(self) -> None:
        self._bells: dict[int, set[Bell]] = {}
        self.closed = False
        """Whether the program is stopping, which ends every stream."""

    def ring(self, talk_id: int) -> None:
        """Tell every listener of a conversation that it has new lines."""
        for bell in self._bells.get(talk_id, ()):
            bell.ring()

    def saw(self, talk_id: int, page: str, seq: int) -> None:
        """Note that a page has every line up to a number, so that nobody pays for the same words twice."""
        for bell in self._bells.get(talk_id, ()):
            if page and bell.page == page:
                bell.seen = max(bell.seen, seq)

    def close(self) -> None:
        """Wake every listener for the last time."""
        self.closed = True
        for bells in self._bells.values():
            for bell in bells:
                bell.ring()

    @contextmanager
    def listen(self, talk_id: int, page: str = "") -> Iterator[Bell]:
        """Hear every ring of a conversation from here on."""
        bell = Bell(page)
        if self.closed:
            bell.ring()
        self._bells.setdefault(talk_id, set()).add(bell)
        try:
            yield bell
        finally:
            bells = self._bells[talk_id]
            bells.discard(bell)
            if not bells:
                del self._bells[talk_id]

    async def wait(self, talk_id: int, timeout: float) -> bool:  # noqa: ASYNC109 - as above.
        """Wait for the next ring of a conversation; return False if none came in time."""
        with self.listen(talk_id) as bell:
            return await bell.wait(timeout)
