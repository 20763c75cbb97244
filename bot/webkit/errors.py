"""What people read when something does not work: a kind sentence and the way on, never the words of an exception."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Template
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.webkit import templates


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of failure as a person meets it."""

    status: int
    title: str
    sentence: str


TROUBLES: Mapping[int, Trouble] = {
    trouble.status: trouble
    for trouble in (
        Trouble(400, "Trang chưa hiểu", "Trang chưa hiểu yêu cầu vừa rồi. Cô bác quay lại và thử một lần nữa nhé."),
        Trouble(
            403,
            "Chưa mở được",
            "Để giữ an toàn, trang chỉ nhận yêu cầu gửi từ chính nó. Cô bác mở lại trang và bấm lại nhé.",
        ),
        Trouble(404, "Không có trang này", "Trang này không có, hoặc đã dời đi nơi khác. Cô bác về trang đầu nhé."),
        Trouble(405, "Chưa mở được", "Trang này không mở theo cách ấy được. Cô bác về trang đầu nhé."),
        Trouble(
            413,
            "Nội dung dài quá",
            "Nội dung này dài quá nên chưa gửi được. Cô bác cắt bớt, hoặc chia làm nhiều lần gửi nhé.",
        ),
        Trouble(429, "Xin chờ một chút", "Máy đang nhận nhiều tin quá. Cô bác chờ nửa phút rồi gửi lại nhé."),
        Trouble(
            500,
            "Máy chủ đang trục trặc",
            "Máy chủ vừa gặp trục trặc, không phải lỗi của cô bác. Cô bác chờ một chút rồi thử lại nhé.",
        ),
        Trouble(503, "Xin chờ một chút", "Xin chờ một chút, đang có đông người học. Cô bác thử lại sau ít giây nhé."),
    )
}

RETRY_AFTER_SECONDS = 5

OURS: Mapping[str, str] = {"hocso": "1"}
"""A header by which our script knows our answer from that of a proxy or a sign-in page on the way."""


def is_from_script(request: Request) -> bool:
    """Return True if our script asks, which wants a sentence or a fragment rather than a page."""
    return request.headers.get("hx-request") == "true"


def response(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the page of a failure; our script gets just the sentence."""
    trouble = TROUBLES.get(status) or TROUBLES[500 if status >= 500 else 400]  # noqa: PLR2004 - the class of codes.
    headers = {"cache-control": "no-store", **OURS, **(headers or {})}
    if status == 503:  # noqa: PLR2004 - the one that says when to come back.
        headers.setdefault("retry-after", str(RETRY_AFTER_SECONDS))
    if is_from_script(request):
        return PlainTextResponse(trouble.sentence, status, headers)
    return HTMLResponse(_template().render(trouble=trouble), status, headers)


def handlers() -> Mapping[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """Return what an app does with failures: `Starlette(exception_handlers=handlers())`, FastAPI likewise."""
    return {HTTPException: _expected, Exception: _unexpected}


async def _expected(request: Request, problem: Exception) -> Response:
    if not isinstance(problem, HTTPException):
        return response(request, 500)
    if problem.status_code in {204, 304}:
        return Response(status_code=problem.status_code, headers=problem.headers)
    return response(request, problem.status_code, problem.headers)


async def _unexpected(request: Request, problem: Exception) -> Response:
    return response(request, 500)


@cache
def _template() -> Template:
    return templates.environment().get_template("trouble.html")
