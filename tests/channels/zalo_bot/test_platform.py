"""The fake refuses what the platform refuses: a test that passes against it means something."""

from typing import Any

import aiohttp
import pytest

from tests.channels.zalo_bot.things import SECRET
from tests.platforms.zalo_bot import FakeZaloBot

TEXT = {"chat_id": "c", "text": "Đúng 👏"}
HOOK = {"url": "https://hocso.example.vn/webhook/zalo-bot", "secret_token": SECRET}


async def ask(
    platform: FakeZaloBot, session: aiohttp.ClientSession, method: str, parameters: object
) -> tuple[int, dict[str, Any]]:
    async with session.post(f"{platform.url}{platform.token}/{method}", json=parameters) as answer:
        body: dict[str, Any] = await answer.json()
        return answer.status, body


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("getMe", {}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {}),
        ("setWebhook", HOOK),
        ("sendMessage", TEXT),
        ("sendMessage", {**TEXT, "text": "👏" * 1000}),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 5, "len": 2, "st": ["b", "c_15a85f"]}]}),
        ("sendMessage", {**TEXT, "parse_mode": "markdown"}),
        ("sendPhoto", {"chat_id": "c", "photo": "https://a.vn/a.png"}),
        ("sendPhoto", {"chat_id": "c", "photo": "http://a.vn/a.png", "caption": "x" * 2000}),
        ("sendSticker", {"chat_id": "c", "sticker": "d063"}),
        ("sendVoice", {"chat_id": "c", "voice_url": "https://a.vn/a.aac"}),
        ("sendChatAction", {"chat_id": "c", "action": "typing"}),
    ],
)
async def test_what_the_manual_allows_is_accepted(
    platform: FakeZaloBot, session: aiohttp.ClientSession, method: str, parameters: dict[str, Any]
) -> None:
    status, body = await ask(platform, session, method, parameters)

    assert (status, body["ok"]) == (200, True)
    assert ("result" in body) == (method != "sendChatAction")
    assert [accepted.params for accepted in platform.accepted] == (
        [parameters] if parameters else platform_keeps(method)
    )


def platform_keeps(method: str) -> list[dict[str, Any]]:
    return [{}] if method == "deleteWebhook" else []


@pytest.mark.parametrize(
    ("method", "parameters", "code"),
    [
        ("sendmessage", TEXT, 404),
        ("editMessage", TEXT, 404),
        ("testWebhook", {}, 404),
        ("sendMessage", {"text": "x"}, 400),
        ("sendMessage", {"chat_id": "c"}, 400),
        ("sendMessage", {"chat_id": 7, "text": "x"}, 400),
        ("sendMessage", {"chat_id": "", "text": "x"}, 400),
        ("sendMessage", {**TEXT, "text": ""}, 400),
        ("sendMessage", {**TEXT, "text": "x" * 2001}, 400),
        ("sendMessage", {**TEXT, "text": "👏" * 1001}, 400),
        ("sendMessage", {**TEXT, "reply_to_message_id": "m"}, 400),
        ("sendMessage", {**TEXT, "parse_mode": "MarkdownV2"}, 400),
        ("sendMessage", {**TEXT, "text_styles": {}}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 6, "len": 2, "st": ["b"]}]}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": -1, "len": 2, "st": ["b"]}]}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 0, "len": 0, "st": ["b"]}]}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 0, "len": 1, "st": ["bold"]}]}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 0, "len": 1, "st": []}]}, 400),
        ("sendMessage", {**TEXT, "text_styles": [{"start": 0, "length": 1, "st": ["b"]}]}, 400),
        ("sendPhoto", {"chat_id": "c", "photo": "hinh/a.png"}, 400),
        ("sendPhoto", {"chat_id": "c", "photo": "file:///a.png"}, 400),
        ("sendPhoto", {"chat_id": "c", "photo": "https://a.vn/a.png", "caption": ""}, 400),
        ("sendPhoto", {"chat_id": "c", "photo": "https://a.vn/a.png", "caption": "x" * 2001}, 400),
        ("sendVoice", {"chat_id": "c", "voice_url": "https://a.vn/a.ogg"}, 400),
        ("sendVoice", {"chat_id": "c", "voice_url": "a.aac"}, 400),
        ("sendChatAction", {"chat_id": "c", "action": "upload_photo"}, 400),
        ("setWebhook", {"url": HOOK["url"]}, 400),
        ("setWebhook", {"secret_token": SECRET}, 400),
        ("setWebhook", {**HOOK, "secret_token": "short"}, 400),
        ("setWebhook", {**HOOK, "url": "http://hocso.example.vn/"}, 400),
        ("setWebhook", {**HOOK, "url": "https://localhost/"}, 400),
        ("setWebhook", {**HOOK, "url": "https://127.0.0.1/"}, 400),
        ("setWebhook", {**HOOK, "url": "https://10.1.2.3/"}, 400),
        ("setWebhook", {**HOOK, "url": "https://[fd00::1]/"}, 400),
        ("getUpdates", {"timeout": "soon"}, 400),
        ("getUpdates", {"offset": 1}, 400),
        ("getMe", [], 400),
    ],
)
async def test_what_the_manual_forbids_is_refused(
    platform: FakeZaloBot, session: aiohttp.ClientSession, method: str, parameters: Any, code: int
) -> None:
    status, body = await ask(platform, session, method, parameters)

    assert (status, body["ok"], body["error_code"]) == (code, False, code)
    assert platform.accepted == []
    assert len(platform.refused) == 1


async def test_a_wrong_token_gets_no_json(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    async with session.post(f"{platform.url}1:wrong/getMe", json={}) as answer:
        assert (answer.status, answer.content_type) == (401, "text/html")


async def test_a_form_is_refused(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    async with session.post(f"{platform.url}{platform.token}/sendMessage", data=TEXT) as answer:
        assert answer.status == 400


async def test_an_event_is_handed_out_once(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    platform.holds = False
    first, second = platform.said("c", "một"), platform.said("c", "hai")
    platform.queue_update(first)
    platform.queue_update(second)
    answers = [await ask(platform, session, "getUpdates", {"timeout": "5"}) for _ in range(3)]

    assert [body.get("result") for _, body in answers] == [first, second, None]
    assert answers[2][1]["error_code"] == 408


async def test_there_is_no_polling_beside_a_webhook(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    await ask(platform, session, "setWebhook", HOOK)
    status, _ = await ask(platform, session, "getUpdates", {"timeout": "5"})

    assert status == 409


async def test_a_voice_to_a_group_is_lost_without_a_word(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    platform.groups.add("g")
    _, body = await ask(platform, session, "sendVoice", {"chat_id": "g", "voice_url": "https://a.vn/a.aac"})

    assert body["ok"] is True
    assert platform.accepted == []


async def test_a_refusal_to_slow_down_does_not_say_for_how_long(
    platform: FakeZaloBot, session: aiohttp.ClientSession
) -> None:
    for failure in ("429", "429 without retry_after"):
        platform.fail_next(failure)
        status, body = await ask(platform, session, "sendMessage", TEXT)

        assert (status, body) == (429, {"ok": False, "error_code": 429, "description": "Quota exceeded"})


async def test_a_refusal_may_come_with_status_200(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    platform.fail_next("HTTP-200 error")
    status, body = await ask(platform, session, "sendMessage", TEXT)

    assert (status, body["ok"], body["error_code"]) == (200, False, 400)


async def test_only_known_failures_can_be_asked_for(platform: FakeZaloBot) -> None:
    with pytest.raises(ValueError, match="429!"):
        platform.fail_next("429!")
