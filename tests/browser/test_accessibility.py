"""What a screen reader, a keyboard and weak eyes meet."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewContext, Server

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [json.dumps(one, ensure_ascii=False)[:2000] for one in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(new_context: NewContext, server: Server, scheme: str) -> None:
    context = new_context(color_scheme=scheme, reduced_motion="reduce")
    chat = Chat(context.new_page(), server.url).open()
    assert violations(chat.page) == []

    chat.press()
    chat.say("<b>bấm</b> vào đâu cháu")
    assert violations(chat.page) == []

    context.set_offline(True)
    chat.type("tin khi mất mạng")
    expect(chat.pending).to_contain_text("sẽ tự gửi lại")
    assert violations(chat.page) == []

    context.set_offline(False)
    chat.answered()
    chat.open("/?c=ABCD2345")
    assert violations(chat.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_without_script_and_on_error_pages(
    new_context: NewContext, server: Server, scheme: str
) -> None:
    context = new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(server.url + "/khong-co")

    assert violations(page) == []


def test_what_is_said_is_announced_and_the_focus_is_not_stolen(chat: Chat) -> None:
    log = chat.page.get_by_role("log", name="Cuộc trò chuyện")
    expect(log).to_have_attribute("aria-live", "polite")
    chat.press()

    assert chat.page.evaluate("document.activeElement.closest('.choices')?.classList.contains('old')") is True

    chat.say("dạ vâng")

    expect(chat.field).to_be_focused()


def test_each_bubble_says_who_speaks(chat: Chat) -> None:
    chat.press()

    assert chat.page.locator("#log .me .bubble").last.inner_text().startswith("Cô bác:")
    assert chat.page.locator("#log .bot .bubble").last.inner_text().startswith("Trợ lý:")


def test_everything_works_from_the_keyboard(chat: Chat) -> None:
    page = chat.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến ô nhập tin")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("chào cháu")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("bác đây")
    page.keyboard.press("Enter")
    expect(chat.mine.last).to_have_text("chào cháu\nbác đây", use_inner_text=True)
    chat.answered()

    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Menu", exact=False).last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Vừa bị lừa / mất tiền")).to_be_focused()


def test_a_choice_is_taken_with_the_keyboard_and_old_ones_are_passed_over(chat: Chat) -> None:
    page = chat.page
    chat.choices.first.focus()
    label = chat.choices.first.inner_text().strip()
    page.keyboard.press("Enter")
    expect(chat.mine.last).to_have_text(label)
    chat.answered()

    old = page.locator("#log .choices.old button")
    assert {button.get_attribute("tabindex") for button in old.all()} == {"-1"}
    assert {button.get_attribute("tabindex") for button in chat.choices.all()} == {"0"}

    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#log .choices:not(.old) button')"):
            return
    pytest.fail("the Tab key does not lead to the new choices")
