"""Nothing typed is lost, and everything is sent once: reload, two tabs, no network, a server that stops."""

import pytest
from playwright.sync_api import BrowserContext, Request, Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewContext, Server


def test_a_reload_shows_the_same_conversation_and_keeps_the_draft(chat: Chat) -> None:
    chat.press()
    chat.say("dạ vâng")
    before = chat.lines.all_inner_texts()
    chat.field.fill("đang viết dở")
    chat.page.reload()

    assert chat.lines.all_inner_texts() == before
    expect(chat.field).to_have_value("đang viết dở")
    expect(chat.lines.last).to_be_in_viewport()


def test_two_tabs_show_the_same(chat: Chat, context: BrowserContext) -> None:
    chat.press()
    other = Chat(context.new_page(), chat.url).open()
    chat.say("từ trang một")
    expect(other.mine.last).to_have_text("từ trang một")
    other.answered()
    other.say("từ trang hai")
    expect(chat.mine.last).to_have_text("từ trang hai")
    chat.answered()

    assert chat.numbers() == other.numbers() == sorted(set(chat.numbers()))
    assert chat.lines.all_inner_texts() == other.lines.all_inner_texts()


def test_a_second_tab_that_was_opened_before_the_first_word_catches_up(chat: Chat, context: BrowserContext) -> None:
    other = Chat(context.new_page(), chat.url).open()
    label = chat.press()

    expect(other.mine).to_have_text([label])
    assert other.lines.all_inner_texts() == chat.lines.all_inner_texts()


def test_without_network_messages_wait_and_are_sent_once_in_order(chat: Chat, context: BrowserContext) -> None:
    chat.press()
    sent: list[str] = []
    context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    words = ["một", "hai", "ba"]
    context.set_offline(True)
    for word in words:
        chat.type(word)

    expect(chat.pending).to_have_count(3)
    expect(chat.pending.first).to_contain_text("chưa gửi được, sẽ tự gửi lại")
    expect(chat.page.locator("#notice")).to_contain_text("tự gửi")

    context.set_offline(False)
    expect(chat.pending).to_have_count(0)
    chat.answered()

    assert chat.mine.all_inner_texts()[1:] == words
    chat.page.reload()
    assert chat.mine.all_inner_texts()[1:] == words


def test_a_closed_page_sends_what_it_kept_when_it_is_opened_again(chat: Chat, context: BrowserContext) -> None:
    chat.press()
    context.set_offline(True)
    chat.type("tin chưa gửi")
    expect(chat.pending).to_have_count(1)
    chat.page.close()
    context.set_offline(False)
    again = Chat(context.new_page(), chat.url).open()

    expect(again.mine.last).to_have_text("tin chưa gửi")
    again.answered()
    assert again.count_of("tin chưa gửi") == 1


def test_two_tabs_that_come_back_together_send_each_message_once(chat: Chat, context: BrowserContext) -> None:
    chat.press()
    other = Chat(context.new_page(), chat.url).open()
    context.set_offline(True)
    chat.type("từ trang một")
    other.type("từ trang hai")
    expect(chat.pending).to_have_count(2)
    expect(other.pending).to_have_count(2)
    context.set_offline(False)
    for page in (chat, other):
        expect(page.pending).to_have_count(0)
        page.answered()
        expect(page.mine).to_have_count(3)

    assert chat.mine.all_inner_texts()[1:] == other.mine.all_inner_texts()[1:] == ["từ trang một", "từ trang hai"]


def test_an_answer_lost_on_the_way_does_not_repeat_the_message(chat: Chat) -> None:
    chat.press()
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    chat.page.route("**/gui", lose)
    chat.type("chỉ một lần")
    expect(chat.mine.last).to_have_text("chỉ một lần")
    chat.answered()

    assert len(lost) == 1
    chat.page.reload()
    assert chat.count_of("chỉ một lần") == 1


def test_the_very_first_message_survives_a_lost_answer_too(chat: Chat) -> None:
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    chat.page.route("**/gui", lose)
    label = chat.press()

    assert chat.mine.all_inner_texts() == [label]
    assert chat.numbers() == sorted(set(chat.numbers()))


def test_a_sign_in_page_of_a_public_network_swallows_nothing(chat: Chat) -> None:
    chat.press()
    chat.page.route("**/gui", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>", content_type="text/html"))
    chat.type("tin quan trọng")
    expect(chat.pending).to_contain_text("chưa gửi được")
    chat.page.unroute("**/gui")

    expect(chat.mine.last).to_have_text("tin quan trọng")
    assert "Wi-Fi" not in chat.page.content()


def test_a_busy_server_is_tried_again_when_it_asked_to(chat: Chat) -> None:
    chat.press()
    answer = {"Retry-After": "1", "hocso": "1", "content-type": "text/plain; charset=utf-8"}
    chat.page.route("**/gui", lambda route: route.fulfill(status=503, body="Xin chờ một chút ạ.", headers=answer))
    chat.type("lúc đông người")
    expect(chat.page.locator("#notice")).to_have_text("Xin chờ một chút ạ.")
    expect(chat.pending).to_have_count(1)
    chat.page.unroute("**/gui")
    chat.answered()

    assert chat.count_of("lúc đông người") == 1
    expect(chat.page.locator("#notice")).to_have_text("")


def test_words_that_are_refused_come_back_to_the_field(chat: Chat) -> None:
    chat.press()
    answer = {"hocso": "1", "content-type": "text/plain; charset=utf-8"}
    chat.page.route("**/gui", lambda route: route.fulfill(status=413, body="Dài quá ạ.", headers=answer))
    chat.type("một bài rất dài")

    expect(chat.page.locator("#notice")).to_have_text("Dài quá ạ.")
    expect(chat.pending).to_have_count(0)
    expect(chat.field).to_have_value("một bài rất dài")


def test_what_the_guard_finds_too_large_is_given_back_with_its_sentence(chat: Chat) -> None:
    chat.press()
    words = "ế" * 22_000
    chat.field.evaluate("field => { field.maxLength = 1000000; }")
    chat.type(words)

    expect(chat.page.locator("#notice")).to_contain_text("dài quá")
    assert chat.field.input_value() == words


def test_a_double_tap_is_one_press(chat: Chat) -> None:
    sent: list[Request] = []
    chat.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    chat.choices.first.dblclick()
    chat.answered()
    chat.page.wait_for_timeout(500)

    assert len(sent) == 1
    assert chat.mine.count() == 1


@pytest.mark.parametrize("pause", [0, 2_500])
def test_a_restart_of_the_server_loses_nothing(own_server: Server, context: BrowserContext, pause: int) -> None:
    chat = Chat(context.new_page(), own_server.url).open()
    chat.press()
    watching = Chat(context.new_page(), own_server.url).open()
    own_server.stop()
    chat.type("lúc máy chủ nghỉ")
    expect(chat.pending).to_contain_text("chưa gửi được")
    chat.page.wait_for_timeout(pause)
    own_server.start()

    for page in (chat, watching):
        expect(page.mine.last).to_have_text("lúc máy chủ nghỉ")
        page.answered()
        assert page.count_of("lúc máy chủ nghỉ") == 1


def test_the_server_stops_within_a_moment_while_pages_are_open(own_server: Server, context: BrowserContext) -> None:
    with context.expect_event("request", lambda request: "/su-kien" in request.url):
        Chat(context.new_page(), own_server.url).open().press()
    with context.expect_event("request", lambda request: "/su-kien" in request.url):
        Chat(context.new_page(), own_server.url).open()

    assert own_server.stop() < 5


def test_without_storage_the_chat_still_works(new_context: NewContext, server: Server) -> None:
    page = new_context().new_page()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })")
    chat = Chat(page, server.url).open()
    chat.press()
    chat.say("dạ")
    page.get_by_role("button", name="Chữ to", exact=True).click()

    assert chat.count_of("dạ") == 1
