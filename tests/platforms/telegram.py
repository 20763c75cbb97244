"""
A strict Telegram in this process: it refuses what the Bot API refuses, in its own words, and keeps what it accepted.

Where the Bot API forgives (a field that it does not know), this one does not. Every request is also held against the
models of aiogram, which follow the official page and which we did not write.
"""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, MutableSequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.platforms import telegram_models
from tests.platforms.telegram_html import Unparsable, read_html, utf16

TOKEN = "123456:AAF_fake-token-of-a-telegram-bot-35"
BOT_ID = 123456
USERNAME = "hoc_so_bot"
FIRST_DATE = 1_795_160_000

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
LONGEST_DATA = 64
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_FILE = 50 * 1024 * 1024
_KEPT_IN_A_HURRY = 1_000
PATIENCE = 20
"""Seconds that a test waits for what has to happen."""

_WELL_FORMED_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
_WEBHOOK = re.compile(r"(https?)://([^/:?#]+)(?::(\d+))?(/.*)?")
_ACTIONS = {"typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "choose_sticker"}
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SPOKEN = (".ogg", ".opus", ".mp3", ".m4a")
_NESTED = {"allowed_updates", "commands", "link_preview_options", "reply_markup", "scope"}
"""Parameters that come as JSON within a form."""

Params = Mapping[str, Any]


@dataclass
class Refusal(Exception):
    """An answer that is not ok."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


REFUSALS: Mapping[str, Refusal] = {
    "400": Refusal(400, "Bad Request: BUTTON_DATA_INVALID"),
    "401": Refusal(401, "Unauthorized"),
    "403 blocked": Refusal(403, "Forbidden: bot was blocked by the user"),
    "404": Refusal(404, "Not Found"),
    "409": Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running"),
    "413": Refusal(413, "Request Entity Too Large"),
    "429": Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7}),
    "429 without retry_after": Refusal(429, "Too Many Requests"),
    "5xx": Refusal(502, "Bad Gateway"),
    "500 restart": Refusal(500, "Internal Server Error: restart"),
    "can't initiate": Refusal(403, "Forbidden: bot can't initiate conversation with a user"),
    "can't parse entities": Refusal(400, "Bad Request: can't parse entities: Unmatched end tag at byte offset 3"),
    "chat not found": Refusal(400, "Bad Request: chat not found"),
    "deactivated": Refusal(403, "Forbidden: user is deactivated"),
    "file reference": Refusal(400, "Bad Request: FILE_REFERENCE_EXPIRED"),
    "message is too long": Refusal(400, "Bad Request: message is too long"),
    "migrated": Refusal(
        400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1001234567890}
    ),
    "photo refused": Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    "query too old": Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    "voice refused": Refusal(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"),
    "wrong file id": Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified"),
}
HAPPENINGS = (
    "non-JSON",
    "200 non-JSON",
    "200 without result",
    "hang",
    "answer lost after effect",
    "reset before effect",
)
FAILURES = (*REFUSALS, *HAPPENINGS)
"""Everything that a request can be told to meet with."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that was carried out."""

    method: str
    chat_id: str
    """Empty for what concerns no chat."""
    params: Params
    files: Mapping[str, Upload] = field(default_factory=dict)
    message_id: int | None = None
    shown: str = ""
    """The text or caption as it is read, without marks."""
    entities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go."""

    url: str
    secret: str = ""
    allowed_updates: tuple[str, ...] = ()
    max_connections: int = 40


@dataclass
class FakeTelegram:
    """
    One bot on a Bot API server of its own.

    With `strict` off nothing is held against aiogram and little is kept: as fast as a fake can be, for benchmarks.
    """

    token: str = TOKEN
    strict: bool = True
    allow_http: bool = False
    latency: float = 0
    """Seconds before every answer."""

    accepted: MutableSequence[Accepted] = field(default_factory=list)
    count: int = 0
    """How many requests were carried out, also where they are not kept."""
    refused: list[str] = field(default_factory=list)
    """What was refused, apart from the failures that were asked for."""
    polls: list[Params] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    """The presses of buttons that were answered."""
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    webhook: Webhook | None = None
    last_error: str = ""
    """What went wrong with the webhook, for whoever asks."""
    blocked: set[str] = field(default_factory=set)
    """Chats in which the bot was blocked."""
    url: str = ""
    """The base of the Bot API, as a setting names it."""

    def __post_init__(self) -> None:
        if not self.strict:
            self.accepted = deque(maxlen=_KEPT_IN_A_HURRY)
        self._failures: list[tuple[str, str]] = []
        self._files: dict[str, str] = {}
        self._queue: list[dict[str, Any]] = []
        self._presses: set[str] = set()
        self._lanes: dict[str, deque[dict[str, Any]]] = defaultdict(deque)
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last_update = 700_000_000
        self._last_message = 0
        self._newest_poll: object = None
        self._emptied = 0
        self._methods: dict[str, Callable[[Params, Mapping[str, Upload]], Any]] = {
            "answerCallbackQuery": self._answer_callback_query,
            "deleteWebhook": self._delete_webhook,
            "getMe": self._get_me,
            "getWebhookInfo": self._get_webhook_info,
            "sendAudio": self._send_file,
            "sendChatAction": self._send_chat_action,
            "sendDocument": self._send_file,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_file,
            "sendVoice": self._send_file,
            "setMyCommands": self._set_my_commands,
            "setWebhook": self._set_webhook,
        }

    # --- For tests -------------------------------------------------------------

    async def start(self) -> None:
        """Listen on a port of this machine."""
        if self.strict:
            telegram_models.load()
        self._news = asyncio.Event()
        self._closing = asyncio.Event()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        app = web.Application(client_max_size=LARGEST_FILE + 1024 * 1024)
        app.router.add_route("*", "/bot{rest:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/bot"

    async def stop(self) -> None:
        """Let go of everything that hangs, and end."""
        self._closing.set()
        self._wake()
        await self._session.close()
        await self._runner.cleanup()

    def fail_next(self, failure: str, times: int = 1, method: str = "") -> None:
        """Let the next requests, or the next ones of a method, meet with a failure, one of `FAILURES`."""
        if failure not in FAILURES:
            raise ValueError(failure)
        self._failures.extend([(method, failure)] * times)

    def forget_files(self) -> None:
        """Know none of the files any more that were uploaded."""
        self._files.clear()

    @property
    def sent(self) -> list[Accepted]:
        """The messages that were sent, in order."""
        return [accepted for accepted in self.accepted if accepted.message_id is not None]

    def update(self, **kinds: Any) -> dict[str, Any]:
        """Return an update with the next number."""
        self._last_update += 1
        return {"update_id": self._last_update, **kinds}

    def message(self, chat_id: int, **content: Any) -> dict[str, Any]:
        """Return an update with a message of somebody in a private chat."""
        self._last_message += 1
        head = {"message_id": self._last_message, "date": FIRST_DATE + self._last_message}
        return self.update(message={**head, "from": _person(chat_id), "chat": _chat(str(chat_id)), **content})

    def said(self, chat_id: int, text: str) -> dict[str, Any]:
        """Return an update with a text."""
        return self.message(chat_id, text=text)

    def pressed(self, chat_id: int, data: str) -> dict[str, Any]:
        """Return an update with a pressed button."""
        query_id = f"43{self._last_update + 1:014}"
        return self.update(
            callback_query={
                "id": query_id,
                "chat_instance": "-5512",
                "data": data,
                "from": _person(chat_id),
                "message": {"message_id": 1, "date": FIRST_DATE, "chat": _chat(str(chat_id)), "from": self._me()},
            }
        )

    def queue_update(self, update: dict[str, Any]) -> None:
        """Keep an update until it is asked for."""
        self._notice(update)
        self._queue.append(update)
        self._wake()

    def end_polls(self) -> None:
        """Answer the questions that wait as if their time were over."""
        self._emptied += 1
        self._wake()

    async def polled(self, times: int) -> None:
        """Wait until the bot has asked so many times, and what it asked last waits for news."""
        async with asyncio.timeout(PATIENCE):
            while len(self.polls) < times:
                await self._news.wait()

    async def has_sent(self, times: int) -> None:
        """Wait until so many messages were sent."""
        async with asyncio.timeout(PATIENCE):
            while len(self.sent) < times:
                await self._news.wait()

    async def post_update(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """
        Deliver an update to the webhook, once; return the status of the answer.

        An update that was not taken stays in front of the next ones of its lane.
        """
        self._notice(update)
        lane = _lane(update)
        self._lanes[lane].append(update)
        return await self._deliver(lane, update, secret)

    async def redeliver(self) -> list[int]:
        """Deliver once more what was not taken; return the status of the last answer in each lane."""
        return [await self._deliver(lane, None, None) for lane, waiting in list(self._lanes.items()) if waiting]

    # --- Updates ---------------------------------------------------------------

    def _notice(self, update: Mapping[str, Any]) -> None:
        press = update.get("callback_query")
        if isinstance(press, dict) and isinstance(press.get("id"), str):
            self._presses.add(press["id"])

    async def _deliver(self, lane: str, until: dict[str, Any] | None, secret: str | None) -> int:
        """Deliver what waits in a lane, one after the other, up to an update; stop at the first that is not taken."""
        status = 200
        async with self._locks[lane]:
            waiting = self._lanes[lane]
            while waiting:
                update = waiting[0]
                status = await self._post(update, secret)
                if not 200 <= status < 300:
                    self.last_error = f"Wrong response from the webhook: {status}"
                    break
                waiting.popleft()
                if update is until:
                    break
        return status

    async def _post(self, update: dict[str, Any], secret: str | None) -> int:
        if self.webhook is None:
            raise AssertionError("no webhook is set")
        given = self.webhook.secret if secret is None else secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": given} if given else {}
        async with self._session.post(self.webhook.url, json=update, headers=headers) as answer:
            body = await answer.read()
            if answer.status == 200 and body:
                self._obey(json.loads(body))
            return answer.status

    def _obey(self, asked: dict[str, Any]) -> None:
        """Carry out the method that an answer asks for."""
        method = asked.pop("method")
        try:
            self._carry_out(method, asked, {})
        except Refusal as refusal:
            self.refused.append(f"{method}: {refusal.description}")

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # --- The Bot API -------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self.latency:
            await asyncio.sleep(self.latency)
        token, _, method = request.match_info["rest"].partition("/")
        params, files = await _read(request)
        failure = self._next_failure(method) if self._failures else ""
        try:
            if token != self.token:
                raise Refusal(401, "Unauthorized") if _WELL_FORMED_TOKEN.fullmatch(token) else Refusal(404, "Not Found")
            if failure in REFUSALS:
                return _answer(REFUSALS[failure])
            if failure and failure != "answer lost after effect":
                return await self._happen(failure, request)
            is_poll = method == "getUpdates"
            result = await self._get_updates(params) if is_poll else self._carry_out(method, params, files)
        except Refusal as refusal:
            self.refused.append(f"{method}: {refusal.description}")
            return _answer(refusal)
        if failure:
            _hang_up(request)
        return _ok(result)

    def _next_failure(self, method: str) -> str:
        for number, (meant, failure) in enumerate(self._failures):
            if meant in ("", method):
                del self._failures[number]
                return failure
        return ""

    async def _happen(self, failure: str, request: web.Request) -> web.StreamResponse:
        match failure:
            case "hang":
                await self._closing.wait()
                _hang_up(request)
            case "reset before effect":
                _hang_up(request)
            case "200 non-JSON":
                return web.Response(text="<html>Welcome to our network</html>", content_type="text/html")
            case "200 without result":
                return web.Response(text='{"ok": true}', content_type="application/json")
        page = f"<html>502 Bad Gateway {request.url}</html>"
        return web.Response(status=502, text=page, content_type="text/html")

    def _carry_out(self, method: str, params: Params, files: Mapping[str, Upload]) -> Any:
        carry_out = self._methods.get(method)
        if carry_out is None:
            raise Refusal(404, "Not Found: method not found")
        if self.strict:
            _check_models(method, params, files)
        self.count += 1
        return carry_out({**params, "method": method}, files)

    def _keep(self, params: Params, **more: Any) -> None:
        given = {name: value for name, value in params.items() if name != "method"}
        self.accepted.append(Accepted(params["method"], str(params.get("chat_id", "")), given, **more))
        if self.strict:
            self._wake()

    async def _get_updates(self, params: Params) -> list[dict[str, Any]]:
        if self.strict:
            _check_models("getUpdates", params, {})
        if self.webhook is not None:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset, limit = int(params.get("offset") or 0), int(params.get("limit") or 100)
        if offset > 0:
            self._queue = [update for update in self._queue if update["update_id"] >= offset]
        mine = self._newest_poll = object()
        emptied = self._emptied
        self.polls.append(params)
        self._wake()
        loop = asyncio.get_running_loop()
        until = loop.time() + min(int(params.get("timeout") or 0), 50)
        while not self._queue and emptied == self._emptied and loop.time() < until and not self._closing.is_set():
            try:
                await asyncio.wait_for(self._news.wait(), until - loop.time())
            except TimeoutError:
                break
            if self._newest_poll is not mine:
                raise REFUSALS["409"]
        return self._queue[:limit]

    def _me(self) -> dict[str, Any]:
        return {"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "Học Số", "username": USERNAME}

    def _get_me(self, params: Params, files: Mapping[str, Upload]) -> dict[str, Any]:
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {**self._me(), **abilities}

    def _get_webhook_info(self, params: Params, files: Mapping[str, Upload]) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue) + sum(map(len, self._lanes.values())),
        }
        if self.last_error:
            info |= {"last_error_date": FIRST_DATE, "last_error_message": self.last_error}
        if self.webhook:
            info |= {
                "max_connections": self.webhook.max_connections,
                "allowed_updates": list(self.webhook.allowed_updates),
            }
        return info

    def _set_webhook(self, params: Params, files: Mapping[str, Upload]) -> bool:
        found = _WEBHOOK.fullmatch(params["url"])
        if params["url"] and (found is None or (found[1] == "http" and not self.allow_http)):
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if found and not self.allow_http and found[3] not in (None, "443", "80", "88", "8443"):
            raise Refusal(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = params.get("secret_token", "")
        if secret and not _SECRET.fullmatch(secret):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        if not 1 <= int(params.get("max_connections", 40)) <= 100:
            raise Refusal(400, "Bad Request: max_connections must be between 1 and 100")
        self._keep(params)
        self._drop_if_told(params)
        allowed = tuple(params.get("allowed_updates", ()))
        connections = int(params.get("max_connections", 40))
        self.webhook = Webhook(params["url"], secret, allowed, connections) if params["url"] else None
        self._wake()
        return True

    def _delete_webhook(self, params: Params, files: Mapping[str, Upload]) -> bool:
        self._keep(params)
        self._drop_if_told(params)
        self.webhook = None
        return True

    def _drop_if_told(self, params: Params) -> None:
        if params.get("drop_pending_updates"):
            self._queue.clear()
            self._lanes.clear()

    def _set_my_commands(self, params: Params, files: Mapping[str, Upload]) -> bool:
        commands, language = params["commands"], params.get("language_code", "")
        if len(commands) > 100:
            raise Refusal(400, "Bad Request: too many commands")
        for command in commands:
            if not _COMMAND_NAME.fullmatch(command["command"]):
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= utf16(command["description"]) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise Refusal(400, "Bad Request: invalid language code specified")
        self._keep(params)
        self.commands[language] = commands
        return True

    def _send_chat_action(self, params: Params, files: Mapping[str, Upload]) -> bool:
        self._check_chat(params)
        if params["action"] not in _ACTIONS:
            raise Refusal(400, "Bad Request: wrong parameter action in request")
        self._keep(params)
        return True

    def _answer_callback_query(self, params: Params, files: Mapping[str, Upload]) -> bool:
        if params["callback_query_id"] not in self._presses:
            raise REFUSALS["query too old"]
        if utf16(params.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self._keep(params)
        self.answered.add(params["callback_query_id"])
        return True

    def _send_message(self, params: Params, files: Mapping[str, Upload]) -> dict[str, Any]:
        self._check_chat(params)
        text, entities = read_text(params["text"], params.get("parse_mode"))
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if utf16(text) > LONGEST_TEXT:
            raise REFUSALS["message is too long"]
        return self._new_message(params, {}, text, entities, {"text": text, **_or_nothing(entities=entities)})

    def _send_file(self, params: Params, files: Mapping[str, Upload]) -> dict[str, Any]:
        self._check_chat(params)
        kind = params["method"].removeprefix("send").lower()
        caption, entities = read_text(params.get("caption", ""), params.get("parse_mode"))
        if utf16(caption) > LONGEST_CAPTION:
            raise Refusal(400, "Bad Request: message caption is too long")
        shown, file_id = self._file(kind, params.get(kind), files.get(kind))
        content = {
            **_content(shown, file_id, files.get(kind)),
            **_or_nothing(caption=caption, caption_entities=entities),
        }
        return self._new_message(params, files, caption, entities, content)

    def _file(self, kind: str, given: object, upload: Upload | None) -> tuple[str, str]:
        """Return how a file is shown and what it is called from now on."""
        if upload is None:
            if not isinstance(given, str) or not given:
                raise Refusal(400, f"Bad Request: there is no {kind} in the request")
            known = self._files.get(given)
            if known is None:
                raise REFUSALS["wrong file id"]
            if known != kind:
                raise Refusal(400, f"Bad Request: can't use file of type {known} as {kind}")
            return kind, given
        if not upload.data:
            raise Refusal(400, "Bad Request: file must be non-empty")
        if len(upload.data) > (LARGEST_PHOTO if kind == "photo" else LARGEST_FILE):
            raise Refusal(413, "Request Entity Too Large")
        if kind == "photo" and not upload.data.startswith(_PICTURES):
            raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        shown = kind if kind not in ("voice", "audio") or upload.name.endswith(_SPOKEN) else "document"
        file_id = f"{shown.upper()}-{self.token.partition(':')[0]}-{len(self._files) + 1}"
        self._files[file_id] = shown
        return shown, file_id

    def _check_chat(self, params: Params) -> None:
        chat_id = str(params["chat_id"])
        if not re.fullmatch(r"-?[1-9]\d{0,18}", chat_id):
            raise REFUSALS["chat not found"]
        if chat_id in self.blocked:
            raise REFUSALS["403 blocked"]
        if "reply_markup" in params:
            check_keyboard(params["reply_markup"])

    def _new_message(
        self,
        params: Params,
        files: Mapping[str, Upload],
        shown: str,
        entities: list[dict[str, Any]],
        content: Mapping[str, Any],
    ) -> dict[str, Any]:
        self._last_message += 1
        number = self._last_message
        self._keep(params, files=files, message_id=number, shown=shown, entities=tuple(entities))
        markup = _or_nothing(reply_markup=params.get("reply_markup"))
        return {
            "message_id": number,
            "date": FIRST_DATE + number,
            "from": self._me(),
            "chat": _chat(str(params["chat_id"])),
            **content,
            **markup,
        }


# --- What a request has to be ----------------------------------------------------


def check_keyboard(markup: Any) -> None:
    """Refuse buttons that Telegram refuses."""
    rows = markup.get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in rows):
        raise Refusal(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text", "").strip():
            raise Refusal(400, "Bad Request: inline keyboard button text must be non-empty")
        if set(button) - {"text", "style"} != {"callback_data"}:
            raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if not 1 <= len(button["callback_data"].encode()) <= LONGEST_DATA:
            raise REFUSALS["400"]


def _check_models(method: str, params: Params, files: Mapping[str, Upload]) -> None:
    faults = telegram_models.faults(method, params, {name: file.data for name, file in files.items()})
    if faults:
        raise Refusal(400, f"Bad Request: {faults}")


def read_text(source: str, parse_mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Return a text as it is shown, and where it is marked."""
    if not parse_mode:
        return source.strip(), []
    if parse_mode != "HTML":
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    try:
        return read_html(source)
    except Unparsable as why:
        raise Refusal(400, f"Bad Request: can't parse entities: {why}") from None


# --- Answers -------------------------------------------------------------------------


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    if request.content_type == "application/json":
        return json.loads(await request.read()), {}
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            assert isinstance(part, aiohttp.BodyPartReader)
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                params[str(part.name)] = data.decode()
            else:
                files[str(part.name)] = Upload(part.filename, part.headers.get("Content-Type", ""), data)
    else:
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return {name: json.loads(value) if name in _NESTED else value for name, value in params.items()}, files


def _ok(result: Any) -> web.Response:
    return web.Response(body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json")


def _answer(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _content(shown: str, file_id: str, upload: Upload | None) -> dict[str, Any]:
    """Return a file as it stands in a message."""
    file: dict[str, Any] = {"file_id": file_id, "file_unique_id": f"u-{file_id}"}
    if shown == "photo":
        return {
            "photo": [
                {**file, "file_id": f"{file_id}-s", "width": 90, "height": 90},
                {**file, "width": 800, "height": 800},
            ]
        }
    if shown in ("voice", "audio"):
        return {shown: {**file, "duration": 3}}
    return {"document": {**file, **_or_nothing(file_name=upload.name if upload else "")}}


def _or_nothing(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _person(chat_id: int) -> dict[str, Any]:
    return {"id": chat_id, "is_bot": False, "first_name": "Lan", "language_code": "vi"}


def _chat(chat_id: str) -> dict[str, Any]:
    if chat_id.startswith("-"):
        return {"id": int(chat_id), "type": "supergroup", "title": "Thôn Đông"}
    return {"id": int(chat_id), "type": "private", "first_name": "Lan"}


def _lane(update: Mapping[str, Any]) -> str:
    """Return the lane of an update: one is under way at a time, and presses have lanes of their own."""
    for kind, content in update.items():
        if isinstance(content, dict):
            name, whose = ("press", "from") if kind == "callback_query" else ("chat", "chat")
            owner = content.get(whose)
            return f"{name}-{owner.get('id') if isinstance(owner, dict) else ''}"
    return "other"
