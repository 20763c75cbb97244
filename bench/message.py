"""One message as the benchmarks of the storage carry it out: what a turn does, without the talk."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.dialogue.conversation import Conversation
from bot.dialogue.messages import Address, Button, Incoming, Outgoing, Prompt, Said
from bot.dialogue.places import AtLesson
from bot.ports import Work
from db import codec

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """What every turn keeps and answers."""

    conversation: Conversation
    outgoing: tuple[Outgoing, ...]

    @property
    def plain(self) -> tuple[Any, Any, Any]:
        """The same as the values that are stored: state, bookmark, message."""
        return (
            codec.encode_conversation(self.conversation),
            codec.encode_bookmark(self.conversation.bookmark),
            codec.encode_outgoing(self.outgoing[0]),
        )


@cache
def message_of() -> Message:
    """Return a card of a lesson with two choices."""
    buttons = (Button("next", "Tiếp tục", ("tiếp", "đi tiếp")), Button("again", "Nghe lại"))
    place = AtLesson("tin-that-tin-gia", "dau-hieu")
    text = "Tin nhắn giục làm ngay, hứa cho tiền, hay dọa khóa tài khoản đều là dấu hiệu của tin giả. Bạn thấy dấu nào?"
    conversation = Conversation(place, Prompt(7, buttons), place, 7, 0, NOW, "XM-DONG")
    return Message(conversation, (Outgoing(text, buttons=buttons, prompt=7),))


def turn(work: Work, chat: int, key: str) -> bool:
    """Carry out one message of a chat; return False if it was seen before."""
    address = Address("web", "", f"chat-{chat}")
    talk = work.conversations.take(address, NOW)
    if not work.inbox.claim(talk.id, talk.seq + 1, Incoming(address, key, Said("em muốn học tiếp")), NOW):
        return False
    message = message_of()
    work.conversations.save(talk.id, talk.learner.id, message.conversation, talk.seq + 2, NOW)
    work.outbox.add(talk, talk.seq + 2, key, message.outgoing, NOW)
    return True
