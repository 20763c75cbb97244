import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.webkit import errors


async def fail(request: Request) -> Response:
    raise HTTPException(int(request.path_params["status"]), detail="words of a developer", headers={"x-why": "1"})


async def break_down(request: Request) -> Response:
    raise RuntimeError("words of a developer")


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/broken", break_down), Route("/{status:int}", fail)]
    return TestClient(Starlette(routes=routes, exception_handlers=errors.handlers()), raise_server_exceptions=False)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 418, 500, 502, 503])
def test_every_failure_is_a_kind_page(client: TestClient, status: int) -> None:
    answer = client.get(f"/{status}")

    assert answer.status_code == status
    assert "cô bác" in answer.text.lower()
    assert "words of a developer" not in answer.text
    assert answer.headers["x-why"] == "1"


def test_a_path_that_is_not_there(client: TestClient) -> None:
    assert "Không có trang này" in client.get("/khong/co").text


def test_a_crash_says_nothing_about_itself(client: TestClient) -> None:
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "words of a developer" not in answer.text


def test_our_script_gets_only_the_sentence(client: TestClient) -> None:
    answer = client.get("/404", headers={"hx-request": "true"})

    assert answer.text == errors.TROUBLES[404].sentence
    assert answer.headers["content-type"].startswith("text/plain")


def test_busy_says_when_to_come_back(client: TestClient) -> None:
    assert client.get("/503").headers["retry-after"] == "5"


def test_an_answer_without_a_body_has_none(client: TestClient) -> None:
    assert client.get("/304").content == b""
