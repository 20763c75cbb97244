"""A real Chromium against a real server process on this machine."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.chat import Chat

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
NOT_BLANK = 10_000
"""Bytes: a picture of an empty page is smaller."""
PATIENCE = 30_000  # ms: generous, as CI machines are slow and judge no speed.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every browser test as slow, and put them last: Playwright keeps an event loop running until the end."""
    for item in items:
        if _is_here(item):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.browser)
    items.sort(key=_is_here)


def _is_here(item: pytest.Item) -> bool:
    return item.path.is_relative_to(Path(__file__).parent)


@dataclass
class Server:
    """The product as a process that can be stopped and started again over the same data."""

    command: list[str]
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address of the chat."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        environment = {**os.environ, "PYTHONUTF8": "1", **self.environment}
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=environment)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended while it was starting"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the server did not start")

    def stop(self) -> float:
        """Stop it as the system would; return how many seconds that took."""
        if self.process is None:
            return 0
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.process = None
        return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def fake_product(data: Path) -> Server:
    """Return the chat over the fake product."""
    port = free_port()
    return Server([sys.executable, "-m", "tests.browser.fake_server", str(port), str(data)], port)


def real_product(data: Path, **settings: str) -> Server:
    """Return the whole product on a data folder of its own."""
    port = free_port()
    environment = {f"HOCSO_{name.upper()}": value for name, value in {"data_dir": str(data), **settings}.items()}
    return Server([sys.executable, "-m", "bot", "run", "--port", str(port)], port, environment)


def product(data: Path) -> Server:
    """Return the whole product, or, as long as that is not put together, the fake one."""
    is_there = importlib.util.find_spec("bot.app") is not None
    return real_product(data, commune="Xã Bình An") if is_there else fake_product(data)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that all tests share; each test comes with browsers, and so conversations, of its own."""
    yield from running(product(tmp_path_factory.mktemp("product")))


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may stop."""
    yield from running(product(tmp_path))


@pytest.fixture(scope="session")
def fake_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that does as told, for what the product does only now and then."""
    yield from running(fake_product(tmp_path_factory.mktemp("fake")))


def running(server: Server) -> Iterator[Server]:
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    yield browser
    browser.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Make a phone of its own, with its own cookies; anything on its console that is not expected fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, "locale": "vi-VN", **options})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("console", lambda message: _note(complaints, message.type, message.text))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    """Keep what the browser complains about, apart from the network that a test takes away."""
    is_network = any(
        sign in text for sign in ("net::ERR", "Failed to load resource", "Failed to fetch", "network error")
    )
    if kind in {"error", "warning"} and not is_network:
        complaints.append(text)


@pytest.fixture
def context(new_context: NewContext) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def chat(page: Page, server: Server) -> Chat:
    """The chat as a newcomer finds it."""
    return Chat(page, server.url).open()


@pytest.fixture
def picture_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures for the documentation go: into it only with `--update-screenshots`."""
    if not request.config.getoption("--update-screenshots"):
        return tmp_path
    folder = ROOT / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
