"""Messages on their way to a strict Zalo."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.channels.channel import Channel
from bot.channels.rendering import Bubble
from bot.channels.zalo_oa import NotByCommand
from bot.dialogue.messages import Address, Document, Image
from bot.ports import SendFailed
from tests.channels.zalo_oa.fakes import LAN, TO_LAN, TO_MINH, Setup, a_file, messages, uploads
from tests.platforms import zalo_oa as platform
from tests.platforms.zalo_oa import FAILURES, OA_ID, FakeZaloOA

ROOF = Image("nha/mai.png", "Một mái nhà đỏ")
NOTE = Document("/giay/XM-DONG", "giấy xóm Đông.pdf")
CHAO = Bubble("Chào bác")

MEANINGS = {
    "429 without retry_after": ("throttled", 60),
    "HTTP-200 error": ("retry_later", None),
    "403 blocked": ("unreachable", None),
    "400": ("invalid", None),
    "-32 OA": ("throttled", 60),
    "-32 quota": ("quota_exhausted", None),
    "-100": ("invalid", None),
    "-201": ("invalid", None),
    "-204": ("auth_broken", None),
    "-205": ("auth_broken", None),
    "-209": ("auth_broken", None),
    "-211": ("quota_exhausted", None),
    "-212": ("auth_broken", None),
    "-213": ("unreachable", None),
    "-214": ("retry_later", None),
    "-216": ("auth_broken", None),
    "-217": ("unreachable", None),
    "-218": ("invalid", None),
    "-219": ("auth_broken", None),
    "-220": ("auth_broken", None),
    "-221": ("auth_broken", None),
    "-223": ("auth_broken", None),
    "-223 quota": ("quota_exhausted", None),
    "-224": ("auth_broken", None),
    "-227": ("unreachable", None),
    "-230": ("invalid", None),
    "-232": ("invalid", None),
    "-233": ("invalid", None),
    "-234": ("invalid", None),
    "-235": ("invalid", None),
    "-240": ("invalid", None),
    "-242": ("auth_broken", None),
    "-248": ("invalid", None),
    "-320": ("auth_broken", None),
    "-321": ("auth_broken", None),
    "unheard of": ("retry_later", None),
    "429": ("throttled", 7),
    "5xx": ("uncertain", None),
    "non-JSON": ("uncertain", None),
    "200 non-JSON": ("uncertain", None),
    "200 without error": ("uncertain", None),
    "not an object": ("uncertain", None),
    "too long": ("uncertain", None),
    "redirect": ("retry_later", None),
    "stops halfway": ("uncertain", None),
    "secrets repeated": ("invalid", None),
    "hang": ("uncertain", None),
    "answer lost after effect": ("uncertain", None),
    "reset before effect": ("uncertain", None),
}


async def failed(channel: Channel, bubble: Bubble = CHAO, to: Address = TO_LAN) -> tuple[str, float | None]:
    with pytest.raises(SendFailed) as caught:
        await channel.send(to, bubble)
    return caught.value.kind, caught.value.retry_after


async def test_a_text_arrives_and_its_id_comes_back(setup: Setup, fake: FakeZaloOA) -> None:
    channel: Channel = setup.channel()

    message_id = await channel.send(TO_LAN, Bubble("Chào bác", bold=((0, 4),)))

    assert [(accepted.chat_id, accepted.params, accepted.message_id) for accepted in fake.sent] == [
        (LAN, {"text": "Chào bác"}, message_id)
    ]
    assert fake.refused == []


def test_there_is_a_meaning_for_every_failure() -> None:
    assert MEANINGS.keys() == set(FAILURES)


@pytest.mark.parametrize("failure", FAILURES)
async def test_every_failure_means_one_thing(setup: Setup, fake: FakeZaloOA, failure: str) -> None:
    channel = setup.channel(patience=0.3 if failure == "hang" else None)
    fake.fail_next(failure, times=2, path=platform.MESSAGE)

    assert await failed(channel) == MEANINGS[failure]
    assert len(fake.sent) == (failure == "answer lost after effect")


async def test_a_redirect_is_not_followed_for_the_token_would_go_with_it(setup: Setup, fake: FakeZaloOA) -> None:
    fake.fail_next("redirect")

    await failed(setup.channel())

    assert fake.asked == [platform.MESSAGE]


async def test_what_never_left_is_tried_later(setup: Setup, unused_tcp_port: int) -> None:
    channel = setup.channel(base=f"http://127.0.0.1:{unused_tcp_port}")

    assert await failed(channel) == ("retry_later", None)


async def test_a_session_that_is_closed_sends_nothing(setup: Setup) -> None:
    channel = setup.channel()
    await setup.session.close()

    assert await failed(channel) == ("retry_later", None)


async def test_the_token_goes_bare_and_in_a_header_of_its_own(setup: Setup, fake: FakeZaloOA) -> None:
    await setup.channel().send(TO_LAN, CHAO)

    assert setup.store.pair is not None
    assert fake.tokens_shown == [setup.store.pair.access]


@pytest.mark.parametrize(
    ("silent", "state", "outcome"),
    [
        (timedelta(hours=48), "open", "free"),
        (timedelta(hours=48, seconds=1), "paid", "paid"),
        (timedelta(days=7), "paid", "paid"),
        (timedelta(days=7, seconds=1), "closed", "refused"),
    ],
)
async def test_the_windows_are_those_of_zalo(
    setup: Setup, fake: FakeZaloOA, silent: timedelta, state: str, outcome: str
) -> None:
    channel = setup.channel()
    began_at = fake.now
    fake.now += silent
    # Had nobody been written to for so long, the tokens would be old as well.
    setup.store.pair = None
    await setup.tokens().adopt(fake.sign_in().refresh)

    if outcome == "refused":
        assert await failed(channel) == ("invalid", None)
    else:
        await channel.send(TO_LAN, CHAO)

    assert fake.paid == (outcome == "paid")
    assert channel.caps.window is not None
    assert channel.caps.window.state(began_at, fake.now) == state


async def test_somebody_who_was_silent_too_long_is_answered_when_they_write(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel()
    fake.now += timedelta(days=8)
    assert await failed(channel) == ("invalid", None)

    fake.said(LAN, "Cháu ơi")

    assert await channel.send(TO_LAN, CHAO)


async def test_somebody_who_unfollows_cannot_be_reached(setup: Setup, fake: FakeZaloOA) -> None:
    fake.unfollowed(LAN)

    assert await failed(setup.channel()) == ("unreachable", None)


async def test_a_bubble_that_says_nothing_is_a_mistake_of_ours(setup: Setup, fake: FakeZaloOA) -> None:
    assert await failed(setup.channel(), Bubble(" ")) == ("invalid", None)
    assert fake.asked == []


# --- pictures ---------------------------------------------------------------------------------------------------------


async def test_a_picture_goes_with_its_caption_in_one_message(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()

    await setup.channel().send(TO_LAN, Bubble("Nhìn này", image=ROOF))

    (said,) = messages(fake)
    assert said["text"] == "Nhìn này"
    assert said["attachment"]["payload"]["elements"][0]["attachment_id"].startswith("image-")
    assert uploads(fake) == [{"name": "hinh.png", "media_type": "image/png", "size": 100}]


async def test_a_picture_is_uploaded_once_however_many_see_it(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel()

    await asyncio.gather(*(channel.send(to, Bubble(image=ROOF)) for to in (TO_LAN, TO_MINH) for _ in range(3)))
    await setup.channel().send(TO_LAN, Bubble(image=ROOF))

    assert len(uploads(fake)) == 1
    assert len(messages(fake)) == 7


async def test_a_picture_is_uploaded_anew_before_zalo_forgets_it(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel()
    await channel.send(TO_LAN, Bubble(image=ROOF))

    fake.now += timedelta(days=6, hours=20)
    fake.said(LAN, "Chào")
    await channel.send(TO_LAN, Bubble(image=ROOF))

    assert len(uploads(fake)) == 2
    assert fake.refused == []


async def test_a_picture_that_zalo_has_forgotten_is_uploaded_once_more(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    channel = setup.channel()
    await channel.send(TO_LAN, Bubble(image=ROOF))
    fake.forget_uploads()

    await channel.send(TO_LAN, Bubble("Nữa", image=ROOF))

    assert len(uploads(fake)) == 2
    assert messages(fake)[1]["text"] == "Nữa"
    assert [entry.partition(" ")[2] for entry in fake.refused] == ["-100 attachment_id was expired"]


@pytest.mark.parametrize("failure", ["-100", "-248", "400", "-201"])
async def test_a_picture_that_zalo_refuses_is_told_in_words(setup: Setup, fake: FakeZaloOA, failure: str) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    fake.fail_next(failure, times=2 if failure == "-100" else 1, path=platform.MESSAGE)

    await setup.channel().send(TO_LAN, Bubble("Nhìn này", image=ROOF))

    assert messages(fake) == [{"text": "Nhìn này\n\nMột mái nhà đỏ"}]


@pytest.mark.parametrize("failure", ["-230", "-213", "-211", "HTTP-200 error"])
async def test_a_person_who_cannot_be_written_to_is_not_tried_again_in_words(
    setup: Setup, fake: FakeZaloOA, failure: str
) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    fake.fail_next(failure, path=platform.MESSAGE)

    assert await failed(setup.channel(), Bubble("Nhìn này", image=ROOF)) == MEANINGS[failure]
    assert messages(fake) == []


@pytest.mark.parametrize(
    "file",
    [
        None,
        a_file(size=platform.LARGEST_PICTURE + 1),
        a_file("hinh.webp", "image/webp"),
        a_file("hinh.svg", "image/svg+xml"),
    ],
)
async def test_a_picture_that_zalo_would_not_take_is_told_in_words(
    setup: Setup, fake: FakeZaloOA, file: object
) -> None:
    setup.media.where = "https://hocso.example/hinh"
    if file is not None:
        setup.media.pictures[ROOF.path] = file  # type: ignore[assignment]

    await setup.channel().send(TO_LAN, Bubble("Nhìn này", image=ROOF))

    assert messages(fake) == [{"text": "Nhìn này\n\nMột mái nhà đỏ"}]
    assert uploads(fake) == []


async def test_a_picture_of_just_the_largest_size_is_taken(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file("hinh.jpg", "image/jpeg", platform.LARGEST_PICTURE)

    await setup.channel().send(TO_LAN, Bubble(image=ROOF))

    assert uploads(fake) == [{"name": "hinh.jpg", "media_type": "image/jpeg", "size": platform.LARGEST_PICTURE}]


async def test_a_picture_that_zalo_will_not_keep_for_us_it_fetches(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    setup.media.where = "https://hocso.example/hinh"
    fake.fail_next("-211", path=platform.UPLOAD_PICTURE)

    await setup.channel().send(TO_LAN, Bubble("Nhìn này", image=ROOF))

    (element,) = messages(fake)[0]["attachment"]["payload"]["elements"]
    assert element == {"media_type": "image", "url": "https://hocso.example/hinh/nha/mai.png"}


async def test_without_an_address_its_words_have_to_do(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    fake.fail_next("-211", path=platform.UPLOAD_PICTURE)

    await setup.channel().send(TO_LAN, Bubble("Nhìn này", image=ROOF))

    assert messages(fake) == [{"text": "Nhìn này\n\nMột mái nhà đỏ"}]


@pytest.mark.parametrize("failure", ["5xx", "reset before effect", "answer lost after effect", "200 without error"])
async def test_an_upload_that_may_have_arrived_has_shown_nobody_anything(
    setup: Setup, fake: FakeZaloOA, failure: str
) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    fake.fail_next(failure, path=platform.UPLOAD_PICTURE)

    assert await failed(setup.channel(), Bubble("Nhìn này", image=ROOF)) == ("retry_later", None)
    assert messages(fake) == []


async def test_files_that_cannot_be_had_or_remembered_keep_no_words_back(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    setup.file_ids.broken = True
    channel = setup.channel()
    await channel.send(TO_LAN, Bubble("Một", image=ROOF))
    setup.media.broken = True
    await channel.send(TO_LAN, Bubble("Hai", image=ROOF))

    assert [said["text"] for said in messages(fake)] == ["Một", "Hai\n\nMột mái nhà đỏ"]


async def test_closing_breaks_off_an_upload_and_nothing_else_complains(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.pictures[ROOF.path] = a_file()
    fake.fail_next("hang", path=platform.UPLOAD_PICTURE)
    channel = setup.channel()
    sending = asyncio.create_task(channel.send(TO_LAN, Bubble(image=ROOF)))
    await fake.asked_for(platform.UPLOAD_PICTURE)

    await channel.close()

    with pytest.raises(asyncio.CancelledError):
        await sending


# --- documents --------------------------------------------------------------------------------------------------------


async def test_a_document_is_uploaded_and_handed_over(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.documents[NOTE.path] = a_file(NOTE.name, "application/pdf")
    channel = setup.channel()

    await channel.send(TO_LAN, Bubble(document=NOTE))
    await channel.send(TO_MINH, Bubble(document=NOTE))

    assert [said["attachment"]["type"] for said in messages(fake)] == ["file", "file"]
    assert uploads(fake) == [{"name": "giấy xóm Đông.pdf", "media_type": "application/pdf", "size": 100}]


@pytest.mark.parametrize(
    ("name", "size"),
    [("giay.html", 100), ("giay.xlsx", 100), ("giay", 100), ("giay.pdf", platform.LARGEST_FILE + 1), ("giay.pdf", 0)],
)
async def test_of_a_document_that_zalo_does_not_take_the_way_to_it_is_said(
    setup: Setup, fake: FakeZaloOA, name: str, size: int
) -> None:
    file = a_file(name, "application/pdf", size)
    setup.media.documents[NOTE.path] = file if size else type(file)(name, "application/pdf", b"", "x")

    await setup.channel(link=lambda path: f"https://hocso.example{path}").send(TO_LAN, Bubble(document=NOTE))

    assert messages(fake) == [{"text": "📎 giấy xóm Đông.pdf: https://hocso.example/giay/XM-DONG"}]


async def test_a_document_that_zalo_has_forgotten_is_uploaded_once_more(setup: Setup, fake: FakeZaloOA) -> None:
    setup.media.documents[NOTE.path] = a_file(NOTE.name, "application/pdf")
    channel = setup.channel()
    await channel.send(TO_LAN, Bubble(document=NOTE))
    fake.forget_uploads()

    await channel.send(TO_LAN, Bubble(document=NOTE))

    assert len(uploads(fake)) == 2
    assert len(messages(fake)) == 2


# --- the account ------------------------------------------------------------------------------------------------------


async def test_zalo_says_how_the_account_is_called_but_not_where_it_delivers_to(setup: Setup) -> None:
    probe = await setup.channel().probe()

    assert (probe.account_name, probe.webhook, probe.trouble) == (platform.NAME, "", "")


async def test_tokens_of_another_account_are_noticed(setup: Setup) -> None:
    probe = await setup.channel(account="999999999999999999").probe()

    assert OA_ID in probe.trouble


async def test_only_a_person_can_say_where_zalo_delivers_to(setup: Setup) -> None:
    channel = setup.channel()

    with pytest.raises(NotByCommand):
        await channel.set_webhook("https://hocso.example/webhook/zalo-oa")
    with pytest.raises(NotByCommand):
        await channel.remove_webhook()


async def test_nobody_is_shown_that_we_write(setup: Setup, fake: FakeZaloOA) -> None:
    await setup.channel().typing(TO_LAN)

    assert fake.asked == []


async def test_the_fake_refuses_a_token_in_the_usual_header(setup: Setup, fake: FakeZaloOA) -> None:
    assert setup.store.pair is not None
    headers = {"Authorization": f"Bearer {setup.store.pair.access}", "access_token": setup.store.pair.access}

    async with setup.session.get(setup.fake.url + platform.ACCOUNT, headers=headers) as answer:
        assert (await answer.json())["error"] == -216


async def test_the_fake_counts_a_text_as_zalo_does(setup: Setup, fake: FakeZaloOA) -> None:
    channel = setup.channel()
    whole = "ệ" * platform.LONGEST_TEXT

    await channel.send(TO_LAN, Bubble("e\u0323\u0302" * platform.LONGEST_TEXT))

    assert messages(fake) == [{"text": whole}]
    assert await failed(channel, Bubble(whole + "x")) == ("invalid", None)


async def test_a_message_that_was_not_free_is_noted_with_how_many_more_there_may_be(
    setup: Setup, fake: FakeZaloOA
) -> None:
    channel = setup.channel()
    fake.package = 2
    with capture_logs() as free:
        for _ in range(platform.FREE_MESSAGES):
            await channel.send(TO_LAN, CHAO)
    with capture_logs() as paid:
        await channel.send(TO_LAN, CHAO)
        await channel.send(TO_LAN, CHAO)

    assert free == []
    assert [(event["event"], event["remain"]) for event in paid] == [("zalo_oa.not_free", 1), ("zalo_oa.not_free", 0)]
    assert await failed(channel) == ("quota_exhausted", None)


def test_waiting_is_limited() -> None:
    from bot.channels.zalo_oa import exchange, oauth

    assert aiohttp.ClientTimeout(total=20, connect=5) == exchange.PATIENCE
    assert aiohttp.ClientTimeout(total=60, connect=5) == oauth.PATIENCE
