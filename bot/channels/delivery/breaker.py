"""Whether an account may send at all: a platform that refuses everything is left alone for a while."""

from collections.abc import Mapping
from typing import Literal

from bot.learning.codes import Dice
from bot.ports import SendFailed, TroubleKind

_FAILURES = 5
"""How many failures in a row until sending pauses; all of one chat may be that chat's own."""
_SOON = 5.0
"""Seconds within which a second chat that is slowed down means the whole account."""
_UNSAID = 2.0
"""Seconds to wait where the platform does not say how long."""
_DOUBLED = 16
"""How often a pause doubles at most: any has reached its bound by then."""
_PARTS = 1_000

Why = Literal["auth", "quota", "network"]

_FIRST: Mapping[Why, float] = {"auth": 60.0, "quota": 30.0, "network": 5.0}
_LONGEST: Mapping[Why, float] = {"auth": 600.0, "quota": 3_600.0, "network": 60.0}


class Breaker:
    """
    The circuit breaker of one account, with pauses for single chats. Moments are seconds of the caller's clock.

    Open, it lets nothing through for a while; then one message goes first, and only if that succeeds the others follow.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._failures: list[int] = []
        """The chats of the failures in a row."""
        self._opened = 0
        """How many times in a row it was opened."""
        self._until = float("-inf")
        self._why: Why | None = None
        self._probing: int | None = None
        self._paused: dict[int, float] = {}
        self._slowed: tuple[int, float] | None = None

    @property
    def trouble(self) -> TroubleKind:
        """What is wrong with the account; empty if nothing is."""
        return self._why or ""

    def wait(self, talk_id: int, now: float) -> float:
        """Return how many seconds a chat has to wait before it asks again; 0 if it may send."""
        paused = max(self._until, self._paused.get(talk_id, self._until)) - now
        if paused > 0:
            return paused
        if self._why is not None and self._probing not in (None, talk_id):
            return 1.0
        return 0.0

    def holds_notices(self, now: float) -> bool:
        """Return whether what nobody waits for stays where it is: all is closed, or somebody is trying just now."""
        return self._until > now or self._probing is not None

    def begin(self, talk_id: int) -> None:
        """Note that a chat sends; if the breaker was open, it goes ahead of all others."""
        if self._why is not None:
            self._probing = talk_id

    def leave(self, talk_id: int) -> None:
        """Note that a chat has come to an end, whether or not it has sent anything."""
        if self._probing == talk_id:
            self._probing = None

    def succeeded(self, talk_id: int) -> None:
        """Note that the platform took a message: everybody may send again."""
        self._failures.clear()
        self._opened = 0
        self._why = self._probing = None
        self._paused.pop(talk_id, None)

    def failed(self, failure: SendFailed, talk_id: int, now: float) -> None:
        """Note a failure; of whose making it is decides what has to wait."""
        self.leave(talk_id)
        match failure.kind:
            case "throttled":
                self._slow_down(talk_id, now + (failure.retry_after or _UNSAID), now)
            case "auth_broken":
                self._open("auth", failure.retry_after, now)
            case "quota_exhausted":
                self._open("quota", failure.retry_after, now)
            case "retry_later" | "uncertain":
                self._failures = [*self._failures[1 - _FAILURES :], talk_id]
                is_general = len(self._failures) == _FAILURES and len(set(self._failures)) > 1
                if is_general or self._why is not None:
                    self._open("network", failure.retry_after, now)
            case "unreachable" | "invalid":
                self._failures.clear()  # the platform works, it has only refused this one

    def _slow_down(self, talk_id: int, until: float, now: float) -> None:
        self._paused = {chat: end for chat, end in self._paused.items() if end > now}
        self._paused[talk_id] = until
        if self._slowed is not None and self._slowed[0] != talk_id and now - self._slowed[1] < _SOON:
            self._until = max(self._until, until, *self._paused.values())
        self._slowed = (talk_id, now)

    def _open(self, why: Why, retry_after: float | None, now: float) -> None:
        if self._why is None or now >= self._until:  # what fails while it is open was on its way already
            longest = min(_FIRST[why] * 2.0 ** min(self._opened, _DOUBLED), _LONGEST[why])
            self._until = max(self._until, now + longest * (0.75 + 0.5 * self._dice.randrange(_PARTS) / _PARTS))
            self._opened += 1
        self._why = why
        self._until = max(self._until, now + (retry_after or 0.0))
