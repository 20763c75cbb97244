"""The fake of Telegram: it refuses what Telegram refuses, and what it answers is what Telegram answers."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from tests.channels.telegram.fakes import PNG
from tests.channels.telegram.test_parsing import CAPTURED
from tests.platforms import telegram_models
from tests.platforms.telegram import TOKEN, FakeTelegram

Call = Callable[..., Coroutine[Any, Any, Any]]
CHAT = {"chat_id": 1001}


@pytest.fixture
def call(fake: FakeTelegram, session: aiohttp.ClientSession) -> Call:
    async def call(method: str, files: dict[str, tuple[str, bytes]] | None = None, **params: Any) -> Any:
        return await ask(session, f"{fake.url}{TOKEN}/{method}", params, files)

    return call


async def ask(
    session: aiohttp.ClientSession, url: str, params: dict[str, Any], files: dict[str, tuple[str, bytes]] | None = None
) -> Any:
    """Return the result of a request, or what it was refused with."""
    if files is None:
        posting = session.post(url, json=params)
    else:
        form = aiohttp.FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, data) in files.items():
            form.add_field(name, data, filename=file_name)
        posting = session.post(url, data=form)
    async with posting as response:
        answer = await response.json()
    if answer["ok"]:
        return answer["result"]
    assert answer["error_code"] == response.status
    return answer["description"]


def keyboard(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


BUTTON = {"text": "A", "callback_data": "1:a"}


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {**CHAT, "text": ""}, "message text is empty"),
        ("sendMessage", {**CHAT, "text": " \n"}, "message text is empty"),
        ("sendMessage", {**CHAT, "text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ("sendMessage", {**CHAT, "text": "ộ" * 4095 + "😀"}, "message is too long"),
        ("sendMessage", {**CHAT, "text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ("sendMessage", {"text": "a"}, "chat_id"),
        ("sendMessage", CHAT, "text"),
        ("sendMessage", {**CHAT, "text": 7}, "text"),
        ("sendMessage", {**CHAT, "text": "a", "colour": "red"}, "unknown fields .colour"),
        ("sendMessage", {**CHAT, "text": "a", "reply_markup": {"inline_keyboard": [BUTTON]}}, "reply_markup"),
        (
            "sendMessage",
            {**CHAT, "text": "a", "reply_markup": keyboard({**BUTTON, "size": "big"})},
            "unknown fields .reply_markup.inline_keyboard[0][0].size",
        ),
        (
            "sendMessage",
            {**CHAT, "text": "a", "reply_markup": keyboard({"text": "A", "callback_data": "1:" + "ạ" * 21})},
            "BUTTON_DATA_INVALID",
        ),
        ("sendMessage", {**CHAT, "text": "a", "reply_markup": keyboard({**BUTTON, "callback_data": ""})}, "BUTTON"),
        ("sendMessage", {**CHAT, "text": "a", "reply_markup": keyboard({**BUTTON, "text": " "})}, "button text"),
        ("sendMessage", {**CHAT, "text": "a", "reply_markup": keyboard({"text": "A"})}, "text buttons are unallowed"),
        ("sendMessage", {**CHAT, "text": "a", "reply_markup": keyboard(*[BUTTON] * 9)}, "reply markup is too long"),
        ("sendMessage", {"chat_id": "Lan", "text": "a"}, "chat not found"),
        ("sendMessage", {"chat_id": 0, "text": "a"}, "chat not found"),
        ("sendChatAction", {**CHAT, "action": "dancing"}, "wrong parameter action"),
        ("sendPhoto", {**CHAT, "photo": "AgAC-of-another-bot"}, "wrong file identifier"),
        ("sendVoice", CHAT, "voice"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old"),
        ("setWebhook", {"url": "ftp://hocso.vn"}, "An HTTPS URL must be provided"),
        ("setWebhook", {"url": "https://hocso.vn", "secret_token": "bí mật"}, "unallowed characters"),
        ("setWebhook", {"url": "https://hocso.vn", "max_connections": 101}, "max_connections"),
        ("setMyCommands", {"commands": [{"command": "Menu", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [], "language_code": "vie"}, "invalid language code"),
        ("sendmessage", {**CHAT, "text": "a"}, "method not found"),
        ("sendDice", CHAT, "method not found"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    fake: FakeTelegram, call: Call, method: str, params: dict[str, Any], description: str
) -> None:
    answer = await call(method, **params)

    assert isinstance(answer, str)
    assert description in answer
    assert fake.refused == [f"{method}: {answer}"]
    assert fake.accepted == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<b>a", "Can't find end tag"),
        ("a</b>", "Unmatched end tag"),
        ("<b><i>a</b></i>", "Unmatched end tag"),
        ("<b>a<b>b</b></b>", "can't be nested"),
        ("<blockquote>a<blockquote expandable>b</blockquote></blockquote>", "can't be nested"),
        ("<strong class='x'>a</strong>", "Unsupported start tag"),
        ("<p>a</p>", "Unsupported start tag"),
        ("a < b", "Unsupported start tag"),
        ("1 <3", "Unsupported start tag"),
        ("<br>", "Unsupported start tag"),
    ],
)
async def test_html_that_telegram_cannot_read_is_refused(call: Call, text: str, why: str) -> None:
    answer = await call("sendMessage", **CHAT, text=text, parse_mode="HTML")

    assert answer.startswith("Bad Request: can't parse entities: ")
    assert why in answer


async def test_lengths_are_counted_after_html_is_read(fake: FakeTelegram, call: Call) -> None:
    await call("sendMessage", **CHAT, text="<b>😀</b>&amp;" + "ộ" * 4093, parse_mode="HTML")

    [sent] = fake.sent
    assert sent.shown == "😀&" + "ộ" * 4093
    assert sent.entities == ({"type": "bold", "offset": 0, "length": 2},)


@pytest.mark.parametrize(
    ("method", "files", "params", "description"),
    [
        ("sendPhoto", {"photo": ("a.svg", b"<svg/>")}, CHAT, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"photo": ("a.png", b"")}, CHAT, "file must be non-empty"),
        ("sendPhoto", {"picture": ("a.png", PNG)}, CHAT, "photo"),
        ("sendPhoto", {"photo": ("a.png", PNG)}, {**CHAT, "caption": "a" * 1025}, "caption is too long"),
        ("sendVoice", {"voice": ("a.ogg", b"OggS")}, {**CHAT, "caption": "<i>", "parse_mode": "HTML"}, "can't parse"),
    ],
)
async def test_files_that_telegram_refuses_are_refused(
    call: Call, method: str, files: dict[str, tuple[str, bytes]], params: dict[str, Any], description: str
) -> None:
    assert description in await call(method, files, **params)


async def test_a_picture_that_is_too_large_is_refused(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.platforms.telegram.LARGEST_PHOTO", len(PNG))

    assert await call("sendPhoto", {"photo": ("a.png", PNG + b".")}, **CHAT) == "Request Entity Too Large"
    assert isinstance(await call("sendPhoto", {"photo": ("a.png", PNG)}, **CHAT), dict)


async def test_a_file_is_known_by_its_id_as_what_it_was(call: Call) -> None:
    message = await call("sendPhoto", {"photo": ("a.png", PNG)}, **CHAT)
    small, large = message["photo"]

    again = await call("sendPhoto", **CHAT, photo=large["file_id"])
    as_voice = await call("sendVoice", **CHAT, voice=large["file_id"])

    assert again["photo"][-1] == large
    assert "can't use file of type photo as voice" in as_voice
    assert small != large


@pytest.mark.parametrize(("token", "status"), [("123456:short", 404), ("nonsense", 404), ("654321:" + "x" * 35, 401)])
async def test_another_token_is_unknown(
    fake: FakeTelegram, session: aiohttp.ClientSession, token: str, status: int
) -> None:
    async with session.post(f"{fake.url}{token}/getMe") as response:
        assert response.status == status


@pytest.mark.parametrize(
    ("url", "description"),
    [
        ("http://hocso.vn/webhook/telegram", "An HTTPS URL must be provided"),
        ("https://hocso.vn:8080/webhook/telegram", "ports 80, 88, 443 or 8443"),
    ],
)
async def test_a_webhook_is_where_telegram_delivers(fake: FakeTelegram, call: Call, url: str, description: str) -> None:
    fake.allow_http = False

    assert description in await call("setWebhook", url=url)
    assert await call("setWebhook", url="https://hocso.vn:8443/webhook/telegram") is True


async def test_what_was_confirmed_never_comes_again(fake: FakeTelegram, call: Call) -> None:
    updates = [fake.said(1001, str(number)) for number in range(3)]
    for update in updates:
        fake.queue_update(update)

    assert await call("getUpdates", limit=2) == updates[:2]
    assert await call("getUpdates") == updates
    assert await call("getUpdates", offset=updates[1]["update_id"]) == updates[1:]
    assert await call("getUpdates") == updates[1:]
    assert await call("getUpdates", offset=updates[2]["update_id"] + 1, timeout=0) == []


async def test_a_question_waits_for_news(fake: FakeTelegram, call: Call) -> None:
    asking = asyncio.create_task(call("getUpdates", timeout=25))
    await fake.polled(1)
    update = fake.said(1001, "chào")
    fake.queue_update(update)

    assert await asking == [update]


async def test_the_newest_question_ends_the_one_before(fake: FakeTelegram, call: Call) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=25))
    await fake.polled(1)
    second = asyncio.create_task(call("getUpdates", timeout=25))
    await fake.polled(2)
    refused = await first
    fake.end_polls()

    assert "terminated by other getUpdates" in refused
    assert await second == []


async def test_there_is_nothing_to_ask_while_a_webhook_is_set(call: Call) -> None:
    await call("setWebhook", url="https://hocso.vn/webhook/telegram")

    assert "while webhook is active" in await call("getUpdates")


@pytest.mark.parametrize("drop", [True, False])
async def test_updates_are_dropped_only_where_that_was_asked_for(fake: FakeTelegram, call: Call, drop: bool) -> None:
    fake.queue_update(fake.said(1001, "chào"))

    await call("deleteWebhook", drop_pending_updates=drop)

    assert len(await call("getUpdates")) == (0 if drop else 1)


@pytest.fixture
async def answers(fake: FakeTelegram, call: Call) -> dict[str, list[Any]]:
    """Return one of every answer that the fake gives."""
    words = {"caption": "<b>Nghe</b> thử", "parse_mode": "HTML", "reply_markup": keyboard(BUTTON)}
    text = {"text": "<b>Chào</b> bác\n<blockquote expandable>a</blockquote>", "parse_mode": "HTML"}
    messages = [
        await call("sendMessage", **CHAT, **text, reply_markup=keyboard(BUTTON)),
        await call("sendMessage", chat_id="-100200", text="chào"),
        await call("sendPhoto", {"photo": ("a.png", PNG)}, **CHAT, **words),
        await call("sendVoice", {"voice": ("a.ogg", b"OggS")}, **CHAT, **words),
        await call("sendVoice", {"voice": ("a.wav", b"RIFF")}, **CHAT),
        await call("sendAudio", {"audio": ("a.mp3", b"ID3")}, **CHAT),
        await call("sendDocument", {"document": ("Giấy.pdf", b"%PDF")}, **CHAT, **words),
    ]
    infos = [await call("getWebhookInfo")]
    fake.last_error = "Connection refused"
    await call("setWebhook", url="https://hocso.vn", allowed_updates=["message"])
    infos.append(await call("getWebhookInfo"))
    updates = [fake.said(1001, "chào"), fake.pressed(1001, "1:a"), *CAPTURED]
    return {"User": [await call("getMe")], "Message": messages, "WebhookInfo": infos, "Update": updates}


@pytest.mark.parametrize("kind", ["User", "Message", "WebhookInfo", "Update"])
async def test_what_the_fake_answers_is_what_telegram_answers(answers: dict[str, list[Any]], kind: str) -> None:
    assert [telegram_models.faults_of_answer(kind, answer) for answer in answers[kind]] == [""] * len(answers[kind])


async def test_a_fake_in_a_hurry_answers_the_same_and_keeps_little(session: aiohttp.ClientSession) -> None:
    params = {**CHAT, "text": "<b>Chào</b>", "parse_mode": "HTML", "reply_markup": keyboard(BUTTON)}
    found = []
    for strict in (True, False):
        fake = FakeTelegram(strict=strict)
        await fake.start()
        found.append(await ask(session, f"{fake.url}{TOKEN}/sendMessage", params))
        fake.accepted.extend(fake.accepted[0] for _ in range(2_000))
        counts = (fake.count, len(fake.accepted))
        await fake.stop()

    assert found[0] == found[1]
    assert telegram_models.faults_of_answer("Message", found[0]) == ""
    assert counts == (1, 1_000)
