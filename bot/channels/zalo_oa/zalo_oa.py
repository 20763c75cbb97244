"""
An official account of ours on Zalo.

All that is sent are consultation messages, https://docs.zaloplatforms.com/docs/OA/tin-nhan/tin-tu-van: free for 48
hours after a person's last sign of life, paid for until the seventh day, refused from then on. Whether to write at all
is decided by whoever sends, from `caps.window`; nothing here is ever paid for on purpose.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import aiohttp
import structlog

from bot.channels.capabilities import Capabilities
from bot.channels.channel import File, FileIds, Media, Probe
from bot.channels.rendering import Bubble
from bot.channels.zalo_oa import client
from bot.channels.zalo_oa.buttons import Flags
from bot.channels.zalo_oa.capabilities import capabilities
from bot.channels.zalo_oa.client import Client
from bot.channels.zalo_oa.exchange import PATIENCE, Answer, number
from bot.channels.zalo_oa.failures import Refused, meaning
from bot.channels.zalo_oa.files import Files, calmly
from bot.channels.zalo_oa.parsing import CHANNEL
from bot.channels.zalo_oa.requests import Link, message
from bot.channels.zalo_oa.tokens import Tokens
from bot.dialogue.messages import Address
from bot.ports import SendFailed

_MESSAGE = "/v3.0/oa/message/cs"
_ACCOUNT = "/v2.0/oa/getoa"
_FREE = "reply"
"""What a free message is counted as."""

_T = TypeVar("_T")

log = structlog.get_logger()


class NotByCommand(Exception):
    """Where Zalo delivers to is set by a person, in the console of the app: developers.zalo.me → Webhook."""


def _no_link(path: str) -> None:
    return None


class ZaloOA:
    """Keeps `bot.channels.channel.Channel`. `prepare` before the first message, `close` at the end."""

    name = CHANNEL

    def __init__(  # noqa: PLR0913 - what one account takes, each by name.
        self,
        *,
        account: str,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        media: Media,
        file_ids: FileIds,
        flags: Flags,
        now: Callable[[], datetime],
        buttons: bool = False,
        link: Link = _no_link,
        base: str = client.BASE,
        patience: aiohttp.ClientTimeout = PATIENCE,
    ) -> None:
        """
        Open the account.

        Args:
            account: its id, as Zalo shows it in the console and in events.
            tokens: that the account has consented to.
            session: that all channels share.
            media: the files of the course.
            file_ids: what Zalo calls those that it has.
            flags: what was learned about the account before.
            now: the time.
            buttons: whether to try buttons; the manual does not promise them.
            link: from the address of a file to one that anybody can open, for files that Zalo does not take.
            base: where the API is.
            patience: how long is waited for an answer.
        """
        self.account = account
        self._tokens = tokens
        self._client = Client(session, tokens, base, patience)
        self._files = Files(self._client, media, file_ids, now)
        self._flags = flags
        self._caps = capabilities(buttons)
        self._is_prepared = False
        self._link = link

    @property
    def caps(self) -> Capabilities:
        """What it can do; without buttons from the moment at which Zalo has refused them."""
        return self._caps

    async def prepare(self) -> None:
        """Take into account what was learned before a restart. If it cannot be read now, it is read before a button."""
        if self._caps.buttons is None or self._is_prepared:
            return
        lost = await calmly(self._flags.lost_buttons())
        self._is_prepared = lost is not None
        if lost:
            self._caps = replace(self._caps, buttons=None)

    async def send(self, to: Address, bubble: Bubble) -> str:
        """
        Send one bubble; return Zalo's id of the message.

        Buttons that Zalo does not like are given up for good. The bubble that carried them must be rendered once more,
        with its choices as numbered lines: it fails as `retry_later` after `caps` has changed, and so does every other
        that was rendered before and comes after.
        """
        await self.prepare()
        if bubble.buttons and self._caps.buttons is None:
            raise SendFailed("retry_later")
        return await self._answered(self._send(to, bubble))

    async def typing(self, to: Address) -> None:
        """Do nothing: Zalo shows nobody that an account writes."""

    async def probe(self) -> Probe:
        """Ask Zalo what the account is called. Where it delivers to, only the console shows."""
        found = await self._answered(self._client.get(_ACCOUNT))
        account = _text(found, "oaid") or _text(found, "oa_id")
        trouble = self._tokens.trouble
        if account and account != self.account:
            trouble = f"The tokens are those of another account: {account}."
        return Probe(account_name=_text(found, "name"), webhook="", trouble=trouble)

    async def set_webhook(self, url: str) -> None:
        """Refuse: only a person can, in the console of the app."""
        raise NotByCommand

    async def remove_webhook(self) -> None:
        """Refuse: only a person can, in the console of the app."""
        raise NotByCommand

    async def close(self) -> None:
        """Let go of everything, but not of a refresh that has begun."""
        await self._files.close()
        await self._tokens.close()

    async def _answered(self, asked: Awaitable[_T]) -> _T:
        """Return what Zalo answers; raise `SendFailed` for whatever else may happen."""
        try:
            return await asked
        except SendFailed as failure:
            failed = SendFailed(failure.kind, failure.retry_after)
        except Refused as refused:
            failed = meaning(refused)
            log.warning("zalo_oa.refused", code=refused.code, kind=failed.kind, words=refused.message)
        except Exception as problem:
            log.error("zalo_oa.stumbled", why=type(problem).__name__)
            failed = SendFailed("uncertain")
        # Raised out here, it does not carry along what it was made from.
        raise failed

    async def _send(self, to: Address, bubble: Bubble) -> str:
        """Send a bubble with its file; if Zalo has forgotten that, once more with a new one, and at last without."""
        file = await self._files.of(bubble)
        outcome = await self._say(to, bubble, file)
        if file is not None and isinstance(outcome, Refused) and outcome.is_expired_upload:
            await self._files.forget(file)
            outcome = await self._say(to, bubble, file)
        if file is not None and isinstance(outcome, Refused) and outcome.is_content:
            log.warning("zalo_oa.file_refused", code=outcome.code, words=outcome.message)
            outcome = await self._say(to, bubble, None)
        if isinstance(outcome, str):
            return outcome
        if bubble.buttons and outcome.is_buttons:
            await self._lose_buttons(outcome)
            raise SendFailed("retry_later")
        raise outcome

    async def _say(self, to: Address, bubble: Bubble, file: File | None) -> str | Refused:
        """Return the id of a message, or why it was refused."""
        handed = None if file is None else await self._files.hand_over(bubble, file)
        body = message(to, bubble, handed, self._link)
        if body is None:
            raise SendFailed("invalid")
        try:
            answer = await self._client.post(_MESSAGE, body)
        except Refused as refused:
            return refused
        _note_price(answer.get("quota"))
        return _text(answer, "message_id")

    async def _lose_buttons(self, refused: Refused) -> None:
        if self._caps.buttons is not None:
            self._caps = replace(self._caps, buttons=None)
            log.warning("zalo_oa.buttons_refused", code=refused.code, words=refused.message)
            await calmly(self._flags.lose_buttons())


def _note_price(quota: object) -> None:
    """Log that a message was not free, as those beyond the eighth to one person are not."""
    if isinstance(quota, Mapping) and quota.get("quota_type", _FREE) != _FREE:
        log.warning("zalo_oa.not_free", remain=number(quota.get("remain")))


def _text(answer: Answer, field: str) -> str:
    """Return a field of an answer as a text; empty if Zalo left it out."""
    value = answer.get(field)
    return str(value) if isinstance(value, str | int) else ""
