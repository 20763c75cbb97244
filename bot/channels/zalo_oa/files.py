"""
The file of a bubble: where it comes from, and what Zalo calls it after the first time.

Zalo forgets a file after a week and counts uploads by the month. So each file is uploaded once and remembered for a
little less than that, and one that is just being uploaded is waited for. Whatever else fails here is a file that cannot
be had; words never have to wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.channels.channel import File, FileIds, Media
from bot.channels.rendering import Bubble
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.failures import Refused, meaning
from bot.channels.zalo_oa.requests import Handed
from bot.ports import SendFailed

LIFE = timedelta(days=7) - timedelta(hours=6)

LARGEST_PICTURE = 1024 * 1024
LARGEST_DOCUMENT = 5 * 1024 * 1024
_PICTURES = frozenset({"image/jpeg", "image/png"})
_DOCUMENTS = frozenset({"pdf", "doc", "docx", "csv"})
"""Endings of their names."""

_UPLOAD_PICTURE = "/v2.0/oa/upload/image"
_UPLOAD_DOCUMENT = "/v2.0/oa/upload/file"
_NO_MATTER = frozenset({"invalid", "quota_exhausted"})
"""What a refused upload may come to without keeping the words back."""

_T = TypeVar("_T")

log = structlog.get_logger()


class Files:
    """The files of the course in one account."""

    def __init__(self, client: Client, media: Media, known: FileIds, now: Callable[[], datetime]) -> None:
        self._client = client
        self._media = media
        self._known = known
        self._now = now
        self._uploading: dict[str, asyncio.Task[str]] = {}

    async def of(self, bubble: Bubble) -> File | None:
        """Return the file of a bubble; None if it has none, it cannot be had, or Zalo would not take it."""
        if bubble.image is not None:
            return _fitting(await calmly(self._media.picture(bubble.image.path)), is_picture)
        if bubble.document is not None:
            return _fitting(await calmly(self._media.document(bubble.document)), is_document)
        return None

    async def hand_over(self, bubble: Bubble, file: File) -> Handed | None:
        """
        Return how a message names the file of a bubble, which is uploaded if Zalo does not have it.

        A picture that Zalo does not want to keep for us, it may fetch; None if there is no way.
        """
        try:
            if bubble.image is None:
                return Handed("token", await self._id_of(file, _UPLOAD_DOCUMENT, "token"))
            return Handed("attachment_id", await self._id_of(file, _UPLOAD_PICTURE, "attachment_id"))
        except Refused as refused:
            if meaning(refused).kind not in _NO_MATTER:
                raise
            log.warning("zalo_oa.upload_refused", code=refused.code, words=refused.message)
        url = self._media.address(bubble.image.path) if bubble.image else None
        return Handed("url", url) if url else None

    async def forget(self, file: File) -> None:
        """Forget what Zalo has forgotten."""
        await calmly(self._known.forget(file.digest))

    async def close(self) -> None:
        """Break off what is still being uploaded: nobody has seen anything of it."""
        uploading = tuple(self._uploading.values())
        for task in uploading:
            task.cancel()
        await asyncio.gather(*uploading, return_exceptions=True)

    async def _id_of(self, file: File, path: str, field: str) -> str:
        known = None if file.digest in self._uploading else await calmly(self._known.find(file.digest))
        if known:
            return known
        uploading = self._uploading.get(file.digest)
        if uploading is None:
            uploading = self._uploading[file.digest] = asyncio.create_task(self._upload(file, path, field))
            uploading.add_done_callback(lambda task: self._done(file.digest, task))
        return await asyncio.shield(uploading)

    async def _upload(self, file: File, path: str, field: str) -> str:
        until = self._now() + LIFE
        try:
            answer = await self._client.upload(path, file)
        except SendFailed as failure:
            # One that may or may not have arrived has shown nobody anything, and can be tried again.
            failed = SendFailed("retry_later" if failure.kind == "uncertain" else failure.kind, failure.retry_after)
        else:
            file_id = answer.get(field)
            if isinstance(file_id, str) and file_id:
                await calmly(self._known.keep(file.digest, file_id, until))
                return file_id
            failed = SendFailed("retry_later")
        raise failed

    def _done(self, digest: str, task: asyncio.Task[str]) -> None:
        del self._uploading[digest]
        if not task.cancelled():
            task.exception()  # looked at, in case nobody waits for it any more


def is_picture(file: File) -> bool:
    """Return whether Zalo takes a file as a picture."""
    return file.media_type in _PICTURES and 0 < len(file.data) <= LARGEST_PICTURE


def is_document(file: File) -> bool:
    """Return whether Zalo takes a file to be saved."""
    return file.name.rpartition(".")[2].casefold() in _DOCUMENTS and 0 < len(file.data) <= LARGEST_DOCUMENT


def _fitting(file: File | None, fits: Callable[[File], bool]) -> File | None:
    if file is None or fits(file):
        return file
    log.info("zalo_oa.file_unfit", size=len(file.data), media_type=file.media_type)
    return None


async def calmly(asked: Awaitable[_T]) -> _T | None:
    """Return what something comes to; None if it fails."""
    try:
        return await asked
    except Exception as problem:
        log.warning("zalo_oa.did_without", why=type(problem).__name__)
        return None
