"""What a first visit costs, shows and remembers."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, NewContext, Server

WITHOUT_FONTS = 50 * 1024
WITH_FONTS = 160 * 1024


@dataclass
class Wire:
    """What came over the wire, as the browser's network layer counted it: bytes with headers, packed."""

    bytes: dict[str, int] = field(default_factory=dict)

    def total(self, *, fonts: bool) -> int:
        """Return the sum, with or without the fonts."""
        return sum(size for url, size in self.bytes.items() if fonts or "woff2" not in url)


def measure(page: Page) -> Wire:
    """Count from here on."""
    wire = Wire()
    urls: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: wire.bytes.update({urls[event["requestId"]]: event["encodedDataLength"]}),
    )
    return wire


def test_a_first_visit_fits_a_slow_line(page: Page, server: Server) -> None:
    wire = measure(page)
    Chat(page, server.url).open("/?u=THON-DONG")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")

    assert any("woff2" in url for url in wire.bytes)
    assert wire.total(fonts=False) <= WITHOUT_FONTS, wire.bytes
    assert wire.total(fonts=True) <= WITH_FONTS, wire.bytes


def test_a_second_visit_costs_little_more_than_the_page(page: Page, server: Server) -> None:
    Chat(page, server.url).open()
    page.wait_for_load_state("networkidle")
    wire = measure(page)
    page.reload()
    page.wait_for_load_state("networkidle")

    assert wire.total(fonts=True) < 8 * 1024, wire.bytes


def test_nothing_is_asked_of_another_host(context: BrowserContext, chat: Chat) -> None:
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    chat.page.reload()
    chat.press()
    chat.page.wait_for_load_state("domcontentloaded")

    assert hosts == {urlsplit(chat.url).netloc}


def test_the_greeting_is_read_from_its_beginning(chat: Chat) -> None:
    assert chat.page.evaluate("scrollY") == 0
    expect(chat.lines.first).to_be_in_viewport()


def test_the_first_press_keeps_the_greeting_in_place(chat: Chat) -> None:
    """The greeting was only a preview; the stored lines take its place without being said again."""
    greeting = chat.lines.count()
    chat.page.evaluate("document.querySelector('#log .line').marked = true")
    label = chat.press()

    assert chat.page.evaluate("document.querySelector('#log .line').marked") is True
    assert chat.mine.all_inner_texts() == [label]
    assert chat.lines.nth(greeting).get_attribute("class") == "line me"
    assert chat.page.locator(".preview").count() == 0
    assert chat.page.url == chat.url + "/"


def test_letter_size_and_colours_are_remembered(chat: Chat) -> None:
    page = chat.page

    def size() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).fontSize"))

    assert size() == "19.2px"

    page.get_by_role("button", name="Chữ rất to").click()
    page.get_by_role("button", name="Màu: tự động").click()
    page.get_by_role("button", name="Màu: sáng").click()
    page.reload()

    assert size() == "26.4px"
    expect(page.get_by_role("button", name="Chữ rất to")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Màu: tối")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_larger_letters_leave_the_reader_where_they_were(chat: Chat) -> None:
    chat.press()
    chat.page.wait_for_timeout(1_000)
    chat.page.get_by_role("button", name="Chữ rất to").click()

    expect(chat.mine.last).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_phone(new_context: NewContext, server: Server, scheme: str) -> None:
    page = Chat(new_context(color_scheme=scheme).new_page(), server.url).open().page
    red, green, blue = page.evaluate(
        "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )

    assert (red + green + blue > 600) == (scheme == "light")


@pytest.mark.parametrize("width", [320, 360, 412, 1280])
@pytest.mark.parametrize("size", ["Chữ vừa", "Chữ to", "Chữ rất to"])
def test_nothing_sticks_out_at_any_letter_size(new_context: NewContext, server: Server, width: int, size: str) -> None:
    chat = Chat(new_context(viewport={"width": width, "height": 640}).new_page(), server.url).open()
    chat.page.get_by_role("button", name=size).click()
    chat.press()

    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width
    edges = chat.page.evaluate(
        """() => [...document.querySelectorAll("button, textarea")]
            .filter((one) => one.checkVisibility())
            .flatMap((one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right])"""
    )
    assert 0 <= min(edges) <= max(edges) <= width


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 640}, DESKTOP], ids=["phone", "desktop"])
def test_every_button_is_large_enough_for_a_thumb(
    new_context: NewContext, server: Server, viewport: dict[str, int]
) -> None:
    chat = Chat(new_context(viewport=viewport).new_page(), server.url).open()
    chat.press()
    sizes = chat.page.evaluate(
        """() => [...document.querySelectorAll("button, textarea, a, summary")]
            .filter((one) => one.checkVisibility())
            .map((one) => [one.textContent.trim(), one.offsetWidth, one.offsetHeight])"""
    )

    assert len(sizes) > 8
    assert [size for size in sizes if min(size[1:]) < 48] == []


def test_help_and_menu_are_always_in_sight(chat: Chat) -> None:
    for _ in range(4):
        chat.say("xin chào cháu")
    for place in (0, "document.body.scrollHeight"):
        chat.page.evaluate(f"scrollTo(0, {place})")
        expect(chat.page.get_by_role("button", name="Vừa bị lừa / mất tiền")).to_be_in_viewport(ratio=1)
        expect(chat.page.get_by_role("button", name="Menu", exact=False).last).to_be_in_viewport(ratio=1)
        expect(chat.field).to_be_in_viewport(ratio=1)


def test_the_column_is_not_too_wide_to_read(new_context: NewContext, server: Server) -> None:
    page = Chat(new_context(viewport=DESKTOP).new_page(), server.url).open().page
    box = page.locator("main").bounding_box()

    assert box is not None
    assert box["width"] <= 40 * 19.2
