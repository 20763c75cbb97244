"""Bubbles as requests to Telegram."""

from typing import Any

import pytest

from bot.channels.channel import Channel
from bot.channels.rendering import Bubble
from bot.channels.telegram import CAPABILITIES, Telegram
from bot.channels.telegram.capabilities import SPOKEN
from bot.channels.telegram.commands import MENU
from bot.dialogue.messages import Address, Button
from bot.ports import SendFailed
from tests.channels.telegram.conftest import MakeTelegram
from tests.channels.telegram.fakes import (
    ACCOUNT,
    BUTTONS,
    LAN,
    PAPER,
    PICTURE,
    PNG,
    RECORDING,
    SECRET,
    WITH_FILES,
    FakeFileIds,
    FakeMedia,
)
from tests.platforms.telegram import TOKEN, FakeTelegram, Upload

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "Tin lừa", "callback_data": "7:lua"}, {"text": "Tin thật", "callback_data": "7:that"}]
    ]
}
NO_PREVIEW = {"is_disabled": True}


def test_a_bot_is_a_channel(telegram: Telegram) -> None:
    channel: Channel = telegram

    assert (channel.name, channel.account, channel.caps) == ("telegram", ACCOUNT, CAPABILITIES)


@pytest.mark.parametrize("token", ["", "abc", "123456", "123456:", ":abc", "123456:a b", " 123456:abc"])
def test_what_is_no_token_is_refused_without_being_named(make: MakeTelegram, token: str) -> None:
    with pytest.raises(ValueError, match="looks like") as refused:
        make(token=token)

    assert not token or token not in str(refused.value).replace("123456:ABC-def", "")


@pytest.mark.parametrize(
    ("bubble", "params"),
    [
        (Bubble("Chào bác < & >"), {"text": "Chào bác < & >"}),
        (
            Bubble("Đó là tin gì ạ?", ((0, 2),), buttons=BUTTONS, prompt=7),
            {"text": "<b>Đó</b> là tin gì ạ?", "parse_mode": "HTML", "reply_markup": KEYBOARD},
        ),
        (Bubble("Chọn nhé", buttons=BUTTONS, prompt=7), {"text": "Chọn nhé", "reply_markup": KEYBOARD}),
    ],
)
async def test_a_text_is_one_request(
    telegram: Telegram, fake: FakeTelegram, bubble: Bubble, params: dict[str, Any]
) -> None:
    message_id = await telegram.send(LAN, bubble)

    [sent] = fake.accepted
    assert sent.method == "sendMessage"
    assert sent.params == {"chat_id": "1001", **params, "link_preview_options": NO_PREVIEW}
    assert message_id == str(sent.message_id)
    assert sent.shown == bubble.text


async def test_the_longest_text_with_the_most_buttons_passes(telegram: Telegram, fake: FakeTelegram) -> None:
    rows = tuple((Button(f"khoa-{number:02}-" + "x" * 52, f"Nút {number}"),) for number in range(10))

    await telegram.send(LAN, Bubble("ộ" * 4094 + "😀", ((0, 4095),), buttons=rows, prompt=7))

    assert len(fake.sent) == 1
    assert fake.refused == []


async def test_a_picture_goes_with_its_words_folded_away(telegram: Telegram, fake: FakeTelegram) -> None:
    message_id = await telegram.send(LAN, PICTURE)

    [sent] = fake.accepted
    assert sent.method == "sendPhoto"
    assert sent.params == {
        "chat_id": "1001",
        "caption": "Bấm vào dấu +\n<blockquote expandable>Màn hình Zalo, dấu + ở góc &lt;phải&gt;.</blockquote>",
        "parse_mode": "HTML",
        "reply_markup": KEYBOARD,
    }
    assert sent.files == {"photo": Upload("bấm.png", "image/png", PNG)}
    assert message_id == str(sent.message_id)


async def test_a_large_picture_is_uploaded_quietly(telegram: Telegram, fake: FakeTelegram, media: FakeMedia) -> None:
    media.picture_data = PNG + bytes(3 * 1024 * 1024)

    await telegram.send(LAN, PICTURE)

    assert [len(upload.data) for upload in fake.sent[0].files.values()] == [len(media.picture_data)]


@pytest.mark.parametrize(
    ("sound", "method"),
    [("a/b.ogg", "sendVoice"), ("a/b.OPUS", "sendVoice"), ("a/b.mp3", "sendAudio"), ("a/b.m4a", "sendAudio")],
)
async def test_a_recording_is_played_as_what_it_is(
    telegram: Telegram, fake: FakeTelegram, sound: str, method: str
) -> None:
    await telegram.send(LAN, Bubble("Nghe thử nhé", sound=sound))

    [sent] = fake.accepted
    assert (sent.method, sent.shown) == (method, "Nghe thử nhé")
    assert [upload.name for upload in sent.files.values()] == [sound.removeprefix("a/")]


def test_every_recording_that_is_promised_can_be_played() -> None:
    assert CAPABILITIES.sounds > SPOKEN


async def test_a_paper_keeps_its_name(telegram: Telegram, fake: FakeTelegram) -> None:
    await telegram.send(LAN, PAPER)

    [sent] = fake.accepted
    assert sent.method == "sendDocument"
    assert sent.params == {"chat_id": "1001"}
    assert sent.files["document"].name == "Giấy ghi nhớ.pdf"


@pytest.mark.parametrize(("kind", "bubble"), WITH_FILES.items())
async def test_a_file_is_uploaded_once(telegram: Telegram, fake: FakeTelegram, kind: str, bubble: Bubble) -> None:
    for _ in range(3):
        await telegram.send(LAN, bubble)

    first, *others = fake.sent
    assert kind in first.files
    assert all(not sent.files and sent.params[kind] for sent in others)
    assert {sent.shown for sent in fake.sent} == {first.shown}


@pytest.mark.parametrize(("kind", "bubble"), WITH_FILES.items())
async def test_a_file_that_telegram_has_forgotten_is_uploaded_again(
    telegram: Telegram, fake: FakeTelegram, file_ids: FakeFileIds, kind: str, bubble: Bubble
) -> None:
    await telegram.send(LAN, bubble)
    file_ids.ids = dict.fromkeys(file_ids.ids, "an id from long ago")

    await telegram.send(LAN, bubble)

    assert [kind in sent.files for sent in fake.sent] == [True, True]
    assert len(fake.refused) == 1
    assert "an id from long ago" not in file_ids.ids.values()


async def test_a_file_is_uploaded_again_only_once(
    telegram: Telegram, fake: FakeTelegram, file_ids: FakeFileIds
) -> None:
    file_ids.ids["digest of bấm.png"] = "PHOTO-of-another-bot"
    fake.fail_next("wrong file id", times=2)

    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, PICTURE)

    assert failed.value.kind == "invalid"
    assert file_ids.ids == {}
    assert fake.sent == []


async def test_the_id_of_another_kind_of_file_is_not_used_for_ever(
    telegram: Telegram, fake: FakeTelegram, file_ids: FakeFileIds
) -> None:
    await telegram.send(LAN, RECORDING)
    file_ids.ids["digest of bấm.png"] = file_ids.ids.pop("digest of bam.ogg")

    await telegram.send(LAN, PICTURE)

    assert file_ids.ids["digest of bấm.png"].startswith("PHOTO")


@pytest.mark.parametrize("breaks", [False, True])
async def test_a_picture_that_cannot_be_had_goes_as_words(
    telegram: Telegram, fake: FakeTelegram, media: FakeMedia, breaks: bool
) -> None:
    media.lacks, media.breaks = True, breaks

    await telegram.send(LAN, PICTURE)

    [sent] = fake.accepted
    assert sent.method == "sendMessage"
    assert sent.shown == "🖼 Màn hình Zalo, dấu + ở góc <phải>.\n\nBấm vào dấu +"
    assert sent.params["reply_markup"] == KEYBOARD


@pytest.mark.parametrize("failure", ["photo refused", "413"])
async def test_a_picture_that_telegram_cannot_show_goes_as_words(
    telegram: Telegram, fake: FakeTelegram, failure: str
) -> None:
    fake.fail_next(failure)

    await telegram.send(LAN, PICTURE)

    assert [sent.method for sent in fake.sent] == ["sendMessage"]


async def test_who_takes_no_recordings_gets_the_words(telegram: Telegram, fake: FakeTelegram) -> None:
    fake.fail_next("voice refused")

    await telegram.send(LAN, RECORDING)

    assert [sent.shown for sent in fake.sent] == ["Nghe thử nhé"]


async def test_a_recording_that_cannot_be_had_is_left_out(
    telegram: Telegram, fake: FakeTelegram, media: FakeMedia
) -> None:
    media.lacks = True

    assert await telegram.send(LAN, Bubble(sound="a/b.ogg")) == ""
    assert fake.accepted == []


async def test_a_memory_that_fails_keeps_nothing_from_going_out(
    telegram: Telegram, fake: FakeTelegram, file_ids: FakeFileIds
) -> None:
    file_ids.breaks = True

    for bubble in WITH_FILES.values():
        await telegram.send(LAN, bubble)

    assert [list(sent.files) for sent in fake.sent] == [["photo"], ["voice"], ["document"]]


@pytest.mark.parametrize("bubble", [Bubble("Một **hai**", ((0, 3),)), PICTURE], ids=["text", "picture"])
async def test_marks_that_telegram_cannot_read_are_left_out(
    telegram: Telegram, fake: FakeTelegram, bubble: Bubble
) -> None:
    fake.fail_next("can't parse entities")

    await telegram.send(LAN, bubble)

    [sent] = fake.sent
    assert "parse_mode" not in sent.params
    assert bubble.text in sent.shown
    assert bubble.alt in sent.shown


async def test_marks_are_left_out_only_once(telegram: Telegram, fake: FakeTelegram) -> None:
    fake.fail_next("can't parse entities", times=2)

    with pytest.raises(SendFailed) as failed:
        await telegram.send(LAN, Bubble("Một", ((0, 3),)))

    assert failed.value.kind == "invalid"


async def test_typing_is_shown(telegram: Telegram, fake: FakeTelegram) -> None:
    await telegram.typing(LAN)

    [shown] = fake.accepted
    assert (shown.method, shown.chat_id, shown.params["action"]) == ("sendChatAction", "1001", "typing")


async def test_a_webhook_is_set_with_everything_that_was_kept_for_us(telegram: Telegram, fake: FakeTelegram) -> None:
    fake.queue_update(fake.said(1001, "lúc máy tắt"))

    await telegram.set_webhook("https://hocso.xa-mau.vn/webhook/telegram")

    assert fake.accepted[0].params == {
        "url": "https://hocso.xa-mau.vn/webhook/telegram",
        "max_connections": 40,
        "allowed_updates": ["message", "callback_query", "my_chat_member"],
        "secret_token": SECRET,
    }
    probe = await telegram.probe()
    assert (probe.account_name, probe.webhook) == ("@hoc_so_bot", "https://hocso.xa-mau.vn/webhook/telegram")
    assert (probe.waiting, probe.trouble) == (1, "")


async def test_a_webhook_is_not_set_without_a_secret(make: MakeTelegram, fake: FakeTelegram) -> None:
    with pytest.raises(ValueError, match="secret"):
        await make(secret="").set_webhook("https://hocso.xa-mau.vn/webhook/telegram")

    assert fake.accepted == []


async def test_a_webhook_is_removed_with_everything_that_was_kept_for_us(
    telegram: Telegram, fake: FakeTelegram
) -> None:
    await telegram.set_webhook("https://hocso.xa-mau.vn/webhook/telegram")
    fake.queue_update(fake.said(1001, "lúc máy tắt"))

    await telegram.remove_webhook()

    probe = await telegram.probe()
    assert (probe.webhook, probe.waiting) == ("", 1)


@pytest.mark.parametrize("way", ["set", "remove"])
async def test_the_menu_of_commands_is_set_for_everybody(telegram: Telegram, fake: FakeTelegram, way: str) -> None:
    await (telegram.set_webhook("https://hocso.xa-mau.vn/x") if way == "set" else telegram.remove_webhook())

    lines = [{"command": command.name, "description": f"câu {command.phrase_id}"} for command in MENU]
    assert fake.commands == {"": lines, "vi": lines}


async def test_the_probe_tells_what_telegram_complains_about_without_secrets(
    telegram: Telegram, fake: FakeTelegram
) -> None:
    await telegram.set_webhook("http://127.0.0.1:1/webhook/telegram")
    fake.last_error = f"Connection refused at /bot{TOKEN} {SECRET}"

    probe = await telegram.probe()

    assert probe.trouble == "Connection refused at /bot••• •••"


async def test_whoever_asks_in_a_group_learns_where_to_write_to_us(telegram: Telegram, fake: FakeTelegram) -> None:
    fake.fail_next("5xx")

    links = [await telegram.link() for _ in range(3)]
    fake.fail_next("5xx")

    assert [*links, await telegram.link()] == ["", *["https://t.me/hoc_so_bot"] * 3]


async def test_an_address_on_another_account_is_the_same_chat(telegram: Telegram, fake: FakeTelegram) -> None:
    await telegram.send(Address("telegram", "another", "42"), Bubble("chào"))

    assert fake.accepted[0].chat_id == "42"
