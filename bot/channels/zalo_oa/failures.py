"""What Zalo's refusals mean for the message that was refused: https://docs.zaloplatforms.com/docs/OA/phu-luc/ma-loi."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.ports import SendFailed

_TOKEN = (-216, -220)
"""The access token is unknown or has expired: a new one may help."""
_EXPIRED, _BAD_PARAMETER, _TOO_MUCH, _BAD_KIND, _INDECENT = -100, -201, -210, -233, -248
_CONTENT = (_EXPIRED, _BAD_PARAMETER, _TOO_MUCH, _BAD_KIND, _INDECENT)
_RATE, _NOT_AUTHORISED = -32, -223
_MINUTE = 60.0
"""The rate is counted by the minute."""

_Kind = Literal["retry_later", "throttled", "unreachable", "invalid", "auth_broken", "quota_exhausted"]

_CODES: Mapping[_Kind, tuple[int, ...]] = {
    # Nothing is sent until a person does something about the account, the app, its package or its money.
    "auth_broken": (*_TOKEN, -204, -205, -209, -212, -219, -221, _NOT_AUTHORISED, -224, -242, -320, -321),
    # It passes.
    "throttled": (_RATE,),
    "quota_exhausted": (-211,),
    "retry_later": (-200, -214),
    # The person does not follow us, has shut us out, or has not been seen on Zalo for weeks.
    "unreachable": (-213, -217, -227, -244),
    "invalid": (
        # The person has done nothing of the kind: they were silent for too long (-230, -232), have been sent enough
        # (-218), or it is night (-234). This message is lost; but they stay somebody who may be written to, and nobody
        # else has to wait. Trying again would only hold up what they are answered when they write.
        *(-218, -230, -232, -234),
        # Our own fault; the next try would be no better.
        *(*_CONTENT, -235, -240),
    ),
}
_KINDS = {code: kind for kind, codes in _CODES.items() for code in codes}

# Words by which the same code means that something is used up for longer than a minute.
_USED_UP = ("quota", "day", "month", "ngày", "tháng", "hạn mức")
_UPLOAD = ("attachment_id", "token")
"""How a request names a file that was uploaded before."""


@dataclass(slots=True, eq=False)
class Refused(Exception):
    """Zalo has understood a request and said no."""

    code: int
    message: str = ""
    """In its own words, free of secrets."""

    @property
    def is_token(self) -> bool:
        """Whether another access token may help."""
        return self.code in _TOKEN

    @property
    def is_expired_upload(self) -> bool:
        """Whether a file that was uploaded before is gone."""
        words = self.message.casefold()
        return self.code == _EXPIRED or (self.code == _BAD_PARAMETER and any(name in words for name in _UPLOAD))

    @property
    def is_content(self) -> bool:
        """Whether it is something in the message that is not liked, and not the person it is for."""
        return self.code in _CONTENT and "user_id" not in self.message.casefold()

    @property
    def is_buttons(self) -> bool:
        """Whether, of a message with buttons, these may be what is not liked."""
        return self.is_content and self.code in (_BAD_PARAMETER, _BAD_KIND)


def meaning(refused: Refused) -> SendFailed:
    """Return what a refusal means; a code that we have never heard of may pass."""
    words = refused.message.casefold()
    if refused.code in (_RATE, _NOT_AUTHORISED) and any(word in words for word in _USED_UP):
        return SendFailed("quota_exhausted")
    kind = _KINDS.get(refused.code, "retry_later")
    return SendFailed(kind, _MINUTE if kind == "throttled" else None)
