"""
A bot of ours on Telegram.

https://core.telegram.org/bots/api - what is sent at every turn goes straight through the request layer of
python-telegram-bot, which would build an object of thirty fields from an answer of which one is needed.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import aiohttp
import structlog
from telegram import Bot, InlineKeyboardMarkup, InputFile, Message
from telegram.error import BadRequest, TelegramError
from telegram.request import RequestData

# The library builds its requests from these. Its own way from values to them is made for files and dates.
from telegram.request._requestparameter import RequestParameter

from bot.channels.capabilities import Capabilities
from bot.channels.channel import FileIds, Media, Probe
from bot.channels.rendering import Bubble
from bot.channels.telegram import failures
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.channels.telegram.commands import MENU
from bot.channels.telegram.files import Attached, Files
from bot.channels.telegram.parsing import ASKED_FOR, CHANNEL
from bot.channels.telegram.request import AiohttpRequest, Patience
from bot.channels.telegram.writing import Words, keyboard, written, written_without_file
from bot.dialogue.messages import Address
from bot.ports import SendFailed

CONNECTIONS = 40
"""How many updates Telegram delivers to the webhook at once."""
MOST_UPDATES = 100
_SPARE = 10
"""Seconds that an answer to a long poll may be late."""
_LANGUAGES = (None, "vi")
"""Whose menu of commands is set: everybody's, and that of phones in Vietnamese, which might have an older one."""
_TOKEN = re.compile(r"([0-9]{1,20}):[A-Za-z0-9_-]+")
_NO_PREVIEW = RequestParameter("link_preview_options", {"is_disabled": True}, None)
"""Lessons show what a fraud's address looks like; nobody shall be led there."""

log = structlog.get_logger()

T = TypeVar("T")


class Telegram:
    """One bot: a `bot.channels.channel.Channel`, and what receiving from Telegram needs."""

    name = CHANNEL

    def __init__(  # noqa: PLR0913 - each is one thing that the program hands over.
        self,
        token: str,
        base_url: str,
        *,
        session: aiohttp.ClientSession,
        media: Media,
        file_ids: FileIds,
        wording: Callable[[str], str],
        webhook_secret: str = "",
        patience: Patience = Patience(),  # noqa: B008 - frozen.
    ) -> None:
        """
        Make a bot ready; nothing is sent yet.

        Args:
            token: what BotFather gave out.
            base_url: of the Bot API, up to where the token follows: https://api.telegram.org/bot.
            session: shared by all channels, closed by whoever opened it.
            media: the files of the course.
            file_ids: what Telegram calls those that it has.
            wording: returns the words of a phrase, for the menu of commands.
            webhook_secret: what Telegram proves itself with when it delivers.
            patience: how long is waited for an answer.
        """
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise ValueError("a token of Telegram looks like 123456:ABC-def")
        self.account = found[1]
        self._secrets = tuple(filter(None, (token, webhook_secret)))
        self._webhook_secret = webhook_secret
        self._wording = wording
        self._link = ""
        self._files = Files(media, file_ids)
        self._request = AiohttpRequest(session, patience)
        self._bot = Bot(token, base_url, request=self._request, get_updates_request=self._request)

    @property
    def caps(self) -> Capabilities:
        """What Telegram can do; it never takes anything away."""
        return CAPABILITIES

    async def send(self, to: Address, bubble: Bubble) -> str:
        """Send one bubble; return the number of the message. A file that cannot be had goes as the words for it."""
        return await self._ask(self._send(to.external_id, bubble))

    async def typing(self, to: Address) -> None:
        """Show for some seconds that an answer is being written."""
        await self._try("sendChatAction", {"chat_id": to.external_id, "action": "typing"})

    async def probe(self) -> Probe:
        """Ask Telegram who we are and where it delivers to."""
        return await self._ask(self._probe())

    async def set_webhook(self, url: str) -> None:
        """Let Telegram deliver to an address, also what it has kept for us, and set the menu of commands."""
        if not self._webhook_secret:
            raise ValueError("a webhook needs a secret, or anybody could deliver to it")
        await self._ask(self._set_webhook(url))

    async def remove_webhook(self) -> None:
        """Let Telegram wait to be asked, without forgetting what it has kept for us, and set the menu of commands."""
        await self._ask(self._remove_webhook())

    async def link(self) -> str:
        """Return where anybody can write to us alone; empty if Telegram does not say so now. Never fails."""
        if not self._link:
            try:
                self._link = (await self._ask(self._bot.get_me())).link or ""
            except SendFailed as failure:
                log.info("telegram.not_done", method="getMe", why=failure.kind)
        return self._link

    async def answer_press(self, callback_id: str) -> None:
        """Let a pressed button stop glowing. Never fails; Telegram itself gives up after a while."""
        await self._try("answerCallbackQuery", {"callback_query_id": callback_id})

    async def updates(self, offset: int | None, wait: int) -> list[Any]:
        """
        Return what came in, from a number on; what came before it is confirmed. Wait up to so many seconds for it.

        Raise TelegramError: here its kinds matter, not what they mean for a message.
        """
        wanted = {"offset": offset, "limit": MOST_UPDATES, "timeout": wait, "allowed_updates": ASKED_FOR}
        found = await self._call("getUpdates", wanted, wait + _SPARE)
        if not isinstance(found, list):
            raise TelegramError("The answer holds no list of updates")
        return found

    def discreet(self, words: str) -> str:
        """Return the words of Telegram without our secrets."""
        for secret in self._secrets:
            words = words.replace(secret, "•••")
        return words

    async def _ask(self, asked: Awaitable[T]) -> T:
        """Return what comes of a request; raise `SendFailed` if it fails, whatever the failure."""
        try:
            return await asked
        except TelegramError as problem:
            failed = failures.failure(problem)
        except Exception as problem:
            log.error("telegram.stumbled", why=type(problem).__name__)
            failed = SendFailed("uncertain")
        # Raised out here, it does not carry along what it was made from.
        raise failed

    async def _try(self, method: str, parameters: Mapping[str, Any]) -> None:
        try:
            await self._call(method, parameters)
        except Exception as problem:
            log.info("telegram.not_done", method=method, why=type(problem).__name__)

    async def _call(self, method: str, parameters: Mapping[str, Any], patience: float | None = None) -> Any:
        """Return the result of a method, as it came."""
        data = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
        url = f"{self._bot.base_url}/{method}"
        if patience is None:
            return await self._request.post(url, data)
        return await self._request.post(url, data, read_timeout=patience)

    async def _send(self, chat_id: str, bubble: Bubble) -> str:
        if not (bubble.image or bubble.sound or bubble.document):
            return await self._send_words(chat_id, written(bubble), bubble)
        attached = await self._files.of(bubble)
        if attached is not None:
            try:
                return await self._send_file(chat_id, bubble, attached)
            except BadRequest as problem:
                if not failures.is_about_refused_file(problem):
                    raise
            log.warning("telegram.file_refused", kind=attached.kind)
        return await self._send_words(chat_id, written_without_file(bubble), bubble)

    async def _send_words(self, chat_id: str, words: Words, bubble: Bubble) -> str:
        if not words.plain:
            return ""  # A recording that cannot be had, and nothing to say about it.
        message = await self._plainly(words, partial(self._post_words, chat_id, keyboard(bubble)))
        return str(message["message_id"])

    async def _post_words(self, chat_id: str, buttons: Mapping[str, Any] | None, words: Words) -> Any:
        parameters = [
            RequestParameter("chat_id", chat_id, None),
            RequestParameter("text", words.best, None),
            RequestParameter("parse_mode", words.parse_mode, None),
            RequestParameter("reply_markup", buttons, None),
            _NO_PREVIEW,
        ]
        return await self._request.post(f"{self._bot.base_url}/sendMessage", RequestData(parameters))

    async def _send_file(self, chat_id: str, bubble: Bubble, attached: Attached) -> str:
        """Send a file by what Telegram calls it; upload it if Telegram does not know it, or no longer."""
        post = partial(self._post_file, chat_id, bubble, attached)
        file_id = await self._files.find(attached)
        if file_id is not None:
            try:
                message = await self._plainly(written(bubble), partial(post, file_id))
            except BadRequest as problem:
                if not failures.is_about_unknown_file(problem):
                    raise
            else:
                return str(message.message_id)
            await self._files.forget(attached)
        upload = InputFile(attached.file.data, filename=attached.file.name)
        message = await self._plainly(written(bubble), partial(post, upload))
        await self._files.keep(attached, message)
        return str(message.message_id)

    async def _post_file(
        self, chat_id: str, bubble: Bubble, attached: Attached, what: str | InputFile, words: Words
    ) -> Message:
        buttons = keyboard(bubble)
        said: dict[str, Any] = {
            "caption": words.best or None,
            "parse_mode": words.parse_mode,
            "reply_markup": InlineKeyboardMarkup.de_json(buttons, self._bot) if buttons else None,
        }
        match attached.kind:
            case "photo":
                return await self._bot.send_photo(chat_id, what, **said)
            case "voice":
                return await self._bot.send_voice(chat_id, what, **said)
            case "audio":
                return await self._bot.send_audio(chat_id, what, **said)
            case "document":
                return await self._bot.send_document(chat_id, what, **said)

    async def _plainly(self, words: Words, post: Callable[[Words], Awaitable[T]]) -> T:
        """Post words; once more without marks if Telegram cannot read those."""
        try:
            return await post(words)
        except BadRequest as problem:
            if not (words.html and failures.is_about_marks(problem)):
                raise
        log.error("telegram.marks_refused")
        return await post(Words(words.plain))

    async def _probe(self) -> Probe:
        us = await self._bot.get_me()
        webhook = await self._bot.get_webhook_info()
        return Probe(
            account_name=f"@{us.username}",
            webhook=self.discreet(webhook.url),
            waiting=webhook.pending_update_count,
            trouble=self.discreet(webhook.last_error_message or ""),
        )

    async def _set_webhook(self, url: str) -> None:
        await self._bot.set_webhook(
            url,
            max_connections=CONNECTIONS,
            allowed_updates=ASKED_FOR,
            secret_token=self._webhook_secret,
        )
        await self._set_menu()

    async def _remove_webhook(self) -> None:
        await self._bot.delete_webhook()
        await self._set_menu()

    async def _set_menu(self) -> None:
        menu = [(command.name, self._wording(command.phrase_id)) for command in MENU]
        for language in _LANGUAGES:
            await self._bot.set_my_commands(menu, language_code=language)
