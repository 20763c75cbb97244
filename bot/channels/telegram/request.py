"""
The wire that python-telegram-bot speaks through: the HTTP session that all channels share.

Its own one, on httpx, spends most of its time on the connections it keeps. Nothing raised here names the address that
was called, because the token is part of it.
"""

import io
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

# At DEBUG the library writes down the token and all that is said.
logging.getLogger("telegram").setLevel(logging.INFO)

_JSON = {"Content-Type": "application/json"}
_NEVER_OPENED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class NotSent(NetworkError):
    """No connection came about: Telegram knows nothing of the request."""


class Throttled(TelegramError):
    """Too many requests. The library's own `RetryAfter` warns of its future whenever it is made."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float | None) -> None:
        super().__init__("Too many requests")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds are waited for what."""

    connect: float = 5
    answer: float = 20
    upload: float = 60


class AiohttpRequest(BaseRequest):
    """Carries requests of the library over a session that somebody else opens and closes."""

    __slots__ = ("_patience", "_session", "_upload", "_usual")

    def __init__(self, session: aiohttp.ClientSession, patience: Patience) -> None:
        self._session = session
        self._patience = patience
        self._usual = aiohttp.ClientTimeout(total=patience.answer, connect=patience.connect)
        self._upload = aiohttp.ClientTimeout(total=patience.upload, connect=patience.connect)

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take."""
        return self._patience.answer

    async def initialize(self) -> None:
        """Do nothing: the session is open."""

    async def shutdown(self) -> None:
        """Do nothing: the session is not ours to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Carry one request; return the status and the body of the answer."""
        if self._session.closed:
            raise NotSent("the session is closed")
        failure: TelegramError
        try:
            async with self._session.request(
                method,
                url,
                timeout=self._timeout(request_data, read_timeout),
                allow_redirects=False,
                **_body(request_data),
            ) as answer:
                return _checked(answer.status, await answer.read())
        except TelegramError:
            raise
        except _NEVER_OPENED as problem:
            failure = NotSent(type(problem).__name__)
        except TimeoutError:
            failure = TimedOut()
        except Exception as problem:
            failure = NetworkError(type(problem).__name__)
        # Raised out here, it does not carry along what it was made from.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what an answer says; unlike the library's own, this does not write a strange one into the log."""
        answer = _object(payload)
        if answer is None or (answer.get("ok") is True and "result" not in answer):
            raise TelegramError("The answer is not one of the Bot API")
        return answer

    def _timeout(self, data: RequestData | None, given: object) -> aiohttp.ClientTimeout:
        if isinstance(given, int | float):
            return aiohttp.ClientTimeout(total=given, connect=self._patience.connect)
        return self._upload if data and data.contains_files else self._usual


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters).encode(), "headers": _JSON}
    # Telegram takes a file's name letter by letter; escaped, that is how people would see it.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=media_type)
    return {"data": form}


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """
    Return an answer that the library understands; raise what it has no, or no quiet, exception for.

    A page of somebody in between is left out of it: the library would quote it, and it may quote the address.
    """
    if status < HTTPStatus.BAD_REQUEST:
        return status, payload
    answer = _object(payload)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Throttled(_retry_after(answer))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise BadRequest("Request entity too large")
    return status, payload if answer is not None else b"{}"


def _retry_after(answer: Mapping[str, Any] | None) -> float | None:
    parameters = (answer or {}).get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) and seconds >= 0 else None


def _object(payload: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
