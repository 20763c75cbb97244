"""
Events of Zalo as what a learner did. Anything may come in; nothing makes this fail.

The shapes: https://docs.zaloplatforms.com/docs/OA/webhook/tin-nhan. Ids and moments are texts, for they are larger than
what a fraction can hold exactly; where one comes as a number, only a whole one is taken for it.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.channels import starting
from bot.channels.asides import Aside
from bot.channels.receiving import Received, Turned, Unknown
from bot.channels.zalo_oa.buttons import pressed
from bot.dialogue.messages import Action, Address, Incoming, Opened, Said, Sent
from bot.text.folding import nfc

CHANNEL = "zalo_oa"

LONGEST_TEXT = 20_000
"""Characters; the dialogue answers kindly long before."""

_TEXT = "user_send_text"
_SENT: Mapping[str, Literal["photo", "voice", "sticker", "file", "contact", "location", "other"]] = {
    "user_send_image": "photo",
    "user_send_audio": "voice",
    "user_send_sticker": "sticker",
    "user_send_gif": "sticker",
    "user_send_file": "file",
    "user_send_video": "file",
    "user_send_business_card": "contact",
    "user_send_location": "location",
    "user_send_link": "other",
}
_NOTHING_TO_DO = frozenset(
    {
        "user_received_message",
        "user_seen_message",
        "user_submit_info",
        "user_reacted_message",
        "add_user_to_tag",
        "remove_user_from_tag",
    }
)
"""What nothing depends on. Who was asked for their name, we do not ask for it."""
_NOT_OURS = re.compile(r"oa_.*|anonymous_.*|.*_anonymous(?:_.*)?|(?:.*_)?group(?:_.*)?")
"""What we have sent ourselves, and events of strangers on a web page and of groups: nobody learns there."""

_COMMAND = re.compile(r"/(start|id)(?:\s+(\S.*))?", re.ASCII | re.IGNORECASE | re.DOTALL)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST = 10**30
_KIND = re.compile(r"[a-z0-9_.]{1,60}")
_LONGEST_KEY = 80
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_Object = Mapping[str, Any]
_EMPTY: _Object = {}


def parse(event: _Object, account: str) -> Received | Aside | None:
    """Return what an event means to the official account of that id; None if there is nothing to do."""
    named = event.get("event_name")
    name = named if isinstance(named, str) else ""
    key, person = _key(event, name), _person(event)
    is_elsewhere = _ours(event) not in (None, account) or person == account
    if key is None or is_elsewhere or name in _NOTHING_TO_DO or _NOT_OURS.fullmatch(name):
        return None
    if person is None:
        return _unknown(key, name)
    if name == "unfollow":
        return Turned(Address(CHANNEL, account, person), reachable=False)
    done = _done(event, name, person)
    if done is None:
        return _unknown(key, name)
    return done if isinstance(done, Aside) else Incoming(Address(CHANNEL, account, person), key, done)


def _unknown(key: str, name: str) -> Unknown:
    return Unknown(key, name if _KIND.fullmatch(name) else "other")


def _done(event: _Object, name: str, person: str) -> Action | Aside | None:
    """Return what somebody did; None for what we know nothing about."""
    if name == "follow":
        return Opened()
    if name == _TEXT:
        return _said(event, person)
    return Sent(_SENT[name]) if name in _SENT else None


def _said(event: _Object, person: str) -> Action | Aside:
    """Return what a text means: a press, a command that stands on a poster, or words."""
    text = _text(_object(event, "message"))
    if press := pressed(text):
        return press
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Said(text) if text else Sent("other")
    if command[1].lower() == "start":
        return starting.opened(command[2] or "") if command[2] else Opened()
    return Said(text) if command[2] else Aside(person, "id")


def _ours(event: _Object) -> str | None:
    """
    Return which official account an event is about, if it says so.

    One app may serve several accounts, and people have an id of their own with each.
    """
    return _id(_object(event, "recipient").get("id")) or _id(event.get("oa_id"))


def _person(event: _Object) -> str | None:
    """Return who did it."""
    return _id(_object(event, "sender").get("id")) or _id(_object(event, "follower").get("id"))


def _key(event: _Object, name: str) -> str | None:
    """Return what is the same whenever this event comes again; None for what cannot be told from others."""
    message = _id(_object(event, "message").get("msg_id"))
    if message is not None:
        return f"m{message}"
    at = _id(event.get("timestamp"))
    if at is None:
        return None
    key = f"e{name}:{_person(event) or ''}:{at}"
    if len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable():
        return key
    return f"e{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def _text(message: _Object) -> str:
    """Return the words of a message composed, with plain line ends and without signs that no storage takes."""
    text = message.get("text")
    if not isinstance(text, str):
        return ""
    unified = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return nfc(_CONTROL.sub("", unified)).strip()


def _object(outer: _Object, name: str) -> _Object:
    inner = outer.get(name)
    return inner if isinstance(inner, Mapping) else _EMPTY


def _id(value: object) -> str | None:
    """Return an id or a moment; None for what can be neither."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST:
        return str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else None
