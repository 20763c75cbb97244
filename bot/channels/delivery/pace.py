"""How long to wait before the next bubble, so that an account and a chat keep to what their platform allows."""

from bot.channels.capabilities import Pace

_CHATS = 10_000
"""How many chats are remembered; whoever was silent longest has long been allowed again."""


class Meter:
    """
    One limit, by the generic cell rate algorithm: so many per second, after a few at once.

    Moments are seconds of whatever clock the caller uses.
    """

    def __init__(self, per_second: float, burst: int) -> None:
        self._each = 1 / per_second
        self._slack = (burst - 1) * self._each
        self._full_at = float("-inf")
        """When everything that was granted will have been earned."""

    def wait(self, now: float) -> float:
        """Return how many seconds remain until the next one is allowed."""
        return max(0.0, self._full_at - self._slack - now)

    def take(self, now: float) -> float:
        """Take the next place; return how many seconds to wait for it."""
        wait = self.wait(now)
        self._full_at = max(self._full_at, now) + self._each
        return wait


class Paces:
    """The limits of one account: everything, each chat, and what nobody waits for."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._all = Meter(pace.per_second, pace.burst)
        self._notices = Meter(pace.notices_per_second, 1)
        self._chats: dict[int, Meter] = {}

    def wait_in_chat(self, talk_id: int, now: float) -> float:
        """Return how many seconds to wait before the next bubble of a chat; only one of them is ever on its way."""
        chat = self._chats.get(talk_id)
        return 0.0 if chat is None else chat.wait(now)

    def take_in_chat(self, talk_id: int, now: float) -> float:
        """Count a bubble that leaves for a chat now; return how many seconds too early that is."""
        chat = self._chats.pop(talk_id, None) or Meter(self._pace.per_chat, self._pace.chat_burst)
        self._chats[talk_id] = chat  # whoever wrote last is last
        if len(self._chats) > _CHATS:
            del self._chats[next(iter(self._chats))]
        return chat.take(now)

    def take(self, now: float) -> float:
        """Take a place among all bubbles, only when the chat is ready for it; return how many seconds to wait."""
        return self._all.take(now)

    def wait_for_notice(self, now: float) -> float:
        """Return how many seconds to wait before a notice may be thought of: replies go first, and keep some room."""
        return max(self._notices.wait(now), self._all.wait(now))

    def take_notice(self, now: float) -> None:
        """Count a notice that is about to take its place."""
        self._notices.take(now)
