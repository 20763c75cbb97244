import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from bot.webkit import errors
from bot.webkit.guard import Guard

ALL = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


async def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes " + "dài " * 500)


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse("<p>chào</p>")


async def own_policy(request: Request) -> PlainTextResponse:
    return PlainTextResponse("x", headers={"content-security-policy": "sandbox"})


def client(**settings: object) -> TestClient:
    app = Starlette(
        routes=[
            Route("/", page),
            Route("/van-phong", page),
            Route("/own", own_policy),
            Route("/{rest:path}", answer, methods=ALL),
        ],
        exception_handlers=errors.handlers(),
    )
    return TestClient(Guard(app, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "LOCK"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://ke-xau.example"},
        {"origin": "null"},
        {"origin": "http://testserver.ke-xau.example"},
        {"origin": "http://testserver:81"},
        {"origin": "http://testserver@ke-xau.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
        {"sec-fetch-site": "", "origin": "http://testserver"},
        {"referer": "http://testserver/"},
    ],
)
def test_a_change_that_may_come_from_another_site_is_refused(method: str, headers: dict[str, str]) -> None:
    reply = client().request(method, "/gui", headers=headers)

    assert reply.status_code == 403
    assert "Để giữ an toàn" in reply.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"origin": "https://testserver"},
    ],
)
def test_a_change_from_a_page_of_ours_passes(headers: dict[str, str]) -> None:
    assert client().post("/gui", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_is_free_to_all(method: str) -> None:
    assert client().request(method, "/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_every_page_makes_the_browser_careful() -> None:
    for path, reply in (("/", client().get("/")), ("/gui", client().post("/gui"))):
        policy = reply.headers["content-security-policy"]

        assert "default-src 'none'; script-src 'self'" in policy, path
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "same-origin"


def test_what_is_not_a_page_may_do_nothing_and_is_taken_for_what_it_says() -> None:
    reply = client().get("/anh.svg")

    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_route_may_be_stricter() -> None:
    assert client().get("/own").headers["content-security-policy"] == "sandbox"


def test_the_portal_may_frame_the_chat_and_nothing_else() -> None:
    framed = client(frame_ancestors=("https://xa.example.vn", "https://cong.example.vn"))

    assert (
        "frame-ancestors https://xa.example.vn https://cong.example.vn"
        in (framed.get("/").headers["content-security-policy"])
    )
    assert "x-frame-options" not in framed.get("/").headers
    assert "frame-ancestors 'none'" in framed.get("/van-phong").headers["content-security-policy"]


def post(size: int, path: str = "/gui", chunked: bool = False, **settings: object) -> int:
    body = b"a" * size
    chunks = (body[start : start + 1000] for start in range(0, size, 1000))
    headers = {"sec-fetch-site": "same-origin"}
    return client(**settings).post(path, content=chunks if chunked else body, headers=headers).status_code


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_has_a_bound(chunked: bool) -> None:
    assert post(64 * 1024, chunked=chunked) == 200
    assert post(64 * 1024 + 1, chunked=chunked) == 413
    assert post(10_000_000, chunked=chunked) == 413


@pytest.mark.parametrize(
    ("charset", "status"),
    [("utf-8", 200), ("UTF-8", 200), ('"utf-8"', 200), ("punycode", 400), ("unicode_escape", 400), ("", 400)],
)
def test_a_form_is_in_utf_8(charset: str, status: int) -> None:
    headers = {"sec-fetch-site": "same-origin", "content-type": f"multipart/form-data; boundary=x; charset={charset}"}

    assert client().post("/gui", content=b"x", headers=headers).status_code == status


def test_the_longest_prefix_decides_the_bound() -> None:
    limits = {"/van-phong": 1000, "/van-phong/nhap": 5_000}

    assert post(4_000, "/van-phong/nhap", body_limits=limits) == 200
    assert post(4_000, "/van-phong", body_limits=limits) == 413


def test_a_wrong_announcement_breaks_nothing() -> None:
    headers = {"sec-fetch-site": "same-origin", "content-length": "many"}

    assert client().post("/gui", content=b"abc", headers=headers).status_code == 200


def test_long_answers_are_packed() -> None:
    assert client().get("/dai", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_what_is_not_http_passes() -> None:
    async def hello(socket):  # type: ignore[no-untyped-def]
        await socket.accept()
        await socket.close()

    with TestClient(Guard(Starlette(routes=[WebSocketRoute("/ws", hello)]))).websocket_connect("/ws"):
        pass
