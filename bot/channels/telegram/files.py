"""The file of a bubble: where it comes from, and what Telegram calls it after the first time."""

from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal, TypeVar

import structlog
from telegram import Message

from bot.channels.channel import File, FileIds, Media
from bot.channels.rendering import Bubble
from bot.channels.telegram.capabilities import SPOKEN

log = structlog.get_logger()

T = TypeVar("T")

Kind = Literal["photo", "voice", "audio", "document"]


@dataclass(frozen=True, slots=True)
class Attached:
    """A file and how it is shown."""

    kind: Kind
    file: File


class Files:
    """Files never keep words from going out: whatever fails here is a file that is not there, or not yet known."""

    def __init__(self, media: Media, file_ids: FileIds) -> None:
        self._media = media
        self._file_ids = file_ids

    async def of(self, bubble: Bubble) -> Attached | None:
        """Return the file of a bubble, if it can be had."""
        kind: Kind
        if bubble.image:
            kind, found = "photo", await _calmly(self._media.picture(bubble.image.path))
        elif bubble.sound:
            kind, found = _kind(bubble.sound), await _calmly(self._media.sound(bubble.sound))
        elif bubble.document:
            kind, found = "document", await _calmly(self._media.document(bubble.document))
        else:
            return None
        return Attached(kind, found) if found else None

    async def find(self, attached: Attached) -> str | None:
        """Return what Telegram calls a file that it has."""
        return await _calmly(self._file_ids.find(attached.file.digest))

    async def keep(self, attached: Attached, message: Message) -> None:
        """Remember what Telegram calls a file that was just sent."""
        file_id = _file_id(message)
        if file_id:
            await _calmly(self._file_ids.keep(attached.file.digest, file_id))

    async def forget(self, attached: Attached) -> None:
        """Forget what Telegram called a file."""
        await _calmly(self._file_ids.forget(attached.file.digest))


def _kind(sound: str) -> Kind:
    return "voice" if PurePosixPath(sound).suffix.lower() in SPOKEN else "audio"


async def _calmly(asked: Awaitable[T]) -> T | None:
    try:
        return await asked
    except Exception as problem:
        log.warning("telegram.file_trouble", why=type(problem).__name__)
        return None


def _file_id(message: Message) -> str | None:
    """Return the id of the file in a message; of a picture that of its largest size."""
    shown: Any = message.effective_attachment
    largest = shown[-1] if isinstance(shown, tuple) and shown else shown
    file_id = getattr(largest, "file_id", None)
    return file_id if isinstance(file_id, str) else None
