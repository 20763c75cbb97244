import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from bot.channels.terminal.chat import TerminalChat, draw
from bot.dialogue.messages import Button, Image, Incoming, Opened, Outgoing, Said


class Answering:
    """Answers everything with one message, and remembers what came."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []

    def __call__(self, incoming: Incoming) -> Sequence[Outgoing]:
        self.taken.append(incoming)
        return [Outgoing(f"Câu **{len(self.taken)}**")]


def typing(lines: Iterable[str]) -> Callable[[], str | None]:
    left = iter(lines)
    return lambda: next(left, None)


def test_a_message_is_drawn_with_its_picture_in_words_and_its_choices_numbered() -> None:
    message = Outgoing(
        "Đây là **tin lừa**.\nBác nhé!",
        Image("an-toan/tin.svg", "Một tin nhắn lạ"),
        buttons=(Button("a", "Xoá"), Button("b", "Để yên")),
        prompt=3,
    )

    assert draw(message) == "\nĐây là tin lừa.\nBác nhé!\n🖼  Một tin nhắn lạ\n   1. Xoá\n   2. Để yên\n"


def test_signs_that_steer_a_terminal_are_left_out() -> None:
    assert "\x1b" not in draw(Outgoing("một \x1b[2J hai"))


def test_every_line_is_a_turn_of_the_same_chat_and_blank_ones_are_none() -> None:
    take, screen = Answering(), io.StringIO()

    TerminalChat(take, screen, "ban-phim").run(typing(["xin chào", "", "   ", "2"]), "XM-DONG")

    assert [incoming.action for incoming in take.taken] == [Opened("XM-DONG"), Said("xin chào"), Said("2")]
    assert len({incoming.address for incoming in take.taken}) == 1
    assert len({incoming.key for incoming in take.taken}) == 3
    assert screen.getvalue() == "\nCâu 1\n\nCâu 2\n\nCâu 3\n"


def test_what_was_typed_is_kept_as_the_inputs_of_a_conversation(tmp_path: Path) -> None:
    target = tmp_path / "x.chat"

    TerminalChat(Answering(), io.StringIO(), "ban-phim", target).run(typing(["xin chào", "2"]), "XM-DONG")

    assert target.read_text(encoding="utf-8") == "> /start XM-DONG\n> xin chào\n> 2\n"


def test_what_was_typed_before_something_broke_is_kept_too(tmp_path: Path) -> None:
    target = tmp_path / "x.chat"

    def take(incoming: Incoming) -> Sequence[Outgoing]:
        if incoming.action == Said("hỏng"):
            raise RuntimeError
        return []

    with pytest.raises(RuntimeError):
        TerminalChat(take, io.StringIO(), "ban-phim", target).run(typing(["chào", "hỏng", "nữa"]))

    assert target.read_text(encoding="utf-8") == "> /start\n> chào\n> hỏng\n"
