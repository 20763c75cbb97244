"""
A bot of ours on Zalo Bot.

https://docs.zaloplatforms.com/docs/BOT - words, pictures by their address, recordings by theirs, and nothing else.
"""

import aiohttp
import structlog

from bot.channels.capabilities import Capabilities
from bot.channels.channel import Media, Probe
from bot.channels.rendering import Bubble
from bot.channels.zalo_bot.capabilities import capabilities
from bot.channels.zalo_bot.client import Client, Patience
from bot.channels.zalo_bot.failures import CallFailed, meaning
from bot.channels.zalo_bot.parsing import NAME
from bot.channels.zalo_bot.requests import Request, ways
from bot.channels.zalo_bot.webhook import SECRET_LENGTHS
from bot.dialogue.messages import Address
from bot.ports import SendFailed

log = structlog.get_logger()


class ZaloBot:
    """One bot: a `bot.channels.channel.Channel`, and what receiving from Zalo needs."""

    name = NAME

    def __init__(
        self,
        token: str,
        base: str,
        *,
        session: aiohttp.ClientSession,
        media: Media,
        has_public_address: bool,
        webhook_secret: str = "",
        patience: Patience = Patience(),  # noqa: B008 - frozen.
    ) -> None:
        """
        Make a bot ready; nothing is sent yet.

        Args:
            token: what Zalo Bot Manager gave out.
            base: of the platform, up to where the token follows: https://bot-api.zaloplatforms.com/bot.
            session: shared by all channels, closed by whoever opened it.
            media: knows where pictures and recordings can be fetched.
            has_public_address: whether Zalo can fetch anything from us.
            webhook_secret: what Zalo proves itself with when it delivers; without it there can be no webhook.
            patience: how long is waited for an answer.
        """
        if webhook_secret and len(webhook_secret) not in SECRET_LENGTHS:
            raise ValueError("a secret of a webhook of Zalo Bot has 8 to 256 characters")
        self.client = Client(token, base, session=session, patience=patience, more_secrets=(webhook_secret,))
        self.account = self.client.account
        self._caps = capabilities(has_public_address)
        self._media = media
        self._webhook_secret = webhook_secret

    @property
    def caps(self) -> Capabilities:
        """What it can do."""
        return self._caps

    async def send(self, to: Address, bubble: Bubble) -> str:
        """
        Send one bubble; return the platform's id of it, empty if there is none.

        What is refused goes once more without its picture, then without its looks: the words matter most. A recording
        that is refused is left out, for all it says stands in the text.
        """
        outcome: str | CallFailed = ""
        for request in ways(bubble, self._media.address):
            outcome = await self._attempt(to, request)
            if not isinstance(outcome, CallFailed) or not outcome.is_bad_request:
                break
            log.warning("zalo_bot.refused", method=request.method, parameters=sorted(request.parameters))
            if request.method == "sendVoice":
                return ""
        if isinstance(outcome, CallFailed):
            raise await self._meaning(outcome)
        return outcome

    async def typing(self, to: Address) -> None:
        """Show that an answer is being written. Never fails."""
        parameters = {"chat_id": to.external_id, "action": "typing"}
        try:
            await self.client.call("sendChatAction", parameters, patience=self.client.patience.typing)
        except CallFailed as failure:
            log.info("zalo_bot.not_typing", how=failure.how, code=failure.code)

    async def probe(self) -> Probe:
        """Ask the platform who we are and where it delivers to."""
        bot = await self._ask("getMe")
        webhook = await self._ask("getWebhookInfo")
        return Probe(account_name=_field(bot, "account_name"), webhook=self.client.discreet(_field(webhook, "url")))

    async def set_webhook(self, url: str) -> None:
        """Let the platform deliver to an address, showing our secret."""
        if not self._webhook_secret:
            raise SendFailed("invalid")
        await self._ask("setWebhook", {"url": url, "secret_token": self._webhook_secret})

    async def remove_webhook(self) -> None:
        """Let the platform wait to be asked."""
        await self._ask("deleteWebhook")

    async def _attempt(self, to: Address, request: Request) -> str | CallFailed:
        patience = self.client.patience.photo if request.method == "sendPhoto" else None
        try:
            sent = await self.client.call(
                request.method, {"chat_id": to.external_id, **request.parameters}, patience=patience
            )
        except CallFailed as failure:
            return failure
        return _field(sent, "message_id")

    async def _meaning(self, failure: CallFailed) -> SendFailed:
        """Return what a failure means; one chat that is closed to us must not pass for a token that is wrong."""
        if not failure.may_be_the_chat:
            return meaning(failure)
        try:
            await self.client.call("getMe")
        except CallFailed:
            return meaning(failure)
        return meaning(failure, is_token_good=True)

    async def _ask(self, method: str, parameters: dict[str, str] | None = None) -> object:
        try:
            return await self.client.call(method, parameters)
        except CallFailed as failure:
            failed = meaning(failure)
        raise failed


def _field(result: object, name: str) -> str:
    """Return a field of a result; empty if the platform left it out."""
    value = result.get(name) if isinstance(result, dict) else None
    return str(value) if isinstance(value, str | int) else ""
