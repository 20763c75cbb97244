"""One internet address may only send so fast."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.webkit.pace import Pace, may_begin


async def _answer(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _begin(request: Request) -> Response:
    return PlainTextResponse("ok" if await may_begin(request) else "too many")


def a_client(messages: str = "3 per minute", newcomers: str = "2 per minute", address: str = "10.0.0.1") -> TestClient:
    routes = [
        Route("/gui", _answer, methods=["GET", "POST"]),
        Route("/begin", _begin, methods=["POST"]),
    ]
    app = Pace(Starlette(routes=routes), messages, newcomers)
    return TestClient(app, client=(address, 5000))


def test_whoever_is_too_fast_is_asked_to_wait() -> None:
    client = a_client()
    client.cookies.set("hocso", "somebody")

    answers = [client.post("/gui").status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]


def test_the_answer_says_how_long_to_wait() -> None:
    client = a_client(messages="1 per minute")
    client.post("/gui")

    answer = client.post("/gui")

    assert int(answer.headers["retry-after"]) > 0
    assert "chờ" in answer.text


def test_beginning_is_counted_more_strictly_whatever_cookie_comes_along() -> None:
    client = a_client()
    client.cookies.set("hocso", "made up")

    answers = [client.post("/begin").text for _ in range(3)]

    assert answers == ["ok", "ok", "too many"]


def test_a_household_has_one_pace_however_many_addresses_it_has() -> None:
    app = Pace(Starlette(routes=[Route("/gui", _answer, methods=["POST"])]), "1 per minute")
    hosts = ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "fe80::1%eth0")

    answers = [TestClient(app, client=(host, 5000)).post("/gui").status_code for host in hosts]

    assert answers == [200, 429, 200, 200]


def test_reading_is_never_counted() -> None:
    client = a_client(messages="1 per minute")

    answers = {client.get("/gui").status_code for _ in range(5)}

    assert answers == {200}


def test_another_address_has_its_own_pace() -> None:
    routes = [Route("/gui", _answer, methods=["POST"])]
    app = Pace(Starlette(routes=routes), "1 per minute", "1 per minute")
    first, second = (TestClient(app, client=(address, 5000)) for address in ("10.0.0.1", "10.0.0.2"))
    first.post("/gui")

    answer = second.post("/gui")

    assert answer.status_code == 200
