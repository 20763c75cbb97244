"""Described pictures on the web: drawn when asked for, the same rules as for files."""

import struct
import sys

import pytest
from starlette.testclient import TestClient

from bot.channels import painting
from bot.channels.web.drawings import Drawings
from bot.channels.web.media import Media
from bot.dialogue.messages import Image
from bot.drawing import address, name, svg
from bot.learning.course import Picture
from bot.learning.drawing import Figure, Row, Screen
from tests.channels.web.fakes import FINDER, Product

A_SCREEN = Picture(alt="Nút Đồng ý ở dưới", screen=Screen((Row(text="Cho xem ảnh?"), Row(button="Đồng ý", point=1))))
AN_ACT = Picture(alt="Bà Hoa ở nhà", act=(Figure("grandma", "Bà Hoa"), Figure("house", "Nhà")))

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.fixture
def product() -> Product:
    return Product(drawings={name(picture): picture for picture in (A_SCREEN, AN_ACT)})


def media(product: Product) -> Media:
    return Media(FINDER, Drawings(product.drawings.get))


def url(product: Product, picture: Picture) -> str:
    return media(product).picture(Image(address(picture), "")).url or ""


def test_a_drawing_is_drawn_and_kept_for_a_year_under_the_address_with_its_hash(
    client: TestClient, product: Product
) -> None:
    answer = client.get(url(product, A_SCREEN))

    assert answer.text == svg(A_SCREEN)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" not in client.get(f"/hinh/{address(A_SCREEN)}?v=other").headers["cache-control"]


def test_the_page_knows_how_large_a_drawing_is(product: Product) -> None:
    shown = media(product).picture(Image(address(AN_ACT), "Bà ở nhà"))

    assert (shown.width, shown.alt) == (360, "Bà ở nhà")
    assert f'height="{shown.height}"' in svg(AN_ACT)


def test_a_drawing_is_painted_for_whoever_shows_no_svg(client: TestClient, product: Product) -> None:
    answer = client.get(url(product, A_SCREEN).replace(".svg", ".png"))

    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"] == POLICY
    assert "immutable" in answer.headers["cache-control"]
    assert struct.unpack(">I", answer.content[16:20]) == (painting.PNG_WIDTH,)


def test_a_painting_is_kept(client: TestClient, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []

    def paint(drawing: str, _width: int) -> bytes:
        painted.append(drawing)
        return b"png"

    monkeypatch.setattr(painting, "png", paint)
    painting._painted.cache_clear()

    for _ in range(3):
        client.get(f"/hinh/ve/{name(AN_ACT)}.png")
    painting._painted.cache_clear()

    assert painted == [svg(AN_ACT)]


def test_without_the_painter_there_is_no_png_but_the_svg_is_there(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    painting._painted.cache_clear()

    assert client.get(f"/hinh/ve/{name(A_SCREEN)}.png").status_code == 404
    assert client.get(f"/hinh/ve/{name(A_SCREEN)}.svg").status_code == 200


@pytest.mark.parametrize(
    "path", ["ve/", "ve/x.svg", "ve/x.png", "ve/%2e%2e/khoa-the.svg", "ve/khoa-the.svg", "khac/{}.svg"]
)
def test_no_other_drawing_is_given_out(client: TestClient, path: str) -> None:
    assert client.get("/hinh/" + path.format(name(A_SCREEN))).status_code == 404


@pytest.mark.parametrize("ending", ["", ".jpg", ".svg.exe", ".svg/"])
def test_a_drawing_has_two_endings_only(client: TestClient, ending: str) -> None:
    assert client.get(f"/hinh/ve/{name(A_SCREEN)}{ending}").status_code == 404


def test_drawings_follow_the_content(client: TestClient, product: Product) -> None:
    before = client.get(f"/hinh/{address(AN_ACT)}").status_code
    del product.drawings[name(AN_ACT)]

    assert (before, client.get(f"/hinh/{address(AN_ACT)}").status_code) == (200, 404)


def test_a_message_of_the_past_keeps_the_words_of_a_drawing_that_is_gone(product: Product) -> None:
    gone = Picture(alt="x", act=(Figure("car"), Figure("car")))

    shown = media(product).picture(Image(address(gone), "Hai chiếc xe"))

    assert (shown.url, shown.alt, shown.width) == (None, "Hai chiếc xe", None)
