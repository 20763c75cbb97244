"""Events of the platform as what a learner did. The shapes are those of its manual, and those seen on the wire."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from bot.channels.asides import Aside
from bot.channels.receiving import Unknown
from bot.channels.starting import opened
from bot.dialogue.messages import Action, Address, Incoming, Said, Sent
from bot.text.folding import nfc

NAME = "zalo_bot"

_LONGEST_TEXT = 20_000
"""Characters; the dialogue answers kindly long before."""
_LONGEST_KIND = 60

_UNSUPPORTED = "message.unsupported.received"
_EVENTS: Mapping[str, Sent | None] = {
    "message.text.received": None,
    "message.image.received": Sent("photo"),
    "message.voice.received": Sent("voice"),
    "message.sticker.received": Sent("sticker"),
    _UNSUPPORTED: None,
}
"""The events that there are, and what they bring beside words."""
_FIELDS: Mapping[str, Sent] = {
    "photo_url": Sent("photo"),
    "photo": Sent("photo"),
    "voice_url": Sent("voice"),
    "voice": Sent("voice"),
    "sticker": Sent("sticker"),
}
_WHERE_AM_I = "/id"

_ID = re.compile(r"[^\s\x00-\x1f\x7f\ud800-\udfff]{1,79}")
_MOST = 10**40
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COMMAND = re.compile(r"/([A-Za-z]\w{0,31})(?:\s+(\S.*))?", re.ASCII | re.DOTALL)


def parse(event: Mapping[str, Any], account: str) -> Incoming | Unknown | Aside | None:
    """
    Return what an event of the platform says, None where there is nothing to do. Never raises.

    What a message is, its fields tell; the name of the event is asked only where they are silent.
    """
    update = _mapping(event.get("result")) if "result" in event else event
    message = _mapping(update.get("message"))
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    name, key, chat_id = _text(update.get("event_name")), _key(message, update), _id(chat.get("id"))
    if key is None or sender.get("is_bot") is True:
        return None
    if chat_id is None or (name is not None and name not in _EVENTS):
        return Unknown(key, _kind(name))
    text = _clean(_text(message.get("text")) or "")
    if text.lower() == _WHERE_AM_I:
        return Aside(chat_id, "id")
    if not _is_private(chat, chat_id, sender):
        return Aside(chat_id, "group")
    action = _said(text) if text else _sent(message, name)
    if action is not None:
        return Incoming(Address(NAME, account, chat_id), key, action)
    return Aside(chat_id, "unsupported") if name == _UNSUPPORTED else Unknown(key, _kind(name))


def _sent(message: Mapping[str, Any], name: str | None) -> Sent | None:
    return next((sent for field, sent in _FIELDS.items() if message.get(field)), _EVENTS.get(name or ""))


def _said(text: str) -> Action:
    """Return what words mean: people type commands as they see them on a poster, or know them from elsewhere."""
    found = _COMMAND.fullmatch(text)
    if found is None:
        return Said(text)
    command, payload = found[1].lower(), (found[2] or "").strip()
    if command == "start":
        return opened(payload)
    return Said(text) if payload else Said(command.replace("_", " "))


def _is_private(chat: Mapping[str, Any], chat_id: str, sender: Mapping[str, Any]) -> bool:
    kind = _text(chat.get("chat_type"))
    return chat_id == _id(sender.get("id")) if kind is None else kind.upper() == "PRIVATE"


def _key(message: Mapping[str, Any], update: Mapping[str, Any]) -> str | None:
    """Return what is the same whenever this event comes again; None for what says nothing at all."""
    message_id = _id(message.get("message_id"))
    if message_id is not None:
        return f"m{message_id}"
    if not message and _text(update.get("event_name")) is None:
        return None
    try:
        whole = json.dumps(update, sort_keys=True)
    except (TypeError, ValueError, RecursionError):
        return None
    return "e" + hashlib.sha256(whole.encode()).hexdigest()[:40]


def _kind(name: str | None) -> str:
    return _clean(name or "message")[:_LONGEST_KIND]


def _clean(text: str) -> str:
    """Return a text composed, with plain line ends, without signs that no storage takes, and cut."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return nfc(_CONTROL.sub("", unified)).strip()[:_LONGEST_TEXT]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _id(value: object) -> str | None:
    """Return an id of the platform: letters that mean nothing to us; None for what can be none."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
        return str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
