"""Which channels the settings make, and how they are run, stopped and started again."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.zalo_bot import capabilities
from bot.connecting import Connection, Connections, Parts, connect, webhook_secret
from bot.connecting.workbench import Listening, Workbench
from bot.curriculum.content import Content
from bot.dialogue.messages import Address, Incoming, Outgoing, Said
from bot.ports import Parcel, TroubleKind
from bot.services.conversing import Taken
from bot.services.troubles import ConnectedChannel
from bot.settings import Settings
from db.database import Database
from tests.platforms.zalo_bot import SECRET_LENGTHS
from tests.storage import *  # noqa: F403 - fixtures are found by their names here
from tests.storage import KEY, MONDAY

TELEGRAM = {"telegram_token": "123456:a-token-of-telegram"}
ZALO_BOT = {"zalo_bot_token": "98765:a-token-of-zalo"}
ZALO_OA = {
    "zalo_oa_id": "388",
    "zalo_oa_app_id": "3608",
    "zalo_oa_app_secret": "secret of the app",
    "zalo_oa_webhook_secret": "secret of the webhook",
}
EVERYTHING = {**TELEGRAM, **ZALO_BOT, **ZALO_OA}
CHANNELS = ("telegram", "zalo_bot", "zalo_oa")


@pytest.fixture
async def kept(sqlite_folder: Path) -> AsyncIterator[Database]:
    opened = await Database.open("", sqlite_folder, KEY)
    yield opened
    await opened.close()


@pytest.fixture
def make_parts(content: Content, kept: Database) -> Callable[..., Parts]:
    """What makes the parts of a program with some settings."""

    def make(settings: dict[str, Any], take: Callable[[Incoming], Any] = lambda _: None) -> Parts:
        async def taken(incoming: Incoming) -> Taken:
            take(incoming)
            return Taken(1, (), ())

        shelf = SimpleNamespace(content=content, media_path=lambda _: None, drawing=content.drawing)
        return Parts(
            settings=Settings(**settings),
            storage=kept,
            shelf=cast(Any, shelf),
            key=KEY,
            take=taken,
            is_stopping=lambda: False,
        )

    return make


@asynccontextmanager
async def connected(parts: Parts) -> AsyncIterator[dict[str, Connection]]:
    """The channels that some parts make, by their names."""
    connections = connect(parts)
    try:
        yield {each.channel.name: each for each in connections.all}
    finally:
        await connections.close()


# --- what the settings make -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ()),
        ({"telegram_webhook": True, "zalo_oa_app_id": "3608", "zalo_oa_app_secret": "secret"}, ()),
        (TELEGRAM, ("telegram",)),
        (ZALO_BOT, ("zalo_bot",)),
        (ZALO_OA, ("zalo_oa",)),
        ({**ZALO_OA, **TELEGRAM}, ("telegram", "zalo_oa")),
        (EVERYTHING, CHANNELS),
    ],
)
async def test_a_channel_is_there_if_its_settings_name_it(
    make_parts: Callable[..., Parts], settings: dict[str, Any], names: tuple[str, ...]
) -> None:
    async with connected(make_parts(settings)) as channels:
        assert tuple(channels) == names


async def test_the_account_of_a_bot_is_the_public_part_of_its_token(make_parts: Callable[..., Parts]) -> None:
    async with connected(make_parts(EVERYTHING)) as channels:
        accounts = [channels[name].channel.account for name in CHANNELS]

    assert accounts == ["123456", "98765", "388"]


@pytest.mark.parametrize(("name", "path"), [("telegram", "/webhook/telegram"), ("zalo_bot", "/webhook/zalo-bot")])
async def test_a_setting_says_whether_a_platform_delivers_or_is_asked(
    make_parts: Callable[..., Parts], name: str, path: str
) -> None:
    async with connected(make_parts(EVERYTHING)) as channels:
        assert channels[name].poller is not None
        assert channels[name].routes == ()

    async with connected(make_parts({**EVERYTHING, f"{name}_webhook": True})) as channels:
        assert channels[name].poller is None
        assert [(route.path, route.methods) for route in channels[name].routes] == [(path, {"POST"})]


async def test_an_official_account_is_always_delivered_to(make_parts: Callable[..., Parts]) -> None:
    async with connected(make_parts(EVERYTHING)) as channels:
        assert channels["zalo_oa"].poller is None
        assert [route.path for route in channels["zalo_oa"].routes] == ["/webhook/zalo-oa"]


async def test_all_routes_are_offered_to_the_server(make_parts: Callable[..., Parts]) -> None:
    connections = connect(make_parts({**EVERYTHING, "telegram_webhook": True, "zalo_bot_webhook": True}))

    assert [route.path for route in connections.routes] == [
        "/webhook/telegram", "/webhook/zalo-bot", "/webhook/zalo-oa",
    ]  # fmt: skip
    await connections.close()


async def test_the_office_may_know_each_account_and_what_bounds_it(make_parts: Callable[..., Parts]) -> None:
    connections = connect(make_parts({**TELEGRAM, **ZALO_BOT}))

    assert connections.known() == [
        ConnectedChannel("telegram", "123456", None),
        ConnectedChannel("zalo_bot", "98765", 3000),
    ]
    await connections.close()


async def test_nothing_that_is_shown_of_the_parts_holds_a_token(make_parts: Callable[..., Parts]) -> None:
    shown = repr(make_parts(EVERYTHING).settings)

    assert not any(value in shown for name, value in EVERYTHING.items() if "token" in name or "secret" in name)


@given(first=st.binary(min_size=1), second=st.binary(min_size=1))
def test_the_secret_of_a_webhook_differs_by_channel_and_key_and_fits_every_platform(
    first: bytes, second: bytes
) -> None:
    secrets = [webhook_secret(key, channel) for key in (first, second) for channel in CHANNELS]

    same_key = first.rstrip(b"\0") == second.rstrip(b"\0")  # keys of a digest are filled up with zeros
    assert len(set(secrets)) == (3 if same_key else 6)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret) for secret in secrets)
    assert all(len(secret) in SECRET_LENGTHS for secret in secrets)


# --- what making each takes -------------------------------------------------------------------------------------------


@dataclass
class Letterbox:
    """A postman who keeps what he is given, and falls over as often as he is told to."""

    given: list[Parcel] = field(default_factory=list)
    falls: int = 0
    runs: int = 0
    woken: int = 0
    happened: list[str] = field(default_factory=list)
    name: str = "postman"

    def put(self, parcels: Sequence[Parcel]) -> None:
        self.given += parcels

    def wake(self) -> None:
        self.woken += 1

    async def run(self) -> None:
        self.runs += 1
        if self.runs <= self.falls:
            raise RuntimeError("stumbled over somebody's words")
        await asyncio.Event().wait()

    async def stop(self) -> None:
        await asyncio.sleep(0)
        self.happened.append(f"{self.name} stopped")


class Asking(Letterbox):
    """A poller."""


class Way:
    """A channel of which only the name matters."""

    caps = capabilities(has_public_address=False)

    def __init__(self, name: str) -> None:
        self.name, self.account = name, f"account of {name}"


def a_connection(name: str, postman: Letterbox, **named: Any) -> Connection:
    return Connection(channel=cast(Any, Way(name)), postman=cast(Any, postman), **named)


def a_bench(parts: Parts, *connections: Connection) -> Workbench:
    by_name = {each.channel.name: each for each in connections}
    return Workbench(parts, cast(Any, None), by_name.get)


async def writes_to_us(kept: Database, address: Address) -> None:
    await kept.write(lambda work: work.conversations.take(address, MONDAY))


OPERATOR = Address("zalo_bot", "account of zalo_bot", "7")


async def test_whoever_runs_the_program_is_told_once_of_each_trouble_over_the_other_channel(
    make_parts: Callable[..., Parts], kept: Database
) -> None:
    await writes_to_us(kept, OPERATOR)
    broken, other = Letterbox(), Letterbox()
    bench = a_bench(
        make_parts({"operator": "zalo_bot:7"}), a_connection("telegram", broken), a_connection("zalo_bot", other)
    )
    troubles = bench.troubles("telegram", "123456")
    kinds: list[TroubleKind] = ["auth", "auth", "", ""]
    for kind in kinds:
        await troubles.report("sending", kind, "Unauthorized" if kind else "")
    await bench.troubles("telegram", "123456").report("sending", "")

    assert broken.given == []
    assert [parcel.address for parcel in other.given] == [OPERATOR, OPERATOR]
    assert [parcel.message.text.split(":")[0] for parcel in other.given] == [
        "⚠️ Kênh Telegram", "✅ Kênh Telegram đã chạy lại bình thường.",
    ]  # fmt: skip


async def test_what_another_start_has_told_is_not_told_again(make_parts: Callable[..., Parts], kept: Database) -> None:
    await writes_to_us(kept, OPERATOR)
    other = Letterbox()
    for _ in range(2):
        bench = a_bench(make_parts({"operator": "zalo_bot:7"}), a_connection("zalo_bot", other))
        await bench.troubles("telegram", "123456").report("sending", "auth", "Unauthorized")

    assert len(other.given) == 1


async def test_nobody_is_told_over_the_channel_that_is_broken(make_parts: Callable[..., Parts], kept: Database) -> None:
    await writes_to_us(kept, OPERATOR)
    broken = Letterbox()
    bench = a_bench(make_parts({"operator": "zalo_bot:7"}), a_connection("zalo_bot", broken))

    await bench.troubles("zalo_bot", "account of zalo_bot").report("sending", "auth")

    assert broken.given == []
    assert (await kept.read(lambda work: work.accounts.get("zalo_bot", "account of zalo_bot"))).trouble == "auth"


@pytest.mark.parametrize("operator", ["", "zalo_oa:7", "zalo_bot:8"])
async def test_where_nobody_can_be_told_the_trouble_is_kept_all_the_same(
    make_parts: Callable[..., Parts], kept: Database, operator: str
) -> None:
    await writes_to_us(kept, OPERATOR)
    other = Letterbox()
    bench = a_bench(make_parts({"operator": operator}), a_connection("zalo_bot", other))

    await bench.troubles("telegram", "123456").report("sending", "network")

    assert other.given == []
    assert (await kept.read(lambda work: work.accounts.get("telegram", "123456"))).trouble == "network"


async def test_a_poller_does_not_wait_until_its_trouble_is_written_down(
    make_parts: Callable[..., Parts], kept: Database
) -> None:
    listening = Listening(a_bench(make_parts({})).troubles("telegram", "123456"))

    listening.trouble("conflict", "409")
    listening.well()
    before = (await kept.read(lambda work: work.accounts.get("telegram", "123456"))).trouble
    await asyncio.gather(*listening._reports)

    assert before in {"", "conflict"}
    assert (await kept.read(lambda work: work.accounts.get("telegram", "123456"))).trouble == ""


async def test_what_comes_in_becomes_a_turn_of_the_program(make_parts: Callable[..., Parts]) -> None:
    taken: list[Incoming] = []
    incoming = Incoming(Address("telegram", "123456", "7"), "u1", Said("chào"))

    await a_bench(make_parts({}, taken.append)).reception("telegram", "123456").receive(incoming)

    assert taken == [incoming]


async def test_links_are_given_out_only_where_everybody_can_open_them(make_parts: Callable[..., Parts]) -> None:
    addresses = ["", "http://hoc.example", "https://hoc.example"]
    benches = [a_bench(make_parts({"public_url": address})) for address in addresses]

    assert [bench.link("/huong-dan") for bench in benches] == [None, None, "https://hoc.example/huong-dan"]
    assert [bool(bench.media.pictures) for bench in benches] == [False, False, True]


async def test_an_aside_is_worded_by_the_content(make_parts: Callable[..., Parts], content: Content) -> None:
    said = a_bench(make_parts({})).wording("aside.unsupported")

    assert said == content.phrases.say("aside.unsupported", 0)


async def test_a_recording_whose_playable_twin_is_not_there_is_left_out(make_parts: Callable[..., Parts]) -> None:
    bench = a_bench(make_parts({"public_url": "https://hoc.example"}))
    caps = replace(capabilities(has_public_address=True), sounds=frozenset({".aac"}))

    bubbles = bench.supplies.render([Outgoing("Chào bà!", audio="an-toan/gone.ogg")], caps)

    assert [(bubble.text, bubble.sound) for bubble in bubbles] == [("Chào bà!", None)]


# --- running them -----------------------------------------------------------------------------------------------------


def a_parcel(channel: str, seq: int) -> Parcel:
    return Parcel(1, seq, Address(channel, "us", "7"), Outgoing("Chào bà!"), MONDAY, MONDAY)


def test_parcels_go_to_their_channel_and_those_of_others_are_left_alone() -> None:
    one, other = Letterbox(), Letterbox()
    connections = Connections([a_connection("telegram", one), a_connection("zalo_bot", other)])

    connections.put([a_parcel(name, seq) for seq, name in enumerate(("zalo_oa", "telegram", "web", "zalo_bot"))])

    assert [parcel.seq for parcel in one.given] == [1]
    assert [parcel.seq for parcel in other.given] == [3]


def test_every_channel_looks_into_the_outbox_when_told_to() -> None:
    postmen = [Letterbox(), Letterbox()]

    Connections([a_connection(name, postman) for name, postman in zip("ab", postmen, strict=True)]).wake()

    assert [postman.woken for postman in postmen] == [1, 1]


class Session:
    def __init__(self, happened: list[str]) -> None:
        self.happened = happened

    async def close(self) -> None:
        self.happened.append("session closed")


async def test_pollers_end_before_postmen_and_the_session_at_the_very_end() -> None:
    happened: list[str] = []

    def noted(what: str) -> Callable[[], Any]:
        async def note() -> None:
            happened.append(what)

        return note

    connections = Connections(
        [
            a_connection(
                name,
                Letterbox(happened=happened),
                poller=cast(Any, Asking(happened=happened, name="poller")),
                prepare=noted("prepared"),
                close=noted("channel closed"),
            )
            for name in ("telegram", "zalo_bot")
        ],
        cast(Any, Session(happened)),
    )
    before = asyncio.all_tasks()
    await connections.start()
    await asyncio.sleep(0)
    await connections.stop()

    assert happened == [
        "prepared", "prepared", "poller stopped", "poller stopped", "postman stopped", "postman stopped",
        "channel closed", "channel closed", "session closed",
    ]  # fmt: skip
    assert asyncio.all_tasks() == before


async def test_what_falls_over_is_started_again_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.connecting.connections._RESTART", 0)
    postman, poller, other = Letterbox(falls=2), Asking(falls=1), Letterbox()
    connections = Connections(
        [a_connection("telegram", postman, poller=cast(Any, poller)), a_connection("zalo_bot", other)]
    )

    with capture_logs() as logs:
        await connections.start()
        async with asyncio.timeout(5):
            while postman.runs < 3 or poller.runs < 2:  # noqa: ASYNC110 - it is a matter of a few steps
                await asyncio.sleep(0)
        await connections.stop()

    assert (postman.runs, poller.runs, other.runs) == (3, 2, 1)
    assert [(entry["event"], entry["channel"]) for entry in logs] == [("channel.fell_over", "telegram")] * 3


async def test_what_has_fallen_over_is_waited_for_no_longer_when_the_program_ends() -> None:
    postman = Letterbox(falls=1)
    connections = Connections([a_connection("telegram", postman)])

    with capture_logs():
        await connections.start()
        await asyncio.sleep(0)
        async with asyncio.timeout(2):
            await connections.stop()

    assert postman.runs == 1


async def test_what_ends_by_itself_is_not_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.connecting.connections._RESTART", 0)

    class Done(Letterbox):
        async def run(self) -> None:
            self.runs += 1

    postman = Done()
    connections = Connections([a_connection("telegram", postman)])
    await connections.start()
    for _ in range(5):
        await asyncio.sleep(0)
    await connections.stop()

    assert postman.runs == 1


async def test_a_program_without_channels_starts_and_stops_too(make_parts: Callable[..., Parts]) -> None:
    connections = connect(make_parts({}))

    await connections.start()
    connections.put([a_parcel("telegram", 1)])
    await connections.stop()

    assert (connections.all, connections.routes, connections.known()) == ((), [], [])
