"""Updates of Telegram as what a learner did."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.asides import Aside
from bot.channels.receiving import Received, Turned, Unknown
from bot.channels.telegram.parsing import callback_id, lane, parse, update_number
from bot.dialogue.messages import Action, Incoming, Opened, Pressed, Said, Sent
from tests.channels.telegram.fakes import ACCOUNT, LAN

PERSON = {"id": 1001, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Lan"}
US = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "hoc_so_bot"}
GROUP = {"id": -1002000000001, "type": "supergroup", "title": "Thôn Đông"}
CHANNEL = {"id": -1002000000002, "type": "channel", "title": "Tin xã"}

START = {
    "update_id": 700000001,
    "message": {
        "message_id": 11,
        "date": 1795160000,
        "from": PERSON,
        "chat": PRIVATE,
        "text": "/start lop7A_9f",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    },
}
PRESS: dict[str, Any] = {
    "update_id": 700000002,
    "callback_query": {
        "id": "4300000000000001",
        "chat_instance": "-5512",
        "data": "12:lua",
        "from": PERSON,
        "message": {
            "message_id": 12,
            "date": 1795160003,
            "chat": PRIVATE,
            "from": US,
            "text": "Câu 3 …",
            "reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "12:lua"}]]},
        },
    },
}
POLL = {
    "update_id": 700000003,
    "poll_answer": {"poll_id": "5300001", "user": PERSON, "option_ids": [0], "option_persistent_ids": ["0"]},
}
BLOCKED: dict[str, Any] = {
    "update_id": 700000004,
    "my_chat_member": {
        "chat": PRIVATE,
        "from": PERSON,
        "date": 1795160010,
        "old_chat_member": {"status": "member", "user": US},
        "new_chat_member": {"status": "kicked", "until_date": 0, "user": US},
    },
}
VOICE = {"voice": {"file_id": "AwAC1", "file_unique_id": "u1", "duration": 3, "mime_type": "audio/ogg"}}
CONTACT = {"contact": {"phone_number": "84912345678", "first_name": "Lan", "user_id": 1001}}


def message(chat: dict[str, Any] = PRIVATE, person: dict[str, Any] = PERSON, **content: Any) -> dict[str, Any]:
    head = {"message_id": 13, "date": 1795160020, "from": person, "chat": chat}
    return {"update_id": 700000005, "message": {**head, **content}}


def press(**changes: Any) -> dict[str, Any]:
    return {**PRESS, "callback_query": {**PRESS["callback_query"], **changes}}


def without(event: dict[str, Any], kind: str, *names: str) -> dict[str, Any]:
    return {**event, kind: {name: value for name, value in event[kind].items() if name not in names}}


def turned(chat: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    old, new = {"status": before, "user": US}, {"status": after, "user": US}
    return {
        **BLOCKED,
        "my_chat_member": {**BLOCKED["my_chat_member"], "chat": chat, "old_chat_member": old, "new_chat_member": new},
    }


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("xin chào", Said("xin chào")),
        ("  hai dòng\nở đây \n", Said("hai dòng\nở đây")),
        ("tie\u0302\u0301p", Said("tiếp")),
        ("số\x00không", Said("sốkhông")),
        ("nửa \ud83d dấu", Said("nửa  dấu")),
        ("/start", Opened()),
        ("/start@HocSoBot", Opened()),
        ("/start u_XM-DONG__b_tin-nhan-la", Opened("XM-DONG", lesson="tin-nhan-la")),
        ("/START@HocSoBot\n7QK2-9FXM ", Opened(code="7QK2-9FXM")),
        ("/start chào cháu", Opened()),
        ("/tiep", Said("tiếp")),
        ("/menu@HocSoBot", Said("menu")),
        ("/Dulieu", Said("dữ liệu của tôi")),
        ("/sos cứu tôi", Said("sos")),
        ("/tiếp", Said("/tiếp")),
        ("/khongco 1", Said("/khongco 1")),
        ("/", Said("/")),
        ("cháu ơi /menu", Said("cháu ơi /menu")),
        ("\x07", Sent("other")),
        ("", Sent("other")),
        ("a" * 30_000, Said("a" * 20_000)),
    ],
)
def test_a_text_is_said_opened_or_a_command(text: str, action: Action) -> None:
    assert parse(message(text=text), ACCOUNT) == Incoming(LAN, "u700000005", action)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (VOICE, "voice"),
        (CONTACT, "contact"),
        ({"photo": [{"file_id": "A"}], "caption": "tin này lừa không"}, "photo"),
        ({"audio": {}}, "voice"),
        ({"video_note": {}}, "voice"),
        ({"sticker": {}}, "sticker"),
        ({"document": {}}, "file"),
        ({"document": {}, "animation": {}}, "file"),
        ({"location": {}}, "location"),
        ({"location": {}, "venue": {}}, "location"),
        ({"video": {}}, "other"),
        ({"poll": {}}, "other"),
        ({"something_new": {}}, "other"),
        ({"text": 7}, "other"),
        ({}, "other"),
    ],
)
def test_what_is_not_words_was_sent(content: dict[str, Any], kind: Any) -> None:
    assert parse(message(**content), ACCOUNT) == Incoming(LAN, "u700000005", Sent(kind))


@pytest.mark.parametrize(
    ("event", "received"),
    [
        (START, Incoming(LAN, "u700000001", Opened(code="lop7A_9f"))),
        (PRESS, Incoming(LAN, "u700000002", Pressed(12, "lua"))),
        (POLL, Unknown("u700000003", "poll_answer")),
        (BLOCKED, Turned(LAN, reachable=False)),
        (turned(PRIVATE, "kicked", "member"), Turned(LAN, reachable=True)),
        (message(text="chào", pinned_message={}), Incoming(LAN, "u700000005", Said("chào"))),
        ({"update_id": 1, "brand_new": {"id": 2}}, Unknown("u1", "brand_new")),
        ({"update_id": 1, "Łódź " * 30: {}}, Unknown("u1", "other")),
        ({"update_id": 1}, Unknown("u1", "other")),
        ({"update_id": 1, "message": 7}, Unknown("u1", "message")),
        (without(message(text="chào"), "message", "chat"), Unknown("u700000005", "message")),
        (without(PRESS, "callback_query", "from", "message"), Unknown("u700000002", "callback_query")),
        (without(BLOCKED, "my_chat_member", "new_chat_member"), Unknown("u700000004", "my_chat_member")),
    ],
)
def test_an_update_means_something(event: dict[str, Any], received: Received) -> None:
    assert parse(event, ACCOUNT) == received


@pytest.mark.parametrize(
    "event",
    [
        message(person=US, text="chào"),
        {"update_id": 1, "edited_message": message(text="chào")["message"]},
        {"update_id": 1, "edited_channel_post": {}},
        message(pinned_message={}),
        message(message_auto_delete_timer_changed={}),
        message(GROUP, text="chào cả nhà"),
        message(GROUP, text="@lan xem này"),
        message(GROUP, photo=[]),
        message(GROUP, text="đúng thế", reply_to_message={"from": PERSON}),
        turned(GROUP, "member", "kicked"),
        turned(GROUP, "member", "administrator"),
        {"message": message(text="chào")["message"]},
        {"update_id": "7", "message": message(text="chào")["message"]},
        {"update_id": True},
        {},
    ],
)
def test_there_is_nothing_to_do(event: dict[str, Any]) -> None:
    assert parse(event, ACCOUNT) is None


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        (message(GROUP, text="/menu"), GROUP),
        (message(GROUP, text="/start@hoc_so_bot"), GROUP),
        (message(GROUP, text="hỏi @Hoc_So_Bot, tin này lừa không?"), GROUP),
        (message(GROUP, text="đúng không?", reply_to_message={"message_id": 3, "from": US}), GROUP),
        (message(GROUP, reply_to_message={"from": US}, **VOICE), GROUP),
        ({"update_id": 1, "channel_post": {"message_id": 1, "date": 1, "chat": CHANNEL, "text": "/menu"}}, CHANNEL),
        (turned(GROUP, "left", "member"), GROUP),
        (turned(CHANNEL, "left", "administrator"), CHANNEL),
        (press(message={"message_id": 1, "date": 0, "chat": GROUP}), GROUP),
    ],
)
def test_a_group_that_speaks_to_us_gets_an_aside(event: dict[str, Any], chat: dict[str, Any]) -> None:
    assert parse(event, ACCOUNT) == Aside(str(chat["id"]), "group")


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
@pytest.mark.parametrize("text", ["/id", "/ID@hoc_so_bot"])
def test_whoever_asks_learns_how_the_chat_is_called(chat: dict[str, Any], text: str) -> None:
    assert parse(message(chat, text=text), ACCOUNT) == Aside(str(chat["id"]), "id")


@pytest.mark.parametrize(
    "data",
    [
        "q:12:3:B:0",
        "12",
        "12:",
        ":lua",
        "-1:lua",
        "1234567890:lua",
        "१:lua",
        "1:a\x00b",
        "1:\ud83d",
        "",
        None,
        7,
        ["1:a"],
    ],
)
def test_a_button_that_we_never_made_is_stale(data: Any) -> None:
    assert parse(press(data=data), ACCOUNT) == Incoming(LAN, "u700000002", Pressed(0, ""))


@pytest.mark.parametrize("data", ["0:a", "7:1", "999999999:" + "k" * 54, "3:a:b", "3:ạ"])
def test_a_button_says_which_prompt_it_belongs_to(data: str) -> None:
    prompt, _, key = data.partition(":")

    assert parse(press(data=data), ACCOUNT) == Incoming(LAN, "u700000002", Pressed(int(prompt), key))


@pytest.mark.parametrize(
    "shown",
    [
        {"message_id": 12, "date": 0, "chat": PRIVATE},
        None,
        "gone",
    ],
)
def test_a_press_counts_though_its_message_is_out_of_reach(shown: Any) -> None:
    assert parse(press(message=shown), ACCOUNT) == Incoming(LAN, "u700000002", Pressed(12, "lua"))


def test_a_redelivered_update_has_the_same_key() -> None:
    assert parse(copy.deepcopy(PRESS), ACCOUNT) == parse(PRESS, ACCOUNT)


@pytest.mark.parametrize(
    ("event", "whose"),
    [
        (START, 1001),
        (PRESS, 1001),
        (BLOCKED, 1001),
        (press(message={"chat": GROUP}), 1001),
        (message(GROUP, text="/menu"), GROUP["id"]),
        (POLL, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_updates_of_one_person_are_in_one_lane(event: dict[str, Any], whose: int) -> None:
    assert lane(event) == whose


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
CAPTURED = [START, PRESS, POLL, BLOCKED, message(**VOICE), message(**CONTACT), message(GROUP, text="/menu @a_bot")]
KINDS = st.sampled_from(["message", "callback_query", "my_chat_member", "channel_post", "edited_message", "poll"])


@st.composite
def nearly_updates(draw: st.DrawFn) -> dict[str, Any]:
    """Return a captured update in which something, somewhere, is anything at all."""
    event: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(CAPTURED)))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = event
        while True:
            name = draw(st.sampled_from(sorted(place)) if isinstance(place, dict) else st.just(0))
            inner = place[name]
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                place = inner
                continue
            place[name] = draw(JSON)
            break
    return event


@given(event=nearly_updates() | st.dictionaries(KINDS | st.just("update_id") | st.text(max_size=8), JSON, max_size=4))
def test_nothing_that_comes_in_is_an_accident(event: dict[str, Any]) -> None:
    received = parse(event, ACCOUNT)

    assert lane(event) == lane(event)
    assert callback_id(event) is None or isinstance(callback_id(event), str)
    if received is None or isinstance(received, Aside):
        return
    assert update_number(event) is not None
    if not isinstance(received, Turned):
        assert received.key == f"u{update_number(event)}"
        assert len(received.key) <= 80
    if isinstance(received, Incoming):
        repr(received.action).encode()
