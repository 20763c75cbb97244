"""Who is at the other end: whoever holds the cookie. We keep only its hash."""

import hashlib
import re
import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.chat import ACCOUNT, CHANNEL
from bot.dialogue.messages import Address

_ONE_YEAR = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser."""

    token: str
    https: bool
    is_new: bool
    """Whether it came without a cookie."""

    @property
    def address(self) -> Address:
        """Return where this browser's conversation is."""
        return Address(CHANNEL, ACCOUNT, hashlib.sha256(self.token.encode()).hexdigest())

    def remember(self, response: Response) -> None:
        """Let the browser keep its token, for a year from now."""
        response.set_cookie(
            _cookie_name(self.https),
            self.token,
            max_age=_ONE_YEAR,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax",
        )


def visitor(request: Request, https: bool) -> Visitor:
    """Return who asks; a browser without a proper cookie gets a new token."""
    token = request.cookies.get(_cookie_name(https), "")
    if _TOKEN.fullmatch(token):
        return Visitor(token, https, is_new=False)
    return Visitor(secrets.token_urlsafe(_TOKEN_BYTES), https, is_new=True)


def _cookie_name(https: bool) -> str:
    return "__Host-hocso" if https else "hocso"
