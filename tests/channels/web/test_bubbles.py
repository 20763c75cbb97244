import pytest

from bot.channels.web.bubbles import Bubble, Drawer
from bot.channels.web.media import Media
from bot.dialogue.messages import (
    Action,
    Button,
    Image,
    LinkAnswered,
    LinkAsked,
    Opened,
    Outgoing,
    Pressed,
    Said,
    Sent,
)
from bot.ports import Line
from tests.channels.web.fakes import FINDER, MONDAY

MEDIA = Media(FINDER)
DRAWER = Drawer(MEDIA.picture, MEDIA.sounds)
ASKED = Outgoing("Chọn nhé", buttons=(Button("a", "Một <1>"), Button("b", "Hai")), prompt=3)


def draw(*contents: Action | Outgoing, after: int = 0) -> list[Bubble]:
    lines = [
        Line(seq, MONDAY, None, content) if isinstance(content, Outgoing) else Line(seq, MONDAY, content, None)
        for seq, content in enumerate(contents, 1)
    ]
    return DRAWER.draw(lines, after)


@pytest.mark.parametrize(
    ("action", "html"),
    [
        (Said("chào\ncháu <b>"), "chào<br>cháu &lt;b&gt;"),
        (Said("**đậm**"), "**đậm**"),
        (Said(""), "(tin cũ, đã xoá)"),
        (Pressed(3, "a"), "Một &lt;1&gt;"),
        (Pressed(3, "x"), "👆 Đã chọn"),
        (Pressed(2, "a"), "👆 Đã chọn"),
        (Sent("photo"), "📷 Ảnh"),
        (Sent("other"), "📎 Tệp"),
    ],
)
def test_what_a_person_did_is_a_bubble_of_their_own(action: Action, html: str) -> None:
    bubble = draw(ASKED, action)[-1]

    assert (bubble.is_mine, bubble.html) == (True, html)


def test_opening_the_chat_leaves_no_bubble() -> None:
    assert [bubble.seq for bubble in draw(Opened("X"), ASKED, Opened())] == [2]


def test_what_happened_in_another_chat_leaves_no_bubble() -> None:
    told = draw(LinkAsked(1, "telegram"), ASKED, LinkAnswered(agreed=True, channel="web"))

    assert [bubble.seq for bubble in told] == [2]


def test_only_the_newest_choices_are_open() -> None:
    newer = Outgoing("Rồi sao nữa", buttons=(Button("a", "A"),), prompt=4)

    assert [bubble.is_open for bubble in draw(ASKED, newer, Outgoing("dạ"))] == [False, True, False]


def test_the_chosen_button_is_marked() -> None:
    first = draw(ASKED, Pressed(3, "b"))[0]

    assert [(choice.value, choice.is_chosen) for choice in first.choices] == [("3:a", False), ("3:b", True)]


def test_lines_before_the_cursor_only_tell_what_was_asked() -> None:
    (bubble,) = draw(ASKED, Pressed(3, "b"), after=1)

    assert (bubble.seq, bubble.html, bubble.press) == (2, "Hai", "3:b")


def test_a_picture_has_its_size_and_a_missing_one_leaves_its_words() -> None:
    here, gone = draw(Outgoing("a", Image("khoa-the.svg", "Tin doạ")), Outgoing("b", Image("khong-co.svg", "Mất rồi")))

    assert here.picture is not None
    assert here.picture.url is not None
    assert here.picture.url.startswith("/hinh/khoa-the.svg?v=")
    assert (here.picture.width, here.picture.height) == (360, 200)
    assert gone.picture is not None
    assert (gone.picture.url, gone.picture.alt) == (None, "Mất rồi")


def test_a_code_for_another_phone_is_drawn_within_the_page() -> None:
    bubble = draw(Outgoing("Mã mời", qr="https://hoc.example/?c=7QK29FXM"))[0]

    assert bubble.picture is not None
    assert (bubble.picture.url or "").startswith("data:image/svg+xml")
    assert "QR" in bubble.picture.alt
