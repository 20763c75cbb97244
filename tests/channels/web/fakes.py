"""A product small enough for tests of the web chat: the same promises as the real one, kept in memory."""

import asyncio
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.channels.web import WebChat, routes
from bot.dialogue.messages import Action, Address, Button, Image, Incoming, Opened, Outgoing, Pressed, Said, Sent
from bot.learning.course import Picture
from bot.ports import Line
from bot.webkit import errors, static
from bot.webkit.guard import Guard

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FILES = Path(__file__).resolve().parent / "files"


def finder(folder: Path) -> Callable[[str], Path | None]:
    """Know the files of a folder by their names below it, as the content knows its own."""
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}.get


FINDER = finder(FILES)

HELLO = "Cháu chào cô bác ạ! Cháu là **trợ lý tự động** của xã, giúp cô bác tập dùng điện thoại, mỗi ngày một chút."
QUESTION = "Bà Hoa nhận được tin:\n“Thẻ của bà **bị khoá trong 24 giờ**. Bấm vào đây để xác minh.”\nĐó là tin gì ạ?"
RIGHT = "Đúng rồi ạ! Tin **giục gấp** và **bắt bấm** là hai dấu hiệu của tin lừa. Cháu gọi cô bác thế nào cho phải ạ?"
SOS = "**Cô bác dừng tay, đừng chuyển thêm tiền ạ.** Gọi ngay số in ở mặt sau thẻ để khoá thẻ, rồi gọi Công an 113."
CHOICES = (Button("lua", "Tin lừa, không bấm"), Button("that", "Tin thật, bấm ngay"), Button("hoi", "Cháu xem giúp"))


class Busy(Exception):
    """The storage cannot serve right now."""


@dataclass
class Talk:
    """One conversation."""

    id: int
    lines: list[Line] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    prompts: int = 0


@dataclass
class Product:
    """Answers every action with something to see; the same key twice has one effect."""

    kept_in: Path | None = None
    talks: dict[Address, Talk] = field(default_factory=dict)
    taken: list[Incoming] = field(default_factory=list)
    drawings: dict[str, Picture] = field(default_factory=dict)
    is_busy: bool = False
    is_broken: bool = False
    delay: float = 0

    def __post_init__(self) -> None:
        """Go on where an earlier process stopped."""
        if self.kept_in is not None and self.kept_in.exists():
            self.talks = pickle.loads(self.kept_in.read_bytes())  # noqa: S301 - our own file.

    async def take(self, incoming: Incoming) -> int:
        """Run a turn."""
        await asyncio.sleep(self.delay)
        if self.is_busy:
            raise Busy
        if self.is_broken:
            raise RuntimeError("secret words of an exception")
        self.taken.append(incoming)
        talk = self.talks.setdefault(incoming.address, Talk(len(self.talks) + 1))
        if incoming.key not in talk.keys:
            talk.keys.add(incoming.key)
            self._add(talk, incoming.action)
            for message in self._replies(talk, incoming.action):
                self._add(talk, message)
        if self.kept_in is not None:
            self.kept_in.write_bytes(pickle.dumps(self.talks))
        return talk.id

    async def lines(self, talk_id: int, after: int, limit: int) -> Sequence[Line]:
        """Return lines."""
        if self.is_busy:
            raise Busy
        return [line for line in self.talk(talk_id).lines if line.seq > after][-limit:]

    async def find(self, address: Address) -> int | None:
        """Return a conversation."""
        if self.is_busy:
            raise Busy
        talk = self.talks.get(address)
        return talk.id if talk else None

    def preview(self, opened: Opened) -> Sequence[Outgoing]:
        """Return the greeting."""
        return _greeting()

    def talk(self, talk_id: int) -> Talk:
        """Return a conversation by its id."""
        return next(talk for talk in self.talks.values() if talk.id == talk_id)

    def say(self, talk_id: int, text: str) -> int:
        """Add a line of the assistant that nobody asked for, like a reminder; return its number."""
        talk = self.talk(talk_id)
        self._add(talk, Outgoing(text))
        return talk.lines[-1].seq

    def _add(self, talk: Talk, content: Action | Outgoing) -> None:
        said, action = (content, None) if isinstance(content, Outgoing) else (None, content)
        talk.lines.append(Line(len(talk.lines) + 1, MONDAY, action, said))

    def _replies(self, talk: Talk, action: Action) -> Sequence[Outgoing]:
        match action:
            case Opened(unit, code) if not talk.prompts:
                talk.prompts = 1
                return _greeting()
            case Opened(unit, code):
                return [Outgoing(f"Đã mở mã {unit or code} ạ.")]
            case Pressed(prompt) if prompt != talk.prompts:
                return [Outgoing("Câu này mình làm xong rồi ạ. Cô bác làm câu dưới cùng nhé.")]
            case Pressed():
                talk.prompts += 1
                choices = tuple(Button(name.lower(), name) for name in ("Bà", "Ông", "Bác", "Cô chú"))
                picture = Image("khoa-the.svg", "Màn hình tin nhắn, tin mới doạ khoá thẻ trong 24 giờ.")
                return [Outgoing(RIGHT, picture, "dung-roi.ogg", choices, talk.prompts)]
            case Said(text) if "🆘" in text:
                return [Outgoing(SOS)]
            case Said(text):
                return [Outgoing(f"Cháu nghe rồi ạ: {text[:200]}")]
            case Sent():
                return [Outgoing("Cháu chưa xem được ảnh ạ. Cô bác kể bằng chữ giúp cháu nhé.")]
            case _:
                return ()


def _greeting() -> list[Outgoing]:
    return [Outgoing(HELLO), Outgoing(QUESTION, buttons=CHOICES, prompt=1)]


def chat(product: Product, *, https: bool = False) -> WebChat:
    """Return the web chat over a product."""
    return WebChat(
        take=product.take,
        lines=product.lines,
        find=product.find,
        preview=product.preview,
        media=FINDER,
        drawing=product.drawings.get,
        https=https,
        place="Xã Bình An",
        busy=(Busy,),
    )


def app(web: WebChat, frame_ancestors: tuple[str, ...] = ()) -> ASGIApp:
    """Return the chat as the real app serves it."""
    inner = Starlette(routes=[*routes(web), static.mount()], exception_handlers=errors.handlers())
    return Guard(inner, frame_ancestors=frame_ancestors)
