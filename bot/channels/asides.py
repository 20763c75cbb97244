"""Polite lines outside any conversation: seldom, and only as well as it can be done."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog

from bot.channels.channel import Channel
from bot.channels.rendering import Bubble
from bot.dialogue.messages import Address
from bot.ports import SendFailed

_SELDOM = timedelta(hours=1)
_REMEMBERED = 1_000

Link = Callable[[], Awaitable[str]]

log = structlog.get_logger()


class Wording(Protocol):
    """Says a phrase to somebody we know nothing of."""

    def __call__(self, phrase_id: str, /, **values: object) -> str:
        """Return its words, filled in."""


async def _no_link() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something to be said in a chat that is no part of its conversation."""

    chat_id: str
    what: Literal["group", "unsupported", "id"]
    """That one learns alone; that a message could not be read; how the chat is called, for the settings."""


class Asides:
    """Says each aside at most once an hour in a chat: nobody can make us talkative. A failure is nobody's problem."""

    def __init__(self, channel: Channel, wording: Wording, now: Callable[[], datetime], link: Link = _no_link) -> None:
        """
        Prepare to speak.

        Args:
            channel: over which.
            wording: returns the words of a phrase.
            now: returns this moment.
            link: returns where one can write to us alone, for whoever has asked in a group.
        """
        self._channel = channel
        self._wording = wording
        self._now = now
        self._link = link
        self._said: OrderedDict[Aside, datetime] = OrderedDict()

    async def answer(self, aside: Aside) -> None:
        """Say an aside, unless it was said a short while ago."""
        if not self._is_due(aside):
            return
        to = Address(self._channel.name, self._channel.account, aside.chat_id)
        try:
            await self._channel.send(to, Bubble(await self._words(aside)))
        except SendFailed as failure:
            log.info("aside.failed", channel=self._channel.name, what=aside.what, kind=failure.kind)

    async def _words(self, aside: Aside) -> str:
        match aside.what:
            case "id":
                return f"{self._channel.name}:{aside.chat_id}"  # it goes into the settings as it is
            case "group":
                return self._wording("aside.group", link=await self._link())
            case "unsupported":
                return self._wording("aside.unsupported")

    def _is_due(self, aside: Aside) -> bool:
        now = self._now()
        before = self._said.get(aside)
        if before is not None and now - before < _SELDOM:
            return False
        self._said[aside] = now
        self._said.move_to_end(aside)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        return True
