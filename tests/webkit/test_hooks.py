"""Webhooks stand in front of what guards the pages."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.webkit.guard import Guard
from bot.webkit.hooks import BODY_LIMIT, Hooks
from bot.webkit.pace import Pace


async def _taken(request: Request) -> Response:
    return PlainTextResponse(f"taken {len(await request.body())}")


async def _page(_: Request) -> Response:
    return PlainTextResponse("a page")


@pytest.fixture
def client() -> TestClient:
    """Somebody who calls us from elsewhere, without anything that a browser would send."""
    pages = Guard(Pace(Starlette(routes=[Route("/{path:path}", _page, methods=["GET", "POST"])]), "2 per minute"))
    return TestClient(Hooks([Route("/webhook/x", _taken, methods=["POST"])], pages))


def test_a_platform_needs_no_page_of_ours_to_come_from_and_no_pace(client: TestClient) -> None:
    answers = {client.post("/webhook/x", content=b"abc", headers={"sec-fetch-site": "cross-site"}) for _ in range(5)}

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "taken 3")}


def test_everything_else_is_guarded(client: TestClient) -> None:
    assert client.get("/").text == "a page"
    assert client.post("/webhooks", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_what_no_channel_is_set_up_for_does_not_exist(client: TestClient) -> None:
    assert client.post("/webhook/y", content=b"abc").status_code == 404
    assert client.get("/webhook/x").status_code == 405


def test_a_body_has_a_length_and_a_bound(client: TestClient) -> None:
    def in_pieces() -> Iterator[bytes]:
        yield b"abc"

    assert client.post("/webhook/x", content=b"x" * BODY_LIMIT).status_code == 200
    assert client.post("/webhook/x", content=b"x" * (BODY_LIMIT + 1)).status_code == 413
    assert client.post("/webhook/x", content=in_pieces()).status_code == 411
