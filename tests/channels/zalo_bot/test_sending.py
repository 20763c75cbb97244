"""Bubbles as requests, against a platform that refuses whatever the real one would."""

import unicodedata
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.rendering import Bubble, render
from bot.channels.zalo_bot import ZaloBot, capabilities
from bot.channels.zalo_bot.requests import ways
from bot.dialogue.messages import Button, Document, Image, Outgoing
from bot.ports import SendFailed
from tests.channels.zalo_bot.things import CHAT, SECRET, TO, FakeMedia
from tests.platforms.zalo_bot import ACCOUNT, ACCOUNT_NAME, TOKEN, Accepted, FakeZaloBot, utf16

PICTURE = Image("khoa-the.svg", "Tin nhắn doạ khoá thẻ.")
NFD = unicodedata.normalize("NFD", "Tiếng Việt")


def requests(platform: FakeZaloBot) -> list[tuple[str, dict[str, Any]]]:
    return [(accepted.method, dict(accepted.params)) for accepted in platform.accepted]


@pytest.mark.parametrize(
    ("bubble", "method", "parameters"),
    [
        (Bubble("Chào bác ạ."), "sendMessage", {"text": "Chào bác ạ."}),
        (Bubble(NFD), "sendMessage", {"text": "Tiếng Việt"}),
        (Bubble("1 * 2 {red} <b> &amp;"), "sendMessage", {"text": "1 * 2 {red} <b> &amp;"}),
        (
            Bubble("👏 Đúng rồi", bold=((2, 6),)),
            "sendMessage",
            {"text": "👏 Đúng rồi", "text_styles": [{"start": 3, "len": 4, "st": ["b"]}]},
        ),
        (
            Bubble("a b c", bold=((0, 1), (2, 2), (4, 5))),
            "sendMessage",
            {
                "text": "a b c",
                "text_styles": [{"start": 0, "len": 1, "st": ["b"]}, {"start": 4, "len": 1, "st": ["b"]}],
            },
        ),
        (
            Bubble(f"{NFD} hay", bold=((len(NFD) + 1, len(NFD) + 4),)),
            "sendMessage",
            {"text": "Tiếng Việt hay", "text_styles": [{"start": 11, "len": 3, "st": ["b"]}]},
        ),
        (Bubble("x" * 2000), "sendMessage", {"text": "x" * 2000}),
        (
            Bubble(f"Nhìn {NFD}", bold=((0, 4),), image=PICTURE),
            "sendPhoto",
            {"photo": "https://hocso.example.vn/khoa-the.svg", "caption": "Nhìn Tiếng Việt"},
        ),
        (Bubble(image=PICTURE), "sendPhoto", {"photo": "https://hocso.example.vn/khoa-the.svg"}),
        (Bubble(sound="chao.aac"), "sendVoice", {"voice_url": "https://hocso.example.vn/chao.aac"}),
        (Bubble(sound="https://a.vn/b.aac"), "sendVoice", {"voice_url": "https://a.vn/b.aac"}),
        (Bubble("Nghe nhé", sound="chao.aac"), "sendMessage", {"text": "Nghe nhé"}),
        (Bubble("Giấy ghi nhớ", document=Document("/giay/1", "Giấy.pdf")), "sendMessage", {"text": "Giấy ghi nhớ"}),
    ],
)
async def test_a_bubble_is_one_request(
    bot: ZaloBot, platform: FakeZaloBot, bubble: Bubble, method: str, parameters: dict[str, Any]
) -> None:
    message_id = await bot.send(TO, bubble)

    assert platform.accepted == [Accepted(method, CHAT, {"chat_id": CHAT, **parameters}, message_id)]
    assert platform.refused == []


async def test_the_ids_of_the_platform_come_back(bot: ZaloBot, platform: FakeZaloBot) -> None:
    ids = [await bot.send(TO, Bubble(text)) for text in ("một", "hai")]

    assert ids == [accepted.message_id for accepted in platform.sent]


async def test_what_was_taken_without_an_id_counts_as_sent(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("200 without result")

    assert await bot.send(TO, Bubble("một")) == ""


@pytest.mark.parametrize("bubble", [Bubble(), Bubble("  "), Bubble(document=Document("/giay/1", "Giấy.pdf"))])
async def test_a_bubble_with_nothing_to_send_is_passed_over(
    bot: ZaloBot, platform: FakeZaloBot, bubble: Bubble
) -> None:
    assert await bot.send(TO, bubble) == ""
    assert platform.asked == []


async def test_text_goes_in_plain_letters_where_bold_is_refused(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("400")
    with capture_logs() as logs:
        await bot.send(TO, Bubble("Đúng rồi", bold=((0, 4),)))

    assert requests(platform) == [("sendMessage", {"chat_id": CHAT, "text": "Đúng rồi"})]
    assert platform.asked == ["sendMessage"] * 2
    assert [entry["event"] for entry in logs] == ["zalo_bot.refused"]


async def test_a_refused_text_goes_once_more_at_most(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("400", times=9)
    for bubble, tries in ((Bubble("Đúng"), 1), (Bubble("Đúng", bold=((0, 4),)), 2)):
        platform.asked.clear()
        with pytest.raises(SendFailed) as failed:
            await bot.send(TO, bubble)

        assert failed.value.kind == "invalid"
        assert platform.asked == ["sendMessage"] * tries


async def test_only_a_refusal_changes_how_it_is_said(bot: ZaloBot, platform: FakeZaloBot) -> None:
    for failure in ("5xx", "429", "answer lost after effect", "200 non-JSON"):
        platform.asked.clear()
        platform.fail_next(failure)
        with pytest.raises(SendFailed):
            await bot.send(TO, Bubble("Đúng", bold=((0, 4),), image=PICTURE))

        assert platform.asked == ["sendPhoto"]


async def test_a_picture_has_more_time_than_words(bot: ZaloBot, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, float | None] = {}

    async def call(method: str, parameters: object, *, patience: float | None) -> None:
        given[method] = patience

    monkeypatch.setattr(bot.client, "call", call)
    await bot.send(TO, Bubble("Nhìn nhé", image=PICTURE))
    await bot.send(TO, Bubble("Nhìn nhé"))

    assert given == {"sendPhoto": 60, "sendMessage": None}


async def test_a_picture_that_is_refused_is_told_in_words(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("400")
    await bot.send(TO, Bubble("Nhìn nhé", bold=((0, 4),), image=PICTURE))

    told = {"text": "🖼 Tin nhắn doạ khoá thẻ.\n\nNhìn nhé", "text_styles": [{"start": 27, "len": 4, "st": ["b"]}]}
    assert requests(platform) == [("sendMessage", {"chat_id": CHAT, **told})]


async def test_a_recording_that_is_refused_is_left_out(bot: ZaloBot, platform: FakeZaloBot) -> None:
    platform.fail_next("400")

    assert await bot.send(TO, Bubble(sound="chao.aac")) == ""
    assert platform.asked == ["sendVoice"]


async def test_a_picture_that_nobody_can_fetch_is_told_in_words(
    platform: FakeZaloBot, session: aiohttp.ClientSession
) -> None:
    bot = ZaloBot(TOKEN, platform.url, session=session, media=FakeMedia(None), has_public_address=False)

    await bot.send(TO, Bubble("Nhìn nhé", image=PICTURE))
    await bot.send(TO, Bubble(image=PICTURE))
    await bot.send(TO, Bubble(sound="chao.aac"))

    assert [accepted.params["text"] for accepted in platform.accepted] == [
        "🖼 Tin nhắn doạ khoá thẻ.\n\nNhìn nhé",
        "🖼 Tin nhắn doạ khoá thẻ.",
    ]


@pytest.mark.parametrize("length", [1, 990, 1500, 1970, 1996, 1997, 1998, 1999, 2000])
def test_the_words_of_a_picture_only_take_what_room_there_is(length: int) -> None:
    alt = "Màn hình có ba dòng. " * 80
    (told,) = ways(Bubble("x" * length, image=Image("a.svg", alt)), lambda _: None)

    assert told.parameters["text"].endswith("x" * length)
    assert utf16(told.parameters["text"]) <= 2000
    assert ("🖼" in told.parameters["text"]) == (length <= 1996)


letters = st.text(st.sampled_from("aăâđ1 \n👏🇻🇳‍́ạế한") | st.characters(exclude_categories=["Cs"]), max_size=60)


places = st.integers(0, 60)


@given(parts=st.lists(st.tuples(letters, st.booleans()), max_size=6))
def test_bold_stays_on_its_letters(parts: list[tuple[str, bool]]) -> None:
    text, bold = "", []
    for letters, is_bold in parts:
        whole = unicodedata.normalize("NFC", text + letters)
        begin = min(len(text), len(whole))
        text = whole
        if is_bold:
            bold.append((begin, len(text)))

    for request in ways(Bubble(text, bold=tuple(bold)), lambda _: None)[:1]:
        encoded = request.parameters["text"].encode("utf-16-le")
        styles = request.parameters.get("text_styles", [])
        shown = [
            encoded[2 * style["start"] : 2 * (style["start"] + style["len"])].decode("utf-16-le") for style in styles
        ]

        assert request.parameters["text"] == text
        assert shown == [text[begin:end] for begin, end in bold if begin < end]


@given(text=letters.map(lambda text: unicodedata.normalize("NFD", text)), ends=st.tuples(places, places))
def test_bold_of_a_text_that_is_not_composed_stays_within_it(text: str, ends: tuple[int, int]) -> None:
    begin, end = sorted(min(place, len(text)) for place in ends)
    for request in ways(Bubble(text, bold=((begin, end),)), lambda _: None)[:1]:
        for style in request.parameters.get("text_styles", []):
            assert 0 <= style["start"] < style["start"] + style["len"] <= utf16(request.parameters["text"])


async def test_what_the_renderer_makes_is_taken(bot: ZaloBot, platform: FakeZaloBot) -> None:
    choices = tuple(Button(key, f"**{key}** 👏 {'dài ' * 30}") for key in "abcd")
    messages = [
        Outgoing("**Chào bác!** " + "Cháu là trợ lý tự động của xã. " * 90, PICTURE, audio="chao.ogg"),
        Outgoing("Ngắn thôi ạ.", PICTURE),
        Outgoing("Bác chọn gì ạ?", buttons=choices, prompt=3, document=Document("/giay/1", "Giấy.pdf")),
    ]
    bubbles = render(messages, bot.caps, "Bác trả lời bằng số ạ.", link=FakeMedia().address, is_there=lambda _: True)
    for bubble in bubbles:
        await bot.send(TO, bubble)

    assert len(platform.sent) == len(bubbles)
    assert platform.refused == []
    assert {accepted.method for accepted in platform.sent} == {"sendMessage", "sendPhoto", "sendVoice"}


async def test_typing_is_shown(bot: ZaloBot, platform: FakeZaloBot) -> None:
    await bot.typing(TO)

    assert requests(platform) == [("sendChatAction", {"chat_id": CHAT, "action": "typing"})]


async def test_the_platform_says_who_we_are_and_where_it_delivers_to(bot: ZaloBot, platform: FakeZaloBot) -> None:
    before = await bot.probe()
    await bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot")
    after = await bot.probe()
    await bot.remove_webhook()

    assert (before.account_name, before.webhook) == (ACCOUNT_NAME, "")
    assert (after.account_name, after.webhook) == (ACCOUNT_NAME, "https://hocso.example.vn/webhook/zalo-bot")
    assert platform.webhook is None
    assert requests(platform)[0][1]["secret_token"] == SECRET


async def test_there_is_no_webhook_without_a_secret(platform: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    bot = ZaloBot(TOKEN, platform.url, session=session, media=FakeMedia(), has_public_address=True)
    with pytest.raises(SendFailed) as failed:
        await bot.set_webhook("https://hocso.example.vn/webhook/zalo-bot")

    assert failed.value.kind == "invalid"
    assert platform.asked == []


@pytest.mark.parametrize("url", ["http://hocso.example.vn/", "https://localhost/", "https://192.168.1.4/", "x"])
async def test_an_address_that_zalo_cannot_reach_is_refused(bot: ZaloBot, platform: FakeZaloBot, url: str) -> None:
    with pytest.raises(SendFailed) as failed:
        await bot.set_webhook(url)

    assert failed.value.kind == "invalid"
    assert platform.webhook is None


@pytest.mark.parametrize("secret", ["short", "x" * 257])
async def test_a_secret_that_the_platform_would_refuse_is_refused_at_once(
    session: aiohttp.ClientSession, secret: str
) -> None:
    with pytest.raises(ValueError, match="8 to 256") as refused:
        ZaloBot(TOKEN, "", session=session, media=FakeMedia(), has_public_address=True, webhook_secret=secret)

    assert secret not in str(refused.value)


@pytest.mark.parametrize("token", ["", "abc", "12345689", "abc:12345689", "12345689:", "12345689:a b", ":abc-xyz"])
async def test_what_is_no_token_is_refused_without_being_repeated(session: aiohttp.ClientSession, token: str) -> None:
    with pytest.raises(ValueError, match="number, a colon and a secret") as refused:
        ZaloBot(token, "", session=session, media=FakeMedia(), has_public_address=True)

    assert not token or token not in str(refused.value)


async def test_the_account_is_the_number_before_the_colon(bot: ZaloBot) -> None:
    assert (bot.name, bot.account) == ("zalo_bot", ACCOUNT)
    assert TOKEN not in repr(bot) + repr(bot.client) + str(bot) + str(bot.client)


def test_pictures_and_recordings_need_an_address_of_ours() -> None:
    bare, full = capabilities(False), capabilities(True)

    assert (bare.pictures, bare.longest_caption, bare.sounds) == (False, 0, frozenset())
    assert (full.pictures, full.longest_caption, full.sounds) == (True, 2000, frozenset({".aac"}))


def test_the_pace_is_never_more_than_five_a_second() -> None:
    pace, budget = capabilities(True).pace, capabilities(True).budget

    assert pace is not None
    assert pace.per_second + pace.burst <= 5
    assert (pace.per_chat, pace.chat_burst) == (1, 1)
    assert pace.notices_per_second <= 2
    assert budget is not None
    assert (budget.per_month, budget.reserve) == (3000, 500)
