"""The chat as people use it: pressing, typing, listening, with and without script, in a frame."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NOT_BLANK, NewContext, Server

VOICE = """
(() => {
  const spoken = window.spoken = [];
  const speech = {
    getVoices: () => [{ lang: "vi-VN", name: "Mai" }],
    speak: (words) => { spoken.push(words); setTimeout(() => words.onend?.(), 50); },
    cancel: () => { window.cancelled = (window.cancelled || 0) + 1; },
    addEventListener: () => {},
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
})();
"""


def test_what_looks_like_html_is_shown_as_typed(chat: Chat) -> None:
    chat.press()
    chat.say("<img src=x onerror=alert(1)> **đậm** https://example.vn")

    assert chat.page.locator("#log .me img, #log .me a, #log .me strong").count() == 0


def test_somebody_in_trouble_is_helped_with_one_tap(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Vừa bị lừa / mất tiền").click()
    expect(chat.mine.last).to_contain_text("Vừa bị lừa / mất tiền")
    chat.answered()


def test_the_menu_is_one_tap_away(chat: Chat) -> None:
    chat.press()
    chat.page.locator(".always").get_by_role("button", name="Menu").click()
    expect(chat.mine.last).to_have_text("Menu")
    chat.answered()


def test_old_choices_look_inactive_and_the_chosen_one_is_marked(chat: Chat) -> None:
    label = chat.press()
    old = chat.page.locator("#log .choices.old")

    expect(old).to_have_count(1)
    expect(old.locator(".chosen")).to_have_text(label)


def test_an_old_choice_gets_a_kind_answer(chat: Chat) -> None:
    label = chat.press()
    chat.page.wait_for_timeout(800)
    chat.page.locator("#log .choices.old button").first.click()
    expect(chat.mine).to_have_text([label, label])
    chat.answered()


def test_while_the_assistant_thinks_it_is_seen(chat: Chat) -> None:
    chat.press()

    def slowly(route: Route) -> None:
        chat.page.wait_for_timeout(300)
        route.continue_()

    chat.page.route("**/gui", slowly)
    chat.type("nghĩ lâu nhé")

    expect(chat.page.locator("#typing")).to_be_visible()
    expect(chat.pending).to_contain_text("đang gửi…")
    chat.answered()


def test_a_code_in_a_link_is_opened_by_a_button_only(chat: Chat) -> None:
    chat.press()
    before = chat.lines.count()
    chat.open("/?c=ABCD2345")
    assert chat.lines.count() == before

    chat.page.get_by_role("button", name="Dùng mã này").click()
    chat.answered()

    assert chat.lines.count() > before
    assert chat.page.url == chat.url + "/"
    expect(chat.page.get_by_role("button", name="Dùng mã này")).to_have_count(0)


def test_a_pasted_picture_is_told_to_the_assistant(chat: Chat) -> None:
    chat.press()
    chat.field.evaluate("""field => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File(["x"], "a.png", { type: "image/png" }));
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }""")

    expect(chat.mine.last).to_have_text("📷 Ảnh")
    chat.answered()


# --- Listening --------------------------------------------------------------------------------------------------------


def test_where_nothing_can_be_played_there_is_no_button(chat: Chat) -> None:
    chat.press()
    silent = chat.page.locator('.listen[data-sounds=""]')

    assert silent.count() > 0
    for button in silent.all():
        expect(button).to_be_hidden()


def test_the_voice_of_the_browser_reads_slowly(new_context: NewContext, server: Server) -> None:
    page = new_context().new_page()
    page.add_init_script(VOICE)
    chat = Chat(page, server.url).open()
    button = chat.page.get_by_role("button", name="Nghe").last
    button.click()
    expect(button).to_have_text("🔊 Nghe")
    spoken = page.evaluate("spoken.map((words) => [words.text, words.lang, words.rate])")

    assert {(lang, rate) for _, lang, rate in spoken} == {("vi-VN", 0.85)}
    assert spoken[-1][0].rstrip(".") == chat.choices.last.inner_text().strip()


def test_a_recording_is_played_where_there_is_one(new_context: NewContext, fake_server: Server) -> None:
    page = new_context().new_page()
    page.add_init_script(VOICE)
    chat = Chat(page, fake_server.url).open()
    chat.press()
    with page.expect_response("**/tieng/dung-roi.ogg*") as answer:
        page.get_by_role("button", name="Nghe").last.click()

    assert answer.value.ok
    assert page.evaluate("spoken.length") == 0
    expect(page.get_by_role("button", name="Nghe").last).to_have_text("🔊 Nghe")


def test_a_picture_has_its_words_and_does_not_make_the_page_jump(new_context: NewContext, fake_server: Server) -> None:
    chat = Chat(new_context().new_page(), fake_server.url).open()
    chat.press()
    picture = chat.page.get_by_role("img", name="doạ khoá thẻ")

    expect(picture).to_be_visible()
    assert picture.get_attribute("width") == "360"
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 360


# --- Hearing without the stream ---------------------------------------------------------------------------------------


def test_a_page_without_a_stream_asks_now_and_then(context: BrowserContext, chat: Chat) -> None:
    chat.press()
    page = context.new_page()
    page.clock.install()
    page.route("**/su-kien*", lambda route: route.abort())
    watching = Chat(page, chat.url).open()
    chat.page.evaluate(
        "key => fetch('/gui', { method: 'POST', body: new URLSearchParams({ key, text: 'từ nơi khác' }) })",
        "0b8f6d0e-5f4a-4a57-9a53-0e6a3b8d8a01",
    )
    page.clock.fast_forward(61_000)

    expect(watching.mine.last).to_have_text("từ nơi khác")


def test_the_stream_brings_what_comes_from_elsewhere(context: BrowserContext, chat: Chat) -> None:
    chat.press()
    page = context.new_page()
    page.route("**/tin?*", lambda route: route.abort())  # so that only the stream can bring it
    watching = Chat(page, chat.url).open()
    chat.page.evaluate(
        "key => fetch('/gui', { method: 'POST', body: new URLSearchParams({ key, text: 'từ nơi khác' }) })",
        "0b8f6d0e-5f4a-4a57-9a53-0e6a3b8d8a02",
    )

    expect(watching.mine.last).to_have_text("từ nơi khác")


# --- Without script ---------------------------------------------------------------------------------------------------


@pytest.fixture
def plain(new_context: NewContext, server: Server) -> Page:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(server.url)
    return page


def test_without_script_everything_works_by_plain_forms(plain: Page) -> None:
    log = plain.locator("#log")
    choice = log.locator(".choices:not(.old) button").first
    label = choice.inner_text().strip()
    choice.click()
    expect(log.locator(".me .text")).to_have_text([label])
    assert plain.url.endswith("/#cuoi")

    plain.get_by_role("textbox").fill("chào cháu\nbác đây")
    plain.get_by_role("button", name="Gửi", exact=True).click()
    expect(log.locator(".me .text").last).to_have_text("chào cháu\nbác đây", use_inner_text=True)

    plain.get_by_role("button", name="Vừa bị lừa / mất tiền").click()
    expect(log.locator(".me .text").last).to_contain_text("Vừa bị lừa")

    plain.get_by_role("button", name="Xem tin mới").click()
    expect(log.locator(".me .text")).to_have_count(3)
    expect(log.locator(".line.bot").last).to_be_in_viewport()


def test_without_script_a_double_tap_has_one_effect(plain: Page) -> None:
    plain.get_by_role("textbox").fill("một lần")
    plain.get_by_role("button", name="Gửi", exact=True).dblclick()

    expect(plain.locator("#log .me .text")).to_have_text(["một lần"])


def test_without_script_nothing_useless_is_shown(plain: Page) -> None:
    expect(plain.get_by_role("button", name="Chữ to", exact=True)).to_be_hidden()
    expect(plain.get_by_role("button", name="Nghe")).to_have_count(0)


# --- In the portal of the commune -------------------------------------------------------------------------------------


@pytest.fixture
def portal(fake_server: Server) -> Iterator[str]:
    """A page of another site that shows the chat in a frame."""

    class Portal(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f"<!doctype html><title>Cổng</title><iframe src='{fake_server.url}/' width=360 height=600></iframe>"
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    site = HTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://localhost:{site.server_port}/"
    site.shutdown()
    thread.join()
    site.server_close()


def test_in_a_frame_of_the_portal_the_first_press_opens_the_chat_in_its_own_page(
    context: BrowserContext, portal: str
) -> None:
    page = context.new_page()
    page.goto(portal)
    with context.expect_page() as opened:
        page.frame_locator("iframe").locator(".choices button").first.click()

    expect(opened.value.locator("#log .me")).to_have_count(1)
    opened.value.reload()
    expect(opened.value.locator("#log .me")).to_have_count(1)


# --- Pictures for the documentation -----------------------------------------------------------------------------------


def test_the_picture_in_the_documentation(new_context: NewContext, server: Server, picture_folder: Path) -> None:
    """Take it as README.md shows it; kept in docs/images only with `pytest -m browser --update-screenshots`."""
    chat = Chat(new_context(device_scale_factor=2).new_page(), server.url).open()
    chat.press(1)
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.wait_for_timeout(1_000)

    picture = chat.page.screenshot(path=picture_folder / "chat.png")

    assert len(picture) > NOT_BLANK
