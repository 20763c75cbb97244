"""`hocso channels` against the platforms' fakes, which answer from a loop of their own."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import clock
from bot.channels.zalo_oa import TokenPair
from bot.connecting import webhook_secret
from bot.connecting.zalo_oa import PairStore
from bot.dialogue.messages import Address, Outgoing
from bot.keys import secret_key
from bot.learning.calendar import local_month
from bot.ports import Progress, Work
from db.database import Database
from tests.commands.conftest import Hocso, Ran, change
from tests.elsewhere import Elsewhere
from tests.platforms import telegram, zalo_bot, zalo_oa

PUBLIC = "https://hoc.example"
TELEGRAM_HOOK, ZALO_HOOK = f"{PUBLIC}/webhook/telegram", f"{PUBLIC}/webhook/zalo-bot"
ACCOUNTS = {"telegram": str(telegram.BOT_ID), "zalo_bot": zalo_bot.ACCOUNT, "zalo_oa": zalo_oa.OA_ID}


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as loop:
        yield loop


@pytest.fixture
def on_telegram(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> Iterator[telegram.FakeTelegram]:
    fake = telegram.FakeTelegram()
    elsewhere.run(fake.start())
    monkeypatch.setenv("HOCSO_TELEGRAM_TOKEN", telegram.TOKEN)
    monkeypatch.setenv("HOCSO_TELEGRAM_BASE_URL", fake.url)
    yield fake
    elsewhere.run(fake.stop())


@pytest.fixture
def on_zalo_bot(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> Iterator[zalo_bot.FakeZaloBot]:
    fake = zalo_bot.FakeZaloBot()
    elsewhere.run(fake.start())
    monkeypatch.setenv("HOCSO_ZALO_BOT_TOKEN", zalo_bot.TOKEN)
    monkeypatch.setenv("HOCSO_ZALO_BOT_BASE_URL", fake.url)
    yield fake
    elsewhere.run(fake.stop())


@pytest.fixture
def on_zalo_oa(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> Iterator[zalo_oa.FakeZaloOA]:
    fake = zalo_oa.FakeZaloOA(now=clock.now())
    elsewhere.run(fake.start())
    for name, value in {
        "ID": zalo_oa.OA_ID,
        "APP_ID": zalo_oa.APP_ID,
        "APP_SECRET": zalo_oa.APP_SECRET,
        "WEBHOOK_SECRET": zalo_oa.WEBHOOK_SECRET,
        "BASE_URL": fake.url,
    }.items():
        monkeypatch.setenv(f"HOCSO_ZALO_OA_{name}", value)
    monkeypatch.setenv("HOCSO_ZALO_OAUTH_BASE_URL", fake.url)
    yield fake
    elsewhere.run(fake.stop())


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOCSO_PUBLIC_URL", PUBLIC)


@pytest.fixture
def beside(data: Path, elsewhere: Elsewhere) -> Iterator[Database]:
    """The database as a server that runs has it."""
    database = elsewhere.run(Database.open("", data, secret_key(data)))
    yield database
    elsewhere.run(database.close())


def kept_pair(data: Path, pair: zalo_oa.Pair) -> None:
    """Let the account be signed in."""
    kept = TokenPair(pair.access, pair.refresh, pair.expires_at)

    async def keep() -> None:
        database = await Database.open("", data, secret_key(data))
        await PairStore(zalo_oa.OA_ID, database).save(kept)
        await database.close()

    asyncio.run(keep())


def stored_tokens(data: Path) -> str | None:
    found = change(data, lambda work: work.accounts.tokens("zalo_oa", zalo_oa.OA_ID))
    return None if found is None else str(found[0])


def wait_in_the_outbox(work: Work, channel: str, dead: int, waiting: int) -> None:
    """Let messages wait, and others be given up."""
    now = clock.now()
    talk = work.conversations.take(Address(channel, ACCOUNTS[channel], "7"), now)
    for number in range(dead + waiting):
        parcel = work.outbox.add_notice(talk.id, f"n{number}", Outgoing("Chào bà!"), now, now + timedelta(days=1))
        assert parcel is not None
        if number < dead:
            work.outbox.settle([Progress(parcel, "dead", "invalid")], now)


def says_no_secret(ran: Ran, *secrets: str) -> bool:
    said = ran.out + ran.err
    return not any(secret in said for secret in (telegram.TOKEN, zalo_bot.TOKEN, *secrets))


# --- how they stand ---------------------------------------------------------------------------------------------------


def test_where_nothing_is_set_up_every_channel_says_what_it_needs(hocso: Hocso, data: Path) -> None:
    ran = hocso("channels")

    assert (ran.status, ran.err) == (0, "")
    assert [line.partition(" (")[0] for line in ran.out.splitlines()] == [
        "Telegram: chưa dùng. Muốn dùng thì đặt HOCSO_TELEGRAM_TOKEN",
        "Zalo Bot: chưa dùng. Muốn dùng thì đặt HOCSO_ZALO_BOT_TOKEN",
        "Zalo OA: chưa dùng. Muốn dùng thì đặt HOCSO_ZALO_OA_ID",
    ]


def test_it_can_be_asked_before_the_first_start(hocso: Hocso, on_telegram: telegram.FakeTelegram) -> None:
    ran = hocso("channels")

    assert (ran.status, ran.err) == (0, "")
    assert f"Telegram ({telegram.BOT_ID})" in ran.out


def test_channels_that_are_well_say_their_name_how_they_receive_and_what_waits(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, on_zalo_bot: zalo_bot.FakeZaloBot
) -> None:
    on_telegram.queue_update(on_telegram.said(7, "Chào!"))
    change(data, wait_in_the_outbox, "telegram", 0, 2)

    ran = hocso("channels")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[:6] == [
        f"Telegram ({telegram.BOT_ID})",
        f"  Tên:        @{telegram.USERNAME}",
        "  Nhận tin:   chương trình tự hỏi, 1 tin chờ nhận",
        "  Gửi tin:    2 tin đang chờ",
        f"Zalo Bot ({zalo_bot.ACCOUNT})",
        f"  Tên:        {zalo_bot.ACCOUNT_NAME}",
    ]
    assert "Zalo OA: chưa dùng." in ran.out
    assert says_no_secret(ran)


def test_messages_that_could_not_be_sent_are_counted(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram
) -> None:
    change(data, wait_in_the_outbox, "telegram", 2, 1)

    assert "  Gửi tin:    1 tin đang chờ, 2 tin không gửi được (xem trang của xã)" in hocso("channels").out


def test_a_webhook_on_which_both_sides_agree_is_shown(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_TELEGRAM_WEBHOOK", "1")
    on_telegram.webhook = telegram.Webhook(TELEGRAM_HOOK)

    ran = hocso("channels")

    assert ran.status == 0
    assert f"  Nhận tin:   webhook {TELEGRAM_HOOK}\n" in ran.out


@pytest.mark.parametrize("theirs", ["", "https://somewhere.example/else"])
def test_who_waits_for_a_webhook_that_leads_elsewhere_is_told_to_set_it(
    hocso: Hocso,
    data: Path,
    on_telegram: telegram.FakeTelegram,
    on_zalo_bot: zalo_bot.FakeZaloBot,
    published: None,
    monkeypatch: pytest.MonkeyPatch,
    theirs: str,
) -> None:
    for name in ("TELEGRAM", "ZALO_BOT"):
        monkeypatch.setenv(f"HOCSO_{name}_WEBHOOK", "1")
    if theirs:
        on_telegram.webhook = telegram.Webhook(theirs)
        on_zalo_bot.webhook = zalo_bot.Webhook(theirs, "somebody else's")

    ran = hocso("channels")

    assert ran.status == 1
    assert ran.out.count(f"chưa đúng: nền tảng gửi tới “{theirs or 'không đâu cả'}”.") == 2
    assert "Chạy: hocso channels set telegram\n" in ran.out
    assert "Chạy: hocso channels set zalo_bot\n" in ran.out


def test_who_asks_while_the_platform_delivers_is_told_to_remove_the_webhook(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, on_zalo_bot: zalo_bot.FakeZaloBot
) -> None:
    on_telegram.webhook = telegram.Webhook(TELEGRAM_HOOK)
    on_zalo_bot.webhook = zalo_bot.Webhook(ZALO_HOOK, "secret")

    ran = hocso("channels")

    assert ran.status == 1
    assert f"nền tảng lại gửi tới {TELEGRAM_HOOK}. Chạy: hocso channels remove telegram\n" in ran.out
    assert f"nền tảng lại gửi tới {ZALO_HOOK}. Chạy: hocso channels remove zalo_bot\n" in ran.out


def test_what_the_platform_complains_about_is_shown(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_TELEGRAM_WEBHOOK", "1")
    on_telegram.webhook = telegram.Webhook(TELEGRAM_HOOK)
    on_telegram.last_error = "Wrong response from the webhook: 502 Bad Gateway"

    ran = hocso("channels")

    assert ran.status == 1
    assert "  Nền tảng báo: Wrong response from the webhook: 502 Bad Gateway\n" in ran.out


def test_a_token_that_is_wrong_is_said_in_a_sentence_and_the_others_are_still_shown(
    hocso: Hocso,
    data: Path,
    on_telegram: telegram.FakeTelegram,
    on_zalo_bot: zalo_bot.FakeZaloBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = f"{telegram.BOT_ID}:AAF_another-token-of-a-telegram-bot"
    monkeypatch.setenv("HOCSO_TELEGRAM_TOKEN", wrong)

    ran = hocso("channels")

    assert (ran.status, ran.err) == (1, "")
    assert "  Hỏi thử:    Nền tảng không nhận mã (token) này.\n" in ran.out
    assert f"  Tên:        {zalo_bot.ACCOUNT_NAME}\n" in ran.out
    assert says_no_secret(ran, wrong)


def test_a_platform_that_cannot_be_reached_is_said_in_a_sentence(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_TELEGRAM_BASE_URL", "http://127.0.0.1:9/bot")

    ran = hocso("channels")

    assert (ran.status, ran.err) == (1, "")
    assert "  Hỏi thử:    Không nối được tới nền tảng.\n" in ran.out
    assert says_no_secret(ran)


def test_a_trouble_that_is_known_is_shown_with_what_to_do(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram
) -> None:
    change(
        data, lambda work: work.accounts.set_trouble("telegram", ACCOUNTS["telegram"], "conflict", "409", clock.now())
    )

    ran = hocso("channels")

    assert ran.status == 1
    assert "  Trục trặc:  Có chương trình khác đang nhận tin bằng cùng mã. Mỗi mã chỉ dùng được ở một nơi" in ran.out


def test_an_account_that_is_signed_in_is_well(hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA) -> None:
    kept_pair(data, on_zalo_oa.sign_in())

    ran = hocso("channels")

    assert (ran.status, ran.err) == (0, "")
    assert f"  Tên:        {zalo_oa.NAME}\n" in ran.out
    assert "  Nhận tin:   webhook, đặt ở developers.zalo.me: " in ran.out
    assert says_no_secret(ran, *on_zalo_oa.secrets)


def test_an_account_that_nobody_has_signed_in_is_not(hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA) -> None:
    ran = hocso("channels")

    assert (ran.status, ran.err) == (1, "")
    assert "  Hỏi thử:    Nền tảng không nhận mã (token) này.\n" in ran.out


def test_tokens_that_need_to_be_renewed_keep_nobody_from_looking(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA
) -> None:
    pair = on_zalo_oa.sign_in()
    kept_pair(data, zalo_oa.Pair(pair.access, pair.refresh, clock.now() + timedelta(hours=1), pair.refresh_until))

    ran = hocso("channels")

    assert (ran.status, ran.err) == (0, "")
    assert f"  Tên:        {zalo_oa.NAME}\n" in ran.out


def test_tokens_that_have_ended_are_said_in_a_sentence_and_not_used_up(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA, beside: Database, elsewhere: Elsewhere
) -> None:
    pair = on_zalo_oa.sign_in()
    old = TokenPair(pair.access, pair.refresh, clock.now() - timedelta(hours=1))
    elsewhere.run(PairStore(zalo_oa.OA_ID, beside).save(old))

    ran = hocso("channels")

    assert (ran.status, ran.err) == (1, "")
    assert f"Zalo OA ({zalo_oa.OA_ID})" in ran.out
    assert on_zalo_oa.refreshes == []


def test_what_was_sent_in_another_month_is_not_counted_in_this_one(
    hocso: Hocso, data: Path, on_zalo_bot: zalo_bot.FakeZaloBot
) -> None:
    this_month = local_month(clock.now())
    change(data, lambda work: work.accounts.count("zalo_bot", zalo_bot.ACCOUNT, this_month - 100, 40, 0))

    assert "  Lượt gửi:   0/" in hocso("channels").out

    change(data, lambda work: work.accounts.count("zalo_bot", zalo_bot.ACCOUNT, this_month, 3, 0))

    assert "  Lượt gửi:   3/" in hocso("channels").out


# --- setting and removing webhooks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["", "http://hoc.example"])
@pytest.mark.parametrize("channel", ["telegram", "zalo_bot"])
def test_a_webhook_needs_https(
    hocso: Hocso,
    data: Path,
    on_telegram: telegram.FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    channel: str,
    url: str,
) -> None:
    monkeypatch.setenv("HOCSO_PUBLIC_URL", url)

    ran = hocso("channels", "set", channel)

    assert (ran.status, ran.out) == (1, "")
    assert "HOCSO_PUBLIC_URL=https://" in ran.err
    assert on_telegram.webhook is None


def test_a_webhook_of_telegram_is_set_with_our_secret_and_removed(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None
) -> None:
    ran = hocso("channels", "set", "telegram")

    secret = webhook_secret(secret_key(data), "telegram")
    assert (ran.status, ran.err) == (0, "")
    assert f"Xong: Telegram gửi tin tới {TELEGRAM_HOOK}.\n" in ran.out
    assert "HOCSO_TELEGRAM_WEBHOOK=1" in ran.out
    assert on_telegram.webhook is not None
    assert (on_telegram.webhook.url, on_telegram.webhook.secret) == (TELEGRAM_HOOK, secret)
    assert says_no_secret(ran, secret)

    ran = hocso("channels", "remove", "telegram")

    assert (ran.status, ran.err) == (0, "")
    assert "Bỏ HOCSO_TELEGRAM_WEBHOOK" in ran.out
    assert on_telegram.webhook is None
    assert says_no_secret(ran)


def test_a_webhook_of_zalo_is_set_with_our_secret_and_removed(
    hocso: Hocso, data: Path, on_zalo_bot: zalo_bot.FakeZaloBot, published: None
) -> None:
    ran = hocso("channels", "set", "zalo_bot")

    secret = webhook_secret(secret_key(data), "zalo_bot")
    assert (ran.status, ran.err) == (0, "")
    assert "HOCSO_ZALO_BOT_WEBHOOK=1" in ran.out
    assert on_zalo_bot.webhook == zalo_bot.Webhook(ZALO_HOOK, secret)
    assert says_no_secret(ran, secret)

    assert hocso("channels", "remove", "zalo_bot").status == 0
    assert on_zalo_bot.webhook is None


def test_updates_that_wait_are_not_lost_when_the_way_changes(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None
) -> None:
    on_telegram.queue_update(on_telegram.said(7, "Chào!"))

    hocso("channels", "set", "telegram")
    hocso("channels", "remove", "telegram")

    assert "1 tin chờ nhận" in hocso("channels").out


@pytest.mark.parametrize("act", ["set", "remove"])
def test_a_webhook_that_the_platform_refuses_to_change_stays_and_that_is_said(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None, act: str
) -> None:
    before = on_telegram.webhook = telegram.Webhook("https://somewhere.example/else")
    on_telegram.fail_next("401", 5)

    ran = hocso("channels", act, "telegram")

    assert (ran.status, ran.out, ran.err) == (1, "", "Nền tảng không nhận mã (token) này.\n")
    assert on_telegram.webhook == before


@pytest.mark.parametrize("act", ["set", "remove"])
def test_a_channel_that_is_not_set_up_is_refused_with_what_it_needs(
    hocso: Hocso, data: Path, published: None, act: str
) -> None:
    ran = hocso("channels", act, "zalo_bot")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "Kênh Zalo Bot chưa đặt: cần HOCSO_ZALO_BOT_TOKEN.\n"


def test_everything_but_signing_in_works_beside_a_server_that_runs(
    hocso: Hocso, data: Path, on_telegram: telegram.FakeTelegram, published: None, beside: Database
) -> None:
    assert hocso("channels").status == 0
    assert hocso("channels", "set", "telegram").status == 0
    assert on_telegram.webhook is not None
    assert hocso("channels", "remove", "telegram").status == 0
    assert on_telegram.webhook is None


# --- signing in -------------------------------------------------------------------------------------------------------


def test_a_refresh_token_is_exchanged_and_what_comes_is_kept_sealed(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA
) -> None:
    shown = on_zalo_oa.sign_in().refresh

    ran = hocso("channels", "sign-in", "zalo_oa", "--refresh-token", shown)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Xong: ")
    assert on_zalo_oa.refreshes == [shown]
    new = [token for token in on_zalo_oa.secrets if token.endswith("0002xYz")]
    stored = stored_tokens(data)
    assert stored is not None
    assert len(new) == 2
    assert all(token in stored for token in new)
    files = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    assert not any(token.encode() in files for token in on_zalo_oa.secrets)
    assert says_no_secret(ran, *on_zalo_oa.secrets)


def test_whoever_is_signed_in_is_well(hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA) -> None:
    hocso("channels", "sign-in", "zalo_oa", "--refresh-token", on_zalo_oa.sign_in().refresh)

    assert hocso("channels").status == 0


def test_the_code_of_a_consent_does_as_well(hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA) -> None:
    verifier = "a" * 43

    ran = hocso("channels", "sign-in", "zalo_oa", "--code", on_zalo_oa.consent(verifier), "--verifier", verifier)

    assert (ran.status, ran.err) == (0, "")
    assert stored_tokens(data) is not None
    assert says_no_secret(ran, *on_zalo_oa.secrets)


def test_a_refresh_token_that_was_used_is_refused_and_what_was_kept_stays(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA
) -> None:
    used = on_zalo_oa.sign_in().refresh
    hocso("channels", "sign-in", "zalo_oa", "--refresh-token", used)
    before = stored_tokens(data)

    ran = hocso("channels", "sign-in", "zalo_oa", "--refresh-token", used)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Zalo chưa cấp quyền: mã đã dùng rồi")
    assert stored_tokens(data) == before
    assert says_no_secret(ran, *on_zalo_oa.secrets)


def test_if_zalo_cannot_be_reached_nothing_changes(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCSO_ZALO_OAUTH_BASE_URL", "http://127.0.0.1:9")

    ran = hocso("channels", "sign-in", "zalo_oa", "--refresh-token", on_zalo_oa.sign_in().refresh)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Không nối được tới nền tảng.")
    assert stored_tokens(data) is None
    assert says_no_secret(ran, *on_zalo_oa.secrets)


@pytest.mark.parametrize("given", [(), ("--code", "c"), ("--verifier", "v")])
def test_something_to_sign_in_with_is_needed(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA, given: tuple[str, ...]
) -> None:
    ran = hocso("channels", "sign-in", "zalo_oa", *given)

    assert (ran.status, ran.err) == (1, "Cần --refresh-token, hoặc cả --code và --verifier.\n")
    assert on_zalo_oa.asked == []


@pytest.mark.parametrize("missing", ["ID", "APP_ID", "APP_SECRET"])
def test_the_app_has_to_be_known_before(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(f"HOCSO_ZALO_OA_{missing}")

    ran = hocso("channels", "sign-in", "zalo_oa", "--refresh-token", on_zalo_oa.sign_in().refresh)

    assert (ran.status, ran.out) == (1, "")
    assert f"HOCSO_ZALO_OA_{missing}" in ran.err
    assert on_zalo_oa.asked == []


def test_signing_in_beside_a_server_that_runs_is_refused_before_the_token_is_used(
    hocso: Hocso, data: Path, on_zalo_oa: zalo_oa.FakeZaloOA, beside: Database
) -> None:
    shown = on_zalo_oa.sign_in().refresh

    ran = hocso("channels", "sign-in", "zalo_oa", "--refresh-token", shown)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err != ""
    assert on_zalo_oa.asked == []
    assert says_no_secret(ran, *on_zalo_oa.secrets)
