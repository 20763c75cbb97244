"""`hocso channels`: what is set up and how it stands; webhooks are set and removed here, and nowhere else."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import clock
from bot.app import open_product, open_shelf
from bot.channels.channel import Channel, Probe
from bot.commands.common import settings_of, spoken
from bot.connecting import WEBHOOKS, Connection, Connections, Parts, connect
from bot.curriculum.shelf import Shelf
from bot.dialogue.messages import Incoming
from bot.keys import secret_key
from bot.ports import SendFailed
from bot.services.conversing import Taken
from bot.services.refusing import Refused
from bot.services.troubles import CHANNEL_NAMES, TROUBLES, ChannelState, states
from bot.settings import PREFIX, Settings
from db.database import Database
from db.errors import StorageProblem
from db.upgrading import check_current

_NEEDED = {"telegram": "TELEGRAM_TOKEN", "zalo_bot": "ZALO_BOT_TOKEN", "zalo_oa": "ZALO_OA_ID"}

_FAILURES = {
    "auth_broken": "Nền tảng không nhận mã (token) này.",
    "quota_exhausted": "Đã hết lượt gọi của tài khoản.",
    "throttled": "Nền tảng bảo gọi chậm lại, lát nữa thử lại.",
    "invalid": "Nền tảng không hiểu lời gọi này.",
}
_NOT_REACHED = "Không nối được tới nền tảng."


def run(chosen: Namespace) -> int:
    """Do one of the acts; without any, show how everything stands."""
    settings = settings_of(chosen)
    match chosen.act:
        case "set" | "remove":
            return spoken(lambda: asyncio.run(_change(settings, chosen.channel, chosen.act == "set")))
        case "sign-in":
            return spoken(lambda: asyncio.run(_sign_in(settings, chosen)))
    return spoken(lambda: asyncio.run(_show(settings)))


# --- showing --------------------------------------------------------------------------------------------------------


async def _show(settings: Settings) -> int:
    async with _connected(settings) as (connections, database):
        found = await database.read(states, connections.known(), clock.now())
        broken = False
        for number, connection in enumerate(connections.all):
            state = found[number]
            probe = await _asked(connection.channel)
            broken = broken or not _is_well(settings, connection, probe, state)
            print("\n".join(_lines(settings, connection, probe, state)))
    for channel, name in CHANNEL_NAMES.items():
        if channel not in {each.channel.name for each in connections.all}:
            print(f"{name}: chưa dùng. Muốn dùng thì đặt {PREFIX}{_NEEDED[channel]} (xem README.vi.md).")
    return 1 if broken else 0


def _lines(settings: Settings, connection: Connection, probe: Probe | str, state: ChannelState) -> list[str]:
    channel = connection.channel
    lines = [f"{CHANNEL_NAMES[channel.name]} ({channel.account})"]
    if isinstance(probe, str):
        lines.append(f"  Hỏi thử:    {probe}")
    else:
        lines.append(f"  Tên:        {probe.account_name}")
        lines.append(f"  Nhận tin:   {_receiving(settings, connection, probe)}")
        if probe.trouble:
            lines.append(f"  Nền tảng báo: {probe.trouble}")
    dead = f", {state.counts.dead} tin không gửi được (xem trang của xã)" if state.counts.dead else ""
    lines.append(f"  Gửi tin:    {state.counts.waiting} tin đang chờ{dead}")
    if channel.caps.budget is not None:
        lines.append(f"  Lượt gửi:   {state.sent}/{channel.caps.budget.per_month} trong tháng")
    if state.account.trouble:
        trouble = TROUBLES[state.account.trouble]
        lines.append(f"  Trục trặc:  {trouble.wrong} {trouble.remedy}")
    return lines


def _is_well(settings: Settings, connection: Connection, probe: Probe | str, state: ChannelState) -> bool:
    if isinstance(probe, str) or probe.trouble or state.account.trouble:
        return False
    return not _disagreement(settings, connection, probe)


def _receiving(settings: Settings, connection: Connection, probe: Probe) -> str:
    """Say how messages come in, or why they do not."""
    wrong = _disagreement(settings, connection, probe)
    if wrong:
        return f"chưa đúng: {wrong}"
    if connection.channel.name == "zalo_oa":
        return f"webhook, đặt ở developers.zalo.me: {_ours(settings, connection.channel.name)}"
    way = f"webhook {probe.webhook}" if connection.poller is None else "chương trình tự hỏi"
    return way + (f", {probe.waiting} tin chờ nhận" if probe.waiting else "")


def _disagreement(settings: Settings, connection: Connection, probe: Probe) -> str:
    """Say what to run if the platform and the settings do not agree about how messages come in; else nothing."""
    name = connection.channel.name
    if name == "zalo_oa":  # what its console says, only people see
        return ""
    if connection.poller is None and probe.webhook != _ours(settings, name):
        return f"nền tảng gửi tới “{probe.webhook or 'không đâu cả'}”. Chạy: hocso channels set {name}"
    if connection.poller is not None and probe.webhook:
        return f"chương trình tự hỏi, mà nền tảng lại gửi tới {probe.webhook}. Chạy: hocso channels remove {name}"
    return ""


def _ours(settings: Settings, channel: str) -> str:
    return f"{settings.public_url}{WEBHOOKS[channel]}"


async def _asked(channel: Channel) -> Probe | str:
    try:
        return await channel.probe()
    except SendFailed as failure:
        return _FAILURES.get(failure.kind, _NOT_REACHED)


# --- changing -------------------------------------------------------------------------------------------------------


async def _change(settings: Settings, name: str, is_set: bool) -> int:
    if is_set and not settings.is_https:
        raise Refused("Webhook cần địa chỉ https mà ai cũng vào được: đặt HOCSO_PUBLIC_URL=https://… rồi chạy lại.")
    async with _connected(settings) as (connections, _):
        channel = _named(connections, name)
        try:
            await (channel.set_webhook(_ours(settings, name)) if is_set else channel.remove_webhook())
        except SendFailed as failure:
            raise Refused(_FAILURES.get(failure.kind, _NOT_REACHED)) from failure
    variable = f"{PREFIX}{name.upper()}_WEBHOOK"
    if is_set:
        print(f"Xong: {CHANNEL_NAMES[name]} gửi tin tới {_ours(settings, name)}.")
        print(f"Chương trình phải chạy với {variable}=1 để nhận.")
    else:
        print(f"Xong: {CHANNEL_NAMES[name]} chờ chương trình tự hỏi. Bỏ {variable} rồi chạy lại chương trình.")
    return 0


async def _sign_in(settings: Settings, chosen: Namespace) -> int:
    if not (settings.zalo_oa_id and settings.zalo_oa_app_id and settings.zalo_oa_app_secret):
        raise Refused("Hãy đặt HOCSO_ZALO_OA_ID, HOCSO_ZALO_OA_APP_ID và HOCSO_ZALO_OA_APP_SECRET trước.")
    if not chosen.refresh_token and not (chosen.code and chosen.verifier):
        raise Refused("Cần --refresh-token, hoặc cả --code và --verifier.")
    from bot.channels.http import open_session  # noqa: PLC0415
    from bot.channels.zalo_oa import Refused as RefusedByZalo  # noqa: PLC0415
    from bot.connecting.zalo_oa import tokens_of  # noqa: PLC0415

    async with (
        open_session([settings.zalo_oauth_base_url]) as session,
        open_product(settings, with_sample=False) as product,
    ):
        tokens = tokens_of(settings, product.database, session)
        try:
            if chosen.refresh_token:
                await tokens.adopt(chosen.refresh_token)
            else:
                await tokens.authorize(chosen.code, chosen.verifier)
        except SendFailed as failure:
            raise Refused(f"{_NOT_REACHED} Chưa có gì thay đổi, lát nữa thử lại.") from failure
        except RefusedByZalo as problem:
            raise Refused(
                "Zalo chưa cấp quyền: mã đã dùng rồi, hết hạn, hoặc không thuộc ứng dụng này. Lấy mã mới rồi chạy lại."
            ) from problem
    print("Xong: Học Số được gửi tin thay cho tài khoản Zalo OA này, và tự gia hạn quyền ấy.")
    return 0


def _named(connections: Connections, name: str) -> Channel:
    found = next((each.channel for each in connections.all if each.channel.name == name), None)
    if found is None:
        raise Refused(f"Kênh {CHANNEL_NAMES[name]} chưa đặt: cần {PREFIX}{_NEEDED[name]}.")
    return found


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[tuple[Connections, Database]]:
    """Open the channels without receiving or sending, beside a server that may be running."""
    async with _opened(settings) as (database, shelf, key):
        connections = connect(
            Parts(settings=settings, storage=database, shelf=shelf, key=key, take=_nobody, is_stopping=lambda: True)
        )
        try:
            yield connections, database
        finally:
            await connections.close()


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Shelf, bytes]]:
    """Open what is there for reading; where the program never ran, begin with nothing."""
    try:
        await check_current(settings.database_url, settings.data_dir)
    except StorageProblem as problem:
        if problem.kind != "missing":
            raise
        async with open_product(settings, with_sample=False) as product:
            yield product.database, product.shelf, product.key
        return
    key = secret_key(settings.data_dir)
    database = await Database.open(settings.database_url, settings.data_dir, key, read_only=True)
    try:
        yield database, open_shelf(settings), key
    finally:
        await database.close()


async def _nobody(_incoming: Incoming) -> Taken:
    raise NotImplementedError("nothing is received while channels are only looked at")
