import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.asides import Aside
from bot.channels.receiving import Unknown
from bot.channels.zalo_bot import parse
from bot.dialogue.messages import Action, Incoming, Opened, Said, Sent
from tests.channels.zalo_bot.things import CHAT, TO, event, wrapped
from tests.platforms.zalo_bot import ACCOUNT

KEY = "m2d758cb5e222177a4e35"
SOMEBODY: dict[str, Any] = {"id": "a1b2c3d4e5f60718293a", "display_name": "Minh", "is_bot": False}
PRIVATE = {"id": "a1b2c3d4e5f60718293a", "chat_type": "PRIVATE"}

CAPTURED: list[tuple[Mapping[str, Any], str, Action]] = [
    (
        {
            "ok": True,
            "result": {
                "event_name": "message.text.received",
                "message": {
                    "message_id": "2d758cb5e222177a4e35",
                    "date": 1789316131602,
                    "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "Lan", "is_bot": False},
                    "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
                    "text": "Xin chào",
                },
            },
        },
        KEY,
        Said("Xin chào"),
    ),
    (
        {
            "event_name": "message.image.received",
            "message": {
                "message_id": "m1a2b3c4d5e6f7081921",
                "date": 1789033572455,
                "message_type": "CHAT_PHOTO",
                "from": SOMEBODY,
                "chat": PRIVATE,
                "photo_url": "https://photo-stal-1.zdn.vn/abc.jpg",
                "caption": "bài của em",
            },
        },
        "mm1a2b3c4d5e6f7081921",
        Sent("photo"),
    ),
    (
        {
            "event_name": "message.voice.received",
            "message": {
                "message_id": "m1a2b3c4d5e6f7081922",
                "date": 1789033590001,
                "message_type": "CHAT_VOICE",
                "from": SOMEBODY,
                "chat": PRIVATE,
                "voice_url": "https://f2-voice-aac-dl.zdn.vn/xyz.aac",
            },
        },
        "mm1a2b3c4d5e6f7081922",
        Sent("voice"),
    ),
    (
        {
            "event_name": "message.sticker.received",
            "message": {
                "message_id": "m1a2b3c4d5e6f7081923",
                "date": 1789033600002,
                "from": SOMEBODY,
                "chat": PRIVATE,
                "sticker": "d063f44dc80821567819",
                "url": "https://zalo-api.zadn.vn/sticker.webp",
            },
        },
        "mm1a2b3c4d5e6f7081923",
        Sent("sticker"),
    ),
]
UNSUPPORTED = {
    "event_name": "message.unsupported.received",
    "message": {
        "message_id": "m1a2b3c4d5e6f7081924",
        "date": 1789033610003,
        "from": SOMEBODY,
        "chat": PRIVATE,
    },
}


@pytest.mark.parametrize(("payload", "key", "action"), CAPTURED)
def test_what_the_platform_was_seen_to_send(payload: Mapping[str, Any], key: str, action: Action) -> None:
    parsed = parse(payload, ACCOUNT)

    assert isinstance(parsed, Incoming)
    assert (parsed.key, parsed.action) == (key, action)
    assert (parsed.address.channel, parsed.address.account) == ("zalo_bot", ACCOUNT)
    assert parsed.address.external_id == payload.get("result", payload)["message"]["chat"]["id"]


@pytest.mark.parametrize(
    ("content", "action"),
    [
        ({"text": "1"}, Said("1")),
        ({"text": " Dạ rồi \r\nạ \x00"}, Said("Dạ rồi \nạ")),
        ({"text": unicodedata.normalize("NFD", "Tiếng Việt")}, Said("Tiếng Việt")),
        ({"text": "x" * 30_000}, Said("x" * 20_000)),
        ({"text": "*{red}<b>"}, Said("*{red}<b>")),
        ({"text": "/start"}, Opened()),
        ({"text": "/START"}, Opened()),
        ({"text": "/start XM-DONG"}, Opened(unit="XM-DONG")),
        ({"text": "/start  u_XM-DONG__b_tin-nhan-la "}, Opened(unit="XM-DONG", lesson="tin-nhan-la")),
        ({"text": "/start c_7QK2-9FXM"}, Opened(code="7QK2-9FXM")),
        ({"text": "/start ???"}, Opened()),
        ({"text": "/startle"}, Said("startle")),
        ({"text": "/menu"}, Said("menu")),
        ({"text": "/Tro_giup"}, Said("tro giup")),
        ({"text": "/menu của xã"}, Said("/menu của xã")),
        ({"text": "/ menu"}, Said("/ menu")),
        ({"text": "/giúp"}, Said("/giúp")),
        ({"text": "", "photo_url": "https://photo-stal-1.zdn.vn/abc.jpg"}, Sent("photo")),
        ({"photo": "https://photo-stal-1.zdn.vn/abc.jpg"}, Sent("photo")),
        ({"sticker": "d063f44dc80821567819"}, Sent("sticker")),
        ({"voice_url": "https://f2-voice-aac-dl.zdn.vn/xyz.aac"}, Sent("voice")),
    ],
)
def test_the_fields_of_a_message_say_what_it_is(content: dict[str, Any], action: Action) -> None:
    update = event(**content)

    assert parse(update, ACCOUNT) == Incoming(TO, KEY, action)
    assert parse({"message": update["message"]}, ACCOUNT) == Incoming(TO, KEY, action)


@pytest.mark.parametrize(("kind", "sent"), [("image", "photo"), ("voice", "voice"), ("sticker", "sticker")])
def test_the_name_of_an_event_says_it_where_the_fields_are_silent(kind: str, sent: Any) -> None:
    assert parse(event(kind), ACCOUNT) == Incoming(TO, KEY, Sent(sent))


def test_a_message_that_cannot_be_read_is_answered_aside() -> None:
    assert parse(UNSUPPORTED, ACCOUNT) == Aside(SOMEBODY["id"], "unsupported")
    assert parse(wrapped(UNSUPPORTED), ACCOUNT) == Aside(SOMEBODY["id"], "unsupported")


def test_a_message_that_could_be_read_after_all_is_taken_for_what_it_is() -> None:
    assert parse(event("unsupported", text="chào cháu"), ACCOUNT) == Incoming(TO, KEY, Said("chào cháu"))


@pytest.mark.parametrize("text", ["/id", " /ID "])
def test_whoever_asks_is_told_how_a_chat_is_called(text: str) -> None:
    assert parse(event(text=text), ACCOUNT) == Aside(CHAT, "id")
    assert parse(event(text=text, chat={"id": "g1", "chat_type": "GROUP"}), ACCOUNT) == Aside("g1", "id")


@pytest.mark.parametrize("content", [{"text": "@BotHocSo chào"}, {"photo_url": "https://a.zdn.vn/b.jpg"}, {}])
@pytest.mark.parametrize("kind", ["text", "unsupported"])
def test_nobody_learns_in_a_group(kind: str, content: dict[str, Any]) -> None:
    group = {"id": "9b1c2d3e4f5061728394", "chat_type": "GROUP"}

    assert parse(event(kind, chat=group, **content), ACCOUNT) == Aside("9b1c2d3e4f5061728394", "group")


def test_a_chat_without_a_type_is_private_if_it_is_called_like_the_sender() -> None:
    assert parse(event(chat={"id": CHAT}, text="1"), ACCOUNT) == Incoming(TO, KEY, Said("1"))
    assert parse(event(chat={"id": "9b1c"}, text="1"), ACCOUNT) == Aside("9b1c", "group")


def test_the_type_of_a_chat_may_be_written_small() -> None:
    assert parse(event(chat={"id": "9b1c", "chat_type": "private"}, text="/id"), ACCOUNT) == Aside("9b1c", "id")
    assert isinstance(parse(event(chat={"id": "9b1c", "chat_type": "private"}, text="1"), ACCOUNT), Incoming)


def test_bots_are_not_heard() -> None:
    update = event(text="chào")
    update["message"]["from"]["is_bot"] = True

    assert parse(update, ACCOUNT) is None


@pytest.mark.parametrize("chat_id", ["6ede9afa66b88fe6d6a9", "1459232241454765289", "người-học"])
def test_ids_are_kept_as_they_are(chat_id: str) -> None:
    parsed = parse(event(chat={"id": chat_id, "chat_type": "PRIVATE"}, text="1"), ACCOUNT)

    assert isinstance(parsed, Incoming)
    assert parsed.address.external_id == chat_id


def test_an_id_may_be_a_number() -> None:
    parsed = parse(event(message_id=77, chat={"id": 1001, "chat_type": "PRIVATE"}, text="1"), ACCOUNT)

    assert isinstance(parsed, Incoming)
    assert (parsed.key, parsed.address.external_id) == ("m77", "1001")


@pytest.mark.parametrize("name", ["message.link.received", "user.follow", "message.text.edited", "x" * 200])
def test_an_event_of_a_name_that_nobody_knows_is_noted_whatever_it_brings(name: str) -> None:
    update = {**event(text="chào"), "event_name": name}

    assert parse(update, ACCOUNT) == Unknown(KEY, name[:60])


@pytest.mark.parametrize(
    "update",
    [
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.unsupported.received", "message": None},
        {"event_name": "message.unsupported.received", "message": []},
        {"event_name": "message.text.received", "message": {"text": "chào"}},
        {"event_name": "user.follow", "user": {"id": "1"}},
    ],
)
def test_an_event_without_a_message_is_noted_once(update: dict[str, Any]) -> None:
    first, again = parse(update, ACCOUNT), parse(wrapped(json.loads(json.dumps(update))), ACCOUNT)
    turned_round = parse(dict(reversed(update.items())), ACCOUNT)
    other = parse({**update, "timestamp": 1}, ACCOUNT)

    assert isinstance(first, Unknown)
    assert first.kind == update["event_name"]
    assert first == again == turned_round
    assert isinstance(other, Unknown)
    assert first.key != other.key


@pytest.mark.parametrize("text", ["", "  ", "\x00", None, 7, ["chào"]])
def test_a_text_that_says_nothing_is_noted(text: object) -> None:
    assert parse(event(text=text), ACCOUNT) == Unknown(KEY, "message.text.received")


@pytest.mark.parametrize(
    "chat", [None, {}, "x", {"id": None}, {"id": True}, {"id": ""}, {"id": "a b"}, {"id": "x" * 90}]
)
def test_a_message_of_no_chat_is_noted(chat: object) -> None:
    assert parse(event(chat=chat, text="chào"), ACCOUNT) == Unknown(KEY, "message.text.received")


def test_a_message_with_an_impossible_id_is_taken_all_the_same_and_once() -> None:
    parsed = [parse(event(message_id="x" * 200, text="chào"), ACCOUNT) for _ in range(2)]

    assert isinstance(parsed[0], Incoming)
    assert parsed[0].action == Said("chào")
    assert parsed[0] == parsed[1]


@pytest.mark.parametrize("payload", [{}, {"ok": True}, {"ok": True, "result": None}, {"result": []}, {"result": "x"}])
def test_what_says_nothing_at_all_is_left_alone(payload: dict[str, Any]) -> None:
    assert parse(payload, ACCOUNT) is None


def test_what_is_nested_too_deep_to_be_told_apart_is_left_alone() -> None:
    nested: list[Any] = []
    for _ in range(50_000):
        nested = [nested]

    assert parse({"event_name": "message.text.received", "x": nested}, ACCOUNT) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
anything = json_values | st.sampled_from(["PRIVATE", "GROUP", CHAT, "/start", "/id", "message.text.received", "\ud800"])
names = st.sampled_from(["message.text.received", "message.unsupported.received", "message.image.received", "new"])
people = st.fixed_dictionaries({}, optional={"id": anything, "is_bot": anything, "chat_type": anything})
messages = st.fixed_dictionaries(
    {},
    optional={
        "message_id": anything,
        "from": people | anything,
        "chat": people | anything,
        "text": anything,
        "photo_url": anything,
        "voice_url": anything,
        "sticker": anything,
    },
)
updates = st.fixed_dictionaries({}, optional={"event_name": names | anything, "message": messages | anything})
objects = st.dictionaries(st.text(max_size=9), json_values, max_size=4)


@given(payload=objects | updates | st.fixed_dictionaries({"result": updates | json_values}))
def test_nothing_that_comes_in_makes_it_fail(payload: dict[str, Any]) -> None:
    parsed = parse(payload, ACCOUNT)

    if isinstance(parsed, Incoming | Unknown):
        assert parsed.key[0] in "me"
        assert 2 <= len(parsed.key) <= 80
    if isinstance(parsed, Unknown):
        assert len(parsed.kind) <= 60
    if isinstance(parsed, Incoming):
        assert parsed.address.external_id
        parsed.address.external_id.encode()
    if isinstance(parsed, Incoming) and isinstance(parsed.action, Said):
        assert parsed.action.text == unicodedata.normalize("NFC", parsed.action.text).strip() != ""
        parsed.action.text.encode()


@given(update=updates)
def test_both_forms_of_an_event_and_both_deliveries_are_the_same(update: dict[str, Any]) -> None:
    assert parse(update, ACCOUNT) == parse(wrapped(json.loads(json.dumps(update))), ACCOUNT)
