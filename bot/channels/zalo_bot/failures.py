"""What a call to the platform can come to, and what that means for the message it carried."""

from dataclasses import dataclass
from typing import Literal

from bot.ports import SendFailed

TIMED_OUT = 408
"""For a poll the normal end without an event."""
CONFLICT = 409
TOO_MANY = 429
"""Asked too often, or the month's quota is used up: the platform does not tell which, nor for how long."""

_BAD, _UNKNOWN_TOKEN, _SHUT_OUT, _NOT_FOUND = 400, 401, 403, 404
_DONE, _BROKEN = 2, 5
"""Classes of codes, as HTTP has them and the platform too."""


@dataclass(slots=True, eq=False)
class CallFailed(Exception):
    """A call that came to nothing. It never names the address that was called, for the token is part of that."""

    how: Literal["unsent", "unanswered", "unreadable", "refused"]
    """The request did not leave; no answer came; what came was none of the platform's; the platform said no."""
    code: int = 0
    """The platform's reason, else the status of HTTP; 0 if there is neither."""
    description: str = ""
    """The platform's words, free of secrets."""

    @property
    def is_bad_request(self) -> bool:
        """Whether the platform found fault with what it was asked."""
        return self.how == "refused" and self.code == _BAD

    @property
    def is_entry(self) -> bool:
        """Whether the platform seems not to know our token."""
        return self.code in (_UNKNOWN_TOKEN, _SHUT_OUT, _NOT_FOUND)

    @property
    def may_be_the_chat(self) -> bool:
        """Whether that may be about the chat rather than the token."""
        return self.code in (_SHUT_OUT, _NOT_FOUND)


def meaning(failure: CallFailed, *, is_token_good: bool = False) -> SendFailed:
    """
    Return what a failed call means for its message.

    How the platform says that one person cannot be written to is not documented. Where it seems not to know our token
    and yet does, the chat must be meant; the person is given up, until they write again, only if they shut us out.
    """
    code, is_refusal = failure.code, failure.how == "refused"
    if failure.is_entry and not is_token_good:
        return SendFailed("auth_broken")
    if code == TOO_MANY:
        return SendFailed("quota_exhausted")
    is_unclear = code == TIMED_OUT or code // 100 == _BROKEN or (code // 100 == _DONE and not is_refusal)
    if failure.how == "unanswered" or is_unclear:
        return SendFailed("uncertain")
    if is_refusal and code == _SHUT_OUT:
        return SendFailed("unreachable")
    return SendFailed("invalid" if is_refusal and code in (_BAD, _NOT_FOUND) else "retry_later")
