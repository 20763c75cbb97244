"""
Updates of Telegram as what a learner did. Anything may come in; nothing makes this fail.

The shape of updates: https://core.telegram.org/bots/api#update
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.channels import starting
from bot.channels.asides import Aside
from bot.channels.receiving import Received, Turned, Unknown
from bot.channels.telegram.commands import SAYS
from bot.dialogue.messages import Action, Address, Incoming, Opened, Pressed, Said, Sent
from bot.text.folding import nfc

CHANNEL = "telegram"

ASKED_FOR = ("message", "callback_query", "my_chat_member")
"""The kinds of updates that Telegram is to deliver."""

LONGEST_TEXT = 20_000
"""Characters; Telegram itself sends 4,096."""

_MESSAGES = ("message", "channel_post")
_NOTHING_TO_DO = ("edited_message", "edited_channel_post")
_SENT: Mapping[str, Sent] = {
    "photo": Sent("photo"),
    "voice": Sent("voice"),
    "audio": Sent("voice"),
    "video_note": Sent("voice"),
    "sticker": Sent("sticker"),
    "document": Sent("file"),
    "contact": Sent("contact"),
    "location": Sent("location"),
}
_NEWS = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "connected_website",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "proximity_alert_triggered",
        "write_access_allowed",
    }
)
"""What Telegram itself says in a private chat: nobody waits for an answer."""
_SHUT_OUT = frozenset({"kicked", "left"})
_TALKS = frozenset({"member", "administrator"})

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.ASCII | re.IGNORECASE | re.DOTALL)
_PRESS = re.compile(r"([0-9]{1,9}):(.{1,64})", re.DOTALL)
_STALE = Pressed(0, "")
_KIND = re.compile(r"[a-z_]{1,40}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_Object = Mapping[str, Any]
_EMPTY: _Object = {}


def parse(event: _Object, account: str) -> Received | Aside | None:
    """Return what an update means to the bot that is called `account`; None if there is nothing to do."""
    update_id = update_number(event)
    if update_id is None:
        return None
    key = f"u{update_id}"
    if press := _object(event, "callback_query"):
        return _press(press, key, account)
    for kind in _MESSAGES:
        if message := _object(event, kind):
            return _message(message, key, account)
    if change := _object(event, "my_chat_member"):
        return _change(change, key, account)
    if any(kind in event for kind in _NOTHING_TO_DO):
        return None
    return _unknown(event, key)


def update_number(event: _Object) -> int | None:
    """Return the number of an update, which Telegram counts up; None if it has none."""
    return _number(event, "update_id")


def lane(event: _Object) -> int:
    """Return whose update it is: those of one person or chat are taken one after the other."""
    press = _object(event, "callback_query")
    chat = next((found for found in (_object(inner, "chat") for inner in event.values()) if found), _EMPTY)
    return _number(_object(press, "from") if press else chat, "id") or 0


def callback_id(event: _Object) -> str | None:
    """Return the id of a pressed button that is to be answered, so that it stops glowing; None for anything else."""
    found = _object(event, "callback_query").get("id")
    return found if isinstance(found, str) else None


def _press(press: _Object, key: str, account: str) -> Received | Aside | None:
    chat = _object(_object(press, "message"), "chat")
    chat_id = _number(chat, "id") or _number(_object(press, "from"), "id")
    if chat_id is None:
        return Unknown(key, "callback_query")
    if chat.get("type", "private") != "private":
        return Aside(str(chat_id), "group")
    data = press.get("data")
    found = _PRESS.fullmatch(data) if isinstance(data, str) else None
    action = Pressed(int(found[1]), found[2]) if found and not _CONTROL.search(found[2]) else _STALE
    return Incoming(Address(CHANNEL, account, str(chat_id)), key, action)


def _message(message: _Object, key: str, account: str) -> Received | Aside | None:
    chat = _object(message, "chat")
    chat_id = _number(chat, "id")
    if chat_id is None:
        return Unknown(key, "message")
    text = _text(message)
    command = _COMMAND.fullmatch(text)
    if _object(message, "from").get("is_bot") is True:
        return None
    if command and command[1].lower() == "id":
        return Aside(str(chat_id), "id")
    if chat.get("type") != "private":
        return Aside(str(chat_id), "group") if command or _speaks_to_us(message, text, account) else None
    if not text and not _NEWS.isdisjoint(message):
        return None
    return Incoming(Address(CHANNEL, account, str(chat_id)), key, _action(message, text, command))


def _action(message: _Object, text: str, command: re.Match[str] | None) -> Action:
    if command and command[1].lower() == "start":
        return starting.opened((command[2] or "").strip()) if command[2] else Opened()
    if command and (word := SAYS.get(command[1].lower())):
        return Said(word)
    if text:
        return Said(text)
    return next((sent for kind, sent in _SENT.items() if kind in message), Sent("other"))


def _speaks_to_us(message: _Object, text: str, account: str) -> bool:
    """
    Return whether a message in a group is meant for the bot.

    Telegram hands a bot nothing else unless it is an administrator. How a bot is called always ends in "bot".
    """
    replied = _object(_object(message, "reply_to_message"), "from")
    if str(_number(replied, "id")) == account:
        return True
    return any(word.rstrip(".,:;!?").lower().endswith("bot") for word in text.split() if word.startswith("@"))


def _change(change: _Object, key: str, account: str) -> Received | Aside | None:
    chat = _object(change, "chat")
    chat_id = _number(chat, "id")
    status = _object(change, "new_chat_member").get("status")
    if chat_id is None or not isinstance(status, str):
        return Unknown(key, "my_chat_member")
    if chat.get("type") == "private":
        return Turned(Address(CHANNEL, account, str(chat_id)), status not in _SHUT_OUT)
    before = _object(change, "old_chat_member").get("status")
    return Aside(str(chat_id), "group") if status in _TALKS and before not in _TALKS else None


def _unknown(event: _Object, key: str) -> Unknown:
    kind = next((name for name in event if name != "update_id"), "")
    return Unknown(key, kind if _KIND.fullmatch(kind) else "other")


def _text(message: _Object) -> str:
    """Return the words of a message composed, without signs that no storage takes."""
    text = message.get("text")
    return nfc(_CONTROL.sub("", text[:LONGEST_TEXT])).strip() if isinstance(text, str) else ""


def _object(outer: object, name: str) -> _Object:
    inner = outer.get(name) if isinstance(outer, Mapping) else None
    return inner if isinstance(inner, Mapping) else _EMPTY


def _number(outer: _Object, name: str) -> int | None:
    value = outer.get(name)
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
    return value if is_number else None
