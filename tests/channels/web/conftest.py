from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from bot.channels.web import WebChat
from tests.channels.web import fakes


@pytest.fixture
def product() -> fakes.Product:
    return fakes.Product()


@pytest.fixture
def web(product: fakes.Product) -> WebChat:
    return fakes.chat(product)


@pytest.fixture
def client(web: WebChat) -> Iterator[TestClient]:
    with browser(web) as client:
        yield client


def browser(web: WebChat) -> TestClient:
    """Return a browser of its own: it says where its forms come from, and follows no redirect by itself."""
    return TestClient(
        fakes.app(web, frame_ancestors=("https://binhan.example.vn",)),
        headers={"origin": "http://testserver"},
        follow_redirects=False,
        raise_server_exceptions=False,
    )
