"""Bubbles, and the exact messages that say them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rendering import Bubble, render
from bot.channels.zalo_oa import capabilities
from bot.channels.zalo_oa.requests import Handed, Link, message
from bot.dialogue.messages import Address, Button, Document, Image, Outgoing
from bot.text.folding import nfc
from tests.platforms.zalo_oa import LONGEST_PAYLOAD, LONGEST_TEXT, LONGEST_TITLE, MOST_BUTTONS

TO = Address("zalo_oa", "388613280878808645", "246845883529197922")
ROOF = Image("nha/mai.png", "Một mái nhà đỏ")
NOTE = Document("/giay/XM-DONG", "giay-xm-dong.pdf")
YES, NO = Button("yes", "Có"), Button("no", "Không")


def no_link(path: str) -> None:
    return None


def said(bubble: Bubble, handed: Handed | None = None, link: Link = no_link) -> Any:
    body = message(TO, bubble, handed, link)
    assert body is not None
    assert body["recipient"] == {"user_id": TO.external_id}
    assert set(body) == {"recipient", "message"}
    return body["message"]


@pytest.mark.parametrize(
    ("bubble", "handed", "expected"),
    [
        (Bubble("Chào bác"), None, {"text": "Chào bác"}),
        (Bubble("Ba\u0301c"), None, {"text": "Bác"}),
        (Bubble("Đậm", bold=((0, 3),)), None, {"text": "Đậm"}),
        (
            Bubble("Nhìn này", image=ROOF),
            Handed("attachment_id", "image-1"),
            {
                "text": "Nhìn này",
                "attachment": {
                    "type": "template",
                    "payload": {
                        "template_type": "media",
                        "elements": [{"media_type": "image", "attachment_id": "image-1"}],
                    },
                },
            },
        ),
        (
            Bubble(image=ROOF),
            Handed("url", "https://hocso.example/hinh/mai.png"),
            {
                "attachment": {
                    "type": "template",
                    "payload": {
                        "template_type": "media",
                        "elements": [{"media_type": "image", "url": "https://hocso.example/hinh/mai.png"}],
                    },
                }
            },
        ),
        (Bubble("Nhìn này", image=ROOF), None, {"text": "Nhìn này\n\nMột mái nhà đỏ"}),
        (Bubble(image=ROOF), None, {"text": "Một mái nhà đỏ"}),
        (
            Bubble("Bác muốn không?", buttons=((YES, NO),), prompt=12),
            None,
            {
                "text": "Bác muốn không?",
                "attachment": {
                    "type": "template",
                    "payload": {
                        "buttons": [
                            {"title": "Có", "type": "oa.query.show", "payload": "#12:yes"},
                            {"title": "Không", "type": "oa.query.show", "payload": "#12:no"},
                        ]
                    },
                },
            },
        ),
        (
            Bubble("Thật không?", image=ROOF, buttons=((YES,),), prompt=3),
            Handed("attachment_id", "image-1"),
            {
                "text": "Thật không?",
                "attachment": {
                    "type": "template",
                    "payload": {
                        "template_type": "media",
                        "elements": [{"media_type": "image", "attachment_id": "image-1"}],
                        "buttons": [{"title": "Có", "type": "oa.query.show", "payload": "#3:yes"}],
                    },
                },
            },
        ),
        (
            Bubble(document=NOTE),
            Handed("token", "file-1"),
            {"attachment": {"type": "file", "payload": {"token": "file-1"}}},
        ),
        (Bubble(document=NOTE), None, {"text": "📎 giay-xm-dong.pdf"}),
    ],
)
def test_a_bubble_is_one_message(bubble: Bubble, handed: Handed | None, expected: Any) -> None:
    assert said(bubble, handed) == expected


def test_a_file_that_zalo_does_not_take_is_named_with_the_way_to_it() -> None:
    assert said(Bubble(document=NOTE), link=lambda path: f"https://hocso.example{path}") == {
        "text": "📎 giay-xm-dong.pdf: https://hocso.example/giay/XM-DONG"
    }


@pytest.mark.parametrize("bubble", [Bubble(), Bubble(" \n"), Bubble(sound="a/b.mp3"), Bubble(image=Image("a", ""))])
def test_a_bubble_that_says_nothing_is_no_message(bubble: Bubble) -> None:
    assert message(TO, bubble, None, no_link) is None


def test_there_is_room_for_the_words_of_a_picture_below_the_longest_caption() -> None:
    text, alt = "x" * capabilities(buttons=False).longest_caption, "y" * 398

    assert said(Bubble(text, image=Image("a", alt)))["text"] == f"{text}\n\n{alt}"


def test_words_that_stand_for_a_picture_never_cost_any_of_the_text() -> None:
    for text in (("chữ " * 490).strip(), "x" * (LONGEST_TEXT + 100)):
        assert said(Bubble(text, image=Image("a", "hình " * 100)))["text"] == text


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=2600)
buttons = st.lists(
    st.builds(Button, st.from_regex(r"[a-z0-9_-]{1,40}", fullmatch=True), st.text(max_size=120)), max_size=8
)


@given(text=words, alt=words, choices=buttons, has_picture=st.booleans(), is_handed=st.booleans())
def test_whatever_is_rendered_for_this_channel_is_within_what_zalo_takes(
    text: str, alt: str, choices: list[Button], has_picture: bool, is_handed: bool
) -> None:
    image = Image("a", alt[:300]) if has_picture else None
    outgoing = Outgoing(text, image=image, buttons=tuple(choices), prompt=7 if choices else None)

    for bubble in render([outgoing], capabilities(buttons=True), "Bác trả lời bằng số"):
        handed = Handed("attachment_id", "image-1") if is_handed and bubble.image else None
        body = message(TO, bubble, handed, no_link)
        if body is None:
            assert bubble.image is not None
            assert not bubble.image.alt.strip()
            continue
        content = body["message"]
        assert len(nfc(content.get("text", "x"))) <= LONGEST_TEXT
        carried = content.get("attachment", {}).get("payload", {}).get("buttons", [])
        assert len(carried) <= MOST_BUTTONS
        assert all(0 < len(button["title"]) <= LONGEST_TITLE for button in carried)
        assert all(0 < len(button["payload"]) <= LONGEST_PAYLOAD for button in carried)
