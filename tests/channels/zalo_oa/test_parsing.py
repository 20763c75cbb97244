"""Events of Zalo, and what somebody did by them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.receiving import Received, Turned, Unknown
from bot.channels.zalo_oa import Aside, parse
from bot.channels.zalo_oa.buttons import payload, pressed
from bot.dialogue.messages import Action, Address, Button, Incoming, Opened, Pressed, Said, Sent

OA = "388613280878808645"
LAN = "246845883529197922"
AT = "1789908535471"
TO_LAN = Address("zalo_oa", OA, LAN)


def an_event(name: str, /, **more: Any) -> dict[str, Any]:
    return {
        "app_id": "3608465248940903967",
        "user_id_by_app": "552177279717587730",
        "event_name": name,
        "timestamp": AT,
        "sender": {"id": LAN},
        "recipient": {"id": OA},
        **more,
    }


def said(text: object, **more: Any) -> dict[str, Any]:
    return an_event("user_send_text", message={"msg_id": "96d3cdf3af150460909", "text": text}, **more)


def a_follower(name: str) -> dict[str, Any]:
    return {"app_id": "36", "event_name": name, "timestamp": AT, "oa_id": OA, "follower": {"id": LAN}}


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("1", Said("1")),
        ("  Cháu chào bác  ", Said("Cháu chào bác")),
        ("Ba\u0301c", Said("Bác")),
        ("một\r\nhai\rba", Said("một\nhai\nba")),
        ("a\x00b\ud800c", Said("abc")),
        ("x" * 30_000, Said("x" * 20_000)),
        ("", Sent("other")),
        ("\x00 ", Sent("other")),
        (None, Sent("other")),
        (12, Sent("other")),
        ("/menu", Said("/menu")),
        ("/start", Opened()),
        ("/START  ", Opened()),
        ("/start u_XM-DONG", Opened(unit="XM-DONG")),
        ("/start XM-DONG", Opened(unit="XM-DONG")),
        ("/start b_tin-nhan-la", Opened(lesson="tin-nhan-la")),
        ("/start u_XM-DONG__b_tin-nhan-la", Opened(unit="XM-DONG", lesson="tin-nhan-la")),
        ("/start học số", Opened()),
        ("/started", Said("/started")),
        ("/id của bác", Said("/id của bác")),
        ("#12:yes", Pressed(12, "yes")),
        (" #0:tiep ", Pressed(0, "tiep")),
        ("#7:xm:dong", Pressed(7, "xm:dong")),
        ("#7:thôn Đông", Pressed(7, "thôn Đông")),
        ("#7:tho\u0302n", Pressed(7, "thôn")),
        ("#12", Said("#12")),
        ("#12:", Said("#12:")),
        ("#12: yes", Said("#12: yes")),
        ("# 12:yes", Said("# 12:yes")),
        ("12:yes", Said("12:yes")),
        ("#bai1", Said("#bai1")),
        ("#1234567890:yes", Said("#1234567890:yes")),
        ("#१२:yes", Said("#१२:yes")),
        ("#12:yes\nno", Said("#12:yes\nno")),
        ("xem #12:yes", Said("xem #12:yes")),
        ("#12:" + "x" * 201, Said("#12:" + "x" * 201)),
    ],
)
def test_a_text_is_words_a_press_or_a_command(text: object, action: Action) -> None:
    assert parse(said(text), OA) == Incoming(TO_LAN, "m96d3cdf3af150460909", action)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("image", "photo"),
        ("audio", "voice"),
        ("sticker", "sticker"),
        ("gif", "sticker"),
        ("file", "file"),
        ("video", "file"),
        ("business_card", "contact"),
        ("location", "location"),
        ("link", "other"),
    ],
)
def test_whatever_is_no_text_is_something_sent(kind: str, sent: Any) -> None:
    message = {
        "msg_id": "96d3cdf3af150460910",
        "text": "",
        "attachments": [{"type": kind, "payload": {"url": "https://f6.photo.talk.zdn.vn/a"}}],
    }

    event = an_event(f"user_send_{kind}", message=message)

    assert parse(event, OA) == Incoming(TO_LAN, "m96d3cdf3af150460910", Sent(sent))


@pytest.mark.parametrize("text", ["/id", "/ID", " /id "])
def test_whoever_sets_the_program_up_may_ask_how_the_chat_is_called(text: str) -> None:
    assert parse(said(text), OA) == Aside(LAN, "id")


def test_a_new_follower_opens_the_chat() -> None:
    assert parse(a_follower("follow"), OA) == Incoming(TO_LAN, f"efollow:{LAN}:{AT}", Opened())


def test_whoever_follows_no_more_has_shut_us_out() -> None:
    assert parse(a_follower("unfollow"), OA) == Turned(TO_LAN, reachable=False)


@pytest.mark.parametrize(
    "event",
    [
        *(
            an_event(f"oa_send_{kind}", sender={"id": OA, "admin_id": "1"}, recipient={"id": LAN})
            for kind in ("text", "image")
        ),
        an_event("user_received_message", sender={"id": OA}, recipient={"id": LAN}, message={"msg_id": "a4d0"}),
        an_event("user_seen_message", sender={"id": OA}, recipient={"id": LAN}, message={"msg_ids": ["a4d0"]}),
        an_event("user_submit_info", info={"name": "Lan", "phone": "84912345678"}),
        an_event("user_reacted_message", message={"msg_id": "a4d0", "react_icon": "/-heart"}),
        an_event("add_user_to_tag"),
        an_event("anonymous_send_text", message={"msg_id": "a4d0", "text": "Chào"}),
        an_event("oa_send_anonymous_text", message={"msg_id": "a4d0", "text": "Chào"}),
        an_event("user_send_group_text", message={"msg_id": "a4d0", "text": "Chào"}),
        an_event("oa_send_group_text", message={"msg_id": "a4d0", "text": "Chào"}),
        an_event("create_group"),
        an_event("group_name_changed"),
        said("Chào", sender={"id": OA}),
        said("Chào", recipient={"id": "999999999999999999"}),
        {**a_follower("follow"), "oa_id": "999999999999999999"},
        {"event_name": "user_send_text"},
        {"event_name": "user_send_text", "timestamp": 1.5},
        {},
    ],
    ids=lambda event: str(event.get("event_name")),
)
def test_echoes_receipts_strangers_and_groups_lead_to_nothing(event: dict[str, Any]) -> None:
    assert parse(event, OA) is None


@pytest.mark.parametrize(
    ("event", "unknown"),
    [
        (an_event("user_click_button"), Unknown(f"euser_click_button:{LAN}:{AT}", "user_click_button")),
        (an_event("user_send_dance", message={"msg_id": "77"}), Unknown("m77", "user_send_dance")),
        ({"event_name": "shop_has_order", "timestamp": AT}, Unknown(f"eshop_has_order::{AT}", "shop_has_order")),
        (said("Chào", sender={"id": ["x"]}), Unknown("m96d3cdf3af150460909", "user_send_text")),
        (said("Chào", sender=None), Unknown("m96d3cdf3af150460909", "user_send_text")),
        ({"timestamp": AT, "sender": {"id": LAN}}, Unknown(f"e:{LAN}:{AT}", "other")),
    ],
)
def test_what_nobody_knows_is_kept_by_its_key(event: dict[str, Any], unknown: Unknown) -> None:
    assert parse(event, OA) == unknown


def test_an_odd_name_makes_no_odd_key() -> None:
    received = parse(an_event("tên lạ " * 30), OA)

    assert isinstance(received, Unknown)
    assert received.kind == "other"
    assert received.key.isascii()
    assert len(received.key) <= 80


def test_ids_that_come_as_numbers_lose_no_digit() -> None:
    event = said("Chào", sender={"id": 2**53 + 1}, recipient={"id": int(OA)})

    assert parse(event, OA) == Incoming(
        Address("zalo_oa", OA, "9007199254740993"), "m96d3cdf3af150460909", Said("Chào")
    )


def test_an_id_that_is_a_fraction_is_none() -> None:
    assert parse(said("Chào", sender={"id": 2.4684588352919792e17}), OA) == Unknown(
        "m96d3cdf3af150460909", "user_send_text"
    )


def test_an_event_without_a_recipient_is_ours_for_it_was_signed_for_us() -> None:
    event = said("Chào")
    del event["recipient"]

    assert parse(event, OA) == Incoming(TO_LAN, "m96d3cdf3af150460909", Said("Chào"))


def test_two_events_of_one_person_have_different_keys() -> None:
    first, second = parse(a_follower("follow"), OA), parse({**a_follower("follow"), "timestamp": "1789908535472"}, OA)

    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert first.key != second.key


keys = st.from_regex(r"[A-Za-z0-9_.:-]{1,200}", fullmatch=True)


@given(prompt=st.integers(0, 999_999_999), key=keys)
def test_what_a_button_carries_comes_back_as_its_press(prompt: int, key: str) -> None:
    assert pressed(payload(prompt, Button(key, "Nút"))) == Pressed(prompt, key)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([OA, LAN, AT]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    [
        "user_send_text",
        "user_send_image",
        "follow",
        "unfollow",
        "oa_send_text",
        "user_seen_message",
        "user_click_button",
    ]
)
events = st.dictionaries(
    st.sampled_from(["event_name", "timestamp", "sender", "recipient", "message", "follower", "oa_id", "app_id"]),
    names | json_values | st.dictionaries(st.sampled_from(["id", "msg_id", "text"]), json_values, max_size=3),
)


@given(event=events | st.dictionaries(st.text(), json_values), account=st.sampled_from([OA, "1"]))
def test_nothing_that_comes_in_makes_parsing_fail(event: dict[str, Any], account: str) -> None:
    received: Received | Aside | None = parse(event, account)

    assert received == parse(event, account)
    if isinstance(received, Incoming | Unknown):
        assert 1 < len(received.key) <= 80
        assert received.key.isascii()
        assert received.key[0] in "me"
    if isinstance(received, Incoming | Turned):
        assert received.address.channel == "zalo_oa"
        assert received.address.account == account
        assert received.address.external_id.isascii()
    if isinstance(received, Incoming) and isinstance(received.action, Said):
        received.action.text.encode()
        assert "\x00" not in received.action.text
